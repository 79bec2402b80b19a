const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
context.fillStyle = '#ffffff';
context.fillRect(0, 0, canvas.width, canvas.height);

context.fillStyle = '#222222';
context.font = '20px sans-serif';
context.fillText('Sparrow hops', 10, 28);
context.font = 'bold 26px sans-serif';
context.fillStyle = '#b5179e';
context.fillText('Ready?', 10, 62);
context.strokeStyle = '#3a0ca3';
context.lineWidth = 1.5;
context.strokeText('Go!', 120, 62);
context.font = '14px sans-serif';
context.fillStyle = '#000000';
['left', 'center', 'right'].forEach((align, i) => {
  context.textAlign = align;
  context.fillText(align, 100, 90 + i * 18);
});
context.textAlign = 'left';
['top', 'middle', 'alphabetic', 'bottom'].forEach((baseline, i) => {
  context.textBaseline = baseline;
  context.fillText('Ag', 10 + i * 46, 160);
});
context.fillStyle = 'rgba(255, 0, 0, 0.5)';
context.fillRect(0, 159.5, 200, 1);
context.textBaseline = 'alphabetic';
context.fillStyle = '#006d77';
context.fillText('squeezed into a narrow place', 10, 194, 120);
const wide = context.measureText('mmmm').width;
console.log(wide > context.measureText('iiii').width, context.measureText('').width === 0);
