// The open data domain that wants out. What it uses itself is taken before the traps are set.
const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf, apply } = Reflect;
const { freeze, defineProperty } = Object;
const mapForEach = Map.prototype.forEach;
const mapSet = Map.prototype.set;
const setForEach = Set.prototype.forEach;
const setAdd = Set.prototype.add;
const setHas = Set.prototype.has;
const push = Array.prototype.push;
const pop = Array.prototype.pop;
const fill = Uint8Array.prototype.fill;
const { isView } = ArrayBuffer;
const bufferOf = Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), 'buffer').get;
const viewBufferOf = Object.getOwnPropertyDescriptor(DataView.prototype, 'buffer').get;
const Bytes = Uint8Array;
const has = (set, value) => apply(setHas, set, [value]);
const add = (set, value) => apply(setAdd, set, [value]);
const append = (list, value) => apply(push, list, [value]);
const log = console.log;

// What this realm was made with: the only prototypes and constructors that anything here may have.
const native = new Set();
for (const name of ownKeys(globalThis)) {
  const value = getOwnPropertyDescriptor(globalThis, name).value;
  if (typeof value !== 'function') continue;
  add(native, value);
  if (typeof value.prototype === 'object' && value.prototype) add(native, value.prototype);
}

let received = 0;
let objects = 0;
let escapes = 0;
const escape = (how) => {
  if (escapes++ < 5) log(`ESCAPE: message ${received}: ${how}`);
};

// Traps: whoever makes a copy by assigning, or with this realm's methods, hands it to the domain before it is done.
const caught = [];
const trap = (prototype, name) =>
  defineProperty(prototype, name, {
    get: () => undefined,
    set(value) {
      if (caught.length < 50) append(caught, this, value);
      escape(`a setter of '${String(name)}' was called`);
      defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true });
    },
    configurable: true,
  });
for (const name of ['\u6587', '4294967295', '0', '-0', 'plain']) trap(Object.prototype, name);
for (const [prototype, name] of [[Map.prototype, 'set'], [Set.prototype, 'add'], [Array.prototype, 'push']]) {
  const original = prototype[name];
  prototype[name] = function (...given) {
    if (caught.length < 50) caught[caught.length] = this;
    return apply(original, this, given);
  };
}
globalThis.leak = Object.prototype.leak = 'of the domain';
delete Object.prototype.leak;
sharedCanvas.leak = 'of the domain';

const realm = (object) => {
  const proto = getPrototypeOf(object);
  return proto === null || proto.constructor.constructor('return globalThis')() === globalThis;
};

const walk = (message) => {
  const seen = new Set();
  const waiting = [message];
  const list = [];
  while (waiting.length) {
    const value = apply(pop, waiting, []);
    if (typeof value === 'function') escape(`a function: ${value.name}`);
    if (value === null || (typeof value !== 'object' && typeof value !== 'function') || has(seen, value)) continue;
    add(seen, value);
    append(list, value);
    objects++;
    const proto = getPrototypeOf(value);
    if (!has(native, proto)) escape(`a prototype that is not of this realm: ${Object.prototype.toString.call(value)}`);
    else if (!has(native, proto.constructor)) escape('a constructor that is not of this realm');
    for (const key of ownKeys(value)) {
      const property = getOwnPropertyDescriptor(value, key);
      if (!('value' in property)) escape(`a getter: ${String(key)}`);
      append(waiting, property.value);
    }
    if (proto === Map.prototype) apply(mapForEach, value, [(item, key) => { append(waiting, item); append(waiting, key); }]);
    if (proto === Set.prototype) apply(setForEach, value, [(item) => append(waiting, item)]);
    if (isView(value)) append(waiting, apply(proto === DataView.prototype ? viewBufferOf : bufferOf, value, []));
  }
  return list;
};

// Whatever is done to a copy is done to a copy.
const spoil = (value) => {
  try {
    const proto = getPrototypeOf(value);
    if (proto === ArrayBuffer.prototype) apply(fill, new Bytes(value), [7]);
    if (proto === Map.prototype) apply(mapSet, value, ['leak', value]);
    if (proto === Set.prototype) apply(setAdd, value, ['leak']);
    if (proto === Date.prototype) value.setTime(1);
    value.leak = value;
    freeze(value);
  } catch (e) {
    if (!(e instanceof TypeError)) escape(`an error that is not of this realm: ${e}`);
  }
};

wx.onMessage((message) => {
  if (message.end) {
    for (const value of caught) {
      if (value !== null && typeof value === 'object' && !realm(value)) escape('what was caught is of another realm');
    }
    log('received', received);
    log('objects', objects);
    return;
  }
  received++;
  const list = walk(message);
  if (!realm(list[list.length - 1])) escape('a global that is not of this realm');
  for (const value of list) spoil(value);
});
