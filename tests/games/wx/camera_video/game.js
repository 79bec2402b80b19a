// A camera that sees a video: frames differ, a photo has the video's size.
const camera = wx.createCamera({ x: 0, y: 0, width: 50, height: 50, success: ({ errMsg }) => console.log(errMsg), fail: ({ errMsg }) => console.log(errMsg) });
const seen = new Set();
camera.onCameraFrame(({ width, height, data }) => {
  const bytes = new Uint8Array(data);
  const first = seen.size === 0;
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 97) sum = (sum * 31 + bytes[i]) >>> 0;
  seen.add(sum);
  if (first) console.log(width, height, bytes.some((byte) => byte !== 0 && byte !== 255));
});
camera.listenFrameChange();
setTimeout(() => {
  console.log('pictures', seen.size > 5);
  camera.takePhoto().then(({ width, height }) => console.log('photo', width, height));
}, 600);
setTimeout(() => camera.destroy(), 800);
