// The platform around the game: calls that a simulator or the embedder answers, now or later. An API of this kind is one line,
// `core.service(name, fields)`, and what answers it is a name in engine/simulator or in the embedder.

const waiting = new Map(); // ticket -> done(failure, result)
const handlers = new Map(); // event of the platform -> function, for those that are no plain wx.onX
const served = new Map(); // documented name -> name of the call that answers it

const NOT_SERVED = { reason: 'not supported', errno: 6 };
// What the families' own documents say of a device that lacks the thing.
const NOT_SERVED_BY = [
  [/^(BLEPeripheralServer\.|.*(BLE|Bluetooth))/, { reason: 'not available', errCode: 10001 }],
  [/Beacon/, { reason: 'unsupport', errCode: 11000 }],
];
const notServed = (name) => (NOT_SERVED_BY.find(([pattern]) => pattern.test(name)) || [0, NOT_SERVED])[1];

// done(failure, result) is called at once or in a later event phase. `json` are the options as text, where nulls and depth matter.
core.ask = (name, options, done, json) => core.take(name, host.call('service', json === undefined ? { name, options } : { name, json }), done);

// The same for a call that was made already.
core.take = (name, reply, done) => {
  if (reply.kind === 'done') done(undefined, reply.result);
  else if (reply.kind === 'failed') done(reply.failure);
  else if (reply.kind === 'later') waiting.set(reply.ticket, done);
  else {
    core.hostCall(name);
    done(notServed(name));
  }
};

// For calls whose answer is there at once; throws the failure.
core.askNow = (name, options) => {
  let failure, result;
  let answered = false;
  core.ask(name, options, (f, r) => {
    answered = true;
    failure = f;
    result = r;
  });
  if (!answered) throw { reason: 'the answer is not there yet' };
  if (failure) throw failure;
  return result === null ? undefined : result;
};

// A parameter of the wrong type fails in the platform's words. `fields`: { name: 'String' }, with ? for those that may be left out and |
// between types. A view goes for an ArrayBuffer where text goes too: what is written to files.
const isOf = (type, wanted, value) =>
  type === wanted || wanted.split('|').includes(type) || (wanted === 'String|ArrayBuffer' && ArrayBuffer.isView(value));
core.check = (fields, options) => {
  for (const field of Object.keys(fields)) {
    const optional = field.endsWith('?');
    const name = optional ? field.slice(0, -1) : field;
    const type = core.typeName(options[name]);
    if (isOf(type, fields[field], options[name]) || (optional && (type === 'Undefined' || type === 'Null'))) continue;
    throw { reason: `parameter error: parameter.${name} should be ${fields[field]} instead of ${type};` };
  }
};

const asObject = (options) => (typeof options === 'object' && options !== null ? options : {});
const plain = (options) => {
  const { success, fail, complete, ...rest } = asObject(options);
  return rest;
};

// Answers a call of the game with what the platform says. `shape` makes the game's result from the platform's. An object's call has a dot.
core.askFor = (name, call, options, fields, shape) =>
  core.answerLater(name, options, (done) => {
    core.check(fields || {}, asObject(options));
    core.ask(call, plain(options), (failure, result) => {
      if (failure) done(failure);
      else done(undefined, shape ? shape(result) : result);
    });
  }, call.includes('.') ? call : name);

// wx.name(options), answered by the platform.
core.service = (name, fields, shape) => {
  core.servedBy(name, name);
  core.define(name, (options) => core.askFor(name, name, options, fields, shape));
};

// Says which call of the platform stands behind a documented name, for the report.
core.servedBy = (name, call) => void served.set(name, call);

core.callBehind = (name) => served.get(name);

// The platform's name for a kind: works, simulated or host.
core.kindOf = (name) => {
  const call = served.get(name);
  return call === undefined ? 'works' : core.kindOfCall(call);
};
core.kindOfCall = (call) => host.call('served', { name: call }) || 'host';

core.onPlatformEvent = (name, handler) => void handlers.set(name, handler);

core.onHostEvent('answer', (ticket, result, failure) => {
  const done = waiting.get(ticket);
  waiting.delete(ticket);
  if (done) done(failure, result);
});
core.onHostEvent('platform', (name, detail) => {
  const handler = handlers.get(name);
  if (handler) handler(detail);
  else core.emit(name, detail);
});

// onX and offX as methods of a prototype; gives (object, name) => listeners.
core.eventMethods = (prototype, names) => {
  const lists = new WeakMap();
  const of = (object, name) => {
    if (!lists.has(object)) lists.set(object, {});
    const own = lists.get(object);
    return own[name] || (own[name] = []);
  };
  const method = (name, value) => Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  for (const name of names) {
    method(`on${name}`, function (listener) {
      if (typeof listener === 'function') of(this, name).push(listener);
    });
    method(`off${name}`, function (listener) {
      const list = of(this, name);
      if (listener === undefined) list.length = 0;
      const at = list.indexOf(listener);
      if (at >= 0) list.splice(at, 1);
    });
  }
  return of;
};
