// Camera: what it sees comes from camera_source.js and is shown over the game, where `x`, `y`, `width` and `height` say. An embedder may
// answer `Camera.open` itself. Recording needs a video encoder, which only an embedder has.

const SIZES = { small: [240, 320], medium: [480, 640], large: [720, 1280] };
const FRAME_MS = 1000 / 30;
const MAX_PREVIEW = 4096; // pixels of a side
const MAX_OPEN = 4; // a phone has one or two
const states = new WeakMap();
const state = (camera) => {
  const own = states.get(camera);
  if (!own) throw new TypeError('not a Camera');
  return own;
};
const sizeOf = (camera) => SIZES[camera.size] || SIZES.small;
const hostOnly = (name, camera, options) => core.askFor(name, `Camera.${name}`, typeof options === 'object' && options ? options : {});
const finite = (value) => (Number.isFinite(value) ? value : 0);

// Over the game, as sharp as the screen.
const showPreview = (camera, own) => {
  const [x, y, width, height] = [camera.x, camera.y, camera.width, camera.height].map(finite);
  const { pixelRatio } = host.call('getSystemInfo');
  const pixels = [width, height].map((side) => Math.min(Math.round(side * pixelRatio), MAX_PREVIEW));
  if (!(pixels[0] > 0 && pixels[1] > 0)) {
    host.hidePreview(own.preview);
    return;
  }
  if (own.preview.width !== pixels[0] || own.preview.height !== pixels[1]) Object.assign(own.preview, { width: pixels[0], height: pixels[1] });
  own.source.draw(own.preview.getContext('2d'), ...pixels);
  host.showPreview(own.preview, x, y, width, height);
};

const open = new Map(); // camera -> its state
let timer = 0;
const tick = () => {
  if (core.isHidden) return;
  for (const [camera, own] of [...open]) {
    showPreview(camera, own);
    if (!own.isListening) continue;
    const [width, height] = sizeOf(camera);
    core.callAll(own.lists.CameraFrame, camera, { width, height, data: own.source.pixels(width, height).buffer });
  }
};
const begin = (camera, own) => {
  if (own.isGone) {
    own.source.close();
    return;
  }
  if (open.size >= MAX_OPEN) {
    own.source.close();
    throw { reason: `there are ${MAX_OPEN} cameras already` };
  }
  own.isOpen = true;
  own.preview = host.createOffscreen();
  open.set(camera, own);
  showPreview(camera, own);
  if (!timer) timer = global.setInterval(tick, FRAME_MS);
};
const end = (camera, own) => {
  if (!open.delete(camera)) return;
  own.isOpen = false;
  host.hidePreview(own.preview);
  own.source.close();
  if (open.size > 0) return;
  global.clearInterval(timer);
  timer = 0;
};
// In the background nobody is watched: on the platform the camera stops there, and tells.
core.whenHidden(() => {
  for (const [camera, own] of [...open]) core.callAll(own.lists.Stop, camera);
});

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
    state(this).isListening = true;
  }
  closeFrameChange() {
    state(this).isListening = false;
  }
  takePhoto(quality) {
    return core.answer('takePhoto', undefined, () => {
      const own = state(this);
      if (!own.isOpen) throw { reason: own.isRefused ? 'auth deny' : 'the camera is not open' };
      const level = { high: 0.95, normal: 0.8, low: 0.5 }[quality] || 0.8;
      const { path, width, height } = core.photograph(own.source, sizeOf(this), level);
      return { tempImagePath: path, width, height };
    });
  }
  setZoom(options) {
    return core.answer('setZoom', options, () => {
      const { zoom } = options || {};
      if (typeof zoom !== 'number') throw { reason: `parameter error: parameter.zoom should be Number instead of ${core.typeName(zoom)};` };
      return { zoom: 1 }; // there is no lens
    });
  }
  startRecord() {
    return hostOnly('startRecord', this);
  }
  stopRecord(compressed) {
    return hostOnly('stopRecord', this, { compressed: !!compressed });
  }
  destroy() {
    const own = state(this);
    own.isListening = false;
    own.isGone = true;
    end(this, own);
  }
}
core.objectPrototype('Camera', Camera.prototype, { by: 'Camera.open', own: ['devicePosition', 'flash', 'height', 'size', 'width', 'x', 'y'] });
core.servedBy('createCamera', 'Camera.open');
core.define('createCamera', (options) => {
  const camera = new Camera();
  const lists = { CameraFrame: [], AuthCancel: [], Stop: [] };
  const own = { lists, source: undefined, preview: undefined, isOpen: false, isRefused: false, isGone: false, isListening: false };
  states.set(camera, own);
  const given = typeof options === 'object' && options !== null ? options : {};
  const { x = 0, y = 0, width = 300, height = 150, devicePosition = 'back', flash = 'auto', size = 'small' } = given;
  Object.assign(camera, { x, y, width, height, devicePosition, flash, size });
  // Asked once; what the caller's callbacks hear is what the camera knows.
  core.answerLater('createCamera', given, (done) => core.ask('Camera.open', { size: core.text(size) }, (failure, result) => {
    own.isRefused = !!failure;
    if (failure) {
      done(failure);
      core.defer(() => core.callAll(own.lists.AuthCancel, camera));
      return;
    }
    core.openCameraSource(result && result.source, (bad, source) => {
      try {
        if (bad) throw bad;
        own.source = source;
        begin(camera, own);
        done();
      } catch (e) {
        done(e);
      }
    });
  }));
  return camera;
});
