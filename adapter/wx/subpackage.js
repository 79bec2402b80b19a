// Subpackages that came with the package: their code runs once, when they are first loaded.

const loaded = new Set();
const load = (name, options, task) => {
  const done = (work) => core.answer('loadSubpackage', options, work);
  let entry;
  try {
    entry = host.call('getSubpackageEntry', { name });
  } catch (e) {
    return done(() => {
      throw e;
    });
  }
  const progress = { progress: 100, totalBytesWritten: entry.bytes, totalBytesExpectedToWrite: entry.bytes };
  core.defer(() => {
    core.callAll(task, undefined, progress);
    let failure;
    try {
      if (!loaded.has(entry.path)) {
        loaded.add(entry.path);
        host.require(entry.path);
      }
    } catch (e) {
      failure = e;
      host.reportError(e);
    }
    done(() => {
      if (failure) throw { reason: `the subpackage '${name}' failed: ${failure && failure.message}` };
    });
  });
};
core.define('loadSubpackage', (options) => {
  const task = {};
  const { ProgressUpdate } = core.objectEvents(task, ['ProgressUpdate']);
  const { name } = options || {};
  load(core.text(name), options && { success() {}, ...options }, ProgressUpdate);
  return task;
});
