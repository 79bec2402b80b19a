// ToJSValue, ToWebAssemblyValue, exceptions through frames of WebAssembly, calls that nest.
const show = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(`${e.constructor.name}: ${e.message}`);
  }
};
let onCall = (x) => x;
let onSwap = (a, b) => [b, a];
const kept = [];
const imports = { env: {
  swap: (...args) => onSwap(...args),
  call: (x) => onCall(x),
  keep(value) {
    kept.push(value);
    return value;
  },
  many: (...args) => args.reduce((sum, x) => sum + Number(x), 0),
} };
const unit = new WebAssembly.Module(wx.getFileSystemManager().readFileSync('lib.wasm'));
const { exports: e } = new WebAssembly.Instance(unit, imports);

console.log([0, -1, 2 ** 31, 2 ** 32 + 5, 1.9, NaN, '12', true, undefined, { valueOf: () => 8 }].map((x) => e.i32(x)).join());
console.log([0n, -1n, 2n ** 63n, 2n ** 64n + 3n, '12', true].map((x) => String(e.i64(x))).join());
console.log([0.1, 1e40, -0, NaN, '2.5'].map((x) => Object.is(e.f32(x), -0) ? '-0' : e.f32(x)).join());
console.log([0.1, -0, Infinity, null].map((x) => Object.is(e.f64(x), -0) ? '-0' : e.f64(x)).join());
console.log(e.nothing(1, 2, 3), e.i32(), e.i32.call(null, 5, 6), e.i32.apply(undefined, [9]), [1, 2].map(e.i32).join());
show(() => e.i64(1));
show(() => e.i32(1n));
show(() => e.i32(Symbol('x')));
show(() => e.i32({ valueOf() { throw new RangeError('mine'); } }));
show(() => e.vector());

// Several results.
console.log(e.swap(1, 2n).join(), Array.isArray(e.swap(1, 2n)));
onSwap = () => new Set([5n, 6]);
console.log(e.swap(0, 0n).join());
for (const returned of [undefined, 5, [1n], [1n, 2, 3], [1, 2]]) {
  onSwap = () => returned;
  show(() => e.swap(0, 0n).join());
}
console.log(e.sum(1, 0.5, 0.25, 1000n, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1));

// The object that was thrown comes out.
const error = { mine: true };
onCall = () => {
  throw error;
};
try {
  e.call(1);
} catch (caught) {
  console.log(caught === error);
}
// Results are converted.
onCall = () => '41.9';
console.log(e.call(0));
onCall = () => 5n;
show(() => e.call(0));

// WebAssembly -> JavaScript -> WebAssembly, many times; an exception from the deepest comes through all.
onCall = (x) => e.down(x);
console.log(e.down(50));
let depth = 0;
onCall = (x) => {
  depth += 1;
  if (x === 0) throw new Error('from below');
  return e.down(x);
};
show(() => e.down(20));
console.log(depth);
onCall = (x) => x;
console.log(e.call(3));
// Caught in between, it goes on.
onCall = (x) => {
  try {
    return e.i32(Symbol('x'));
  } catch (caught) {
    return 77;
  }
};
console.log(e.call(1));
// Another instance while this one is called.
onCall = () => new WebAssembly.Instance(unit, imports).exports.i32(12);
console.log(e.call(1));

// References.
const object = { a: 1 };
console.log(e.keep(object) === object, kept[0] === object, e.keep(undefined), e.keep(null), e.isNull(null), e.isNull(undefined), e.keep('text'));
for (let at = 0; at < 2000; at++) e.keep({ at });
console.log(kept.length, kept[kept.length - 1].at);
console.log(e.func(null), e.func(e.i32) === e.i32);
show(() => e.func(() => 1));
