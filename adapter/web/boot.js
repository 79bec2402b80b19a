// What the files of this folder share. They run before game.js when the game was started with --adapter web.

const web = {
  window: global,
  classes: host.classes,
  reportError: host.reportError,
  request: host.request,
  showCanvas: host.showCanvas,
  takeInput: host.takeInput,
  loadFontFace: host.loadFontFace,
  lineGap: host.lineGap,
  randomBytes: host.randomBytes,
  gamepadClasses: host.gamepadClasses,
  webAudio: host.webAudio,
  createBitmap: host.createBitmap,
  createWorker: host.createInlineWorker,
  maxWorkers: host.call('worker.maxInline'),
  setCloneHooks: host.setCloneHooks,
  // The engine's own decoder, where it is built in.
  video: host.classes.Video && {
    call: (operation, options) => host.call(operation, options),
    element: host.createVideoElement,
    listen: host.onVideo,
    forget: host.offVideo,
  },
  // The address of the page.
  HOME: 'https://localhost/index.html',
  // The rectangle of something that lies in the upper left corner: nothing is laid out.
  rect: (width, height) => ({ x: 0, y: 0, left: 0, top: 0, right: width, bottom: height, width, height }),
  define(values) {
    for (const [name, value] of Object.entries(values)) {
      Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable: true });
    }
  },
};
// createImageBitmap reads Blobs.
host.blobBytes = (blob) => web.blobBytes(blob);
return web;
