// 2,000 fillText of strings that are new in every frame: damage numbers, clocks and scores.
const [WIDTH, HEIGHT] = [750, 1334];
const screen = wx.createCanvas();
screen.width = WIDTH;
screen.height = HEIGHT;
const context = screen.getContext('2d');

let frames = 0;
requestAnimationFrame(function frame() {
  context.fillStyle = '#fff';
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.font = '14px sans-serif';
  for (let i = 0; i < 2000; i++) {
    const value = (i * 7919 + frames * 104729) % 1000003;
    context.fillStyle = i & 1 ? '#a02020' : '#204080';
    context.fillText(i % 3 ? `-${value}` : `HP ${value}`, (i % 10) * 74 + 6, Math.floor(i / 10) * 6.6 + 16);
  }
  frames++;
  requestAnimationFrame(frame);
});
