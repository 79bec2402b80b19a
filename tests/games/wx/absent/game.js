// What is not there yet says so: by its errMsg, by a rejected promise, and once on the console.
wx.scanCode({ fail: (result) => console.log(/^scanCode:fail/.test(result.errMsg)) });
wx.scanCode().catch((result) => console.log(/^scanCode:fail/.test(result.errMsg)));
console.log(typeof wx.scanCode, typeof wx.noSuchName);
