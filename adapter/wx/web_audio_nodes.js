// The node types of Web Audio.

const { AudioNode, CONTEXT, acquire, call, exception, finite, floats, isBuffer, nodeOf, notNegative, samples } = core.webAudio;

const place = (node) => ({ context: nodeOf(node).context[CONTEXT], node: nodeOf(node).id });
const change = (node, what, values) => call('change', { ...place(node), what, ...values });
const states = new WeakMap(); // node -> what its attributes hold
const state = (node, initial) => {
  nodeOf(node);
  if (!states.has(node)) states.set(node, initial());
  return states.get(node);
};
// An attribute whose value is checked, kept and told. `check` gives the value to keep, or undefined to ignore it.
const attribute = (Kind, name, initial, check, tell) => Object.defineProperty(Kind.prototype, name, {
  configurable: true,
  enumerable: true,
  get() {
    return state(this, initial)[name];
  },
  set(value) {
    const own = state(this, initial);
    const checked = check(value, own, this);
    if (checked === undefined) return;
    own[name] = checked;
    if (tell) tell(this, own);
  },
});

// Sources that were started: they go on without a reference, and their end is told.
const playing = new Map(); // `context/node` -> node
const key = (context, node) => `${context}/${node}`;

class AudioScheduledSourceNode extends AudioNode {
  start(when = 0) {
    begin(this);
    change(this, 'start', { when: notNegative(when, 'when') });
  }
  stop(when = 0) {
    const own = state(this, source);
    if (!own.isStarted) throw exception('InvalidStateError', 'stop comes after start');
    change(this, 'stop', { when: notNegative(when, 'when') });
  }
}
const source = () => ({ isStarted: false, onended: null });
const begin = (node) => {
  const own = state(node, source);
  if (own.isStarted) throw exception('InvalidStateError', 'start is called once');
  own.isStarted = true;
  const { context, node: id } = place(node);
  playing.set(key(context, id), node);
};
attribute(AudioScheduledSourceNode, 'onended', source, (value) => (typeof value === 'function' ? value : null));

class GainNode extends AudioNode {}
class ConstantSourceNode extends AudioScheduledSourceNode {}
class StereoPannerNode extends AudioNode {}
class ChannelSplitterNode extends AudioNode {}
class ChannelMergerNode extends AudioNode {}
class DelayNode extends AudioNode {}
class AudioDestinationNode extends AudioNode {
  get maxChannelCount() {
    return 2;
  }
}
class IIRFilterNode extends AudioNode {}
class PeriodicWave {}
const waves = new WeakMap(); // PeriodicWave -> { context, real, imag, normalize }

class OscillatorNode extends AudioScheduledSourceNode {
  setPeriodicWave(wave) {
    const terms = waves.get(wave);
    if (!terms) throw new TypeError('setPeriodicWave takes a PeriodicWave');
    state(this, oscillator).type = 'custom';
    change(this, 'wave', terms);
  }
}
const oscillator = () => Object.assign(source(), { type: 'sine' });
attribute(OscillatorNode, 'type', oscillator, (value) => {
  if (value === 'custom') throw exception('InvalidStateError', 'a custom wave is set by setPeriodicWave');
  return ['sine', 'square', 'sawtooth', 'triangle'].includes(value) ? value : undefined;
}, (node, own) => change(node, 'shape', { name: own.type }));

class AudioBufferSourceNode extends AudioScheduledSourceNode {
  start(when = 0, offset = 0, duration = undefined) {
    const [at, from] = [notNegative(when, 'when'), notNegative(offset, 'offset')];
    const length = duration === undefined ? undefined : notNegative(duration, 'duration');
    begin(this);
    const own = state(this, bufferSource);
    // What was written into the buffer since it was set is heard.
    if (own.buffer) change(this, 'buffer', { buffer: acquire(own.buffer) });
    change(this, 'start', { when: at, offset: from, duration: length });
  }
}
const bufferSource = () => Object.assign(source(), { buffer: null, loop: false, loopStart: 0, loopEnd: 0, wasSet: false });
attribute(AudioBufferSourceNode, 'buffer', bufferSource, (value, own) => {
  if (value === null || value === undefined) return null;
  if (!isBuffer(value)) throw new TypeError('buffer should be an AudioBuffer');
  if (own.wasSet) throw exception('InvalidStateError', 'the buffer was set already');
  own.wasSet = true;
  return value;
}, (node, own) => {
  if (own.isStarted || !own.buffer) change(node, 'buffer', { buffer: own.buffer ? acquire(own.buffer) : undefined });
});
const tellLoop = (node, own) => change(node, 'loop', { isOn: own.loop, start: own.loopStart, end: own.loopEnd });
attribute(AudioBufferSourceNode, 'loop', bufferSource, (value) => !!value, tellLoop);
attribute(AudioBufferSourceNode, 'loopStart', bufferSource, (value) => finite(value, 'loopStart'), tellLoop);
attribute(AudioBufferSourceNode, 'loopEnd', bufferSource, (value) => finite(value, 'loopEnd'), tellLoop);

class AnalyserNode extends AudioNode {
  get frequencyBinCount() {
    return this.fftSize / 2;
  }
  getFloatTimeDomainData(array) {
    fill(array, Float32Array, timeDomain(this), (sample) => sample);
  }
  getByteTimeDomainData(array) {
    fill(array, Uint8Array, timeDomain(this), (sample) => Math.max(0, Math.min(255, Math.floor(128 * (1 + sample)))));
  }
  getFloatFrequencyData(array) {
    fill(array, Float32Array, spectrum(this), (level) => level);
  }
  getByteFrequencyData(array) {
    const { minDecibels, maxDecibels } = this;
    const scale = 255 / (maxDecibels - minDecibels);
    fill(array, Uint8Array, spectrum(this), (level) => Math.max(0, Math.min(255, Math.floor(scale * (level - minDecibels)))));
  }
}
const analyser = () => ({ fftSize: 2048, minDecibels: -100, maxDecibels: -30, smoothingTimeConstant: 0.8 });
const fill = (array, Kind, values, map) => {
  const fits = array instanceof Kind || (Kind === Uint8Array && array instanceof Uint8ClampedArray);
  if (!fits) throw new TypeError(`the array should be a ${Kind.name}`);
  const count = Math.min(array.length, values.length);
  for (let i = 0; i < count; i += 1) array[i] = map(values[i]);
};
const timeDomain = (node) => new Float32Array(call('timeDomain', { ...place(node), count: node.fftSize }));
const spectrum = (node) => new Float32Array(call('spectrum', { ...place(node), fftSize: node.fftSize, smoothing: node.smoothingTimeConstant }));
const indexSize = (name, fits) => (value, own) => {
  const number = finite(value, name);
  if (!fits(number, own)) throw exception('IndexSizeError', `${name} ${number}`);
  return number;
};
attribute(AnalyserNode, 'fftSize', analyser, indexSize('fftSize', (n) => n >= 32 && n <= 32768 && Number.isInteger(Math.log2(n))));
attribute(AnalyserNode, 'minDecibels', analyser, indexSize('minDecibels', (n, own) => n < own.maxDecibels));
attribute(AnalyserNode, 'maxDecibels', analyser, indexSize('maxDecibels', (n, own) => n > own.minDecibels));
attribute(AnalyserNode, 'smoothingTimeConstant', analyser, indexSize('smoothingTimeConstant', (n) => n >= 0 && n <= 1));

class BiquadFilterNode extends AudioNode {}
const BIQUADS = ['lowpass', 'highpass', 'bandpass', 'lowshelf', 'highshelf', 'peaking', 'notch', 'allpass'];
attribute(BiquadFilterNode, 'type', () => ({ type: 'lowpass' }), (value) => (BIQUADS.includes(value) ? value : undefined),
  (node, own) => change(node, 'biquad', { name: own.type }));
for (const Kind of [BiquadFilterNode, IIRFilterNode]) {
  Kind.prototype.getFrequencyResponse = function (hz, magnitudes, phases) {
    if (![hz, magnitudes, phases].every((array) => array instanceof Float32Array)) throw new TypeError('getFrequencyResponse takes three Float32Arrays');
    if (magnitudes.length !== hz.length || phases.length !== hz.length) throw exception('InvalidAccessError', 'the arrays should be equally long');
    const [sizes, angles] = call('response', { ...place(this), hz: samples(hz) });
    magnitudes.set(new Float32Array(sizes));
    phases.set(new Float32Array(angles));
  };
  Object.defineProperty(Kind.prototype, 'getFrequencyResponse', { enumerable: false });
}

class DynamicsCompressorNode extends AudioNode {
  get reduction() {
    return call('reduction', place(this));
  }
}

class WaveShaperNode extends AudioNode {}
const shaper = () => ({ curve: null, oversample: 'none' });
attribute(WaveShaperNode, 'curve', shaper, (value) => {
  if (value === null || value === undefined) return null;
  const curve = floats(value, 'curve');
  if (curve.length < 2) throw exception('InvalidStateError', 'a curve has two values or more');
  return curve.slice();
}, (node, own) => change(node, 'curve', { curve: own.curve ? samples(own.curve) : undefined }));
attribute(WaveShaperNode, 'oversample', shaper, (value) => (['none', '2x', '4x'].includes(value) ? value : undefined),
  (node, own) => change(node, 'oversample', { oversample: Number(own.oversample[0]) || 1 }));

class ConvolverNode extends AudioNode {}
const convolver = () => ({ buffer: null, normalize: true });
attribute(ConvolverNode, 'normalize', convolver, (value) => !!value);
attribute(ConvolverNode, 'buffer', convolver, (value, own, node) => {
  if (value === null || value === undefined) return null;
  if (!isBuffer(value)) throw new TypeError('buffer should be an AudioBuffer');
  if (value.sampleRate !== nodeOf(node).context.sampleRate || ![1, 2, 4].includes(value.numberOfChannels)) {
    throw exception('NotSupportedError', 'the response should have 1, 2 or 4 channels at the rate of the context');
  }
  return value;
}, (node, own) => change(node, 'response', { buffer: own.buffer ? acquire(own.buffer) : undefined, normalize: own.normalize }));

class PannerNode extends AudioNode {
  setPosition(x, y, z) {
    [this.positionX.value, this.positionY.value, this.positionZ.value] = [finite(x, 'x'), finite(y, 'y'), finite(z, 'z')];
  }
  setOrientation(x, y, z) {
    [this.orientationX.value, this.orientationY.value, this.orientationZ.value] = [finite(x, 'x'), finite(y, 'y'), finite(z, 'z')];
  }
}
const panner = () => ({
  panningModel: 'equalpower', distanceModel: 'inverse', refDistance: 1, maxDistance: 10000, rolloffFactor: 1,
  coneInnerAngle: 360, coneOuterAngle: 360, coneOuterGain: 0,
});
const tellPanner = (node, own) => change(node, 'panner', { panner: own });
let saidHrtf = false;
attribute(PannerNode, 'panningModel', panner, (value) => {
  if (value === 'HRTF' && !saidHrtf) {
    saidHrtf = true;
    host.warn('PannerNode: HRTF is heard as equalpower in this runtime');
  }
  return ['equalpower', 'HRTF'].includes(value) ? value : undefined;
});
attribute(PannerNode, 'distanceModel', panner, (value) => (['linear', 'inverse', 'exponential'].includes(value) ? value : undefined), tellPanner);
attribute(PannerNode, 'refDistance', panner, (value) => notNegative(value, 'refDistance'), tellPanner);
attribute(PannerNode, 'rolloffFactor', panner, (value) => notNegative(value, 'rolloffFactor'), tellPanner);
attribute(PannerNode, 'maxDistance', panner, (value) => {
  const number = finite(value, 'maxDistance');
  if (number <= 0) throw new RangeError('maxDistance should be above 0');
  return number;
}, tellPanner);
attribute(PannerNode, 'coneInnerAngle', panner, (value) => finite(value, 'coneInnerAngle'), tellPanner);
attribute(PannerNode, 'coneOuterAngle', panner, (value) => finite(value, 'coneOuterAngle'), tellPanner);
attribute(PannerNode, 'coneOuterGain', panner, (value) => {
  const number = finite(value, 'coneOuterGain');
  if (number < 0 || number > 1) throw exception('InvalidStateError', 'coneOuterGain should be from 0 to 1');
  return number;
}, tellPanner);

class AudioListener extends AudioNode {
  setPosition(x, y, z) {
    [this.positionX.value, this.positionY.value, this.positionZ.value] = [finite(x, 'x'), finite(y, 'y'), finite(z, 'z')];
  }
  setOrientation(x, y, z, upX, upY, upZ) {
    [this.forwardX.value, this.forwardY.value, this.forwardZ.value] = [finite(x, 'x'), finite(y, 'y'), finite(z, 'z')];
    [this.upX.value, this.upY.value, this.upZ.value] = [finite(upX, 'xUp'), finite(upY, 'yUp'), finite(upZ, 'zUp')];
  }
}

class ScriptProcessorNode extends AudioNode {
  get bufferSize() {
    return state(this, script).bufferSize;
  }
}
const script = () => ({ onaudioprocess: null, bufferSize: 2048, outputs: 2 });
// Those with a handler are called as long as their context is open, also without a reference.
const scripts = new Map(); // `context/node` -> node
attribute(ScriptProcessorNode, 'onaudioprocess', script, (value) => (typeof value === 'function' ? value : null), (node, own) => {
  const { context, node: id } = place(node);
  if (own.onaudioprocess) scripts.set(key(context, id), node);
  else scripts.delete(key(context, id));
});

const forget = (context) => {
  for (const map of [playing, scripts]) {
    for (const name of map.keys()) if (name.startsWith(`${context}/`)) map.delete(name);
  }
};
const ended = (context, id) => {
  const name = key(context, id);
  const node = playing.get(name);
  playing.delete(name);
  if (node) node.dispatchEvent({ type: 'ended', target: node });
};
const process = ({ context, node: id, playbackTime, input }) => {
  const node = scripts.get(key(context, id));
  if (!node) return;
  const own = state(node, script);
  const rate = nodeOf(node).context.sampleRate;
  const { newBuffer } = core.webAudio;
  const heard = newBuffer(Math.max(1, input.length), own.bufferSize, rate);
  input.forEach((channel, i) => heard.copyToChannel(new Float32Array(channel), i));
  const answer = newBuffer(Math.max(1, own.outputs), own.bufferSize, rate);
  try {
    node.dispatchEvent({ type: 'audioprocess', target: node, playbackTime, inputBuffer: heard, outputBuffer: answer });
  } finally {
    const channels = Array.from({ length: own.outputs }, (_, i) => samples(answer.getChannelData(i)));
    if (nodeOf(node).context.state !== 'closed') change(node, 'script', { channels });
  }
};

Object.assign(core.webAudio, {
  ended,
  forget,
  process,
  initScript: (node, bufferSize, outputs) => Object.assign(state(node, script), { bufferSize, outputs }),
  newWave(terms) {
    const wave = new PeriodicWave();
    waves.set(wave, terms);
    return wave;
  },
  kinds: {
    AnalyserNode, AudioBufferSourceNode, AudioDestinationNode, AudioListener, BiquadFilterNode, ChannelMergerNode, ChannelSplitterNode,
    ConstantSourceNode, ConvolverNode, DelayNode, DynamicsCompressorNode, GainNode, IIRFilterNode, OscillatorNode, PannerNode, PeriodicWave,
    ScriptProcessorNode, StereoPannerNode, WaveShaperNode,
  },
});
core.objectPrototype('BufferSourceNode', AudioBufferSourceNode.prototype);
