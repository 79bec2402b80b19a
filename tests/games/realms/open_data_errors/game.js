wx.onError((e) => console.log('main heard', e.message));
const open = wx.getOpenDataContext();
open.postMessage('throw');
open.postMessage('hang');
open.postMessage('last');
let frames = 0;
requestAnimationFrame(function next() {
  if (++frames < 10) requestAnimationFrame(next);
  else console.log('main runs on');
});
