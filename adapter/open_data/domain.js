// wx of the open data domain, before seal.js reduces it to the names of names.json. Nothing here reaches the main domain:
// messages come in, pixels go out by the shared canvas, which nobody may read.

const performance = { now: () => host.now() * 1000 };
core.synchronous('getPerformance', () => performance);
core.synchronous('getSystemInfoSync', () => host.call('getSystemInfo'));
core.define('getSystemInfo', (options) => core.answerAtOnce('getSystemInfo', options, () => host.call('getSystemInfo')));
core.asynchronous('getSystemInfoAsync', () => host.call('getSystemInfo'));
core.synchronous('getWindowInfo', () => host.call('getWindowInfo'));
core.synchronous('getDeviceInfo', () => host.call('getDeviceInfo'));
core.synchronous('getAppBaseInfo', () => host.call('getAppBaseInfo'));
core.synchronous('getMenuButtonBoundingClientRect', () => host.call('getMenuButtonBoundingClientRect'));

// Every canvas but the shared one is off-screen and 2D; none becomes a file or text.
core.synchronous('createCanvas', () => host.createOffscreen());
for (const name of ['toDataURL', 'toTempFilePath', 'toTempFilePathSync']) delete host.classes.Canvas.prototype[name];

const shared = host.sharedCanvas;
core.synchronous('getSharedCanvas', () => shared);
Object.defineProperty(global, 'sharedCanvas', { value: shared, writable: true, configurable: true });
// weapp-adapter and engines ask it where they are: without it they make sounds and a canvas of their own.
Object.defineProperty(global, '__isSubContext', { value: true, writable: true, configurable: true });

// Touches come in window coordinates, as games expect; x and y are those of the shared canvas, stretched over the window.
core.touchScale = () => {
  const { windowWidth, windowHeight } = host.call('getWindowInfo');
  return [shared.width / windowWidth, shared.height / windowHeight];
};

// Messages that come before anybody listens wait for the first listener.
const listeners = [];
const early = [];
const MAX_EARLY = 100;
core.define('onMessage', (listener) => {
  if (typeof listener !== 'function') return;
  listeners.push(listener);
  if (early.length) core.defer(() => {
    for (const message of early.splice(0)) core.callAll(listeners, undefined, message);
  });
});
core.onHostEvent('message', (message) => {
  if (listeners.length && !early.length) core.callAll(listeners, undefined, message);
  else if (early.length < MAX_EARLY) early.push(message);
  else console.warn('open data domain: more than 100 messages came before wx.onMessage was called; the last is lost');
});

const strings = (value, name) => {
  if (!Array.isArray(value)) throw { reason: `parameter error: parameter.${name} should be Array instead of ${core.typeName(value)}` };
  return value.map(String);
};
const keys = (options) => strings(options.keyList, 'keyList');
core.asynchronous('getUserCloudStorage', (options) => ({ KVDataList: host.call('cloud.own', { keys: keys(options) }) }));
core.asynchronous('getUserCloudStorageKeys', () => ({ keys: host.call('cloud.ownKeys') }));
core.asynchronous('getFriendCloudStorage', (options) => ({ data: host.call('cloud.friends', { keys: keys(options) }) }));
core.asynchronous('getGroupCloudStorage', (options) => {
  const { groupid, shareTicket } = options;
  const data = host.call('cloud.group', { group: String(groupid === undefined ? shareTicket : groupid), keys: keys(options) });
  return { data };
});
core.asynchronous('getUserInfo', (options) => {
  const openIds = options.openIdList === undefined ? ['selfOpenId'] : strings(options.openIdList, 'openIdList');
  return { data: host.call('cloud.users', { openIds }) };
});
core.asynchronous('getFriendsInfo', () => ({ data: host.call('cloud.friendUsers') }));
core.asynchronous('getPotentialFriendList', () => ({ list: host.call('cloud.potentialFriends') }));
core.asynchronous('modifyFriendInteractiveStorage', (options) => {
  const { toUser, key, operation = 'add', opNum = 1 } = options;
  host.call('cloud.interact', { toUser: String(toUser), key: String(key), operation: String(operation), opNum: Number(opNum) });
});
core.asynchronous('shareMessageToFriend', (options) => host.call('cloud.shareToFriend', { openId: String(options.openId), title: String(options.title || '') }));
// Gifts: every friend may be given one; nobody gets anything.
const giftId = (options) => {
  if (typeof options.giftId !== 'string') throw { reason: `parameter error: parameter.giftId should be String instead of ${core.typeName(options.giftId)}` };
};
const isFriend = () => {
  const friends = new Set(host.call('cloud.friendUsers').map(({ openId }) => openId));
  return (openid) => friends.has(openid);
};
core.asynchronous('getFriendSendGiftStatus', (options) => {
  giftId(options);
  const known = isFriend();
  const status = (openid) => (known(openid) ? { openid, blockSend: false } : { openid, blockSend: true, blockCode: 1, blockReason: 'not a friend who plays' });
  return { data: strings(options.openidList, 'openidList').map(status) };
});
core.asynchronous('sendGiftToFriend', (options) => {
  giftId(options);
  if (!isFriend()(options.openid)) throw { reason: 'not a friend who plays' };
});
// Nothing is handed over to another device.
core.asynchronous('checkHandoffEnabled', () => ({ isEnabled: false, errCode: 3 }));
core.asynchronous('startHandoff', () => {
  throw { reason: 'handoff is not enabled' };
});
core.asynchronous('getGroupInfo', (options) => host.call('cloud.groupInfo', { openGId: String(options.openGId) }));
core.asynchronous('getGroupMembersInfo', (options) => ({ membersInfo: host.call('cloud.members', { openIds: strings(options.members, 'members') }) }));

// Of the game server only what lists friends is here; nobody of them is online.
const gameServer = {
  getFriendsStateData: (options) => core.answer('getFriendsStateData', options, () => {
    const list = host.call('cloud.friendUsers').map(({ avatarUrl, gender, nickName, openId }) => ({ avatarUrl, gender, nickName, openId, sysState: 0, userState: '' }));
    return { list };
  }),
  inviteFriend() {
    throw core.error('inviteFriend', { reason: 'the friend is not online' });
  },
};
core.synchronous('getGameServerManager', () => gameServer);
