// Draws every scene on a canvas of its own and prints it as a PNG: the same package runs in Sparrow and in Chromium (see ../README.md).
const scenes = require('./scenes.js');

const WIDTH = 240;
const HEIGHT = 160;

function loadImage(path) {
  return new Promise((resolve, reject) => {
    const image = wx.createImage();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error(`${path} does not load`));
    image.src = path;
  });
}

async function draw(name, scene) {
  const canvas = wx.createCanvas();
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d', scene.attributes);
  const images = {};
  for (const path of scene.images || []) images[path] = await loadImage(`images/${path}`);
  context.save();
  await scene.draw(context, { canvas, images, width: WIDTH, height: HEIGHT, newCanvas });
  context.restore();
  const url = canvas.toDataURL('image/png');
  for (let at = 0; at < url.length; at += 8000) console.log(`@@SCENE ${name} ${url.slice(at, at + 8000)}`);
}

function newCanvas(width, height) {
  const canvas = wx.createCanvas();
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

async function main() {
  wx.createCanvas(); // the screen
  for (const [name, scene] of Object.entries(scenes)) {
    try {
      await draw(name, scene);
    } catch (e) {
      console.log(`@@FAILED ${name} ${e.name}: ${e.message}`);
    }
  }
  console.log('@@DONE');
  wx.exitMiniProgram();
}
main();
