// The game starts here. `npm run build` compiles it to dist/, which is the package.
import { Ball } from './ball';

const canvas = wx.createCanvas(); // the first canvas is the screen
const { windowWidth, windowHeight, pixelRatio } = wx.getSystemInfoSync();
canvas.width = windowWidth * pixelRatio;
canvas.height = windowHeight * pixelRatio;
const context = canvas.getContext('2d');
context.scale(pixelRatio, pixelRatio);

const ball = new Ball(windowWidth, windowHeight);
let score = 0;

wx.onTouchStart(({ touches }) => {
  const { clientX, clientY } = touches[0];
  if (ball.hit(clientX, clientY)) score += 1;
});

const frame = (): void => {
  ball.move();
  context.fillStyle = '#20252b';
  context.fillRect(0, 0, windowWidth, windowHeight);
  ball.draw(context);
  context.fillStyle = '#ffffff';
  context.font = '24px sans-serif';
  context.textAlign = 'center';
  context.fillText(`${score}`, windowWidth / 2, 60);
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);
console.log('{{name}} is ready');
