// 60 panels with soft shadows, 40 lines of text with hard ones, 20 blurred discs.
const [WIDTH, HEIGHT] = [750, 1334];
const screen = wx.createCanvas();
screen.width = WIDTH;
screen.height = HEIGHT;
const context = screen.getContext('2d');

let frames = 0;
requestAnimationFrame(function frame() {
  context.shadowColor = 'transparent';
  context.fillStyle = '#eee';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.shadowColor = 'rgba(0, 0, 0, 0.5)';
  context.shadowBlur = 12;
  context.shadowOffsetX = 0;
  context.shadowOffsetY = 4;
  for (let i = 0; i < 60; i++) {
    context.fillStyle = `hsl(${i * 6} 60% 70%)`;
    context.fillRect((i % 6) * 124 + 12, Math.floor(i / 6) * 80 + 12 + Math.sin(frames / 9 + i) * 3, 100, 60);
  }
  context.shadowColor = '#402010';
  context.shadowBlur = 0;
  context.shadowOffsetX = 2;
  context.shadowOffsetY = 2;
  context.fillStyle = '#fff';
  context.font = '24px sans-serif';
  for (let i = 0; i < 40; i++) context.fillText(`line ${i}`, (i % 4) * 180 + 20, 860 + Math.floor(i / 4) * 28);
  context.shadowColor = 'transparent';
  context.filter = 'blur(6px)';
  context.fillStyle = '#2060c0';
  for (let i = 0; i < 20; i++) {
    context.beginPath();
    context.arc((i % 10) * 74 + 40, 1200 + Math.floor(i / 10) * 70, 24, 0, Math.PI * 2);
    context.fill();
  }
  context.filter = 'none';
  frames++;
  requestAnimationFrame(frame);
});
