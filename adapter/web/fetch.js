// fetch, Headers, Request and Response: https://fetch.spec.whatwg.org/ without streams, caches and origins.

const nameOf = (name) => {
  const text = String(name);
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(text)) throw new TypeError(`'${text}' is no name of a header`);
  return text.toLowerCase();
};
const valueOf = (value) => {
  const text = String(value).replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '');
  if (/[\0\r\n]/.test(text)) throw new TypeError('this is no value of a header');
  return text;
};

class Headers {
  #list = []; // [lower-case name, value]
  constructor(init) {
    if (init === undefined || init === null) return;
    const entries = typeof init[Symbol.iterator] === 'function' ? init : Object.entries(init);
    for (const [name, value] of entries) this.append(name, value);
  }
  append(name, value) {
    this.#list.push([nameOf(name), valueOf(value)]);
  }
  delete(name) {
    const of = nameOf(name);
    this.#list = this.#list.filter(([other]) => other !== of);
  }
  get(name) {
    const of = nameOf(name);
    const values = this.#list.filter(([other]) => other === of).map(([, value]) => value);
    return values.length ? values.join(', ') : null;
  }
  getSetCookie() {
    return this.#list.filter(([name]) => name === 'set-cookie').map(([, value]) => value);
  }
  has(name) {
    const of = nameOf(name);
    return this.#list.some(([other]) => other === of);
  }
  set(name, value) {
    this.delete(name);
    this.append(name, value);
  }
  forEach(work, self) {
    for (const [name, value] of this) work.call(self, value, name, this);
  }
  *entries() {
    const names = [...new Set(this.#list.map(([name]) => name))].sort();
    for (const name of names) yield [name, this.get(name)];
  }
  *keys() {
    for (const [name] of this) yield name;
  }
  *values() {
    for (const [, value] of this) yield value;
  }
  [Symbol.iterator]() {
    return this.entries();
  }
}

const copyOfBytes = Symbol('copyOfBytes');

// A body that can be taken once. Its bytes are an ArrayBuffer, or null for none.
class Body {
  #bytes;
  #used = false;
  constructor(bytes) {
    this.#bytes = bytes;
  }
  get body() {
    return null; // no streams: the body is taken whole
  }
  get bodyUsed() {
    return this.#used;
  }
  async arrayBuffer() {
    if (this.#used) throw new TypeError('the body was taken already');
    this.#used = this.#bytes !== null;
    return this.#bytes === null ? new ArrayBuffer(0) : this.#bytes;
  }
  async bytes() {
    return new Uint8Array(await this.arrayBuffer());
  }
  async text() {
    return new TextDecoder().decode(await this.arrayBuffer());
  }
  async json() {
    return JSON.parse(await this.text());
  }
  async blob() {
    return new Blob([await this.arrayBuffer()], { type: this.headers.get('content-type') || '' });
  }
  [copyOfBytes]() {
    if (this.#used) throw new TypeError('the body was taken already');
    return this.#bytes === null ? null : this.#bytes.slice(0);
  }
}

// An ArrayBuffer of its own for any body; and its type.
const extract = (body) => {
  const { data, type } = web.bodyOf(body);
  if (data === undefined) return { bytes: null };
  if (typeof data === 'string') return { bytes: new TextEncoder().encode(data).buffer, type };
  const view = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
  return { bytes: view.slice().buffer, type };
};

class Request extends Body {
  constructor(input, init = {}) {
    const from = input instanceof Request ? input : null;
    const method = String(init.method === undefined ? (from ? from.method : 'GET') : init.method);
    const upper = method.toUpperCase();
    if (/^(CONNECT|TRACE|TRACK)$/.test(upper)) throw new TypeError(`'${method}' is not allowed`);
    const given = init.body !== undefined && init.body !== null;
    if (given && (upper === 'GET' || upper === 'HEAD')) throw new TypeError(`a ${upper} request has no body`);
    const { bytes, type } = given ? extract(init.body) : { bytes: from ? from[copyOfBytes]() : null };
    super(bytes);
    this.url = from ? from.url : String(input);
    this.method = /^(DELETE|GET|HEAD|OPTIONS|POST|PUT)$/.test(upper) ? upper : method;
    this.headers = new Headers(init.headers === undefined && from ? from.headers : init.headers);
    if (type && !this.headers.has('content-type')) this.headers.append('content-type', type);
    this.redirect = init.redirect || (from ? from.redirect : 'follow');
    this.signal = init.signal || (from ? from.signal : new AbortController().signal);
    for (const [name, usual] of [['mode', 'cors'], ['credentials', 'same-origin'], ['cache', 'default'], ['referrer', 'about:client'], ['integrity', '']]) {
      this[name] = init[name] || (from ? from[name] : usual);
    }
  }
  clone() {
    return new Request(this);
  }
}

class Response extends Body {
  constructor(body, init = {}) {
    const { bytes, type } = extract(body);
    super(bytes);
    const status = init.status === undefined ? 200 : Number(init.status);
    if (!(status >= 200 && status <= 599)) throw new RangeError(`${init.status} is no status of an answer`);
    if (bytes !== null && [204, 205, 304].includes(status)) throw new TypeError(`an answer of status ${status} has no body`);
    this.type = 'default';
    this.url = '';
    this.redirected = false;
    this.status = status;
    this.statusText = init.statusText === undefined ? '' : String(init.statusText);
    this.headers = new Headers(init.headers);
    if (type && !this.headers.has('content-type')) this.headers.append('content-type', type);
  }
  get ok() {
    return this.status >= 200 && this.status <= 299;
  }
  clone() {
    const copy = new Response(null, { statusText: this.statusText, headers: this.headers });
    return made(this[copyOfBytes](), copy, this);
  }
  static error() {
    return made(null, new Response(null), { type: 'error', status: 0 });
  }
  static json(data, init = {}) {
    const response = new Response(JSON.stringify(data), init);
    if (!new Headers(init.headers).has('content-type')) response.headers.set('content-type', 'application/json');
    return response;
  }
}
// A Response with these bytes and fields, also with those that the constructor does not take.
const made = (bytes, response, { type, url = '', redirected = false, status, statusText = '' }) => {
  const result = Object.create(Response.prototype);
  const body = new Body(bytes);
  const own = Object.getOwnPropertyDescriptors(Body.prototype);
  for (const name of ['arrayBuffer', copyOfBytes]) Object.defineProperty(result, name, { value: own[name].value.bind(body), configurable: true });
  Object.defineProperty(result, 'bodyUsed', { get: () => body.bodyUsed, configurable: true });
  return Object.assign(result, { type, url, redirected, status, statusText, headers: response.headers });
};

const fetch = (input, init) =>
  new Promise((resolve, reject) => {
    const request = new Request(input, init);
    const { signal } = request;
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const bytes = request[copyOfBytes]();
    let head;
    let end = () => {};
    const onAbort = () => {
      end();
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const settled = () => signal.removeEventListener('abort', onAbort);
    const fail = (failure) => {
      settled();
      reject(new TypeError(`Failed to fetch ${request.url}: ${failure.reason || failure.message}`));
    };
    try {
      end = web.load(
        {
          method: request.method, url: request.url, header: [...request.headers], redirect: request.redirect,
          data: bytes === null ? undefined : bytes,
        },
        {
          head: (detail) => {
            head = detail;
          },
          done: (body) => {
            settled();
            const headers = new Headers();
            for (const [name, value] of Object.entries(head.header)) headers.append(name, value);
            const { status, statusText, url } = head;
            const none = [101, 204, 205, 304].includes(status) && body.byteLength === 0;
            resolve(made(none ? null : body, { headers }, { type: 'basic', url, redirected: url !== request.url, status, statusText }));
          },
          fail,
        },
      );
    } catch (e) {
      fail(e);
    }
  });

web.define({ Headers, Request, Response, fetch });
