// Canvases as textures: texImage2D, texSubImage2D and wxBindCanvasTexture take them as they are at the call, whatever is drawn later.
const screen = wx.createCanvas();
const gl = screen.getContext('webgl', { antialias: false });
const flat = wx.createCanvas();
flat.width = flat.height = 4;
const context = flat.getContext('2d');

const framebuffer = gl.createFramebuffer();
const texels = (texture, points) => {
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  const out = new Uint8Array(4);
  const all = points.map(([x, y]) => {
    gl.readPixels(x, y, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, out);
    return [...out].join(',');
  });
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  return all.join(' ');
};
const fresh = () => {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  return texture;
};
const report = (what, texture, points = [[0, 0], [0, 3]]) => console.log(what, texels(texture, points), gl.getError());
const top = (color) => {
  context.clearRect(0, 0, 4, 4);
  context.fillStyle = color;
  context.fillRect(0, 0, 4, 2);
};

// Half transparent red in the upper half: 128, 0, 0, 128 premultiplied.
top('rgba(255, 0, 0, 0.5)');
for (const [flip, premultiply] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
  gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, flip);
  gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, premultiply);
  const texture = fresh();
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, flat);
  report(`turned over ${flip} premultiplied ${premultiply}:`, texture);
}
gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, 0);
gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, 0);

// RGB drops alpha; other types are converted.
for (const [name, format, type] of [
  ['RGB', gl.RGB, gl.UNSIGNED_BYTE], ['RGBA 4444', gl.RGBA, gl.UNSIGNED_SHORT_4_4_4_4], ['RGB 565', gl.RGB, gl.UNSIGNED_SHORT_5_6_5],
]) {
  const texture = fresh();
  gl.texImage2D(gl.TEXTURE_2D, 0, format, format, type, flat);
  report(`${name}:`, texture);
}

// The texture keeps what was there at the call.
const before = fresh();
gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, flat);
top('#00ff00');
const after = fresh();
gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, flat);
top('#0000ff');
report('before:', before);
report('after:', after);

// A part of a larger texture; twice, as the canvas changes between.
const large = fresh();
gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 8, 8, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
gl.texSubImage2D(gl.TEXTURE_2D, 0, 2, 3, gl.RGBA, gl.UNSIGNED_BYTE, flat);
top('#ffffff');
gl.texSubImage2D(gl.TEXTURE_2D, 0, 4, 4, gl.RGBA, gl.UNSIGNED_BYTE, flat);
report('parts:', large, [[1, 3], [2, 3], [3, 4], [4, 4], [7, 5], [7, 6]]);
gl.texSubImage2D(gl.TEXTURE_2D, 0, 6, 6, gl.RGBA, gl.UNSIGNED_BYTE, flat);
console.log('outside:', gl.getError());

// A canvas without anything, and one of no size.
const blank = wx.createCanvas();
blank.width = blank.height = 4;
let texture = fresh();
gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, blank);
report('blank:', texture);
const opaque = wx.createCanvas();
opaque.width = opaque.height = 4;
opaque.getContext('2d', { alpha: false });
texture = fresh();
gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, opaque);
report('without alpha:', texture);
const none = wx.createCanvas();
none.width = 0;
gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, none);
console.log('no size:', gl.getError());

// The picture of another WebGL canvas, and of this one.
const other = wx.createCanvas();
other.width = other.height = 4;
const second = other.getContext('webgl');
second.clearColor(0, 1, 1, 1);
second.clear(second.COLOR_BUFFER_BIT);
texture = fresh();
gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, other);
report('webgl:', texture);
gl.clearColor(1, 1, 0, 1);
gl.clear(gl.COLOR_BUFFER_BIT);
texture = fresh();
gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, screen);
report('itself:', texture);

// Mipmaps of a canvas, and a canvas as a smaller level.
texture = fresh();
top('#ffffff');
gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, flat);
gl.generateMipmap(gl.TEXTURE_2D);
console.log('mipmap', gl.getError());

// The platform's own call: premultiplied, not turned over.
if (gl.wxBindCanvasTexture) {
  top('rgba(255, 0, 0, 0.5)');
  gl.wxBindCanvasTexture(gl.TEXTURE_2D, flat);
  console.log('bound', gl.getError());
}
