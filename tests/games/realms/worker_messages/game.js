let frame = 0;
requestAnimationFrame(function next() {
  frame += 1;
  requestAnimationFrame(next);
});
for (const path of ['game.js', 'workers/none.js', '../x.js', 5]) {
  try {
    wx.createWorker(path);
  } catch (e) {
    console.log(e.message.split('\n')[0]);
  }
}
const worker = wx.createWorker('workers/index.js', { useExperimentalWorker: true });
console.log(typeof worker.env.USER_DATA_PATH, ['postMessage', 'onMessage', 'onError', 'onProcessKilled', 'terminate'].every((name) => typeof worker[name] === 'function'));
try {
  wx.createWorker('workers/index.js');
} catch (e) {
  console.log(e.message);
}
try {
  worker.postMessage({ f() {} });
} catch (e) {
  console.log(e.name, e.message);
}
worker.onMessage((m) => {
  console.log('frame', frame, 'main got', m.kind, m.answer);
  if (m.kind === 'types') {
    const { v } = m;
    console.log(v.map instanceof Map, v.set instanceof Set, v.date instanceof Date, v.error instanceof TypeError, v.bytes instanceof Uint8Array, v.self === v);
  }
  if (m.kind === 'last') {
    worker.terminate();
    worker.postMessage('to nobody');
    const other = wx.createWorker('/workers/index.js');
    other.onMessage((n) => console.log('other:', n.kind));
    other.postMessage({ kind: 'hello' });
  }
});
const value = { map: new Map([[1, { a: [1, 2] }]]), set: new Set(['s']), date: new Date(5), error: new TypeError('t'), bytes: new Uint8Array([1, 2, 3]), big: 5n };
value.self = value;
const given = new Uint8Array([7, 8]);
worker.postMessage({ kind: 'types', v: value, given }, [given.buffer]);
console.log('given away:', given.length);
worker.postMessage({ kind: 'work', n: 24 });
worker.postMessage({ kind: 'last' });
