// The mechanism of wx.*: shape here, work in Rust. An API is one operation in engine/api plus one line in a
// file of this folder. See docs/how-to-add-an-api.md.
//
// host.call(operation, options) returns the operation's result or throws an object { reason, errno }.

// An error of a listener or a callback is uncaught, and does not keep the others from running.
const { queueMicrotask } = global;
host.reportError = (error) => queueMicrotask(() => {
  throw error;
});

// The functions of wx whose promise is documented: a failure that nobody handles is an unhandled rejection there.
const promising = new Set(host.promising);

const queue = []; // callbacks to be run in the event phase of a frame
const listeners = new Map(); // event name -> [function]
const eventHandlers = new Map(); // host event kind -> function
const taken = new Set(); // names of wx that somebody serves
const prototypes = new Map(); // kind of wx-api.json -> prototype of the real objects

const core = {
  // Runs `work` in the next event phase: no callback of ours ever runs inside of the call that it was given to.
  defer(work) {
    queue.push(work);
  },

  // An error with the platform's fields.
  error(name, failure) {
    const reason = failure && failure.reason !== undefined ? failure.reason : failure && failure.message || String(failure);
    const error = new Error(`${name}:fail ${reason}`);
    error.errMsg = error.message;
    if (failure && failure.errno !== undefined) error.errno = failure.errno;
    if (failure && failure.errCode !== undefined) error.errCode = failure.errCode;
    return error;
  },

  // Answers `options` by callbacks, or by the promise that is returned when there is none.
  answer(name, options, work, of) {
    return core.answerLater(name, options, (done) => done(undefined, work()), of);
  },

  // The same for work that is not finished when it returns: it calls done(failure, result) once, now or later. `of` is what the game
  // has called, where that is not wx[name]. Where no promise is documented, one is given all the same, for who awaits it, and its
  // failure is no unhandled rejection: games call `unlink` and `close` for what may not be there, and look at nothing.
  answerLater(name, options, start, of = name) {
    const { success, fail, complete } = options || {};
    const settle = (resolve, refuse) => {
      const done = (failure, result) => core.defer(() => {
        if (failure === undefined) {
          resolve(Object.assign({}, result, { errMsg: `${name}:ok` }));
          return;
        }
        const { errMsg, errno, errCode } = core.error(name, failure);
        const answer = { errMsg };
        if (errno !== undefined) answer.errno = errno;
        if (errCode !== undefined) answer.errCode = errCode;
        refuse(answer);
      });
      try {
        start(done);
      } catch (e) {
        done(e === undefined ? 'undefined' : e);
      }
    };
    const withCallbacks = [success, fail, complete].some((f) => typeof f === 'function');
    if (!withCallbacks) {
      const promise = new Promise((resolve, reject) => settle(resolve, reject));
      if (!promising.has(of)) promise.catch(() => {});
      return promise;
    }
    const both = (first) => (answer) => {
      try {
        if (typeof first === 'function') first(answer);
      } finally {
        if (typeof complete === 'function') complete(answer);
      }
    };
    settle(both(success), both(fail));
  },

  // The same for what is answered before the call returns.
  answerAtOnce(name, options, work) {
    const { success, fail, complete } = options || {};
    if (![success, fail, complete].some((f) => typeof f === 'function')) return core.answer(name, options, work);
    let answer;
    let first = success;
    try {
      answer = Object.assign({}, work(), { errMsg: `${name}:ok` });
    } catch (e) {
      answer = { errMsg: core.error(name, e).errMsg };
      first = fail;
    }
    try {
      if (typeof first === 'function') first(answer);
    } finally {
      if (typeof complete === 'function') complete(answer);
    }
  },

  // wx.name(options): result by callback or promise.
  asynchronous(name, work) {
    core.define(name, (options) => core.answer(name, options, () => work(options || {})));
  },

  // wx.name(...): result or exception at once.
  synchronous(name, work) {
    core.define(name, (...args) => {
      try {
        return work(...args);
      } catch (e) {
        throw core.error(name, e);
      }
    });
  },

  define(name, value) {
    taken.add(name);
    wx[name] = value;
  },

  has: (name) => taken.has(name),

  // The prototype of objects of a documented kind: what it lacks is filled in by absent.js.
  // `by` is the call of the platform that stands behind all of its members, `own` are members that every object has itself.
  objectPrototype: (kind, prototype, { by, own = [] } = {}) => void prototypes.set(kind, { prototype, by, own }),
  prototypes: () => prototypes,

  // Text of a game's value. What has none (a symbol, an object without a prototype) is its type's name instead of an exception.
  text(value) {
    try {
      return `${value}`;
    } catch (e) {
      return core.typeName(value);
    }
  },

  // A type's name as the platform's parameter errors write it.
  typeName(value) {
    if (value === null) return 'Null';
    return value === undefined ? 'Undefined' : Object.prototype.toString.call(value).slice(8, -1);
  },

  // wx.onX(listener) and wx.offX(listener).
  events(...names) {
    for (const name of names) {
      const list = [];
      listeners.set(name, list);
      core.define(`on${name}`, (listener) => {
        if (typeof listener === 'function') list.push(listener);
      });
      core.define(`off${name}`, (listener) => {
        if (listener === undefined) list.length = 0;
        const at = list.indexOf(listener);
        if (at >= 0) list.splice(at, 1);
      });
    }
  },

  // Calls every listener; an error of one does not keep the others from running.
  emit(name, event) {
    core.callAll(listeners.get(name), undefined, event);
  },

  callAll(list, self, ...args) {
    if (!list || !list.length) return;
    if (list.length === 1) {
      list[0].call(self, ...args);
      return;
    }
    for (const listener of list.slice()) {
      try {
        listener.call(self, ...args);
      } catch (e) {
        host.reportError(e);
      }
    }
  },

  listenersTo: (name) => listeners.get(name) || [],

  listenerCount: (name) => (listeners.get(name) || []).length,

  // Registers what handles a host event.
  onHostEvent(kind, handler) {
    eventHandlers.set(kind, handler);
  },

  // The runtime calls this for every host event, in order.
  dispatch(kind, a, b, c) {
    const handler = eventHandlers.get(kind);
    if (handler) handler(a, b, c);
  },

  // The runtime calls this once in the event phase, again while it returns true.
  deliver() {
    const now = queue.splice(0);
    for (const work of now) {
      try {
        work();
      } catch (e) {
        host.reportError(e);
      }
    }
    return now.length > 0;
  },

  // An on/off pair on an object, as tasks and contexts have them.
  objectEvents(object, names) {
    const lists = {};
    for (const name of names) {
      const list = (lists[name] = []);
      object[`on${name}`] = (listener) => {
        if (typeof listener === 'function') list.push(listener);
      };
      object[`off${name}`] = (listener) => {
        if (listener === undefined) list.length = 0;
        const at = list.indexOf(listener);
        if (at >= 0) list.splice(at, 1);
      };
    }
    return lists;
  },

  // addEventListener and its friends, for canvases and images. Returns (target, type) => whether somebody listens.
  eventTarget(prototype) {
    const lists = new WeakMap();
    const of = (target, type) => {
      let types = lists.get(target);
      if (!types) lists.set(target, (types = new Map()));
      let list = types.get(type);
      if (!list) types.set(type, (list = []));
      return list;
    };
    const methods = {
      addEventListener(type, listener, options) {
        const call = typeof listener === 'function' || (listener && typeof listener.handleEvent === 'function');
        const list = of(this, String(type));
        if (call && !list.some((entry) => entry.listener === listener)) {
          list.push({ listener, once: !!(options && options.once) });
        }
      },
      removeEventListener(type, listener) {
        const list = of(this, String(type));
        const at = list.findIndex((entry) => entry.listener === listener);
        if (at >= 0) list.splice(at, 1);
      },
      dispatchEvent(event) {
        const handler = this[`on${event.type}`];
        const list = of(this, String(event.type)).slice();
        if (typeof handler === 'function') list.unshift({ listener: handler });
        for (const entry of list) {
          if (entry.once) this.removeEventListener(event.type, entry.listener);
          try {
            if (typeof entry.listener === 'function') entry.listener.call(this, event);
            else entry.listener.handleEvent(event);
          } catch (e) {
            host.reportError(e);
          }
        }
        return true;
      },
    };
    for (const [name, value] of Object.entries(methods)) {
      Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: false });
    }
    return (target, type) => typeof target[`on${type}`] === 'function' || of(target, type).length > 0;
  },
};
return core;
