// What the device says and does: battery, clipboard, screen, sensors, place.
const log = (...args) => console.log(...args);
log(JSON.stringify(wx.getBatteryInfoSync()));
wx.getBatteryInfo({ success: ({ level, isCharging }) => log(level, isCharging) });
wx.setClipboardData({ data: 'copied', success: () => wx.getClipboardData({ success: ({ data }) => log(data) }) });
wx.setClipboardData({ fail: ({ errMsg }) => log(errMsg) });
wx.setScreenBrightness({ value: 0.25 }).then(() => wx.getScreenBrightness()).then(({ value }) => log(value));
wx.setScreenBrightness({ value: 2, fail: ({ errMsg }) => log(errMsg) });
wx.setKeepScreenOn({ keepScreenOn: true, success: ({ errMsg }) => log(errMsg) });
wx.getLocation({ type: 'wgs84', success: ({ latitude, longitude, speed }) => log(latitude, longitude, speed) });
wx.getFuzzyLocation({ success: ({ latitude, longitude }) => log(latitude, longitude) });
log(JSON.stringify(wx.getSystemSetting()), wx.getAppAuthorizeSetting().cameraAuthorized);
wx.scanCode({ success: ({ result, scanType }) => log(result, scanType) });
wx.vibrateShort({ type: 'light' }).then(({ errMsg }) => log(errMsg), ({ errMsg }) => log(errMsg));
let count = 0;
wx.onAccelerometerChange(({ x, y, z }) => {
  count += 1;
  if (count === 3) {
    log('accelerometer', x, y, z);
    wx.stopAccelerometer();
    setTimeout(() => log('readings', count), 300);
  }
});
wx.startAccelerometer({ interval: 'game' });
wx.onCompassChange(({ direction }) => log('compass', direction));
wx.startCompass();
setTimeout(() => wx.stopCompass(), 300);
wx.onDeviceMotionChange(({ alpha, beta, gamma }) => {
  log('motion', alpha, beta, gamma);
  wx.stopDeviceMotionListening();
});
wx.startDeviceMotionListening({ interval: 'ui' });
