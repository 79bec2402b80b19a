const base = 'https://game.example';
const log = (what) => (result) => {
  const { errMsg, errno, statusCode, data } = result;
  console.log(what, errMsg, errno === undefined ? '' : errno, statusCode || '', data === undefined ? '' : JSON.stringify(data));
};
const both = (what, options) => wx.request({ ...options, success: log(`${what}:`), fail: log(`${what} failed:`) });

// What the platform's own headers say is tested once; elsewhere they are left out of what is printed.
wx.request({
  url: `${base}/echo?a=1&b=x#part`,
  data: { b: 'two words', c: [1, 2], d: null },
  header: { 'X-Game': 'sparrow', Referer: 'https://else.example', 'content-length': 99 },
  success(result) {
    console.log(result.data);
    console.log(JSON.stringify(result.header), JSON.stringify(result.cookies));
  },
});
const body = (what, options) =>
  wx.request({
    ...options,
    url: `${base}/echo`,
    success({ data }) {
      const [head, text] = data.split('\n\n');
      console.log(what, head.split('\n')[0], /content-type: (.*)/.exec(head)[1], JSON.stringify(text));
    },
    fail: log(`${what} failed:`),
  });
body('json', { method: 'POST', data: { a: 1, b: ['x'] } });
body('form', { method: 'post', data: { a: 1, b: 'x y', c: { d: 2 } }, header: { 'Content-Type': 'application/x-www-form-urlencoded' } });
body('text', { method: 'PUT', data: 'plain', header: { 'content-type': 'text/plain' } });
body('bytes', { method: 'POST', data: new Uint8Array([104, 105]).buffer });
body('view', { method: 'DELETE', data: new Uint8Array([0, 104, 105]).subarray(1) });

both('json', { url: `${base}/json` });
both('text', { url: `${base}/json`, dataType: 'other' });
wx.request({ url: `${base}/json`, responseType: 'arraybuffer', success: ({ data }) => console.log('bytes', data instanceof ArrayBuffer, data.byteLength) });
both('not json', { url: `${base}/pieces` });

const task = both('pieces', { url: `${base}/pieces`, enableChunked: true });
const chunk = ({ data }) => console.log('chunk', new TextDecoder().decode(data));
const never = () => console.log('never');
task.onHeadersReceived(({ statusCode, header }) => console.log('head', statusCode, JSON.stringify(header)));
task.onChunkReceived(chunk);
task.onChunkReceived(never);
task.offChunkReceived(never);

both('late', { url: `${base}/late` });
both('too late', { url: `${base}/too-late` });
both('refused', { url: `${base}/refused` });
both('unknown', { url: 'https://nowhere.example/' });
both('no url', {});
both('number', { url: 7 });
both('relative', { url: '/api' });
both('scheme', { url: 'ftp://game.example/' });
both('method', { url: `${base}/json`, method: 'GET it' });
both('header', { url: `${base}/json`, header: { 'a b': '1' } });
both('header object', { url: `${base}/json`, header: 'x' });
wx.request();

const aborted = both('aborted', { url: `${base}/late` });
aborted.abort();
aborted.abort();

// Ten at a time: the eleventh begins when one has ended. All of them are late, and so the last are later.
setTimeout(() => {
  const begin = wx.getPerformance().now();
  const took = [];
  for (let i = 0; i < 12; i++) {
    wx.request({
      url: `${base}/late`,
      success() {
        took.push(wx.getPerformance().now() - begin > 250000 ? 'second' : 'first');
        if (took.length === 12) console.log(took.join(' '));
      },
    });
  }
}, 400);
