const canvas = wx.createCanvas();
const ctx = canvas.getContext('2d');
const open = wx.getOpenDataContext();
open.canvas.width = 320;
open.canvas.height = 240;
open.postMessage({ type: 'rank' });
const draw = () => {
  ctx.fillStyle = '#345';
  ctx.fillRect(0, 0, 160, 120);
  ctx.drawImage(open.canvas, 0, 0, 160, 120);
  requestAnimationFrame(draw);
};
draw();
