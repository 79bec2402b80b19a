// The main domain. It sends values and looks afterwards whether anything of its own has changed.
function send({ bytes, seed, count }) {
  const open = wx.getOpenDataContext();
  const own = [Object.prototype, Array.prototype, Map.prototype, Set.prototype, Function.prototype, Promise.prototype, Error.prototype, globalThis];
  const names = own.map((object) => Reflect.ownKeys(object).length);
  const { push } = Array.prototype;
  const random = () => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return seed >>> 0;
  };
  let at = 0;
  // The bytes of the next value; undefined at the end.
  const next = () => {
    if (bytes) {
      if (at >= bytes.length) return undefined;
      const length = 1 + (bytes[at] % 96);
      const part = bytes.slice(at + 1, at + 1 + length);
      at += 1 + length;
      return part;
    }
    if (at++ >= count) return undefined;
    const part = new Array(2 + (random() % 160));
    for (let i = 0; i < part.length; i++) part[i] = random() & 255;
    // Most begin with something that holds other values: objects, arrays, maps, sets, errors, views, getters.
    if (random() % 8) {
      part[0] = [9, 11, 13, 14, 18, 20, 23][random() % 7];
      part[1] = 5;
    }
    return part;
  };

  // A value may have any other as its prototype, so only its own methods tell what it is.
  const is = (prototype, getter, value) => {
    try {
      return Reflect.apply(Object.getOwnPropertyDescriptor(prototype, getter).get, value, []) !== undefined;
    } catch (e) {
      return false;
    }
  };
  const isDate = (value) => {
    try {
      return Date.prototype.getTime.call(value) !== undefined;
    } catch (e) {
      return false;
    }
  };
  // Everything that a value holds, as text. Getters are left out: they give something else each time.
  const digest = (value) => {
    const numbers = new Map();
    const out = [];
    const walk = (v) => {
      if (typeof v === 'bigint') return out.push(`${v}n`);
      if (v === null || (typeof v !== 'object' && typeof v !== 'function')) return out.push(Object.is(v, -0) ? '-0' : String(v));
      if (numbers.has(v)) return out.push(`#${numbers.get(v)}`);
      numbers.set(v, numbers.size);
      out.push(Object.prototype.toString.call(v), Object.isFrozen(v));
      if (is(Map.prototype, 'size', v)) Map.prototype.forEach.call(v, (item, key) => { walk(key); walk(item); });
      if (is(Set.prototype, 'size', v)) Set.prototype.forEach.call(v, walk);
      if (isDate(v)) out.push(Date.prototype.getTime.call(v));
      if (is(ArrayBuffer.prototype, 'byteLength', v)) return out.push(new Uint8Array(v).join());
      if (ArrayBuffer.isView(v)) return walk(v.buffer);
      for (const key of Reflect.ownKeys(v)) {
        const property = Reflect.getOwnPropertyDescriptor(v, key);
        out.push(String(key));
        if ('value' in property) walk(property.value);
        else out.push('getter');
      }
      return undefined;
    };
    walk(value);
    return out.join('|');
  };

  let kept = [];
  let sent = 0;
  let refused = 0;
  const look = () => {
    for (const [value, before] of kept) {
      if (digest(value) !== before) throw new Error(`ESCAPE: a value of the main domain was changed: ${before} -> ${digest(value)}`);
    }
    kept = [];
    const changed = own.find((object, i) => Reflect.ownKeys(object).length !== names[i]);
    if (changed || Array.prototype.push !== push || {}.leak !== undefined || globalThis.leak !== undefined || sharedCanvas.leak !== undefined) {
      throw new Error('ESCAPE: the main domain itself was changed');
    }
  };
  const frame = () => {
    look();
    let part;
    for (let n = 0; n < 100 && (part = next()); n++) {
      const value = graph(part);
      const before = digest(value);
      try {
        open.postMessage({ value });
        sent++;
      } catch (e) {
        refused++;
        continue;
      }
      kept.push([value, before]);
    }
    if (part || kept.length) return requestAnimationFrame(frame);
    open.postMessage({ end: true });
    console.log('sent', sent);
    console.log('refused', refused);
    return undefined;
  };
  requestAnimationFrame(frame);
}
