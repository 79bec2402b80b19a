// UpdateManager: this runtime starts the package that it was given, so there never is a newer one.

class UpdateManager {
  onCheckForUpdate(listener) {
    if (typeof listener === 'function') core.defer(() => listener.call(this, { hasUpdate: false }));
  }
  // Neither can happen; kept so that a game may listen.
  onUpdateReady() {}
  onUpdateFailed() {}
  applyUpdate() {
    throw core.error('applyUpdate', { reason: 'no update is ready' });
  }
}
core.objectPrototype('UpdateManager', UpdateManager.prototype);
const manager = new UpdateManager();
core.synchronous('getUpdateManager', () => manager);
