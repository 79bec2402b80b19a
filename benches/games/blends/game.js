// 260 draws in the 26 composite and blend modes: rectangles, discs and pictures over a drawn background, in layers of their own where a mode needs one.
const [WIDTH, HEIGHT] = [750, 1334];
const screen = wx.createCanvas();
screen.width = WIDTH;
screen.height = HEIGHT;
const context = screen.getContext('2d');

const MODES = [
  'source-over', 'source-in', 'source-out', 'source-atop', 'destination-over', 'destination-in', 'destination-out', 'destination-atop', 'lighter', 'copy', 'xor',
  'multiply', 'screen', 'overlay', 'darken', 'lighten', 'color-dodge', 'color-burn', 'hard-light', 'soft-light', 'difference', 'exclusion', 'hue', 'saturation',
  'color', 'luminosity',
];
const picture = wx.createCanvas();
picture.width = picture.height = 96;
const paint = picture.getContext('2d');
const soft = paint.createRadialGradient(48, 48, 10, 48, 48, 48);
soft.addColorStop(0, 'gold');
soft.addColorStop(1, 'rgba(200, 40, 90, 0)');
paint.fillStyle = soft;
paint.fillRect(0, 0, 96, 96);
const cell = wx.createCanvas();
cell.width = cell.height = 144;
const inner = cell.getContext('2d');

let frames = 0;
requestAnimationFrame(function frame() {
  context.fillStyle = '#fff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  MODES.forEach((mode, i) => {
    inner.globalCompositeOperation = 'source-over';
    inner.clearRect(0, 0, 144, 144);
    inner.fillStyle = `hsl(${i * 14} 60% 50% / 0.8)`;
    inner.fillRect(10, 10, 90, 90);
    inner.globalCompositeOperation = mode;
    for (let k = 0; k < 3; k++) {
      const shift = k * 12 + Math.sin(frames / 15 + i) * 6;
      inner.drawImage(picture, 20 + shift, 24);
      inner.fillStyle = `hsl(${k * 90 + frames} 70% 60% / 0.6)`;
      inner.fillRect(30, 16 + shift, 80, 40);
      inner.beginPath();
      inner.arc(80, 80 + shift / 2, 40, 0, Math.PI * 2);
      inner.fill();
    }
    context.drawImage(cell, (i % 5) * 148 + 4, Math.floor(i / 5) * 148 + 4);
  });
  // On the screen itself, over all of it.
  context.globalCompositeOperation = MODES[11 + (frames % 15)];
  context.fillStyle = 'rgba(90, 120, 200, 0.3)';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.globalCompositeOperation = 'source-over';
  frames++;
  requestAnimationFrame(frame);
});
