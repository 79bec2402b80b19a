// Half of an emoji, as `name.substr(0, 5)` leaves it: nothing throws.
const torn = 'a\ud83d';
const image = wx.createImage();
image.onload = () => console.log('loaded');
image.onerror = () => console.log('not found', image.src === torn);
image.src = torn;
wx.setStorageSync(torn, torn);
console.log(wx.getStorageSync(torn).length);
const files = wx.getFileSystemManager();
files.writeFileSync(`${wx.env.USER_DATA_PATH}/torn`, torn, 'utf8');
console.log(new Uint8Array(files.readFileSync(`${wx.env.USER_DATA_PATH}/torn`)).join());
