// One memory, two threads: what each writes the other sees, in which order the frames say.
const memory = new SharedArrayBuffer(64);
const flags = new Int32Array(memory);
const fails = (what, f) => {
  try {
    console.log(what, 'NO:', f());
  } catch (e) {
    console.log(what, `${e.name}: ${e.message}`);
  }
};
fails('the game waits:', () => Atomics.wait(flags, 0, 0));
fails('to the open data domain:', () => wx.getOpenDataContext().postMessage({ memory }));
wx.getOpenDataContext().postMessage({ text: 'a copy is fine', part: flags.slice(0, 2).length });

// What reads takes a copy of it; what would write into it says no.
const fs = wx.getFileSystemManager();
const file = `${wx.env.USER_DATA_PATH}/shared.bin`;
new Uint8Array(memory, 56).set([104, 101, 108, 108, 111]);
fs.writeFileSync(file, new Uint8Array(memory, 56, 5).slice().buffer);
console.log('file:', fs.readFileSync(file, 'utf8'), new TextDecoder().decode(new Uint8Array(memory, 56, 5)));
fails('encodeInto:', () => new TextEncoder().encodeInto('no', new Uint8Array(memory)));
const gl = wx.createCanvas().getContext('webgl') || { fails: true };
if (!gl.fails) {
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(memory), gl.STATIC_DRAW);
  console.log('bufferData:', gl.getBufferParameter(gl.ARRAY_BUFFER, gl.BUFFER_SIZE), gl.getError());
  fails('readPixels:', () => gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(memory)));
}

let worker = wx.createWorker('workers/index.js');
fails('a transfer:', () => worker.postMessage({ memory }, [memory]));
let step = 0;
const steps = [
  () => worker.postMessage({ memory, what: 'sleep' }),
  () => worker.postMessage({ what: 'doze' }),
  () => {
    worker.postMessage({ what: 'count' });
    for (let i = 0; i < 20000; i++) Atomics.add(flags, 4, 1);
  },
  () => worker.postMessage({ what: 'view', view: new Uint8Array(memory, 40, 4) }),
  () => worker.postMessage({ what: 'forever' }),
];
worker.onMessage((m) => {
  if (m.view) {
    console.log('view:', m.view[0], m.view.length, m.view.byteOffset, m.view.buffer === m.buffer, new Uint8Array(memory)[40]);
  } else {
    console.log('game hears', m);
  }
  if (m.counted) console.log('counted together:', Atomics.load(flags, 4));
  if (m.forever) {
    const first = worker;
    setTimeout(() => {
      first.terminate();
      // Whether its thread has ended yet is open; nothing of it is heard any more.
      Atomics.notify(flags, 5);
      worker = wx.createWorker('workers/index.js');
      worker.onMessage((answer) => console.log('the next worker:', answer));
      worker.postMessage({ memory, what: 'hello' });
    }, 50);
    return;
  }
  steps[++step]?.();
});
steps[0]();
setTimeout(() => {
  flags[1] = 5;
  Atomics.store(flags, 0, 1);
  console.log('woken:', Atomics.notify(flags, 0), Atomics.notify(flags, 0));
}, 60);
