const worker = wx.createWorker('workers/index.js');
worker.onMessage((message) => console.log(message instanceof ArrayBuffer ? `${message.byteLength} bytes` : message));
