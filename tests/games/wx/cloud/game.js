// What only an embedder can supply fails without a host, and says so once. wx.cloud's queries are data for whoever answers.
wx.cloud.init({ env: 'test' });
wx.cloud.callContainer({ path: '/' }).catch((error) => console.log(error.errMsg));
wx.cloud.callContainer({ fail: ({ errMsg, errno }) => console.log(errMsg, errno) });
wx.cloud.callFunction({ fail: ({ errMsg }) => console.log(errMsg) });
const db = wx.cloud.database();
const _ = db.command;
console.log(JSON.stringify({ age: _.gt(3).and(_.lt(9)) }), db.collection('users').collectionName, JSON.stringify(db.serverDate({ offset: 5 })));
console.log(JSON.stringify(db.Geo.LineString([db.Geo.Point(1, 2), db.Geo.Point(3, 4)])), JSON.stringify(_.aggregate.sum('$n')));
wx.openBluetoothAdapter({ fail: (result) => console.log(JSON.stringify(result)) });
wx.saveFileToDisk({ fail: ({ errMsg }) => console.log(errMsg) });
const server = wx.getGameServerManager();
server.onInvite(() => {});
server.login().catch(({ errMsg }) => console.log(errMsg));
console.log(wx.isVKSupport('v1'), wx.getGamepads().length);
