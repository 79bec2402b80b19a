worker.onMessage((m) => {
  if (m instanceof ArrayBuffer) throw new Error(`bytes: ${m.byteLength}`);
  worker.postMessage({ answer: m.n * 2 });
});
