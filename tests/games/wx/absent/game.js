// What nobody supplies says so: by its errMsg, by a rejected promise, and once on the console.
wx.chooseImage({ fail: (result) => console.log(result.errMsg) });
wx.chooseImage().catch((result) => console.log(result.errMsg));
console.log(typeof wx.chooseImage, typeof wx.noSuchName);
