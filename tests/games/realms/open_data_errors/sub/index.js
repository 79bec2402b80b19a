wx.onMessage((what) => {
  if (what === 'throw') throw new Error('in a message');
  if (what === 'hang') for (;;);
  console.log('domain: the last message');
});
setTimeout(() => {
  throw new Error('in a timer');
}, 50);
throw new Error('at the start');
