for (const name of Object.getOwnPropertyNames(wx).sort()) console.log(name, typeof wx[name]);
console.log('globals:', Object.getOwnPropertyNames(globalThis).filter((name) => /^(wx|host|core|sharedCanvas|window|document|worker|requirePlugin)$/.test(name)).sort().join());
console.log(wx.getSharedCanvas() === sharedCanvas, sharedCanvas.width, sharedCanvas.height, GameGlobal.__isSubContext);
for (const path of ['../game.js', '/game.js', 'game.js']) {
  try {
    require(path);
    console.log('required', path);
  } catch (e) {
    console.log(e.message.split('\n')[0]);
  }
}
console.log(require('./part').part, require('part').part);
