// FileSystemManager. Every method is one operation; the synchronous and asynchronous forms share it.

const BYTES = 'String|ArrayBuffer';
// name: types of the parameters, in the order of the synchronous form; ? stands behind those that may be left out
const METHODS = {
  access: { path: 'String' },
  appendFile: { filePath: 'String', data: BYTES, 'encoding?': 'String' },
  copyFile: { srcPath: 'String', destPath: 'String' },
  mkdir: { dirPath: 'String', 'recursive?': 'Boolean' },
  readdir: { dirPath: 'String' },
  readFile: { filePath: 'String', 'encoding?': 'String', 'position?': 'Number', 'length?': 'Number' },
  rename: { oldPath: 'String', newPath: 'String' },
  rmdir: { dirPath: 'String', 'recursive?': 'Boolean' },
  saveFile: { tempFilePath: 'String', 'filePath?': 'String' },
  stat: { path: 'String', 'recursive?': 'Boolean' },
  unlink: { filePath: 'String' },
  writeFile: { filePath: 'String', data: BYTES, 'encoding?': 'String' },
};
// Methods whose synchronous form takes the same options object.
const BY_OPTIONS = {
  open: { filePath: 'String', 'flag?': 'String' },
  close: { fd: 'String' },
  fstat: { fd: 'String' },
  ftruncate: { fd: 'String', 'length?': 'Number' },
  truncate: { filePath: 'String', 'length?': 'Number' },
  write: { fd: 'String', data: BYTES, 'offset?': 'Number', 'length?': 'Number', 'encoding?': 'String', 'position?': 'Number' },
  readCompressedFile: { filePath: 'String', compressionAlgorithm: 'String' },
};
const ASYNCHRONOUS_ONLY = {
  unzip: { zipFilePath: 'String', targetPath: 'String' },
  readZipEntry: { filePath: 'String', 'encoding?': 'String', entries: 'Array|String' },
  getFileInfo: { filePath: 'String', 'digestAlgorithm?': 'String' },
  getSavedFileList: {},
  removeSavedFile: { filePath: 'String' },
};
const ENTRY = { path: 'String', 'encoding?': 'String', 'position?': 'Number', 'length?': 'Number' };

// The documented numbers of parameters that count bytes: whole and not negative.
const RANGES = { position: 1301009, length: 1301006, offset: 1301007 };
const outOfRange = (name) => ({ reason: `value of ${name} is out of range`, errno: RANGES[name] });
const checkRanges = (options) => {
  for (const name of Object.keys(RANGES)) {
    const value = options[name];
    if (typeof value === 'number' && !(Number.isInteger(value) && value >= 0)) throw outOfRange(name);
  }
};
// What a method may be called with: its own parameters, of the types that they should have.
const checked = (fields, source) => {
  core.check(fields, source);
  const options = {};
  for (const field of Object.keys(fields)) {
    const name = field.replace('?', '');
    if (source[name] !== undefined) options[name] = source[name];
  }
  checkRanges(options);
  return options;
};
// A failure has its number by both of its names.
const coded = (failure) => {
  const { reason, errno } = failure;
  return errno === undefined ? failure : { reason, errno, errCode: errno };
};
const run = (name, work) => {
  try {
    return work();
  } catch (e) {
    throw name === undefined ? coded(e) : core.error(name, coded(e));
  }
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
const operation = (name, fields, source, shapes) => {
  const options = checked(fields, source);
  if (Array.isArray(options.entries)) options.entries = options.entries.map((entry) => checked(ENTRY, entry || {}));
  const result = host.call(`fs.${name}`, options);
  return shapes[name] ? shapes[name](result) : result;
};

for (const [name, fields] of Object.entries({ ...METHODS, ...BY_OPTIONS, ...ASYNCHRONOUS_ONLY })) {
  define(name, (options) => core.answer(name, options, () => run(undefined, () => operation(name, fields, options || {}, shape))));
}
const positional = (fields, args) => {
  const options = {};
  Object.keys(fields).forEach((field, i) => {
    options[field.replace('?', '')] = args[i];
  });
  return options;
};
for (const [name, fields] of Object.entries(METHODS)) {
  define(`${name}Sync`, (...args) => run(`${name}Sync`, () => operation(name, fields, positional(fields, args), syncShape)));
}

// What works on open files, and read, which fills the game's own buffer.
const atOnce = (name, work) => define(`${name}Sync`, (options) => run(`${name}Sync`, () => work(options || {})));
for (const [name, fields] of Object.entries(BY_OPTIONS)) atOnce(name, (options) => operation(name, fields, options, syncShape));
const READ = { fd: 'String', 'offset?': 'Number', 'length?': 'Number', 'position?': 'Number' };
const read = (options) => {
  const { arrayBuffer } = options;
  if (arrayBuffer === undefined || arrayBuffer === null) throw { reason: 'array buffer does not exist', errno: 1302005 };
  if (!(arrayBuffer instanceof ArrayBuffer)) {
    throw { reason: `parameter error: parameter.arrayBuffer should be ArrayBuffer instead of ${core.typeName(arrayBuffer)};` };
  }
  const given = checked(READ, options);
  const { fd, position } = given;
  const offset = typeof given.offset === 'number' ? given.offset : 0;
  if (offset > arrayBuffer.byteLength) throw outOfRange('offset');
  const rest = arrayBuffer.byteLength - offset;
  const length = typeof given.length === 'number' ? given.length : rest;
  if (length > rest) throw outOfRange('length');
  const bytes = host.call('fs.read', { fd, length, position });
  new Uint8Array(arrayBuffer).set(new Uint8Array(bytes), offset);
  return { bytesRead: bytes.byteLength, arrayBuffer };
};
define('read', (options) => core.answer('read', options, () => run(undefined, () => read(options || {}))));
atOnce('read', read);

core.objectPrototype('FileSystemManager', FileSystemManager.prototype);
core.objectPrototype('Stats', Stats.prototype);
const manager = new FileSystemManager();
core.synchronous('getFileSystemManager', () => manager);
// Mini programs call these of wx itself, and so do the adapters of Cocos Creator.
for (const name of ['saveFile', 'getFileInfo', 'getSavedFileList', 'removeSavedFile']) {
  core.define(name, (options) => manager[name](options));
}
