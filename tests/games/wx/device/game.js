const info = wx.getSystemInfoSync();
console.log(info.windowWidth, info.windowHeight, info.pixelRatio, info.platform, info.SDKVersion.split('.').length);
const view = wx.getWindowInfo();
console.log(view.windowWidth, view.windowHeight, view.pixelRatio, typeof view.safeArea.top);
console.log(wx.getDeviceInfo().platform, wx.getAppBaseInfo().language);
const button = wx.getMenuButtonBoundingClientRect();
console.log(button.right - button.left === button.width, button.bottom - button.top === button.height);
let told;
wx.getSystemInfo({ success: (result) => (told = result), complete: () => console.log('complete') });
console.log(told.errMsg, told.windowWidth, 'before the call returns');
wx.getSystemInfo().then((result) => console.log('later', result.errMsg));
console.log(wx.getLaunchOptionsSync().scene);
const canvas = wx.createCanvas();
console.log(canvas.width, canvas.height);
console.log(JSON.stringify(wx.getLaunchOptionsSync()), JSON.stringify(wx.getEnterOptionsSync()), Object.keys(wx.getLaunchOptionsSync().referrerInfo).length);
wx.onShow(({ scene, referrerInfo }) => console.log('shown', scene, JSON.stringify(referrerInfo)));
// Switches are booleans; what only Android has is there on Android.
const switches = ['albumAuthorized', 'cameraAuthorized', 'locationAuthorized', 'microphoneAuthorized', 'notificationAuthorized',
  'notificationAlertAuthorized', 'notificationBadgeAuthorized', 'notificationSoundAuthorized', 'phoneCalendarAuthorized',
  'bluetoothEnabled', 'locationEnabled', 'wifiEnabled'];
console.log(switches.filter((name) => info[name] !== true), info.locationReducedAccuracy, 'bluetoothAuthorized' in info);
const { abi, deviceAbi, cpuType, memorySize, system, brand, model } = wx.getDeviceInfo();
console.log(abi, deviceAbi, cpuType, Number(memorySize) > 1000, typeof memorySize, system, brand, model, info.memorySize === memorySize);
console.log(wx.getAppBaseInfo().fontSizeScaleFactor, wx.getSystemSetting().deviceOrientation);
wx.getSystemInfoAsync({ success: ({ cameraAuthorized, deviceOrientation }) => console.log(cameraAuthorized, deviceOrientation) });
