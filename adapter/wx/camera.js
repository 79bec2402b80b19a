// Camera: the simulator's shows bars of colour that move; an embedder may answer `Camera.open` itself. Recording needs a video
// encoder, which only an embedder has. The preview is not drawn.

const SIZES = { small: [240, 320], medium: [480, 640], large: [720, 1280] };
const BARS = [[255, 255, 255], [255, 255, 0], [0, 255, 255], [0, 255, 0], [255, 0, 255], [255, 0, 0], [0, 0, 255], [0, 0, 0]];
const FRAME_MS = 1000 / 30;
const states = new WeakMap();
const state = (camera) => {
  const own = states.get(camera);
  if (!own) throw new TypeError('not a Camera');
  return own;
};
const SHIFT_PER_SECOND = 60; // pixels that the bars move

// RGBA of the picture at a time.
const picture = (width, height, nowMs) => {
  const row = new Uint8ClampedArray(width * 4);
  const shift = Math.floor((nowMs / 1000) * SHIFT_PER_SECOND);
  for (let x = 0; x < width; x += 1) {
    const [r, g, b] = BARS[Math.floor((((x + shift) % width) / width) * BARS.length)];
    row.set([r, g, b, 255], x * 4);
  }
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y += 1) data.set(row, y * row.length);
  return data;
};
const sizeOf = (camera) => SIZES[camera.size] || SIZES.small;
const hostOnly = (name, camera, options) => core.askFor(name, `Camera.${name}`, typeof options === 'object' && options ? options : {});

class Camera {
  onCameraFrame(listener) {
    if (typeof listener === 'function') state(this).lists.CameraFrame.push(listener);
  }
  onAuthCancel(listener) {
    if (typeof listener !== 'function') return;
    const own = state(this);
    own.lists.AuthCancel.push(listener);
    if (own.isRefused) core.defer(() => listener());
  }
  onStop(listener) {
    if (typeof listener === 'function') state(this).lists.Stop.push(listener);
  }
  listenFrameChange() {
    const own = state(this);
    if (own.timer || own.isGone) return;
    own.timer = global.setInterval(() => {
      if (!own.isOpen) return;
      const [width, height] = sizeOf(this);
      core.callAll(own.lists.CameraFrame, this, { width, height, data: picture(width, height, host.now()).buffer });
    }, FRAME_MS);
  }
  closeFrameChange() {
    const own = state(this);
    global.clearInterval(own.timer);
    own.timer = 0;
  }
  takePhoto(quality) {
    return core.answer('takePhoto', undefined, () => {
      const own = state(this);
      if (!own.isOpen || own.isGone) throw { reason: own.isRefused ? 'auth deny' : 'the camera is not open' };
      const [width, height] = sizeOf(this);
      const canvas = host.createOffscreen();
      Object.assign(canvas, { width, height });
      const image = wx.createImageData(width, height);
      image.data.set(picture(width, height, host.now()));
      canvas.getContext('2d').putImageData(image, 0, 0);
      const level = { high: 0.95, normal: 0.8, low: 0.5 }[quality] || 0.8;
      return { tempImagePath: canvas.toTempFilePathSync({ fileType: 'jpg', quality: level }), width, height };
    });
  }
  setZoom(options) {
    return core.answer('setZoom', options, () => {
      const { zoom } = options || {};
      if (typeof zoom !== 'number') throw { reason: `parameter error: parameter.zoom should be Number instead of ${core.typeName(zoom)};` };
      return { zoom: 1 }; // the pattern has no lens
    });
  }
  startRecord() {
    return hostOnly('startRecord', this);
  }
  stopRecord(compressed) {
    return hostOnly('stopRecord', this, { compressed: !!compressed });
  }
  destroy() {
    this.closeFrameChange();
    state(this).isGone = true;
  }
}
core.objectPrototype('Camera', Camera.prototype, { by: 'Camera.open', own: ['devicePosition', 'flash', 'height', 'size', 'width', 'x', 'y'] });
core.servedBy('createCamera', 'Camera.open');
core.define('createCamera', (options) => {
  const camera = new Camera();
  const own = { lists: { CameraFrame: [], AuthCancel: [], Stop: [] }, isOpen: false, isRefused: false, isGone: false, timer: 0 };
  states.set(camera, own);
  const given = typeof options === 'object' && options !== null ? options : {};
  const { x = 0, y = 0, width = 300, height = 150, devicePosition = 'back', flash = 'auto', size = 'small' } = given;
  Object.assign(camera, { x, y, width, height, devicePosition, flash, size });
  // Asked once; what the caller's callbacks hear is what the camera knows.
  core.answerLater('createCamera', given, (done) => core.ask('Camera.open', { size: core.text(size) }, (failure, result) => {
    own.isOpen = !failure;
    own.isRefused = !!failure;
    done(failure, result);
    if (failure) core.defer(() => core.callAll(own.lists.AuthCancel, camera));
  }));
  return camera;
});
