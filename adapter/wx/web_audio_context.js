// WebAudioContext: makes nodes and buffers, tells of what they did.

const { AudioBuffer, AudioNode, AudioParam, CONTEXT, call, ended, exception, finite, floats, forget, heldBuffer, initScript, kinds, newBuffer, newWave, node, process } = core.webAudio;

const decoding = new Map(); // ticket -> { resolve, reject }
const states = new WeakMap(); // context -> { state, onstatechange, rate, destination, listener }
const stateOf = (context) => {
  const own = states.get(context);
  if (!own) throw new TypeError('not a WebAudioContext');
  return own;
};
const refused = (error) => Promise.reject(error);
const isBytes = (data) => data instanceof ArrayBuffer || ArrayBuffer.isView(data);

class WebAudioContext {
  constructor() {
    const { context, sampleRate, destination, listener } = call('open');
    Object.defineProperty(this, CONTEXT, { value: context });
    const own = { state: 'running', onstatechange: null, rate: sampleRate };
    states.set(this, own);
    own.destination = node(kinds.AudioDestinationNode, this, 'Destination', destination);
    own.listener = node(kinds.AudioListener, this, 'Listener', listener);
  }
  get currentTime() {
    const own = stateOf(this);
    const time = call('time', { context: this[CONTEXT] });
    if (time !== null) own.time = time;
    return own.time || 0;
  }
  get sampleRate() {
    return stateOf(this).rate;
  }
  get baseLatency() {
    stateOf(this);
    return 0;
  }
  get state() {
    return stateOf(this).state;
  }
  get destination() {
    return stateOf(this).destination;
  }
  get listener() {
    return stateOf(this).listener;
  }
  get onstatechange() {
    return stateOf(this).onstatechange;
  }
  set onstatechange(listener) {
    stateOf(this).onstatechange = typeof listener === 'function' ? listener : null;
  }
  suspend() {
    return move(this, 'suspended');
  }
  resume() {
    return move(this, 'running');
  }
  close() {
    return move(this, 'closed');
  }
  decodeAudioData(data, success, fail) {
    stateOf(this);
    const [onDone, onFail] = [success, fail].map((f) => (typeof f === 'function' ? f : undefined));
    if (!isBytes(data)) {
      const error = new TypeError('decodeAudioData takes an ArrayBuffer');
      if (onFail) core.defer(() => onFail(error));
      return refused(error);
    }
    const promise = new Promise((resolve, reject) => decoding.set(call('decode', { data }), { resolve, reject }));
    if (onDone || onFail) promise.then(onDone, onFail || (() => {}));
    return promise;
  }
  createBuffer(channels, length, sampleRate) {
    stateOf(this);
    return newBuffer(channels, length, sampleRate);
  }
  createPeriodicWave(real, imag, options) {
    stateOf(this);
    const [cosines, sines] = [floats(real, 'real'), floats(imag, 'imag')];
    if (cosines.length !== sines.length || cosines.length < 2) throw exception('IndexSizeError', 'real and imag should be equally long, two or more');
    const normalize = !(options && options.disableNormalization);
    return newWave({ real: core.webAudio.samples(cosines), imag: core.webAudio.samples(sines), normalize });
  }
  createGain() {
    return make(this, 'Gain', kinds.GainNode);
  }
  createBufferSource() {
    return make(this, 'BufferSource', kinds.AudioBufferSourceNode);
  }
  createOscillator() {
    return make(this, 'Oscillator', kinds.OscillatorNode);
  }
  createConstantSource() {
    return make(this, 'ConstantSource', kinds.ConstantSourceNode);
  }
  createAnalyser() {
    return make(this, 'Analyser', kinds.AnalyserNode);
  }
  createPanner() {
    return make(this, 'Panner', kinds.PannerNode);
  }
  createStereoPanner() {
    return make(this, 'StereoPanner', kinds.StereoPannerNode);
  }
  createBiquadFilter() {
    return make(this, 'BiquadFilter', kinds.BiquadFilterNode);
  }
  createDynamicsCompressor() {
    return make(this, 'DynamicsCompressor', kinds.DynamicsCompressorNode);
  }
  createWaveShaper() {
    return make(this, 'WaveShaper', kinds.WaveShaperNode);
  }
  createConvolver() {
    return make(this, 'Convolver', kinds.ConvolverNode);
  }
  createIIRFilter(feedforward, feedback) {
    const list = (values, name) => Array.from(floats(values, name));
    const precise = (values, name) => (Array.isArray(values) ? values.map((value) => finite(value, name)) : list(values, name));
    return make(this, 'IIRFilter', kinds.IIRFilterNode, { feedforward: precise(feedforward, 'feedforward'), feedback: precise(feedback, 'feedback') });
  }
  createDelay(maxDelay = 1) {
    const made = make(this, 'Delay', kinds.DelayNode, { maxDelay: finite(maxDelay, 'maxDelayTime') });
    Object.defineProperty(made.delayTime, 'maxValue', { value: Math.fround(maxDelay) });
    return made;
  }
  createChannelSplitter(outputs = 6) {
    return make(this, 'ChannelSplitter', kinds.ChannelSplitterNode, { outputs: count(outputs, 'numberOfOutputs') });
  }
  createChannelMerger(inputs = 6) {
    return make(this, 'ChannelMerger', kinds.ChannelMergerNode, { inputs: count(inputs, 'numberOfInputs') });
  }
  createScriptProcessor(bufferSize = 0, inputs = 2, outputs = 2) {
    const options = { frames: count(bufferSize, 'bufferSize'), inputs: count(inputs, 'numberOfInputChannels'), outputs: count(outputs, 'numberOfOutputChannels') };
    const made = make(this, 'ScriptProcessor', kinds.ScriptProcessorNode, options);
    initScript(made, options.frames || 2048, options.outputs);
    return made;
  }
}
const count = (value, what) => {
  const number = Math.floor(finite(value, what));
  if (number < 0 || number > 65536) throw exception('IndexSizeError', `${what} ${number}`);
  return number;
};
const make = (context, kind, Kind, options) => {
  stateOf(context);
  return node(Kind, context, kind, call('node', { context: context[CONTEXT], kind, ...options }));
};
core.eventTarget(WebAudioContext.prototype);

const move = (context, to) => {
  let own;
  try {
    own = stateOf(context);
    if (own.state === 'closed') throw exception('InvalidStateError', 'the context is closed');
  } catch (e) {
    return refused(e);
  }
  if (to === 'closed') {
    own.time = context.currentTime;
    call('close', { context: context[CONTEXT] });
    forget(context[CONTEXT]);
  } else {
    call('setRunning', { context: context[CONTEXT], running: to === 'running' });
  }
  const changed = own.state !== to;
  own.state = to;
  return new Promise((resolve) => core.defer(() => {
    if (changed) context.dispatchEvent({ type: 'statechange', target: context });
    resolve();
  }));
};

core.onHostEvent('webAudio', (name, detail) => {
  if (name === 'ended') {
    ended(detail.context, detail.node);
  } else if (name === 'script') {
    process(detail);
  } else if (name === 'decoded') {
    const waiting = decoding.get(detail.ticket);
    decoding.delete(detail.ticket);
    if (detail.error !== undefined) waiting.reject(exception('EncodingError', detail.error));
    else waiting.resolve(heldBuffer(detail));
  }
});

core.synchronous('createWebAudioContext', () => new WebAudioContext());
core.objectPrototype('WebAudioContext', WebAudioContext.prototype);
host.webAudio = { AudioContext: WebAudioContext, AudioBuffer, AudioNode, AudioParam, ...kinds };
