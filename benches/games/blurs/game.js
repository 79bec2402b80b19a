// Large blurs: a backdrop behind frosted panels, glows of 60 pixels, a drop shadow under a dialog, and chains of filters.
const [WIDTH, HEIGHT] = [750, 1334];
const screen = wx.createCanvas();
screen.width = WIDTH;
screen.height = HEIGHT;
const context = screen.getContext('2d');

const backdrop = wx.createCanvas();
backdrop.width = 375;
backdrop.height = 667;
const paint = backdrop.getContext('2d');
for (let i = 0; i < 60; i++) {
  paint.fillStyle = `hsl(${i * 37} 70% 55%)`;
  paint.beginPath();
  paint.arc((i * 97) % 375, (i * 211) % 667, 20 + (i % 40), 0, Math.PI * 2);
  paint.fill();
}

let frames = 0;
requestAnimationFrame(function frame() {
  context.filter = 'blur(24px)';
  context.drawImage(backdrop, Math.sin(frames / 30) * 20 - 20, 0, 790, 1334);
  context.filter = 'none';
  context.shadowColor = 'rgba(0, 0, 0, 0.6)';
  context.shadowBlur = 60;
  context.shadowOffsetY = 20;
  context.fillStyle = 'rgba(255, 255, 255, 0.9)';
  context.beginPath();
  context.roundRect(75, 300 + Math.sin(frames / 20) * 10, 600, 500, 40);
  context.fill();
  context.shadowColor = '#40c0ff';
  context.shadowBlur = 40;
  context.shadowOffsetY = 0;
  context.fillStyle = '#e0f8ff';
  for (let i = 0; i < 6; i++) {
    context.beginPath();
    context.arc(130 + i * 100, 1000, 36, 0, Math.PI * 2);
    context.fill();
  }
  context.shadowColor = 'transparent';
  context.filter = 'drop-shadow(0 12px 30px rgba(0, 0, 0, 0.7)) saturate(1.4)';
  context.drawImage(backdrop, 100, 340, 240, 400);
  context.filter = 'blur(50px) brightness(1.2)';
  context.fillStyle = '#c03060';
  context.fillRect(400, 400, 220, 300);
  context.filter = 'none';
  frames++;
  requestAnimationFrame(frame);
});
