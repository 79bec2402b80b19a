// Launch, lifecycle, errors, system information, performance.

core.events('Show', 'Hide', 'Error', 'UnhandledRejection', 'WindowResize', 'MemoryWarning');

core.isHidden = false;
core.onHostEvent('show', (options) => {
  core.isHidden = false;
  entered = options;
  core.emit('Show', options);
});
const hiding = [];
core.whenHidden = (call) => void hiding.push(call);
core.onHostEvent('hide', () => {
  core.isHidden = true;
  hiding.forEach((call) => call());
  core.emit('Hide', { mode: 'hide', targetAction: 0, targetPagePath: '' });
});
core.onHostEvent('error', (message, stack) => core.emit('Error', { message, stack }));
core.onHostEvent('rejection', (reason, promise) => core.emit('UnhandledRejection', { reason, promise }));
core.onHostEvent('memory', (level) => core.emit('MemoryWarning', { level }));
core.onHostEvent('resize', (windowWidth, windowHeight) => {
  known.clear();
  core.emit('WindowResize', { windowWidth, windowHeight, size: { windowWidth, windowHeight } });
});

let launched = host.call('getLaunchOptions');
let entered = launched;
core.synchronous('getLaunchOptionsSync', () => Object.assign({}, launched));
core.synchronous('getEnterOptionsSync', () => Object.assign({}, entered));

// Games ask on every touch. What is told changes with the window only, so it is asked for once (the switches of the device too, which the
// user changes outside of the game); each caller gets a copy of its own.
const known = new Map(); // name -> what was told
// The switches of the app and of the device, as booleans, under the names that getSystemInfo has for them.
const switches = () => {
  const found = {};
  for (const name of ['getAppAuthorizeSetting', 'getSystemSetting']) {
    const reply = host.call('service', { name, options: {} });
    if (reply.kind !== 'done') continue; // a host that does not say
    for (const [key, value] of Object.entries(reply.result || {})) {
      if (typeof value === 'boolean' || key.endsWith('Authorized')) found[key] = value === true || value === 'authorized';
    }
  }
  delete found.bluetoothAuthorized; // not among them
  return found;
};
const told = (what, ask) => {
  if (!known.has(what)) known.set(what, ask(what));
  const copy = { ...known.get(what) };
  if (copy.safeArea) copy.safeArea = { ...copy.safeArea };
  if (copy.host) copy.host = { ...copy.host };
  return copy;
};
const askHost = (operation) => host.call(operation);
const askAll = () => ({ ...host.call('getSystemInfo'), ...switches() });
const systemInfo = () => told('getSystemInfo', askAll);
core.synchronous('getSystemInfoSync', systemInfo);
// Called like an asynchronous function and answered like a synchronous one, for historical reasons, as its documentation says.
core.define('getSystemInfo', (options) => core.answerAtOnce('getSystemInfo', options, systemInfo));
core.asynchronous('getSystemInfoAsync', systemInfo);
core.synchronous('getWindowInfo', () => told('getWindowInfo', askHost));
core.synchronous('getDeviceInfo', () => told('getDeviceInfo', askHost));
core.synchronous('getAppBaseInfo', () => told('getAppBaseInfo', askHost));
core.synchronous('getMenuButtonBoundingClientRect', () => host.call('getMenuButtonBoundingClientRect'));
core.synchronous('getAccountInfoSync', () => host.call('getAccountInfo'));

const performance = { now: () => host.now() * 1000 };
core.objectPrototype('Performance', performance);
core.synchronous('getPerformance', () => performance); // in microseconds, as the platform counts
core.synchronous('triggerGC', () => host.requestGc());
// The documented range is 1 to 60. A game that asks for more, for a fast screen, gets 60.
let saidRange = false;
core.synchronous('setPreferredFramesPerSecond', (given) => {
  const fps = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  if (typeof fps !== 'number' || Number.isNaN(fps)) {
    throw { reason: `parameter error: parameter.fps should be Number instead of ${Number.isNaN(given) ? 'NaN' : core.typeName(given)};` };
  }
  if (!(fps >= 1 && fps <= 60) && !saidRange) {
    saidRange = true;
    console.warn(`setPreferredFramesPerSecond: ${fps} is not from 1 to 60; the nearest is taken`);
  }
  host.setFramesPerSecond(Math.min(60, Math.max(1, fps)));
});

core.asynchronous('exitMiniProgram', () => host.exit());
core.servedBy('vibrateShort', 'vibrateShort');
core.servedBy('vibrateLong', 'vibrateLong');
core.asynchronous('vibrateShort', (options) => host.call('vibrateShort', { type: options.type }));
core.asynchronous('vibrateLong', () => host.call('vibrateLong'));

wx.env = { USER_DATA_PATH: host.userDataPath };

// Text to bytes and back, in utf8 or gbk.
const textOptions = (options, data) => {
  const { format } = options;
  core.check({ data, 'format?': 'String' }, options);
  return { data: options.data, format };
};
core.synchronous('encode', (options) => host.call('encode', textOptions(options || {}, 'String')));
core.synchronous('decode', (options) => host.call('decode', textOptions(options || {}, 'ArrayBuffer')));
