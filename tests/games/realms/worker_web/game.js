const worker = new Worker('workers/index.js');
worker.onmessage = (e) => console.log(e.type, JSON.stringify(e.data), e instanceof Event);
worker.addEventListener('message', () => console.log('a listener, too'));
worker.onerror = (e) => console.log(e.type, e.message);
worker.postMessage({ n: 20 });
const buffer = new ArrayBuffer(4);
worker.postMessage(buffer, { transfer: [buffer] });
console.log(buffer.byteLength);
