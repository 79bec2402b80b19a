// The game shares, and the user shares by the menu; the game is hidden while a friend is chosen.
const log = (...args) => console.log(...args);
wx.showShareMenu({ menus: ['shareAppMessage', 'shareTimeline'], success: ({ errMsg }) => log(errMsg) });
wx.onShareAppMessage((from) => {
  log('asked', from.from, from.channel);
  return { title: 'Come', promise: Promise.resolve({ title: 'Come now' }) };
});
wx.onShareTimeline(() => ({ title: 'mine' }));
wx.onHide(() => log('hide'));
wx.onShow(() => log('show'));
setTimeout(() => wx.shareAppMessage({ title: 'Look' }), 100);
wx.setMessageToFriendQuery({ shareMessageToFriendScene: 1 });
log(wx.setHandoffQuery({ query: 'a=1' }), wx.setHandoffQuery({ query: 1 }), wx.isChatTool());
wx.getShareInfo({ fail: ({ errMsg }) => log(errMsg) });
