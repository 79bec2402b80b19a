wx.onShow(() => console.log('shown'));
let frames = 0;
requestAnimationFrame(function frame() {
  frames += 1;
  if (frames === 3) wx.exitMiniProgram({ success: () => console.log('bye') });
  requestAnimationFrame(frame);
});
