// What every scene stands on, in Sparrow and in a browser: one canvas, a fixed number of frames at 60 a second, and seeded chance.

export const WIDTH = 360;
export const HEIGHT = 480;
export const FRAMES = 12;

let seed = 7;
export const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 4294967296;
};
// Engines take their chance from here (particles); a browser's own would differ from run to run.
Math.random = random;

/** The canvas of the stage, in the document as every page has it. */
export function stageCanvas() {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  document.body.appendChild(canvas);
  return canvas;
}

/** A square picture drawn with Canvas 2D: textures without files. */
export function picture(size, draw) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  draw(canvas.getContext('2d'), size);
  return canvas;
}

/** Checks of two colours, with a mark in the upper left corner that shows how it is turned. */
export const checks = (size, one, other, count = 8) =>
  picture(size, (c) => {
    const cell = size / count;
    for (let y = 0; y < count; y++) {
      for (let x = 0; x < count; x++) {
        c.fillStyle = (x + y) % 2 ? one : other;
        c.fillRect(x * cell, y * cell, cell, cell);
      }
    }
    c.fillStyle = '#e0322c';
    c.fillRect(0, 0, cell, cell);
  });

/** A soft disc with a bright rim. */
export const disc = (size, colour) =>
  picture(size, (c) => {
    const gradient = c.createRadialGradient(size / 2, size / 2, 0, size / 2, size / 2, size / 2);
    gradient.addColorStop(0, '#ffffff');
    gradient.addColorStop(0.4, colour);
    gradient.addColorStop(1, 'rgba(0,0,0,0)');
    c.fillStyle = gradient;
    c.fillRect(0, 0, size, size);
  });

/** Calls `frame(index, seconds)` for each frame; what stands after the last one is the picture of the scene. */
export function play(frame) {
  let index = 0;
  const step = () => {
    const last = index === FRAMES - 1;
    frame(index, index / 60);
    index++;
    if (!last) return requestAnimationFrame(step);
    console.log('scene: drawn');
    if (globalThis.sceneDrawn) globalThis.sceneDrawn();
  };
  requestAnimationFrame(step);
}

/** Ends the scene with its error. */
export function failed(error) {
  console.error(`scene: ${(error && error.stack) || error}`);
  if (globalThis.sceneDrawn) globalThis.sceneDrawn(String(error));
}
