// A buffer goes to the worker and back, three times: whole, unchanged but for what each side does to it, and gone where it was.
const worker = wx.createWorker('workers/index.js');
let buffer = new ArrayBuffer(1 << 20);
new Uint8Array(buffer).fill(7);
let rounds = 0;
const send = () => {
  const bytes = new Uint8Array(buffer);
  worker.postMessage({ round: rounds, bytes }, [buffer]);
  console.log('sent', rounds, buffer.byteLength, bytes.length, buffer.detached);
};
worker.onMessage(({ round, buffer: back, file, text }) => {
  if (file) {
    console.log('file', file.byteLength, String.fromCharCode(...new Uint8Array(file, 0, 6)), text);
    return;
  }
  const bytes = new Uint8Array(back);
  console.log('back', round, back.byteLength, bytes[0], bytes[1], bytes[bytes.length - 1]);
  buffer = back;
  rounds += 1;
  if (rounds < 3) {
    send();
    return;
  }
  // As scripts may with any buffer of theirs.
  const longer = buffer.transfer((1 << 20) + 8);
  console.log('longer', longer.byteLength, new Uint8Array(longer)[0], new Uint8Array(longer)[(1 << 20) + 7], buffer.detached);
  try {
    worker.postMessage({ longer, no: () => 1 }, [longer]);
  } catch (e) {
    console.log(e.name, longer.byteLength);
  }
  const mine = wx.getFileSystemManager().readFileSync('data.txt');
  worker.postMessage({ file: mine }, [mine]);
  console.log('file given away', mine.byteLength);
});
send();
