// Worker of the HTML Standard over wx.createWorker. A worker script sees `worker`, as on the platform.

class Worker extends EventTarget {
  #worker;
  constructor(url) {
    super();
    this.#worker = wx.createWorker(String(url));
    const tell = (type, fields) => this.dispatchEvent(Object.assign(new Event(type), fields));
    this.#worker.onMessage((data) => tell('message', { data, origin: '', ports: [] }));
    this.#worker.onError((e) => tell('error', { message: e.message, error: e }));
    this.#worker.onProcessKilled(() => tell('error', { message: 'the worker was ended' }));
  }
  postMessage(message, options) {
    this.#worker.postMessage(message, Array.isArray(options) ? options : options && options.transfer);
  }
  terminate() {
    this.#worker.terminate();
  }
}
web.define({ Worker });
