// A Date whose "now" comes from the host. `unixMs` returns milliseconds since 1970.
(function (unixMs) {
  'use strict';
  const Native = Date;
  const construct = Reflect.construct;
  const toString = Function.prototype.call.bind(Native.prototype.toString);
  const Virtual = function Date(year, month) {
    if (new.target === undefined) return toString(new Native(unixMs()));
    return arguments.length === 0
      ? construct(Native, [unixMs()], new.target)
      : construct(Native, arguments, new.target);
  };
  const hidden = (value) => ({ value, writable: true, enumerable: false, configurable: true });
  Object.defineProperties(Virtual, {
    length: { value: 7, configurable: true },
    prototype: { value: Native.prototype, writable: false, enumerable: false, configurable: false },
    now: hidden({ now() { return unixMs(); } }.now),
    parse: hidden(Native.parse),
    UTC: hidden(Native.UTC),
  });
  Object.defineProperty(Native.prototype, 'constructor', hidden(Virtual));
  Object.defineProperty(globalThis, 'Date', hidden(Virtual));
});
