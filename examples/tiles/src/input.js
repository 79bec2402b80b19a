// Swipes, taps and keys, told as `move(direction)` and `tap(x, y)`.

const FAR_ENOUGH = 24; // logical pixels; a swipe is taken as soon as it is this long

const KEYS = {
  ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down',
  a: 'left', d: 'right', w: 'up', s: 'down',
};

exports.listen = (on) => {
  let start = null;

  wx.onTouchStart((event) => {
    const touch = event.changedTouches[0];
    if (start === null) start = { id: touch.identifier, x: touch.clientX, y: touch.clientY, used: false };
  });

  wx.onTouchMove((event) => {
    const touch = start && event.changedTouches.find((one) => one.identifier === start.id);
    if (!touch || start.used) return;
    const dx = touch.clientX - start.x;
    const dy = touch.clientY - start.y;
    if (Math.max(Math.abs(dx), Math.abs(dy)) < FAR_ENOUGH) return;
    start.used = true;
    if (Math.abs(dx) > Math.abs(dy)) on.move(dx > 0 ? 'right' : 'left');
    else on.move(dy > 0 ? 'down' : 'up');
  });

  wx.onTouchEnd((event) => {
    const touch = start && event.changedTouches.find((one) => one.identifier === start.id);
    if (!touch) return;
    if (!start.used) on.tap(touch.clientX, touch.clientY);
    start = null;
  });

  wx.onTouchCancel(() => { start = null; });

  if (wx.onKeyDown) {
    wx.onKeyDown((event) => {
      const direction = KEYS[event.key] || KEYS[String(event.key).toLowerCase()];
      if (direction) on.move(direction);
      else if (event.key === 'Enter' || event.key === ' ') on.confirm();
    });
  }
};
