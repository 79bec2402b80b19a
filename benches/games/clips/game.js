// 120 cells behind clips: scrolling lists in rectangles, portraits in circles, stars in stars, and clips within clips.
const [WIDTH, HEIGHT] = [750, 1334];
const screen = wx.createCanvas();
screen.width = WIDTH;
screen.height = HEIGHT;
const context = screen.getContext('2d');

const picture = wx.createCanvas();
picture.width = picture.height = 128;
const paint = picture.getContext('2d');
for (let i = 0; i < 64; i++) {
  paint.fillStyle = `hsl(${i * 5.6} 70% 55%)`;
  paint.fillRect((i % 8) * 16, (i >> 3) * 16, 16, 16);
}
const star = (x, y, r) => {
  context.beginPath();
  for (let k = 0; k < 10; k++) {
    const [a, by] = [(k * Math.PI) / 5, k % 2 ? r * 0.45 : r];
    context.lineTo(x + Math.sin(a) * by, y - Math.cos(a) * by);
  }
  context.closePath();
};

let frames = 0;
requestAnimationFrame(function frame() {
  context.fillStyle = '#fff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  for (let i = 0; i < 120; i++) {
    const [x, y] = [(i % 8) * 92 + 4, Math.floor(i / 8) * 88 + 6];
    context.save();
    if (i % 4 === 0) {
      context.beginPath();
      context.rect(x, y, 84, 80);
      context.clip();
    } else if (i % 4 === 1) {
      context.beginPath();
      context.arc(x + 42, y + 40, 38, 0, Math.PI * 2);
      context.clip();
    } else {
      star(x + 42, y + 42, 42);
      context.clip();
      if (i % 4 === 3) {
        context.beginPath();
        context.ellipse(x + 42, y + 40, 40, 24, frames / 50, 0, Math.PI * 2);
        context.clip('evenodd');
      }
    }
    context.drawImage(picture, x - 20 + Math.sin(frames / 20 + i) * 20, y - 20);
    context.fillStyle = 'rgba(0, 0, 0, 0.4)';
    context.fillRect(x, y + 50, 92, 14);
    context.fillStyle = '#fff';
    context.font = '12px sans-serif';
    context.fillText(`cell ${i}`, x + 8, y + 61);
    context.restore();
  }
  frames++;
  requestAnimationFrame(frame);
});
