// The `toLocale..` methods by Intl, which is made on first use. `intl` returns it, whatever the game put in
// place of the global.
(function (intl) {
  'use strict';
  const define = (type, methods) => {
    for (const name of Object.keys(methods)) {
      Object.defineProperty(type.prototype, name, { value: methods[name], writable: true, configurable: true });
    }
  };
  const number = Function.prototype.call.bind(Number.prototype.valueOf);
  const bigint = Function.prototype.call.bind(BigInt.prototype.valueOf);
  const time = Function.prototype.call.bind(Date.prototype.getTime);
  const date = (value, locales, options, needed, defaults) => {
    const ms = time(value);
    if (ms !== ms) return 'Invalid Date';
    return intl().formatDate(ms, locales, options, needed, defaults);
  };
  define(Number, {
    toLocaleString(locales, options) {
      return new (intl().Intl.NumberFormat)(locales, options).format(number(this));
    },
  });
  define(BigInt, {
    toLocaleString(locales, options) {
      return new (intl().Intl.NumberFormat)(locales, options).format(bigint(this));
    },
  });
  define(Date, {
    toLocaleString(locales, options) {
      return date(this, locales, options, 'any', 'all');
    },
    toLocaleDateString(locales, options) {
      return date(this, locales, options, 'date', 'date');
    },
    toLocaleTimeString(locales, options) {
      return date(this, locales, options, 'time', 'time');
    },
  });
});
