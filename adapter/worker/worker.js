// The globals of a worker: `worker` and nothing of wx. `host` has post(message, transfer) and the user data path.

const listeners = [];
const early = [];
const MAX_EARLY = 1000;
const { queueMicrotask } = global;
const call = (listener, message) => {
  try {
    listener.call(worker, message);
  } catch (e) {
    queueMicrotask(() => {
      throw e;
    });
  }
};
const worker = {
  env: { USER_DATA_PATH: host.userDataPath },
  postMessage(message, transfer) {
    host.post(message, transfer === undefined || transfer === null ? [] : [...transfer]);
  },
  onMessage(listener) {
    if (typeof listener !== 'function') return;
    listeners.push(listener);
    // Messages that came before anybody listened.
    for (const message of early.splice(0)) queueMicrotask(() => call(listener, message));
  },
  offMessage(listener) {
    if (listener === undefined) listeners.length = 0;
    const at = listeners.indexOf(listener);
    if (at >= 0) listeners.splice(at, 1);
  },
};
Object.defineProperty(global, 'worker', { value: worker, writable: true, configurable: true, enumerable: true });
// A worker has no frames.
for (const name of ['requestAnimationFrame', 'cancelAnimationFrame']) delete global[name];

return (message) => {
  if (!listeners.length) {
    if (early.length < MAX_EARLY) early.push(message);
    else console.warn('worker: more than 1000 messages came before worker.onMessage was called; the last is lost');
  }
  for (const listener of listeners.slice()) call(listener, message);
};
