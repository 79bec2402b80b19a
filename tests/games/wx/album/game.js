// What the user chooses, as sparrow.toml says.
const files = wx.getFileSystemManager();
const show = (path, then) => {
  const image = wx.createImage();
  image.onload = () => {
    const context = Object.assign(wx.createCanvas(), { width: image.width, height: image.height }).getContext('2d');
    context.drawImage(image, 0, 0);
    then(image.width, image.height, [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)].map((v) => (v > 200 ? 1 : v < 60 ? 0 : v)).join());
  };
  image.src = path;
};
const run = async () => {
  const images = await wx.chooseImage({ count: 9 });
  console.log(images.errMsg, images.tempFilePaths.length, images.tempFiles.every(({ path, size }, i) => path === images.tempFilePaths[i] && size === files.statSync(path).size));
  images.tempFilePaths.forEach((path) => show(path, (...what) => console.log('image', ...what)));
  const one = await wx.chooseImage({ count: 1 });
  console.log(one.tempFilePaths.length, one.tempFilePaths[0].split('.').pop());

  const media = await wx.chooseMedia({ count: 2, mediaType: ['mix'] });
  for (const { tempFilePath, thumbTempFilePath, size, ...rest } of media.tempFiles) console.log(media.type, JSON.stringify(rest), size, tempFilePath.split('.').pop(), !!thumbTempFilePath);
  const video = await wx.chooseMedia({ mediaType: ['video'] });
  console.log(video.type, video.tempFiles.length);
  show(video.tempFiles[0].thumbTempFilePath, (width, height) => console.log('thumb', width, height));

  const messages = await wx.chooseMessageFile({ count: 10, type: 'file', extension: ['txt'] });
  const [{ name, path, type, size, time }] = messages.tempFiles;
  console.log(messages.errMsg, name, type, size, time, files.readFileSync(path, 'utf8').trim());
  console.log((await wx.chooseMessageFile({ count: 10 })).tempFiles.length);
  await wx.chooseMessageFile({ count: 10, type: 'file', extension: ['doc'] }).catch(({ errMsg }) => console.log(errMsg));
  await wx.chooseMessageFile({}).catch(({ errMsg }) => console.log(errMsg));

  const shot = await wx.chooseImage({ sourceType: ['camera'] });
  show(shot.tempFilePaths[0], (...what) => console.log('camera', ...what));
  await wx.chooseMedia({ sourceType: ['camera'], mediaType: ['video'] }).catch(({ errMsg }) => console.log(errMsg));

  const small = await wx.compressImage({ src: images.tempFilePaths[0], quality: 50, compressedWidth: 20 });
  show(small.tempFilePath, (...what) => console.log('compressed', small.tempFilePath.split('.').pop(), ...what));
  await wx.compressImage({ src: 'gone.png' }).catch(({ errMsg }) => console.log(errMsg.split(' ')[0]));
  await wx.compressImage({}).catch(({ errMsg }) => console.log(errMsg));
  console.log((await wx.getAvailableAudioSources()).audioSources.join());
};
run().catch((e) => console.log('failed', e.errMsg || e));
