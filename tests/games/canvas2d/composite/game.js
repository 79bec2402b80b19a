// Each mode draws a yellow square on a blue disc in a canvas of its own.
const modes = [
  'source-over', 'source-in', 'source-out', 'source-atop', 'destination-over', 'destination-in', 'destination-out',
  'destination-atop', 'xor', 'copy', 'lighter',
];
const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
context.fillStyle = '#eeeeee';
context.fillRect(0, 0, canvas.width, canvas.height);
modes.forEach((mode, i) => {
  const cell = wx.createCanvas();
  cell.width = 44;
  cell.height = 44;
  const inner = cell.getContext('2d');
  inner.fillStyle = '#2266cc';
  inner.beginPath();
  inner.arc(17, 17, 15, 0, Math.PI * 2);
  inner.fill();
  inner.globalCompositeOperation = mode;
  inner.fillStyle = 'rgba(255, 204, 0, 0.8)';
  inner.fillRect(15, 15, 26, 26);
  context.drawImage(cell, 4 + (i % 4) * 49, 4 + Math.floor(i / 4) * 49);
});
