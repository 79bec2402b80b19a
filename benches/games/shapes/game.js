// 2,000 rounded rectangles, circles and closed curves, each filled and stroked.
const [WIDTH, HEIGHT] = [750, 1334];
const screen = wx.createCanvas();
screen.width = WIDTH;
screen.height = HEIGHT;
const context = screen.getContext('2d');

let seed = 12345;
const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 4294967296;
const color = (alpha) => `rgba(${(random() * 256) | 0}, ${(random() * 256) | 0}, ${(random() * 256) | 0}, ${alpha})`;
const shapes = Array.from({ length: 2000 }, (_, i) => ({
  kind: i % 3,
  x: random() * (WIDTH - 60),
  y: random() * (HEIGHT - 60),
  sizes: Array.from({ length: 12 }, () => random() * 60),
  fill: color((0.4 + random() * 0.6).toFixed(2)),
  stroke: color(1),
  width: 0.75 + random() * 2,
}));

let tick = 0;
requestAnimationFrame(function frame() {
  const shift = (tick++ % 4) * 0.25;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  for (const { kind, x: left, y, sizes: s, fill, stroke, width } of shapes) {
    const x = left + shift;
    context.beginPath();
    if (kind === 0) {
      context.roundRect(x, y, 15 + s[0], 15 + s[1] * 0.75, 2 + s[2] * 0.1);
    } else if (kind === 1) {
      context.arc(x + 25, y + 25, 5 + s[0] * 0.36, 0, Math.PI * 2);
    } else {
      context.moveTo(x, y);
      context.bezierCurveTo(x + s[0], y + s[1], x + s[2], y + s[3], x + s[4], y + s[5]);
      context.bezierCurveTo(x + s[6], y + s[7], x + s[8], y + s[9], x + s[10], y + s[11]);
      context.closePath();
    }
    context.fillStyle = fill;
    context.fill();
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.stroke();
  }
  requestAnimationFrame(frame);
});
