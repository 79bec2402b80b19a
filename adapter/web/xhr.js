// XMLHttpRequest: https://xhr.spec.whatwg.org/

const STATES = { UNSENT: 0, OPENED: 1, HEADERS_RECEIVED: 2, LOADING: 3, DONE: 4 };

class XMLHttpRequestEventTarget extends EventTarget {
  onloadstart = null;
  onprogress = null;
  onabort = null;
  onerror = null;
  onload = null;
  ontimeout = null;
  onloadend = null;
}
class XMLHttpRequestUpload extends XMLHttpRequestEventTarget {}

const progress = (type, { bytes, total }) => new ProgressEvent(type, { lengthComputable: total > 0, loaded: bytes, total });
const NOTHING = { bytes: 0, total: 0 };

class XMLHttpRequest extends XMLHttpRequestEventTarget {
  onreadystatechange = null;
  withCredentials = false;
  upload = new XMLHttpRequestUpload();
  #state = 0;
  #type = '';
  #timeout = 0;
  #method = 'GET';
  #url = '';
  #asynchronous = true;
  #header = [];
  #mime;
  #head = null;
  #bytes = null; // of a complete answer
  #parsed; // of #bytes, for types that make an object
  #end = null; // ends what is loading
  #timer;
  #uploaded = true;
  #last = NOTHING;

  get readyState() {
    return this.#state;
  }
  get status() {
    return this.#head ? this.#head.status : 0;
  }
  get statusText() {
    return this.#head ? this.#head.statusText : '';
  }
  get responseURL() {
    return this.#head ? this.#head.url.replace(/#.*$/, '') : '';
  }
  get timeout() {
    return this.#timeout;
  }
  set timeout(ms) {
    this.#timeout = Math.max(0, Number(ms) || 0);
  }
  get responseType() {
    return this.#type;
  }
  set responseType(type) {
    if (this.#state >= STATES.LOADING) throw new DOMException('the answer is being received', 'InvalidStateError');
    // A type that does not exist is ignored.
    if (['', 'text', 'json', 'arraybuffer', 'blob', 'document'].includes(String(type))) this.#type = String(type);
  }
  get responseText() {
    if (this.#type !== '' && this.#type !== 'text') throw new DOMException(`responseType is '${this.#type}'`, 'InvalidStateError');
    return this.#text();
  }
  get responseXML() {
    return null; // there is no parser of documents
  }
  get response() {
    if (this.#type === '' || this.#type === 'text') return this.#text();
    if (!this.#bytes) return null;
    if (this.#parsed === undefined) this.#parsed = this.#object();
    return this.#parsed;
  }

  open(method, url, asynchronous = true) {
    const name = String(method).toUpperCase();
    if (!/^[A-Z0-9!#$%&'*+.^_`|~-]+$/.test(name)) throw new DOMException(`'${method}' is no method`, 'SyntaxError');
    if (/^(CONNECT|TRACE|TRACK)$/.test(name)) throw new DOMException(`'${method}' is not allowed`, 'SecurityError');
    this.#stop();
    this.#method = name;
    this.#url = String(url);
    this.#asynchronous = !!asynchronous;
    this.#header = [];
    this.#forget();
    this.#turn(STATES.OPENED);
  }
  setRequestHeader(name, value) {
    this.#mustBeOpened();
    const found = this.#header.find(([of]) => of.toLowerCase() === String(name).toLowerCase());
    if (found) found[1] += `, ${value}`;
    else this.#header.push([String(name), String(value).trim()]);
  }
  overrideMimeType(type) {
    if (this.#state >= STATES.LOADING) throw new DOMException('the answer is being received', 'InvalidStateError');
    this.#mime = String(type);
  }
  getResponseHeader(name) {
    const header = this.#head ? this.#head.header : {};
    const found = Object.keys(header).find((of) => of.toLowerCase() === String(name).toLowerCase());
    return found === undefined || /^set-cookie2?$/i.test(found) ? null : header[found];
  }
  getAllResponseHeaders() {
    const header = this.#head ? this.#head.header : {};
    const names = Object.keys(header).filter((name) => !/^set-cookie2?$/i.test(name)).sort();
    return names.map((name) => `${name.toLowerCase()}: ${header[name]}\r\n`).join('');
  }
  send(body) {
    this.#mustBeOpened();
    const withBody = this.#method !== 'GET' && this.#method !== 'HEAD';
    const { data, type } = withBody ? web.bodyOf(body) : {};
    const header = this.#header.slice();
    if (type && !header.some(([name]) => name.toLowerCase() === 'content-type')) header.push(['content-type', type]);
    if (!this.#asynchronous) {
      this.#sendNow();
      return;
    }
    this.#uploaded = data === undefined;
    this.#last = NOTHING;
    this.dispatchEvent(progress('loadstart', NOTHING));
    if (!this.#uploaded) this.upload.dispatchEvent(progress('loadstart', NOTHING));
    if (this.#state !== STATES.OPENED || this.#end) return; // a listener took over
    const request = { method: this.#method, url: this.#url, header, data };
    try {
      this.#end = web.load(request, {
        sent: (detail) => this.#whileUploading('progress', detail),
        head: (head) => this.#receiveHead(head),
        received: (detail) => this.#receive(detail),
        done: (bytes) => this.#done(bytes),
        fail: ({ reason }) => this.#fail(reason === 'timeout' ? 'timeout' : 'error', reason),
      });
    } catch (e) {
      // A URL that is none, or not listed: as a failure of the network.
      this.#end = () => {};
      setTimeout(() => this.#end && this.#fail('error', e.reason || e.message), 0);
      return;
    }
    if (this.#timeout > 0) this.#timer = setTimeout(() => this.#fail('timeout'), this.#timeout);
  }
  abort() {
    const sending = this.#end !== null;
    this.#stop();
    if (sending) this.#failed('abort');
    if (this.#state === STATES.DONE) {
      this.#state = STATES.UNSENT;
      this.#forget();
    }
  }

  #mustBeOpened() {
    if (this.#state !== STATES.OPENED || this.#end) throw new DOMException('the request is not opened', 'InvalidStateError');
  }
  #turn(state) {
    this.#state = state;
    this.dispatchEvent(new Event('readystatechange'));
  }
  #forget() {
    this.#head = this.#bytes = null;
    this.#parsed = undefined;
  }
  #stop() {
    clearTimeout(this.#timer);
    const end = this.#end;
    this.#end = null;
    if (end) end();
  }
  #sendNow() {
    this.#state = STATES.DONE;
    try {
      const { data, ...head } = web.loadSync(this.#url);
      this.#head = head;
      this.#bytes = data;
    } catch (e) {
      this.#forget();
      throw e instanceof DOMException ? e : new DOMException(e.errMsg || e.message, 'NetworkError');
    }
    this.dispatchEvent(new Event('readystatechange'));
    this.dispatchEvent(progress('load', { bytes: this.#bytes.byteLength, total: this.#bytes.byteLength }));
    this.dispatchEvent(progress('loadend', { bytes: this.#bytes.byteLength, total: this.#bytes.byteLength }));
  }
  #whileUploading(type, detail) {
    if (!this.#uploaded) this.upload.dispatchEvent(progress(type, detail));
  }
  #receiveHead(head) {
    if (!this.#uploaded) {
      for (const type of ['load', 'loadend']) this.upload.dispatchEvent(progress(type, NOTHING));
      this.#uploaded = true;
    }
    this.#head = head;
    this.#turn(STATES.HEADERS_RECEIVED);
  }
  #receive(detail) {
    if (!this.#end) return;
    this.#last = detail;
    if (detail.bytes === 0) return;
    this.#turn(STATES.LOADING);
    this.dispatchEvent(progress('progress', detail));
  }
  #done(bytes) {
    if (!this.#end) return;
    clearTimeout(this.#timer);
    this.#end = null;
    this.#bytes = bytes;
    const end = { bytes: bytes.byteLength, total: this.#last.total };
    this.#turn(STATES.DONE);
    this.dispatchEvent(progress('load', end));
    this.dispatchEvent(progress('loadend', end));
  }
  #fail(type, reason) {
    this.#stop();
    this.#failed(type, reason);
  }
  #failed(type, reason) {
    this.#forget();
    this.#turn(STATES.DONE);
    if (!this.#uploaded) {
      this.#uploaded = true;
      for (const name of [type, 'loadend']) this.upload.dispatchEvent(progress(name, NOTHING));
    }
    const event = progress(type, NOTHING);
    if (reason) event.message = reason; // for people who look for the cause
    this.dispatchEvent(event);
    this.dispatchEvent(progress('loadend', NOTHING));
  }
  #mediaType() {
    return this.#mime || this.getResponseHeader('content-type') || '';
  }
  #text() {
    return this.#bytes ? web.decodeText(this.#bytes, this.#mediaType()) : '';
  }
  #object() {
    switch (this.#type) {
      case 'arraybuffer':
        return this.#bytes;
      case 'blob':
        return new Blob([this.#bytes], { type: this.#mediaType() });
      case 'json':
        try {
          return JSON.parse(web.decodeText(this.#bytes, ''));
        } catch (e) {
          return null;
        }
      default:
        return null; // a document
    }
  }
}
for (const [name, value] of Object.entries(STATES)) {
  for (const target of [XMLHttpRequest, XMLHttpRequest.prototype]) Object.defineProperty(target, name, { value, enumerable: true });
}

web.define({ XMLHttpRequestEventTarget, XMLHttpRequestUpload, XMLHttpRequest });
