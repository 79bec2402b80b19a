// createImageBitmap, OffscreenCanvas, and canvases as Blobs.
// https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#dom-createimagebitmap

const { Canvas, Image, ImageBitmap, CanvasRenderingContext2D } = host.classes;
const expose = (name, value) => Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable: false });
const method = (prototype, name, value) => Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: true });

const { bitmapPlan } = host;
const { oneOf, unsigned, MAX_LONG } = bitmapPlan;
const { Video } = host.classes; // where video is built in
const isVideo = (source) => Video !== undefined && source instanceof Video;
const sizeOf = (source) => {
  if (source instanceof Image) return [source.naturalWidth, source.naturalHeight];
  return isVideo(source) ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
};
const make = (source, rect, options) => {
  const [width, height] = sizeOf(source);
  const plan = bitmapPlan.of([width, height], rect, options);
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
  const count = arguments.length;
  bitmapPlan.check(count);
  const bytes = host.loadImageBytes && isBlob(source) && new Uint8Array(host.blobBytes(source));
  const known = bytes || isVideo(source) || [Image, Canvas, ImageBitmap, ImageData, OffscreenCanvas].some((type) => source instanceof type);
  if (!known) throw new TypeError('createImageBitmap: the first argument is no image, canvas, ImageBitmap, ImageData or Blob');
  const { rect, options } = bitmapPlan.read(count, rest);
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
    core.need("construct 'OffscreenCanvas'", 2, arguments.length);
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
  getContext(kind, options = undefined) {
    core.need("execute 'getContext' on 'OffscreenCanvas'", 1, arguments.length);
    oneOf(kind, ['2d', 'webgl', 'webgl2', 'bitmaprenderer', 'webgpu'], 'the kind of context');
    const context = getContext.call(this, kind, options);
    if (context instanceof CanvasRenderingContext2D) Object.setPrototypeOf(context, offscreenContext().prototype);
    return context;
  }
  transferToImageBitmap() {
    if (!contextOf(this)) throw new DOMException('transferToImageBitmap: the canvas has no context', 'InvalidStateError');
    return host.transferBitmap(this);
  }
  async convertToBlob(options = undefined) {
    const { type, quality } = options === undefined || options === null ? {} : options;
    const blob = blobOf('convertToBlob', this, type, quality);
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
const blobOf = (call, canvas, type, quality) => {
  if (typeof global.Blob !== 'function') throw new DOMException(`${call}: there is no Blob here (--adapter web brings one)`, 'NotSupportedError');
  const file = host.canvasToFile(canvas, type === undefined ? 'image/png' : String(type), quality);
  return file ? new global.Blob([file.bytes], { type: file.type }) : null;
};
// https://html.spec.whatwg.org/multipage/canvas.html#dom-canvas-toblob
method(Canvas.prototype, 'toBlob', function toBlob(callback, type = undefined, quality = undefined) {
  core.need("execute 'toBlob' on 'HTMLCanvasElement'", 1, arguments.length);
  if (typeof callback !== 'function') throw new TypeError('toBlob: the callback is no function');
  const blob = blobOf('toBlob', this, type, quality);
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
