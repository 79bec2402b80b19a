// An error in a callback ends neither the game nor the other callbacks.
function deepest() {
  throw new TypeError('first');
}

wx.onError((error) => console.log('onError:', error.message.split('\n')[0]));
requestAnimationFrame(() => deepest());
requestAnimationFrame(() => console.log('the next callback runs'));
setTimeout(() => {
  throw new RangeError('second');
}, 40);
setTimeout(() => console.log('and the timers go on'), 60);
