GameGlobal.before = 'after the independent subpackage';
const attempt = (name, work) => {
  try {
    console.log(`${name}:`, work());
  } catch (e) {
    console.log(`${name}: ${e.message}`);
  }
};
const fs = wx.getFileSystemManager();
const look = (when) => {
  attempt(`${when}, a module of the main package`, () => require('../lib/shared'));
  attempt(`${when}, a file of the main package`, () => fs.readFileSync('words.txt', 'utf8').trim());
  attempt(`${when}, a file of another subpackage`, () => fs.accessSync('stage/game.js') || 'there');
  attempt(`${when}, the folders`, () => fs.readdirSync('/').filter((name) => !/^(test|output)/.test(name)).join());
};
const load = (name, api = 'loadSubpackage') =>
  new Promise((resolve) => {
    const task = wx[api]({ name, success: (r) => resolve(`${api} ${r.errMsg}`), fail: (e) => resolve(e.errMsg.split('\n')[0]) });
    task.onProgressUpdate((p) => p.progress === 100 && console.log(name, 'is here', p.totalBytesWritten > 0 && p.totalBytesWritten === p.totalBytesExpectedToWrite));
  });

console.log('the independent subpackage runs', __filename, require('./lib/own'), require('/alone/lib/own'));
console.log('launched with', wx.getLaunchOptionsSync().scene, fs.readFileSync('alone/words.txt', 'utf8').trim());
console.log('the main package ran:', GameGlobal.main === true);
look('alone');
wx.getOpenDataContext().postMessage({ from: 'the subpackage' });

wx.onShow(async () => {
  console.log('shown');
  console.log(await load('alone'), 'and it did not run again');
  // The stage needs a module of the main package.
  console.log(await load('stage'));
  console.log(await load('__GAME__', 'preDownloadSubpackage'));
  console.log('the main package ran:', GameGlobal.main === true);
  console.log(await load('__GAME__'));
  console.log(await load('__GAME__'), 'and it did not run again');
  console.log(await load('/stage/'));
  look('with all');
});
