// What the files of this folder share. They run before game.js when the game was started with --adapter web.

// The engine's own, which a run with virtual time seeds, whatever a game puts in its place.
const { random } = Math;

const web = {
  window: global,
  classes: host.classes,
  reportError: host.reportError,
  request: host.request,
  showCanvas: host.showCanvas,
  takeInput: host.takeInput,
  loadFontFace: host.loadFontFace,
  randomBytes: (length) => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
  webAudio: host.webAudio,
  define(values) {
    for (const [name, value] of Object.entries(values)) {
      Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable: true });
    }
  },
};
// createImageBitmap reads Blobs.
host.blobBytes = (blob) => web.blobBytes(blob);
return web;
