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
