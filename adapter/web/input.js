// What a player does, as DOM events on the screen's canvas. Fingers are pointers and touches and, when nobody prevents it, clicks;
// the mouse is mouse events (its button is also a finger, as on the platform).

const { window } = web;
const send = (event) => web.screen.dispatchEvent(Object.assign(event, { isTrusted: true }));

const POINTERS = { touchstart: 'pointerdown', touchmove: 'pointermove', touchend: 'pointerup', touchcancel: 'pointercancel' };
let primary;
let buttons = 0; // of the mouse
const places = ({ clientX, clientY }) => ({ clientX, clientY, screenX: clientX, screenY: clientY, pageX: clientX, pageY: clientY, x: clientX, y: clientY, offsetX: clientX, offsetY: clientY });
const mouseEvent = (type, point, more) => send(new MouseEvent(type, { bubbles: true, cancelable: true, view: window, ...more, ...places(point) }));
let hovers = false; // whether the mouse, or a finger that is taken for one, has been above the canvas
const hover = (point) => {
  if (hovers) return;
  hovers = true;
  mouseEvent('mouseover', point);
  mouseEvent('mouseenter', point, { bubbles: false, cancelable: false });
};

// Whether the primary finger may still be a tap: one that moved further than this from where it began is none, nor is one of several.
const SLOP = 15;
let tap = null; // { x, y, pointerId, byMouse, silent, over }
let prevented = false;
const click = (point) => {
  // The mouse has sent its own already, and clicks after a drag too.
  if (!tap.byMouse && !tap.silent) {
    hover(point);
    mouseEvent('mousemove', point);
    mouseEvent('mousedown', point, { detail: 1, buttons: 1 });
    mouseEvent('mouseup', point, { detail: 1 });
  }
  send(new PointerEvent('click', { bubbles: true, cancelable: true, view: window, detail: 1, pointerId: tap.pointerId, pointerType: 'touch', ...places(point) }));
};
const pointers = (type, point) => {
  const [starts, ended] = [type === 'touchstart', type === 'touchend' || type === 'touchcancel'];
  const about = {
    view: window, pointerId: point.identifier + 2, pointerType: 'touch', isPrimary: point.identifier === primary,
    button: type === 'touchmove' ? -1 : 0, buttons: ended ? 0 : 1, pressure: ended ? 0 : point.force || 0.5, ...places(point),
  };
  const pointer = (name, bubbles = true) => {
    const event = new PointerEvent(name, { bubbles, cancelable: bubbles && name !== 'pointercancel', ...about });
    send(event);
    return event;
  };
  if (starts) {
    pointer('pointerover');
    pointer('pointerenter', false);
  }
  const event = pointer(POINTERS[type]);
  if (ended) {
    pointer('pointerout');
    pointer('pointerleave', false);
  }
  return event;
};
const touch = (e) => {
  for (const point of [...e.changedTouches, ...e.touches]) {
    point.target = web.screen;
    Object.assign(point, { radiusX: 1, radiusY: 1, rotationAngle: 0 });
  }
  if (e.type === 'touchstart') {
    if (e.touches.length === e.changedTouches.length) {
      const [first] = e.changedTouches;
      primary = first.identifier;
      prevented = false;
      tap = { x: first.clientX, y: first.clientY, pointerId: primary + 2, byMouse: (buttons & 1) !== 0, silent: false, over: false };
    }
    if (tap && e.touches.length > 1) tap.over = true;
  }
  for (const point of e.changedTouches) {
    const { defaultPrevented } = pointers(e.type, point);
    if (!tap || point.identifier !== primary) continue;
    // Who takes the pointer does not want the mouse; a click is something else.
    if (e.type === 'touchstart' && defaultPrevented) tap.silent = true;
    if (Math.hypot(point.clientX - tap.x, point.clientY - tap.y) > SLOP && !tap.byMouse) tap.over = true;
  }
  const event = new TouchEvent(e.type, { bubbles: true, cancelable: true, view: window, touches: e.touches, targetTouches: e.touches, changedTouches: e.changedTouches });
  send(event);
  prevented = prevented || (event.defaultPrevented && e.type !== 'touchmove');
  const last = e.changedTouches.find((point) => point.identifier === primary);
  if (e.type === 'touchend' && last && tap && !tap.over && !prevented) click(last);
  if (last && (e.type === 'touchend' || e.type === 'touchcancel')) tap = null;
};
wx.onTouchStart(touch);
wx.onTouchMove(touch);
wx.onTouchEnd(touch);
wx.onTouchCancel(touch);

const mouse = (type) => (e) => {
  hover({ clientX: e.x, clientY: e.y });
  const bit = [1, 4, 2][e.button] || 0;
  if (type === 'mousedown') buttons |= bit;
  if (type === 'mouseup') buttons &= ~bit;
  send(new MouseEvent(type, {
    bubbles: true, cancelable: true, view: window, button: type === 'mousemove' ? 0 : e.button, buttons, movementX: e.movementX, movementY: e.movementY,
    ...places({ clientX: e.x, clientY: e.y }),
  }));
};
wx.onMouseDown(mouse('mousedown'));
wx.onMouseMove(mouse('mousemove'));
wx.onMouseUp(mouse('mouseup'));
wx.onWheel((e) => {
  send(new WheelEvent('wheel', { bubbles: true, cancelable: true, view: window, deltaX: e.deltaX, deltaY: e.deltaY, deltaZ: e.deltaZ, ...places({ clientX: e.x, clientY: e.y }) }));
});

// Keys go to what has the focus, as numbers too: engines of old ask for keyCode.
const CODES = {
  Backspace: 8, Tab: 9, Enter: 13, Shift: 16, Control: 17, Alt: 18, Pause: 19, CapsLock: 20, Escape: 27, ' ': 32, PageUp: 33, PageDown: 34, End: 35, Home: 36,
  ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40, Insert: 45, Delete: 46, Meta: 91, ';': 186, '=': 187, ',': 188, '-': 189, '.': 190, '/': 191, '`': 192,
  '[': 219, '\\': 220, ']': 221, "'": 222,
};
const codeOf = (key) => {
  if (CODES[key]) return CODES[key];
  const f = /^F(\d{1,2})$/.exec(key);
  if (f) return 111 + Number(f[1]);
  return key.length === 1 ? key.toUpperCase().charCodeAt(0) : 0;
};
const held = new Set();
const key = (type) => (e) => {
  const repeat = type === 'keydown' && held.has(e.code);
  if (type === 'keydown') held.add(e.code);
  else held.delete(e.code);
  const down = (name) => held.has(`${name}Left`) || held.has(`${name}Right`);
  const keyCode = codeOf(e.key);
  const target = document.activeElement && document.activeElement !== document.body ? document.activeElement : web.screen;
  const init = {
    bubbles: true, cancelable: true, view: window, key: e.key, code: e.code, keyCode, which: keyCode, repeat,
    shiftKey: down('Shift'), ctrlKey: down('Control'), altKey: down('Alt'), metaKey: down('Meta'),
  };
  const event = Object.assign(new KeyboardEvent(type, init), { isTrusted: true });
  target.dispatchEvent(event);
  if (type === 'keydown' && e.key.length === 1 && !event.defaultPrevented) {
    const charCode = e.key.charCodeAt(0);
    target.dispatchEvent(new KeyboardEvent('keypress', { ...init, keyCode: charCode, charCode, which: charCode }));
  }
};
wx.onKeyDown(key('keydown'));
wx.onKeyUp(key('keyup'));
