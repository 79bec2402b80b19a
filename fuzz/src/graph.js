// Reads bytes as a graph of values, with cycles and shared parts.
function graph(bytes) {
  let at = 0;
  const next = () => (at < bytes.length ? bytes[at++] : 0);
  const made = [];
  const keep = (object) => (made.length < 64 && made.push(object), object);
  const buffers = [];
  const buffer = (length) => {
    const one = new ArrayBuffer(length);
    // Up to 64, as `made`.
    if (made.length < 64) buffers.push(one);
    return keep(one);
  };
  const texts = ['', 'a', 'length', '__proto__', '\ud800x', '\u6587', 'constructor', 'x'.repeat(50), '0', '-0', '4294967295'];
  const numbers = [0, -0, 1.5, NaN, Infinity, -7, 2 ** 53, 5e-324, 4294967295];
  const text = () => texts[next() % texts.length];
  const typed = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,
    BigInt64Array, BigUint64Array, DataView];
  const fill = (object, depth, put) => {
    keep(object);
    for (let n = next() % 6; n > 0 && at < bytes.length; n--) put(object, depth);
    return object;
  };
  const put = (object, key, item) => {
    try {
      object[key] = item;
    } catch (e) {
      // `__proto__` in a circle.
    }
  };
  const value = (depth) => {
    const kind = next() % 24;
    if (depth > 30) return kind;
    switch (kind) {
      case 0: return undefined;
      case 1: return null;
      case 2: return (next() & 1) === 1;
      case 3: return numbers[next() % numbers.length];
      case 4: return next() / 3;
      case 5: return text();
      case 6: return BigInt(next()) ** BigInt(next() % 40) * (next() & 1 ? 1n : -1n);
      case 7: case 8: return made.length ? made[next() % made.length] : 1;
      case 9: case 10: return fill({}, depth, (o) => put(o, text(), value(depth + 1)));
      case 11: case 12: return fill([], depth, (o) => { o[next() % 9] = value(depth + 1); });
      case 13: return fill(new Map(), depth, (o) => o.set(value(depth + 1), value(depth + 1)));
      case 14: return fill(new Set(), depth, (o) => o.add(value(depth + 1)));
      case 15: return keep(new Date(next() ? next() * 1e10 : NaN));
      case 16: return keep([/a+/gi, /(?<n>x)\//u, /\ud800/, /[^]/s][next() % 4]);
      case 17: return keep(Object([1, 'b', true, 5n][next() % 4]));
      case 18: {
        const error = new [Error, TypeError, RangeError][next() % 3](text());
        keep(error);
        if (next() & 1) error.cause = value(depth + 1);
        return error;
      }
      case 19: return buffer(next());
      case 20: case 21: {
        const under = buffers.length ? buffers[next() % buffers.length] : buffer(64);
        const kind = typed[next() % typed.length];
        const size = kind.BYTES_PER_ELEMENT || 1;
        const offset = Math.min(next() * size, under.byteLength - (under.byteLength % size));
        const most = Math.floor((under.byteLength - offset) / size);
        const whole = under.byteLength % size === 0;
        return keep(whole && next() & 1 ? new kind(under, offset) : new kind(under, offset, next() % (most + 1)));
      }
      case 22: {
        const array = keep([]);
        array.length = next() * 1000;
        return array;
      }
      default: {
        // What a sender's own code does while it is read.
        const object = keep({ plain: 1 });
        Object.defineProperty(object, text(), { get: () => (next() & 1 ? value(depth + 1) : 3), enumerable: true, configurable: true });
        return object;
      }
    }
  };
  return value(0);
}
