wx.onUnhandledRejection(({ reason }) => console.log('unhandled:', String(reason)));
Promise.reject(new Error('nobody caught this'));
const caught = Promise.reject(new Error('caught in time'));
caught.catch((error) => console.log('caught:', error.message));
