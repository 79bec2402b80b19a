const log = (...args) => console.log(...args);
const own = { errMsg: 'request:fail', statusCode: 500 };
let first;
wx.onUnhandledRejection(({ reason, promise }) => {
  if (promise === first) log('unhandled:', reason instanceof Error, reason.message, reason.stack.includes('game.js'));
  else log('unhandled:', reason === own, reason && reason.errMsg, promise instanceof Promise);
});
first = Promise.reject(new Error('nobody caught this'));
Promise.reject(own);
Promise.reject();
const caught = Promise.reject(new Error('caught in time'));
caught.catch((error) => log('caught:', error.message));
