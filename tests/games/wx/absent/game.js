// What nobody supplies says so: by its errMsg, by a rejected promise, and once on the console.
wx.saveFileToDisk({ fail: (result) => console.log(result.errMsg) });
wx.saveFileToDisk().catch((result) => console.log(result.errMsg));
console.log(typeof wx.saveFileToDisk, typeof wx.noSuchName);
