// A hundred short sounds at once, of both kinds, again and again: none is late, none is cut.
const RATE = 48000;
const FRAMES = 4800;
const level = 0.004;
const data = new DataView(new ArrayBuffer(44 + FRAMES * 2));
const head = [0x46464952, 36 + FRAMES * 2, 0x45564157, 0x20746d66, 16, 0x00010001, RATE, RATE * 2, 0x00100002, 0x61746164, FRAMES * 2];
head.forEach((word, i) => data.setUint32(i * 4, word, true));
const wave = (i, hz) => level * Math.sin((2 * Math.PI * hz * i) / RATE);
for (let i = 0; i < FRAMES; i += 1) data.setInt16(44 + i * 2, Math.round(wave(i, 500) * 32767), true);
const path = `${wx.env.USER_DATA_PATH}/shot.wav`;
wx.getFileSystemManager().writeFileSync(path, data.buffer);

let ended = 0;
const shots = Array.from({ length: 100 }, () => {
  const shot = wx.createInnerAudioContext();
  shot.src = path;
  shot.onEnded(() => (ended += 1));
  shot.onError((error) => console.log('error', error.errMsg));
  return shot;
});
const context = wx.createWebAudioContext();
const buffer = context.createBuffer(1, FRAMES, RATE);
buffer.getChannelData(0).set(Float32Array.from({ length: FRAMES }, (_, i) => wave(i, 1500)));
let webEnded = 0;
const round = () => {
  shots.forEach((shot) => shot.play());
  for (let i = 0; i < 100; i += 1) {
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    source.onended = () => (webEnded += 1);
    source.start();
  }
};
for (let i = 0; i < 5; i += 1) setTimeout(round, i * 200);
setTimeout(() => console.log('ended', ended, webEnded), 1150);
