// What somebody says: a second of 1 kHz. The game is hidden for half a second of it and hears nothing then.
const recorder = wx.getRecorderManager();
recorder.onError(({ errMsg }) => console.log(errMsg));
recorder.onStart(() => console.log('start'));
recorder.onStop(({ tempFilePath, duration }) => {
  const bytes = wx.getFileSystemManager().readFileSync(tempFilePath);
  const samples = new Int16Array(bytes.slice(44));
  const strength = (from, to) => Math.sqrt(samples.slice(from, to).reduce((sum, s) => sum + (s / 32767) ** 2, 0) / (to - from));
  console.log('stop', Math.round(duration), new DataView(bytes).getUint32(24, true), 'Hz');
  console.log('loud', strength(1000, 15000).toFixed(2), 'then silent', strength(17000, 18000).toFixed(2));
  const audio = wx.createInnerAudioContext();
  audio.src = tempFilePath;
  setTimeout(() => audio.play(), 100);
});
recorder.start({ sampleRate: 16000, numberOfChannels: 1, format: 'wav', duration: 1400 });
