// structuredClone of the HTML Standard. `isNative` tells objects that only the engine understands; `reshare` makes another
// SharedArrayBuffer over the memory of one, and undefined of anything else.
(function (isNative, reshare) {
  'use strict';
  const call = Function.prototype.call;
  const uncurry = (f) => call.bind(f);
  const getter = (object, key) => uncurry(Object.getOwnPropertyDescriptor(object, key).get);
  const TypedArray = Object.getPrototypeOf(Uint8Array);
  const arrayName = getter(TypedArray.prototype, Symbol.toStringTag);
  const arrayBuffer = getter(TypedArray.prototype, 'buffer');
  const arrayOffset = getter(TypedArray.prototype, 'byteOffset');
  const arrayLength = getter(TypedArray.prototype, 'length');
  const viewBuffer = getter(DataView.prototype, 'buffer');
  const viewOffset = getter(DataView.prototype, 'byteOffset');
  const viewLength = getter(DataView.prototype, 'byteLength');
  const bufferLength = getter(ArrayBuffer.prototype, 'byteLength');
  const bufferSlice = uncurry(ArrayBuffer.prototype.slice);
  const bufferTransfer = uncurry(ArrayBuffer.prototype.transfer);
  const mapForEach = uncurry(Map.prototype.forEach);
  const mapSet = uncurry(Map.prototype.set);
  const mapGet = uncurry(Map.prototype.get);
  const mapHas = uncurry(Map.prototype.has);
  const setForEach = uncurry(Set.prototype.forEach);
  const setAdd = uncurry(Set.prototype.add);
  const getTime = uncurry(Date.prototype.getTime);
  const regexpSource = getter(RegExp.prototype, 'source');
  const regexpFlags = getter(RegExp.prototype, 'flags');
  const domCode = getter(DOMException.prototype, 'code');
  const ARRAYS = { Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array };
  const ERRORS = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const BOXES = [[Number, uncurry(Number.prototype.valueOf)], [String, uncurry(String.prototype.valueOf)], [Boolean, uncurry(Boolean.prototype.valueOf)], [BigInt, uncurry(BigInt.prototype.valueOf)]];
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const { keys, defineProperty, getOwnPropertyDescriptor, create } = Object;
  const { isError = (value) => value instanceof Error } = Error;
  const [RealArray, RealDate, RealRegExp, RealMap, RealSet, RealDataView, Dom] = [Array, Date, RegExp, Map, Set, DataView, DOMException];

  // Whether a built-in accepts an object as its own: the only test that a game cannot forge.
  const accepts = (probe, value) => {
    try {
      probe(value);
      return true;
    } catch {
      return false;
    }
  };
  const refuse = (what) => {
    throw new Dom(what + ' could not be cloned.', 'DataCloneError');
  };
  const put = (object, key, value) =>
    defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });

  const MAX_DEPTH = 2000;

  function clone(value, memory, depth) {
    if (typeof value === 'symbol') refuse('A symbol');
    if (typeof value === 'function') refuse('A function' + (value.name ? ` (${value.name})` : ''));
    if (typeof value !== 'object' || value === null) return value;
    if (mapHas(memory, value)) return mapGet(memory, value);
    if (depth > MAX_DEPTH) throw new RangeError('structuredClone: the value is nested too deep');
    if (isNative(value)) refuse('A native object');
    const remember = (copy) => {
      mapSet(memory, value, copy);
      return copy;
    };
    const next = (inner) => clone(inner, memory, depth + 1);
    const properties = (copy) => {
      for (const key of keys(value)) {
        // A getter that ran before may have removed it.
        if (getOwnPropertyDescriptor(value, key) !== undefined) put(copy, key, next(value[key]));
      }
      return copy;
    };
    if (isArray(value)) {
      const copy = remember(new RealArray(value.length));
      return properties(copy);
    }
    if (isView(value)) return remember(cloneView(value, next));
    if (accepts(bufferLength, value)) return remember(bufferSlice(value, 0));
    const shared = reshare(value);
    if (shared !== undefined) return remember(shared);
    if (accepts(getTime, value)) return remember(new RealDate(getTime(value)));
    if (value instanceof Dom && accepts(domCode, value)) return remember(new Dom(value.message, value.name));
    if (isError(value)) return cloneError(value, remember, next);
    if (accepts(regexpSource, value) && value !== RealRegExp.prototype) {
      return remember(new RealRegExp(regexpSource(value), regexpFlags(value)));
    }
    if (value instanceof RealMap || accepts((v) => mapHas(v, 0), value)) {
      const copy = remember(new RealMap());
      const entries = [];
      mapForEach(value, (v, k) => { entries[entries.length] = [k, v]; });
      for (let i = 0; i < entries.length; i++) mapSet(copy, next(entries[i][0]), next(entries[i][1]));
      return copy;
    }
    if (accepts((v) => setForEach(v, () => {}), value)) {
      const copy = remember(new RealSet());
      const values = [];
      setForEach(value, (v) => { values[values.length] = v; });
      for (let i = 0; i < values.length; i++) setAdd(copy, next(values[i]));
      return copy;
    }
    for (let i = 0; i < BOXES.length; i++) {
      if (accepts(BOXES[i][1], value)) return remember(Object(BOXES[i][1](value)));
    }
    if (value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef || value instanceof Promise) {
      refuse('A ' + Object.prototype.toString.call(value).slice(8, -1));
    }
    return properties(remember({}));
  }

  function cloneView(view, next) {
    const name = arrayName(view);
    if (name === undefined) {
      return new RealDataView(next(viewBuffer(view)), viewOffset(view), viewLength(view));
    }
    const type = ARRAYS[name] ?? globalThis[name];
    return new type(next(arrayBuffer(view)), arrayOffset(view), arrayLength(view));
  }

  function cloneError(error, remember, next) {
    const type = ERRORS[error.name] ?? ERRORS.Error;
    const message = error.message;
    const copy = remember(new type(message === undefined ? undefined : String(message)));
    const stack = error.stack;
    if (typeof stack === 'string') copy.stack = stack;
    if (getOwnPropertyDescriptor(error, 'cause') !== undefined) {
      defineProperty(copy, 'cause', { value: next(error.cause), writable: true, configurable: true });
    }
    return copy;
  }

  function structuredClone(value, options = undefined) {
    if (arguments.length === 0) throw new TypeError('structuredClone: 1 argument needed, 0 given');
    const list = options?.transfer;
    const buffers = list === undefined || list === null ? [] : [...list];
    const seen = new RealMap();
    for (let i = 0; i < buffers.length; i++) {
      if (!accepts(bufferLength, buffers[i])) refuse('An object in the transfer list');
      if (mapHas(seen, buffers[i])) throw new Dom('An object is twice in the transfer list.', 'DataCloneError');
      mapSet(seen, buffers[i], true);
    }
    // Transferred buffers are copied like all others, and then detached: nobody can tell the difference.
    const copy = clone(value, new RealMap(), 0);
    for (let i = 0; i < buffers.length; i++) bufferTransfer(buffers[i]);
    return copy;
  }

  return { structuredClone };
});
