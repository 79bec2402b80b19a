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
  core.synchronous('getOpenDataContext', () => {
    throw { reason: 'game.json declares no openDataContext' };
  });
}
