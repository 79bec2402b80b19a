// The device: battery, clipboard, screen, sensors, place, system settings, scanner, album.

core.service('getBatteryInfo');
core.servedBy('getBatteryInfoSync', 'getBatteryInfo');
core.synchronous('getBatteryInfoSync', () => core.askNow('getBatteryInfo', {}));
core.service('getClipboardData');
core.service('setClipboardData', { data: 'String' });
core.service('getScreenBrightness');
core.service('setScreenBrightness', { value: 'Number' });
core.service('setKeepScreenOn', { keepScreenOn: 'Boolean' });
core.service('getScreenRecordingState');
core.service('setVisualEffectOnCapture', { visualEffect: 'String' });
core.events('UserCaptureScreen', 'ScreenRecordingStateChanged');

core.events('AccelerometerChange', 'GyroscopeChange', 'CompassChange', 'DeviceMotionChange', 'DeviceOrientationChange');
const SENSORS = ['startAccelerometer', 'stopAccelerometer', 'startGyroscope', 'stopGyroscope', 'startCompass', 'stopCompass',
  'startDeviceMotionListening', 'stopDeviceMotionListening'];
for (const name of SENSORS) core.service(name);

core.service('getLocation');
core.service('getFuzzyLocation');

for (const name of ['getSystemSetting', 'getAppAuthorizeSetting']) core.servedBy(name, name);
core.synchronous('getAppAuthorizeSetting', () => core.askNow('getAppAuthorizeSetting', {}));
core.synchronous('getSystemSetting', () => {
  const { deviceOrientation } = host.call('getSystemInfo');
  return { deviceOrientation, ...core.askNow('getSystemSetting', {}) };
});
core.service('getDeviceBenchmarkInfo');
core.service('openAppAuthorizeSetting');
core.service('openSystemBluetoothSetting');
core.service('scanCode');
core.service('previewImage', { urls: 'Array' });
core.service('previewMedia', { sources: 'Array' });
core.service('saveImageToPhotosAlbum', { filePath: 'String' });
