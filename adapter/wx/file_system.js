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
// Methods whose synchronous form takes the same options object.
const BY_OPTIONS = {
  open: ['filePath', 'flag'],
  close: ['fd'],
  fstat: ['fd'],
  ftruncate: ['fd', 'length'],
  write: ['fd', 'data', 'offset', 'length', 'encoding', 'position'],
  readCompressedFile: ['filePath', 'compressionAlgorithm'],
};
const ASYNCHRONOUS_ONLY = {
  unzip: ['zipFilePath', 'targetPath'],
  readZipEntry: ['filePath', 'encoding', 'entries'], 
  getFileInfo: ['filePath'],
  getSavedFileList: [],
  removeSavedFile: ['filePath'],
};

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
  open: (r) => ({ fd: r }),
  fstat: (r) => ({ stats: new Stats(r) }),
  write: (r) => ({ bytesWritten: r }),
  readCompressedFile: (r) => ({ data: r }),
  readZipEntry: (r) => {
    const entries = {};
    for (const { path, reason, data } of r) {
      entries[path] = reason === null ? { errMsg: 'readZipEntry:ok', data } : { errMsg: `readZipEntry:fail ${reason}` };
    }
    return { entries };
  },
};
const syncShape = { stat: (r) => shape.stat(r).stats, fstat: (r) => new Stats(r), write: (r) => ({ bytesWritten: r }) };

class FileSystemManager {}
const define = (name, value) => Object.defineProperty(FileSystemManager.prototype, name, { value, writable: true, configurable: true });
const pick = (names, source) => {
  const options = {};
  for (const name of names) if (source[name] !== undefined) options[name] = source[name];
  return options;
};

for (const [name, names] of Object.entries({ ...METHODS, ...BY_OPTIONS, ...ASYNCHRONOUS_ONLY })) {
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

// What works on open files, and read, which fills the game's own buffer.
const atOnce = (name, work) => define(`${name}Sync`, (options) => {
  try {
    return work(options || {});
  } catch (e) {
    throw core.error(`${name}Sync`, e);
  }
});
for (const [name, names] of Object.entries(BY_OPTIONS)) {
  atOnce(name, (options) => {
    const result = host.call(`fs.${name}`, pick(names, options));
    return syncShape[name] ? syncShape[name](result) : result;
  });
}
const read = (options) => {
  const { fd, arrayBuffer, offset = 0, position } = options;
  if (!(arrayBuffer instanceof ArrayBuffer)) {
    throw { reason: `parameter error: parameter.arrayBuffer should be ArrayBuffer instead of ${core.typeName(arrayBuffer)};` };
  }
  const { length = arrayBuffer.byteLength - offset } = options;
  if (!(offset >= 0 && length >= 0 && offset + length <= arrayBuffer.byteLength)) {
    throw { reason: 'RangeError [ERR_OUT_OF_RANGE]', errno: 1302003 };
  }
  const bytes = host.call('fs.read', { fd, length, position });
  new Uint8Array(arrayBuffer).set(new Uint8Array(bytes), offset);
  return { bytesRead: bytes.byteLength, arrayBuffer };
};
define('read', (options) => core.answer('read', options, () => read(options || {})));
atOnce('read', read);

core.objectPrototype('FileSystemManager', FileSystemManager.prototype);
core.objectPrototype('Stats', Stats.prototype);
const manager = new FileSystemManager();
core.synchronous('getFileSystemManager', () => manager);
// Mini programs call these of wx itself, and so do the adapters of Cocos Creator.
for (const name of ['saveFile', 'getFileInfo', 'getSavedFileList', 'removeSavedFile']) {
  core.define(name, (options) => manager[name](options));
}
