let count = 0;
const id = setInterval(() => {
  worker.postMessage(`interval ${++count} at ${Math.round(performance.now())}`);
  if (count === 3) clearInterval(id);
}, 100);
setTimeout(() => worker.postMessage(`random ${Math.random() !== Math.random()}, date ${new Date().getFullYear()}`), 50);
Promise.resolve().then(() => worker.postMessage('microtask'));
