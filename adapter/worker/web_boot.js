// What the files of the web adapter find in one of its workers, where no `wx` is.

const failure = (call, e) => Object.assign(new Error(`${call}:fail ${e.reason}`), { errMsg: `${call}:fail ${e.reason}` });
const readFileSync = (path) => {
  try {
    return host.readFile(path);
  } catch (e) {
    throw failure('readFile', e);
  }
};
const files = {
  readFileSync,
  readFile({ filePath, success, fail }) {
    queueMicrotask(() => {
      let data;
      try {
        data = readFileSync(filePath);
      } catch (e) {
        fail(e);
        return;
      }
      success({ data });
    });
  },
};

const requests = new Map(); // number -> who is told
let last = 0;
return {
  window: global,
  HOME: host.setup.home,
  wx: {
    getFileSystemManager: () => files,
    createBufferURL: (bytes) => host.writeTemp(bytes),
    revokeBufferURL(url) {
      try {
        host.unlink(url);
      } catch (e) {
        // It may have been revoked before.
      }
    },
  },
  // Files of the platform describe their classes to it.
  core: { objectPrototype() {} },
  setCloneHooks: host.setCloneHooks,
  reportError(error) {
    queueMicrotask(() => {
      throw error;
    });
  },
  // The network is the main domain's.
  request(options, on) {
    const id = ++last;
    requests.set(id, on);
    host.post(['request', id, options], []);
    return () => {
      if (requests.delete(id)) host.post(['end', id], []);
    };
  },
  answered(id, name, detail) {
    const on = requests.get(id);
    if (!on) return; // ended meanwhile
    if (name === 'done' || name === 'fail') requests.delete(id);
    on(name, detail);
  },
  define(values) {
    for (const [name, value] of Object.entries(values)) {
      Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable: true });
    }
  },
};
