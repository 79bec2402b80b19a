const canvas = wx.createCanvas();
const gl = canvas.getContext('webgl');
const pixel = new Uint8Array(4);
const attempt = (name, work) => {
  try {
    console.log(name, work());
  } catch (e) {
    console.log(name, e.name);
  }
};
const read = (from) => from.readPixels(0, 0, 1, 1, from.RGBA, from.UNSIGNED_BYTE, pixel) || pixel.join();
let frame = 0;
requestAnimationFrame(function next() {
  if (++frame < 4) return requestAnimationFrame(next);
  attempt('clean', () => read(gl));
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, sharedCanvas);
  console.log('error', gl.getError());
  attempt('readPixels', () => read(gl));
  attempt('toDataURL', () => canvas.toDataURL());
  attempt('wxBindCanvasTexture', () => {
    const other = wx.createCanvas().getContext('webgl');
    other.bindTexture(other.TEXTURE_2D, other.createTexture());
    other.wxBindCanvasTexture(other.TEXTURE_2D, sharedCanvas);
    return read(other);
  });
  attempt('2d', () => {
    const flat = wx.createCanvas().getContext('2d');
    flat.drawImage(canvas, 0, 0);
    return flat.getImageData(0, 0, 1, 1);
  });
});
