// The independent subpackage, which starts by itself and has the main package come.
const { version, sizes } = require('./version');
console.log('rank of version', version);
require('./whole')('rank/data.bin', version, sizes.rank);
wx.loadSubpackage({ name: '__GAME__', success: () => console.log('main loaded'), fail: (e) => console.log('no main:', e.errMsg.split('\n')[0]) });
