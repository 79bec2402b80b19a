// A scene for InnerAudioContext: what is heard when is in test.toml, in what order the events come is printed.
const RATE = 48000;
const wav = (channels, seconds) => {
  const frames = Math.round(RATE * seconds);
  const data = new DataView(new ArrayBuffer(44 + frames * channels.length * 2));
  const text = (at, s) => [...s].forEach((c, i) => data.setUint8(at + i, c.charCodeAt(0)));
  text(0, 'RIFF');
  data.setUint32(4, 36 + frames * channels.length * 2, true);
  text(8, 'WAVEfmt ');
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true);
  data.setUint16(22, channels.length, true);
  data.setUint32(24, RATE, true);
  data.setUint32(28, RATE * channels.length * 2, true);
  data.setUint16(32, channels.length * 2, true);
  data.setUint16(34, 16, true);
  text(36, 'data');
  data.setUint32(40, frames * channels.length * 2, true);
  for (let i = 0; i < frames; i += 1) {
    channels.forEach(([hz, level], c) => {
      data.setInt16(44 + (i * channels.length + c) * 2, Math.round(Math.sin((2 * Math.PI * hz * i) / RATE) * level * 32767), true);
    });
  }
  return data.buffer;
};
const files = wx.getFileSystemManager();
const file = (name, ...args) => {
  const path = `${wx.env.USER_DATA_PATH}/${name}.wav`;
  files.writeFileSync(path, wav(...args));
  return path;
};
const sound = (name, src) => {
  const audio = wx.createInnerAudioContext();
  for (const event of ['Play', 'Pause', 'Stop', 'Ended', 'Seeking', 'Seeked', 'Waiting', 'Error']) {
    audio[`on${event}`](() => console.log(`${name} ${event.toLowerCase()}`));
  }
  audio.src = src;
  return audio;
};
const tone = sound('tone', file('tone', [[440, 0.5]], 2));
const sides = sound('sides', file('sides', [[300, 0.4], [700, 0.3]], 0.3));
const at = (ms, work) => setTimeout(work, ms);

tone.play();
at(300, () => (tone.volume = 0.2));
at(600, () => tone.stop());
at(700, () => {
  Object.assign(tone, { volume: 1, playbackRate: 2 });
  tone.play();
});
at(1000, () => tone.pause());
at(1100, () => tone.play());
at(1200, () => tone.stop());
at(1300, () => sides.play()); // 0.3 s, then silence
at(1800, () => {
  sides.loop = true;
  sides.play();
});
at(2600, () => sides.destroy());
at(2700, () => {
  Object.assign(tone, { playbackRate: 1, startTime: 1.8 });
  tone.play(); // 0.2 s are left
});
at(2720, () => {
  'use strict';
  // The devtools' template says `currentTime = 0` to begin anew; what only tells is left as it is, without an error.
  const before = [sides.duration, sides.paused].join();
  const other = sound('other', file('other', [[440, 0.5]], 2));
  other.currentTime = 1;
  other.currentTime = NaN;
  other.duration = other.paused = 5;
  console.log('read-only', other.paused, before === [sides.duration, sides.paused].join());
  other.destroy();
});
