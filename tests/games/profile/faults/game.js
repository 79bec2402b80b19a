// A game with every fault that a profiler has to find; tests/faults.rs looks for each by name, and for its line.
const canvas = wx.createCanvas();
const c = canvas.getContext('2d');
const small = wx.createCanvas();
const gl = small.getContext('webgl');

// A leak: what nobody needs any more is kept.
const kept = [];
function leak() {
  for (let i = 0; i < 20; i++) kept.push({ name: 'enemy ' + frame, at: [i, frame], trail: new Array(8).fill(i) });
}

// A frame of 40 ms each second.
function slowSave() {
  const until = performance.now;
  let x = 0;
  for (let i = 0; i < 900000; i++) x += Math.sqrt(i);
  return x + (until ? 0 : 1);
}

// A hidden readback: what colour is under the finger?
function colorUnder(x, y) {
  return c.getImageData(x, y, 1, 1).data[0];
}

// A texture that is uploaded in each frame though nothing changes.
const texture = gl && gl.createTexture();
const texels = new Uint8Array(64 * 64 * 4).fill(90);
function upload() {
  if (!gl) return;
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 64, 64, 0, gl.RGBA, gl.UNSIGNED_BYTE, texels);
}

// A storm of garbage in circles, which only the collector gets back.
function storm() {
  for (let i = 0; i < 1500; i++) {
    const parent = { children: [], padding: new Array(24).fill(0) };
    parent.children.push({ parent });
  }
}

// A slow question in each touch.
let ratio = 1;
wx.onTouchMove((e) => {
  for (let i = 0; i < 8; i++) ratio = wx.getSystemInfoSync().pixelRatio;
});

let frame = 0;
const tick = () => {
  frame++;
  leak();
  storm();
  upload();
  if (frame % 60 === 0) slowSave();
  c.fillStyle = '#234';
  c.fillRect(0, 0, canvas.width, canvas.height);
  c.fillStyle = '#fff';
  c.fillRect((frame * 3) % canvas.width, 60, 20, 20);
  if (frame % 2 === 0) colorUnder(10, 10);
  requestAnimationFrame(tick);
};
requestAnimationFrame(tick);
