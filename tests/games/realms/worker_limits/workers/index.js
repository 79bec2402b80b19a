worker.onMessage((what) => {
  if (what === 'throw') throw new RangeError('thrown in the worker');
  if (what === 'memory') {
    const all = [];
    for (;;) all.push(new Uint8Array(8 << 20).fill(1));
  }
  if (what === 'hang') for (;;);
  worker.postMessage('yes: ' + what);
});
