// Dates for people: the formatting behind Intl.DateTimeFormat. Gregorian calendar; the local time zone is that
// of Date, besides it UTC, fixed offsets and well-known zones by the rules of today.
(function () {
  'use strict';
  const EN = {
    months: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
    days: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
    periods: ['AM', 'PM'],
    era: ['BC', 'AD'],
  };
  const numbered = (unit) => Array.from({ length: 12 }, (_, i) => `${i + 1}${unit}`);
  const NAMES = {
    en: EN,
    zh: { months: ['一月', '二月', '三月', '四月', '五月', '六月', '七月', '八月', '九月', '十月', '十一月', '十二月'], shortMonths: numbered('月'), days: ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'], shortDays: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'], narrowDays: ['日', '一', '二', '三', '四', '五', '六'], periods: ['上午', '下午'], era: ['公元前', '公元'] },
    ja: { months: numbered('月'), days: ['日曜日', '月曜日', '火曜日', '水曜日', '木曜日', '金曜日', '土曜日'], shortDays: ['日', '月', '火', '水', '木', '金', '土'], periods: ['午前', '午後'], era: ['紀元前', '西暦'] },
    ko: { months: numbered('월'), days: ['일요일', '월요일', '화요일', '수요일', '목요일', '금요일', '토요일'], shortDays: ['일', '월', '화', '수', '목', '금', '토'], periods: ['오전', '오후'], era: ['BC', 'AD'] },
  };
  // How a language writes: order and marks of a numeric date, what stands between date and time, hours.
  const STYLES = {
    en: { date: 'm/d/y', join: ', ', hour12: true },
    'en-GB': { date: 'dd/mm/y', join: ', ' }, 'en-AU': { date: 'dd/mm/y', join: ', ', hour12: true },
    'en-CA': { date: 'y-mm-dd', join: ', ', hour12: true }, 'en-IN': { date: 'd/m/y', join: ', ', hour12: true },
    zh: { date: 'y/m/d', join: ' ' }, ja: { date: 'y/m/d', join: ' ', hour1: true }, ko: { date: 'y. m. d.', join: ' ', hour12: true, periodFirst: true },
    de: { date: 'd.m.y', join: ', ' }, fr: { date: 'dd/mm/y', join: ' ' }, es: { date: 'd/m/y', join: ', ', hour1: true }, pt: { date: 'dd/mm/y', join: ', ' },
    it: { date: 'd/m/y', join: ', ' }, nl: { date: 'd-m-y', join: ', ' }, ru: { date: 'dd.mm.y', join: ', ' }, uk: { date: 'dd.mm.y', join: ', ' }, pl: { date: 'd.mm.y', join: ', ' },
    tr: { date: 'dd.mm.y', join: ' ' }, vi: { date: 'd/m/y', join: ' ', timeFirst: true }, id: { date: 'd/m/y', join: ', ', mark: '.' }, sv: { date: 'y-mm-dd', join: ' ' },
    da: { date: 'd.m.y', join: ' ', mark: '.' }, nb: { date: 'd.m.y', join: ', ' }, fi: { date: 'd.m.y', join: ' klo ', mark: '.', hour1: true }, cs: { date: 'd. m. y', join: ' ', hour1: true },
  };
  const ZONES = { UTC: 0, GMT: 0, 'Etc/UTC': 0, 'Etc/GMT': 0, 'Asia/Shanghai': 480, 'Asia/Chongqing': 480, 'Asia/Hong_Kong': 480, 'Asia/Taipei': 480, 'Asia/Singapore': 480, 'Asia/Macau': 480, 'Asia/Tokyo': 540, 'Asia/Seoul': 540, 'Asia/Kolkata': 330, 'Asia/Bangkok': 420, 'Asia/Jakarta': 420, 'Asia/Manila': 480, 'Asia/Ho_Chi_Minh': 420 };
  // Zones with summer time: minutes from UTC in winter, and whose rule they follow.
  const SUMMER = {
    'America/New_York': [-300, 'us'], 'America/Toronto': [-300, 'us'], 'America/Detroit': [-300, 'us'], 'America/Chicago': [-360, 'us'], 'America/Denver': [-420, 'us'], 'America/Los_Angeles': [-480, 'us'], 'America/Vancouver': [-480, 'us'], 'America/Halifax': [-240, 'us'],
    'Europe/London': [0, 'eu'], 'Europe/Dublin': [0, 'eu'], 'Europe/Lisbon': [0, 'eu'], 'Europe/Paris': [60, 'eu'], 'Europe/Berlin': [60, 'eu'], 'Europe/Madrid': [60, 'eu'], 'Europe/Rome': [60, 'eu'], 'Europe/Amsterdam': [60, 'eu'], 'Europe/Brussels': [60, 'eu'], 'Europe/Vienna': [60, 'eu'],
    'Europe/Zurich': [60, 'eu'], 'Europe/Stockholm': [60, 'eu'], 'Europe/Oslo': [60, 'eu'], 'Europe/Copenhagen': [60, 'eu'], 'Europe/Prague': [60, 'eu'], 'Europe/Warsaw': [60, 'eu'], 'Europe/Budapest': [60, 'eu'], 'Europe/Athens': [120, 'eu'], 'Europe/Helsinki': [120, 'eu'], 'Europe/Kiev': [120, 'eu'], 'Europe/Kyiv': [120, 'eu'], 'Europe/Bucharest': [120, 'eu'],
    'Australia/Sydney': [600, 'au'], 'Australia/Melbourne': [600, 'au'], 'Australia/Hobart': [600, 'au'], 'Australia/Adelaide': [570, 'au'], 'Pacific/Auckland': [720, 'nz'],
  };
  // The Sunday of a month on which clocks change, counted from its first (negative: from its end), and the hour there, in winter time or UTC.
  const RULES = {
    us: { begin: [2, 2, 2], end: [10, 1, 1] }, eu: { begin: [2, -1, 1], end: [9, -1, 1], utc: true },
    au: { begin: [9, 1, 2], end: [3, 1, 2], south: true }, nz: { begin: [8, -1, 2], end: [3, 1, 2], south: true },
  };
  const DATE_FIELDS = ['weekday', 'year', 'month', 'day', 'era'];
  const TIME_FIELDS = ['hour', 'minute', 'second', 'fractionalSecondDigits', 'dayPeriod'];
  const WIDTHS = {
    weekday: ['narrow', 'short', 'long'], era: ['narrow', 'short', 'long'], year: ['2-digit', 'numeric'], day: ['2-digit', 'numeric'],
    month: ['2-digit', 'numeric', 'narrow', 'short', 'long'], hour: ['2-digit', 'numeric'], minute: ['2-digit', 'numeric'], second: ['2-digit', 'numeric'],
    dayPeriod: ['narrow', 'short', 'long'], dateStyle: ['full', 'long', 'medium', 'short'], timeStyle: ['full', 'long', 'medium', 'short'],
    hourCycle: ['h11', 'h12', 'h23', 'h24'], timeZoneName: ['short', 'long', 'shortOffset', 'longOffset', 'shortGeneric', 'longGeneric'],
  };
  // Methods of Date, before a game can replace them.
  const uncurry = (f) => Function.prototype.call.bind(f);
  const RealDate = Date;
  const offsetOf = uncurry(Date.prototype.getTimezoneOffset);
  const utcOf = Date.UTC;
  const utc = {};
  for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) utc[part] = uncurry(Date.prototype['getUTC' + part]);
  const two = (n) => String(n).padStart(2, '0');

  function styleOf(locale) {
    const [language, ...tags] = locale.split('-');
    const region = tags.find((tag) => /^[A-Z]{2}$/.test(tag));
    return STYLES[`${language}-${region}`] ?? STYLES[language] ?? STYLES.en;
  }

  function zoneOffset(name) {
    if (name === undefined) return null;
    const text = String(name);
    const known = Object.keys(ZONES).find((zone) => zone.toLowerCase() === text.toLowerCase());
    if (known !== undefined) return [known === 'GMT' || known === 'Etc/UTC' || known === 'Etc/GMT' ? 'UTC' : known, ZONES[known]];
    const summer = Object.keys(SUMMER).find((zone) => zone.toLowerCase() === text.toLowerCase());
    if (summer !== undefined) return [summer, summer];
    const fixed = /^([+-])(\d\d):?(\d\d)?$/.exec(text);
    if (fixed !== null) return [text, (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 60 + Number(fixed[3] ?? 0))];
    throw new RangeError(`Invalid time zone specified: ${text}`);
  }

  function resolve(locale, given, needed, defaults) {
    const options = given === undefined ? {} : Object(given);
    const r = { locale, calendar: 'gregory', numberingSystem: 'latn' };
    for (const name of Object.keys(WIDTHS)) {
      if (options[name] === undefined) continue;
      const value = String(options[name]);
      if (!WIDTHS[name].includes(value)) throw new RangeError(`Value ${value} out of range for Intl.DateTimeFormat options property ${name}`);
      r[name] = value;
    }
    if (options.fractionalSecondDigits !== undefined) {
      const count = Number(options.fractionalSecondDigits);
      if (!(count >= 1 && count <= 3)) throw new RangeError('fractionalSecondDigits value is out of range.');
      r.fractionalSecondDigits = Math.floor(count);
    }
    const zone = zoneOffset(options.timeZone);
    r.timeZone = zone === null ? localZone() : zone[0];
    Object.defineProperty(r, 'offset', { value: zone === null ? null : zone[1] });
    if (r.dateStyle !== undefined || r.timeStyle !== undefined) {
      const field = [...DATE_FIELDS, ...TIME_FIELDS].find((name) => r[name] !== undefined);
      if (field !== undefined) throw new TypeError(`Can't set option ${field} when ${r.dateStyle !== undefined ? 'dateStyle' : 'timeStyle'} is used`);
      expand(r);
    } else {
      const has = (fields) => fields.some((name) => r[name] !== undefined);
      const wanted = (needed === 'date' || needed === 'any') && has(DATE_FIELDS) || (needed === 'time' || needed === 'any') && has(TIME_FIELDS);
      if (!wanted && (defaults === 'date' || defaults === 'all')) r.year = r.month = r.day = 'numeric';
      if (!wanted && (defaults === 'time' || defaults === 'all')) r.hour = r.minute = r.second = 'numeric';
    }
    if (r.hour !== undefined) {
      const hour12 = options.hour12 === undefined ? (r.hourCycle !== undefined ? r.hourCycle === 'h12' || r.hourCycle === 'h11' : styleOf(locale).hour12 === true) : Boolean(options.hour12);
      r.hourCycle = hour12 ? (r.hourCycle === 'h11' ? 'h11' : 'h12') : options.hour12 === undefined && r.hourCycle === 'h24' ? 'h24' : 'h23';
      r.hour12 = hour12;
    } else {
      delete r.hourCycle;
    }
    return r;
  }

  function expand(r) {
    const hide = (name, value) => Object.defineProperty(r, name, { value, enumerable: false, writable: true, configurable: true });
    if (r.dateStyle !== undefined) {
      hide('year', r.dateStyle === 'short' && !/^(zh|ja)/.test(r.locale) ? '2-digit' : 'numeric');
      hide('month', { short: 'numeric', medium: 'short', long: 'long', full: 'long' }[r.dateStyle]);
      hide('day', 'numeric');
      if (r.dateStyle === 'full') hide('weekday', 'long');
    }
    if (r.timeStyle !== undefined) {
      hide('hour', 'numeric');
      hide('minute', '2-digit');
      if (r.timeStyle !== 'short') hide('second', '2-digit');
      if (r.timeStyle === 'full' || r.timeStyle === 'long') hide('timeZoneName', 'short');
    }
  }

  function localZone() {
    const minutes = -offsetOf(new RealDate(0));
    const known = Object.keys(ZONES).find((zone) => ZONES[zone] === minutes && zone !== 'GMT');
    return known ?? offsetText(minutes);
  }

  function offsetText(minutes) {
    const size = Math.abs(minutes);
    return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  }

  // Milliseconds (as if the zone were UTC) of a change of clocks in a year.
  function change(year, [month, sunday, hour]) {
    const count = sunday < 0 ? utcOf(year, month + 1, 0) : utcOf(year, month, 1);
    const weekday = utc.Day(new RealDate(count));
    const days = sunday < 0 ? -weekday : (7 - weekday) % 7 + (sunday - 1) * 7;
    return count + days * 86400000 + hour * 3600000;
  }

  // Minutes from UTC at a time.
  function offsetAt(ms, zone) {
    if (zone === null) return -offsetOf(new RealDate(ms));
    if (typeof zone === 'number') return zone;
    const [winter, name] = SUMMER[zone];
    const rule = RULES[name];
    const local = rule.utc ? ms : ms + winter * 60000;
    const year = utc.FullYear(new RealDate(local));
    const [begin, end] = [change(year, rule.begin), change(year, rule.end)];
    const isSummer = rule.south ? local >= begin || local < end : local >= begin && local < end;
    return winter + (isSummer ? 60 : 0);
  }

  function fields(ms, r) {
    const minutes = offsetAt(ms, r.offset);
    const date = new RealDate(ms + minutes * 60000);
    return { year: utc.FullYear(date), month: utc.Month(date), day: utc.Date(date), weekday: utc.Day(date), hour: utc.Hours(date), minute: utc.Minutes(date), second: utc.Seconds(date), ms: utc.Milliseconds(date), offset: minutes };
  }

  function monthText(names, month, width) {
    if (width === 'numeric') return String(month + 1);
    if (width === '2-digit') return two(month + 1);
    if (width === 'short') return (names.shortMonths ?? (names === EN ? EN.months.map((name) => name.slice(0, 3)) : names.months))[month];
    if (width === 'narrow') return names === EN ? EN.months[month][0] : names.months[month];
    return names.months[month];
  }

  function dayText(names, day, width) {
    if (width === 'long') return names.days[day];
    if (width === 'narrow') return (names.narrowDays ?? names.shortDays ?? EN.days.map((name) => name[0]))[day];
    return (names.shortDays ?? EN.days.map((name) => name.slice(0, 3)))[day];
  }

  // The date as [type, text] pairs.
  function dateParts(r, f, language, names, style) {
    const out = [];
    const year = r.year === undefined ? null : r.year === '2-digit' ? two(((f.year % 100) + 100) % 100) : String(f.year);
    const worded = r.month !== undefined && r.month !== 'numeric' && r.month !== '2-digit';
    const month = r.month === undefined ? null : monthText(names, f.month, r.month);
    const day = r.day === undefined ? null : r.day === '2-digit' ? two(f.day) : String(f.day);
    const weekday = r.weekday === undefined ? null : dayText(names, f.weekday, r.weekday);
    const put = (type, text, before) => {
      if (text === null) return;
      if (out.length > 0) out.push(['literal', before]);
      out.push([type, text]);
    };
    const suffix = (text) => out.push(['literal', text]);
    if (language === 'zh' || language === 'ja' || language === 'ko') {
      const marks = language === 'ko' ? ['년', '월', '일'] : ['年', '月', '日'];
      const short = language === 'zh' ? r.month === 'short' || r.month === 'long' : worded;
      if (worded && (year !== null || day !== null)) {
        if (year !== null) { out.push(['year', year]); suffix(marks[0]); if (language === 'ko') suffix(' '); }
        out.push(['month', short ? `${f.month + 1}` : month]);
        suffix(marks[1]);
        if (day !== null) { if (language === 'ko') suffix(' '); out.push(['day', day]); suffix(marks[2]); }
        if (weekday !== null) { if (language === 'ko') suffix(' '); out.push(['weekday', r.weekday === 'long' || language === 'zh' ? weekday : `(${weekday})`]); }
        return out;
      }
    } else if (worded) {
      const dayFirst = language !== 'en' || !styleOf(r.locale).hour12 || styleOf(r.locale).date[0] === 'd';
      put('weekday', weekday, '');
      if (dayFirst) {
        put('day', day, ', ');
        put('month', month, day === null ? ', ' : ' ');
        put('year', year, ' ');
      } else {
        put('month', month, ', ');
        put('day', day, month === null ? ', ' : ' ');
        put('year', year, day === null ? ' ' : ', ');
      }
      return out;
    }
    const mark = /[^a-z]+/.exec(style.date)[0];
    const padded = style.date.includes('dd') ? 2 : 1;
    const order = style.date.replace(/[^a-z]/g, '').replace(/(.)\1/g, '$1');
    // A year of two digits comes with day and month of two digits where the language pads them.
    for (const field of order) {
      if (field === 'y') put('year', year, mark);
      else if (field === 'm') put('month', month !== null && style.date.includes('mm') && (day !== null || year !== null) ? two(f.month + 1) : month, mark);
      else put('day', day !== null && padded === 2 && month !== null ? two(f.day) : day, mark);
    }
    if (language === 'ko' && out.length > 0) suffix('.');
    if (language === 'zh' && !worded && month !== null && day === null && year === null) suffix('月');
    if (language === 'zh' && day !== null && month === null && year === null) suffix('日');
    if (weekday !== null) {
      if (out.length === 0) return [['weekday', weekday]];
      if (language === 'zh') return [...out, ['weekday', weekday]];
      if (language === 'ja' || language === 'ko') return [...out, ['literal', language === 'ko' ? ' (' : '('], ['weekday', weekday], ['literal', ')']];
      return [['weekday', weekday], ['literal', ', '], ...out];
    }
    return out;
  }

  function timeParts(r, f, names, style) {
    const out = [];
    const mark = style.mark ?? ':';
    const put = (type, text) => {
      if (out.length > 0) out.push(['literal', type === 'fractionalSecond' ? '.' : mark]);
      out.push([type, text]);
    };
    if (r.hour !== undefined) {
      const hour = { h23: f.hour, h24: f.hour === 0 ? 24 : f.hour, h12: f.hour % 12 || 12, h11: f.hour % 12 }[r.hourCycle];
      const pad = r.hour === '2-digit' || (!r.hour12 && style.hour1 !== true && (r.minute !== undefined || r.locale.startsWith('en')));
      put('hour', pad ? two(hour) : String(hour));
    }
    if (r.minute !== undefined) put('minute', r.hour !== undefined || r.second !== undefined || r.minute === '2-digit' && r.hour !== undefined ? two(f.minute) : String(f.minute));
    if (r.second !== undefined) put('second', r.minute !== undefined ? two(f.second) : String(f.second));
    if (r.fractionalSecondDigits !== undefined) put('fractionalSecond', String(f.ms).padStart(3, '0').slice(0, r.fractionalSecondDigits));
    if (r.hour !== undefined && r.hour12) {
      const period = ['dayPeriod', names.periods[f.hour < 12 ? 0 : 1]];
      if (names === NAMES.zh || names === NAMES.ja) out.unshift(period);
      else if (style.periodFirst) out.unshift(period, ['literal', ' ']);
      else out.push(['literal', ' '], period);
    }
    if (names === NAMES.zh && r.hour !== undefined && r.minute === undefined && r.second === undefined) out.push(['literal', '时']);
    if (r.timeZoneName !== undefined) {
      const zone = f.offset === 0 && r.timeZone === 'UTC' ? (r.timeZoneName === 'long' ? 'Coordinated Universal Time' : 'UTC') : `GMT${offsetText(f.offset).replace(/^([+-])0(?=\d)/, '$1').replace(/:00$/, '')}`;
      // Chinese names the zone first where the hour follows it.
      if (names === NAMES.zh && out.length > 0) out.unshift(['timeZoneName', zone], ['literal', ' ']);
      else out.push(...(out.length > 0 ? [['literal', ' ']] : []), ['timeZoneName', zone]);
    }
    return out;
  }

  function parts(r, ms) {
    const f = fields(ms, r);
    const language = r.locale.split('-')[0];
    const names = NAMES[language] ?? EN;
    const style = styleOf(r.locale);
    const date = dateParts(r, f, language, names, style);
    const time = timeParts(r, f, names, style);
    const both = date.length > 0 && time.length > 0;
    const joined = style.timeFirst ? [...time, ...(both ? [['literal', style.join]] : []), ...date] : [...date, ...(both ? [['literal', joinText(r, style)]] : []), ...time];
    return joined.map(([type, value]) => ({ type, value }));
  }

  function joinText(r, style) {
    const worded = r.dateStyle === 'long' || r.dateStyle === 'full';
    return worded && r.locale.startsWith('en') ? ' at ' : style.join;
  }

  return { resolve, parts };
});
