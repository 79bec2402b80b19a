// createImageBitmap, OffscreenCanvas, and canvases as Blobs.
// https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#dom-createimagebitmap

const { Canvas, Image, ImageBitmap, CanvasRenderingContext2D } = host.classes;
const expose = (name, value) => Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable: false });
const method = (prototype, name, value) => Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: true });

// Web IDL's conversions.
const long = (value, name) => {
  const n = Number(value);
  if (!Number.isFinite(n)) throw new TypeError(`${name} is not a finite number`);
  return Math.trunc(n);
};
const unsigned = (value, name, most) => {
  const n = long(value, name);
  if (n < 0 || n > most) throw new TypeError(`${name} is not in the range of 0 to ${most}`);
  return n;
};
const oneOf = (value, choices, name) => {
  const text = value === undefined ? choices[0] : String(value);
  if (!choices.includes(text)) throw new TypeError(`${name} is one of ${choices.join(', ')}, not ${text}`);
  return text;
};
const MAX_LONG = 0xffffffff;

const bitmapOptions = (options) => {
  if (options !== undefined && options !== null && typeof options !== 'object') throw new TypeError('the options are an object');
  const given = options || {};
  const side = (name) => {
    if (given[name] === undefined) return undefined;
    const value = unsigned(given[name], name, MAX_LONG);
    if (value === 0) throw new DOMException(`${name} is zero`, 'InvalidStateError');
    return value;
  };
  const flip = oneOf(given.imageOrientation, ['from-image', 'none', 'flipY'], 'imageOrientation') === 'flipY';
  oneOf(given.premultiplyAlpha, ['default', 'none', 'premultiply'], 'premultiplyAlpha');
  oneOf(given.colorSpaceConversion, ['default', 'none'], 'colorSpaceConversion');
  const quality = oneOf(given.resizeQuality, ['low', 'pixelated', 'medium', 'high'], 'resizeQuality');
  return { flip, quality, resizeWidth: side('resizeWidth'), resizeHeight: side('resizeHeight') };
};

const { Video } = host.classes; // where video is built in
const isVideo = (source) => Video !== undefined && source instanceof Video;
const sizeOf = (source) => {
  if (source instanceof Image) return [source.naturalWidth, source.naturalHeight];
  return isVideo(source) ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
};
const make = (source, rect, options) => {
  const [width, height] = sizeOf(source);
  let [x, y, w, h] = rect || [0, 0, width, height];
  if (w < 0) [x, w] = [x + w, -w];
  if (h < 0) [y, h] = [y + h, -h];
  if (width === 0 || height === 0) throw new DOMException('createImageBitmap: the source has no pixels', 'InvalidStateError');
  const { resizeWidth, resizeHeight } = options;
  const outWidth = resizeWidth || (resizeHeight ? Math.ceil((w * resizeHeight) / h) : w);
  const outHeight = resizeHeight || (resizeWidth ? Math.ceil((h * resizeWidth) / w) : h);
  const plan = { x, y, w, h, width: outWidth, height: outHeight, flip: options.flip, quality: options.quality };
  const MOST = 16384;
  if (outWidth > MOST || outHeight > MOST) throw new DOMException(`createImageBitmap: ${outWidth} x ${outHeight} pixels are too many`, 'InvalidStateError');
  if (source instanceof ImageData) {
    const { data } = source;
    return host.createBitmap(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), plan, width, height);
  }
  return host.createBitmap(source, plan, 0, 0);
};
const decoded = (bytes) => new Promise((resolve, reject) => {
  const image = host.createImage();
  image.onload = () => resolve(image);
  image.onerror = (e) => reject(new DOMException(`createImageBitmap: ${e.errMsg}`, 'InvalidStateError'));
  core.awaitImage(image, host.loadImageBytes(image, bytes));
});

// Blobs are the web adapter's, which puts `blobBytes` into the host.
const isBlob = (value) => typeof host.blobBytes === 'function' && typeof global.Blob === 'function' && value instanceof global.Blob;
const createImageBitmap = async function createImageBitmap(source, ...rest) {
  if (arguments.length === 0 || arguments.length === 3 || arguments.length === 4) {
    throw new TypeError('createImageBitmap takes a source, options, or a source, 4 numbers and options');
  }
  const bytes = host.loadImageBytes && isBlob(source) && new Uint8Array(host.blobBytes(source));
  const known = bytes || isVideo(source) || [Image, Canvas, ImageBitmap, ImageData, OffscreenCanvas].some((type) => source instanceof type);
  if (!known) throw new TypeError('createImageBitmap: the first argument is no image, canvas, ImageBitmap, ImageData or Blob');
  let rect;
  if (rest.length >= 4) {
    rect = ['sx', 'sy', 'sw', 'sh'].map((name, at) => long(rest[at], name));
    if (rect[2] === 0 || rect[3] === 0) throw new RangeError('createImageBitmap: the part of the source has no width or no height');
  }
  const options = bitmapOptions(rest.length >= 4 ? rest[4] : rest[0]);
  if (source instanceof Image && !(source.complete && source.naturalWidth > 0)) {
    throw new DOMException('createImageBitmap: the image is not there', 'InvalidStateError');
  }
  return make(bytes ? await decoded(bytes) : source, rect, options);
};

// https://html.spec.whatwg.org/multipage/canvas.html#offscreencanvas: the native canvas with a prototype of its own.
const nativeSide = (name) => Object.getOwnPropertyDescriptor(Canvas.prototype, name);
const [nativeWidth, nativeHeight] = ['width', 'height'].map(nativeSide);
const { getContext } = Canvas.prototype;
class OffscreenCanvas {
  constructor(width, height) {
    if (arguments.length < 2) throw new TypeError('OffscreenCanvas needs a width and a height');
    const [w, h] = [unsigned(width, 'width', Number.MAX_SAFE_INTEGER), unsigned(height, 'height', Number.MAX_SAFE_INTEGER)];
    const canvas = host.createOffscreen();
    Object.setPrototypeOf(canvas, new.target.prototype);
    nativeWidth.set.call(canvas, Math.min(w, MAX_LONG));
    nativeHeight.set.call(canvas, Math.min(h, MAX_LONG));
    return canvas;
  }
  get width() {
    return nativeWidth.get.call(this);
  }
  set width(value) {
    nativeWidth.set.call(this, Math.min(unsigned(value, 'width', Number.MAX_SAFE_INTEGER), MAX_LONG));
  }
  get height() {
    return nativeHeight.get.call(this);
  }
  set height(value) {
    nativeHeight.set.call(this, Math.min(unsigned(value, 'height', Number.MAX_SAFE_INTEGER), MAX_LONG));
  }
  getContext(kind, options) {
    if (arguments.length === 0) throw new TypeError('getContext needs the kind of context');
    oneOf(kind, ['2d', 'webgl', 'webgl2', 'bitmaprenderer', 'webgpu'], 'the kind of context');
    const context = getContext.call(this, kind, options);
    if (context instanceof CanvasRenderingContext2D) Object.setPrototypeOf(context, offscreenContext().prototype);
    return context;
  }
  transferToImageBitmap() {
    if (!contextOf(this)) throw new DOMException('transferToImageBitmap: the canvas has no context', 'InvalidStateError');
    return host.transferBitmap(this);
  }
  async convertToBlob(options) {
    const { type, quality } = options === undefined || options === null ? {} : options;
    const blob = toBlob('convertToBlob', this, type, quality);
    if (!blob) throw new DOMException('convertToBlob: the canvas has no pixels', 'IndexSizeError');
    return blob;
  }
}
core.eventTarget(OffscreenCanvas.prototype);
const contextOf = (canvas) => host.hasContext(canvas);
Object.defineProperty(OffscreenCanvas.prototype, Symbol.toStringTag, { value: 'OffscreenCanvas', configurable: true });

// The same members as CanvasRenderingContext2D has, under another name; made with the first such context.
let made;
const offscreenContext = () => {
  if (!made) {
    made = class OffscreenCanvasRenderingContext2D {
      constructor() {
        throw new TypeError('Illegal constructor');
      }
    };
    const own = Object.getOwnPropertyDescriptors(CanvasRenderingContext2D.prototype);
    delete own.constructor;
    Object.defineProperties(made.prototype, own);
    Object.defineProperty(made.prototype, Symbol.toStringTag, { value: made.name, configurable: true });
  }
  return made;
};

// A canvas as a Blob; null when it has no pixels.
const toBlob = (call, canvas, type, quality) => {
  if (typeof global.Blob !== 'function') throw new DOMException(`${call}: there is no Blob here (--adapter web brings one)`, 'NotSupportedError');
  const file = host.canvasToFile(canvas, type === undefined ? 'image/png' : String(type), quality);
  return file ? new global.Blob([file.bytes], { type: file.type }) : null;
};
// https://html.spec.whatwg.org/multipage/canvas.html#dom-canvas-toblob
method(Canvas.prototype, 'toBlob', function (callback, type, quality) {
  if (typeof callback !== 'function') throw new TypeError('toBlob: the callback is no function');
  const blob = toBlob('toBlob', this, type, quality);
  setTimeout(() => callback(blob), 0);
});

Object.defineProperty(ImageBitmap.prototype, Symbol.toStringTag, { value: 'ImageBitmap', configurable: true });
expose('ImageBitmap', ImageBitmap);
expose('createImageBitmap', createImageBitmap);
expose('OffscreenCanvas', OffscreenCanvas);
Object.defineProperty(global, 'OffscreenCanvasRenderingContext2D', {
  configurable: true,
  get: offscreenContext,
  set: (value) => expose('OffscreenCanvasRenderingContext2D', value),
});
