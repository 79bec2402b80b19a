// The main domain's side of the open data domain: a canvas to draw, and messages that only go in.

if (host.sharedCanvas) {
  const shared = host.sharedCanvas;
  Object.defineProperty(global, 'sharedCanvas', { value: shared, writable: true, configurable: true });
  class OpenDataContext {
    postMessage(message) {
      host.postToOpenData(message);
    }
  }
  Object.defineProperty(OpenDataContext.prototype, 'canvas', { configurable: true, enumerable: true, get: () => shared });
  core.objectPrototype('OpenDataContext', OpenDataContext.prototype);
  const context = new OpenDataContext();
  core.synchronous('getOpenDataContext', (options) => {
    const { sharedCanvasMode } = options || {};
    if (sharedCanvasMode !== undefined) host.showSharedCanvas(sharedCanvasMode === 'screenCanvas');
    return context;
  });
} else {
  // As on the platform: games that share code with others ask for it although they have none.
  const say = () => console.warn('getOpenDataContext: game.json declares no openDataContext; messages go nowhere and the canvas stays empty');
  let context;
  core.synchronous('getOpenDataContext', () => {
    if (!context) {
      say();
      context = { canvas: host.createOffscreen(), postMessage() {} };
    }
    return context;
  });
}
// The main domain is told nothing by the open data domain; Laya and Cocos register all the same.
core.define('onMessage', () => {});
