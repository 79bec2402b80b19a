// Event and EventTarget as far as engines use them.

class Event {
  constructor(type, init) {
    this.type = String(type);
    this.bubbles = !!(init && init.bubbles);
    this.cancelable = !!(init && init.cancelable);
    this.defaultPrevented = false;
    this.target = null;
    this.currentTarget = null;
    this.timeStamp = performance.now();
    Object.defineProperty(this, 'stopped', { value: false, writable: true });
  }
  preventDefault() {
    this.defaultPrevented = this.cancelable || this.defaultPrevented;
  }
  stopPropagation() {}
  stopImmediatePropagation() {
    this.stopped = true;
  }
}

class EventTarget {
  #listeners = new Map();

  addEventListener(type, listener, options) {
    if (typeof listener !== 'function' && !(listener && typeof listener.handleEvent === 'function')) return;
    const key = String(type);
    const list = this.#listeners.get(key) || [];
    if (!list.some((entry) => entry.listener === listener)) {
      list.push({ listener, once: !!(options && typeof options === 'object' && options.once) });
    }
    this.#listeners.set(key, list);
  }

  removeEventListener(type, listener) {
    const list = this.#listeners.get(String(type)) || [];
    const at = list.findIndex((entry) => entry.listener === listener);
    if (at >= 0) list.splice(at, 1);
  }

  dispatchEvent(event) {
    if (!event.target) event.target = this;
    event.currentTarget = this;
    const entries = (this.#listeners.get(event.type) || []).slice();
    const handler = this[`on${event.type}`];
    if (typeof handler === 'function') entries.unshift({ listener: handler });
    for (const entry of entries) {
      if (event.stopped) break;
      if (entry.once) this.removeEventListener(event.type, entry.listener);
      try {
        if (typeof entry.listener === 'function') entry.listener.call(this, event);
        else entry.listener.handleEvent(event);
      } catch (e) {
        web.reportError(e);
      }
    }
    return !event.defaultPrevented;
  }
}

web.define({ Event, EventTarget });
