// FontFace and document.fonts of the CSS Font Loading module, over the engine's own fonts.

const addressOf = (source) => {
  const url = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s]*))\s*\)/i.exec(source);
  if (!url) throw new DOMException(`'${source}' names no url()`, 'SyntaxError');
  return url[1] ?? url[2] ?? url[3];
};

class FontFace {
  #source;
  #loaded;
  #settle;
  status = 'unloaded';
  constructor(family, source, descriptors) {
    this.family = String(family).replace(/^["']|["']$/g, '');
    const { style = 'normal', weight = 'normal', stretch = 'normal', unicodeRange = 'U+0-10FFFF', display = 'auto' } = descriptors || {};
    Object.assign(this, { style, weight, stretch, unicodeRange, display });
    this.#source = source;
    this.#loaded = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    this.#loaded.catch(() => {}); // who asks for it hears of it
    if (typeof source !== 'string') this.load();
  }
  get loaded() {
    return this.#loaded;
  }
  load() {
    if (this.status !== 'unloaded') return this.#loaded;
    this.status = 'loading';
    const bytes = typeof this.#source === 'string' ? fetch(addressOf(this.#source)).then((answer) => {
      if (!answer.ok) throw new DOMException(`${answer.url}: status ${answer.status}`, 'NetworkError');
      return answer.arrayBuffer();
    }) : Promise.resolve(this.#source);
    bytes.then((data) => web.loadFontFace(this.family, String(this.weight), String(this.style), data)).then(
      () => {
        this.status = 'loaded';
        this.#settle.resolve(this);
      },
      (error) => {
        this.status = 'error';
        this.#settle.reject(error);
      },
    );
    return this.#loaded;
  }
}

class FontFaceSet extends EventTarget {
  #faces = new Set();
  status = 'loaded';
  get size() {
    return this.#faces.size;
  }
  get ready() {
    return Promise.allSettled([...this.#faces].filter((face) => face.status === 'loading').map((face) => face.loaded)).then(() => this);
  }
  add(face) {
    this.#faces.add(face);
    return this;
  }
  delete(face) {
    return this.#faces.delete(face);
  }
  has(face) {
    return this.#faces.has(face);
  }
  clear() {
    this.#faces.clear();
  }
  forEach(call, self) {
    this.#faces.forEach((face) => call.call(self, face, face, this));
  }
  values() {
    return this.#faces.values();
  }
  [Symbol.iterator]() {
    return this.#faces.values();
  }
  #named(font) {
    const names = String(font).replace(/^.*?\d\S*(px|pt|em|rem|%)\S*\s+/, '').split(',').map((name) => name.trim().replace(/^["']|["']$/g, '').toLowerCase());
    return [...this.#faces].filter((face) => names.includes(face.family.toLowerCase()));
  }
  // Families that are nobody's face are the system's: nothing of them has to be loaded.
  check(font) {
    return this.#named(font).every((face) => face.status === 'loaded');
  }
  load(font) {
    return Promise.all(this.#named(font).map((face) => face.load()));
  }
}
const { document } = web.window;
document.fonts = new FontFaceSet();
web.define({ FontFace, FontFaceSet, fonts: document.fonts });
