// Ads of every kind, with outcomes from test.toml.
const log = (...args) => console.log(...args);
const video = wx.createRewardedVideoAd({ adUnitId: 'adunit-video' });
log(wx.createRewardedVideoAd({ adUnitId: 'adunit-video' }) === video);
video.onLoad(() => log('video load'));
video.onError(({ errMsg, errCode }) => log('video error', errMsg, errCode));
video.onClose(({ isEnded }) => log('video close', isEnded));
const watch = () => video.show().then(() => log('video shown'), ({ errCode }) => log('video not shown', errCode));
setTimeout(watch, 100);
setTimeout(watch, 3000);
setTimeout(() => video.load().then(watch), 6000);

const interstitial = wx.createInterstitialAd({ adUnitId: 'adunit-inter' });
interstitial.onLoad(() => log('interstitial load'));
interstitial.onClose((detail) => log('interstitial close', detail));
setTimeout(() => interstitial.show().then(() => log('interstitial shown')), 8000);

const banner = wx.createBannerAd({ adUnitId: 'adunit-banner', style: { left: 0, top: 400, width: 300 } });
banner.onLoad(() => log('banner load'));
banner.onResize(({ width, height }) => log('banner size', width, height, banner.style.realWidth, banner.style.realHeight));
banner.onError(({ errCode }) => log('banner error', errCode));
banner.show().then(() => log('banner shown'));
setTimeout(() => (banner.style.width = 310), 500);
setTimeout(() => {
  banner.hide();
  banner.destroy();
  banner.show().catch(({ errMsg }) => log('after destroy', errMsg));
}, 700);

const grid = wx.createGridAd({ adUnitId: 'adunit-grid', gridCount: 8, style: { left: 0, top: 0, width: 250 } });
grid.onError(({ errCode }) => log('grid error', errCode));
log(grid.gridCount, grid.adTheme);
const custom = wx.createCustomAd({ adUnitId: 'adunit-custom', style: { left: 0, top: 0 } });
custom.onHide(() => log('custom hide'));
custom.show().then(() => {
  log('custom shown', custom.isShow());
  custom.hide();
  log(custom.isShow());
});
const none = wx.createInterstitialAd();
none.onError(({ errMsg, errCode }) => log('no unit', errMsg, errCode));
