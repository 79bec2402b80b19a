// MessageChannel within a realm: what schedulers and promise libraries wait for a task of their own with. Ports stay where they were made.
// https://html.spec.whatwg.org/multipage/web-messaging.html#message-channels

let making = false;
const others = new WeakMap(); // port -> the other one
class MessagePort extends EventTarget {
  #handler = null;
  #started = false;
  #closed = false;
  #waiting = [];
  constructor() {
    if (!making) throw new TypeError('Illegal constructor');
    super();
  }
  get onmessage() {
    return this.#handler;
  }
  set onmessage(handler) {
    this.#handler = typeof handler === 'function' ? handler : null;
    this.start();
  }
  postMessage(message, options) {
    const transfer = Array.isArray(options) ? options : (options && options.transfer) || [];
    const data = structuredClone(message, { transfer });
    const other = others.get(this);
    if (!this.#closed && !other.#closed) other.#take(data);
  }
  #take(data) {
    this.#waiting.push(data);
    if (this.#started) this.#deliverOne();
  }
  #deliverOne() {
    setTimeout(() => {
      if (this.#closed || !this.#waiting.length) return;
      this.dispatchEvent(Object.assign(new MessageEvent('message', { data: this.#waiting.shift() }), { isTrusted: true }));
    }, 0);
  }
  start() {
    if (this.#started) return;
    this.#started = true;
    for (const _ of this.#waiting) this.#deliverOne();
  }
  close() {
    this.#closed = true;
    others.get(this).#closed = true;
  }
}
class MessageChannel {
  constructor() {
    making = true;
    [this.port1, this.port2] = [new MessagePort(), new MessagePort()];
    making = false;
    others.set(this.port1, this.port2);
    others.set(this.port2, this.port1);
  }
}
web.define({ MessageChannel, MessagePort });
