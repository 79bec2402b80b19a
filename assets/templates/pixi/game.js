// A turning square with Pixi. Run `npm install` first; start with --adapter web.
const PIXI = require('pixi.js');

const { windowWidth, windowHeight, pixelRatio } = wx.getWindowInfo();
const app = new PIXI.Application({
  view: canvas, // the screen, which the web adapter has made
  width: windowWidth,
  height: windowHeight,
  resolution: pixelRatio,
  backgroundColor: 0x20252b,
});

const square = new PIXI.Graphics();
square.beginFill(0xf2b134);
square.drawRoundedRect(-60, -60, 120, 120, 16);
square.endFill();
square.position.set(windowWidth / 2, windowHeight / 2);
app.stage.addChild(square);

let speed = 0.03;
wx.onTouchStart(() => {
  speed = -speed;
});
app.ticker.add((delta) => {
  square.rotation += speed * delta;
});
console.log('{{name}} is ready');
