// A version of a game that looks whether all of it is there (tests/crashes.rs writes version.js and the data files).
const { version, sizes } = require('./version');
const whole = require('./whole');
console.log('version', version);
whole('data.bin', version, sizes.data);
const count = wx.getStorageSync('starts') || 0;
wx.setStorageSync('starts', count + 1);
console.log('starts', count);
wx.loadSubpackage({
  name: 'stage',
  success: () => whole('stage/data.bin', version, sizes.stage),
  // Another version may be on the server by now; what is not there says so.
  fail: (e) => console.log('no stage:', e.errMsg.split('\n')[0]),
});
const updates = wx.getUpdateManager();
updates.onUpdateReady(() => {
  console.log('update ready');
  if (version % 2) updates.applyUpdate();
});
