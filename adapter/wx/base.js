// Launch, lifecycle, errors, system information, performance.

core.events('Show', 'Hide', 'Error', 'UnhandledRejection', 'WindowResize', 'MemoryWarning');

core.onHostEvent('show', (options) => {
  entered = options;
  core.emit('Show', options);
});
core.onHostEvent('hide', () => core.emit('Hide', { mode: 'hide', targetAction: 0, targetPagePath: '' }));
core.onHostEvent('error', (message, stack) => core.emit('Error', { message, stack }));
core.onHostEvent('rejection', (reason) => core.emit('UnhandledRejection', { reason, promise: undefined }));
core.onHostEvent('memory', (level) => core.emit('MemoryWarning', { level }));
core.onHostEvent('resize', (windowWidth, windowHeight) => {
  known.clear();
  core.emit('WindowResize', { windowWidth, windowHeight, size: { windowWidth, windowHeight } });
});

let launched = host.call('getLaunchOptions');
let entered = launched;
core.synchronous('getLaunchOptionsSync', () => Object.assign({}, launched));
core.synchronous('getEnterOptionsSync', () => Object.assign({}, entered));

// Games ask on every touch. What is told changes with the window only, so it is asked for once; each caller gets a copy of its own.
const known = new Map(); // operation -> what it told
const told = (operation) => {
  if (!known.has(operation)) known.set(operation, host.call(operation));
  const copy = { ...known.get(operation) };
  if (copy.safeArea) copy.safeArea = { ...copy.safeArea };
  if (copy.host) copy.host = { ...copy.host };
  return copy;
};
core.synchronous('getSystemInfoSync', () => told('getSystemInfo'));
// Called like an asynchronous function and answered like a synchronous one, for historical reasons, as its documentation says.
core.define('getSystemInfo', (options) => core.answerAtOnce('getSystemInfo', options, () => told('getSystemInfo')));
core.asynchronous('getSystemInfoAsync', () => told('getSystemInfo'));
core.synchronous('getWindowInfo', () => told('getWindowInfo'));
core.synchronous('getDeviceInfo', () => told('getDeviceInfo'));
core.synchronous('getAppBaseInfo', () => told('getAppBaseInfo'));
core.synchronous('getMenuButtonBoundingClientRect', () => host.call('getMenuButtonBoundingClientRect'));
core.synchronous('getAccountInfoSync', () => host.call('getAccountInfo'));

const performance = { now: () => host.now() * 1000 };
core.objectPrototype('Performance', performance);
core.synchronous('getPerformance', () => performance); // in microseconds, as the platform counts
core.synchronous('triggerGC', () => host.requestGc());
core.synchronous('setPreferredFramesPerSecond', (fps) => {
  if (!(typeof fps === 'number' && fps >= 1 && fps <= 60)) throw { reason: 'fps should be a number between 1 and 60' };
  host.setFramesPerSecond(fps);
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
