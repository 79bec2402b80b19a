// A scene for Web Audio, 200 ms for each kind of node; what is heard is in test.toml.
const context = wx.createWebAudioContext();
const SLOT = 0.2;
console.log(context.state, context.sampleRate, context.currentTime, context.destination.numberOfInputs);

// A tone in the slot; what it goes through comes back.
const tone = (slot, hz, level, type = 'sine') => {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = type;
  oscillator.frequency.value = hz;
  gain.gain.value = level;
  oscillator.connect(gain);
  oscillator.start(slot * SLOT);
  oscillator.stop((slot + 1) * SLOT);
  return gain;
};
const through = (from, ...nodes) => [...nodes, context.destination].reduce((last, node) => last.connect(node), from);

through(tone(0, 440, 0.5));
through(tone(1, 500, 0.3, 'square'));

const turn = context.createBuffer(1, 480, 48000);
turn.getChannelData(0).set(Float32Array.from({ length: 480 }, (_, i) => 0.4 * Math.sin((2 * Math.PI * i) / 48)));
const loop = context.createBufferSource();
Object.assign(loop, { buffer: turn, loop: true });
loop.onended = () => console.log('loop ended', context.currentTime.toFixed(2));
through(loop);
loop.start(2 * SLOT);
loop.stop(3 * SLOT);

const low = context.createBiquadFilter();
low.frequency.value = 1000;
through(tone(3, 200, 0.3), low);
through(tone(3, 8000, 0.3), low);

const pan = context.createStereoPanner();
pan.pan.value = -1;
through(tone(4, 440, 0.5), pan);

const delay = context.createDelay(0.5);
delay.delayTime.value = SLOT;
through(tone(5, 600, 0.4), delay); // heard in slot 6

const curve = context.createWaveShaper();
curve.curve = [-0.5, 0, 0.5];
through(tone(7, 300, 0.5), curve);

const ramp = context.createGain();
ramp.gain.setValueAtTime(0, 8 * SLOT);
ramp.gain.linearRampToValueAtTime(1, 9 * SLOT);
through(tone(8, 400, 0.5), ramp);

const echo = context.createConvolver();
const response = context.createBuffer(1, 1, context.sampleRate);
response.getChannelData(0)[0] = 0.5;
Object.assign(echo, { normalize: false, buffer: response });
through(tone(9, 700, 0.5), echo);

through(tone(10, 900, 0.5), context.createIIRFilter([0.5], [1]));

const splitter = context.createChannelSplitter(2);
const merger = context.createChannelMerger(2);
const left = context.createStereoPanner();
left.pan.value = -1;
tone(11, 800, 0.5).connect(left).connect(splitter);
splitter.connect(merger, 0, 1);
merger.connect(context.destination);

const panner = context.createPanner();
panner.setPosition(2, 0, 0);
through(tone(12, 440, 0.5), panner);

const script = context.createScriptProcessor(512, 1, 1);
let calls = 0;
script.onaudioprocess = ({ inputBuffer, outputBuffer, playbackTime }) => {
  calls += 1;
  if (calls === 1) console.log('script', inputBuffer.length, outputBuffer.numberOfChannels, playbackTime > context.currentTime - 0.1);
  const [from, to] = [inputBuffer.getChannelData(0), outputBuffer.getChannelData(0)];
  for (let i = 0; i < from.length; i += 1) to[i] = from[i] * 0.5;
};
through(tone(13, 650, 0.5), script); // heard about 53 ms later

const wave = context.createOscillator();
wave.setPeriodicWave(context.createPeriodicWave([0, 0, 0], [0, 1, 0.5], { disableNormalization: true }));
wave.frequency.value = 300;
const quiet = context.createGain();
quiet.gain.value = 0.4;
through(wave, quiet);
wave.start(15 * SLOT);
wave.stop(16 * SLOT);

const loud = context.createDynamicsCompressor();
through(tone(16, 350, 0.9), loud);
const analyser = context.createAnalyser();
analyser.smoothingTimeConstant = 0;
tone(16, 1500, 1).connect(analyser);
setTimeout(() => {
  const levels = new Uint8Array(analyser.frequencyBinCount);
  analyser.getByteFrequencyData(levels);
  console.log('loudest bin', levels.indexOf(Math.max(...levels)), 'reduces', loud.reduction < -5);
}, 3350);

const constant = context.createConstantSource();
const vibrato = tone(17, 1000, 0.25);
const amount = context.createGain();
constant.offset.value = 0;
vibrato.connect(constant.offset);
through(constant, amount);
constant.start(17 * SLOT);
constant.stop(18 * SLOT);

setTimeout(() => {
  const before = context.currentTime;
  context.suspend().then(() => {
    console.log(context.state, context.currentTime === before);
    setTimeout(() => {
      console.log('stood', context.currentTime === before);
      context.resume().then(() => console.log(context.state));
    }, 200);
  });
}, 3700);
setTimeout(() => {
  console.log('calls of the script', calls > 300);
  context.onstatechange = () => console.log('changed to', context.state);
  context.close().then(() => {
    try {
      context.createGain();
    } catch (error) {
      console.log(error.name);
    }
  });
}, 4100);

// decodeAudioData
const data = new DataView(new ArrayBuffer(44 + 2205 * 4));
[0x46464952, 36 + 8820, 0x45564157, 0x20746d66, 16, 0x00020001, 22050, 88200, 0x00100004, 0x61746164, 8820].forEach((word, i) => data.setUint32(i * 4, word, true));
context.decodeAudioData(data.buffer, (buffer) => {
  console.log('decoded', buffer.duration.toFixed(3), buffer.length, buffer.numberOfChannels, buffer.sampleRate, buffer.getChannelData(1).length);
});
context.decodeAudioData(new ArrayBuffer(9)).catch((error) => console.log(error.name, error.message));
context.decodeAudioData('text').catch((error) => console.log(error.name));

// What is refused.
const refused = (work) => {
  try {
    work();
    console.log('not refused');
  } catch (error) {
    console.log(error.name);
  }
};
refused(() => context.createGain().connect(context.createGain(), 1));
refused(() => context.createGain().connect({}));
refused(() => context.createBuffer(0, 1, 48000));
refused(() => context.createDelay(-1));
refused(() => context.createGain().gain.setValueAtTime(NaN, 0));
refused(() => context.createGain().gain.exponentialRampToValueAtTime(0, 1));
refused(() => context.createOscillator().stop());
refused(() => (context.createAnalyser().fftSize = 100));
refused(() => context.createScriptProcessor(300));
