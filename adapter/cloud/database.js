// The database as games (wx.cloud) and functions (wx-server-sdk) see it: queries, commands and aggregations as data. Who answers
// is given by each side: answer(name, call, options, data) by callbacks or promise, and watch(state, options).

const text = core.text;
const number = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const method = (prototype, name, value) => Object.defineProperty(prototype, name, { configurable: true, writable: true, value });

// A value that the server makes, or a bound of a query, as plain data.
const tagged = ($type, fields) => Object.freeze({ $type, ...fields });

const COMMANDS = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'geoNear', 'geoWithin', 'geoIntersects', 'and', 'or', 'nor', 'not',
  'exists', 'mod', 'all', 'elemMatch', 'size', 'set', 'remove', 'inc', 'mul', 'min', 'max', 'rename', 'bit', 'push', 'pop', 'shift',
  'unshift', 'addToSet', 'pull', 'pullAll', 'expr'];

class DatabaseCommand {
  constructor(operands = []) {
    this.operands = operands;
  }
  toJSON() {
    return { $type: 'command', operands: this.operands };
  }
}
for (const name of COMMANDS) {
  method(DatabaseCommand.prototype, name, function (...args) {
    return new DatabaseCommand([...(this.operands || []), { operator: name, args }]);
  });
}

const OPERATORS = ['abs', 'add', 'addToSet', 'allElementsTrue', 'and', 'anyElementTrue', 'arrayElemAt', 'arrayToObject', 'avg', 'ceil', 'cmp',
  'concat', 'concatArrays', 'cond', 'dateFromParts', 'dateFromString', 'dateToString', 'dayOfMonth', 'dayOfWeek', 'dayOfYear', 'divide',
  'eq', 'exp', 'filter', 'first', 'floor', 'gt', 'gte', 'hour', 'ifNull', 'in', 'indexOfArray', 'indexOfBytes', 'indexOfCP', 'isArray',
  'isoDayOfWeek', 'isoWeek', 'isoWeekYear', 'last', 'let', 'literal', 'ln', 'log', 'log10', 'lt', 'lte', 'map', 'max', 'mergeObjects', 'meta',
  'millisecond', 'min', 'minute', 'mod', 'month', 'multiply', 'neq', 'not', 'objectToArray', 'or', 'pow', 'push', 'range', 'reduce',
  'reverseArray', 'second', 'setDifference', 'setEquals', 'setIntersection', 'setIsSubset', 'setUnion', 'size', 'slice', 'split', 'sqrt',
  'stdDevPop', 'stdDevSamp', 'strLenBytes', 'strLenCP', 'strcasecmp', 'substr', 'substrBytes', 'substrCP', 'subtract', 'sum', 'switch',
  'toLower', 'toUpper', 'trunc', 'week', 'year', 'zip'];

class AggregateExpression {
  constructor(operator, arg) {
    this.operator = operator;
    this.arg = arg;
  }
  toJSON() {
    return { $type: 'expression', operator: this.operator, arg: this.arg };
  }
}
const aggregateCommands = {};
for (const name of OPERATORS) {
  aggregateCommands[name] = (...args) => new AggregateExpression(name, args.length > 1 ? args : args[0]);
}
DatabaseCommand.prototype.project = {};
DatabaseCommand.prototype.aggregate = aggregateCommands;

// Places. What the database gives back is one of these too.
class Place {
  constructor(kind, args) {
    Object.defineProperty(this, 'args', { value: args });
    this.type = kind;
    if (kind === 'Point') [this.longitude, this.latitude] = args;
  }
  get coordinates() {
    if (this.type === 'Point') return [...this.args];
    return (Array.isArray(this.args[0]) ? this.args[0] : []).map((part) => (part instanceof Place ? part.coordinates : part));
  }
  toJSON() {
    return { type: this.type, coordinates: this.coordinates };
  }
}
const KINDS = ['Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon'];
const PARTS = { LineString: 'Point', Polygon: 'LineString', MultiPoint: 'Point', MultiLineString: 'LineString', MultiPolygon: 'Polygon' };
const placeOf = (kind, coordinates) =>
  new Place(kind, kind === 'Point' ? coordinates : [coordinates.map((part) => placeOf(PARTS[kind], part))]);

const MAX_DEPTH = 40;

// A game's value as JSON with tags; what JSON has no word for is left out.
const encode = (value, depth = 0) => {
  if (depth > MAX_DEPTH) throw { reason: '-402001 the data is nested too deeply, or refers to itself', errCode: -402001 };
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'number' && !Number.isFinite(value)) return null;
    return typeof value === 'bigint' ? Number(value) : value;
  }
  if (value instanceof Date) return { $date: value.getTime() };
  if (value instanceof RegExp) return { $type: 'regexp', regexp: value.source, flags: value.flags };
  if (value instanceof Place) return { $type: 'geo', kind: value.type, args: encode(value.args, depth + 1) };
  if (Array.isArray(value)) return Array.from(value, (item) => (plain(item) ? encode(item, depth + 1) : null));
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) throw { reason: '-501007 invalid parameters. the database keeps no ArrayBuffer', errCode: -501007 };
  if (typeof value.toJSON === 'function') return encode(value.toJSON(), depth + 1);
  const out = {};
  for (const key of Object.keys(value)) {
    if (plain(value[key])) out[key] = encode(value[key], depth + 1);
  }
  return out;
};
const plain = (value) => value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';

// What the database gives, as a game's values.
const decode = (value) => {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(decode);
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === '$date') return new Date(value.$date);
  if (keys.length === 2 && KINDS.includes(value.type) && Array.isArray(value.coordinates)) return placeOf(value.type, value.coordinates);
  const out = {};
  for (const key of keys) out[key] = decode(value[key]);
  return out;
};

const asObject = (options) => (typeof options === 'object' && options !== null ? options : {});
const act = (on, action, { side, state }, options, more) => {
  const { success, fail, complete, ...rest } = asObject(options);
  return side.answer(`${on}.${action}`, `cloud.database.${action}`, options, { ...rest, ...state, ...more });
};

class Query {
  constructor(side, state) {
    Object.defineProperties(this, { side: { value: side }, state: { value: state } });
  }
  with(more) {
    return new Query(this.side, { ...this.state, ...more });
  }
  where(condition) {
    return this.with({ where: condition });
  }
  orderBy(field, order) {
    return this.with({ orderBy: [...(this.state.orderBy || []), { field: text(field), order: text(order) }] });
  }
  limit(count) {
    return this.with({ limit: number(count) });
  }
  skip(count) {
    return this.with({ skip: number(count) });
  }
  field(fields) {
    return this.with({ field: fields });
  }
  watch(options) {
    return this.side.watch(this.state, options);
  }
}
for (const name of ['get', 'count', 'update', 'remove']) {
  method(Query.prototype, name, function (options) {
    return act('collection', name, this, options);
  });
}
class CollectionReference extends Query {
  get collectionName() {
    return this.state.collection;
  }
  doc(id) {
    const { collection, env } = this.state;
    return new DocumentReference(this.side, { collection, env, doc: typeof id === 'number' ? id : text(id) });
  }
  add(options) {
    return act('collection', 'add', this, options);
  }
  aggregate() {
    return new Aggregate(this.side, { collection: this.state.collection, env: this.state.env, stages: [] });
  }
}
class DocumentReference {
  constructor(side, state) {
    Object.defineProperties(this, { side: { value: side }, state: { value: state } });
  }
  field(fields) {
    return new DocumentReference(this.side, { ...this.state, field: fields });
  }
  watch(options) {
    return this.side.watch(this.state, options);
  }
}
for (const name of ['get', 'set', 'update', 'remove']) {
  method(DocumentReference.prototype, name, function (options) {
    return act('document', name, this, options);
  });
}
class Aggregate {
  constructor(side, state) {
    Object.defineProperties(this, { side: { value: side }, state: { value: state } });
  }
  end(options) {
    return act('collection', 'aggregate', this, options);
  }
}
const STAGES = ['addFields', 'bucket', 'bucketAuto', 'count', 'geoNear', 'group', 'limit', 'lookup', 'match', 'project', 'replaceRoot', 'sample',
  'skip', 'sort', 'sortByCount', 'unwind'];
for (const stage of STAGES) {
  method(Aggregate.prototype, stage, function (arg) {
    return new Aggregate(this.side, { ...this.state, stages: [...this.state.stages, { stage, arg }] });
  });
}

class Database {
  constructor(side, config) {
    Object.defineProperty(this, 'side', { value: side });
    this.config = config;
    this.command = new DatabaseCommand();
    this.Geo = {};
    for (const kind of KINDS) this.Geo[kind] = (...args) => new Place(kind, args);
  }
  collection(name) {
    return new CollectionReference(this.side, { collection: text(name), env: this.config.env });
  }
  serverDate(options) {
    return tagged('serverDate', { offset: number(options && options.offset) });
  }
  RegExp(options) {
    const { regexp = '', options: flags = '' } = options || {};
    return tagged('regexp', { regexp: regexp instanceof RegExp ? regexp.source : text(regexp), flags: text(flags) });
  }
}
core.cloudDatabase = { CollectionReference, Database, DatabaseCommand, DocumentReference, Query, tagged, encode, decode };
