// A rate outside of 1 to 60 is the nearest one, with one warning; text is a number; what is none is refused.
for (const wrong of [undefined, NaN, 'fast', '', {}, null]) {
  try {
    wx.setPreferredFramesPerSecond(wrong);
    console.log('taken', wrong);
  } catch (error) {
    console.log(error.errMsg);
  }
}
wx.setPreferredFramesPerSecond(120);
wx.setPreferredFramesPerSecond(0);
wx.setPreferredFramesPerSecond('30');
let last;
requestAnimationFrame(function frame(now) {
  if (last !== undefined) console.log(Math.round(now - last));
  last = now;
  requestAnimationFrame(frame);
});
