const attempt = (name, work) => {
  try {
    const result = work();
    console.log(`main: ${name}:`, result);
  } catch (e) {
    console.log(`main: ${name}: ${e.name}: ${e.message}`);
  }
};
const screen = wx.createCanvas();
const ctx = screen.getContext('2d');
const open = wx.getOpenDataContext();
sharedCanvas.width = 20;
sharedCanvas.height = 10;
sharedCanvas.mark = 'of the main domain';

attempt('a function as message', () => open.postMessage(() => 1));
attempt('a canvas as message', () => open.postMessage({ screen }));
attempt('a proxy as message', () => open.postMessage(new Proxy({}, {})));
attempt('a getter as message', () => open.postMessage({ get x() { throw new TypeError('of the main domain'); } }));
const message = { text: 'hello', list: [1, , 3], bytes: new Uint8Array([1, 2]), when: new Date(0), map: new Map([['k', 1]]), error: new RangeError('r') };
message.self = message;
open.postMessage(message);
message.text = 'changed after it was sent';

attempt('context of the shared canvas', () => sharedCanvas.getContext('2d'));
attempt('shared canvas as text', () => sharedCanvas.toDataURL());
// A picture of it may be shared, and is in no file that the game can open.
const fs = wx.getFileSystemManager();
const closed = (what, path) => {
  attempt(`${what}: read`, () => fs.readFileSync(path));
  attempt(`${what}: stat`, () => fs.statSync(path));
  attempt(`${what}: copy`, () => fs.copyFileSync(path, `${wx.env.USER_DATA_PATH}/copy.png`));
  attempt(`${what}: list`, () => fs.readdirSync('http://tmp').length);
  const image = wx.createImage();
  image.onload = () => console.log(`main: ${what}: an image: LOADED`);
  image.onerror = () => console.log(`main: ${what}: an image: error`);
  image.src = path;
};
attempt('shared canvas as file', () => sharedCanvas.toTempFilePathSync());
attempt('clean canvas as text', () => screen.toDataURL().slice(0, 22));

let frame = 0;
const step = () => {
  if (++frame < 4) return requestAnimationFrame(step);
  attempt('expandos', () => [sharedCanvas.mark, sharedCanvas.secret, Object.prototype.leak, Array.prototype.leak, globalThis.leak].join());
  const middle = wx.createCanvas();
  middle.getContext('2d').drawImage(sharedCanvas, 0, 0);
  attempt('what it was drawn on', () => middle.getContext('2d').getImageData(0, 0, 1, 1));
  ctx.drawImage(middle, 0, 0);
  attempt('two steps on', () => ctx.getImageData(0, 0, 1, 1));
  attempt('two steps on as text', () => screen.toDataURL());
  attempt('two steps on as file', () => screen.toTempFilePathSync({ destWidth: 2, destHeight: 2 }));
  screen.toTempFilePath({
    success: ({ tempFilePath }) => {
      console.log('main: sealed as', tempFilePath);
      closed('sealed', tempFilePath);
    },
  });
  const other = wx.createCanvas();
  const o = other.getContext('2d');
  o.fillStyle = o.createPattern(sharedCanvas, 'repeat');
  o.fillRect(0, 0, 10, 10);
  o.fillStyle = 'red';
  other.width = 30;
  attempt('a pattern', () => o.getImageData(0, 0, 1, 1));
  const clean = wx.createCanvas().getContext('2d');
  clean.fillStyle = '#123456';
  clean.fillRect(0, 0, 1, 1);
  attempt('a clean canvas', () => [...clean.getImageData(0, 0, 1, 1).data].join());
};
requestAnimationFrame(step);
wx.onError((e) => console.log('main heard of an error:', e.message));
wx.onUnhandledRejection((e) => console.log('main heard of a rejection'));
