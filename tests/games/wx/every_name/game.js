const leave = wx.exitMiniProgram;
// Every name of wx, and every method of what it hands out, is called with nothing, with right and with wrong types. A refusal is a
// platform error, which has an errMsg; anything else is a fault of ours.
const LEAVES = ['exitMiniProgram', 'restartMiniProgram']; // these end the run
const problems = new Set();
let calls = 0;

const circular = { name: 'circular' };
circular.self = circular;
circular.list = [circular, circular];
const WRONG = [
  [], [undefined], [null], [0], [-1.5], [NaN], [1e300], [true], ['text'], [''], [[]], [{}], [() => {}], [Symbol('s')], [12n],
  [new ArrayBuffer(4)], [new Uint8Array(3)], [new Date(0)], [circular], [Object.create(null)], [new Proxy({}, {})],
  [{ success: 1, fail: 'x', complete: null }],
  [{ success() {}, fail() {}, complete() {} }],
  [{ filePath: 1, path: [], dirPath: {}, fd: 1, data: () => {}, title: Symbol('t'), itemList: 'abc', style: 7, adUnitId: 5, key: {}, name: 3 }],
  [{ title: 'x', itemList: ['a'], scope: 'scope.werun', data: 'd', value: 0.5, query: 'a=1', style: { left: 1, top: 1, width: 5, height: 5 }, adUnitId: 'unit', keepScreenOn: true, urls: ['a'] }],
  [1, 2, 3, 4, 5], ['a', 'b', 'c', 'd'], [{}, {}, {}], [null, null, null],
  [() => {}, () => {}],
];
const refused = (error) => error !== null && typeof error === 'object' && typeof error.errMsg === 'string';
const quiet = (result) => {
  if (result && typeof result.then === 'function') result.then(() => {}, () => {});
  return result;
};
const call = (name, self, method, args) => {
  calls += 1;
  try {
    return quiet(method.apply(self, args));
  } catch (error) {
    if (!refused(error)) problems.add(`${name}: ${error}`);
    return undefined;
  }
};

// Objects whose methods follow a web standard and refuse with its own errors.
const STANDARD = /^(createCanvas|createOffscreenCanvas|createImage|createImageData|createPath2D|getSharedCanvas|createWebAudioContext)$/;
const STANDARD_CALLS = /^(createImageData|createPath2D)$/;
const methodsOf = (object) => {
  const names = new Set();
  for (let at = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) if (name !== 'constructor') names.add(name);
  }
  return [...names].filter((name) => {
    try {
      return typeof object[name] === 'function';
    } catch (error) {
      return false;
    }
  });
};
const walk = (name, object, depth) => {
  if (object === null || typeof object !== 'object' || Array.isArray(object) || object instanceof ArrayBuffer || typeof object.then === 'function' || depth > 1) return;
  for (const method of methodsOf(object)) {
    for (const args of WRONG) {
      const result = call(`${name}.${method}`, object, object[method], args);
      if (args.length === 0) walk(`${name}.${method}()`, result, depth + 1);
    }
  }
};

const names = Object.keys(wx).filter((name) => typeof wx[name] === 'function' && !LEAVES.includes(name) && !STANDARD_CALLS.test(name));
const work = names.map((name) => () => {
  for (const args of WRONG) {
    const result = call(`wx.${name}`, wx, wx[name], args);
    const right = args.length === 1 && args[0] !== null && typeof args[0] === 'object' && args[0].adUnitId === 'unit';
    if ((right || args.length === 0) && !STANDARD.test(name)) walk(`wx.${name}()`, result, 0);
  }
});
work.push(() => walk('wx.cloud', wx.cloud, 0));

// Random calls, the same in every run: Math.random is seeded.
const pick = (list) => list[Math.floor(Math.random() * list.length)];
const flat = WRONG.flat().concat(WRONG);
// More of them: sparrow run tests/games/wx/every_name --headless --frames 100000 --query calls=1000000
const rounds = Number(wx.getLaunchOptionsSync().query.calls || 10000) / 1000;
for (let round = 0; round < rounds; round++) {
  work.push(() => {
    for (let i = 0; i < 1000; i++) {
      const name = pick(names);
      call(`wx.${name}`, wx, wx[name], [pick(flat), pick(flat), pick(flat)].slice(0, Math.floor(Math.random() * 4)));
    }
  });
}

// It ends itself when nothing was wrong; what was wrong is an uncaught error. (A picture would show what the calls put over the game.)
const step = () => {
  for (let i = 0; i < 20 && work.length; i++) work.shift()();
  if (work.length) {
    setTimeout(step, 1);
    return;
  }
  if (calls < 10000) problems.add(`only ${calls} calls were made`);
  if (problems.size) throw new Error([...problems].sort().join('\n'));
  leave();
};
setTimeout(step, 1);
