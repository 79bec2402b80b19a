// The `toLocale..` methods and `localeCompare` by Intl, which is made on first use. `intl` returns it, whatever the game put in
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
  const join = Function.prototype.call.bind(Array.prototype.join);
  let usual = null;
  define(String, {
    localeCompare(that, locales = undefined, options = undefined) {
      if (this === undefined || this === null) throw new TypeError('String.prototype.localeCompare called on null or undefined');
      const [a, b] = [typeof this === 'string' ? this : String(this), String(that)];
      if (a === b && locales === undefined && options === undefined) return 0;
      const { Collator } = intl();
      const collator = locales === undefined && options === undefined ? (usual ??= new Collator()) : new Collator(locales, options);
      return collator.compare(a, b);
    },
  });
  define(Array, {
    toLocaleString(locales, options) {
      const texts = [];
      for (let i = 0; i < this.length; i++) {
        const item = this[i];
        texts[i] = item === undefined || item === null ? '' : String(item.toLocaleString(locales, options));
      }
      return join(texts, ',');
    },
  });
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
