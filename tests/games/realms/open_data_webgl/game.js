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
// A count of samples, or the time that they took, says what a shader read in a texture: one bit of a pixel for each.
const queries = () => {
  const two = wx.createCanvas().getContext('webgl2');
  const count = two.createQuery();
  two.beginQuery(two.ANY_SAMPLES_PASSED, count);
  two.endQuery(two.ANY_SAMPLES_PASSED);
  const result = () => typeof two.getQueryParameter(count, two.QUERY_RESULT);
  attempt('clean query', result);
  two.bindTexture(two.TEXTURE_2D, two.createTexture());
  two.texImage2D(two.TEXTURE_2D, 0, two.RGBA, two.RGBA, two.UNSIGNED_BYTE, sharedCanvas);
  attempt('query', result);
  attempt('query available', () => typeof two.getQueryParameter(count, two.QUERY_RESULT_AVAILABLE));
  const timer = gl.getExtension('EXT_disjoint_timer_query');
  if (!timer) return console.log('timer SecurityError');
  const time = timer.createQueryEXT();
  timer.beginQueryEXT(timer.TIME_ELAPSED_EXT, time);
  timer.endQueryEXT(timer.TIME_ELAPSED_EXT);
  attempt('timer', () => timer.getQueryObjectEXT(time, timer.QUERY_RESULT_EXT));
};
let frame = 0;
requestAnimationFrame(function next() {
  if (++frame < 4) return requestAnimationFrame(next);
  attempt('clean', () => read(gl));
  gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, sharedCanvas);
  console.log('error', gl.getError());
  attempt('readPixels', () => read(gl));
  attempt('toDataURL', () => canvas.toDataURL());
  queries();
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
