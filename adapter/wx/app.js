// The game's life on the platform: updates, other mini programs, customer service, payments, experiments, menus.

core.events('AudioInterruptionBegin', 'AudioInterruptionEnd', 'OfficialComponentsInfoChange', 'WindowStateChange');

class UpdateManager {
  applyUpdate() {
    if (ready) host.restart(); // without a new version that is ready there is nothing to apply
  }
}
let ready = false;
const updates = {};
for (const name of ['CheckForUpdate', 'UpdateReady', 'UpdateFailed']) {
  updates[name] = [];
  Object.defineProperty(UpdateManager.prototype, `on${name}`, {
    configurable: true,
    writable: true,
    value(listener) {
      if (typeof listener === 'function') updates[name].push(listener);
    },
  });
}
const updateManager = new UpdateManager();
let checked = false;
core.objectPrototype('UpdateManager', UpdateManager.prototype, { by: 'UpdateManager.check' });
core.servedBy('getUpdateManager', 'UpdateManager.check');
core.define('getUpdateManager', () => {
  if (!checked) {
    checked = true;
    core.ask('UpdateManager.check', {}, (failure, result) => {
      const { hasUpdate = false, then } = result || {};
      // The platform looks when the game has started, and tells listeners that were added until then.
      core.defer(() => core.defer(() => {
        core.callAll(updates.CheckForUpdate, undefined, { hasUpdate });
        ready = then === 'UpdateReady';
        if (then) core.callAll(updates[then], undefined);
      }));
    });
  }
  return updateManager;
});
core.service('updateWeChatApp');

core.asynchronous('restartMiniProgram', () => host.restart());
core.service('navigateToMiniProgram');
core.service('navigateBackMiniProgram');
core.service('openCustomerServiceConversation');
core.service('openCustomerServiceChat');
core.service('checkIsAddedToMyMiniProgram');

core.service('requestMidasPayment');
core.service('requestMidasFriendPayment');
core.service('requestMidasPaymentGameItem', { signData: 'String' });
core.service('checkIsSupportMidasPayment');

core.servedBy('getExptInfoSync', 'getExptInfo');
core.synchronous('getExptInfoSync', (keys) => core.askNow('getExptInfo', { keys }));
core.service('getGameExptInfo');
core.servedBy('getExtConfigSync', 'getExtConfig');
core.synchronous('getExtConfigSync', () => core.askNow('getExtConfig', {}).extConfig);
core.service('getExtConfig');

core.service('setMenuStyle', { style: 'String' });
core.service('setStatusBarStyle', { style: 'String' });
core.servedBy('getOfficialComponentsInfo', 'getOfficialComponentsInfo');
core.synchronous('getOfficialComponentsInfo', () => core.askNow('getOfficialComponentsInfo', {}));

core.service('getBackgroundFetchData');
core.service('getBackgroundFetchToken');
core.service('setBackgroundFetchToken', { token: 'String' });
const fetched = [];
core.servedBy('onBackgroundFetchData', 'getBackgroundFetchData');
core.define('onBackgroundFetchData', (listener) => {
  if (typeof listener === 'function') fetched.push(listener);
});
core.onPlatformEvent('BackgroundFetchData', (detail) => core.callAll(fetched, undefined, detail));
