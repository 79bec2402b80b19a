// RecorderManager: a recording, its pieces, what is played back, and what is refused.
const recorder = wx.getRecorderManager();
const files = wx.getFileSystemManager();
recorder.onStart(() => console.log('start'));
recorder.onPause(() => console.log('pause'));
recorder.onResume(() => console.log('resume'));
recorder.onError((error) => console.log('error', error.errMsg));
let pieces = 0;
recorder.onFrameRecorded(({ frameBuffer, isLastFrame }) => {
  pieces += 1;
  if (pieces === 1) console.log('first piece');
  if (isLastFrame) console.log('pieces', pieces, 'last', frameBuffer.byteLength);
});
const next = [];
recorder.onStop(({ tempFilePath, duration, fileSize }) => {
  const size = files.statSync(tempFilePath).size;
  console.log('stop', Math.round(duration), fileSize, size === fileSize, tempFilePath.split('.').pop());
  next.shift()(tempFilePath);
});
console.log(wx.getRecorderManager() === recorder);
recorder.stop();
recorder.start({ sampleRate: 44000 });
recorder.start({ sampleRate: 8000, encodeBitRate: 96000 });
recorder.start({ format: 'midi' });
setTimeout(() => {
  recorder.start({ sampleRate: 16000, numberOfChannels: 1, format: 'wav', duration: 10000 });
  recorder.start({});
}, 100);
setTimeout(() => recorder.pause(), 400);
setTimeout(() => recorder.resume(), 600);
setTimeout(() => recorder.stop(), 800);
next.push((path) => {
  const audio = wx.createInnerAudioContext();
  audio.src = path;
  audio.onCanplay(() => console.log('plays', audio.duration.toFixed(2)));
  setTimeout(() => audio.play(), 200); // 0.5 s of a tone
  setTimeout(() => recorder.start({ sampleRate: 48000, numberOfChannels: 2, format: 'PCM', frameSize: 1, duration: 1000 }), 1000);
});
next.push(() => console.log('done'));
