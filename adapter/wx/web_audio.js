// Web Audio, what everything else stands on: errors, AudioParam, AudioNode, AudioBuffer. The graph itself is in engine/audio.

const ids = new WeakMap(); // AudioNode -> { context, id, shape, mixing, handle }
const params = new WeakMap(); // AudioParam -> { node, index, shape, curves, rate }

// `reason` of an operation begins with the exception's name where it is not a plain failure.
const failure = (e) => {
  const text = e && e.reason !== undefined ? e.reason : core.text(e && e.message);
  const named = /^(\w+Error): ([^]*)$/.exec(text);
  return exception(named ? named[1] : 'OperationError', named ? named[2] : text);
};
const exception = (name, message) => {
  if (name === 'TypeError') return new TypeError(message);
  if (name === 'RangeError') return new RangeError(message);
  const error = new Error(message);
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  return error;
};
const call = (operation, options) => {
  try {
    return host.call(`webAudio.${operation}`, options);
  } catch (e) {
    throw failure(e);
  }
};

// A number as the methods take it: TypeError for what is none.
const finite = (value, what) => {
  const number = typeof value === 'number' ? value : Number(core.text(value));
  if (!Number.isFinite(number)) throw new TypeError(`${what} should be a finite number`);
  return number;
};
const notNegative = (value, what) => {
  const number = finite(value, what);
  if (number < 0) throw new RangeError(`${what} should not be negative`);
  return number;
};
const samples = (data) => data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
const floats = (values, what) => {
  if (values instanceof Float32Array) return values;
  if (values === null || typeof values !== 'object' || !(Symbol.iterator in values)) throw new TypeError(`${what} should be a list of numbers`);
  return Float32Array.from(values, (value) => finite(value, what));
};

class AudioParam {
  constructor(secret, node, index, shape) {
    if (secret !== params) throw new TypeError('Illegal constructor');
    params.set(this, { node, index, shape, curves: [], rate: shape.automationRate });
  }
  get value() {
    return call('value', place(this));
  }
  set value(value) {
    const number = finite(value, 'AudioParam.value');
    const own = paramOf(this);
    own.free(ids.get(own.node).context.currentTime);
    call('setValue', { ...place(this), value: number });
  }
  get defaultValue() {
    return paramOf(this).shape.defaultValue;
  }
  get minValue() {
    return paramOf(this).shape.minValue;
  }
  get maxValue() {
    return paramOf(this).shape.maxValue;
  }
  get automationRate() {
    return paramOf(this).rate;
  }
  set automationRate(rate) {
    if (rate !== 'a-rate' && rate !== 'k-rate') return;
    const own = paramOf(this);
    const fixed = /^(BufferSource|DynamicsCompressor)$/.test(ids.get(own.node).kind);
    if (fixed && rate !== own.shape.automationRate) throw exception('InvalidStateError', 'the automation rate of this parameter cannot change');
    own.rate = rate;
    call('setRate', { ...place(this), audio: rate === 'a-rate' });
  }
  setValueAtTime(value, time) {
    return automate(this, 'set', finite(value, 'value'), notNegative(time, 'startTime'));
  }
  linearRampToValueAtTime(value, time) {
    return automate(this, 'linear', finite(value, 'value'), notNegative(time, 'endTime'));
  }
  exponentialRampToValueAtTime(value, time) {
    const number = finite(value, 'value');
    if (Math.fround(number) === 0) throw new RangeError('value should not be 0');
    return automate(this, 'exponential', number, notNegative(time, 'endTime'));
  }
  setTargetAtTime(target, time, constant) {
    return automate(this, 'target', finite(target, 'target'), notNegative(time, 'startTime'), notNegative(constant, 'timeConstant'));
  }
  setValueCurveAtTime(values, time, duration) {
    const curve = floats(values, 'values');
    const [start, length] = [notNegative(time, 'startTime'), finite(duration, 'duration')];
    if (length <= 0) throw new RangeError('duration should be above 0');
    if (curve.length < 2) throw exception('InvalidStateError', 'a curve has two values or more');
    const own = paramOf(this);
    const meets = (other) => start < other.end && other.start < start + length;
    if (own.curves.some(meets) || own.events.some((t) => t > start && t < start + length)) {
      throw exception('NotSupportedError', 'the curve meets another event');
    }
    call('automate', { ...place(this), kind: 'curve', value: 0, time: start, extra: length, values: samples(curve) });
    own.curves.push({ start, end: start + length });
    return this;
  }
  cancelScheduledValues(time) {
    return cancel(this, notNegative(time, 'cancelTime'), false);
  }
  cancelAndHoldAtTime(time) {
    return cancel(this, notNegative(time, 'cancelTime'), true);
  }
}
const paramOf = (param) => {
  const own = params.get(param);
  if (!own) throw new TypeError('not an AudioParam');
  if (!own.events) {
    own.events = []; // times that a curve must not cover
    own.free = (time) => {
      if (own.curves.some((curve) => time >= curve.start && time < curve.end)) throw exception('NotSupportedError', 'a curve holds at that time');
    };
  }
  return own;
};
const place = (param) => {
  const { node, index } = paramOf(param);
  return { context: ids.get(node).context[CONTEXT], node: ids.get(node).id, param: index };
};
const automate = (param, kind, value, time, extra) => {
  const own = paramOf(param);
  own.free(time);
  if (own.curves.length || own.events.length > 64) {
    const now = ids.get(own.node).context.currentTime;
    own.curves = own.curves.filter((curve) => curve.end > now);
    own.events = own.events.filter((t) => t > now);
  }
  call('automate', { ...place(param), kind, value, time, extra });
  own.events.push(time);
  return param;
};
const cancel = (param, time, hold) => {
  const own = paramOf(param);
  call('cancel', { ...place(param), time, hold });
  own.curves = own.curves.filter((curve) => (hold ? curve.start < time : curve.end <= time));
  if (hold) own.curves.forEach((curve) => (curve.end = Math.min(curve.end, time)));
  own.events = own.events.filter((t) => t < time);
  return param;
};

const CONTEXT = Symbol('context'); // number of a context in the engine

class AudioNode {
  constructor(secret, context, kind, shape) {
    if (secret !== ids) throw new TypeError('Illegal constructor');
    const mixing = { channelCount: shape.channelCount, channelCountMode: shape.channelCountMode, channelInterpretation: shape.channelInterpretation };
    const id = shape.node;
    ids.set(this, { context, kind, id, shape, mixing, handle: host.holdNode(context[CONTEXT], id) });
    shape.params.forEach((param, index) => {
      Object.defineProperty(this, param.name, { value: new AudioParam(params, this, index, param), enumerable: true, configurable: true });
    });
  }
  get context() {
    return nodeOf(this).context;
  }
  get numberOfInputs() {
    return nodeOf(this).shape.inputs;
  }
  get numberOfOutputs() {
    return nodeOf(this).shape.outputs;
  }
  connect(target, output = 0, input = 0) {
    const own = nodeOf(this);
    const port = portOf(output, 'output');
    if (target instanceof AudioParam) {
      const to = paramOf(target);
      sameContext(own, nodeOf(to.node));
      call('connect', { context: own.context[CONTEXT], from: own.id, output: port, to: nodeOf(to.node).id, param: to.index });
      return undefined;
    }
    if (!ids.has(target)) throw new TypeError('connect takes an AudioNode or an AudioParam');
    const to = nodeOf(target);
    sameContext(own, to);
    call('connect', { context: own.context[CONTEXT], from: own.id, output: port, to: to.id, input: portOf(input, 'input') });
    return target;
  }
  disconnect(target, output, input) {
    const own = nodeOf(this);
    const options = { context: own.context[CONTEXT], from: own.id };
    if (typeof target === 'number') options.output = portOf(target, 'output');
    else if (target instanceof AudioParam) {
      const to = paramOf(target);
      sameContext(own, nodeOf(to.node));
      Object.assign(options, { to: nodeOf(to.node).id, param: to.index });
    } else if (target !== undefined && target !== null) {
      if (!ids.has(target)) throw new TypeError('disconnect takes an AudioNode, an AudioParam or an output');
      sameContext(own, nodeOf(target));
      options.to = nodeOf(target).id;
    }
    if (output !== undefined) options.output = portOf(output, 'output');
    if (input !== undefined) options.input = portOf(input, 'input');
    call('disconnect', options);
  }
}
core.eventTarget(AudioNode.prototype);
const nodeOf = (node) => {
  const own = ids.get(node);
  if (!own) throw new TypeError('not an AudioNode');
  return own;
};
const portOf = (value, what) => {
  const port = finite(value, what);
  if (port < 0 || port >= 4294967296) throw exception('IndexSizeError', `${what} ${port}`);
  return Math.floor(port);
};
const sameContext = (a, b) => {
  if (a.context !== b.context) throw exception('InvalidAccessError', 'the nodes are of different contexts');
};

// channelCount and its friends: what a kind of node does not allow fails.
const FIXED = {
  Panner: 2, StereoPanner: 2, DynamicsCompressor: 2, Convolver: 2,
};
const mixing = (name, check) => Object.defineProperty(AudioNode.prototype, name, {
  configurable: true,
  enumerable: true,
  get() {
    return nodeOf(this).mixing[name];
  },
  set(value) {
    const own = nodeOf(this);
    const checked = check(value, own);
    if (checked === undefined || own.mixing[name] === checked) return;
    if (/^Channel(Splitter|Merger)$/.test(own.kind)) throw exception('InvalidStateError', `${name} of this node cannot change`);
    own.mixing[name] = checked;
    call('change', { context: own.context[CONTEXT], node: own.id, what: 'mixing', mixing: own.mixing });
  },
});
mixing('channelCount', (value, own) => {
  const count = finite(value, 'channelCount');
  if (count < 1 || count > 32 || (own.kind in FIXED && count > FIXED[own.kind]) || (own.kind === 'Destination' && count > 2)) {
    throw exception(own.kind === 'Destination' ? 'IndexSizeError' : 'NotSupportedError', `channelCount ${count}`);
  }
  return Math.floor(count);
});
mixing('channelCountMode', (value, own) => {
  if (!['max', 'clamped-max', 'explicit'].includes(value)) return undefined;
  if (own.kind in FIXED && value === 'max') throw exception('NotSupportedError', 'channelCountMode max');
  return value;
});
mixing('channelInterpretation', (value) => (['speakers', 'discrete'].includes(value) ? value : undefined));

// AudioBuffer: what was decoded stays in the engine until the game looks at it.
const buffers = new WeakMap(); // AudioBuffer -> { rate, frames, channels, exposed, id, handle }
class AudioBuffer {
  constructor(options, secret) {
    if (secret === buffers) {
      buffers.set(this, options);
      return;
    }
    const { numberOfChannels = 1, length, sampleRate } = options || {};
    buffers.set(this, fresh(numberOfChannels, length, sampleRate));
  }
  get sampleRate() {
    return bufferOf(this).rate;
  }
  get length() {
    return bufferOf(this).frames;
  }
  get duration() {
    const { frames, rate } = bufferOf(this);
    return frames / rate;
  }
  get numberOfChannels() {
    return bufferOf(this).channels.length;
  }
  getChannelData(channel) {
    const own = bufferOf(this);
    const at = channelOf(own, channel);
    own.exposed = true;
    if (!own.channels[at]) own.channels[at] = new Float32Array(call('channel', { buffer: own.id, channel: at }));
    return own.channels[at];
  }
  copyFromChannel(destination, channel, start = 0) {
    if (!(destination instanceof Float32Array)) throw new TypeError('destination should be a Float32Array');
    const from = Math.max(0, Math.floor(finite(start, 'startInChannel')));
    const own = bufferOf(this);
    const was = own.exposed;
    const data = this.getChannelData(channel);
    own.exposed = was;
    destination.set(data.subarray(from, from + destination.length));
  }
  copyToChannel(source, channel, start = 0) {
    if (!(source instanceof Float32Array)) throw new TypeError('source should be a Float32Array');
    const to = Math.max(0, Math.floor(finite(start, 'startInChannel')));
    const data = this.getChannelData(channel);
    const own = bufferOf(this);
    own.id = undefined;
    data.set(source.subarray(0, Math.max(0, data.length - to)), Math.min(to, data.length));
  }
}
const bufferOf = (buffer) => {
  const own = buffers.get(buffer);
  if (!own) throw new TypeError('not an AudioBuffer');
  return own;
};
const channelOf = (own, channel) => {
  const at = Math.floor(finite(channel, 'channel'));
  if (at < 0 || at >= own.channels.length) throw exception('IndexSizeError', `channel ${at} of ${own.channels.length}`);
  return at;
};
const MAX_FRAMES = 1 << 26;
const fresh = (channels, length, sampleRate) => {
  const [count, frames, rate] = [finite(channels, 'numberOfChannels'), finite(length, 'length'), finite(sampleRate, 'sampleRate')];
  const fits = count >= 1 && count <= 32 && frames >= 1 && frames * count <= MAX_FRAMES && rate >= 3000 && rate <= 768000;
  if (!fits) throw exception('NotSupportedError', `a buffer of ${count} channels, ${frames} frames and ${rate} Hz`);
  const arrays = Array.from({ length: Math.floor(count) }, () => new Float32Array(Math.floor(frames)));
  return { rate, frames: Math.floor(frames), channels: arrays, exposed: true, id: undefined, handle: undefined };
};

core.webAudio = {
  AudioBuffer,
  AudioNode,
  AudioParam,
  CONTEXT,
  call,
  exception,
  failure,
  finite,
  floats,
  nodeOf,
  notNegative,
  samples,
  node: (Kind, context, kind, shape) => new Kind(ids, context, kind, shape),
  newBuffer: (channels, length, rate) => new AudioBuffer(fresh(channels, length, rate), buffers),
  // A buffer that the engine has already.
  heldBuffer({ buffer, frames, channels, sampleRate }) {
    const state = { rate: sampleRate, frames, channels: new Array(channels).fill(null), exposed: false, id: buffer, handle: host.holdBuffer(buffer) };
    return new AudioBuffer(state, buffers);
  },
  isBuffer: (value) => buffers.has(value),
  // The number of the buffer's sound in the engine. What the game may have written into since is handed over again.
  acquire(buffer) {
    const own = bufferOf(buffer);
    if (own.id === undefined || own.exposed) {
      const all = own.channels.map((data, channel) => samples(data || new Float32Array(call('channel', { buffer: own.id, channel }))));
      own.id = call('buffer', { sampleRate: own.rate, channels: all });
      own.handle = host.holdBuffer(own.id);
    }
    return own.id;
  },
};
core.objectPrototype('AudioBuffer', AudioBuffer.prototype);
