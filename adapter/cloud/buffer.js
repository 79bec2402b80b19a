// The part of Node's Buffer that functions meet: bytes of files and pictures.

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

const toBase64 = (bytes) => {
  const out = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    out.push(DIGITS[a >> 2], DIGITS[((a & 3) << 4) | (b >> 4)]);
    out.push(i + 1 < bytes.length ? DIGITS[((b & 15) << 2) | (c >> 6)] : '=', i + 2 < bytes.length ? DIGITS[c & 63] : '=');
  }
  return out.join('');
};
const fromBase64 = (text) => {
  const digits = text.replace(/-/g, '+').replace(/_/g, '/').replace(/[^A-Za-z0-9+/]/g, '');
  const out = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let [bits, count, at] = [0, 0, 0];
  for (const digit of digits) {
    bits = ((bits << 6) | DIGITS.indexOf(digit)) & 0xffffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out[at] = (bits >> count) & 255;
    at += 1;
  }
  return out;
};
const ENCODINGS = {
  utf8: [(text) => new global.TextEncoder().encode(text), (bytes) => new global.TextDecoder().decode(bytes)],
  base64: [fromBase64, toBase64],
  hex: [
    (text) => Uint8Array.from(text.match(/[0-9a-f]{2}/gi) || [], (digits) => parseInt(digits, 16)),
    (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  ],
  latin1: [
    (text) => Uint8Array.from(text, (c) => c.charCodeAt(0)),
    (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''),
  ],
};
const NAMES = { 'utf-8': 'utf8', binary: 'latin1', ascii: 'latin1', base64url: 'base64' };
const encoding = (name = 'utf8') => {
  const lower = String(name).toLowerCase();
  const found = ENCODINGS[NAMES[lower] || lower];
  if (!found) throw new TypeError(`Unknown encoding: ${name}`);
  return found;
};

class Buffer extends Uint8Array {
  static from(value, name) {
    const bytes = typeof value === 'string' ? encoding(name)[0](value) : new Uint8Array(value);
    const buffer = new Buffer(bytes.length);
    buffer.set(bytes);
    return buffer;
  }
  static alloc(size) {
    return new Buffer(size);
  }
  static isBuffer(value) {
    return value instanceof Buffer;
  }
  static byteLength(value, name) {
    return typeof value === 'string' ? encoding(name)[0](value).length : value.byteLength;
  }
  static concat(list) {
    const out = new Buffer(list.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of list) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
  toString(name) {
    return encoding(name)[1](this);
  }
  toJSON() {
    return { type: 'Buffer', data: Array.from(this) };
  }
}
Object.defineProperty(global, 'Buffer', { value: Buffer, writable: true, configurable: true });
core.toBase64 = toBase64;
