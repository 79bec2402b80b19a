const attempt = (name, work) => {
  try {
    const result = work();
    console.log(`domain: ${name}:`, result);
  } catch (e) {
    console.log(`domain: ${name}: ${e.name}: ${e.message}`);
  }
};
Object.prototype.leak = Array.prototype.leak = globalThis.leak = 'of the domain';
sharedCanvas.secret = 'of the domain';
const out = ['request', 'connectSocket', 'downloadFile', 'setStorageSync', 'setStorage', 'getFileSystemManager', 'getOpenDataContext',
  'loadFont', 'createWorker', 'createInnerAudioContext', 'exitMiniProgram', 'shareAppMessage', 'reportEvent', 'env', 'cloud', 'getUpdateManager'];
attempt('ways out in wx', () => out.filter((name) => wx[name] !== undefined).join() || 'none');
attempt('the global of a function', () => wx.createCanvas.constructor('return this')() === globalThis);
attempt('the global of a canvas', () => sharedCanvas.constructor.constructor('return this')() === globalThis);
attempt('wx from a constructor', () => Object.keys(sharedCanvas.getContext.constructor('return wx')()).length === Object.keys(wx).length);
attempt('caller', () => wx.createCanvas.caller);
attempt('files of a canvas', () => ['toDataURL', 'toTempFilePath', 'toTempFilePathSync'].filter((name) => name in sharedCanvas).join() || 'none');
sharedCanvas.width = 999;
attempt('size set here', () => [sharedCanvas.width, sharedCanvas.height].join());
const c = sharedCanvas.getContext('2d');
c.fillStyle = 'lime';
c.fillRect(0, 0, 20, 10);
attempt('reading the shared canvas', () => c.getImageData(0, 0, 1, 1));
attempt('webgl', () => wx.createCanvas().getContext('webgl'));
const own = wx.createCanvas().getContext('2d');
own.fillStyle = '#0a0b0c';
own.fillRect(0, 0, 1, 1);
attempt('reading its own canvas', () => [...own.getImageData(0, 0, 1, 1).data].join());
const remote = wx.createImage();
remote.onload = () => console.log('domain: a remote image was loaded');
remote.onerror = (e) => console.log('domain:', e.errMsg);
remote.src = 'https://example.com/?secret=1';

wx.onMessage((m) => {
  console.log('domain: message', m.text, m.list.length, 1 in m.list, m.bytes.join(), m.when.getTime(), m.map.get('k'), m.error.name, m.self === m);
  attempt('global of a message', () => m.constructor.constructor('return globalThis')() === globalThis);
  attempt('global of an error', () => m.error.constructor.constructor('return globalThis')() === globalThis && m.error instanceof RangeError);
  attempt('stack of an error', () => /sub\//.test(m.error.stack));
  attempt('buffer of a message', () => m.bytes.buffer.constructor === ArrayBuffer);
  Promise.reject(new Error('a rejection of the domain'));
});
wx.getFriendCloudStorage({ keyList: ['score'] }).then((r) => console.log('domain: friends', r.data.length, r.errMsg));
