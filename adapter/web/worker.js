// Worker of the HTML Standard. Scripts of the folder `workers` of game.json are the platform's and see `worker`; every other script, a Blob's
// above all, sees what browsers give a worker (adapter/worker/web_scope.js). Messages of those are [kind, ...].

web.parcel('ImageBitmap', ImageBitmap, (bitmap) => {
  const { width, height } = bitmap;
  if (width === 0) throw new DOMException('An ImageBitmap that is closed could not be cloned.', 'DataCloneError');
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  return [context.getImageData(0, 0, width, height).data, width, height, '[]'];
}, (data, width, height, plans) => {
  const whole = { x: 0, y: 0, w: width, h: height, width, height, flip: false, quality: 'low' };
  const [first = whole, ...others] = JSON.parse(plans);
  return others.reduce((bitmap, plan) => web.createBitmap(bitmap, plan, 0, 0), web.createBitmap(data, first, width, height));
});

const ofThePlatform = (path) => {
  try {
    return wx.createWorker(path);
  } catch (e) {
    // Others of the package are not the platform's.
    if (/declares no workers|is no script of the folder/.test(e.errMsg)) return undefined;
    throw e;
  }
};
const setupOf = (url, path, name) => {
  const { userAgent, language, languages, platform, onLine, hardwareConcurrency } = web.window.navigator;
  const inPackage = !/^(data:|http:\/\/|wxfile:)/i.test(url);
  const base = inPackage ? new URL(path, web.HOME).href : web.HOME;
  const { origin, protocol, host, hostname, port } = web.window.location;
  return {
    home: web.HOME,
    base,
    name,
    navigator: { userAgent, language, languages, platform, onLine, hardwareConcurrency },
    location: { href: inPackage ? base : url, origin, protocol, host, hostname, port, pathname: inPackage ? new URL(base).pathname : '', search: '', hash: '' },
  };
};

class Worker extends EventTarget {
  onmessage = null;
  onmessageerror = null;
  onerror = null;
  #worker;
  #requests = new Map(); // those that the worker has on their way -> what ends them
  constructor(url, options) {
    super();
    if (arguments.length === 0) throw new TypeError('a Worker needs the address of a script');
    const [address, name] = [String(url), String((options && options.name) ?? '')];
    try {
      this.#start(address, name);
    } catch (e) {
      // As for a script that cannot be loaded.
      const message = e.errMsg || e.message;
      console.error(`Worker: ${message}`);
      setTimeout(() => this.#tell(new ErrorEvent('error', { message })), 0);
    }
  }
  #start(address, name) {
    const path = /^data:/i.test(address) ? undefined : web.localPath(address);
    const platform = path !== undefined && ofThePlatform(path);
    const worker = platform || web.createWorker({ source: web.loadScript(address), name: web.scriptName(address), setup: JSON.stringify(setupOf(address, path, name)) });
    this.#worker = { post: (data, buffers) => worker.postMessage(platform ? data : ['message', data], buffers), terminate: () => worker.terminate(), raw: worker };
    worker.onMessage(platform ? (data) => this.#tell(new MessageEvent('message', { data })) : (message) => this.#take(message));
    worker.onError((e) => this.#tell(new ErrorEvent('error', { message: e.message, error: e })));
    worker.onProcessKilled(() => this.#tell(new ErrorEvent('error', { message: 'the worker was ended' })));
  }
  #tell(event) {
    this.dispatchEvent(Object.assign(event, { isTrusted: true }));
  }
  #take([kind, ...rest]) {
    if (kind === 'message') this.#tell(new MessageEvent('message', { data: rest[0] }));
    else if (kind === 'request') this.#request(...rest);
    else if (kind === 'end') this.#end(rest[0]);
    else if (kind === 'close') this.terminate();
  }
  // A request of the worker's: the network is the page's.
  #request(id, options) {
    const { raw } = this.#worker;
    const answer = (name, detail) => {
      if (name === 'done' || name === 'fail') this.#requests.delete(id);
      raw.postMessage(['answer', id, name, detail], detail instanceof ArrayBuffer ? [detail] : []);
    };
    this.#requests.set(id, () => {});
    try {
      const end = web.request(options, answer);
      if (this.#requests.has(id)) this.#requests.set(id, end);
    } catch (e) {
      answer('fail', { reason: e.reason || e.errMsg || e.message });
    }
  }
  #end(id) {
    const end = this.#requests.get(id);
    this.#requests.delete(id);
    if (end) end();
  }
  postMessage(message, options) {
    if (this.#worker) web.post(this.#worker.post, message, options);
  }
  terminate() {
    for (const id of [...this.#requests.keys()]) this.#end(id);
    if (this.#worker) this.#worker.terminate();
    this.#worker = undefined;
  }
}
web.define({ Worker });
