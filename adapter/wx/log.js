// Logs and reports. What the platform would send to its servers is kept in the user's files, below miniprogramLog.

const FOLDER = `${host.userDataPath}/miniprogramLog`;
const MAX_FILE_BYTES = 5 * 1024 * 1024;
const MAX_CALL_CHARS = 100 * 1024;

// Lines are written once a frame. A file that is full becomes name2, and name1 begins anew.
class LogFile {
  constructor(name) {
    this.name = name;
    this.lines = [];
    this.bytes = undefined;
  }
  path(number) {
    return `${FOLDER}/${this.name}${number}`;
  }
  write(line) {
    this.lines.push(line.slice(0, MAX_CALL_CHARS));
    if (this.lines.length === 1) core.defer(() => this.flush());
  }
  flush() {
    const data = `${this.lines.splice(0).join('\n')}\n`;
    try {
      if (this.bytes === undefined) this.open();
      host.call('fs.appendFile', { filePath: this.path(1), data, encoding: 'utf8' });
      this.bytes += data.length;
      if (this.bytes > MAX_FILE_BYTES) {
        host.call('fs.rename', { oldPath: this.path(1), newPath: this.path(2) });
        this.bytes = undefined;
      }
    } catch (e) {
      host.warn(`the log ${this.path(1)} can not be written: ${e && e.reason}`);
    }
  }
  open() {
    try {
      host.call('fs.mkdir', { dirPath: FOLDER, recursive: true });
    } catch (e) { /* it is there */ }
    try {
      this.bytes = host.call('fs.stat', { path: this.path(1) }).stat.size;
    } catch (e) {
      host.call('fs.writeFile', { filePath: this.path(1), data: '', encoding: 'utf8' });
      this.bytes = 0;
    }
  }
}

const textOf = (value) => {
  if (typeof value === 'string') return value;
  try {
    const text = JSON.stringify(value);
    return text === undefined ? core.text(value) : text;
  } catch (e) {
    return Object.prototype.toString.call(value);
  }
};
const time = () => new Date().toISOString();

class LogManager {}
class RealtimeLogManager {
  setFilterMsg(message) {
    filter = [textOf(message)];
  }
  addFilterMsg(message) {
    filter.push(textOf(message));
    if (filter.length > 100) filter.shift();
  }
}
let filter = [];
const method = (prototype, name, value) => Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
const local = new LogFile('log');
const realtime = new LogFile('realtime');
for (const level of ['debug', 'info', 'log', 'warn']) {
  method(LogManager.prototype, level, (...args) => local.write(`${time()} [${level}] ${args.map(textOf).join(' ')}`));
}
for (const level of ['info', 'warn', 'error']) {
  method(RealtimeLogManager.prototype, level, (...args) => {
    const tags = filter.length ? ` {${filter.join(',')}}` : '';
    realtime.write(`${time()} [${level}]${tags} ${args.map(textOf).join(' ')}`);
  });
}
const logManager = new LogManager();
const realtimeLogManager = new RealtimeLogManager();
core.objectPrototype('LogManager', LogManager.prototype);
core.objectPrototype('RealtimeLogManager', RealtimeLogManager.prototype);
core.synchronous('getLogManager', () => logManager);
core.synchronous('getRealtimeLogManager', () => realtimeLogManager);

// Reports go to an embedder that takes them, and into a file where there is none.
const reports = new LogFile('report');
const report = (name, content) => {
  if (host.call('service', { name, options: content }).kind === 'notServed') reports.write(`${time()} ${name} ${textOf(content)}`);
};
core.synchronous('reportEvent', (eventId, data) => report('reportEvent', { eventId, data }));
core.synchronous('reportMonitor', (id, value) => report('reportMonitor', { name: id, value }));
core.synchronous('reportPerformance', (id, value, dimensions) => report('reportPerformance', { id, value, dimensions }));
core.synchronous('reportUserBehaviorBranchAnalytics', (options) => {
  const { branchId, branchDim, eventType } = options || {};
  report('reportUserBehaviorBranchAnalytics', { branchId, branchDim, eventType });
});
core.asynchronous('reportScene', (options) => {
  core.check({ sceneId: 'Number' }, options);
  const { sceneId, costTime, dimension, metric } = options;
  const data = { sceneId, costTime, dimension, metric };
  report('reportScene', data);
  return { data };
});

// What is told, without who hears that it was.
const content = (options) => {
  if (typeof options !== 'object' || options === null) return options;
  const { success, fail, complete, ...rest } = options;
  return rest;
};
// An entry or a report, with the callbacks of whoever wants to know.
const told = (name, call, options, fields) => core.answer(name, options, () => report(call, fields));
class GameLogManager {
  constructor() {
    this.common = {};
  }
  log(options) {
    told('log', 'GameLogManager.log', options, { ...this.common, content: content(options) });
  }
  tag(key = 'default') {
    const tagged = {};
    for (const level of ['info', 'warn', 'error', 'debug']) {
      tagged[level] = (...args) => report('GameLogManager.log', { ...this.common, tag: key, level, content: args });
    }
    return tagged;
  }
  updateCommonInfo(info) {
    this.common = { ...this.common, ...(typeof info === 'object' ? info : {}) };
  }
  getCommonInfo() {
    return { ...this.common };
  }
}
class MiniReportManager {
  report(options) {
    told('report', 'MiniReportManager.report', options, content(options));
  }
}
core.objectPrototype('GameLogManager', GameLogManager.prototype);
core.objectPrototype('MiniReportManager', MiniReportManager.prototype);
core.objectPrototype('Console', global.console);
// They return what they make, and call back all the same.
core.synchronous('getGameLogManager', (options) => {
  const manager = new GameLogManager();
  manager.updateCommonInfo(options && options.commonInfo);
  core.answer('getGameLogManager', options, () => {});
  return manager;
});
core.synchronous('getMiniReportManager', (options) => {
  core.answer('getMiniReportManager', options, () => {});
  return new MiniReportManager();
});

// Console lines always go to the terminal; there is no console in the game to be switched on.
core.asynchronous('setEnableDebug', (options) => core.check({ enableDebug: 'Boolean' }, options));
