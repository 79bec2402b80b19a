// The main domain's side of the open data domain: a canvas to draw, and messages that only go in.

class OpenDataContext {
  constructor(canvas, post) {
    routes.set(this, { canvas, post });
  }
  get canvas() {
    return route(this).canvas;
  }
  postMessage(message) {
    route(this).post(message);
  }
}
const routes = new WeakMap();
const route = (context) => {
  const found = routes.get(context);
  if (!found) throw new TypeError('not an OpenDataContext');
  return found;
};
core.objectPrototype('OpenDataContext', OpenDataContext.prototype);

if (host.sharedCanvas) {
  const shared = host.sharedCanvas;
  Object.defineProperty(global, 'sharedCanvas', { value: shared, writable: true, configurable: true });
  const context = new OpenDataContext(shared, (message) => host.postToOpenData(message));
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
      context = new OpenDataContext(host.createOffscreen(), () => {});
    }
    return context;
  });
}
// How it was called before there was an OpenDataContext; Laya 1 and Cocos 1 still do.
core.define('postMessage', (message) => global.wx.getOpenDataContext().postMessage(message));
// The main domain is told nothing by the open data domain; Laya and Cocos register all the same.
core.define('onMessage', () => {});
