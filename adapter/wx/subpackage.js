// Subpackages. They come with the package, so loading one is running its code, once; progress tells the bytes of its files.

const loaded = new Map(); // path of the entry -> failure, or undefined

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

const task = (api, work) => (options) => {
  const made = {};
  const lists = core.objectEvents(made, ['ProgressUpdate']);
  const { name } = options || {};
  // The call answers by callbacks only: it returns the task.
  const settle = (then) => core.answer(api, { success() {}, ...options }, then);
  core.defer(() => {
    let failure;
    try {
      if (typeof name !== 'string') throw { reason: `parameter error: parameter.name should be String instead of ${core.typeName(name)}` };
      const entry = host.call('getSubpackageEntry', { name });
      const totalBytesExpectedToWrite = entry.bytes;
      for (const progress of [0, 100]) {
        const totalBytesWritten = (entry.bytes * progress) / 100;
        core.callAll(lists.ProgressUpdate, made, { progress, totalBytesWritten, totalBytesExpectedToWrite });
      }
      work(entry, name);
    } catch (e) {
      failure = e;
    }
    settle(() => {
      if (failure) throw failure;
    });
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
