// Text to bytes and back, and bytes under a path.
const bytes = wx.encode({ data: '中文 ok', format: 'gbk' });
console.log([...new Uint8Array(bytes)].join(' '), wx.decode({ data: bytes, format: 'gbk' }));
console.log(wx.decode({ data: wx.encode({ data: 'é' }) }), wx.encode({ data: 'é' }).byteLength);
for (const options of [undefined, { data: 5 }, { data: 'x', format: 'latin9' }]) {
  try {
    wx.encode(options);
  } catch (error) {
    console.log(error.errMsg);
  }
}
const files = wx.getFileSystemManager();
const one = wx.createBufferURL(bytes);
const two = wx.createBufferURL(new Uint8Array(bytes));
console.log(one === two, files.readFileSync(one).byteLength);
wx.revokeBufferURL(one);
console.log(files.readFileSync(two).byteLength);
wx.revokeBufferURL(two);
files.access({ path: two, fail: ({ errno }) => console.log(errno) });
