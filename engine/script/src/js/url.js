// URL and URLSearchParams of the URL Standard over native parsing.
(function (native) {
  'use strict';
  const SETTABLE = ['protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'];
  // Ties the parameters of a URL to it without a property that games would see.
  let linkParams, reloadParams;

  class URLSearchParams {
    #list = [];
    #changed = null;

    static {
      linkParams = (params, changed) => { params.#changed = changed; };
      reloadParams = (params, query) => { params.#list = pairs(native.parseQuery(query)); };
    }

    constructor(init = undefined) {
      if (init === undefined || init === null) return;
      if (typeof init === 'object' || typeof init === 'function') {
        const iterate = init[Symbol.iterator];
        if (typeof iterate === 'function') {
          for (const pair of init) {
            const both = [...pair];
            if (both.length !== 2) throw new TypeError('URLSearchParams: each pair must have two elements');
            this.#list.push([String(both[0]), String(both[1])]);
          }
        } else {
          for (const key of Reflect.ownKeys(init)) {
            if (typeof key === 'symbol' || !Object.getOwnPropertyDescriptor(init, key)?.enumerable) continue;
            this.set(key, init[key]);
          }
        }
        return;
      }
      const text = String(init);
      this.#list = pairs(native.parseQuery(text[0] === '?' ? text.slice(1) : text));
    }

    #update() {
      if (this.#changed !== null) this.#changed(this.toString());
    }
    get size() { return this.#list.length; }
    append(name, value) {
      need(arguments, 2, 'append');
      this.#list.push([String(name), String(value)]);
      this.#update();
    }
    delete(name, value = undefined) {
      need(arguments, 1, 'delete');
      name = String(name);
      const text = value === undefined ? undefined : String(value);
      this.#list = this.#list.filter(([n, v]) => n !== name || (text !== undefined && v !== text));
      this.#update();
    }
    get(name) {
      need(arguments, 1, 'get');
      name = String(name);
      const found = this.#list.find(([n]) => n === name);
      return found === undefined ? null : found[1];
    }
    getAll(name) {
      need(arguments, 1, 'getAll');
      name = String(name);
      return this.#list.filter(([n]) => n === name).map(([, v]) => v);
    }
    has(name, value = undefined) {
      need(arguments, 1, 'has');
      name = String(name);
      const text = value === undefined ? undefined : String(value);
      return this.#list.some(([n, v]) => n === name && (text === undefined || v === text));
    }
    set(name, value) {
      need(arguments, 2, 'set');
      name = String(name);
      value = String(value);
      const first = this.#list.findIndex(([n]) => n === name);
      if (first < 0) {
        this.#list.push([name, value]);
      } else {
        this.#list[first] = [name, value];
        this.#list = this.#list.filter(([n], i) => n !== name || i === first);
      }
      this.#update();
    }
    sort() {
      this.#list.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      this.#update();
    }
    forEach(callback, thisArg = undefined) {
      if (typeof callback !== 'function') throw new TypeError('URLSearchParams.forEach: callback must be a function');
      for (let i = 0; i < this.#list.length; i++) {
        const [name, value] = this.#list[i];
        callback.call(thisArg, value, name, this);
      }
    }
    *entries() {
      for (let i = 0; i < this.#list.length; i++) yield [this.#list[i][0], this.#list[i][1]];
    }
    *keys() {
      for (let i = 0; i < this.#list.length; i++) yield this.#list[i][0];
    }
    *values() {
      for (let i = 0; i < this.#list.length; i++) yield this.#list[i][1];
    }
    toString() { return native.serializeQuery(this.#list.flat()); }
  }

  class URL {
    #parts;
    #params = null;

    constructor(url, base = undefined) {
      need(arguments, 1, 'constructor');
      const parts = native.parse(String(url), base === undefined ? undefined : String(base));
      if (parts === null) throw new TypeError('Invalid URL: ' + url);
      this.#parts = parts;
    }
    static canParse(url, base = undefined) {
      return native.parse(String(url), base === undefined ? undefined : String(base)) !== null;
    }
    static parse(url, base = undefined) {
      return URL.canParse(url, base) ? new URL(url, base) : null;
    }
    // Engines ask for these where there is a URL. Without --adapter web there are no Blobs, so no address is known.
    static createObjectURL() {
      throw new TypeError('URL.createObjectURL takes a Blob, and there are none without --adapter web');
    }
    static revokeObjectURL() {}
    get href() { return this.#parts.href; }
    set href(value) {
      const parts = native.parse(String(value));
      if (parts === null) throw new TypeError('Invalid URL: ' + value);
      this.#parts = parts;
      this.#reload();
    }
    get origin() { return this.#parts.origin; }
    get searchParams() {
      if (this.#params === null) {
        this.#params = new URLSearchParams(this.#parts.search);
        linkParams(this.#params, (query) => { this.#parts = native.set(this.#parts.href, 'search', query); });
      }
      return this.#params;
    }
    #reload() {
      if (this.#params !== null) reloadParams(this.#params, this.#parts.search.slice(1));
    }
    toString() { return this.#parts.href; }
    toJSON() { return this.#parts.href; }

    static {
      for (const part of SETTABLE) {
        Object.defineProperty(URL.prototype, part, {
          get() { return this.#parts[part]; },
          set(value) {
            this.#parts = native.set(this.#parts.href, part, String(value));
            if (part === 'search') this.#reload();
          },
          enumerable: true,
          configurable: true,
        });
      }
    }
  }

  function need(args, count, name) {
    if (args.length < count) throw new TypeError(`${name}: ${count} argument${count > 1 ? 's' : ''} needed, ${args.length} given`);
  }

  function pairs(flat) {
    const list = [];
    for (let i = 0; i < flat.length; i += 2) list.push([flat[i], flat[i + 1]]);
    return list;
  }

  const tag = (type, name) =>
    Object.defineProperty(type.prototype, Symbol.toStringTag, { value: name, configurable: true });
  Object.defineProperty(URLSearchParams.prototype, Symbol.iterator, {
    value: URLSearchParams.prototype.entries,
    writable: true,
    configurable: true,
  });
  tag(URL, 'URL');
  tag(URLSearchParams, 'URLSearchParams');
  return { URL, URLSearchParams };
});
