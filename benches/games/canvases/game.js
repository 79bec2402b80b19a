// 240 canvases of 512 x 512, each drawn once a frame; a few of them change in every frame. 240 MB of pixels.
const COUNT = 240;
const [WIDTH, HEIGHT] = [750, 1334];
const screen = wx.createCanvas();
screen.width = WIDTH;
screen.height = HEIGHT;
const context = screen.getContext('2d');

const paint = (inner, hue) => {
  inner.fillStyle = `hsl(${hue} 70% 60%)`;
  inner.fillRect(0, 0, 512, 512);
  inner.fillStyle = `hsl(${hue + 180} 70% 40%)`;
  inner.beginPath();
  inner.arc(256, 256, 200, 0, Math.PI * 2);
  inner.fill();
};
const cells = [];
for (let i = 0; i < COUNT; i++) {
  const canvas = wx.createCanvas();
  canvas.width = canvas.height = 512;
  const inner = canvas.getContext('2d');
  paint(inner, i * 1.5);
  cells.push([canvas, inner]);
}

let frames = 0;
requestAnimationFrame(function frame() {
  for (let i = 0; i < 4; i++) paint(cells[(frames * 4 + i) % COUNT][1], frames);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  for (let i = 0; i < COUNT; i++) {
    context.drawImage(cells[i][0], (i % 12) * 62 + Math.sin(frames / 20 + i) * 4, Math.floor(i / 12) * 66, 60, 60);
  }
  frames++;
  requestAnimationFrame(frame);
});
