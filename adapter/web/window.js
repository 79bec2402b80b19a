// The window itself, navigator, location, storage, and input as DOM events.

const info = wx.getSystemInfoSync();
const { window } = web;

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
  matchMedia: (media) => ({ media, matches: false, addListener() {}, removeListener() {}, addEventListener() {}, removeEventListener() {} }),
});
web.define({
  screen: {
    width: info.screenWidth,
    height: info.screenHeight,
    availWidth: info.screenWidth,
    availHeight: info.screenHeight,
    availLeft: 0,
    availTop: 0,
    orientation: { type: info.windowWidth > info.windowHeight ? 'landscape-primary' : 'portrait-primary', angle: 0, addEventListener() {} },
  },
  navigator: {
    userAgent: `Mozilla/5.0 (Linux; ${info.system}) Sparrow MiniGame`,
    appVersion: '5.0',
    platform: info.platform,
    language: String(info.language).replace('_', '-'),
    languages: [String(info.language).replace('_', '-')],
    onLine: true,
    maxTouchPoints: 5,
    vendor: '',
    getGamepads: () => [],
    vibrate: () => {
      wx.vibrateShort({ fail() {} });
      return true;
    },
  },
  location: {
    href: 'game.js',
    protocol: 'https:',
    host: 'localhost',
    hostname: 'localhost',
    port: '',
    origin: 'https://localhost',
    pathname: '/',
    search: '',
    hash: '',
    reload() {},
  },
  history: { length: 1, pushState() {}, replaceState() {}, back() {} },
  localStorage: {
    get length() {
      return wx.getStorageInfoSync().keys.length;
    },
    key: (index) => wx.getStorageInfoSync().keys[index] ?? null,
    getItem(key) {
      const name = String(key);
      return wx.getStorageInfoSync().keys.includes(name) ? String(wx.getStorageSync(name)) : null;
    },
    setItem: (key, value) => wx.setStorageSync(String(key), String(value)),
    removeItem: (key) => wx.removeStorageSync(String(key)),
    clear: () => wx.clearStorageSync(),
  },
});

// The window is an event target; its methods are its own, not its prototype's, because it is the global object.
const events = new EventTarget();
web.define({
  addEventListener: events.addEventListener.bind(events),
  removeEventListener: events.removeEventListener.bind(events),
  dispatchEvent(event) {
    event.target = event.target || window;
    const handler = window[`on${event.type}`];
    if (typeof handler === 'function') handler.call(window, event);
    return events.dispatchEvent(event);
  },
});

// Input reaches the screen canvas, then the document, then the window.
const bubble = (event) => {
  event.target = web.screen;
  web.screen.dispatchEvent(event);
  document.dispatchEvent(event);
  window.dispatchEvent(event);
};
const touch = (e) => {
  const event = Object.assign(new Event(e.type, { bubbles: true, cancelable: true }), {
    touches: e.touches,
    targetTouches: e.touches,
    changedTouches: e.changedTouches,
  });
  for (const t of e.changedTouches) t.target = web.screen;
  bubble(event);
};
wx.onTouchStart(touch);
wx.onTouchMove(touch);
wx.onTouchEnd(touch);
wx.onTouchCancel(touch);
const mouse = (type) => (e) =>
  bubble(Object.assign(new Event(type, { bubbles: true, cancelable: true }), {
    clientX: e.x, clientY: e.y, pageX: e.x, pageY: e.y, offsetX: e.x, offsetY: e.y, button: e.button,
    buttons: type === 'mouseup' ? 0 : 1, movementX: e.movementX, movementY: e.movementY,
  }));
wx.onMouseDown(mouse('mousedown'));
wx.onMouseMove(mouse('mousemove'));
wx.onMouseUp(mouse('mouseup'));
wx.onWheel((e) =>
  bubble(Object.assign(new Event('wheel', { bubbles: true, cancelable: true }), {
    clientX: e.x, clientY: e.y, deltaX: e.deltaX, deltaY: e.deltaY, deltaZ: e.deltaZ, deltaMode: 0,
  })));
const KEY_CODES = { Backspace: 8, Tab: 9, Enter: 13, Escape: 27, ' ': 32, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40 };
const key = (type) => (e) => {
  const keyCode = KEY_CODES[e.key] || (e.key.length === 1 ? e.key.toUpperCase().charCodeAt(0) : 0);
  const event = new Event(type, { bubbles: true, cancelable: true });
  bubble(Object.assign(event, { key: e.key, code: e.code, keyCode, which: keyCode, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false }));
};
wx.onKeyDown(key('keydown'));
wx.onKeyUp(key('keyup'));
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
wx.onShow(visible(false));
wx.onHide(visible(true));
wx.onError(({ message, stack }) => {
  if (typeof window.onerror === 'function') window.onerror(message, '', 0, 0, { message, stack });
});
