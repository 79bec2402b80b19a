// wx.cloud: what would reach the cloud asks the platform, by the names `cloud.*`. The simulator has a cloud of its own; an embedder may
// answer instead. Bytes of files go and come with the simulator's calls; an embedder gets and gives paths.

const { CollectionReference, Database, DatabaseCommand, DocumentReference, Query, tagged, encode, decode } = core.cloudDatabase;

const asObject = (options) => (typeof options === 'object' && options !== null ? options : {});
const isSimulated = (call) => core.kindOfCall(call) === 'simulated';

// What the simulated cloud fails with before it is asked.
const check = (cloud, call) => {
  if (!isSimulated(call)) return;
  if (!cloud.isReady) throw { reason: "Cloud API isn't enabled, please call wx.cloud.init first", errCode: -1 };
  if (host.call('network.link').networkType === 'none') throw { reason: 'request:fail the network is off', errCode: -1 };
};

// The SDK rejects with errors, where the rest of wx rejects with plain answers.
const rejecting = (promise) => promise && promise.catch((answer) => {
  throw Object.assign(new Error(answer.errMsg), answer);
});

// The environment of one kind of resource: init takes one for all or one for each.
const envOf = (cloud, kind) => {
  const { env } = cloud.settings;
  const own = typeof env === 'object' && env !== null ? env[kind] : env;
  return typeof own === 'string' && own ? own : undefined;
};

// Changes come as events of the platform; where nobody watches, onError is told.
const watchers = new Map();
let watches = 0;
const watcher = (cloud, state, options) => {
  const { onChange, onError } = options || {};
  watches += 1;
  const id = watches;
  const failed = (failure) => {
    if (typeof onError === 'function') core.defer(() => onError(core.error('database.watch', failure)));
  };
  try {
    check(cloud, 'cloud.database.watch');
    const data = { ...state, watch: id };
    core.ask('cloud.database.watch', data, (failure) => {
      if (failure) failed(failure);
      else watchers.set(id, onChange);
    }, JSON.stringify(encode(data)));
  } catch (failure) {
    failed(failure);
  }
  return {
    close() {
      if (watchers.delete(id) && isSimulated('cloud.database.unwatch')) core.ask('cloud.database.unwatch', { watch: id }, () => {});
      return Promise.resolve();
    },
  };
};
core.onPlatformEvent('CloudDatabaseChange', ({ watch, snapshot }) => {
  const listener = watchers.get(watch);
  if (typeof listener === 'function') listener(decode(snapshot));
});

const databaseSide = (cloud) => ({
  answer: (name, call, options, data) => rejecting(core.answerLater(name, options, (done) => {
    check(cloud, call);
    core.ask(call, data, (failure, result) => done(failure, failure ? undefined : decode(result)), JSON.stringify(encode(data)));
  })),
  watch: (state, options) => watcher(cloud, state, options),
});

// What a function is handed goes through JSON, as on the platform.
const json = (value) => {
  if (value === undefined) return undefined;
  try {
    return JSON.parse(JSON.stringify(value));
  } catch (e) {
    throw { reason: `-402001 the data cannot be sent: ${core.text(e && e.message)}`, errCode: -402001 };
  }
};

class CloudTask {
  constructor() {
    Object.defineProperty(this, 'state', { value: { ended: false, listeners: [], abort() {} } });
  }
  abort() {
    if (!this.state.ended) this.state.abort();
  }
  onProgressUpdate(listener) {
    if (typeof listener === 'function') this.state.listeners.push(listener);
  }
  offProgressUpdate(listener) {
    const { listeners } = this.state;
    if (listener === undefined) listeners.length = 0;
    const at = listeners.indexOf(listener);
    if (at >= 0) listeners.splice(at, 1);
  }
}

// Runs a transfer: a task with callbacks, a promise without. `work(done)` asks; `progress(bytes)` is told before the answer.
const transfer = (name, options, work, progress) => {
  const task = new CloudTask();
  const promise = core.answerLater(name, options, (done) => {
    task.state.abort = () => {
      task.state.ended = true;
      done({ reason: 'abort', errCode: -1 });
    };
    const finish = (failure, result, bytes) => {
      if (task.state.ended) return;
      if (!failure && bytes !== undefined) core.callAll(task.state.listeners, task, progress(bytes));
      task.state.ended = true;
      done(failure, result);
    };
    // Later, so that what is aborted at once never happens, and so that listeners hear of the progress.
    core.defer(() => {
      if (task.state.ended) return;
      try {
        work(finish);
      } catch (failure) {
        finish(failure);
      }
    });
  });
  return rejecting(promise) || task;
};

const FIELDS = {
  callFunction: { name: 'String' }, uploadFile: { cloudPath: 'String', filePath: 'String' }, downloadFile: { fileID: 'String' },
  getTempFileURL: { fileList: 'Array' }, deleteFile: { fileList: 'Array' }, callContainer: {}, connectContainer: {},
};
const dataOf = (cloud, name, options) => {
  const { success, fail, complete, ...rest } = asObject(options);
  core.check(FIELDS[name], rest);
  const env = envOf(cloud, name === 'callFunction' ? 'functions' : 'storage');
  return env === undefined ? rest : { env, ...rest };
};
const ask = (cloud, name, options) => rejecting(core.answerLater(`cloud.${name}`, options, (done) => {
  const call = `cloud.${name}`;
  const data = dataOf(cloud, name, options);
  check(cloud, call);
  core.ask(call, data, done, JSON.stringify(json(data)));
}));

class WxCloud {
  constructor(settings, isReady) {
    Object.defineProperties(this, { settings: { value: settings, writable: true }, isReady: { value: isReady, writable: true } });
  }
  init(options) {
    this.settings = { ...asObject(options) };
    this.isReady = true;
  }
  database(options) {
    const env = options && options.env !== undefined ? options.env : envOf(this, 'database');
    return new Database(databaseSide(this), { env });
  }
  CloudID(id) {
    return tagged('CloudID', { id: core.text(id) });
  }
  CDN(content) {
    return tagged('CDN', { content });
  }
  callFunction(options) {
    return ask(this, 'callFunction', options);
  }
  getTempFileURL(options) {
    return ask(this, 'getTempFileURL', options);
  }
  deleteFile(options) {
    return ask(this, 'deleteFile', options);
  }
  callContainer(options) {
    return ask(this, 'callContainer', options);
  }
  connectContainer(options) {
    return ask(this, 'connectContainer', options);
  }
  uploadFile(options) {
    return transfer('cloud.uploadFile', options, (done) => {
      const data = dataOf(this, 'uploadFile', options);
      check(this, 'cloud.uploadFile');
      if (!isSimulated('cloud.uploadFile')) {
        core.ask('cloud.uploadFile', data, done);
        return;
      }
      const fileContent = host.call('fs.readFile', { filePath: data.filePath });
      core.ask('cloud.uploadFile', { ...data, fileContent }, (failure, result) => done(failure, result, fileContent.byteLength));
    }, (bytes) => ({ progress: 100, totalBytesSent: bytes, totalBytesExpectedToSend: bytes }));
  }
  downloadFile(options) {
    return transfer('cloud.downloadFile', options, (done) => {
      const data = dataOf(this, 'downloadFile', options);
      check(this, 'cloud.downloadFile');
      core.ask('cloud.downloadFile', data, (failure, result) => {
        if (failure || typeof asObject(result).fileContent !== 'string') {
          done(failure, result);
          return;
        }
        try {
          const { path, bytes } = host.call('cloud.keepFile', { content: result.fileContent, name: result.name });
          done(undefined, { tempFilePath: path, statusCode: 200 }, bytes);
        } catch (e) {
          done(e);
        }
      });
    }, (bytes) => ({ progress: 100, totalBytesWritten: bytes, totalBytesExpectedToWrite: bytes }));
  }
}
// Functions that games take off wx.cloud keep their cloud.
const bound = (cloud) => {
  for (const name of Object.getOwnPropertyNames(WxCloud.prototype)) {
    if (name !== 'constructor') Object.defineProperty(cloud, name, { configurable: true, writable: true, value: cloud[name].bind(cloud) });
  }
  return cloud;
};

// A cloud of its own: another environment, or another app's.
class OwnCloud extends WxCloud {
  constructor(options) {
    const given = asObject(options);
    super({ ...given, env: given.resourceEnv }, false);
  }
  init() {
    this.isReady = true;
    return Promise.resolve();
  }
}
function Cloud(options) {
  return bound(new OwnCloud(options));
}
Cloud.prototype = OwnCloud.prototype;
core.objectPrototype('WxCloud', WxCloud.prototype, { by: 'cloud.callFunction', own: ['init'] });
core.objectPrototype('Database', Database.prototype, { by: 'cloud.database.get', own: ['config', 'command', 'Geo'] });
core.objectPrototype('CollectionReference', CollectionReference.prototype, { by: 'cloud.database.get' });
core.objectPrototype('DocumentReference', DocumentReference.prototype, { by: 'cloud.database.get' });
core.objectPrototype('Query', Query.prototype, { by: 'cloud.database.get' });
core.objectPrototype('DatabaseCommand', DatabaseCommand.prototype, { by: 'cloud.database.get' });
for (const name of ['callContainer', 'connectContainer']) core.servedBy(`WxCloud.${name}`, `cloud.${name}`);
core.servedBy('cloud', 'cloud.callFunction');
const cloud = new WxCloud({}, false);
cloud.Cloud = Cloud;
core.define('cloud', bound(cloud));
