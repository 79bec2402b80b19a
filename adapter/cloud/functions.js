// The realm of one call of a cloud function: `wx-server-sdk`, and what of Node it stands on. What the function asks of the cloud is kept
// as requests, which the host takes and settles when no script runs.

const { Database, encode, decode, tagged } = core.cloudDatabase;

const requests = [];
const waiting = new Map();
let last = 0;
const failureOf = (name, { reason, errCode }) => {
  const error = new Error(`${name}:fail ${reason}`);
  error.errMsg = error.message;
  error.errCode = errCode === undefined ? -1 : errCode;
  return error;
};
const ask = (name, call, data) => new Promise((resolve, reject) => {
  let text;
  try {
    text = JSON.stringify(data);
  } catch (e) {
    reject(failureOf(name, { reason: `-402001 the data cannot be sent: ${e.message}`, errCode: -402001 }));
    return;
  }
  last += 1;
  waiting.set(last, { name, resolve, reject });
  requests.push([last, call, text === undefined ? '{}' : text]);
});

const context = JSON.parse(host.context);
const DYNAMIC_CURRENT_ENV = Symbol('DYNAMIC_CURRENT_ENV');
let settings = {};
const envOf = (given) => {
  const env = given === undefined ? settings.env : given;
  return typeof env === 'string' && env ? env : undefined;
};
const asObject = (options) => (typeof options === 'object' && options !== null ? options : {});
const notSimulated = (name) => Promise.reject(failureOf(name, { reason: `${name} is not simulated: it needs the platform's servers` }));

const side = {
  answer(name, call, options, data) {
    try {
      return ask(name, call, encode(data)).then((result) => ({ ...decode(result), errMsg: `${name}:ok` }));
    } catch (failure) {
      return Promise.reject(failure instanceof Error ? failure : failureOf(name, failure));
    }
  },
  watch() {
    throw new Error('watch is for games, not for functions');
  },
};
class ServerDatabase extends Database {
  createCollection(name) {
    const data = { collection: core.text(name), env: this.config.env };
    return side.answer('database.createCollection', 'cloud.database.createCollection', {}, data);
  }
  startTransaction() {
    return notSimulated('database.startTransaction');
  }
  runTransaction() {
    return notSimulated('database.runTransaction');
  }
}

// cloud.openapi.family.name(..): a path of any length that fails when it is called.
const openapi = (path) => new Proxy(() => {}, {
  get: (_, name) => (typeof name === 'string' && name !== 'then' ? openapi(`${path}.${name}`) : undefined),
  apply: () => notSimulated(path),
});

const bytesOf = (content) => {
  if (typeof content === 'string') return new global.TextEncoder().encode(content);
  if (content instanceof ArrayBuffer) return new Uint8Array(content);
  if (ArrayBuffer.isView(content)) return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  throw failureOf('cloud.uploadFile', { reason: '-501007 invalid parameters. fileContent is a Buffer', errCode: -501007 });
};

const sdk = {
  DYNAMIC_CURRENT_ENV,
  init(options) {
    settings = asObject(options);
  },
  updateConfig(options) {
    settings = { ...settings, ...asObject(options) };
  },
  getWXContext: () => ({ ...context }),
  database: (options) => new ServerDatabase(side, { env: envOf(asObject(options).env) }),
  async callFunction({ name, data, config } = {}) {
    const result = await ask('cloud.callFunction', 'cloud.callFunction', { name, data, env: envOf(asObject(config).env) });
    return { ...result, errMsg: 'cloud.callFunction:ok' };
  },
  async uploadFile({ cloudPath, fileContent } = {}) {
    const data = { cloudPath, fileContent: core.toBase64(bytesOf(fileContent)), env: envOf() };
    return { ...await ask('cloud.uploadFile', 'cloud.uploadFile', data), errMsg: 'cloud.uploadFile:ok' };
  },
  async downloadFile({ fileID } = {}) {
    const { fileContent } = await ask('cloud.downloadFile', 'cloud.downloadFile', { fileID });
    return { fileContent: global.Buffer.from(fileContent, 'base64'), statusCode: 200, errMsg: 'cloud.downloadFile:ok' };
  },
  async getTempFileURL({ fileList } = {}) {
    return { ...await ask('cloud.getTempFileURL', 'cloud.getTempFileURL', { fileList }), errMsg: 'cloud.getTempFileURL:ok' };
  },
  async deleteFile({ fileList } = {}) {
    return { ...await ask('cloud.deleteFile', 'cloud.deleteFile', { fileList }), errMsg: 'cloud.deleteFile:ok' };
  },
  logger: () => ({ log: console.log, info: console.info, warn: console.warn, error: console.error }),
  CloudID: (id) => tagged('CloudID', { id: core.text(id) }),
  getOpenData: () => notSimulated('cloud.getOpenData'),
  getVoIPSign: () => notSimulated('cloud.getVoIPSign'),
  openapi: openapi('openapi'),
};

// What of Node functions look at.
global.process = {
  env: { TCB_ENV: context.ENV, SCF_NAMESPACE: context.ENV }, argv: [], platform: 'linux', version: 'v18.15.0', versions: { node: '18.15.0' },
  nextTick: (work, ...args) => global.queueMicrotask(() => work(...args)), cwd: () => '/',
};
global.global = global;
for (const name of ['requestAnimationFrame', 'cancelAnimationFrame']) delete global[name];

const MAX_RESULT_CHARACTERS = 6 << 20;
const described = (error) => {
  if (error instanceof Error) return error.stack ? `${core.text(error)}\n${error.stack}` : core.text(error);
  try {
    return JSON.stringify(error) || core.text(error);
  } catch (e) {
    return core.text(error);
  }
};
let outcome;
return {
  sdk,
  start(exports, event) {
    const { main } = Object(exports);
    if (typeof main !== 'function') throw new TypeError('exports.main of the function is no function');
    const about = { callbackWaitsForEmptyEventLoop: false, function_name: host.name, environ: '', memory_limit_in_mb: 256 };
    const made = new Promise((resolve) => resolve(main(JSON.parse(event), about)));
    made.then((value) => JSON.stringify(value)).then((text) => {
      if (text !== undefined && text.length > MAX_RESULT_CHARACTERS) throw new RangeError('the result is larger than 6 MB');
      outcome = [true, text === undefined ? 'null' : text];
    }).catch((error) => {
      outcome = [false, described(error)];
    });
  },
  takeRequest: () => requests.shift(),
  settle(id, isDone, text) {
    const { name, resolve, reject } = waiting.get(id);
    waiting.delete(id);
    const value = JSON.parse(text);
    if (isDone) resolve(value);
    else reject(failureOf(name, value));
  },
  outcome: () => outcome,
};
