// Failures of FileSystemManager: the document's words, and its numbers as errno and as errCode.
const files = wx.getFileSystemManager();
const home = wx.env.USER_DATA_PATH;
const fails = (name, work) => {
  try {
    console.log(name, 'no failure', JSON.stringify(work()));
  } catch (error) {
    console.log(error.errno, error.errCode, error.errMsg);
  }
};
files.writeFileSync(`${home}/a`, 'hello', 'utf8');
files.mkdirSync(`${home}/folder`);
fails('folder', () => files.readFileSync(`${home}/folder`));
fails('position', () => files.readFileSync(`${home}/a`, 'utf8', 99));
fails('no whole position', () => files.readFileSync(`${home}/a`, 'utf8', 1.5));
fails('no length', () => files.readFileSync(`${home}/a`, 'utf8', 0, -1));
fails('flag', () => files.openSync({ filePath: `${home}/a`, flag: 'q' }));
fails('no temporary file', () => files.saveFileSync('http://tmp/none'));
const fd = files.openSync({ filePath: `${home}/a`, flag: 'r' });
const arrayBuffer = new ArrayBuffer(4);
fails('too long', () => files.readSync({ fd, arrayBuffer, length: 9 }));
fails('behind the buffer', () => files.readSync({ fd, arrayBuffer, offset: 9, length: 1 }));
fails('no buffer', () => files.readSync({ fd }));
fails('written', () => files.writeSync({ fd, data: 'x' }));
const out = files.openSync({ filePath: `${home}/b`, flag: 'w' });
fails('read', () => files.readSync({ fd: out, arrayBuffer }));
fails('part', () => files.writeSync({ fd: out, data: new ArrayBuffer(2), offset: 3 }));
fails('part', () => files.writeSync({ fd: out, data: new ArrayBuffer(2), offset: 1, length: 2 }));
fails('closed', () => files.closeSync({ fd: '77' }));
fails('no brotli', () => files.readCompressedFileSync({ filePath: `${home}/a`, compressionAlgorithm: 'br' }));
fails('descriptors', () => {
  for (;;) files.openSync({ filePath: `${home}/a` });
});
// Parameters, in the platform's words.
fails('nothing', () => files.readFileSync());
fails('a number', () => files.readFileSync(5));
fails('no text', () => files.readFileSync(`${home}/a`, 'utf8', '1'));
fails('no flag', () => files.mkdirSync(`${home}/x`, 'yes'));
fails('no data', () => files.writeFileSync(`${home}/x`));
fails('an object', () => files.writeFileSync(`${home}/x`, { a: 1 }));
fails('positional', () => files.truncateSync(`${home}/a`, 2));
console.log(files.writeFileSync(`${home}/view`, new Uint8Array([104, 105])), files.readFileSync(`${home}/view`, 'utf8', null, null));
const tells = (result) => console.log(JSON.stringify(result));
files.readFile({ filePath: 'none', fail: tells });
files.readFile({ fail: tells });
files.unzip({ zipFilePath: `${home}/a`, targetPath: `${home}/z`, fail: ({ errMsg, ...rest }) => console.log(JSON.stringify(rest)) });
files.readZipEntry({ filePath: 'none', entries: [{ encoding: 'utf8' }], fail: tells });
files.read({ fd, fail: tells });
