// Observers of size and visibility: everything fills the window and is visible, so only the window changes them.

class ResizeObserver {
  #call;
  #targets = new Set();
  #fresh = new Set();
  #listening = null;
  constructor(call) {
    this.#call = call;
  }
  #tell(targets) {
    const entries = targets.map((target) => {
      const { width, height } = target.getBoundingClientRect();
      const box = [{ inlineSize: width, blockSize: height }];
      const dpr = web.window.devicePixelRatio;
      return {
        target, contentRect: web.rect(width, height), contentBoxSize: box, borderBoxSize: box,
        devicePixelContentBoxSize: [{ inlineSize: Math.round(width * dpr), blockSize: Math.round(height * dpr) }],
      };
    });
    if (entries.length) this.#call.call(this, entries, this);
  }
  observe(target) {
    this.#targets.add(target);
    this.#fresh.add(target);
    if (!this.#listening) {
      this.#listening = () => this.#tell([...this.#targets]);
      web.window.addEventListener('resize', this.#listening);
    }
    // The first answer comes with the next frame.
    requestAnimationFrame(() => {
      const fresh = [...this.#fresh].filter((one) => this.#targets.has(one));
      this.#fresh.clear();
      this.#tell(fresh);
    });
  }
  unobserve(target) {
    this.#targets.delete(target);
  }
  disconnect() {
    this.#targets.clear();
    if (this.#listening) web.window.removeEventListener('resize', this.#listening);
    this.#listening = null;
  }
}

class IntersectionObserver {
  #call;
  #targets = new Set();
  constructor(call) {
    this.#call = call;
  }
  observe(target) {
    this.#targets.add(target);
    requestAnimationFrame(() => {
      if (!this.#targets.has(target)) return;
      const rect = target.getBoundingClientRect();
      this.#call.call(this, [{ target, isIntersecting: true, intersectionRatio: 1, boundingClientRect: rect, intersectionRect: rect, rootBounds: rect, time: performance.now() }], this);
    });
  }
  unobserve(target) {
    this.#targets.delete(target);
  }
  disconnect() {
    this.#targets.clear();
  }
  takeRecords() {
    return [];
  }
}
web.define({ ResizeObserver, IntersectionObserver });
