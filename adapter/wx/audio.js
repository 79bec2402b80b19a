// InnerAudioContext over the engine's mixer.

const contexts = new Map(); // id -> context, until it is destroyed: sound goes on without a reference
const EVENTS = ['Canplay', 'Play', 'Pause', 'Stop', 'Ended', 'TimeUpdate', 'Error', 'Waiting', 'Seeking', 'Seeked'];
const SETTABLE = ['src', 'startTime', 'autoplay', 'loop', 'volume', 'playbackRate'];
const READABLE = ['duration', 'currentTime', 'paused', 'buffered'];
const states = new WeakMap();
const state = (context) => {
  const found = states.get(context);
  if (!found) throw new TypeError('not an InnerAudioContext');
  return found;
};

const call = (operation, options) => {
  try {
    return host.call(operation, options);
  } catch (e) {
    throw core.error('InnerAudioContext', e);
  }
};

class InnerAudioContext {
  play() {
    call('audio.play', { id: state(this).id });
  }
  pause() {
    call('audio.pause', { id: state(this).id });
  }
  stop() {
    call('audio.stop', { id: state(this).id });
  }
  seek(position) {
    call('audio.seek', { id: state(this).id, position: typeof position === 'number' ? position || 0 : Number(core.text(position)) || 0 });
  }
  destroy() {
    const { id } = state(this);
    contexts.delete(id);
    call('audio.destroy', { id });
  }
}
for (const name of SETTABLE) {
  Object.defineProperty(InnerAudioContext.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      return state(this).values[name];
    },
    set(value) {
      const { id, values } = state(this);
      const kind = typeof values[name];
      const typed = kind === 'string' ? String(value) : kind === 'number' ? Number(value) : !!value;
      if (kind === 'number' && !Number.isFinite(typed)) return;
      values[name] = typed;
      call('audio.set', { id, name, value: typed });
    },
  });
}
for (const name of READABLE) {
  Object.defineProperty(InnerAudioContext.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      return call('audio.get', { id: state(this).id, name });
    },
    // The devtools' own template begins a sound anew by `currentTime = 0`; what cannot be set is left as it is, without an error.
    set(value) {
      if (name === 'currentTime' && Number.isFinite(value)) this.seek(value);
    },
  });
}

core.synchronous('createInnerAudioContext', () => {
  const context = new InnerAudioContext();
  const id = call('audio.create');
  const values = { src: '', startTime: 0, autoplay: false, loop: false, volume: 1, playbackRate: 1 };
  states.set(context, { id, values, lists: core.objectEvents(context, EVENTS) });
  context.obeyMuteSwitch = true;
  context.referrerPolicy = 'no-referrer';
  contexts.set(id, context);
  return context;
});
core.onHostEvent('audio', (id, name, detail) => {
  const context = contexts.get(id);
  if (context) core.callAll(states.get(context).lists[name], context, detail);
});
// Wishes about other apps, the mute switch and the earpiece of a phone, of which a desktop has none. No failure of them is documented, and
// games that want their own music alone ask without listening.
core.asynchronous('setInnerAudioOption', (options) => core.check({ 'mixWithOther?': 'Boolean', 'obeyMuteSwitch?': 'Boolean', 'speakerOn?': 'Boolean' }, options));
core.objectPrototype('InnerAudioContext', InnerAudioContext.prototype, { own: EVENTS.flatMap((name) => [`on${name}`, `off${name}`]) });
