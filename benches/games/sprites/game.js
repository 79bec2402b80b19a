// 10,000 soft discs of 32 x 32 pixels, moving at fractional positions, all from one 256 x 256 atlas.
const COUNT = 10000;
const [WIDTH, HEIGHT] = [750, 1334];
const screen = wx.createCanvas();
screen.width = WIDTH;
screen.height = HEIGHT;
const context = screen.getContext('2d');

const atlas = wx.createCanvas();
atlas.width = atlas.height = 256;
const paint = atlas.getContext('2d');
for (let i = 0; i < 64; i++) {
  const [x, y] = [(i % 8) * 32 + 16, (i >> 3) * 32 + 16];
  const disc = paint.createRadialGradient(x, y, 4, x, y, 15);
  disc.addColorStop(0, `hsl(${i * 5.6} 80% 55%)`);
  disc.addColorStop(1, `hsl(${i * 5.6} 80% 55% / 0)`);
  paint.fillStyle = disc;
  paint.fillRect(x - 16, y - 16, 32, 32);
}

let seed = 12345;
const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 4294967296;
const sprites = new Float32Array(COUNT * 4);
for (let i = 0; i < sprites.length; i += 4) {
  sprites.set([random() * 718, random() * 1302, random() * 10 - 5, random() * 10 - 5], i);
}

requestAnimationFrame(function frame() {
  context.fillStyle = '#fff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  for (let i = 0, n = 0; n < COUNT; i += 4, n++) {
    sprites[i] += sprites[i + 2];
    sprites[i + 1] += sprites[i + 3];
    if (sprites[i] < 0 || sprites[i] > 718) sprites[i + 2] = -sprites[i + 2];
    if (sprites[i + 1] < 0 || sprites[i + 1] > 1302) sprites[i + 3] = -sprites[i + 3];
    context.drawImage(atlas, (n % 8) * 32, ((n >> 3) % 8) * 32, 32, 32, sprites[i], sprites[i + 1], 32, 32);
  }
  requestAnimationFrame(frame);
});
