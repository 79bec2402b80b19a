// https://webassembly.github.io/spec/js-api/#tables and #globals
const show = (f) => {
  try {
    console.log(f());
  } catch (e) {
    console.log(`${e.constructor.name}: ${e.message}`);
  }
};
const unit = new WebAssembly.Module(wx.getFileSystemManager().readFileSync('lib.wasm'));
const e = new WebAssembly.Instance(unit).exports;
const { table } = e;
console.log(String(table), table.length, table.get(0), table.get(1) === e.one, table.get(2)(), table.get(2) === table.get(2));
console.log(e.at(1), e.at(2));
table.set(0, table.get(2));
table.set(1, null);
console.log(e.at(0), table.get(1));
show(() => e.at(1));
show(() => e.at(100));
table.set(3, e.one);
console.log(e.at(3), table.grow(2), table.length, table.get(5), table.grow(1, e.one), table.get(6) === e.one);
show(() => table.grow(5));
show(() => table.get(7));
show(() => table.set(7, null));
show(() => table.set(0, () => 1));
show(() => table.get(-1));
table.set(0);
console.log(table.get(0));

e.things.set(0, unit);
console.log(e.things.get(0) === unit, e.things.grow(1, 'word'), e.things.get(1), e.things.grow(1), e.things.get(2));

const mine = new WebAssembly.Table({ element: 'anyfunc', initial: 2, maximum: 3 }, e.one);
console.log(mine.length, mine.get(1) === e.one);
const others = new WebAssembly.Table({ element: 'externref', initial: 1 });
console.log(others.get(0));
for (const descriptor of [undefined, {}, { element: 'anyfunc' }, { element: 'i32', initial: 1 }, { element: 'anyfunc', initial: 3, maximum: 2 }, { element: 'anyfunc', initial: 2 ** 31 }]) {
  try {
    console.log(new WebAssembly.Table(descriptor).length);
  } catch (error) {
    console.log(error.constructor.name);
  }
}

// Globals.
console.log(String(e.counter), e.counter.value, e.fixed.value, e.big.value, e.ref.value);
e.counter.value = 10.7;
e.count();
console.log(e.counter.value, e.counter.valueOf());
e.big.value = 2n ** 63n;
console.log(e.big.value);
e.ref.value = table;
console.log(e.ref.value === table);
show(() => { e.fixed.value = 1; });
show(() => { e.big.value = 1; });
console.log(new WebAssembly.Global({ value: 'i32' }).value, new WebAssembly.Global({ value: 'i64', mutable: true }, 7n).value,
  new WebAssembly.Global({ value: 'f32' }, 0.1).value, new WebAssembly.Global({ value: 'externref' }).value, new WebAssembly.Global({ value: 'anyfunc' }).value);
for (const args of [[], [{}], [{ value: 'i33' }], [{ value: 'v128' }], [{ value: 'i64' }, 1], [{ value: 'anyfunc' }, 1]]) {
  try {
    console.log(new WebAssembly.Global(...args).value);
  } catch (error) {
    console.log(error.constructor.name);
  }
}
