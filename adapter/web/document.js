// Nodes, elements and the document: a tree that remembers what it is told and draws nothing but canvases.

class Node extends EventTarget {
  childNodes = [];
  parentNode = null;
  get parentElement() {
    return this.parentNode;
  }
  get firstChild() {
    return this.childNodes[0] || null;
  }
  get lastChild() {
    return this.childNodes[this.childNodes.length - 1] || null;
  }
  get children() {
    return this.childNodes;
  }
  appendChild(node) {
    if (node.parentNode) node.parentNode.removeChild(node);
    this.childNodes.push(node);
    node.parentNode = this;
    return node;
  }
  insertBefore(node, before) {
    const at = this.childNodes.indexOf(before);
    if (at < 0) return this.appendChild(node);
    if (node.parentNode) node.parentNode.removeChild(node);
    this.childNodes.splice(at, 0, node);
    node.parentNode = this;
    return node;
  }
  removeChild(node) {
    const at = this.childNodes.indexOf(node);
    if (at >= 0) this.childNodes.splice(at, 1);
    node.parentNode = null;
    return node;
  }
  remove() {
    if (this.parentNode) this.parentNode.removeChild(this);
  }
  contains(node) {
    return node === this || this.childNodes.some((child) => child.contains && child.contains(node));
  }
}

class Element extends Node {
  #attributes = new Map();
  constructor(tag) {
    super();
    this.tagName = this.nodeName = String(tag || 'div').toUpperCase();
    this.id = '';
    this.className = '';
    this.innerHTML = '';
    this.style = {};
    this.classList = { add() {}, remove() {}, contains: () => false, toggle: () => false };
  }
  setAttribute(name, value) {
    this.#attributes.set(String(name), String(value));
    if (name === 'id') this.id = String(value);
  }
  getAttribute(name) {
    return this.#attributes.has(String(name)) ? this.#attributes.get(String(name)) : null;
  }
  hasAttribute(name) {
    return this.#attributes.has(String(name));
  }
  removeAttribute(name) {
    this.#attributes.delete(String(name));
  }
  getElementsByTagName(tag) {
    return web.find(this, (e) => tag === '*' || e.tagName === String(tag).toUpperCase());
  }
  querySelector(selector) {
    return this.querySelectorAll(selector)[0] || null;
  }
  querySelectorAll(selector) {
    const text = String(selector);
    if (text[0] === '#') return web.find(this, (e) => e.id === text.slice(1));
    if (text[0] === '.') return web.find(this, (e) => String(e.className).split(' ').includes(text.slice(1)));
    return this.getElementsByTagName(text);
  }
  get clientWidth() {
    return web.window.innerWidth;
  }
  get clientHeight() {
    return web.window.innerHeight;
  }
  get offsetWidth() {
    return this.clientWidth;
  }
  get offsetHeight() {
    return this.clientHeight;
  }
  getBoundingClientRect() {
    const [width, height] = [web.window.innerWidth, web.window.innerHeight];
    return { x: 0, y: 0, left: 0, top: 0, right: width, bottom: height, width, height };
  }
  focus() {}
  blur() {}
}
class HTMLElement extends Element {}
class HTMLMediaElement extends HTMLElement {}
class HTMLVideoElement extends HTMLMediaElement {}
class HTMLAudioElement extends HTMLMediaElement {}

web.find = (root, accept) => {
  const found = [];
  const walk = (node) => {
    for (const child of node.childNodes || []) {
      if (child.tagName && accept(child)) found.push(child);
      walk(child);
    }
  };
  walk(root);
  return found;
};

// Canvases and images are the runtime's own objects; above their class stands ours, so that instanceof and the methods of
// elements work on them. Their fields that an element's constructor would set are set when one is made.
const graft = (Native, name, tag) => {
  Object.setPrototypeOf(Native.prototype, HTMLElement.prototype);
  Object.defineProperty(Native.prototype, 'tagName', { value: tag, configurable: true });
  Object.defineProperty(Native.prototype, 'nodeName', { value: tag, configurable: true });
  Object.defineProperty(web.window, name, { value: Native, writable: true, configurable: true });
};
web.adopt = (object) => {
  const targets = new EventTarget();
  for (const method of ['addEventListener', 'removeEventListener']) {
    Object.defineProperty(object, method, { value: targets[method].bind(targets), writable: true, configurable: true });
  }
  Object.defineProperty(object, 'dispatchEvent', {
    writable: true,
    configurable: true,
    value(event) {
      if (!event.target) event.target = object;
      const handler = object[`on${event.type}`];
      if (typeof handler === 'function') handler.call(object, event);
      return targets.dispatchEvent(event);
    },
  });
  Object.assign(object, { childNodes: [], parentNode: null, style: {}, id: '', className: '' });
  object.getAttribute = () => null;
  object.setAttribute = (name, value) => {
    if (name === 'width' || name === 'height') object[name] = Number(value);
  };
  return object;
};
Object.defineProperty(web.classes.Canvas.prototype, 'clientWidth', { configurable: true, get() { return this === web.screen ? web.window.innerWidth : this.width; } });
Object.defineProperty(web.classes.Canvas.prototype, 'clientHeight', { configurable: true, get() { return this === web.screen ? web.window.innerHeight : this.height; } });
graft(web.classes.Canvas, 'HTMLCanvasElement', 'CANVAS');
graft(web.classes.Image, 'HTMLImageElement', 'IMG');

// The screen is the first canvas that the game asks for, in whatever way: `canvas`, the document, or wx.createCanvas.
const createCanvas = wx.createCanvas;
web.screen = web.adopt(createCanvas());
let screenGiven = false;
const giveScreen = () => {
  screenGiven = true;
  return web.screen;
};
wx.createCanvas = () => (screenGiven ? web.adopt(createCanvas()) : giveScreen());

function Image(width, height) {
  const image = wx.createImage();
  Object.assign(image, { style: {}, parentNode: null, childNodes: [] });
  if (width !== undefined) image.width = width;
  if (height !== undefined) image.height = height;
  return image;
}
Image.prototype = web.classes.Image.prototype;

function Audio(src) {
  const audio = new HTMLAudioElement('audio');
  const sound = wx.createInnerAudioContext();
  for (const name of ['src', 'loop', 'autoplay', 'volume', 'currentTime', 'duration', 'paused', 'playbackRate']) {
    Object.defineProperty(audio, name, {
      enumerable: true,
      get: () => sound[name],
      set: (value) => {
        if (name === 'currentTime') sound.seek(Number(value));
        else sound[name] = value;
      },
    });
  }
  Object.assign(audio, {
    play() {
      sound.play();
      return Promise.resolve();
    },
    pause: () => sound.pause(),
    load() {},
    canPlayType: (type) => (/mpeg|mp3|ogg|wav/.test(type) ? 'probably' : ''),
  });
  sound.onCanplay(() => {
    audio.readyState = 4;
    for (const type of ['loadedmetadata', 'loadeddata', 'canplay', 'canplaythrough']) audio.dispatchEvent(new Event(type));
  });
  sound.onPlay(() => audio.dispatchEvent(new Event('play')));
  sound.onPause(() => audio.dispatchEvent(new Event('pause')));
  sound.onEnded(() => audio.dispatchEvent(new Event('ended')));
  sound.onError((error) => audio.dispatchEvent(Object.assign(new Event('error'), { error })));
  if (src) audio.src = src;
  return audio;
}

class Document extends Node {
  constructor() {
    super();
    this.nodeName = '#document';
    this.readyState = 'complete';
    this.visibilityState = 'visible';
    this.hidden = false;
    this.title = '';
    this.cookie = '';
    this.documentElement = new HTMLElement('html');
    this.head = new HTMLElement('head');
    this.body = new HTMLElement('body');
    this.appendChild(this.documentElement);
    this.documentElement.appendChild(this.head);
    this.documentElement.appendChild(this.body);
    this.body.childNodes.push(web.screen);
    web.screen.parentNode = this.body;
  }
  createElement(tag) {
    switch (String(tag).toLowerCase()) {
      case 'canvas':
        return wx.createCanvas();
      case 'img':
        return new Image();
      case 'audio':
        return new Audio();
      case 'video':
        return new HTMLVideoElement('video');
      default:
        return new HTMLElement(tag);
    }
  }
  createElementNS(_, tag) {
    return this.createElement(tag);
  }
  createTextNode(text) {
    return Object.assign(new Node(), { nodeName: '#text', textContent: String(text) });
  }
  getElementById(id) {
    return web.find(this, (e) => e.id === id)[0] || (id === 'canvas' || id === 'gameCanvas' ? giveScreen() : null);
  }
  getElementsByTagName(tag) {
    return web.find(this, (e) => tag === '*' || e.tagName === String(tag).toUpperCase());
  }
  querySelector(selector) {
    return /^canvas\b/.test(selector) ? giveScreen() : this.documentElement.querySelector(selector);
  }
  querySelectorAll(selector) {
    return this.documentElement.querySelectorAll(selector);
  }
  get activeElement() {
    return this.body;
  }
  hasFocus() {
    return true;
  }
}

web.define({ Node, Element, HTMLElement, HTMLMediaElement, HTMLVideoElement, HTMLAudioElement, Image, Audio, Document });
web.define({ document: new Document() });
Object.defineProperty(web.window, 'canvas', {
  configurable: true,
  enumerable: true,
  get: giveScreen,
  set: (value) => web.define({ canvas: value }),
});
