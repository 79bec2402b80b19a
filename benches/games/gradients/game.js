// 240 gradients: bars, balls and wheels, half of them made once and half made anew in every frame, as games do.
const [WIDTH, HEIGHT] = [750, 1334];
const screen = wx.createCanvas();
screen.width = WIDTH;
screen.height = HEIGHT;
const context = screen.getContext('2d');

const stops = (gradient, hue) => {
  gradient.addColorStop(0, `hsl(${hue} 80% 60%)`);
  gradient.addColorStop(0.4, `hsl(${hue + 40} 80% 50% / 0.8)`);
  gradient.addColorStop(1, `hsl(${hue + 90} 70% 30% / 0.2)`);
  return gradient;
};
const bar = (x, y, hue) => stops(context.createLinearGradient(x, y, x + 110, y + 30), hue);
const ball = (x, y, hue) => stops(context.createRadialGradient(x - 8, y - 8, 4, x, y, 40), hue);
const wheel = (x, y, hue) => stops(context.createConicGradient(hue / 57, x, y), hue);
const places = Array.from({ length: 240 }, (_, i) => [(i % 12) * 62 + 34, Math.floor(i / 12) * 66 + 40, i * 1.5]);
const kept = places.map(([x, y, hue], i) => [bar, ball, wheel][i % 3](x, y, hue));

let frames = 0;
requestAnimationFrame(function frame() {
  context.fillStyle = '#fff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  places.forEach(([x, y, hue], i) => {
    context.fillStyle = i & 1 ? kept[i] : [bar, ball, wheel][i % 3](x, y, hue + frames);
    if (i % 3 === 0) {
      context.fillRect(x - 30, y - 30, 110, 30);
    } else {
      context.beginPath();
      context.arc(x, y, 40, 0, Math.PI * 2);
      context.fill();
    }
  });
  frames++;
  requestAnimationFrame(frame);
});
