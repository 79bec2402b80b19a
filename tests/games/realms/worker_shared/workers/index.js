console.log('worker:', typeof SharedArrayBuffer, typeof Atomics.wait);
let flags;
worker.onMessage(({ memory, what, view }) => {
  if (memory) flags = new Int32Array(memory);
  if (what === 'sleep') {
    console.log('worker sleeps until it is woken');
    const how = Atomics.wait(flags, 0, 0);
    // What the game wrote before it woke us is here.
    console.log('worker:', how, flags[0], flags[1]);
    flags[2] = flags[1] + 1;
    worker.postMessage({ how });
  } else if (what === 'doze') {
    const start = Date.now();
    const how = Atomics.wait(flags, 3, 0, 100);
    worker.postMessage({ how, ms: Date.now() - start, none: Atomics.wait(flags, 3, 1), now: Atomics.wait(flags, 3, 0, 0) });
  } else if (what === 'count') {
    for (let i = 0; i < 20000; i++) Atomics.add(flags, 4, 1);
    worker.postMessage({ counted: true });
  } else if (what === 'view') {
    view[0] = 42;
    worker.postMessage({ view, buffer: view.buffer });
  } else if (what === 'forever') {
    worker.postMessage({ forever: true });
    try {
      Atomics.wait(flags, 5, 0);
    } finally {
      console.log('NO: nobody wakes this one');
    }
  } else if (what === 'hello') {
    worker.postMessage({ hello: flags[2] });
  }
});
