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
