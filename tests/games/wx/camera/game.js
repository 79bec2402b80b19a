// The simulated camera: frames, a photo, and what only a host can do.
const camera = wx.createCamera({ x: 0, y: 0, width: 100, height: 100, size: 'small', success: (result) => console.log(result.errMsg) });
camera.onAuthCancel(() => console.log('refused'));
let frames = 0;
camera.onCameraFrame(({ width, height, data }) => {
  frames += 1;
  if (frames === 1) console.log(width, height, data.byteLength, [...new Uint8Array(data, 0, 4)].join());
});
camera.listenFrameChange();
setTimeout(() => {
  camera.closeFrameChange();
  const seen = frames;
  console.log('frames', seen > 10 && seen < 35);
  setTimeout(() => console.log('still', frames === seen), 200);
  camera.takePhoto('high').then(({ tempImagePath, width, height }) => {
    console.log(tempImagePath.endsWith('.jpg'), width, height);
    const image = wx.createImage();
    image.onload = () => console.log('photo', image.width, image.height);
    image.src = tempImagePath;
  });
  camera.startRecord().catch((error) => console.log(error.errMsg));
  camera.setZoom({ zoom: 2 }).then(({ zoom }) => console.log('zoom', zoom));
  camera.setZoom({}).catch((error) => console.log(error.errMsg));
}, 1000);
setTimeout(() => {
  camera.destroy();
  camera.takePhoto().catch((error) => console.log(error.errMsg));
}, 1300);
