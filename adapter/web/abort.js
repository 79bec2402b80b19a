// AbortController and AbortSignal.

const create = Symbol('create');

class AbortSignal extends EventTarget {
  #aborted = false;
  #reason;
  constructor(key) {
    if (key !== create) throw new TypeError('Illegal constructor');
    super();
    this.onabort = null;
  }
  get aborted() {
    return this.#aborted;
  }
  get reason() {
    return this.#reason;
  }
  throwIfAborted() {
    if (this.#aborted) throw this.#reason;
  }
  static abort(reason) {
    const signal = new AbortSignal(create);
    AbortSignal.#signal(signal, reason);
    return signal;
  }
  static timeout(ms) {
    const signal = new AbortSignal(create);
    setTimeout(() => AbortSignal.#signal(signal, new DOMException('The operation timed out.', 'TimeoutError')), ms);
    return signal;
  }
  static any(signals) {
    const signal = new AbortSignal(create);
    for (const one of signals) {
      if (one.aborted) {
        AbortSignal.#signal(signal, one.reason);
        break;
      }
      one.addEventListener('abort', () => AbortSignal.#signal(signal, one.reason), { once: true });
    }
    return signal;
  }
  static #signal(signal, reason) {
    if (signal.#aborted) return;
    signal.#aborted = true;
    signal.#reason = reason === undefined ? new DOMException('The operation was aborted.', 'AbortError') : reason;
    signal.dispatchEvent(new Event('abort'));
  }
  static [create](signal, reason) {
    AbortSignal.#signal(signal, reason);
  }
}

class AbortController {
  #signal = new AbortSignal(create);
  get signal() {
    return this.#signal;
  }
  abort(reason) {
    AbortSignal[create](this.#signal, reason);
  }
}

web.define({ AbortSignal, AbortController });
