wx.createCanvas();
const canvas = wx.createCanvas();
canvas.width = 20;
canvas.height = 10;
const gl = canvas.getContext('webgl', { alpha: false, preserveDrawingBuffer: true });
const pixel = (x, y) => {
  const out = new Uint8Array(4);
  gl.readPixels(x, y, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, out);
  return [...out].join(',');
};
const paint = (...color) => {
  gl.clearColor(...color);
  gl.clear(gl.COLOR_BUFFER_BIT);
};
// Without alpha a pixel is opaque, whatever it was cleared to.
console.log(pixel(0, 0));
paint(0, 1, 0, 0);
console.log(gl.drawingBufferWidth, gl.drawingBufferHeight, pixel(19, 9), pixel(20, 9));

// A new size is a new buffer; viewport and state stay.
canvas.width = 5;
console.log(gl.drawingBufferWidth, gl.getParameter(gl.VIEWPORT)[2], pixel(4, 9));
canvas.height = 0;
console.log(gl.drawingBufferHeight, canvas.toDataURL(), gl.getError());
canvas.height = 10;
paint(1, 0, 0, 1);
const flat = wx.createCanvas().getContext('2d');
const drawn = () => {
  flat.drawImage(canvas, 0, 0);
  return [...flat.getImageData(1, 1, 1, 1).data].join(',');
};
console.log(drawn());

const buffer = gl.createBuffer();
gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
const lose = gl.getExtension('WEBGL_lose_context');
const steps = [
  () => console.log('kept', pixel(0, 0), drawn()),
  () => {
    lose.loseContext();
    console.log(gl.isContextLost(), gl.getError() === gl.CONTEXT_LOST_WEBGL, gl.getError());
    console.log(gl.getContextAttributes(), gl.getSupportedExtensions(), gl.isBuffer(buffer));
  },
  () => lose.restoreContext(),
  () => {
    console.log(gl.isContextLost(), gl.isBuffer(buffer), gl.getParameter(gl.ARRAY_BUFFER_BINDING), gl.getError());
    paint(0, 0, 1, 1);
    console.log(pixel(0, 0), drawn());
  },
];
requestAnimationFrame(function step() {
  const next = steps.shift();
  if (!next) return;
  next();
  requestAnimationFrame(step);
});
