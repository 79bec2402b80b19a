const files = wx.getFileSystemManager();
const home = wx.env.USER_DATA_PATH;
console.log(files.readFileSync('data/note.txt', 'utf8').trim());
console.log(files.readFileSync('data/note.txt').byteLength);
// No encoding, as Laya writes it.
console.log(files.readFileSync('data/note.txt', '').byteLength);
files.mkdirSync(`${home}/saves/deep`, true);
files.writeFileSync(`${home}/saves/deep/one.json`, JSON.stringify({ one: 1 }), 'utf8');
console.log(files.readFileSync(`${home}/saves/deep/one.json`, 'utf8'));
console.log(files.readdirSync(`${home}/saves`).join(' '));
['data/../../secret.txt', '/etc/passwd', `${home}/../out.txt`, 'data/missing.txt'].forEach((path) => {
  try {
    files.readFileSync(path, 'utf8');
    console.log('read', path);
  } catch (error) {
    console.log('refused');
  }
});
try {
  files.writeFileSync('data/note.txt', 'changed', 'utf8');
  console.log('the package was changed');
} catch (error) {
  console.log('the package is read-only');
}
files.access({ path: 'data/note.txt', success: (result) => console.log(result.errMsg) });
files.readFile({ filePath: 'data/missing.txt', fail: (result) => console.log(/^readFile:fail/.test(result.errMsg)) });
// Both forms of truncate take an options object.
files.truncateSync({ filePath: `${home}/saves/deep/one.json`, length: 4 });
console.log(files.readFileSync(`${home}/saves/deep/one.json`, 'utf8'));
files.truncateSync({ filePath: `${home}/saves/deep/one.json` });
console.log(files.statSync(`${home}/saves/deep/one.json`).size);
// Digests, with which games check their downloads.
files.writeFileSync(`${home}/abc`, 'abc', 'utf8');
for (const digestAlgorithm of [undefined, 'sha1', 'sha256']) {
  files.getFileInfo({ filePath: `${home}/abc`, digestAlgorithm, success: ({ size, digest }) => console.log(size, digest) });
}
files.getFileInfo({ filePath: `${home}/abc`, digestAlgorithm: 'crc', fail: ({ errMsg }) => console.log(errMsg) });
