// Sign-in, permissions, user info. The services of test.toml let the user refuse the place and allow the rest.
const log = (...args) => console.log(...args);
wx.login({ success: ({ code, errMsg }) => log(errMsg, typeof code, code.length > 8) });
wx.checkSession({ success: ({ errMsg }) => log(errMsg) });
wx.getSetting({ success: ({ authSetting }) => log('at first', JSON.stringify(authSetting)) });
wx.authorize({ scope: 'scope.userLocation', success: () => log('allowed?'), fail: ({ errMsg, errno }) => log(errMsg, errno) });
wx.authorize({ scope: 'scope.nothing', fail: ({ errMsg }) => log(errMsg) });
wx.authorize({ fail: ({ errMsg }) => log(errMsg) });
wx.getLocation({ fail: ({ errMsg }) => log(errMsg) });
wx.getUserInfo({
  withCredentials: true,
  success: ({ userInfo, rawData, signature, encryptedData, iv }) => {
    log(userInfo.nickName, userInfo.gender, JSON.parse(rawData).nickName === userInfo.nickName);
    log(/^[0-9a-f]{40}$/.test(signature), encryptedData.length % 4, iv.length);
  },
});
wx.getSetting().then(({ authSetting }) => log('then', JSON.stringify(authSetting)));
wx.openSetting({ success: ({ authSetting }) => log('opened', JSON.stringify(authSetting)) });
wx.requestSubscribeMessage({ tmplIds: ['a', 'b'], success: (result) => log(JSON.stringify(result)) });
wx.requestSubscribeMessage({ tmplIds: [], fail: (result) => log(JSON.stringify(result)) });
wx.getUserCryptoManager().getLatestUserKey({ success: ({ encryptKey, iv, version }) => log(encryptKey.length, iv.length, version) });
wx.getUserCryptoManager().getRandomValues({ length: 6, success: ({ randomValues }) => log(randomValues.byteLength) });
wx.getShareInfo({ shareTicket: 't', success: ({ encryptedData }) => log('share info', encryptedData.length > 0) });
