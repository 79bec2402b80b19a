// Events of the DOM Standard: classes of events, and targets that events travel along, down and up the tree.

class Event {
  #stopped = false;
  #stoppedAtOnce = false;
  constructor(type, init) {
    if (arguments.length === 0) throw new TypeError('an event needs a type');
    this.type = String(type);
    this.bubbles = !!(init && init.bubbles);
    this.cancelable = !!(init && init.cancelable);
    this.composed = !!(init && init.composed);
    this.defaultPrevented = false;
    this.isTrusted = false;
    this.target = null;
    this.currentTarget = null;
    this.eventPhase = 0;
    this.timeStamp = performance.now();
  }
  get srcElement() {
    return this.target;
  }
  get cancelBubble() {
    return this.#stopped;
  }
  set cancelBubble(value) {
    if (value) this.#stopped = true;
  }
  get returnValue() {
    return !this.defaultPrevented;
  }
  get stoppedAtOnce() {
    return this.#stoppedAtOnce;
  }
  preventDefault() {
    this.defaultPrevented = this.cancelable || this.defaultPrevented;
  }
  stopPropagation() {
    this.#stopped = true;
  }
  stopImmediatePropagation() {
    this.#stopped = this.#stoppedAtOnce = true;
  }
  composedPath() {
    return this.target ? web.path(this.target) : [];
  }
  initEvent(type, bubbles, cancelable) {
    this.type = String(type);
    this.bubbles = !!bubbles;
    this.cancelable = !!cancelable;
  }
}
for (const [value, name] of ['NONE', 'CAPTURING_PHASE', 'AT_TARGET', 'BUBBLING_PHASE'].entries()) {
  Object.defineProperty(Event, name, { value });
  Object.defineProperty(Event.prototype, name, { value });
}

// Classes that add fields to their parent's: the value that a field has without an init says its type.
const eventClass = (name, Parent, fields) => {
  const Made = {
    [name]: class extends Parent {
      constructor(type, init) {
        super(type, init);
        for (const [field, value] of Object.entries(fields)) {
          const given = init && init[field];
          this[field] = given !== undefined ? given : Array.isArray(value) ? [...value] : value;
        }
      }
    },
  }[name];
  web.define({ [name]: Made });
  return Made;
};
web.define({ Event });
const modifiers = { ctrlKey: false, shiftKey: false, altKey: false, metaKey: false };
eventClass('CustomEvent', Event, { detail: null });
eventClass('ProgressEvent', Event, { lengthComputable: false, loaded: 0, total: 0 });
eventClass('MessageEvent', Event, { data: null, origin: '', lastEventId: '', source: null, ports: [] });
eventClass('CloseEvent', Event, { wasClean: false, code: 0, reason: '' });
eventClass('PageTransitionEvent', Event, { persisted: false });
eventClass('ErrorEvent', Event, { message: '', filename: '', lineno: 0, colno: 0, error: null });
eventClass('PromiseRejectionEvent', Event, { promise: null, reason: undefined });
eventClass('PopStateEvent', Event, { state: null });
eventClass('HashChangeEvent', Event, { oldURL: '', newURL: '' });
eventClass('StorageEvent', Event, { key: null, oldValue: null, newValue: null, url: '', storageArea: null });
eventClass('GamepadEvent', Event, { gamepad: null });
eventClass('DeviceMotionEvent', Event, { acceleration: null, accelerationIncludingGravity: null, rotationRate: null, interval: 0 });
eventClass('DeviceOrientationEvent', Event, { alpha: null, beta: null, gamma: null, absolute: false });
const UIEvent = eventClass('UIEvent', Event, { view: null, detail: 0 });
eventClass('FocusEvent', UIEvent, { relatedTarget: null });
eventClass('InputEvent', UIEvent, { data: null, inputType: '', isComposing: false });
eventClass('CompositionEvent', UIEvent, { data: '' });
eventClass('KeyboardEvent', UIEvent, { key: '', code: '', location: 0, repeat: false, isComposing: false, keyCode: 0, charCode: 0, which: 0, ...modifiers });
eventClass('TouchEvent', UIEvent, { touches: [], targetTouches: [], changedTouches: [], ...modifiers });
const MouseEvent = eventClass('MouseEvent', UIEvent, {
  clientX: 0, clientY: 0, screenX: 0, screenY: 0, pageX: 0, pageY: 0, x: 0, y: 0, offsetX: 0, offsetY: 0,
  movementX: 0, movementY: 0, button: 0, buttons: 0, relatedTarget: null, ...modifiers,
});
eventClass('DragEvent', MouseEvent, { dataTransfer: null });
eventClass('PointerEvent', MouseEvent, {
  pointerId: 0, width: 1, height: 1, pressure: 0, tangentialPressure: 0, tiltX: 0, tiltY: 0, twist: 0, pointerType: '', isPrimary: false,
});
eventClass('WheelEvent', MouseEvent, { deltaX: 0, deltaY: 0, deltaZ: 0, deltaMode: 0 });

// Lists of listeners live beside their objects: native ones (canvases) are targets too.
const lists = new WeakMap();
const listOf = (target, type) => {
  const types = lists.get(target);
  return (types && types.get(type)) || [];
};
const captures = (options) => (typeof options === 'object' && options ? !!options.capture : !!options);

class EventTarget {
  addEventListener(type, listener, options) {
    const target = this || web.window;
    if (typeof listener !== 'function' && !(listener && typeof listener === 'object')) return;
    const settings = typeof options === 'object' && options ? options : {};
    const [key, capture, { signal }] = [String(type), captures(options), settings];
    if (signal && signal.aborted) return;
    let types = lists.get(target);
    if (!types) lists.set(target, (types = new Map()));
    // A dispatch that is under way keeps the list that it began with.
    const list = types.get(key) || [];
    if (list.some((entry) => entry.listener === listener && entry.capture === capture)) return;
    types.set(key, [...list, { listener, capture, once: !!settings.once, removed: false }]);
    if (signal) signal.addEventListener('abort', () => target.removeEventListener(key, listener, capture), { once: true });
  }
  removeEventListener(type, listener, options) {
    const target = this || web.window;
    const [key, capture] = [String(type), captures(options)];
    const list = listOf(target, key);
    const entry = list.find((e) => e.listener === listener && e.capture === capture);
    if (!entry) return;
    entry.removed = true;
    lists.get(target).set(key, list.filter((e) => e !== entry));
  }
  dispatchEvent(event) {
    const target = this || web.window;
    event.target = target;
    const path = web.path(target);
    for (let i = path.length - 1; i > 0; i--) call(path[i], event, 1);
    call(target, event, 2);
    if (event.bubbles) for (let i = 1; i < path.length; i++) call(path[i], event, 3);
    event.currentTarget = null;
    event.eventPhase = 0;
    return !event.defaultPrevented;
  }
}

const call = (target, event, phase) => {
  if (event.cancelBubble) return;
  event.currentTarget = target;
  event.eventPhase = phase;
  const run = (listener) => {
    try {
      if (typeof listener === 'function') {
        if (listener.call(target, event) === false && listener === target[`on${event.type}`]) event.preventDefault();
      } else listener.handleEvent(event);
    } catch (e) {
      web.reportError(e);
    }
  };
  const handler = phase !== 1 && target[`on${event.type}`];
  if (typeof handler === 'function') run(handler);
  for (const { listener, capture, once, removed } of [...listOf(target, event.type)]) {
    if (event.stoppedAtOnce) return;
    if (removed || (phase === 1 && !capture) || (phase === 3 && capture)) continue;
    if (once) target.removeEventListener(event.type, listener, capture);
    run(listener);
  }
};

// A target and what is above it; the window stands above the document.
web.path = (target) => {
  const path = [target];
  for (let node = target.parentNode; node; node = node.parentNode) path.push(node);
  if (path[path.length - 1] === web.window.document) path.push(web.window);
  return path;
};
web.define({ EventTarget });
