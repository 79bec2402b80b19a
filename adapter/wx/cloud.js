// wx.cloud. init never fails; what would reach the cloud asks the host.

const call = (name, options, fields) => core.askFor(`cloud.${name}`, `cloud.${name}`, options, fields);

const number = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

// A value that the server makes, or a bound of a query, as plain data.
const tagged = ($type, fields) => Object.freeze({ $type, ...fields });

const COMMANDS = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'geoNear', 'geoWithin', 'geoIntersects', 'and', 'or', 'nor', 'not',
  'exists', 'mod', 'all', 'elemMatch', 'size', 'set', 'remove', 'inc', 'mul', 'min', 'max', 'rename', 'bit', 'push', 'pop', 'shift',
  'unshift', 'addToSet', 'pull', 'pullAll'];

class DatabaseCommand {
  constructor(operands = []) {
    this.operands = operands;
  }
  toJSON() {
    return { $type: 'command', operands: this.operands };
  }
}
for (const name of COMMANDS) {
  Object.defineProperty(DatabaseCommand.prototype, name, {
    configurable: true,
    writable: true,
    value(...args) {
      return new DatabaseCommand([...(this.operands || []), { operator: name, args }]);
    },
  });
}
DatabaseCommand.prototype.project = {};
DatabaseCommand.prototype.aggregate = {};

// Answers by callbacks or promise, with the query as data.
const act = (action, state, options, more) =>
  core.askFor(`database.${action}`, `cloud.database.${action}`, { ...(typeof options === 'object' ? options : {}), ...state, ...more });

class Query {
  constructor(state) {
    Object.defineProperty(this, 'state', { value: state });
  }
  where(condition) {
    return new Query({ ...this.state, where: condition });
  }
  orderBy(field, order) {
    return new Query({ ...this.state, orderBy: [...(this.state.orderBy || []), { field: core.text(field), order: core.text(order) }] });
  }
  limit(count) {
    return new Query({ ...this.state, limit: number(count) });
  }
  skip(count) {
    return new Query({ ...this.state, skip: number(count) });
  }
  field(fields) {
    return new Query({ ...this.state, field: fields });
  }
  get(options) {
    return act('get', this.state, options);
  }
  count(options) {
    return act('count', this.state, options);
  }
  watch(options) {
    return watcher(this.state, options);
  }
  update(options) {
    return act('update', this.state, options);
  }
  remove(options) {
    return act('remove', this.state, options);
  }
}
class CollectionReference extends Query {
  get collectionName() {
    return this.state.collection;
  }
  doc(id) {
    return new DocumentReference({ collection: this.state.collection, doc: typeof id === 'number' ? id : core.text(id) });
  }
  add(options) {
    return act('add', this.state, options);
  }
}
class DocumentReference {
  constructor(state) {
    Object.defineProperty(this, 'state', { value: state });
  }
  field(fields) {
    return new DocumentReference({ ...this.state, field: fields });
  }
  watch(options) {
    return watcher(this.state, options);
  }
}
for (const name of ['get', 'set', 'update', 'remove']) {
  Object.defineProperty(DocumentReference.prototype, name, {
    configurable: true,
    writable: true,
    value(options) {
      return act(name, this.state, options);
    },
  });
}
// Changes come as events of the platform; where nobody watches, onError is told.
const watchers = new Map();
let watches = 0;
const watcher = (state, options) => {
  const { onChange, onError } = options || {};
  watches += 1;
  const id = watches;
  core.ask('cloud.database.watch', { ...state, watch: id }, (failure) => {
    if (!failure) watchers.set(id, onChange);
    else if (typeof onError === 'function') core.defer(() => onError(core.error('database.watch', failure)));
  });
  return {
    close() {
      watchers.delete(id);
      return Promise.resolve();
    },
  };
};
core.onPlatformEvent('CloudDatabaseChange', ({ watch, snapshot }) => {
  const listener = watchers.get(watch);
  if (typeof listener === 'function') listener(snapshot);
});

class Database {
  constructor(config) {
    this.config = config;
    this.command = new DatabaseCommand();
    const point = (kind) => (...args) => tagged('geo', { kind, args });
    this.Geo = {};
    for (const kind of ['Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon']) this.Geo[kind] = point(kind);
  }
  collection(name) {
    return new CollectionReference({ collection: core.text(name), env: this.config.env });
  }
  serverDate(options) {
    return tagged('serverDate', { offset: number(options && options.offset) });
  }
  RegExp(options) {
    const { regexp = '', options: flags = '' } = options || {};
    return tagged('regexp', { regexp: core.text(regexp), flags: core.text(flags) });
  }
}
let configured = {};
class WxCloud {
  init(options) {
    configured = typeof options === 'object' && options !== null ? { ...options } : {};
  }
  database(options) {
    const env = options && options.env !== undefined ? options.env : configured.env;
    return new Database({ env });
  }
  CloudID(id) {
    return tagged('CloudID', { id: core.text(id) });
  }
  CDN(content) {
    return tagged('CDN', { content });
  }
}
const METHODS = {
  callFunction: { name: 'String' }, uploadFile: { cloudPath: 'String', filePath: 'String' }, downloadFile: { fileID: 'String' },
  getTempFileURL: { fileList: 'Array' }, deleteFile: { fileList: 'Array' }, callContainer: {}, connectContainer: {},
};
for (const [name, fields] of Object.entries(METHODS)) {
  Object.defineProperty(WxCloud.prototype, name, { configurable: true, writable: true, value: (options) => call(name, options, fields) });
}
core.objectPrototype('WxCloud', WxCloud.prototype, { by: 'cloud.callFunction', own: ['init'] });
core.objectPrototype('Database', Database.prototype, { by: 'cloud.database.get' });
core.objectPrototype('CollectionReference', CollectionReference.prototype, { by: 'cloud.database.get' });
core.objectPrototype('DocumentReference', DocumentReference.prototype, { by: 'cloud.database.get' });
core.objectPrototype('Query', Query.prototype, { by: 'cloud.database.get' });
core.objectPrototype('DatabaseCommand', DatabaseCommand.prototype, { by: 'cloud.database.get' });
core.servedBy('cloud', 'cloud.callFunction');
core.define('cloud', new WxCloud());
