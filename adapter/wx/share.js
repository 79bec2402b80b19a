// share: what the game shares when it wants to, and what it shares when the user does.

core.events('ShareAppMessage', 'ShareTimeline', 'AddToFavorites', 'CopyUrl', 'Handoff', 'ShareMessageToFriend');
for (const name of ['showShareMenu', 'hideShareMenu', 'updateShareMenu', 'shareAppMessage', 'authPrivateMessage']) core.service(name);
core.service('getShareInfo', { shareTicket: 'String' });
core.service('getGroupEnterInfo');
core.service('showShareImageMenu', { path: 'String' });
core.service('checkHandoffEnabled');
core.service('startHandoff');

// These two answer at once, and with a flag, not by callback.
const setQuery = (name) => {
  core.servedBy(name, name);
  core.define(name, (options) => {
    try {
      core.check({ 'query?': 'String', 'shareMessageToFriendScene?': 'Number' }, options || {});
      core.askNow(name, options || {});
      return true;
    } catch (failure) {
      return false;
    }
  });
};
setQuery('setHandoffQuery');
setQuery('setMessageToFriendQuery');

// The user shares by the platform's menu: the game's listener says what.
const shareOf = (listener, argument, call) => {
  let content;
  try {
    content = listener(argument);
  } catch (e) {
    host.reportError(e);
  }
  const send = (given) => {
    const { title, imageUrl, imageUrlId, query, path, imagePreviewUrl } = given || {};
    core.ask(call, { title, imageUrl, imageUrlId, query, path, imagePreviewUrl }, () => {});
  };
  const promise = content && content.promise;
  // The platform waits three seconds for the promise and then takes what it has.
  if (!promise || typeof promise.then !== 'function') return send(content);
  let sent = false;
  const once = (given) => {
    if (sent) return;
    sent = true;
    core.defer(() => send(given));
  };
  promise.then(once, () => once(content));
  global.setTimeout(() => once(content), 3000);
};
const SHARES = { ShareAppMessage: 'shareAppMessage', ShareTimeline: 'shareTimeline', AddToFavorites: 'addToFavorites' };
for (const [name, call] of Object.entries(SHARES)) {
  core.onPlatformEvent(name, (detail) => {
    const argument = name === 'ShareAppMessage' ? { from: 'menu', channel: 'common', ...detail } : { ...detail };
    const listeners = core.listenersTo(name);
    // Only the last listener's answer is shared.
    if (listeners.length) shareOf(listeners[listeners.length - 1], argument, call);
    else core.ask(call, {}, () => {});
  });
}

// Chat tools: outside of a chat they say so.
core.servedBy('isChatTool', 'isChatTool');
core.define('isChatTool', () => core.askNow('isChatTool', {}).isChatTool);
for (const name of [
  'enterChatToolMode', 'exitChatTool', 'getChatToolInfo', 'notifyGroupMembers', 'openChatTool', 'selectGroupMembers',
  'shareAppMessageToGroup', 'shareEmojiToGroup', 'shareImageToGroup', 'shareTextToGroup', 'shareVideoToGroup',
]) {
  core.service(name);
}
