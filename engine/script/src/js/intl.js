// The Intl object over `numbers`, `dates` and `collation`. A small one: the default locale and the common languages, no
// calendars besides the Gregorian. Absent members (Segmenter, DisplayNames) are absent,
// so that games can tell.
(function (defaultLocale, numbers, dates, collation) {
  'use strict';
  const isTag = (tag) => /^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|\d{3}))?(-[A-Za-z0-9]{1,8})*$/.test(tag);

  function canonical(tag) {
    return tag.split('-').map((part, i) => i === 0 ? part.toLowerCase() : part.length === 4 && i === 1 ? part[0].toUpperCase() + part.slice(1).toLowerCase() : part.length === 2 && i <= 2 ? part.toUpperCase() : part).join('-');
  }

  function localeList(locales) {
    if (locales === undefined) return [];
    if (locales === null) throw new TypeError('Incorrect locale information provided');
    const list = typeof locales === 'string' ? [locales] : locales instanceof Locale ? [locales.toString()] : Array.from(Object(locales));
    return list.map((tag) => {
      if (typeof tag !== 'string' && (typeof tag !== 'object' || tag === null)) throw new TypeError('Incorrect locale information provided');
      const text = String(tag);
      if (!isTag(text)) throw new RangeError(`Incorrect locale information provided: ${text}`);
      return canonical(text);
    });
  }

  // The first asked locale without its extensions; every language is taken.
  const pick = (locales) => (localeList(locales)[0] ?? canonical(defaultLocale)).replace(/-[ux]-.*$/i, '');
  const state = new WeakMap();
  const own = (object, type) => {
    const found = state.get(object);
    if (found === undefined) throw new TypeError(`Method called on incompatible receiver: not an Intl.${type}`);
    return found;
  };
  const text = (parts) => parts.map((part) => part.value).join('');
  const toNumeric = (value) => typeof value === 'bigint' ? value : typeof value === 'string' && /^\s*[+-]?\d{16,}\s*$/.test(value) ? BigInt(value) : Number(value);

  class NumberFormatImpl {
    get format() {
      const r = own(this, 'NumberFormat');
      return r.bound ??= (value) => text(numbers.parts(r.options, toNumeric(value)));
    }
    formatToParts(value) { return numbers.parts(own(this, 'NumberFormat').options, toNumeric(value)); }
    formatRange(a, b) {
      const { options } = own(this, 'NumberFormat');
      const [from, to] = [text(numbers.parts(options, toNumeric(a))), text(numbers.parts(options, toNumeric(b)))];
      return from === to ? `~${from}` : `${from}–${to}`;
    }
    resolvedOptions() {
      const { rounded, ...options } = own(this, 'NumberFormat').options;
      return options;
    }
  }

  const dateValue = (date) => {
    const ms = date === undefined ? Date.now() : Number(date);
    if (!(Math.abs(ms) <= 8.64e15)) throw new RangeError('Invalid time value');
    return ms;
  };

  class DateTimeFormatImpl {
    get format() {
      const r = own(this, 'DateTimeFormat');
      return r.bound ??= (date) => text(dates.parts(r.options, dateValue(date)));
    }
    formatToParts(date) { return dates.parts(own(this, 'DateTimeFormat').options, dateValue(date)); }
    formatRange(a, b) {
      const { options } = own(this, 'DateTimeFormat');
      const [from, to] = [text(dates.parts(options, dateValue(a))), text(dates.parts(options, dateValue(b)))];
      return from === to ? from : `${from} – ${to}`;
    }
    resolvedOptions() { return { ...own(this, 'DateTimeFormat').options }; }
  }

  class CollatorImpl {
    get compare() {
      const r = own(this, 'Collator');
      return r.bound ??= (a, b) => collation.compare(r.options, String(a), String(b));
    }
    resolvedOptions() { return { ...own(this, 'Collator').options }; }
  }

  const SLAVIC = new Set(['ru', 'uk', 'be', 'sr', 'hr', 'bs']);
  const PLAIN = new Set(['zh', 'ja', 'ko', 'vi', 'th', 'id', 'ms', 'lo', 'my']);

  class PluralRulesImpl {
    select(value) {
      const { options } = own(this, 'PluralRules');
      const n = Math.abs(Number(value));
      const language = options.locale.split('-')[0];
      if (!Number.isFinite(n) || PLAIN.has(language)) return 'other';
      const whole = Number.isInteger(n) && !/\./.test(text(numbers.parts(options.digits, n)));
      const [tens, hundreds] = [n % 10, n % 100];
      if (options.type === 'ordinal') {
        if (language !== 'en') return 'other';
        return hundreds > 10 && hundreds < 14 ? 'other' : ['other', 'one', 'two', 'few'][tens] ?? 'other';
      }
      if (language === 'fr' || language === 'pt') return n < 2 ? 'one' : 'other';
      if (!whole) return 'other';
      if (SLAVIC.has(language)) return tens === 1 && hundreds !== 11 ? 'one' : tens >= 2 && tens <= 4 && !(hundreds >= 12 && hundreds <= 14) ? 'few' : language === 'ru' || language === 'uk' || language === 'be' ? 'many' : 'other';
      if (language === 'pl') return n === 1 ? 'one' : tens >= 2 && tens <= 4 && !(hundreds >= 12 && hundreds <= 14) ? 'few' : 'many';
      if (language === 'cs' || language === 'sk') return n === 1 ? 'one' : n >= 2 && n <= 4 ? 'few' : 'other';
      if (language === 'ar') return n === 0 ? 'zero' : n === 1 ? 'one' : n === 2 ? 'two' : hundreds >= 3 && hundreds <= 10 ? 'few' : hundreds >= 11 ? 'many' : 'other';
      return n === 1 ? 'one' : 'other';
    }
    resolvedOptions() {
      const { digits, ...options } = own(this, 'PluralRules').options;
      return options;
    }
  }

  class ListFormatImpl {
    formatToParts(list) {
      const { options } = own(this, 'ListFormat');
      const items = Array.from(list, String);
      const language = options.locale.split('-')[0];
      const word = { conjunction: { en: 'and', zh: '和', ja: '、', de: 'und', fr: 'et', es: 'y' }, disjunction: { en: 'or', zh: '或', ja: 'または', de: 'oder', fr: 'ou', es: 'o' }, unit: {} }[options.type];
      const mark = language === 'zh' || language === 'ja' ? '、' : ', ';
      const last = word[language] ?? word.en;
      const joint = options.type === 'unit' ? mark : mark === '、' ? last : items.length === 2 ? ` ${last} ` : `${language === 'en' ? ',' : ''} ${last} `;
      return items.flatMap((value, i) => [...(i === 0 ? [] : [{ type: 'literal', value: i === items.length - 1 ? joint : mark }]), { type: 'element', value }]);
    }
    format(list) { return text(this.formatToParts(list)); }
    resolvedOptions() { return { ...own(this, 'ListFormat').options }; }
  }

  class RelativeTimeFormatImpl {
    format(value, unit) {
      const { options } = own(this, 'RelativeTimeFormat');
      const name = String(unit).replace(/s$/, '');
      if (!['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'].includes(name)) throw new RangeError(`Invalid unit argument for format() '${unit}'`);
      const n = Number(value);
      const past = n < 0 || Object.is(n, -0);
      const zh = options.locale.startsWith('zh');
      if (options.numeric === 'auto') {
        const words = zh ? { day: { '-2': '前天', '-1': '昨天', 0: '今天', 1: '明天', 2: '后天' }, year: { '-1': '去年', 0: '今年', 1: '明年' }, month: { '-1': '上个月', 0: '本月', 1: '下个月' }, week: { '-1': '上周', 0: '本周', 1: '下周' }, second: { 0: '现在' } }
          : { day: { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' }, year: { '-1': 'last year', 0: 'this year', 1: 'next year' }, month: { '-1': 'last month', 0: 'this month', 1: 'next month' }, week: { '-1': 'last week', 0: 'this week', 1: 'next week' }, second: { 0: 'now' } };
        const found = words[name]?.[n];
        if (found !== undefined) return found;
      }
      const count = text(numbers.parts(numbers.resolve(options.locale, {}), Math.abs(n)));
      if (zh) return count + { second: '秒钟', minute: '分钟', hour: '小时', day: '天', week: '周', month: '个月', quarter: '个季度', year: '年' }[name] + (past ? '前' : '后');
      const noun = Math.abs(n) === 1 ? name : name + 's';
      return past ? `${count} ${noun} ago` : `in ${count} ${noun}`;
    }
    resolvedOptions() { return { ...own(this, 'RelativeTimeFormat').options }; }
  }

  class Locale {
    constructor(tag, options = {}) {
      if (typeof tag !== 'string' && (typeof tag !== 'object' || tag === null)) throw new TypeError('First argument to Intl.Locale constructor can\'t be empty or missing');
      const [base] = localeList([tag]);
      const parts = base.split('-');
      this.language = options.language ?? parts[0];
      this.script = options.script ?? parts.find((part, i) => i > 0 && part.length === 4);
      this.region = options.region ?? parts.find((part, i) => i > 0 && /^([A-Z]{2}|\d{3})$/.test(part));
    }
    get baseName() { return [this.language, this.script, this.region].filter((part) => part !== undefined).join('-'); }
    toString() { return this.baseName; }
  }

  // Makes a constructor that also works without `new`, as Intl's older ones do.
  function service(name, Impl, resolve, callable) {
    const type = {
      [name]: function (locales, options) {
        if (new.target === undefined && !callable) throw new TypeError(`Constructor Intl.${name} requires 'new'`);
        const object = Object.create((new.target ?? type).prototype);
        state.set(object, { options: resolve(pick(locales), options) });
        return object;
      },
    }[name];
    type.prototype = Impl.prototype;
    Object.defineProperty(type, 'prototype', { writable: false, enumerable: false });
    Object.defineProperty(type, 'length', { value: 0, configurable: true });
    Object.defineProperty(Impl.prototype, 'constructor', { value: type, writable: true, configurable: true });
    Object.defineProperty(Impl.prototype, Symbol.toStringTag, { value: `Intl.${name}`, configurable: true });
    Object.defineProperty(type, 'supportedLocalesOf', { value: { supportedLocalesOf: (locales) => localeList(locales) }.supportedLocalesOf, writable: true, configurable: true });
    return type;
  }

  const choose = (options, name, values, fallback) => {
    const value = options?.[name];
    if (value === undefined) return fallback;
    if (!values.includes(String(value))) throw new RangeError(`Value ${value} out of range for option ${name}`);
    return String(value);
  };
  const services = {
    NumberFormat: service('NumberFormat', NumberFormatImpl, numbers.resolve, true),
    DateTimeFormat: service('DateTimeFormat', DateTimeFormatImpl, (locale, options) => dates.resolve(locale, options, 'any', 'date'), true),
    Collator: service('Collator', CollatorImpl, (locale, options) => ({
      locale, usage: choose(options, 'usage', ['sort', 'search'], 'sort'), sensitivity: choose(options, 'sensitivity', ['base', 'accent', 'case', 'variant'], 'variant'),
      ignorePunctuation: Boolean(options?.ignorePunctuation), collation: 'default', numeric: Boolean(options?.numeric), caseFirst: choose(options, 'caseFirst', ['upper', 'lower', 'false'], 'false'),
    }), true),
    PluralRules: service('PluralRules', PluralRulesImpl, (locale, options) => ({ locale, type: choose(options, 'type', ['cardinal', 'ordinal'], 'cardinal'), digits: numbers.resolve(locale, options) }), false),
    ListFormat: service('ListFormat', ListFormatImpl, (locale, options) => ({ locale, type: choose(options, 'type', ['conjunction', 'disjunction', 'unit'], 'conjunction'), style: choose(options, 'style', ['long', 'short', 'narrow'], 'long') }), false),
    RelativeTimeFormat: service('RelativeTimeFormat', RelativeTimeFormatImpl, (locale, options) => ({ locale, style: choose(options, 'style', ['long', 'short', 'narrow'], 'long'), numeric: choose(options, 'numeric', ['always', 'auto'], 'always'), numberingSystem: 'latn' }), false),
    Locale,
    getCanonicalLocales: (locales) => [...new Set(localeList(locales))],
    supportedValuesOf: (key) => (String(key) === 'calendar' ? ['gregory'] : String(key) === 'numberingSystem' ? ['latn'] : []),
  };
  const Intl = {};
  for (const name of Object.keys(services)) Object.defineProperty(Intl, name, { value: services[name], writable: true, configurable: true });
  Object.defineProperty(Intl, Symbol.toStringTag, { value: 'Intl', configurable: true });

  function formatDate(ms, locales, options, needed, defaults) {
    return text(dates.parts(dates.resolve(pick(locales), options, needed, defaults), ms));
  }
  // The collator is kept for `localeCompare`, whatever a game does to Intl.
  return { Intl, Collator: services.Collator, formatDate };
});
