// Canvases and images are the runtime's own objects; above their classes stand ours, so that `instanceof`, events and what
// elements do work on them.

const { Canvas, Image: NativeImage } = web.classes;
const graft = (Native, name, tag) => {
  delete Native.prototype.style; // elements have one
  Object.setPrototypeOf(Native.prototype, HTMLElement.prototype);
  for (const field of ['tagName', 'nodeName']) Object.defineProperty(Native.prototype, field, { value: tag, configurable: true });
  // Trees of native objects: most canvases and images are in none.
  const parents = new WeakMap();
  Object.defineProperty(Native.prototype, 'parentNode', {
    configurable: true,
    get() {
      return parents.get(this) || null;
    },
    set(node) {
      parents.set(this, node);
    },
  });
  Object.defineProperty(Native.prototype, 'childNodes', { configurable: true, get: () => [] });
  web.define({ [name]: Native });
};
// Touches come to the canvas by input.js of this folder, as events that bubble.
for (const method of ['addEventListener', 'removeEventListener', 'dispatchEvent', 'getBoundingClientRect']) delete Canvas.prototype[method];
graft(Canvas, 'HTMLCanvasElement', 'CANVAS');
graft(NativeImage, 'HTMLImageElement', 'IMG');

// `setAttribute('width', 100)` of a canvas or an image is its field.
for (const Native of [Canvas, NativeImage]) {
  Object.defineProperty(Native.prototype, 'setAttribute', {
    configurable: true,
    writable: true,
    value(name, value) {
      Element.prototype.setAttribute.call(this, name, value);
      if (name === 'width' || name === 'height') this[name] = Number.parseInt(value, 10) || 0;
      else if (name === 'src') this.src = String(value);
    },
  });
}
Object.defineProperty(Canvas.prototype, 'getBoundingClientRect', {
  configurable: true,
  writable: true,
  value() {
    return this === web.screen ? web.rect(web.window.innerWidth, web.window.innerHeight) : web.rect(this.width, this.height);
  },
});
// An image may lie at the page's own address.
const source = Object.getOwnPropertyDescriptor(NativeImage.prototype, 'src');
const written = new WeakMap(); // what was written, where it is not what the platform was told
Object.defineProperty(NativeImage.prototype, 'src', {
  ...source,
  get() {
    return written.get(this) ?? source.get.call(this);
  },
  set(value) {
    const [text, path] = [String(value), web.mediaPath(String(value))];
    if (path === text) written.delete(this);
    else written.set(this, text);
    source.set.call(this, path);
  },
});
Object.defineProperty(NativeImage.prototype, 'decode', {
  configurable: true,
  writable: true,
  value() {
    if (this.complete && this.width > 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.addEventListener('load', () => resolve(), { once: true });
      this.addEventListener('error', () => reject(new DOMException('the image cannot be decoded', 'EncodingError')), { once: true });
    });
  },
});

web.takeInput();

// Which canvas the window shows: the first that is put into the document, as in a page; before that, the first that is made.
web.screen = wx.createCanvas();
let given = false;
let inserted = false;
// An element was made before anybody asked for the screen: it may be what an engine tries its features on.
let tried = false;
const { createCanvas } = wx;
const giveScreen = () => {
  given = true;
  // A canvas that is made stands nowhere yet.
  if (web.screen.parentNode) web.screen.remove();
  return web.screen;
};
wx.createCanvas = () => (given ? createCanvas() : giveScreen());
web.makeCanvas = () => {
  if (given) return wx.createOffscreenCanvas();
  tried = true;
  return giveScreen();
};
// The global `canvas`. The adapters of the platform make theirs before everything, so it is never an element that was tried.
web.screenCanvas = () => {
  given = true;
  if (tried && !inserted) {
    tried = false;
    web.screen = createCanvas();
    web.showCanvas(web.screen);
  }
  return web.screen;
};
web.onInserted.push((node) => {
  if (inserted || !(node instanceof Canvas)) return;
  inserted = true;
  if (node === web.screen) return;
  web.showCanvas(node);
  if (!given && web.screen.parentNode) web.screen.remove();
  web.screen = node;
});

function Image(width, height) {
  const image = wx.createImage();
  if (width !== undefined) image.width = width;
  if (height !== undefined) image.height = height;
  return image;
}
Image.prototype = NativeImage.prototype;
web.define({ Image });
