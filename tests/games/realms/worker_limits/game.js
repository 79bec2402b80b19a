const start = () => {
  const worker = wx.createWorker('workers/index.js');
  worker.onMessage((m) => console.log('message', m));
  worker.onError((e) => console.log('error', e.message, e.error.message === e.message));
  worker.onProcessKilled(() => {
    console.log('killed');
    worker.postMessage('to nobody');
  });
  return worker;
};
let worker = start();
worker.postMessage('throw');
worker.postMessage('memory');
worker.postMessage('still here?');
setTimeout(() => {
  worker.testOnProcessKilled();
}, 150);
setTimeout(() => {
  worker = start();
  worker.postMessage('hang');
  worker.terminate();
  console.log('the game runs on');
}, 250);
