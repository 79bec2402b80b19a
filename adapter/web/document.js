// The document: one page with the screen's canvas in its body.

class Document extends Node {
  readyState = 'complete';
  title = '';
  cookie = '';
  visibilityState = 'visible';
  hidden = false;
  referrer = '';
  characterSet = 'UTF-8';
  compatMode = 'CSS1Compat';
  fullscreenElement = null;
  fullscreenEnabled = false;
  pointerLockElement = null;
  currentScript = null;
  get nodeType() {
    return 9;
  }
  get URL() {
    return web.HOME;
  }
  get documentURI() {
    return web.HOME;
  }
  get nodeName() {
    return '#document';
  }
  get documentElement() {
    return this.childNodes.find((child) => child.nodeType === 1) || null;
  }
  get children() {
    return this.childNodes.filter((child) => child.nodeType === 1);
  }
  createElement(tag) {
    const name = String(tag).toLowerCase();
    if (name === 'canvas') return web.makeCanvas();
    if (name === 'video' && web.makeVideo) return web.makeVideo();
    if (name === 'img') return new Image();
    const Kind = web.kinds[name] || HTMLElement;
    return new Kind(name);
  }
  createElementNS(namespace, tag) {
    return this.createElement(tag);
  }
  createTextNode(text) {
    return new Text(text);
  }
  createComment(text) {
    return new Comment(text);
  }
  createDocumentFragment() {
    return new DocumentFragment();
  }
  createEvent(name) {
    const Class = web.window[name === 'HTMLEvents' || name === 'Events' ? 'Event' : String(name).replace(/s$/, '')];
    if (typeof Class !== 'function') throw new DOMException(`there is no event class '${name}'`, 'NotSupportedError');
    return new Class('');
  }
  getElementById(id) {
    const found = web.find(this, (e) => e.id === String(id))[0];
    if (found) return found;
    // Pages of engines have their canvas under one of these names.
    return /^(game_?)?canvas$/i.test(id) ? web.screenCanvas() : null;
  }
  getElementsByName(name) {
    return web.find(this, (e) => e.getAttribute('name') === String(name));
  }
  hasFocus() {
    return !this.hidden;
  }
  exitFullscreen() {
    return Promise.resolve();
  }
  exitPointerLock() {
    wx.exitPointerLock();
  }
  elementFromPoint() {
    return web.screen;
  }
  execCommand() {
    return false;
  }
}
for (const name of ['getElementsByTagName', 'getElementsByClassName', 'querySelectorAll', 'querySelector']) {
  const { value } = Object.getOwnPropertyDescriptor(Element.prototype, name);
  Object.defineProperty(Document.prototype, name, { value, writable: true, configurable: true });
}
class HTMLDocument extends Document {}

const document = new HTMLDocument();
const root = document.appendChild(new HTMLElement('html'));
document.head = root.appendChild(new HTMLElement('head'));
document.body = root.appendChild(new HTMLElement('body'));
document.activeElement = document.body;
document.defaultView = web.window;
web.define({ Document, HTMLDocument, document });
// In the tree from the start, without being the canvas that somebody put there.
document.body.childNodes.push(web.screen);
web.screen.parentNode = document.body;
Object.defineProperty(web.window, 'canvas', {
  configurable: true,
  enumerable: true,
  get: () => web.screenCanvas(),
  set(value) {
    Object.defineProperty(web.window, 'canvas', { value, writable: true, configurable: true, enumerable: true });
  },
});
