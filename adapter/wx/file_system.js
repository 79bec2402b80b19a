// FileSystemManager. Every method is one operation; the synchronous and asynchronous forms share it.

// name: parameters of the synchronous form in order
const METHODS = {
  access: ['path'],
  appendFile: ['filePath', 'data', 'encoding'],
  copyFile: ['srcPath', 'destPath'],
  mkdir: ['dirPath', 'recursive'],
  readdir: ['dirPath'],
  readFile: ['filePath', 'encoding', 'position', 'length'],
  rename: ['oldPath', 'newPath'],
  rmdir: ['dirPath', 'recursive'],
  saveFile: ['tempFilePath', 'filePath'],
  stat: ['path', 'recursive'],
  truncate: ['filePath', 'length'],
  unlink: ['filePath'],
  writeFile: ['filePath', 'data', 'encoding'],
};
const ASYNCHRONOUS_ONLY = { getFileInfo: ['filePath'], getSavedFileList: [], removeSavedFile: ['filePath'] };

class Stats {
  constructor(fields) {
    Object.assign(this, fields.stat);
    Object.defineProperty(this, 'directory', { value: fields.directory });
  }
  isDirectory() {
    return this.directory;
  }
  isFile() {
    return !this.directory;
  }
}

// What each operation's plain result looks like to a game.
const shape = {
  readdir: (r) => ({ files: r }),
  readFile: (r) => ({ data: r }),
  saveFile: (r) => ({ savedFilePath: r }),
  stat: (r) => ({ stats: Array.isArray(r) ? r.map((e) => ({ path: e.path, stats: new Stats(e) })) : new Stats(r) }),
  getSavedFileList: (r) => ({ fileList: r }),
};
const syncShape = { stat: (r) => shape.stat(r).stats };

class FileSystemManager {}
const define = (name, value) => Object.defineProperty(FileSystemManager.prototype, name, { value, writable: true, configurable: true });
const pick = (names, source) => {
  const options = {};
  for (const name of names) if (source[name] !== undefined) options[name] = source[name];
  return options;
};

for (const [name, names] of Object.entries({ ...METHODS, ...ASYNCHRONOUS_ONLY })) {
  define(name, (options) =>
    core.answer(name, options, () => {
      const result = host.call(`fs.${name}`, pick(names, options || {}));
      return shape[name] ? shape[name](result) : result;
    }));
}
for (const [name, names] of Object.entries(METHODS)) {
  define(`${name}Sync`, (...args) => {
    const options = {};
    names.forEach((n, i) => {
      if (args[i] !== undefined) options[n] = args[i];
    });
    try {
      const result = host.call(`fs.${name}`, options);
      return syncShape[name] ? syncShape[name](result) : result;
    } catch (e) {
      throw core.error(`${name}Sync`, e);
    }
  });
}

core.objectPrototype('FileSystemManager', FileSystemManager.prototype);
core.objectPrototype('Stats', Stats.prototype);
const manager = new FileSystemManager();
core.synchronous('getFileSystemManager', () => manager);
