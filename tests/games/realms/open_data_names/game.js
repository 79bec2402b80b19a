const domain = ['getFriendCloudStorage', 'getGroupCloudStorage', 'getUserCloudStorage', 'getUserCloudStorageKeys',
  'getPotentialFriendList', 'getSharedCanvas', 'modifyFriendInteractiveStorage', 'shareMessageToFriend'];
console.log('main has of these:', domain.filter((name) => name in wx).join() || 'none');
console.log('main:', typeof wx.getOpenDataContext, typeof wx.setUserCloudStorage, typeof wx.removeUserCloudStorage, sharedCanvas.width, sharedCanvas.height);
console.log(wx.getOpenDataContext() === wx.getOpenDataContext(), wx.getOpenDataContext().canvas === sharedCanvas);
try {
  require('./sub/index');
} catch (e) {
  console.log(e.message.split('\n')[0]);
}
