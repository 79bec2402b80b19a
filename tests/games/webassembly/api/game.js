// https://webassembly.github.io/spec/js-api/
const bytes = wx.getFileSystemManager().readFileSync('lib.wasm');
const show = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(`${e.constructor.name}: ${e.message}`);
  }
};
console.log(WebAssembly === WXWebAssembly, String(WebAssembly), Object.keys(WebAssembly).sort().join());
console.log(['Module', 'Instance', 'Memory', 'Table', 'Global', 'CompileError', 'LinkError', 'RuntimeError']
  .map((name) => `${WebAssembly[name].name}/${typeof WebAssembly[name]}`).join(' '));
console.log(new WebAssembly.LinkError('x') instanceof Error, String(new WebAssembly.CompileError('broken')));

console.log(WebAssembly.validate(bytes), WebAssembly.validate(bytes.slice(0, 20)), WebAssembly.validate(new Uint8Array(0)));
show(() => WebAssembly.validate('lib.wasm'));
const unit = new WebAssembly.Module(new Uint8Array(bytes));
console.log(String(unit), unit instanceof WebAssembly.Module);
console.log(JSON.stringify(WebAssembly.Module.exports(unit)));
console.log(JSON.stringify(WebAssembly.Module.imports(unit)));
console.log(WebAssembly.Module.customSections(unit, 'notes').map((part) => String.fromCharCode(...new Uint8Array(part))).join());
console.log(WebAssembly.Module.customSections(unit, 'none').length);
show(() => WebAssembly.Module.customSections(unit));
show(() => WebAssembly.Module.exports({}));
show(() => WebAssembly.Module(bytes));
show(() => new WebAssembly.Module());
show(() => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 2, 0, 0, 0])).x);
show(() => new WebAssembly.Module(new Uint8Array([1, 2, 3])).x);

const imports = { env: { log: (x) => console.log('log', x), base: 100 } };
const instance = new WebAssembly.Instance(unit, imports);
const { exports: given } = instance;
console.log(String(instance), Object.getPrototypeOf(given), Object.isFrozen(given), Object.keys(given).join());
console.log(given.add(1, 2), given.plus === given.add, given.answer.value, given === instance.exports);
given.say();
// An imported function comes out as a function of WebAssembly; the same one each time.
console.log(typeof given.log, given.log === imports.env.log, given.add.name, given.add.length, String(given.add).includes('native code'));
show(() => new given.add());
show(() => {
  'use strict';
  given.add = 1;
});

// Links.
show(() => new WebAssembly.Instance(unit));
show(() => new WebAssembly.Instance(unit, 5));
show(() => new WebAssembly.Instance(unit, {}));
show(() => new WebAssembly.Instance(unit, { env: {} }));
show(() => new WebAssembly.Instance(unit, { env: { log() {}, base: 1n } }));
show(() => new WebAssembly.Instance(unit, { env: { log() {}, base: new WebAssembly.Global({ value: 'f64' }, 1) } }).x);
show(() => new WebAssembly.Instance({}, imports));
// A function of WebAssembly must be of the type.
show(() => new WebAssembly.Instance(unit, { env: { log: given.say, base: 0 } }));
const relay = new WebAssembly.Instance(unit, { env: { log: given.log, base: 0 } }).exports;
console.log(relay.log === given.log);
relay.say();

// Promises.
(async () => {
  const both = await WebAssembly.instantiate(bytes, imports);
  console.log(Object.keys(both).join(), both.instance.exports.add(3, 4), both.module instanceof WebAssembly.Module);
  const compiled = await WebAssembly.compile(bytes);
  const one = await WebAssembly.instantiate(compiled, imports);
  console.log(one instanceof WebAssembly.Instance, one.exports.add(5, 6));
  for (const attempt of [
    () => WebAssembly.compile(new Uint8Array([9])),
    () => WebAssembly.instantiate(bytes, 5),
    () => WebAssembly.instantiate(bytes, {}),
    () => WebAssembly.instantiate(bytes, { env: {} }),
    () => WebAssembly.instantiate(),
  ]) {
    await attempt().then(() => console.log('instantiated'), (e) => console.log('rejected', e.constructor.name));
  }
})();
console.log('first');
