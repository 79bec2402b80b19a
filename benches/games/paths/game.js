// 400 paths of curves that stay the same, half of them filled and half stroked: what a map or a drawn interface is.
const [WIDTH, HEIGHT] = [750, 1334];
const screen = wx.createCanvas();
screen.width = WIDTH;
screen.height = HEIGHT;
const context = screen.getContext('2d');

let seed = 12345;
const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 4294967296;
const paths = [];
for (let i = 0; i < 400; i++) {
  const path = new Path2D();
  const [x, y] = [random() * 650, random() * 1230];
  path.moveTo(x, y);
  for (let k = 0; k < 12; k++) {
    const at = () => [x + random() * 100, y + random() * 100];
    path.bezierCurveTo(...at(), ...at(), ...at());
  }
  paths.push(path);
}

requestAnimationFrame(function frame() {
  context.fillStyle = '#fff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  paths.forEach((path, i) => {
    if (i % 2) {
      context.strokeStyle = `hsl(${i} 60% 40%)`;
      context.lineWidth = 1 + (i % 5);
      context.stroke(path);
    } else {
      context.fillStyle = `hsl(${i} 60% 60% / 0.6)`;
      context.fill(path);
    }
  });
  requestAnimationFrame(frame);
});
