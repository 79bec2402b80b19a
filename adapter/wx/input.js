// Touch, mouse, wheel and keyboard. Coordinates are logical pixels of the window.

core.events('TouchStart', 'TouchMove', 'TouchEnd', 'TouchCancel');
core.events('MouseDown', 'MouseMove', 'MouseUp', 'Wheel', 'KeyDown', 'KeyUp');

// points: flat [identifier, x, y, force, ...]
const touchList = (points) => {
  const list = [];
  const [scaleX, scaleY] = core.touchScale ? core.touchScale() : [1, 1];
  for (let i = 0; i < points.length; i += 4) {
    const x = points[i + 1];
    const y = points[i + 2];
    list.push({ identifier: points[i], pageX: x, pageY: y, clientX: x, clientY: y, screenX: x, screenY: y, x: x * scaleX, y: y * scaleY, force: points[i + 3] });
  }
  return list;
};
const TOUCH_TYPES = { TouchStart: 'touchstart', TouchMove: 'touchmove', TouchEnd: 'touchend', TouchCancel: 'touchcancel' };

core.onHostEvent('touch', (name, allPoints, changedPoints) => {
  // The open data domain has no buttons.
  const [all, changed] = core.takeTouches ? core.takeTouches(name, allPoints, changedPoints) : [allPoints, changedPoints];
  if (!changed.length) return;
  const canvas = core.screenCanvas;
  const type = TOUCH_TYPES[name];
  const onCanvas = canvas && core.hasListeners(canvas, type);
  if (!onCanvas && !core.listenerCount(name)) return;
  const touches = touchList(all);
  const event = {
    type,
    touches,
    targetTouches: touches,
    changedTouches: touchList(changed),
    timeStamp: host.now(),
    preventDefault() {},
    stopPropagation() {},
  };
  core.emit(name, event);
  if (onCanvas) canvas.dispatchEvent({ ...event, target: canvas, currentTarget: canvas });
});
core.onHostEvent('mouse', (name, [x, y, button, movementX, movementY]) => {
  core.emit(name, { x, y, button, movementX, movementY, timeStamp: host.now() });
});
core.onHostEvent('wheel', (name, [x, y, deltaX, deltaY, deltaZ]) => {
  core.emit(name, { x, y, deltaX, deltaY, deltaZ, timeStamp: host.now() });
});
core.onHostEvent('key', (name, key, code) => core.emit(name, { key, code, timeStamp: host.now() }));
