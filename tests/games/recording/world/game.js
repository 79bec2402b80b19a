// Whatever it hears of the world it shows: any difference is a difference of pixels.
const canvas = wx.createCanvas();
const c = canvas.getContext('2d');
const fs = wx.getFileSystemManager();
const log = [];
let speed = 1, points = 0, picture = null, touch = [80, 60];
let best = wx.getStorageSync('best') || 0;

const say = (text) => { console.log(text); log.push(text); };
say('best ' + best + ', ' + typeof Date.now());

wx.request({
  url: 'https://game.example/level',
  success: (r) => { speed = r.data.speed; say('level ' + speed); },
});
wx.downloadFile({
  url: 'https://game.example/picture.png',
  success: (r) => {
    say('picture ' + r.statusCode + ' ' + fs.readFileSync(r.tempFilePath).byteLength + ' bytes');
    fs.saveFile({ tempFilePath: r.tempFilePath, filePath: wx.env.USER_DATA_PATH + '/p.png', success: () => {
      const image = wx.createImage();
      image.onload = () => { picture = image; say('shown ' + image.width); };
      image.src = wx.env.USER_DATA_PATH + '/p.png';
    } });
  },
});
const remote = wx.createImage();
remote.onload = () => say('remote ' + remote.width);
remote.src = 'https://game.example/picture.png';
const socket = wx.connectSocket({ url: 'wss://game.example/chat' });
socket.onOpen(() => socket.send({ data: 'hello' }));
socket.onMessage((m) => say('chat ' + m.data));
wx.login({ success: (r) => say('login ' + (r.code.length > 0)) });
wx.onTouchMove((e) => { touch = [e.touches[0].clientX, e.touches[0].clientY]; });
wx.onTouchStart(() => { points += 10; wx.vibrateShort({ type: 'light' }); wx.showToast({ title: 'hit' }); });

const recorder = wx.getRecorderManager();
recorder.onStop((r) => say('recorded ' + r.fileSize + ' ' + new Int16Array(fs.readFileSync(r.tempFilePath))[50]));
recorder.start({ sampleRate: 8000, numberOfChannels: 1, format: 'PCM', duration: 700 });
wx.onGamepadConnected(({ gamepad }) => say('pad ' + gamepad.mapping));

let frame = 0;
const tick = (t) => {
  frame++;
  points += Math.random() < 0.1 * speed ? 1 : 0;
  if (frame % 50 === 0) {
    wx.setStorageSync('best', Math.max(best, points));
    fs.writeFileSync(wx.env.USER_DATA_PATH + '/save.txt', 'points ' + points);
    wx.request({ url: 'https://game.example/save', method: 'POST', data: 'p' + points, success: (r) => say('saved ' + r.data) });
    socket.send({ data: 'at ' + frame });
  }
  if (frame % 70 === 0) best = Number(fs.readFileSync(wx.env.USER_DATA_PATH + '/save.txt', 'utf8').slice(7));
  c.fillStyle = 'hsl(' + Math.floor(t / 20) % 360 + ', 60%, 40%)';
  c.fillRect(0, 0, 160, 120);
  if (picture) c.drawImage(picture, (frame * speed) % 160, 50, 12, 12);
  c.fillStyle = '#fff';
  c.fillRect(touch[0] - 3, touch[1] - 3, 6, 6);
  for (const pad of wx.getGamepads()) c.fillRect(80 + 70 * pad.axes[0], 110, 4, pad.buttons[0].pressed ? 9 : 3);
  c.font = '9px sans-serif';
  c.fillText(points + ' / ' + best + ' ' + (new Date().getTime() % 100000), 4, 12);
  log.slice(-8).forEach((line, i) => c.fillText(line, 4, 24 + i * 11));
  requestAnimationFrame(tick);
};
requestAnimationFrame(tick);
