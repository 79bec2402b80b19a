// Open files, zip archives, compressed files.
const files = wx.getFileSystemManager();
const home = wx.env.USER_DATA_PATH;
const text = (buffer) => String.fromCharCode(...new Uint8Array(buffer));
const fd = files.openSync({ filePath: `${home}/f`, flag: 'w+' });
console.log(typeof fd, JSON.stringify(files.writeSync({ fd, data: 'hello there' })));
const bytes = new Uint8Array([74, 75, 76]).buffer;
console.log(files.writeSync({ fd, data: bytes, offset: 0, length: 1, position: 0 }).bytesWritten);
const buffer = new ArrayBuffer(8);
console.log(JSON.stringify(files.readSync({ fd, arrayBuffer: buffer, offset: 1, length: 5, position: 0 }).bytesRead), text(buffer.slice(1, 6)));
console.log(files.fstatSync({ fd }).size, files.fstatSync({ fd }).isFile());
files.ftruncateSync({ fd, length: 2 });
files.closeSync({ fd });
console.log(files.readFileSync(`${home}/f`, 'utf8'));
const fails = (work) => {
  try {
    work();
    console.log('no failure');
  } catch (error) {
    console.log(error.errMsg, error.errno);
  }
};
fails(() => files.closeSync({ fd }));
fails(() => files.openSync({ filePath: `${home}/none`, flag: 'r' }));
fails(() => files.openSync({ filePath: `${home}/f`, flag: 'q' }));
fails(() => files.readSync({ fd, arrayBuffer: 'text' }));
console.log(text(files.readCompressedFileSync({ filePath: 'hello.br', compressionAlgorithm: 'br' })));
fails(() => files.readCompressedFileSync({ filePath: 'game.json', compressionAlgorithm: 'br' }));
files.open({
  filePath: `${home}/f`,
  flag: 'a+',
  success: ({ fd: second, errMsg }) => {
    console.log(errMsg);
    files.write({ fd: second, data: '!', success: ({ bytesWritten }) => console.log(bytesWritten, files.readFileSync(`${home}/f`, 'utf8')) });
  },
});
files.unzip({
  zipFilePath: 'two.zip',
  targetPath: `${home}/unzipped`,
  success: ({ errMsg }) => console.log(errMsg, files.readdirSync(`${home}/unzipped`).join(' '), files.readFileSync(`${home}/unzipped/deep/b.txt`, 'utf8')),
});
files.readZipEntry({
  filePath: 'two.zip',
  entries: [{ path: 'a.txt', encoding: 'utf8', position: 1, length: 2 }, { path: 'none' }],
  success: ({ entries }) => console.log(JSON.stringify(entries)),
});
files.readZipEntry({ filePath: 'two.zip', entries: 'all', encoding: 'utf8', success: ({ entries }) => console.log(Object.keys(entries).join(' '), entries['deep/b.txt'].data) });
files.unzip({ zipFilePath: 'game.json', targetPath: `${home}/no`, fail: ({ errMsg }) => console.log(errMsg.slice(0, 30)) });
