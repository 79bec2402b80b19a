const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
context.fillStyle = '#ffffff';
context.fillRect(0, 0, canvas.width, canvas.height);

context.lineWidth = 12;
context.strokeStyle = '#264653';
['miter', 'round', 'bevel'].forEach((join, i) => {
  ['butt', 'round', 'square'].forEach((cap, j) => {
    context.lineJoin = join;
    context.lineCap = cap;
    context.beginPath();
    context.moveTo(14 + i * 65, 22 + j * 45);
    context.lineTo(34 + i * 65, 42 + j * 45);
    context.lineTo(54 + i * 65, 18 + j * 45);
    context.stroke();
  });
});
context.lineJoin = 'miter';
context.lineCap = 'butt';
context.lineWidth = 4;
context.miterLimit = 2;
context.strokeStyle = '#e76f51';
context.beginPath();
context.moveTo(10, 180);
context.lineTo(60, 150);
context.lineTo(30, 185);
context.stroke();
context.miterLimit = 10;
context.setLineDash([10, 4, 2, 4]);
context.lineDashOffset = 3;
context.beginPath();
context.arc(110, 170, 22, 0, Math.PI * 2);
context.stroke();
context.setLineDash([]);
[0.5, 1, 1.5, 2].forEach((width, i) => {
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(145, 150 + i * 10);
  context.lineTo(192, 154 + i * 10);
  context.stroke();
});
