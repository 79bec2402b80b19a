// What the files of this folder share. They run before game.js when the game was started with --adapter web.

const web = {
  window: global,
  classes: host.classes,
  reportError: host.reportError,
  request: host.request,
  webAudio: host.webAudio,
  define(values) {
    for (const [name, value] of Object.entries(values)) {
      Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable: true });
    }
  },
};
return web;
