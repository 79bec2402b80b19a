// Stores values and files, step by step, until it is killed; at its start it looks at what the last life left (tests/crashes.rs).
// `ack N` says that step N is done; from then on a start must find it.
const fs = wx.getFileSystemManager();
const root = wx.env.USER_DATA_PATH;
const broken = (what) => {
  console.log('BROKEN', what);
  throw new Error(what);
};
const text = (n) => String.fromCharCode(97 + (n % 26)).repeat((n * 37) % 3000);
const bytes = (n) => new Uint8Array((n * 91) % 20000).fill(n & 255);
const exists = (path) => {
  try {
    fs.accessSync(path);
    return true;
  } catch (e) {
    return false;
  }
};

// What is stored last in a step: everything before it is there.
const step = wx.getStorageSync('step') || 0;
const near = (what, n) => n >= step - 7 && n <= step + 1 || broken(`${what} is of step ${n}, and the last whole one is ${step}`);
for (let slot = 0; slot < 7; slot++) {
  const value = wx.getStorageSync(`value${slot}`);
  if (value === '') {
    if (step > 7) broken(`value${slot} is lost`);
  } else {
    if (value.text !== text(value.n)) broken(`value${slot} is torn`);
    near(`value${slot}`, value.n);
  }
  const file = `${root}/file${slot}.bin`;
  if (!exists(file)) {
    if (step > 7) broken(`file${slot} is lost`);
    continue;
  }
  const data = new Uint8Array(fs.readFileSync(file));
  const n = new DataView(data.buffer).getUint32(0);
  near(`file${slot}`, n);
  const expected = bytes(n);
  if (data.length !== expected.length + 4 || data.subarray(4).some((byte) => byte !== (n & 255))) broken(`file${slot} is torn`);
}
// Lines that were added to a file: all but the last are whole, and the acknowledged ones are there.
const journal = `${root}/journal.txt`;
if (exists(journal)) {
  const lines = fs.readFileSync(journal, 'utf8').split('\n');
  lines.pop();
  lines.forEach((line, i) => i && Number(line) !== Number(lines[i - 1]) + 1 && Number(line) !== Number(lines[i - 1]) && broken(`line ${i} of the journal is ${line} after ${lines[i - 1]}`));
  if (step && Number(lines[lines.length - 1]) < step) broken(`the journal ends at ${lines[lines.length - 1]}, step ${step} was done`);
} else if (step) broken('the journal is lost');
// A folder that moves: it is at one place or at the other.
if (step > 1 && exists(`${root}/left`) === exists(`${root}/right`)) broken('the folder is at both places, or at none');
console.log('start', step);

let n = step;
if (!exists(`${root}/left`) && !exists(`${root}/right`)) fs.mkdirSync(`${root}/left`);
const work = () => {
  for (let i = 0; i < 5; i++) {
    n += 1;
    const slot = n % 7;
    wx.setStorageSync(`value${slot}`, { n, text: text(n) });
    const content = bytes(n);
    const file = new Uint8Array(content.length + 4);
    new DataView(file.buffer).setUint32(0, n);
    file.set(content, 4);
    // In place, or beside it and renamed.
    if (n % 2) fs.writeFileSync(`${root}/file${slot}.bin`, file.buffer);
    else {
      fs.writeFileSync(`${root}/beside.bin`, file.buffer);
      fs.renameSync(`${root}/beside.bin`, `${root}/file${slot}.bin`);
    }
    if (n === 1 || n % 200 === 0) fs.writeFileSync(journal, `${n}\n`);
    else fs.appendFileSync(journal, `${n}\n`);
    if (exists(`${root}/left`)) fs.renameSync(`${root}/left`, `${root}/right`);
    else fs.renameSync(`${root}/right`, `${root}/left`);
    wx.setStorageSync('step', n);
    console.log('ack', n);
  }
  requestAnimationFrame(work);
};
requestAnimationFrame(work);
