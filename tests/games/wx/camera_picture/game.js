// A camera that sees a picture (half green, half blue), over a grey game with a red edge.
const canvas = wx.createCanvas();
const context = canvas.getContext('2d');
const draw = () => {
  context.fillStyle = '#888';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.strokeStyle = '#f00';
  context.strokeRect(0.5, 0.5, 99, 99);
  requestAnimationFrame(draw);
};
draw();
const camera = wx.createCamera({ x: 10, y: 20, width: 60, height: 60, size: 'small', success: ({ errMsg }) => console.log(errMsg) });
camera.onStop(() => console.log('stopped'));
let frames = 0;
camera.onCameraFrame(({ width, height, data }) => {
  frames += 1;
  if (frames > 1) return;
  const at = (x, y) => [...new Uint8Array(data, (y * width + x) * 4, 4)].join();
  console.log(width, height, data.byteLength, at(5, 5), at(width - 5, height - 5));
});
camera.listenFrameChange();
setTimeout(() => {
  camera.closeFrameChange();
  console.log('frames', frames > 8);
  camera.takePhoto('normal').then(({ tempImagePath, width, height }) => console.log('photo', width, height, tempImagePath.split('.').pop()));
  [camera.x, camera.y, camera.height] = [40, 0, 30];
}, 500);
setTimeout(() => camera.destroy(), 850);
