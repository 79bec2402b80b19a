// Every drawing call with a shadow: hard and soft, far away, under composite modes, clips and transforms.
const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
const stamp = wx.createCanvas();
stamp.width = stamp.height = 24;
const inner = stamp.getContext('2d');
inner.fillStyle = 'rgba(220, 60, 40, 0.9)';
inner.beginPath();
inner.arc(12, 12, 11, 0, Math.PI * 2);
inner.fill();

const shadow = (color, blur, x, y) => {
  context.shadowColor = color;
  context.shadowBlur = blur;
  context.shadowOffsetX = x;
  context.shadowOffsetY = y;
};
const cell = (i, draw) => {
  context.save();
  context.translate(4 + (i % 4) * 49, 4 + Math.floor(i / 4) * 49);
  draw();
  context.restore();
};
context.fillStyle = '#f4f4f4';
context.fillRect(0, 0, 200, 200);
const draws = [
  () => { shadow('#2040c0', 0, 5, 4); context.fillStyle = '#ffcc33'; context.fillRect(6, 6, 26, 24); },
  () => { shadow('#000', 12, 3, 3); context.fillStyle = 'rgba(60, 160, 90, 0.7)'; context.fillRect(8, 8, 26, 24); },
  () => {
    shadow('rgba(200, 0, 100, 0.8)', 6, 0, 5);
    context.lineWidth = 4;
    context.strokeStyle = '#204060';
    context.beginPath();
    context.moveTo(6, 36);
    context.bezierCurveTo(10, -10, 30, 60, 38, 8);
    context.stroke();
  },
  () => { shadow('#106010', 3, 6, 2); context.drawImage(stamp, 4, 8, 30, 26); },
  () => {
    shadow('#b04000', 0, 3.5, 2.25);
    context.font = 'bold 24px sans-serif';
    context.fillStyle = '#fff';
    context.fillText('Abg', 2, 28);
  },
  () => {
    shadow('#0060ff', 10, 0, 0);
    context.font = '20px sans-serif';
    context.fillStyle = '#003';
    context.fillText('glow', 3, 26);
  },
  // The shape itself is outside of the clip, its shadow inside.
  () => {
    context.beginPath();
    context.arc(22, 22, 20, 0, Math.PI * 2);
    context.clip();
    shadow('#803090', 4, 100, 0);
    context.fillRect(-90, 8, 28, 28);
  },
  () => {
    const gradient = context.createLinearGradient(4, 0, 40, 0);
    gradient.addColorStop(0, 'rgba(255, 0, 0, 1)');
    gradient.addColorStop(1, 'rgba(255, 0, 0, 0)');
    shadow('#000', 4, 4, 12);
    context.fillStyle = gradient;
    context.fillRect(4, 6, 36, 18);
  },
  // The blur and the offset ignore the transform.
  () => {
    context.scale(2, 0.5);
    shadow('#000', 6, 6, 6);
    context.fillStyle = '#30a0d0';
    context.fillRect(4, 12, 10, 50);
  },
  () => { shadow('#d02020', 4, 4, 4); context.globalAlpha = 0.5; context.drawImage(stamp, 8, 8); },
  () => {
    shadow('#2020d0', 5, 8, 8);
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = '#ffcc33';
    context.fillRect(6, 6, 20, 20);
  },
  () => {
    shadow('#20d0d0', 5, 6, 6);
    context.globalCompositeOperation = 'multiply';
    context.fillStyle = '#ff9999';
    context.fillRect(6, 6, 22, 22);
  },
  () => {
    context.beginPath();
    context.rect(2, 2, 40, 40);
    context.clip();
    shadow('#2080d0', 4, 6, 6);
    context.globalCompositeOperation = 'source-in';
    context.fillStyle = '#c03020';
    context.fillRect(6, 6, 20, 20);
  },
  () => { shadow('#000', 80, 0, 0); context.fillStyle = '#eee'; context.fillRect(16, 16, 10, 10); },
  () => {
    shadow('rgba(0, 0, 0, 0.5)', 2, 1, 1);
    context.strokeStyle = '#a06000';
    context.strokeRect(8.5, 8.5, 26, 24);
  },
  // Nothing is visible of a transparent colour or of a shadow without offset and blur.
  () => {
    shadow('rgba(0, 0, 0, 0)', 9, 9, 9);
    context.fillStyle = '#6080a0';
    context.fillRect(8, 8, 14, 26);
    shadow('#f00', 0, 0, 0);
    context.fillRect(26, 8, 10, 26);
  },
];
draws.forEach((draw, i) => cell(i, draw));
