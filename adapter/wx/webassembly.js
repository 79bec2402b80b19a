// `WebAssembly`, and the same object by its name on the platform, `WXWebAssembly`: in the main domain and in workers.
// Classes and the compiler are native (engine/api/src/classes/webassembly); `host.webAssembly` is not there in builds without them.

const native = host.webAssembly;
if (!native) return;

const { Module, Instance, Memory, Table, Global } = native;
const hidden = (object, name, value) => Object.defineProperty(object, name, { value, writable: true, configurable: true });

// As the other errors: the name is the prototype's.
const errorClass = (name) => {
  const made = { [name]: class extends Error {} }[name];
  hidden(made.prototype, 'name', name);
  return made;
};
const CompileError = errorClass('CompileError');
const LinkError = errorClass('LinkError');
const RuntimeError = errorClass('RuntimeError');
native.setErrors(CompileError, LinkError, RuntimeError);

for (const [name, made] of Object.entries({ Module, Instance, Memory, Table, Global })) {
  Object.defineProperty(made, 'name', { value: name, configurable: true });
}
hidden(Module, 'exports', function exports(module) {
  return native.moduleExports(module);
});
hidden(Module, 'imports', function imports(module) {
  return native.moduleImports(module);
});
hidden(Module, 'customSections', function customSections(module, name) {
  return native.customSections(module, name);
});

// The bytes of a memory stay its own.
for (const name of ['transfer', 'transferToFixedLength', 'transferToImmutable']) {
  const original = ArrayBuffer.prototype[name];
  if (original === undefined) continue;
  hidden(ArrayBuffer.prototype, name, {
    [name](...args) {
      if (native.isMemory(this)) throw new TypeError(`${name}: the memory of WebAssembly cannot be transferred`);
      return original.apply(this, args);
    },
  }[name]);
  Object.defineProperty(ArrayBuffer.prototype[name], 'length', { value: original.length, configurable: true });
}

const isObject = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');

const compile = (source) => new Promise((resolve, reject) => {
  native.compile(source, (error, module) => {
    if (error !== undefined) reject(error);
    else resolve(module);
  });
});

const methods = {
  validate(source) {
    return native.validate(source);
  },
  compile(source) {
    return compile(source);
  },
  // A module gives an instance; bytes, or a path of the package (`.wasm`, `.wasm.br`), give both.
  async instantiate(source, imports) {
    if (imports !== undefined && !isObject(imports)) {
      throw new TypeError('WebAssembly.instantiate(): the imports must be an object');
    }
    if (source instanceof Module) return new Instance(source, imports);
    const module = await compile(source);
    return { module, instance: new Instance(module, imports) };
  },
};
const WebAssembly = {};
for (const [name, method] of Object.entries(methods)) {
  Object.defineProperty(WebAssembly, name, { value: method, writable: true, configurable: true, enumerable: true });
}
for (const [name, made] of Object.entries({ Module, Instance, Memory, Table, Global, CompileError, LinkError, RuntimeError })) {
  hidden(WebAssembly, name, made);
}
Object.defineProperty(WebAssembly, Symbol.toStringTag, { value: 'WebAssembly', configurable: true });

hidden(global, 'WebAssembly', WebAssembly);
hidden(global, 'WXWebAssembly', WebAssembly);
