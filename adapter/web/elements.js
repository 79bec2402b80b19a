// Elements: attributes, classes, and what the kinds that engines create do of themselves.

class DOMTokenList {
  #element;
  constructor(element) {
    this.#element = element;
  }
  #tokens() {
    return String(this.#element.className).split(/\s+/).filter(Boolean);
  }
  get length() {
    return this.#tokens().length;
  }
  get value() {
    return this.#element.className;
  }
  item(index) {
    return this.#tokens()[index] ?? null;
  }
  contains(token) {
    return this.#tokens().includes(String(token));
  }
  add(...tokens) {
    this.#element.className = [...new Set([...this.#tokens(), ...tokens.map(String)])].join(' ');
  }
  remove(...tokens) {
    this.#element.className = this.#tokens().filter((token) => !tokens.map(String).includes(token)).join(' ');
  }
  toggle(token, force) {
    const on = force === undefined ? !this.contains(token) : !!force;
    if (on) this.add(token);
    else this.remove(token);
    return on;
  }
  replace(old, token) {
    if (!this.contains(old)) return false;
    this.remove(old);
    this.add(token);
    return true;
  }
  [Symbol.iterator]() {
    return this.#tokens()[Symbol.iterator]();
  }
}

// Fields of elements live beside them, because canvases and images are native objects.
const fields = new WeakMap();
const of = (element) => {
  let own = fields.get(element);
  if (!own) fields.set(element, (own = { attributes: new Map(), style: new CSSStyleDeclaration(), classes: new DOMTokenList(element) }));
  return own;
};
const children = (node) => node.childNodes.filter((child) => child.nodeType === 1);

const besideOf = (element, step) => {
  if (!element.parentNode) return null;
  const all = children(element.parentNode);
  return all[all.indexOf(element) + step] || null;
};
const nodeOf = (value) => (typeof value === 'object' && value ? value : new Text(value));

class Element extends Node {
  constructor(tag, kept) {
    super();
    // XML keeps the case of names.
    this.tagName = kept ? String(tag) : String(tag || 'div').toUpperCase();
  }
  get nodeName() {
    return this.tagName;
  }
  get localName() {
    return this.tagName.toLowerCase();
  }
  get id() {
    return this.getAttribute('id') || '';
  }
  set id(value) {
    this.setAttribute('id', value);
  }
  get className() {
    return this.getAttribute('class') || '';
  }
  set className(value) {
    this.setAttribute('class', value);
  }
  get classList() {
    return of(this).classes;
  }
  get style() {
    return of(this).style;
  }
  set style(text) {
    of(this).style.cssText = text;
  }
  get attributes() {
    return [...of(this).attributes].map(([name, value]) => ({ name, nodeName: name, value, nodeValue: value }));
  }
  setAttribute(name, value) {
    of(this).attributes.set(String(name), String(value));
    if (name === 'style') this.style = String(value);
  }
  getAttribute(name) {
    return of(this).attributes.get(String(name)) ?? null;
  }
  hasAttribute(name) {
    return of(this).attributes.has(String(name));
  }
  removeAttribute(name) {
    of(this).attributes.delete(String(name));
  }
  setAttributeNS(_, name, value) {
    this.setAttribute(name, value);
  }
  getAttributeNS(_, name) {
    return this.getAttribute(name);
  }
  getAttributeNames() {
    return [...of(this).attributes.keys()];
  }
  get dataset() {
    const element = this;
    const name = (key) => `data-${String(key).replace(/[A-Z]/g, (l) => `-${l.toLowerCase()}`)}`;
    return new Proxy({}, {
      get: (_, key) => (typeof key === 'string' ? element.getAttribute(name(key)) ?? undefined : undefined),
      set: (_, key, value) => (element.setAttribute(name(key), value), true),
      has: (_, key) => element.hasAttribute(name(key)),
      deleteProperty: (_, key) => (element.removeAttribute(name(key)), true),
    });
  }
  get children() {
    return children(this);
  }
  get childElementCount() {
    return children(this).length;
  }
  get firstElementChild() {
    return children(this)[0] || null;
  }
  get lastElementChild() {
    return children(this).pop() || null;
  }
  get innerHTML() {
    return web.markupOf(this);
  }
  set innerHTML(text) {
    this.replaceChildren();
    web.parseMarkup(this, String(text));
  }
  get outerHTML() {
    return web.outerMarkupOf(this);
  }
  insertAdjacentHTML(where, text) {
    const made = new DocumentFragment();
    web.parseMarkup(made, String(text));
    const before = { beforebegin: this, afterbegin: this.firstChild, beforeend: null, afterend: this.nextSibling };
    if (!(where in before)) throw new DOMException(`'${where}' is no place beside an element`, 'SyntaxError');
    const parent = where === 'afterbegin' || where === 'beforeend' ? this : this.parentNode;
    if (!parent) throw new DOMException('the element has no parent', 'NoModificationAllowedError');
    parent.insertBefore(made, before[where]);
  }
  get innerText() {
    return this.textContent;
  }
  set innerText(text) {
    this.textContent = text;
  }
  getElementsByTagName(tag) {
    return web.find(this, (e) => tag === '*' || e.tagName.toLowerCase() === String(tag).toLowerCase());
  }
  getElementsByClassName(names) {
    const wanted = String(names).split(/\s+/).filter(Boolean);
    return web.find(this, (e) => wanted.every((name) => e.classList.contains(name)));
  }
  querySelectorAll(selector) {
    return web.find(this, web.selector(selector));
  }
  querySelector(selector) {
    return this.querySelectorAll(selector)[0] || null;
  }
  matches(selector) {
    return web.selector(selector)(this);
  }
  closest(selector) {
    const fits = web.selector(selector);
    for (let at = this; at && at.tagName; at = at.parentNode) if (fits(at)) return at;
    return null;
  }
  get nextElementSibling() {
    return besideOf(this, 1);
  }
  get previousElementSibling() {
    return besideOf(this, -1);
  }
  before(...nodes) {
    const parent = this.parentNode;
    if (parent) for (const node of nodes) parent.insertBefore(nodeOf(node), this);
  }
  after(...nodes) {
    const parent = this.parentNode;
    let next = this.nextSibling;
    while (nodes.includes(next)) next = next.nextSibling;
    if (parent) for (const node of nodes) parent.insertBefore(nodeOf(node), next);
  }
  replaceWith(...nodes) {
    this.before(...nodes.filter((node) => node !== this));
    if (!nodes.includes(this)) this.remove();
  }
  toggleAttribute(name, force) {
    const on = force === undefined ? !this.hasAttribute(name) : !!force;
    if (!on) this.removeAttribute(name);
    else if (!this.hasAttribute(name)) this.setAttribute(name, '');
    return on;
  }
  insertAdjacentElement(where, element) {
    const parent = this.parentNode;
    if (where === 'beforebegin' && parent) parent.insertBefore(element, this);
    else if (where === 'afterbegin') this.insertBefore(element, this.firstChild);
    else if (where === 'beforeend') this.appendChild(element);
    else if (where === 'afterend' && parent) parent.insertBefore(element, this.nextSibling);
    return element;
  }
  // Every element fills the window; text that is measured and canvases know better.
  getBoundingClientRect() {
    return web.textBox(this) || web.rect(web.window.innerWidth, web.window.innerHeight);
  }
  getClientRects() {
    return [this.getBoundingClientRect()];
  }
  get clientLeft() {
    return 0;
  }
  get clientTop() {
    return 0;
  }
  setPointerCapture() {} // every pointer is the screen's already
  releasePointerCapture() {}
  hasPointerCapture() {
    return true;
  }
  scrollIntoView() {}
  cloneNode(deep) {
    const made = web.window.document.createElement(this.tagName);
    for (const { name, value } of this.attributes) made.setAttribute(name, value);
    if (deep) for (const child of this.childNodes) made.appendChild(child.cloneNode ? child.cloneNode(true) : new Text(child.data));
    return made;
  }
  requestFullscreen() {
    return Promise.resolve(); // a mini-game fills its screen
  }
}
for (const [name, side] of Object.entries({ clientWidth: 'width', clientHeight: 'height', offsetWidth: 'width', offsetHeight: 'height', scrollWidth: 'width', scrollHeight: 'height' })) {
  Object.defineProperty(Element.prototype, name, {
    configurable: true,
    get() {
      return this.getBoundingClientRect()[side];
    },
  });
}
for (const [name, side] of [['offsetLeft', 'left'], ['offsetTop', 'top']]) {
  Object.defineProperty(Element.prototype, name, {
    configurable: true,
    get() {
      return this.getBoundingClientRect()[side];
    },
  });
}
for (const name of ['scrollLeft', 'scrollTop']) {
  Object.defineProperty(Element.prototype, name, { configurable: true, writable: true, value: 0 });
}

class HTMLElement extends Element {
  tabIndex = -1;
  hidden = false;
  focus() {
    const { document } = web.window;
    if (document.activeElement === this) return;
    document.activeElement = this;
    this.dispatchEvent(new FocusEvent('focus'));
  }
  blur() {
    const { document } = web.window;
    if (document.activeElement !== this) return;
    document.activeElement = document.body;
    this.dispatchEvent(new FocusEvent('blur'));
  }
  click() {
    this.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
  }
}
web.kinds = {};
web.kind = (tag, Class) => {
  web.kinds[tag] = Class;
  web.define({ [Class.name]: Class });
};
web.kind('div', class HTMLDivElement extends HTMLElement {});
web.kind('span', class HTMLSpanElement extends HTMLElement {});
web.kind('p', class HTMLParagraphElement extends HTMLElement {});
// Resolves addresses: https://html.spec.whatwg.org/multipage/links.html#htmlhyperlinkelementutils
class HTMLAnchorElement extends HTMLElement {
  get href() {
    const written = this.getAttribute('href');
    if (written === null) return '';
    const address = addressOf(this);
    return address ? address.href : written;
  }
  set href(value) {
    this.setAttribute('href', value);
  }
  get origin() {
    const address = addressOf(this);
    return address ? address.origin : '';
  }
  toString() {
    return this.href;
  }
}
const addressOf = (anchor) => {
  const written = anchor.getAttribute('href');
  return written !== null && URL.canParse(written, web.HOME) ? new URL(written, web.HOME) : null;
};
for (const part of ['protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash']) {
  Object.defineProperty(HTMLAnchorElement.prototype, part, {
    configurable: true,
    enumerable: true,
    get() {
      const address = addressOf(this);
      return address ? address[part] : part === 'protocol' ? ':' : '';
    },
    set(value) {
      const address = addressOf(this);
      if (!address) return;
      address[part] = value;
      this.href = address.href;
    },
  });
}
web.kind('a', HTMLAnchorElement);
web.kind('button', class HTMLButtonElement extends HTMLElement {});
web.kind('style', class HTMLStyleElement extends HTMLElement {
  sheet = { cssRules: [], insertRule: () => 0, deleteRule() {} };
});
web.kind('link', class HTMLLinkElement extends HTMLElement {});
web.kind('meta', class HTMLMetaElement extends HTMLElement {});
web.kind('template', class HTMLTemplateElement extends HTMLElement {
  content = new DocumentFragment();
  get innerHTML() {
    return web.markupOf(this.content);
  }
  set innerHTML(text) {
    this.content = new DocumentFragment();
    web.parseMarkup(this.content, String(text));
  }
});

// Loads nothing: code of a mini-game comes by require(). It says so, and tells the page as a failed load does.
web.kind('script', class HTMLScriptElement extends HTMLElement {});
web.onInserted.push((node) => {
  if (node.tagName !== 'SCRIPT') return;
  if (!node.src) {
    // Nor does it run text: there is no eval on the platform.
    const isCode = /^(|module|(text|application)\/(java|ecma)script)$/i.test(node.type || node.getAttribute('type') || '');
    if (isCode && String(node.text || node.textContent).trim()) console.error('the text of a <script> is not run: the code of a mini-game is loaded by require()');
    return;
  }
  console.error(`<script src="${node.src}"> is not loaded: the code of a mini-game is loaded by require()`);
  queueMicrotask(() => node.dispatchEvent(new Event('error')));
});

// A field of text: the keyboard of the platform writes into it while it has the focus.
class HTMLInputElement extends HTMLElement {
  type = 'text';
  value = '';
  maxLength = -1;
  #ends = null;
  focus() {
    super.focus();
    if (this.#ends) return;
    const input = ({ value }) => {
      this.value = value;
      this.dispatchEvent(new InputEvent('input', { bubbles: true, data: value }));
    };
    const confirm = () => {
      this.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, key: 'Enter', code: 'Enter', keyCode: 13, which: 13 }));
      this.dispatchEvent(new Event('change', { bubbles: true }));
    };
    const complete = () => this.blur();
    wx.onKeyboardInput(input);
    wx.onKeyboardConfirm(confirm);
    wx.onKeyboardComplete(complete);
    this.#ends = () => {
      wx.offKeyboardInput(input);
      wx.offKeyboardConfirm(confirm);
      wx.offKeyboardComplete(complete);
    };
    wx.showKeyboard({
      defaultValue: this.value, maxLength: this.maxLength > 0 ? this.maxLength : 140, multiple: this.tagName === 'TEXTAREA', confirmHold: false, confirmType: 'done',
      fail: (e) => web.reportError(new Error(e.errMsg)),
    });
  }
  blur() {
    if (this.#ends) {
      this.#ends();
      this.#ends = null;
      wx.hideKeyboard({ fail() {} }); // it may have gone by itself
    }
    super.blur();
  }
  select() {}
  setSelectionRange() {}
}
web.kind('input', HTMLInputElement);
web.kind('textarea', class HTMLTextAreaElement extends HTMLInputElement {});
web.define({ DOMTokenList, Element, HTMLElement });
