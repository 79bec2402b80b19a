WXWebAssembly.instantiate('lib.wasm').then(({ instance }) => worker.postMessage(instance.exports.get()), (e) => worker.postMessage(String(e)));
const memory = new WebAssembly.Memory({ initial: 1 });
try {
  worker.postMessage(memory.buffer, [memory.buffer]);
} catch (e) {
  worker.postMessage(e.name);
}
worker.postMessage(memory.buffer.byteLength);
