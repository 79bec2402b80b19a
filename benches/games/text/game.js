// 500 glyphs in ten lines whose text stays, and ten whose text changes in every frame.
const [WIDTH, HEIGHT] = [750, 1334];
const screen = wx.createCanvas();
screen.width = WIDTH;
screen.height = HEIGHT;
const context = screen.getContext('2d');
const TEXT = 'The quick brown fox jumps over the lazy dog 0123456789 '.repeat(2);

let tick = 0;
requestAnimationFrame(function frame() {
  tick++;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = '#123';
  context.font = '16px sans-serif';
  for (let line = 0; line < 10; line++) {
    context.fillText(TEXT.slice(line, line + 50), 10 + (tick % 4) * 0.25, 30 + line * 24);
    context.fillText(`${tick} ${TEXT.slice(line, line + 44)}`, 10, 300 + line * 24);
  }
  requestAnimationFrame(frame);
});
