// Built-ins that the engine needs later, taken before a game can replace them.
(function () {
  'use strict';
  const call = Function.prototype.call;
  const uncurry = (f) => call.bind(f);
  const getter = (object, key) => uncurry(Object.getOwnPropertyDescriptor(object, key).get);
  const mapForEach = uncurry(Map.prototype.forEach);
  const setForEach = uncurry(Set.prototype.forEach);
  const toIso = uncurry(Date.prototype.toISOString);
  const getTime = uncurry(Date.prototype.getTime);
  const source = getter(RegExp.prototype, 'source');
  const flags = getter(RegExp.prototype, 'flags');
  const description = getter(Symbol.prototype, 'description');
  const unboxers = [Number, String, Boolean, Symbol, BigInt].map((type) => uncurry(type.prototype.valueOf));
  const isNan = Number.isNaN;
  const tagOf = uncurry(Object.prototype.toString);
  const slice = uncurry(String.prototype.slice);
  const mapSet = uncurry(Map.prototype.set);
  const setAdd = uncurry(Set.prototype.add);
  const viewBuffer = getter(DataView.prototype, 'buffer');
  const viewOffset = getter(DataView.prototype, 'byteOffset');
  const viewLength = getter(DataView.prototype, 'byteLength');
  const [RealMap, RealSet, RealRegExp, RealDataView, RealBigInt, toObject] = [Map, Set, RegExp, DataView, BigInt, Object];
  const errors = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const stop = {};
  const limited = (forEach, collection, limit, take) => {
    let count = 0;
    try {
      forEach(collection, (value, key) => {
        if (count++ >= limit) throw stop;
        take(value, key);
      });
    } catch (error) {
      if (error !== stop) throw error;
    }
  };
  return {
    stack: Object.getOwnPropertyDescriptor(Error.prototype, 'stack')?.get,
    error: Error,
    mapSize: getter(Map.prototype, 'size'),
    setSize: getter(Set.prototype, 'size'),
    mapEntries(map, limit) {
      const out = [];
      limited(mapForEach, map, limit, (value, key) => {
        out[out.length] = key;
        out[out.length] = value;
      });
      return out;
    },
    setValues(set, limit) {
      const out = [];
      limited(setForEach, set, limit, (value) => {
        out[out.length] = value;
      });
      return out;
    },
    date(date) {
      return isNan(getTime(date)) ? 'Invalid Date' : toIso(date);
    },
    regexp(regexp) {
      return '/' + source(regexp) + '/' + flags(regexp);
    },
    // For structured clone between VMs.
    time: (date) => getTime(date),
    regexpSource: (regexp) => source(regexp),
    regexpFlags: (regexp) => flags(regexp),
    dataViewParts: (view) => [viewBuffer(view), viewOffset(view), viewLength(view)],
    tag: (value) => slice(tagOf(value), 8, -1),
    makeMap: () => new RealMap(),
    makeSet: () => new RealSet(),
    makeRegExp: (text, given) => new RealRegExp(text, given),
    makeDataView: (buffer, offset, length) => new RealDataView(buffer, offset, length),
    makeBigInt: (digits) => RealBigInt(digits),
    makeError: (name, message) => new (errors[name] ?? errors.Error)(message),
    mapSet: (map, key, value) => void mapSet(map, key, value),
    setAdd: (set, value) => void setAdd(set, value),
    box: (value) => toObject(value),
    symbol(symbol) {
      const text = description(symbol);
      return text === undefined ? 'Symbol()' : 'Symbol(' + text + ')';
    },
    unbox(object) {
      for (let i = 0; i < unboxers.length; i++) {
        try {
          return unboxers[i](object);
        } catch {}
      }
      return object;
    },
  };
})();
