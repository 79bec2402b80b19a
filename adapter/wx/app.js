// The game's life on the platform: updates, other mini programs, customer service, payments, experiments, menus.

core.events('AudioInterruptionBegin', 'AudioInterruptionEnd', 'OfficialComponentsInfoChange', 'WindowStateChange');

// A listener is told what was found, whenever it comes.
let found; // what the platform found, once it has looked
const updates = { CheckForUpdate: [], UpdateReady: [], UpdateFailed: [] };
const news = (name) => found && (name === 'CheckForUpdate' ? [{ hasUpdate: found.hasUpdate }] : found.then === name ? [] : undefined);
class UpdateManager {
  applyUpdate() {
    if (!found || found.then !== 'UpdateReady') throw core.error('applyUpdate', { reason: 'no update is ready' });
    host.restart('');
  }
}
for (const name of Object.keys(updates)) {
  Object.defineProperty(UpdateManager.prototype, `on${name}`, {
    configurable: true,
    writable: true,
    value(listener) {
      if (typeof listener !== 'function') return;
      updates[name].push(listener);
      const detail = news(name);
      if (detail) core.defer(() => listener.apply(this, detail));
    },
  });
}
// An update that is fetched ends some time after it was found.
core.onPlatformEvent('UpdateManager', ({ then }) => {
  found = { hasUpdate: true, ...found, then };
  const detail = news(then);
  if (detail) core.callAll(updates[then], updateManager, ...detail);
});
const updateManager = new UpdateManager();
let asked = false;
core.objectPrototype('UpdateManager', UpdateManager.prototype, { by: 'UpdateManager.check' });
core.servedBy('getUpdateManager', 'UpdateManager.check');
core.define('getUpdateManager', () => {
  if (asked) return updateManager;
  asked = true;
  core.ask('UpdateManager.check', {}, (failure, result) => core.defer(() => {
    found = failure ? { hasUpdate: false } : result;
    for (const name of Object.keys(updates)) {
      const detail = news(name);
      if (detail) core.callAll(updates[name], updateManager, ...detail);
    }
  }));
  return updateManager;
});
core.service('updateWeChatApp');

// A game has no pages: of `path` only what stands behind the question mark counts.
core.asynchronous('restartMiniProgram', (options) => {
  core.check({ 'path?': 'String' }, options);
  host.restart((options.path || '').replace(/^[^?]*\??/, ''));
});
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
