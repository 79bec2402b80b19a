// Makes `error.stack` name original places. `map` gets the text that QuickJS made and returns the mapped one.
(function (map) {
  'use strict';
  const { get, set } = Object.getOwnPropertyDescriptor(Error.prototype, 'stack');
  const uncurry = (f) => Function.prototype.call.bind(f);
  const raw = uncurry(get);
  const write = uncurry(set);
  const { defineProperty } = Object;
  const RealError = Error;
  const replacement = {
    get stack() {
      const text = raw(this);
      return typeof text === 'string' ? map(text) : text;
    },
    set stack(value) {
      // QuickJS takes strings only; other engines take anything.
      if (typeof value === 'string') write(this, value);
      else defineProperty(this, 'stack', { value, writable: true, configurable: true });
    },
  };
  const accessor = Object.getOwnPropertyDescriptor(replacement, 'stack');
  accessor.enumerable = false;
  defineProperty(Error.prototype, 'stack', accessor);

  // QuickJS 0.16.2 never frees the limit that it replaces, so it gets nothing but numbers.
  const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  const setLimit = uncurry(limit.set);
  defineProperty(Error, 'stackTraceLimit', {
    get: limit.get,
    set: function (value) { setLimit(RealError, typeof value === 'number' ? value : 0); },
    enumerable: limit.enumerable,
    configurable: limit.configurable,
  });
});
