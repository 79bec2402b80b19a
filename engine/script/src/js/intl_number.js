// Numbers for people: the formatting behind Intl.NumberFormat. Data for the languages that games name most;
// others are written as English is.
(function () {
  'use strict';
  const NBSP = '\u00a0', NNBSP = '\u202f';
  // Decimal mark, group mark, and how many digits a number must have more than three before it is grouped.
  const MARKS = {
    en: ['.', ',', 1], de: [',', '.', 1], fr: [',', NNBSP, 1], es: [',', '.', 2], pt: [',', '.', 1], it: [',', '.', 1],
    nl: [',', '.', 1], id: [',', '.', 1], tr: [',', '.', 1], vi: [',', '.', 1], ru: [',', NBSP, 1], uk: [',', NBSP, 1],
    pl: [',', NBSP, 2], cs: [',', NBSP, 1], sv: [',', NBSP, 1], fi: [',', NBSP, 1], nb: [',', NBSP, 1], da: [',', '.', 1],
    el: [',', '.', 1], hu: [',', NBSP, 1], ro: [',', '.', 1],
  };
  // Languages that write the currency after the number and a space before the percent sign.
  const TRAILING = new Set(['de', 'fr', 'es', 'it', 'ru', 'uk', 'pl', 'cs', 'sv', 'fi', 'nb', 'da', 'el', 'hu', 'ro', 'vi']);
  const SPACED_PERCENT = new Set(['de', 'fr', 'es', 'ru', 'uk', 'cs', 'sv', 'fi', 'nb', 'da', 'hu', 'ro']);
  const CURRENCY = { USD: '$', EUR: '€', GBP: '£', JPY: '¥', CNY: 'CN¥', KRW: '₩', INR: '₹', TWD: 'NT$', HKD: 'HK$', BRL: 'R$', VND: '₫', CAD: 'CA$', AUD: 'A$', MXN: 'MX$', NZD: 'NZ$', ILS: '₪' };
  const HOME = { 'zh:CNY': '¥', 'ja:JPY': '￥', 'ja:CNY': '元', 'zh:JPY': 'JP¥', 'zh:USD': 'US$', 'ko:USD': 'US$', 'ru:RUB': '₽', 'uk:UAH': '₴', 'pl:PLN': 'zł', 'cs:CZK': 'Kč', 'sv:SEK': 'kr', 'da:DKK': 'kr.', 'nb:NOK': 'kr', 'tr:TRY': '₺', 'id:IDR': 'Rp' };
  const WHOLE = new Set(['JPY', 'KRW', 'VND', 'CLP', 'ISK', 'XAF', 'XOF', 'PYG']);
  const COMPACT = {
    zh: [[1e12, '万亿'], [1e8, '亿'], [1e4, '万']],
    ja: [[1e12, '兆'], [1e8, '億'], [1e4, '万']],
    ko: [[1e12, '조'], [1e8, '억'], [1e4, '만'], [1e3, '천']],
    en: [[1e12, 'T'], [1e9, 'B'], [1e6, 'M'], [1e3, 'K']],
    long: [[1e12, ' trillion'], [1e9, ' billion'], [1e6, ' million'], [1e3, ' thousand']],
  };
  const UNITS = { kilometer: 'km', meter: 'm', centimeter: 'cm', millimeter: 'mm', mile: 'mi', foot: 'ft', inch: 'in', kilogram: 'kg', gram: 'g', pound: 'lb', second: 'sec', minute: 'min', hour: 'hr', day: 'day', week: 'wk', month: 'mth', year: 'yr', millisecond: 'ms', byte: 'byte', kilobyte: 'kB', megabyte: 'MB', gigabyte: 'GB', celsius: '°C', fahrenheit: '°F', percent: '%', degree: 'deg', liter: 'L', milliliter: 'mL', bit: 'bit' };

  const ROUNDING = ['ceil', 'floor', 'expand', 'trunc', 'halfCeil', 'halfFloor', 'halfExpand', 'halfTrunc', 'halfEven'];
  const UNITS_ZH = { kilometer: '公里', meter: '米', centimeter: '厘米', millimeter: '毫米', mile: '英里', foot: '英尺', inch: '英寸', kilogram: '公斤', gram: '克', pound: '磅', second: '秒', minute: '分钟', hour: '小时', day: '天', week: '周', month: '个月', year: '年', millisecond: '毫秒', byte: '字节', liter: '升', milliliter: '毫升', bit: '比特', degree: '度' };
  const PLURALS = { foot: 'feet', inch: 'inches', celsius: 'degrees Celsius', fahrenheit: 'degrees Fahrenheit', percent: 'percent' };

  const integer = (options, name, min, max, fallback) => {
    const value = options[name];
    if (value === undefined) return fallback;
    const number = Number(value);
    if (!(number >= min && number <= max)) throw new RangeError(`${name} value is out of range.`);
    return Math.floor(number);
  };
  const oneOf = (options, name, values, fallback) => {
    const value = options[name];
    if (value === undefined) return fallback;
    const text = String(value);
    if (!values.includes(text)) throw new RangeError(`Value ${text} out of range for Intl.NumberFormat options property ${name}`);
    return text;
  };

  function resolve(locale, given) {
    const options = given === undefined ? {} : Object(given);
    const r = { locale, numberingSystem: 'latn' };
    r.style = oneOf(options, 'style', ['decimal', 'percent', 'currency', 'unit'], 'decimal');
    if (options.currency !== undefined) {
      const code = String(options.currency);
      if (!/^[A-Za-z]{3}$/.test(code)) throw new RangeError(`Invalid currency code : ${code}`);
      r.currency = code.toUpperCase();
    }
    if (r.style === 'currency') {
      if (r.currency === undefined) throw new TypeError('Currency code is required with currency style.');
      r.currencyDisplay = oneOf(options, 'currencyDisplay', ['symbol', 'narrowSymbol', 'code', 'name'], 'symbol');
      r.currencySign = oneOf(options, 'currencySign', ['standard', 'accounting'], 'standard');
    } else {
      delete r.currency;
    }
    if (r.style === 'unit') {
      if (options.unit === undefined) throw new TypeError('Unit is required with unit style.');
      r.unit = String(options.unit);
      if (r.unit.split('-per-').some((unit) => !Object.hasOwn(UNITS, unit))) throw new RangeError(`Invalid unit argument for Intl.NumberFormat() '${r.unit}'`);
      r.unitDisplay = oneOf(options, 'unitDisplay', ['short', 'narrow', 'long'], 'short');
    }
    r.notation = oneOf(options, 'notation', ['standard', 'scientific', 'engineering', 'compact'], 'standard');
    if (r.notation === 'compact') r.compactDisplay = oneOf(options, 'compactDisplay', ['short', 'long'], 'short');
    r.minimumIntegerDigits = integer(options, 'minimumIntegerDigits', 1, 21, 1);
    const money = r.style === 'currency' ? (WHOLE.has(r.currency) ? 0 : 2) : undefined;
    const significant = options.minimumSignificantDigits !== undefined || options.maximumSignificantDigits !== undefined;
    if (significant) {
      r.minimumSignificantDigits = integer(options, 'minimumSignificantDigits', 1, 21, 1);
      r.maximumSignificantDigits = integer(options, 'maximumSignificantDigits', r.minimumSignificantDigits, 21, 21);
    } else {
      const lowest = money ?? 0;
      const highest = money ?? (r.style === 'percent' ? 0 : r.notation === 'compact' ? 0 : 3);
      const askedMin = integer(options, 'minimumFractionDigits', 0, 100, undefined);
      const askedMax = integer(options, 'maximumFractionDigits', 0, 100, undefined);
      r.minimumFractionDigits = askedMin ?? Math.min(lowest, askedMax ?? lowest);
      r.maximumFractionDigits = askedMax ?? Math.max(highest, r.minimumFractionDigits);
      if (r.minimumFractionDigits > r.maximumFractionDigits) throw new RangeError('maximumFractionDigits value is out of range.');
      r.rounded = r.notation === 'compact' && askedMin === undefined && askedMax === undefined;
    }
    r.roundingMode = oneOf(options, 'roundingMode', ROUNDING, 'halfExpand');
    const grouping = options.useGrouping;
    r.useGrouping = grouping === undefined ? (r.notation === 'compact' ? 'min2' : 'auto')
      : grouping === false || grouping === 'false' ? false : grouping === true || grouping === 'true' ? 'always' : String(grouping);
    r.signDisplay = oneOf(options, 'signDisplay', ['auto', 'never', 'always', 'exceptZero', 'negative'], 'auto');
    return r;
  }

  // The digits of a non-negative number, exact also where Number's own methods use an exponent.
  function digits(value, r, negative) {
    if (typeof value === 'bigint') return [value.toString(), '0'.repeat(r.minimumFractionDigits ?? 0)];
    if (r.maximumSignificantDigits !== undefined) return bySignificance(value, r.minimumSignificantDigits, r.maximumSignificantDigits);
    if (r.rounded) return bySignificance(value, 1, Math.max(2, Math.floor(Math.log10(Math.max(value, 1))) + 1));
    if (value >= 1e21) return [BigInt(value).toString(), '0'.repeat(r.minimumFractionDigits)];
    return trim(round(value, r.maximumFractionDigits, r.roundingMode, negative), r.minimumFractionDigits);
  }

  // Whether the digits that are cut off make the last one larger. `rest` is not empty.
  function carries(mode, last, rest, negative) {
    if (/^0*$/.test(rest)) return false;
    const half = /^50*$/.test(rest) ? 0 : rest[0] >= '5' ? 1 : -1;
    switch (mode) {
      case 'expand': return true;
      case 'trunc': return false;
      case 'ceil': return !negative;
      case 'floor': return negative;
      case 'halfTrunc': return half > 0;
      case 'halfCeil': return half > 0 || half === 0 && !negative;
      case 'halfFloor': return half > 0 || half === 0 && negative;
      case 'halfEven': return half > 0 || half === 0 && '13579'.includes(last);
      default: return half >= 0;
    }
  }

  // toFixed rounds the binary value; people expect the shortest decimal to be rounded (1.005 -> 1.01).
  function round(value, places, mode, negative) {
    const text = String(value);
    if (text.includes('e')) return value.toFixed(places);
    const [whole, fraction = ''] = text.split('.');
    if (fraction.length <= places) return text;
    const kept = whole + fraction.slice(0, places);
    const all = BigInt(kept) + (carries(mode, kept[kept.length - 1], fraction.slice(places), negative) ? 1n : 0n);
    const padded = all.toString().padStart(places + 1, '0');
    return places === 0 ? padded : padded.slice(0, -places) + '.' + padded.slice(-places);
  }

  function bySignificance(value, min, max) {
    if (value === 0) return ['0', '0'.repeat(Math.max(0, min - 1))];
    const [mantissa, exponent] = value.toExponential(Math.min(max, 21) - 1).split('e');
    const places = Math.max(0, Math.min(100, max - 1 - Number(exponent)));
    const size = Number(exponent) + 1;
    const text = max - 1 - Number(exponent) < 0
      ? BigInt(mantissa.replace('.', '')).toString() + '0'.repeat(Number(exponent) + 1 - max)
      : round(value, places, 'halfExpand', false);
    return trim(text, Math.max(0, min - Math.max(size, size <= 0 ? size : 1)));
  }

  function trim(text, minFraction) {
    const [whole, fraction = ''] = text.split('.');
    let end = fraction.length;
    while (end > minFraction && fraction[end - 1] === '0') end--;
    return [whole, fraction.slice(0, end).padEnd(minFraction, '0')];
  }

  function group(whole, language, region, mark, least, grouping) {
    const more = grouping === 'always' ? 1 : grouping === 'min2' ? 2 : least;
    if (grouping === false || whole.length < 3 + more) return [whole];
    const parts = [whole.slice(-3)];
    const size = region === 'IN' || language === 'hi' || language === 'bn' ? 2 : 3;
    for (let rest = whole.slice(0, -3); rest.length > 0; rest = rest.slice(0, -size)) parts.unshift(rest.slice(-size));
    return parts;
  }

  function parts(r, value) {
    const [language, ...tags] = r.locale.split('-');
    const region = tags.find((tag) => /^[A-Z]{2}$/.test(tag));
    let [decimal, mark, least] = MARKS[language] ?? MARKS.en;
    if (language === 'es' && region === 'MX') [decimal, mark, least] = MARKS.en;
    if (language === 'de' && region === 'CH') [decimal, mark] = ['.', '’'];
    const negative = typeof value === 'bigint' ? value < 0n : value < 0 || Object.is(value, -0);
    let size = negative ? -value : value;
    const body = [];
    const add = (type, text) => body.push({ type, value: text });
    let suffix = null;
    if (r.style === 'percent') size = typeof size === 'bigint' ? size * 100n : scalePercent(size);
    let exponent = null;
    if (typeof size === 'number' && Number.isFinite(size) && r.notation !== 'standard' && size !== 0) {
      if (r.notation === 'compact') {
        const table = language === 'en' && r.compactDisplay === 'long' ? COMPACT.long
          : region === 'TW' || region === 'HK' ? [[1e12, '兆'], [1e8, '億'], [1e4, '萬']] : COMPACT[language] ?? COMPACT.en;
        // Rounding can carry a number into the next step (999,999 -> 1M).
        const step = table.find(([from]) => size >= from * 0.9995 && Number(digits(size / from, r)[0]) >= 1);
        if (step !== undefined) [size, suffix] = [size / step[0], step[1]];
      } else {
        exponent = Math.floor(Math.log10(size));
        if (r.notation === 'engineering') exponent = Math.floor(exponent / 3) * 3;
        size = size / 10 ** exponent;
      }
    }
    let zero = false;
    if (typeof size === 'number' && Number.isNaN(size)) {
      add('nan', 'NaN');
    } else if (size === Infinity) {
      add('infinity', '∞');
    } else {
      let [whole, fraction] = digits(size, r, negative);
      zero = !/[1-9]/.test(whole + fraction);
      whole = whole.padStart(r.minimumIntegerDigits, '0');
      group(whole, language, region, mark, least, r.useGrouping).forEach((text, i) => {
        if (i > 0) add('group', mark);
        add('integer', text);
      });
      if (fraction !== '') {
        add('decimal', decimal);
        add('fraction', fraction);
      }
      if (exponent !== null) {
        add('exponentSeparator', 'E');
        if (exponent < 0) add('exponentMinusSign', '-');
        add('exponentInteger', String(Math.abs(exponent)));
      }
    }
    if (suffix !== null) add('compact', suffix);
    affixes(r, language, body, add);
    return signed(r, body, negative, zero);
  }

  // 0.07 * 100 is 7.000000000000001: shift the decimal point of the shortest text instead.
  function scalePercent(value) {
    const text = String(value);
    return text.includes('e') || !Number.isFinite(value) ? value * 100 : Number(text + 'e2');
  }

  function affixes(r, language, body, add) {
    if (r.style === 'percent') {
      if (SPACED_PERCENT.has(language)) add('literal', NBSP);
      add('percentSign', '%');
    } else if (r.style === 'unit') {
      const [unit, per] = r.unit.split('-per-');
      const one = body.length === 1 && body[0].value === '1';
      const zh = language === 'zh' ? UNITS_ZH[unit] : undefined;
      const counted = language === 'en' && (r.unitDisplay === 'long' || unit === 'day' || unit === 'week' || unit === 'month' || unit === 'year') && !one;
      const name = zh ?? (r.unitDisplay === 'long' && language === 'en' ? (counted ? PLURALS[unit] ?? `${unit}s` : unit.replace('celsius', 'degree Celsius').replace('fahrenheit', 'degree Fahrenheit'))
        : counted && r.unitDisplay === 'short' ? `${UNITS[unit]}s` : UNITS[unit]);
      const joint = r.unitDisplay === 'long' && language === 'en' ? ` per ${per}` : '/' + (zh !== undefined ? UNITS_ZH[per] ?? UNITS[per] : per === 'hour' ? 'h' : UNITS[per]?.replace('sec', 's'));
      const tight = zh !== undefined || r.unitDisplay === 'narrow' || r.unitDisplay === 'short' && (unit === 'percent' || unit === 'celsius');
      if (!tight) add('literal', ' ');
      add('unit', name + (per === undefined ? '' : joint));
    } else if (r.style === 'currency') {
      const symbol = r.currencyDisplay === 'code' ? r.currency : r.currencyDisplay === 'name' ? r.currency
        : r.currencyDisplay === 'narrowSymbol' ? (CURRENCY[r.currency] ?? HOME[`${language}:${r.currency}`] ?? r.currency).replace(/^(CN|NT|HK|CA|A|MX|NZ|US|JP)(?=[$¥])/, '')
        : HOME[`${language}:${r.currency}`] ?? CURRENCY[r.currency] ?? r.currency;
      if (TRAILING.has(language) || r.currencyDisplay === 'name') {
        add('literal', NBSP);
        add('currency', symbol);
      } else {
        if (/[A-Za-z]$/.test(symbol) || language === 'pt') body.unshift({ type: 'literal', value: NBSP });
        body.unshift({ type: 'currency', value: symbol });
      }
    }
  }

  function signed(r, body, negative, zero) {
    const show = r.signDisplay;
    const minus = negative && show !== 'never' && !(zero && (show === 'exceptZero' || show === 'negative'));
    const plus = !negative && (show === 'always' || (show === 'exceptZero' && !zero));
    if (minus && r.style === 'currency' && r.currencySign === 'accounting') {
      return [{ type: 'literal', value: '(' }, ...body, { type: 'literal', value: ')' }];
    }
    if (minus) body.unshift({ type: 'minusSign', value: '-' });
    if (plus) body.unshift({ type: 'plusSign', value: '+' });
    return body;
  }

  return { resolve, parts };
});
