// Blob: https://w3c.github.io/FileAPI/#blob-section. The bytes are in memory; stream() is missing, as streams are.
(function () {
  'use strict';
  const bytesOfPart = (part, endings) => {
    if (part instanceof Blob) return bytesOf(part);
    if (part instanceof ArrayBuffer) return new Uint8Array(part.slice(0));
    if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer.slice(part.byteOffset, part.byteOffset + part.byteLength));
    const text = String(part);
    return new TextEncoder().encode(endings === 'native' ? text.replace(/\r\n?/g, '\n') : text);
  };
  const mediaType = (type) => (/[^\x20-\x7e]/.test(type) ? '' : type.toLowerCase());
  let bytesOf, adopt;

  class Blob {
    #bytes;
    #type;
    constructor(parts, options) {
      if (parts !== undefined && (typeof parts !== 'object' || parts === null || typeof parts[Symbol.iterator] !== 'function')) {
        throw new TypeError('the parts of a Blob are a list');
      }
      const { type = '', endings = 'transparent' } = options === undefined || options === null ? {} : options;
      if (endings !== 'transparent' && endings !== 'native') throw new TypeError(`endings is transparent or native, not ${endings}`);
      const all = Array.from(parts || [], (part) => bytesOfPart(part, endings));
      this.#bytes = new Uint8Array(all.reduce((sum, bytes) => sum + bytes.length, 0));
      let at = 0;
      for (const bytes of all) {
        this.#bytes.set(bytes, at);
        at += bytes.length;
      }
      this.#type = mediaType(String(type));
    }
    static {
      bytesOf = (blob) => blob.#bytes;
      adopt = (bytes, type) => {
        const blob = new Blob();
        blob.#bytes = bytes;
        blob.#type = mediaType(type);
        return blob;
      };
    }
    get size() {
      return this.#bytes.length;
    }
    get type() {
      return this.#type;
    }
    slice(start = 0, end = this.size, type = '') {
      // Nothing can change the bytes, so both may share them.
      return adopt(this.#bytes.subarray(Math.trunc(start) || 0, Math.trunc(end) || 0), String(type));
    }
    async arrayBuffer() {
      return this.#bytes.slice().buffer;
    }
    async bytes() {
      return this.#bytes.slice();
    }
    async text() {
      return new TextDecoder().decode(this.#bytes);
    }
  }
  Object.defineProperty(Blob.prototype, Symbol.toStringTag, { value: 'Blob', configurable: true });
  return {
    Blob,
    // For the engine: a Blob of bytes that nobody else has, and the bytes of a Blob, not to be changed.
    blobOf: (buffer, type) => adopt(new Uint8Array(buffer), type),
    bytesOf: (value) => (value instanceof Blob ? bytesOf(value) : undefined),
  };
})
