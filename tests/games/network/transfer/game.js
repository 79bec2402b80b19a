const base = 'https://game.example';
const files = wx.getFileSystemManager();
const home = wx.env.USER_DATA_PATH;

const task = wx.downloadFile({
  url: `${base}/files/a.png?v=2`,
  success({ tempFilePath, filePath, statusCode, errMsg }) {
    console.log(errMsg, statusCode, tempFilePath, filePath, files.readFileSync(tempFilePath, 'utf8'));
  },
});
task.onHeadersReceived(({ header }) => console.log('head', header['X-File']));
task.onProgressUpdate(({ progress, totalBytesWritten, totalBytesExpectedToWrite }) => console.log('progress', progress, totalBytesWritten, totalBytesExpectedToWrite));

wx.downloadFile({
  url: `${base}/files/b`,
  filePath: `${home}/kept.txt`,
  success({ tempFilePath, filePath }) {
    console.log(tempFilePath, filePath, files.readFileSync(`${home}/kept.txt`, 'utf8'));
  },
});
const failing = (what, options) => wx.downloadFile({ ...options, success: () => console.log(what, 'worked?'), fail: ({ errMsg }) => console.log(what, errMsg) });
failing('no folder', { url: `${base}/files/c`, filePath: `${home}/missing/c` });
failing('into the package', { url: `${base}/files/d`, filePath: 'game.js' });
failing('cut', { url: `${base}/cut` });
failing('no url', {});
failing('aborted', { url: `${base}/late` }).abort();

files.writeFileSync(`${home}/score.json`, '{"score":7}', 'utf8');
const upload = wx.uploadFile({
  url: `${base}/upload`,
  filePath: `${home}/score.json`,
  name: 'file',
  formData: { user: 'me', level: 3 },
  success({ data, statusCode }) {
    const [head, ...parts] = data.split('\n\n');
    const boundary = /boundary=(.*)/.exec(head)[1];
    console.log(statusCode, parts.join('\n\n').split(boundary).join('B').replace(/\r/g, ''));
  },
});
upload.onProgressUpdate(({ progress, totalBytesSent, totalBytesExpectedToSend }) => console.log('sent', progress, totalBytesSent === totalBytesExpectedToSend));
wx.uploadFile({ url: `${base}/upload`, filePath: `${home}/none`, name: 'file', fail: ({ errMsg }) => console.log(errMsg) });
wx.uploadFile({ url: `${base}/upload`, filePath: `${home}/score.json`, fail: ({ errMsg }) => console.log(errMsg) });
