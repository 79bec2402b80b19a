// wx.createWorker: a script of the package's `workers` folder on a thread of its own.

const workers = new Map(); // id -> worker; keeps those alive that may still be heard of
const states = new WeakMap();
const state = (worker) => {
  const found = states.get(worker);
  if (!found) throw new TypeError('not a Worker');
  return found;
};

class Worker {
  postMessage(message, transfer) {
    const { id } = state(this);
    try {
      host.postToWorker(id, message, transfer === undefined || transfer === null ? [] : [...transfer]);
    } catch (e) {
      if (e && e.reason !== undefined) throw core.error('postMessage', e);
      throw e;
    }
  }
  // Frames of a camera are for the worker's own thread, and only an embedder has them.
  getCameraFrameData() {
    state(this);
    core.hostCall('Worker.getCameraFrameData');
    throw core.error('getCameraFrameData', { reason: 'not supported', errno: 6 });
  }
  terminate() {
    const { id } = state(this);
    workers.delete(id);
    host.call('worker.terminate', { id });
  }
  // For trying out what a game does when the system takes the worker away.
  testOnProcessKilled() {
    host.call('worker.kill', { id: state(this).id });
  }
}

const made = (id) => {
  const worker = new Worker();
  const lists = core.objectEvents(worker, ['Message', 'Error', 'ProcessKilled']);
  worker.env = { USER_DATA_PATH: host.userDataPath };
  states.set(worker, { id, lists });
  workers.set(id, worker);
  return worker;
};
core.synchronous('createWorker', (path) => {
  if (typeof path !== 'string') throw { reason: `parameter error: scriptPath should be String instead of ${core.typeName(path)}` };
  return made(host.call('worker.create', { path }));
});
// For the web adapter, whose workers' scripts come as text.
host.createInlineWorker = (script) => {
  try {
    return made(host.call('worker.createInline', script));
  } catch (e) {
    throw core.error('createWorker', e);
  }
};
core.onHostEvent('worker', (id, kind, detail) => {
  const worker = workers.get(id);
  if (!worker) return; // terminated
  if (kind === 'ProcessKilled') workers.delete(id);
  // The document has `error`, its sample prints the argument.
  const told = kind === 'Error' ? { error: Object.assign(new Error(detail.message), { stack: detail.stack }), ...detail } : detail;
  core.callAll(state(worker).lists[kind], worker, told);
});
core.servedBy('Worker.getCameraFrameData', 'Worker.getCameraFrameData');
core.objectPrototype('Worker', Worker.prototype, { own: ['env', 'onMessage', 'onError', 'onProcessKilled'] });
