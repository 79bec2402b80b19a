// Requests, downloads, uploads, and how the machine is connected.

const connections = new Map(); // number -> (name, detail) of the connection's events
core.connections = connections;
core.onHostEvent('network', (id, name, detail) => {
  const handler = connections.get(id);
  if (!handler) return;
  if (name === 'done' || name === 'fail' || name === 'close') connections.delete(id);
  handler(name, detail);
});

// A parameter of a wrong type, in the platform's words.
const expect = (options, name, type) => {
  const actual = core.typeName(options[name]);
  if (actual !== type) throw { reason: `parameter error: parameter.${name} should be ${type} instead of ${actual}` };
  return options[name];
};
core.expectParameter = expect;

// A headers object as pairs; a name or value that is no text is made one.
const pairs = (object) => {
  if (object === undefined || object === null) return [];
  if (typeof object !== 'object') throw { reason: `parameter error: parameter.header should be Object instead of ${core.typeName(object)}` };
  return Object.keys(object).filter((name) => object[name] !== undefined && object[name] !== null).map((name) => [name, String(object[name])]);
};
core.headerPairs = pairs;
const headerOf = (header, name) => {
  const found = header.find(([of]) => of.toLowerCase() === name);
  return found && found[1];
};

// onX / offX of tasks, on their prototype: lists are the object's own.
const lists = new WeakMap();
core.listenersOf = (object, name) => {
  let own = lists.get(object);
  if (!own) lists.set(object, (own = {}));
  return own[name] || (own[name] = []);
};
core.prototypeEvents = (prototype, names, off = true) => {
  const method = (name, value) => Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  for (const name of names) {
    method(`on${name}`, function (listener) {
      if (typeof listener === 'function') core.listenersOf(this, name).push(listener);
    });
    if (!off) continue;
    method(`off${name}`, function (listener) {
      const list = core.listenersOf(this, name);
      if (listener === undefined) list.length = 0;
      const at = list.indexOf(listener);
      if (at >= 0) list.splice(at, 1);
    });
  }
};
core.tell = (object, name, event) => core.callAll(core.listenersOf(object, name).slice(), object, event);

// The number of a task's request; absent once it has ended.
const numbers = new WeakMap();

class Task {
  abort() {
    const running = numbers.get(this);
    if (!running) return;
    numbers.delete(this);
    connections.delete(running.id);
    if (host.call('network.cancel', { id: running.id })) running.fail({ reason: 'abort' });
  }
}
class RequestTask extends Task {}
class DownloadTask extends Task {}
class UploadTask extends Task {}
core.prototypeEvents(Task.prototype, ['HeadersReceived']);
core.prototypeEvents(RequestTask.prototype, ['ChunkReceived']);
core.prototypeEvents(DownloadTask.prototype, ['ProgressUpdate']);
core.prototypeEvents(UploadTask.prototype, ['ProgressUpdate']);
core.objectPrototype('RequestTask', RequestTask.prototype);
core.objectPrototype('DownloadTask', DownloadTask.prototype);
core.objectPrototype('UploadTask', UploadTask.prototype);

const percent = (bytes, total) => (total > 0 ? Math.min(100, Math.floor((bytes / total) * 100)) : 0);
const PROGRESS = {
  DownloadTask: ({ bytes, total }) => ({ progress: percent(bytes, total), totalBytesWritten: bytes, totalBytesExpectedToWrite: total }),
  UploadTask: ({ bytes, total }) => ({ progress: percent(bytes, total), totalBytesSent: bytes, totalBytesExpectedToSend: total }),
};

// Options with a callback: where a task is handed out there is no promise.
const withoutPromise = (options) => ({ ...options, success: typeof options.success === 'function' ? options.success : () => {} });
core.withoutPromise = withoutPromise;

// Starts a request by `start`, which gives its number or throws, and answers the options' callbacks. `result` makes the
// success argument from the body and the head.
const run = (name, task, options, start, result) => {
  const quiet = withoutPromise(options);
  const fail = (failure) => core.answer(name, quiet, () => {
    throw failure;
  });
  let id;
  try {
    id = start();
  } catch (e) {
    fail(e);
    return task;
  }
  numbers.set(task, { id, fail });
  let head;
  connections.set(id, (event, detail) => {
    switch (event) {
      case 'head':
        head = detail;
        core.tell(task, 'HeadersReceived', { header: detail.header, cookies: detail.cookies, statusCode: detail.statusCode });
        break;
      case 'chunk':
        core.tell(task, 'ChunkReceived', { data: detail });
        break;
      case 'sent':
        if (task instanceof UploadTask) core.tell(task, 'ProgressUpdate', PROGRESS.UploadTask(detail));
        break;
      case 'received':
        if (task instanceof DownloadTask) core.tell(task, 'ProgressUpdate', PROGRESS.DownloadTask(detail));
        break;
      case 'done':
        numbers.delete(task);
        core.answer(name, quiet, () => result(detail, head));
        break;
      case 'fail':
        numbers.delete(task);
        fail(detail);
        break;
    }
  });
  return task;
};

// For the web adapter: a request with its plain events. Gives what ends it.
host.request = (options, on) => {
  const id = host.call('network.request', options);
  connections.set(id, on);
  return () => {
    connections.delete(id);
    host.call('network.cancel', { id });
  };
};

// {a: 1, b: [2]} as a=1&b=%5B2%5D: what is no plain value goes as JSON.
const plainText = (value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value));
const formOf = (data) => Object.keys(data).map((key) => `${encodeURIComponent(key)}=${encodeURIComponent(plainText(data[key]))}`);

// The URL with the data in its query: a name that is there already is replaced, a fragment is dropped.
const withQuery = (url, data) => {
  const added = formOf(data);
  if (!added.length) return url;
  const [address] = url.split('#');
  const at = address.indexOf('?');
  const path = at < 0 ? address : address.slice(0, at);
  const names = new Set(added.map((pair) => pair.slice(0, pair.indexOf('='))));
  const kept = (at < 0 ? '' : address.slice(at + 1)).split('&').filter((pair) => pair && !names.has(pair.split('=')[0]));
  return `${path}?${[...kept, ...added].join('&')}`;
};

const isBytes = (data) => data instanceof ArrayBuffer || ArrayBuffer.isView(data);

core.define('request', (options) => {
  const given = options && typeof options === 'object' ? options : {};
  const responseType = given.responseType === 'arraybuffer' ? 'arraybuffer' : 'text';
  const start = () => {
    let url = expect(given, 'url', 'String');
    const method = given.method === undefined ? 'GET' : String(given.method).toUpperCase();
    const header = pairs(given.header);
    let type = headerOf(header, 'content-type');
    if (type === undefined) header.push(['content-type', (type = 'application/json')]);
    let { data } = given;
    const isObject = typeof data === 'object' && data !== null && !isBytes(data);
    const bodiless = method === 'GET' || method === 'HEAD';
    if (data === null || data === undefined || (bodiless && !isObject)) {
      data = undefined;
    } else if (isObject) {
      if (bodiless) {
        url = withQuery(url, data);
        data = undefined;
      } else if (/^application\/x-www-form-urlencoded/i.test(type)) {
        data = formOf(data).join('&');
      } else {
        data = JSON.stringify(data);
      }
    } else if (!isBytes(data)) {
      data = String(data);
    }
    return host.call('network.request', {
      url, method, header, data, timeout: given.timeout, redirect: given.redirect,
      text: responseType === 'text', chunked: !!given.enableChunked,
    });
  };
  return run('request', new RequestTask(), given, start, (body, head) => {
    let data = body;
    if (given.enableChunked) {
      data = responseType === 'text' ? '' : new ArrayBuffer(0); // it went by pieces
    } else if (responseType === 'text' && (given.dataType === undefined || given.dataType === 'json')) {
      try {
        data = JSON.parse(body);
      } catch (e) {
        data = body; // the platform gives what is no JSON as it is
      }
    }
    return { data, statusCode: head.statusCode, header: head.header, cookies: head.cookies };
  });
});

core.define('downloadFile', (options) => {
  const given = options && typeof options === 'object' ? options : {};
  const start = () =>
    host.call('network.download', {
      url: expect(given, 'url', 'String'), header: pairs(given.header), timeout: given.timeout,
      filePath: given.filePath === undefined || given.filePath === '' ? undefined : expect(given, 'filePath', 'String'),
    });
  return run('downloadFile', new DownloadTask(), given, start, (path, head) => {
    const where = given.filePath ? { filePath: path } : { tempFilePath: path };
    return { ...where, statusCode: head.statusCode, header: head.header, cookies: head.cookies };
  });
});

core.define('uploadFile', (options) => {
  const given = options && typeof options === 'object' ? options : {};
  const start = () =>
    host.call('network.upload', {
      url: expect(given, 'url', 'String'), filePath: expect(given, 'filePath', 'String'), name: expect(given, 'name', 'String'),
      header: pairs(given.header), timeout: given.timeout,
      formData: Object.keys(given.formData || {}).map((key) => [key, plainText(given.formData[key])]),
    });
  return run('uploadFile', new UploadTask(), given, start, (data, head) => ({
    data, statusCode: head.statusCode, header: head.header, cookies: head.cookies,
  }));
});

core.events('NetworkStatusChange', 'NetworkWeakChange');
let link;
connections.set(0, (_, now) => {
  const before = link || {};
  link = now;
  if (before.networkType !== now.networkType) {
    core.emit('NetworkStatusChange', { isConnected: now.networkType !== 'none', networkType: now.networkType });
  }
  if (!!before.weakNet !== now.weakNet) {
    core.emit('NetworkWeakChange', { weakNet: now.weakNet, networkType: now.networkType });
  }
});
link = host.call('network.link');
core.asynchronous('getNetworkType', () => host.call('network.link'));
core.asynchronous('getLocalIPAddress', () => host.call('network.localAddress'));
