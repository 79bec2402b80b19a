// The globals of a worker of the web adapter, as browsers have them: https://html.spec.whatwg.org/multipage/workers.html
// `host` has post(message, transfer), evaluate(source, name) and close(); messages are [kind, ...], as in web/worker.js.

const { setup } = host;
// Timers and the console are the engine's; a worker has no frames.
for (const name of ['requestAnimationFrame', 'cancelAnimationFrame']) delete global[name];

class WorkerGlobalScope extends EventTarget {
  static [Symbol.hasInstance](value) {
    return value === global;
  }
}
class DedicatedWorkerGlobalScope extends WorkerGlobalScope {}
class WorkerNavigator {}
class WorkerLocation {
  toString() {
    return this.href;
  }
}
for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent']) {
  web.define({ [name]: EventTarget.prototype[name].bind(global) });
}

// Addresses without a scheme are relative to the script where it lies in the package.
const { localPath } = web;
web.localPath = (url) => (/^([a-z][a-z0-9+.-]*:|\/\/)/i.test(url) ? localPath(url) : localPath(new URL(url, setup.base).href));

const importOne = (url) => {
  let text;
  try {
    text = web.loadScript(url);
  } catch (e) {
    throw new DOMException(`importScripts: ${e.errMsg || e.message}`, 'NetworkError');
  }
  host.evaluate(text, web.scriptName(url));
};
let closed = false;
web.define({
  self: global,
  name: setup.name,
  onmessage: null,
  onmessageerror: null,
  onerror: null,
  WorkerGlobalScope,
  DedicatedWorkerGlobalScope,
  WorkerNavigator,
  WorkerLocation,
  navigator: Object.assign(new WorkerNavigator(), setup.navigator),
  location: Object.assign(new WorkerLocation(), setup.location),
  origin: setup.location.origin,
  isSecureContext: true,
  importScripts(...urls) {
    for (const url of urls) importOne(String(url));
  },
  postMessage(message, options) {
    web.post((data, buffers) => host.post(['message', data], buffers), message, options);
  },
  close() {
    closed = true; // what comes now is lost
    host.close();
    // What the script still says now is heard.
    queueMicrotask(() => host.post(['close'], []));
  },
});

return ([kind, ...rest]) => {
  if (closed) return;
  if (kind === 'message') global.dispatchEvent(Object.assign(new MessageEvent('message', { data: rest[0] }), { isTrusted: true }));
  else if (kind === 'answer') web.answered(...rest);
};
