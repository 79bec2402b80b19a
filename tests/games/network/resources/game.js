const load = (src) => {
  const image = wx.createImage();
  image.onload = () => console.log(src, image.width > 0, image.width === image.naturalWidth);
  image.onerror = ({ errMsg }) => console.log(errMsg);
  image.src = src;
};
load('https://game.example/far.png');
load('//game.example/far.png');
load('https://game.example/text.png');
load('https://game.example/missing.png');
load('https://nowhere.example/a.png');

const sound = wx.createInnerAudioContext();
sound.onCanplay(() => console.log('sound', sound.duration > 0));
sound.src = 'https://game.example/sound.wav';
const silent = wx.createInnerAudioContext();
silent.onError(({ errCode }) => console.log('no sound', errCode));
silent.src = 'https://nowhere.example/a.mp3';
// It would have to wait for the server.
console.log(wx.loadFont('https://game.example/far.png'));
