// Updates, other mini programs, payments, privacy, experiments.
const log = (...args) => console.log(...args);
const manager = wx.getUpdateManager();
manager.onCheckForUpdate(({ hasUpdate }) => log('update', hasUpdate));
manager.onUpdateReady(() => log('ready'));
wx.navigateToMiniProgram({ appId: 'wx1', success: ({ errMsg }) => log(errMsg) });
wx.navigateBackMiniProgram({ fail: ({ errMsg }) => log(errMsg) });
wx.requestMidasPayment({ mode: 'game', success: ({ errMsg }) => log(errMsg) });
wx.requestMidasPayment({ mode: 'game', fail: (result) => log(JSON.stringify(result)) });
log(JSON.stringify(wx.getExptInfoSync(['color'])), JSON.stringify(wx.getExptInfoSync(['other'])));
wx.getPrivacySetting({ success: (result) => log(JSON.stringify(result)) });
wx.onNeedPrivacyAuthorization((resolve, info) => {
  log('privacy asked by', info.referrer);
  resolve({ event: 'agree', buttonId: 'b' });
});
wx.requirePrivacyAuthorize({ success: ({ errMsg }) => log(errMsg) });
setTimeout(() => wx.getPrivacySetting({ success: ({ needAuthorization }) => log(needAuthorization) }), 100);
wx.onAudioInterruptionBegin(() => log('interrupted'));
wx.onUserCaptureScreen(() => log('captured'));
wx.openCustomerServiceConversation({ success: ({ errMsg }) => log(errMsg) });
