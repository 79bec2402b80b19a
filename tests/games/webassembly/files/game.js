// The platform's instantiate takes a path of the package, compressed or not.
(async () => {
  for (const path of ['lib.wasm', '/lib.wasm', 'lib.wasm.br', 'none.wasm', 'game.js', '../lib.wasm', 'broken.wasm']) {
    await WXWebAssembly.instantiate(path, {}).then(
      ({ instance }) => console.log(path, instance.exports.get()),
      (e) => console.log(path, `${e.constructor.name}: ${e.message.split('\n')[0]}`),
    );
  }
  const files = wx.getFileSystemManager();
  const copy = `${wx.env.USER_DATA_PATH}/copy.wasm`;
  files.copyFileSync('lib.wasm', copy);
  console.log((await WXWebAssembly.instantiate(copy)).instance.exports.get());
})();
