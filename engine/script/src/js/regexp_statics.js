// RegExp.$1 to $9, lastMatch and their relatives (the proposal "Legacy RegExp features", in every browser). QuickJS has none. Every method of
// strings and regular expressions matches by `exec`, so that watching it is enough; it costs each match a call, and is put in place
// only for games that name the properties.
(function () {
  'use strict';
  const RealRegExp = RegExp;
  const { defineProperty } = Object;
  const call = Function.prototype.call;
  const real = call.bind(RealRegExp.prototype.exec);
  const slice = call.bind(String.prototype.slice);
  let last = null;
  const watched = {
    exec(text) {
      const match = real(this, text);
      if (match !== null) last = match;
      return match;
    },
  };
  defineProperty(RealRegExp.prototype, 'exec', { value: watched.exec, writable: true, configurable: true });
  const end = () => last.index + last[0].length;
  const group = (n) => last?.[n] ?? '';
  const properties = {
    input: () => last?.input ?? '',
    lastMatch: () => group(0),
    lastParen: () => (last === null || last.length < 2 ? '' : group(last.length - 1)),
    leftContext: () => (last === null ? '' : slice(last.input, 0, last.index)),
    rightContext: () => (last === null ? '' : slice(last.input, end())),
  };
  const short = { $_: 'input', '$&': 'lastMatch', '$+': 'lastParen', '$`': 'leftContext', "$'": 'rightContext' };
  const define = (name, get) => defineProperty(RealRegExp, name, { get, set() {}, configurable: true });
  for (const name of Object.keys(properties)) define(name, properties[name]);
  for (const name of Object.keys(short)) define(name, properties[short[name]]);
  for (let n = 1; n <= 9; n++) define(`$${n}`, () => group(n));
  return {};
});
