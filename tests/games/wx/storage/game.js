wx.setStorageSync('object', { a: [1, 2], when: null });
wx.setStorageSync('text', '中文 and emoji 🐦');
console.log(JSON.stringify(wx.getStorageSync('object')), wx.getStorageSync('text'));
console.log(wx.getStorageSync('nothing') === '');
console.log(wx.getStorageInfoSync().keys.sort().join(' '));
wx.removeStorageSync('object');
wx.getStorage({
  key: 'object',
  success: () => console.log('found?'),
  fail: (result) => console.log(result.errMsg),
  complete: () => console.log('complete'),
});
wx.setStorage({ key: 'later', data: 7, success: (result) => console.log(result.errMsg) });
setTimeout(async () => {
  console.log((await wx.getStorage({ key: 'later' })).data);
  wx.clearStorageSync();
  console.log(wx.getStorageInfoSync().keys.length);
}, 50);
