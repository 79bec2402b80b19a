const screen = wx.createCanvas();
const flat = screen.getContext('2d');
const world = wx.createCanvas();
world.width = 40;
world.height = 40;
const gl = world.getContext('webgl', { alpha: true, premultipliedAlpha: true });
console.log(gl.drawingBufferWidth, gl.drawingBufferHeight);

const fill = (x, y, width, height, color) => {
  gl.enable(gl.SCISSOR_TEST);
  gl.scissor(x, y, width, height);
  gl.clearColor(...color);
  gl.clear(gl.COLOR_BUFFER_BIT);
};
requestAnimationFrame(function draw() {
  flat.fillStyle = '#eee';
  flat.fillRect(0, 0, screen.width, screen.height);
  // What is drawn is the picture at the time of the call, also when the canvas is drawn twice in a frame.
  fill(0, 0, 40, 40, [0.5, 0, 0, 0.5]);
  fill(0, 0, 20, 10, [0, 0, 1, 1]);
  flat.drawImage(world, 4, 4);
  fill(0, 0, 40, 40, [0, 0.6, 0, 1]);
  fill(20, 30, 20, 10, [1, 1, 0, 1]);
  flat.drawImage(world, 50, 4);
  fill(0, 0, 40, 40, [1, 0, 1, 1]);
  flat.fillStyle = 'rgba(0, 0, 0, 0.6)';
  flat.fillRect(0, 48, 96, 16);
  const [r, g, b, a] = flat.getImageData(52, 20, 1, 1).data;
  console.log(r, g, b, a);
  // Its own pixels are those of the last call; the first row is the upper one.
  const url = world.toDataURL();
  console.log(url.startsWith('data:image/png;base64,'), url.length > 60);
  requestAnimationFrame(draw);
});
