let frame = 0;
requestAnimationFrame(function next() {
  frame += 1;
  requestAnimationFrame(next);
});
const worker = wx.createWorker('workers/index.js');
worker.onMessage((m) => console.log('frame', frame, m));
