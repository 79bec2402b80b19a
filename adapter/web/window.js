// The window itself, navigator, location, storage, and what the platform tells the whole page.

const info = wx.getSystemInfoSync();
const { window } = web;

// `(min-width: 600px)` and the like; undefined for what is no such question.
const lengthFits = (media) => {
  const found = /^\s*\(\s*(min-|max-)?(device-)?(width|height)\s*:\s*([\d.]+)(px|em|rem)?\s*\)\s*$/.exec(media);
  if (!found) return undefined;
  const [, bound, , side, number, unit] = found;
  const wanted = Number(number) * (unit === 'em' || unit === 'rem' ? 16 : 1);
  const is = side === 'width' ? window.innerWidth : window.innerHeight;
  return bound === 'min-' ? is >= wanted : bound === 'max-' ? is <= wanted : is === wanted;
};
const matches = (list) => list.split(',').some((query) => query.split(/\sand\s/).every(matchesOne));
const matchesOne = (media) => {
  const fits = lengthFits(media);
  if (fits !== undefined) return fits;
  if (/^\s*(only\s+)?(screen|all)?\s*$/.test(media)) return true;
  const portrait = window.innerHeight >= window.innerWidth;
  if (/orientation:\s*(portrait|landscape)/.test(media)) return /portrait/.test(media) === portrait;
  const resolution = /resolution:\s*([\d.]+)dppx/.exec(media);
  if (resolution) return Number(resolution[1]) === window.devicePixelRatio;
  return /pointer:\s*coarse|hover:\s*none|color-gamut:\s*srgb|prefers-color-scheme:\s*light/.test(media);
};
web.define({
  window,
  self: window,
  top: window,
  parent: window,
  innerWidth: info.windowWidth,
  innerHeight: info.windowHeight,
  outerWidth: info.windowWidth,
  outerHeight: info.windowHeight,
  devicePixelRatio: info.pixelRatio,
  screenX: 0,
  screenY: 0,
  pageXOffset: 0,
  pageYOffset: 0,
  scrollX: 0,
  scrollY: 0,
  scrollTo() {},
  scroll() {},
  focus() {},
  alert: (text) => console.log(`alert: ${text}`),
  getComputedStyle: (element) => (element && element.style) || {},
  // Only what engines ask: how the window is turned, how fine its pixels are, that nothing hovers.
  matchMedia: (media) => unchanging({ media: String(media), matches: matches(String(media)), addListener() {}, removeListener() {} }),
});
const storage = (get, set, remove, clear, keys) => ({
  get length() {
    return keys().length;
  },
  key: (index) => keys()[index] ?? null,
  getItem: (key) => (keys().includes(String(key)) ? String(get(String(key))) : null),
  setItem: (key, value) => set(String(key), String(value)),
  removeItem: (key) => remove(String(key)),
  clear,
});
const session = new Map(); // lives as long as the game
const unchanging = (fields) => Object.assign(new EventTarget(), fields);
// Where the page says it lies: the files of the package are beside it (`web.localPath`).
class Location {
  href = web.HOME;
  protocol = 'https:';
  host = 'localhost';
  hostname = 'localhost';
  port = '';
  origin = 'https://localhost';
  pathname = web.HOME.slice('https://localhost'.length);
  search = '';
  hash = '';
  ancestorOrigins = [];
  assign(url) {
    console.warn(`location.assign(${url}): a mini-game opens no pages`);
  }
  replace(url) {
    console.warn(`location.replace(${url}): a mini-game opens no pages`);
  }
  reload() {}
  toString() {
    return this.href;
  }
}
web.define({
  ...web.gamepadClasses,
  Location,
  screen: {
    width: info.screenWidth,
    height: info.screenHeight,
    availWidth: info.screenWidth,
    availHeight: info.screenHeight,
    availLeft: 0,
    availTop: 0,
    orientation: unchanging({ type: info.windowWidth > info.windowHeight ? 'landscape-primary' : 'portrait-primary', angle: 0, lock: () => Promise.reject(new DOMException('game.json says how the screen is turned', 'NotSupportedError')), unlock() {} }),
  },
  navigator: {
    userAgent: `Mozilla/5.0 (Linux; ${info.system}) Sparrow MiniGame`,
    appVersion: '5.0',
    platform: info.platform,
    language: String(info.language).replace('_', '-'),
    languages: [String(info.language).replace('_', '-')],
    onLine: true,
    maxTouchPoints: 5,
    hardwareConcurrency: Math.max(1, web.maxWorkers), // pages start as many workers
    vendor: '',
    getGamepads: wx.getGamepads,
    vibrate: () => {
      wx.vibrateShort({ fail() {} });
      return true;
    },
  },
  location: new Location(),
  history: { length: 1, pushState() {}, replaceState() {}, back() {} },
  localStorage: storage(wx.getStorageSync, wx.setStorageSync, wx.removeStorageSync, wx.clearStorageSync, () => wx.getStorageInfoSync().keys),
  sessionStorage: storage((key) => session.get(key), (key, value) => session.set(key, value), (key) => session.delete(key), () => session.clear(), () => [...session.keys()]),
  isSecureContext: true,
  origin: 'https://localhost',
  onerror: null,
  reportError: web.reportError,
  closed: false,
  name: '',
  length: 0,
  opener: null,
  frameElement: null,
  getSelection: () => null,
  open: (url) => {
    console.warn(`window.open(${url}): a mini-game opens no pages`);
    return null;
  },
  close: () => wx.exitMiniProgram(),
  requestIdleCallback: (call) => setTimeout(() => call({ didTimeout: false, timeRemaining: () => 8 }), 1),
  cancelIdleCallback: (id) => clearTimeout(id),
  CSS: { supports: () => false, escape: (text) => String(text).replace(/[^\w-]/g, (letter) => `\\${letter}`) },
  crypto: {
    getRandomValues(array) {
      if (!ArrayBuffer.isView(array) || array instanceof DataView || /^Float/.test(array.constructor.name)) throw new DOMException('random values go into an array of integers', 'TypeMismatchError');
      if (array.byteLength > 65536) throw new DOMException('65536 random bytes at once are the most', 'QuotaExceededError');
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength).set(web.randomBytes(array.byteLength));
      return array;
    },
    randomUUID() {
      const bytes = web.randomBytes(16);
      bytes[6] = (bytes[6] & 15) | 64;
      bytes[8] = (bytes[8] & 63) | 128;
      const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    },
  },
});

document.location = window.location;

// The window is an event target; its methods are its own, not its prototype's, because it is the global object.
for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent']) {
  web.define({ [name]: EventTarget.prototype[name].bind(window) });
}
for (const name of ['ontouchstart', 'ontouchmove', 'ontouchend', 'ontouchcancel']) web.define({ [name]: null });

// A page is complete once its scripts have run.
document.readyState = 'interactive';
setTimeout(() => {
  document.dispatchEvent(new Event('DOMContentLoaded', { bubbles: true }));
  document.readyState = 'complete';
  document.dispatchEvent(new Event('readystatechange'));
  window.dispatchEvent(new Event('load'));
  window.dispatchEvent(new PageTransitionEvent('pageshow'));
}, 0);

wx.onWindowResize(({ windowWidth, windowHeight }) => {
  web.define({ innerWidth: windowWidth, innerHeight: windowHeight });
  window.dispatchEvent(new Event('resize'));
});
const visible = (hidden) => () => {
  document.hidden = hidden;
  document.visibilityState = hidden ? 'hidden' : 'visible';
  document.dispatchEvent(new Event('visibilitychange'));
  window.dispatchEvent(new Event(hidden ? 'blur' : 'focus'));
};
for (const [on, type] of [[wx.onGamepadConnected, 'gamepadconnected'], [wx.onGamepadDisconnected, 'gamepaddisconnected']]) {
  on(({ gamepad }) => window.dispatchEvent(new GamepadEvent(type, { gamepad })));
}
wx.onShow(visible(false));
wx.onHide(visible(true));
wx.onError(({ message, stack }) => {
  const error = Object.assign(new Error(message), { stack });
  // Five arguments, not an event: https://html.spec.whatwg.org/multipage/webappapis.html#onerroreventhandler
  const { onerror } = window;
  if (typeof onerror === 'function') onerror(message, '', 0, 0, error);
  window.onerror = null;
  window.dispatchEvent(new ErrorEvent('error', { message, error }));
  window.onerror = onerror;
});
wx.onUnhandledRejection(({ reason, promise }) => window.dispatchEvent(new PromiseRejectionEvent('unhandledrejection', { reason, promise })));
