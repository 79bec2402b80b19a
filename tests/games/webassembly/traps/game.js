const load = (name) => new WebAssembly.Module(wx.getFileSystemManager().readFileSync(`${name}.wasm`));
const show = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(`${e.constructor.name}: ${e.message}`, e instanceof Error);
  }
};
let onCall = () => {};
const e = new WebAssembly.Instance(load('lib'), { env: { call: () => onCall() } }).exports;
show(() => e.unreachable());
show(() => e.divide(1, 0));
show(() => e.divide(-(2 ** 31), -1));
show(() => e.load(65533));
show(() => e.load(-1));
show(() => e.truncate(NaN));
show(() => e.truncate(1e20));
show(() => e.null());
show(() => e.beyond());
show(() => e.signature());
show(() => e.deep(0));
show(() => new WebAssembly.Instance(load('start')));
show(() => new WebAssembly.Instance(load('segment')));

// The stack names the functions of both sides, innermost first.
function outer() {
  e.unreachable();
}
try {
  outer();
} catch (error) {
  console.log(error.stack.split('\n').slice(0, 3).map((line) => line.trim().replace(/:\d+\)$/, ')')).join(' | '));
  console.log(error.stack.includes('outer (game.js'));
}

// Endless recursion through both ends as a RangeError, and all goes on.
onCall = () => e.call();
show(() => e.call());
onCall = () => e.unreachable();
show(() => e.call());
onCall = () => {};
console.log(e.call(), e.divide(9, 3));
