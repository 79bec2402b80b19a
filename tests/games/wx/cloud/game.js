// wx.cloud can be set up; what would reach the cloud fails without a host, and says so once.
wx.cloud.init({ env: 'test' });
wx.cloud.callFunction({ name: 'f' }).catch((error) => console.log(error.errMsg));
wx.cloud.callFunction({ name: 'f', fail: ({ errMsg, errno }) => console.log(errMsg, errno) });
wx.cloud.callFunction({ fail: ({ errMsg }) => console.log(errMsg) });
const db = wx.cloud.database();
const _ = db.command;
console.log(JSON.stringify({ age: _.gt(3).and(_.lt(9)) }), db.collection('users').collectionName, JSON.stringify(db.serverDate({ offset: 5 })));
db.collection('users').where({ age: _.gt(3) }).orderBy('age', 'desc').limit(2).get().catch(({ errMsg }) => console.log(errMsg));
db.collection('users').doc('1').set({ data: { a: 1 }, fail: ({ errMsg }) => console.log(errMsg) });
db.collection('users').watch({ onChange() {}, onError: (error) => console.log(error.errMsg) });
wx.openBluetoothAdapter({ fail: (result) => console.log(JSON.stringify(result)) });
wx.chooseImage({ fail: ({ errMsg }) => console.log(errMsg) });
const server = wx.getGameServerManager();
server.onInvite(() => {});
server.login().catch(({ errMsg }) => console.log(errMsg));
console.log(wx.isVKSupport('v1'), wx.getGamepads().length);
