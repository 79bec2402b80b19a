wx.cloud.init({ env: 'test' });
const canvas = wx.createCanvas();
Object.assign(canvas, { width: 12, height: 8 });
canvas.getContext('2d').fillRect(0, 0, 12, 8);
const filePath = canvas.toTempFilePathSync({ fileType: 'png' });
const load = (src) => new Promise((resolve) => {
  const image = wx.createImage();
  image.onload = () => resolve(`${image.width}x${image.height}`);
  image.onerror = ({ errMsg }) => resolve(errMsg);
  image.src = src;
});
const refused = ({ errCode, errMsg }) => console.log(errCode, errMsg);
const run = async () => {
  const fileID = await new Promise((resolve, reject) => {
    const task = wx.cloud.uploadFile({ cloudPath: 'pictures/a.png', filePath, success: (result) => resolve(result.fileID), fail: reject });
    task.onProgressUpdate(({ progress, totalBytesSent, totalBytesExpectedToSend }) => console.log('sent', progress, totalBytesSent === totalBytesExpectedToSend));
  });
  console.log(fileID);
  const { tempFilePath, statusCode, errMsg } = await wx.cloud.downloadFile({ fileID });
  console.log(errMsg, statusCode, /^http:\/\/tmp\/.*\.png$/.test(tempFilePath));
  const fs = wx.getFileSystemManager();
  console.log(fs.readFileSync(tempFilePath).byteLength === fs.readFileSync(filePath).byteLength);
  const { fileList } = await wx.cloud.getTempFileURL({ fileList: [fileID, { fileID: 'cloud://test.x/none', maxAge: 60 }] });
  console.log(JSON.stringify(fileList));
  console.log(await load(fileID), await load(fileList[0].tempFileURL), await load('cloud://test.x/none'));
  wx.cloud.uploadFile({ cloudPath: 'b.png', filePath, success() {}, fail: refused }).abort();
  await wx.cloud.uploadFile({ cloudPath: '../up.png', filePath }).catch(refused);
  await wx.cloud.uploadFile({ cloudPath: 'c.png', filePath: 'nowhere.png' }).catch(refused);
  await wx.cloud.uploadFile({ cloudPath: 'c.png' }).catch(refused);
  console.log(JSON.stringify((await wx.cloud.deleteFile({ fileList: [fileID, fileID] })).fileList));
  await wx.cloud.downloadFile({ fileID }).catch(refused);
};
run().then(() => console.log('done'), (error) => console.error(error));
