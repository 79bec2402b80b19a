// Blob, File and FileReader of the File API; addresses of blobs are files of the platform's temporary folder.

const toBytes = (part) => {
  if (part instanceof Blob) return new Uint8Array(web.blobBytes(part));
  if (part instanceof ArrayBuffer) return new Uint8Array(part);
  if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  return new TextEncoder().encode(String(part));
};
const bytesOf = new WeakMap();

class Blob {
  constructor(parts, options) {
    if (parts !== undefined && (typeof parts !== 'object' || parts === null || typeof parts[Symbol.iterator] !== 'function')) {
      throw new TypeError('the parts of a Blob are a sequence');
    }
    const pieces = [...(parts || [])].map(toBytes);
    const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    bytesOf.set(this, bytes);
    const type = String((options && options.type) || '');
    Object.defineProperty(this, 'type', { value: /^[\x20-\x7e]*$/.test(type) ? type.toLowerCase() : '', enumerable: true });
  }
  get size() {
    return bytesOf.get(this).length;
  }
  slice(start = 0, end = this.size, type = '') {
    return new Blob([bytesOf.get(this).slice(start, end)], { type });
  }
  arrayBuffer() {
    return Promise.resolve(web.blobBytes(this));
  }
  bytes() {
    return Promise.resolve(new Uint8Array(web.blobBytes(this)));
  }
  text() {
    return Promise.resolve(new TextDecoder().decode(bytesOf.get(this)));
  }
  get [Symbol.toStringTag]() {
    return 'Blob';
  }
}
// A copy: what a script writes into it is not the blob's.
web.blobBytes = (blob) => bytesOf.get(blob).slice().buffer;

class File extends Blob {
  constructor(parts, name, options) {
    if (name === undefined) throw new TypeError('a File needs a name');
    super(parts, options);
    this.name = String(name);
    this.lastModified = (options && options.lastModified) ?? Date.now();
  }
  get [Symbol.toStringTag]() {
    return 'File';
  }
}

// base64 by the engine, in pieces that fit on its stack.
const base64 = (bytes) => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
};

class FileReader extends EventTarget {
  readyState = 0;
  result = null;
  error = null;
  #reading = 0;
  #read(blob, finish) {
    if (!(blob instanceof Blob)) throw new TypeError('a FileReader reads Blobs');
    if (this.readyState === 1) throw new DOMException('the reader is busy', 'InvalidStateError');
    this.readyState = 1;
    this.result = null;
    const reading = ++this.#reading;
    const tell = (type) => this.dispatchEvent(new ProgressEvent(type, { lengthComputable: true, loaded: blob.size, total: blob.size }));
    setTimeout(() => {
      if (reading !== this.#reading) return;
      tell('loadstart');
      this.result = finish(bytesOf.get(blob));
      this.readyState = 2;
      tell('progress');
      tell('load');
      if (this.readyState !== 1) tell('loadend');
    }, 0);
  }
  readAsArrayBuffer(blob) {
    this.#read(blob, (bytes) => bytes.slice().buffer);
  }
  readAsText(blob, charset) {
    this.#read(blob, (bytes) => web.decodeText(bytes, charset ? `;charset=${charset}` : blob.type));
  }
  readAsDataURL(blob) {
    this.#read(blob, (bytes) => `data:${blob.type || 'application/octet-stream'};base64,${base64(bytes)}`);
  }
  readAsBinaryString(blob) {
    this.#read(blob, (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  }
  abort() {
    if (this.readyState !== 1) return;
    this.#reading++;
    this.readyState = 2;
    this.dispatchEvent(new ProgressEvent('abort'));
    this.dispatchEvent(new ProgressEvent('loadend'));
  }
}
for (const [name, value] of Object.entries({ EMPTY: 0, LOADING: 1, DONE: 2 })) {
  Object.defineProperty(FileReader, name, { value });
  Object.defineProperty(FileReader.prototype, name, { value });
}

// Images and sounds take such an address as they take any other file.
URL.createObjectURL = (object) => {
  if (!(object instanceof Blob)) throw new TypeError('only Blobs have an object URL here');
  return wx.createBufferURL(web.blobBytes(object));
};
URL.revokeObjectURL = (url) => {
  wx.revokeBufferURL(String(url));
};
web.define({ Blob, File, FileReader });
