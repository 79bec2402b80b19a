// Calls without callbacks for what may not be there. Those that are documented to return nothing tell nobody; who awaits hears all the same.
wx.onUnhandledRejection(({ reason }) => console.log('unhandled', reason.errMsg));
const files = wx.getFileSystemManager();
files.unlink({ filePath: `${wx.env.USER_DATA_PATH}/none` });
files.access({ path: 'none' });
wx.getUserCryptoManager().getRandomValues();
wx.getRankManager().getScore();
wx.createCanvas().toTempFilePath({ fileType: 'gif' });
wx.reportScene({});
wx.startHandoff();
wx.getGameServerManager().login(); // wx.login has a promise, this has none
wx.connectSocket({ url: 'no address' }).send({ data: 'x' });
wx.setInnerAudioOption({ mixWithOther: false, success: ({ errMsg }) => console.log(errMsg) });
wx.setInnerAudioOption({ mixWithOther: false });
files.unlink({ filePath: `${wx.env.USER_DATA_PATH}/none` }).catch(({ errMsg }) => console.log('caught', errMsg));
// These have one.
wx.getStorage({ key: 'none' });
wx.setClipboardData({});
wx.sendSocketMessage({ data: 'x' });
