// Canvases and images: the native classes carry the hot calls, this file gives them their DOM-like rest.

const { Canvas, Image } = host.classes;

// Adapters write canvas.__proto__.__proto__ = ...: the classes have an empty level of their own for that.
core.eventTarget(Image.prototype);
// Engines without an adapter (Pixi 7 and later) listen on the canvas; input.js feeds touches to the screen canvas.
core.hasListeners = core.eventTarget(Canvas.prototype);

core.synchronous('createCanvas', () => {
  const canvas = host.createCanvas();
  if (!core.screenCanvas) core.screenCanvas = canvas;
  return canvas;
});
// For the web adapter: the canvas that a page shows, and input as events of the document.
const { showCanvas } = host;
host.showCanvas = (canvas) => {
  showCanvas(canvas);
  core.screenCanvas = canvas;
};
host.takeInput = () => {
  core.hasListeners = () => false;
};
host.loadFontFace = (family, weight, style, data) => {
  try {
    return host.call('loadFontFace', { family, weight, style, data });
  } catch (e) {
    throw new DOMException(e.reason || e.message, 'SyntaxError');
  }
};
core.synchronous('createOffscreenCanvas', (options) => {
  const { width, height } = options || {};
  const canvas = host.createOffscreen();
  if (width !== undefined) canvas.width = width;
  if (height !== undefined) canvas.height = height;
  return canvas;
});
core.synchronous('createPath2D', (path) => (path === undefined ? new host.classes.Path2D() : new host.classes.Path2D(path)));

const method = (prototype, name, value) =>
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: false });
// Engines give their canvases and images a CSS size: kept, and without effect. Adapters replace it by an object of their own.
for (const { prototype } of [Canvas, Image]) {
  const styles = new WeakMap();
  Object.defineProperty(prototype, 'style', {
    configurable: true,
    enumerable: false,
    get() {
      if (!styles.has(this)) styles.set(this, {});
      return styles.get(this);
    },
    set(value) {
      styles.set(this, value);
    },
  });
}
const glCanvases = new Map(); // id -> WeakRef of a canvas with a WebGL context
method(Canvas.prototype, 'getContext', function getContext(kind, options = undefined) {
  core.need("execute 'getContext' on 'HTMLCanvasElement'", 1, arguments.length);
  const context = host.getContext(this, String(kind), options);
  if (context && /webgl/.test(kind)) glCanvases.set(host.canvasId(this), new WeakRef(this));
  return context;
});
// https://registry.khronos.org/webgl/specs/latest/1.0/#5.15
core.onHostEvent('context', (id, restored) => {
  if (restored && !host.restoreContext(id)) return;
  const canvas = glCanvases.has(id) ? glCanvases.get(id).deref() : undefined;
  if (!canvas || typeof canvas.dispatchEvent !== 'function') return;
  const type = restored ? 'webglcontextrestored' : 'webglcontextlost';
  canvas.dispatchEvent({ type, target: canvas, currentTarget: canvas, statusMessage: '', preventDefault() {} });
});
// In logical pixels: the screen canvas fills the window, others lie nowhere.
method(Canvas.prototype, 'getBoundingClientRect', function getBoundingClientRect() {
  const { windowWidth, windowHeight } = this === core.screenCanvas ? host.call('getWindowInfo') : { windowWidth: this.width, windowHeight: this.height };
  return { x: 0, y: 0, left: 0, top: 0, right: windowWidth, bottom: windowHeight, width: windowWidth, height: windowHeight };
});
method(Canvas.prototype, 'toDataURL', function toDataURL(type = undefined, quality = undefined) {
  return host.canvasToDataUrl(this, type, quality);
});
const tempFile = (canvas, options) => {
  const { x, y, width, height, destWidth, destHeight, fileType, quality } = options || {};
  return host.canvasToTempFile(canvas, { x, y, width, height, destWidth, destHeight, fileType, quality });
};
method(Canvas.prototype, 'toTempFilePathSync', function (options) {
  try {
    return tempFile(this, options);
  } catch (e) {
    throw core.error('toTempFilePathSync', e);
  }
});
method(Canvas.prototype, 'toTempFilePath', function (options) {
  return core.answer('toTempFilePath', options, () => ({ tempFilePath: tempFile(this, options) }));
});
core.objectPrototype('Canvas', Canvas.prototype);

// Images load off the game's thread; onload or onerror comes once, in the event phase.
const sources = new WeakMap();
const loading = new Map(); // request -> image; keeps it alive until it has answered
Object.defineProperty(Image.prototype, 'src', {
  configurable: true,
  enumerable: true,
  get() {
    return sources.get(this) || '';
  },
  set(value) {
    const src = String(value);
    sources.set(this, src);
    core.awaitImage(this, host.loadImage(this, src));
  },
});
const awaited = new WeakMap(); // image -> request
core.awaitImage = (image, request) => {
  loading.delete(awaited.get(image));
  awaited.set(image, request);
  if (request !== 0) loading.set(request, image);
};
core.onHostEvent('image', (request, ok, message) => {
  const image = loading.get(request);
  if (!image) return; // a newer src took its place
  loading.delete(request);
  if (ok) {
    image.dispatchEvent({ type: 'load', target: image, currentTarget: image });
  } else {
    if (typeof image.onerror !== 'function') console.warn(`image: ${message}`);
    image.dispatchEvent({ type: 'error', target: image, currentTarget: image, errMsg: message, message });
  }
});
core.synchronous('createImage', () => host.createImage());
core.objectPrototype('Image', Image.prototype);

// A font file for use by its family name; null when it cannot be read, as the platform says.
core.synchronous('loadFont', (path) => {
  try {
    return host.call('loadFont', { path });
  } catch (e) {
    console.warn(`loadFont: ${e.reason || e.message}`);
    return null;
  }
});
core.synchronous('createImageData', (width, height) => new ImageData(width, height));
// The number is returned, and the callbacks are called all the same. Sizes and weights come as text and as numbers.
core.synchronous('getTextLineHeight', (options) => {
  const given = options || {};
  const word = (name) => (given[name] === undefined || given[name] === null ? undefined : core.text(given[name]));
  const fontSize = word('fontSize');
  const told = {};
  try {
    told.height = host.call('getTextLineHeight', {
      fontStyle: word('fontStyle'), fontWeight: word('fontWeight'), fontFamily: word('fontFamily'), text: word('text'),
      fontSize: fontSize === undefined ? undefined : Number(fontSize),
    });
  } catch (e) {
    told.failure = e;
  }
  core.answer('getTextLineHeight', given, () => {
    if (told.failure) throw told.failure;
  });
  if (told.failure) throw told.failure;
  return told.height;
});

// For the web adapter's boxes of text; no game sees it.
const { get: lineGap } = Object.getOwnPropertyDescriptor(host.classes.TextMetrics.prototype, 'lineGap');
delete host.classes.TextMetrics.prototype.lineGap;
host.lineGap = (metrics) => lineGap.call(metrics);

// Classes that the standard makes global and that games and adapters look for.
for (const name of ['Path2D', 'CanvasRenderingContext2D', 'CanvasGradient', 'CanvasPattern', 'TextMetrics']) {
  if (host.classes[name]) Object.defineProperty(global, name, { value: host.classes[name], writable: true, configurable: true });
}
// Those of WebGL are made when somebody looks.
for (const name of host.glClassNames) {
  const settle = (value) => Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable: false });
  Object.defineProperty(global, name, {
    configurable: true,
    get() {
      const value = host.glClass(name);
      settle(value);
      return value;
    },
    set: settle,
  });
}
