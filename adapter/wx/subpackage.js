// Subpackages. One that came with the package is loaded by running its code, once; one that a server has is fetched first, and progress
// tells the bytes that have come. A game that started from an independent subpackage loads the main package as `__GAME__`.

const loaded = new Map(); // path of the entry -> failure, or undefined
const fetches = new Map(); // ticket -> { progress, settle }
let lastTicket = 0;

// Runs what a subpackage starts with. Throws a reason.
const runEntry = (entry, name) => {
  if (!loaded.has(entry.path)) {
    loaded.set(entry.path, undefined);
    try {
      host.require(entry.path);
    } catch (e) {
      // As on the platform the next call tries again.
      loaded.delete(entry.path);
      host.reportError(e);
      throw { reason: `the subpackage '${name}' failed: ${e && e.message}` };
    }
  }
};

core.onPlatformEvent('Subpackage', ({ ticket, written, total, done, reason }) => {
  const fetch = fetches.get(ticket);
  if (!fetch) return;
  if (written !== undefined) {
    fetch.progress(written, total);
    return;
  }
  fetches.delete(ticket);
  fetch.settle(done ? undefined : { reason });
});

const task = (api, work) => (options) => {
  const made = {};
  const lists = core.objectEvents(made, ['ProgressUpdate']);
  const { name } = options || {};
  const progress = (totalBytesWritten, totalBytesExpectedToWrite) => {
    const whole = totalBytesWritten === totalBytesExpectedToWrite;
    const progress = whole ? 100 : Math.floor((100 * totalBytesWritten) / totalBytesExpectedToWrite);
    core.callAll(lists.ProgressUpdate, made, { progress, totalBytesWritten, totalBytesExpectedToWrite });
  };
  // The call answers by callbacks only: it returns the task.
  const settle = (failure) =>
    core.answer(api, { ...options, success: options && typeof options.success === 'function' ? options.success : () => {} }, () => {
      if (failure) throw failure;
    });
  const finish = (entry) => {
    let failure;
    try {
      // Its files come within reach, where the game started without the main package.
      host.call('bringSubpackage', { name });
      work(entry, name);
    } catch (e) {
      failure = e;
    }
    settle(failure);
  };
  core.defer(() => {
    let entry;
    try {
      if (typeof name !== 'string') throw { reason: `parameter error: parameter.name should be String instead of ${core.typeName(name)}` };
      entry = host.call('getSubpackageEntry', { name });
      if (entry.away) {
        const ticket = ++lastTicket;
        fetches.set(ticket, { progress, settle: (failure) => (failure ? settle(failure) : finish(entry)) });
        host.call('fetchSubpackage', { ticket, name });
        return;
      }
    } catch (e) {
      settle(e);
      return;
    }
    progress(0, entry.bytes);
    progress(entry.bytes, entry.bytes);
    finish(entry);
  });
  return made;
};
core.define('loadSubpackage', task('loadSubpackage', runEntry));
core.define('preDownloadSubpackage', (options) => {
  // The folder of the workers may be a subpackage; it has no entry to run.
  const { packageType = 'normal' } = options || {};
  const name = packageType === 'workers' ? 'workers' : options && options.name;
  return task('preDownloadSubpackage', () => {})({ ...options, name });
});
for (const kind of ['LoadSubpackageTask', 'PreDownloadSubpackageTask']) core.objectPrototype(kind, { onProgressUpdate() {} });
