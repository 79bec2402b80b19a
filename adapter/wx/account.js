// Who plays, and what was allowed: login, user info, settings, privacy, groups, subscriptions, the user's key.

core.service('login');
core.service('checkSession');
core.service('authorize', { scope: 'String' });
core.service('getSetting');
core.service('openSetting');
core.service('getUserInfo');
core.service('getUserProfile');
core.service('getPhoneNumber');
core.service('getWeRunData');
core.service('getGameClubData', { dataTypeList: 'Array' });
core.service('requestSubscribeMessage', { tmplIds: 'Array' });
core.service('requestSubscribeSystemMessage', { msgTypeList: 'Array' });

// Privacy: a game that wants to ask the user itself gets a function to answer with.
core.service('getPrivacySetting');
core.service('requirePrivacyAuthorize');
core.service('openPrivacyContract');
const privacyListeners = [];
core.servedBy('onNeedPrivacyAuthorization', 'privacy.listen');
core.define('onNeedPrivacyAuthorization', (listener) => {
  if (typeof listener !== 'function') return;
  if (!privacyListeners.length) core.ask('privacy.listen', {}, () => {});
  privacyListeners.push(listener);
});
core.onPlatformEvent('NeedPrivacyAuthorization', (info) => {
  const resolve = (answer) => core.ask('privacy.resolve', { event: answer && answer.event }, () => {});
  core.callAll(privacyListeners, undefined, resolve, info);
});

// Math.random is seeded in a run with virtual time, so that such a run can be repeated; a game may put another in its place.
const { random } = Math;
host.randomBytes = (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256));

// The key with which a game encrypts what it sends to its own server.
class UserCryptoManager {
  getLatestUserKey(options) {
    return core.askFor('getLatestUserKey', 'UserCryptoManager.getLatestUserKey', options);
  }
  getRandomValues(options) {
    return core.answer('getRandomValues', options, () => {
      core.check({ length: 'Number' }, options || {});
      const { length } = options;
      if (!(length >= 0 && length <= 1048576)) throw { reason: 'parameter error: length should be 0 to 1048576', errno: 1109002 };
      return { randomValues: host.randomBytes(length).buffer };
    });
  }
}
const userCryptoManager = new UserCryptoManager();
core.objectPrototype('UserCryptoManager', UserCryptoManager.prototype);
core.servedBy('UserCryptoManager.getLatestUserKey', 'UserCryptoManager.getLatestUserKey');
core.synchronous('getUserCryptoManager', () => userCryptoManager);
