// WeakRef of the standard: what one was made of, or gave, lives until the end of the job (KeepDuringJob). QuickJS frees an object with its
// last reference.
(function () {
  'use strict';
  const Native = WeakRef;
  const { construct } = Reflect;
  const { defineProperty } = Object;
  const later = queueMicrotask;
  const nativeDeref = Function.prototype.call.bind(Native.prototype.deref);
  let kept = [];
  const forget = () => {
    kept = [];
  };
  const keep = (target) => {
    if (kept.length === 0) later(forget);
    kept[kept.length] = target;
    return target;
  };
  const Kept = function WeakRef(target) {
    if (new.target === undefined) throw new TypeError("Constructor WeakRef requires 'new'");
    const reference = construct(Native, [target], new.target);
    keep(target);
    return reference;
  };
  const hidden = (object, name, value) => defineProperty(object, name, { value, writable: true, configurable: true });
  defineProperty(Kept, 'prototype', { value: Native.prototype, writable: false });
  hidden(Native.prototype, 'constructor', Kept);
  hidden(Native.prototype, 'deref', {
    deref() {
      const target = nativeDeref(this);
      return target === undefined ? target : keep(target);
    },
  }.deref);
  hidden(globalThis, 'WeakRef', Kept);
});
