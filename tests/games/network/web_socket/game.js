const base = 'wss://game.example';
const ended = ({ errMsg, errno }) => console.log(errMsg, errno === undefined ? '' : errno);

const task = wx.connectSocket({ url: `${base}/chat`, protocols: ['chat'], success: ended });
const READY = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'];
const ready = (of) => READY.find((name) => of[name] === of.readyState);
console.log(READY.map((name) => task[name]).join(), ready(task));
task.send({ data: 'too early', fail: ended });
task.send({ data: 'nobody listens' }); // no unhandled rejection
task.onOpen(({ protocol, header }) => {
  console.log(ready(task), task.readyState === 1);
  console.log('open', protocol, JSON.stringify(header));
  task.send({ data: 'text 麻雀', success: ended });
  task.send({ data: new Uint8Array([1, 2, 3]).buffer });
  task.send({ data: { no: 'object' }, fail: ended });
  task.send({ data: 'bye' });
});
task.onMessage(({ data }) => console.log('message', typeof data === 'string' ? data : Array.from(new Uint8Array(data)).join()));
task.onError(({ errMsg }) => console.log('error', errMsg));
task.onClose(({ code, reason }) => {
  console.log('close', code, reason, ready(task));
  task.close();
  task.send({ data: 'too late', fail: ended });
  task.close({ fail: ended });
  second();
});

function second() {
  wx.onSocketOpen(() => {
    console.log('global open');
    wx.sendSocketMessage({ data: 'hello', success: ended });
  });
  wx.onSocketMessage(() => console.log('replaced'));
  wx.onSocketMessage(({ data }) => {
    console.log('global message', data);
    wx.closeSocket({ code: 3000, reason: 'done', success: ended });
  });
  wx.onSocketClose(({ code, reason }) => {
    console.log('global close', code, reason);
    wx.sendSocketMessage({ data: 'x', fail: ended });
    wx.closeSocket({ fail: ended });
    third();
  });
  wx.connectSocket({ url: `${base}/slow` });
}

function third() {
  const polite = wx.connectSocket({ url: `${base}/chat` });
  polite.onOpen(() => {
    polite.close();
    polite.close({ success: ended });
    console.log(ready(polite));
  });
  polite.onClose(({ code, reason }) => console.log('polite close', code, reason, ready(polite)));
  wx.onSocketClose();
  wx.connectSocket({ url: `${base}/refused` }).onError(({ errMsg }) => console.log('error', errMsg));
  wx.connectSocket({ url: 'https://game.example/', fail: ended });
  wx.connectSocket({ fail: ended });
  wx.connectSocket({ url: `${base}/chat`, protocols: ['a b'], fail: ended });
  wx.connectSocket({ url: `${base}/slow`, timeout: 50 }).onError(({ errMsg }) => console.log('error', errMsg));
  const early = wx.connectSocket({ url: `${base}/slow` });
  early.onOpen(() => console.log('never'));
  early.onClose(({ code }) => console.log('early close', code));
  early.close({ success: ended });
  early.close({ code: 7, fail: ended });
  const five = [1, 2].map(() => wx.connectSocket({ url: `${base}/slow` }));
  wx.connectSocket({ url: `${base}/slow`, fail: ended });
  five.forEach((one) => one.close());
}
