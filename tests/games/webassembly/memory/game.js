// https://webassembly.github.io/spec/js-api/#memories
const show = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(`${e.constructor.name}: ${e.message}`);
  }
};
let onSeen = () => {};
const unit = new WebAssembly.Module(wx.getFileSystemManager().readFileSync('lib.wasm'));
const instantiate = () => new WebAssembly.Instance(unit, { env: { seen: () => onSeen() } }).exports;
const e = instantiate();
const { memory } = e;
console.log(String(memory), memory instanceof WebAssembly.Memory, memory.buffer === memory.buffer, memory.buffer instanceof ArrayBuffer);
const view = new Uint8Array(memory.buffer);
console.log(view.length, String.fromCharCode(...view.subarray(8, 13)));
view[100] = 200;
e.store(101, 201);
console.log(e.load(100), view[101]);

// Both ways to grow give a new buffer; the old one is detached at once, and what was in it stays.
const first = memory.buffer;
console.log(memory.grow(1), first.byteLength, view.length, memory.buffer !== first, memory.buffer.byteLength, new Uint8Array(memory.buffer)[100]);
const second = memory.buffer;
console.log(e.grow(1), second.byteLength, memory.buffer.byteLength);
// In the middle of a call an import sees it too.
const third = memory.buffer;
onSeen = () => console.log('seen', third.byteLength, memory.buffer.byteLength, new Uint8Array(memory.buffer)[100]);
e.growThenCall(1);
console.log(e.grow(1), memory.buffer.byteLength);
show(() => memory.grow(1));
const fourth = memory.buffer;
console.log(memory.grow(0), fourth.byteLength, memory.buffer !== fourth, memory.buffer.byteLength);
show(() => memory.grow(-1));
show(() => memory.grow(NaN));
show(() => memory.grow());

// Nobody takes the bytes away.
const whole = memory.buffer;
show(() => whole.transfer(10).byteLength);
show(() => whole.resize(10));
console.log(e.load(100), new Uint8Array(memory.buffer)[100]);

// Made by JavaScript.
const made = new WebAssembly.Memory({ initial: 2, maximum: 3 });
console.log(made.buffer.byteLength, made.grow(1));
show(() => made.grow(1));
const empty = new WebAssembly.Memory({ initial: 0 });
console.log(empty.buffer.byteLength, empty.grow(1), empty.buffer.byteLength);
for (const descriptor of [
  undefined, {}, { initial: -1 }, { initial: 2 ** 32 }, { initial: 'x' }, { initial: 3, maximum: 2 }, { initial: 65537 },
  { initial: 1, maximum: 65537 }, { initial: 65536 }, { initial: 1, maximum: 2, shared: true },
]) {
  try {
    console.log(new WebAssembly.Memory(descriptor).buffer.byteLength);
  } catch (error) {
    console.log(error.constructor.name);
  }
}
show(() => WebAssembly.Memory({ initial: 1 }));
show(() => Object.getOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'buffer').get.call({}));

// Views keep the bytes, also when nothing else refers to the instance any more.
const lone = new Uint8Array(instantiate().memory.buffer);
wx.triggerGC();
setTimeout(() => {
  lone[5] = 66;
  console.log(lone[5], lone[8], lone.length);
}, 20);
