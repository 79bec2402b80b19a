// The order of words for people: the comparison behind Intl.Collator and localeCompare. In the manner of the root collation: marks before
// digits before letters, letters without accents and case first, then accents, then case. Chinese characters by pinyin in Chinese, as far as
// GB 2312's first level goes, which `common` gives; other tables of languages are absent.
(function (common) {
  'use strict';
  const MARKS = '_-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$';
  // Where kinds begin. Chinese writes its own characters before the Latin ones, other languages behind them.
  const DIGIT = 0x100, PINYIN = 0x1000, OTHER_HAN = 0x2000, LETTER = 0x100000, HAN = 0x300000;
  const isHan = (code) => code >= 0x4e00 && code <= 0x9fff || code >= 0x3400 && code <= 0x4dbf || code >= 0x20000 && code <= 0x323af;
  let pinyin = null;

  // GB 2312 has its 3,755 common characters in the order of their sounds.
  function loadPinyin() {
    pinyin = new Map();
    for (const character of common()) pinyin.set(character.codePointAt(0), PINYIN + pinyin.size);
    return pinyin;
  }

  // The first weight of a character: what it is, besides accents and case.
  function weight(code, chinese) {
    if (code < 0x80) {
      if (code >= 0x61 && code <= 0x7a) return LETTER + code;
      if (code >= 0x30 && code <= 0x39) return DIGIT + code;
      const mark = MARKS.indexOf(String.fromCharCode(code));
      // White space and control characters come first.
      return mark >= 0 ? 0x80 + mark : code;
    }
    if (isHan(code)) return chinese ? (pinyin ?? loadPinyin()).get(code) ?? OTHER_HAN + code : HAN + code;
    return LETTER + code;
  }

  const isDigit = (code) => code >= 0x30 && code <= 0x39;
  const plain = (s) => {
    for (let i = 0; i < s.length; i++) {
      if (s.charCodeAt(i) >= 0x80) return s.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
    }
    return s.toLowerCase();
  };

  // The end of the digits that begin at `at`, and where they begin without zeros.
  function numeral(s, at) {
    let start = at;
    while (s.charCodeAt(start) === 0x30 && isDigit(s.charCodeAt(start + 1))) start++;
    let end = start;
    while (isDigit(s.charCodeAt(end))) end++;
    return [start, end];
  }

  function first(options, a, b) {
    const chinese = options.locale.startsWith('zh');
    const passed = (s, at) => {
      while (options.ignorePunctuation && at < s.length && weight(s.codePointAt(at), false) < DIGIT) at++;
      return at;
    };
    for (let i = passed(a, 0), j = passed(b, 0); ; ) {
      if (i >= a.length || j >= b.length) return Math.sign((i < a.length) - (j < b.length));
      const [x, y] = [a.codePointAt(i), b.codePointAt(j)];
      if (options.numeric && isDigit(x) && isDigit(y)) {
        const [[m, iEnd], [n, jEnd]] = [numeral(a, i), numeral(b, j)];
        if (iEnd - m !== jEnd - n) return iEnd - m < jEnd - n ? -1 : 1;
        const [left, right] = [a.slice(m, iEnd), b.slice(n, jEnd)];
        if (left !== right) return left < right ? -1 : 1;
        [i, j] = [passed(a, iEnd), passed(b, jEnd)];
        continue;
      }
      if (x !== y) {
        const difference = weight(x, chinese) - weight(y, chinese);
        if (difference !== 0) return difference < 0 ? -1 : 1;
      }
      i = passed(a, i + (x > 0xffff ? 2 : 1));
      j = passed(b, j + (y > 0xffff ? 2 : 1));
    }
  }

  // A text without what the first comparison passed over.
  function kept(options, s) {
    let text = s.normalize('NFC');
    if (options.ignorePunctuation) text = text.replace(/[\x00-\x2f:-@[-`{-\x7f]/g, '');
    return options.numeric ? text.replace(/0+(?=\d)/g, (zeros, at, all) => (/\d/.test(all[at - 1]) ? zeros : '')) : text;
  }

  const byCode = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  // -1, 0 or 1.
  function compare(options, a, b) {
    const letters = first(options, plain(a), plain(b));
    if (letters !== 0 || options.sensitivity === 'base') return letters;
    if (options.sensitivity !== 'case') {
      const accents = byCode(kept(options, a).toLowerCase(), kept(options, b).toLowerCase());
      if (accents !== 0 || options.sensitivity === 'accent') return accents;
    }
    // Small letters before capital ones, unless asked otherwise.
    const cases = byCode(kept(options, b), kept(options, a));
    return options.caseFirst === 'upper' ? -cases : cases;
  }

  return { compare };
});
