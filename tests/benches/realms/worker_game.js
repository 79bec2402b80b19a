const performance = wx.getPerformance();
const now = () => performance.now() / 1000; // ms
const begin = now();
let ready = () => {};
let heard = () => {};
const create = () => {
  const worker = wx.createWorker('workers/index.js');
  worker.onMessage((message) => (message.ready ? ready(worker) : heard(message)));
  return worker;
};
const print = (word, values) => console.log(word, values.map((value) => value.toFixed(4)).join(' '));

function roundTrips(count) {
  const trips = [];
  ready = (worker) => {
    let at = 0;
    const post = () => {
      at = now();
      worker.postMessage({ kind: 'ping', n: trips.length, list: [1, 2, 3] });
    };
    heard = () => {
      trips.push(now() - at);
      if (trips.length < count) post();
      else print('trips', trips);
    };
    post();
  };
  create();
}

function buffers(count, move) {
  const trips = [];
  const posts = [];
  ready = (worker) => {
    let at = 0;
    const post = (buffer) => {
      at = now();
      worker.postMessage({ move, buffer }, move ? [buffer] : []);
      posts.push(now() - at);
    };
    heard = ({ buffer }) => {
      trips.push(now() - at);
      if (buffer.byteLength !== 8 << 20) throw new Error('the buffer is lost');
      if (trips.length < count) return post(buffer);
      print('trips', trips);
      return print('posts', posts);
    };
    post(new ArrayBuffer(8 << 20));
  };
  create();
}

function many(count, warm) {
  ready = (worker) => {
    let sent = 0;
    let got = 0;
    const batch = () => {
      // The queue holds 1000; what is on its way is bounded.
      for (let i = 0; i < 200 && sent < count + warm; i++) worker.postMessage({ n: sent++, text: 'a message', list: [1, 2] });
    };
    heard = () => {
      got++;
      if (got === warm) console.log('warm');
      if (got === count + warm) console.log('done');
      else if (got === sent) batch();
    };
    batch();
  };
  create();
}

function draw() {
  const canvas = wx.createCanvas();
  const c = canvas.getContext('2d');
  ready = () => console.log('ready');
  create();
  let frame = 0;
  const step = () => {
    frame++;
    for (let i = 0; i < 300; i++) {
      c.fillStyle = i % 2 ? '#f2b134' : '#3b6ea5';
      c.fillRect((i * 37 + frame) % 375, (i * 53) % 667, 20, 20);
    }
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function spin() {
  ready = (worker) => {
    worker.postMessage({ spin: true });
    console.log('ready');
  };
}

function crowd(count) {
  const times = [];
  let at = now();
  ready = () => {
    times.push(now() - at);
    if (times.length === count) return print('created', times);
    at = now();
    return create();
  };
  create();
}
