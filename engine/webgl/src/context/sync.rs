//! Sync objects, `flush` and `finish`.

use super::Context;
use crate::{constants::*, handles::SyncHandle, objects::Sync, parameter::Parameter};
use sparrow_render::gl::GlBackend;

/// `MAX_CLIENT_WAIT_TIMEOUT_WEBGL`, nanoseconds: the script is never blocked.
pub(crate) const MOST_WAIT: u64 = 0;

impl Context {
    /// A turn of the script is over: results of queries and fences from before may appear.
    pub fn frame_ended(&mut self) {
        if !std::mem::take(&mut self.answers_pending) {
            return;
        }
        for query in self.queries.iter_mut() {
            query.may_answer |= query.ended;
        }
        for sync in self.syncs.iter_mut() {
            sync.may_signal = true;
        }
    }

    /// `flush`: commands travel at the end of the frame, or earlier when there are many.
    pub fn flush(&mut self) {}

    /// `finish`.
    pub fn finish(&mut self, backend: &mut dyn GlBackend) {
        if !self.lost {
            let result = self.execute(backend);
            self.checked(result);
        }
    }

    /// `fenceSync`.
    pub fn fence_sync(&mut self, condition: u32, flags: u32) -> Option<SyncHandle> {
        if self.lost {
            return Some(self.syncs.dead_handle());
        }
        if condition != SYNC_GPU_COMMANDS_COMPLETE {
            self.raise_with(INVALID_ENUM, "fenceSync: no such condition");
            return None;
        }
        if flags != 0 {
            self.raise_with(INVALID_VALUE, "fenceSync: flags must be 0");
            return None;
        }
        self.answers_pending = true;
        Some(self.syncs.insert(Sync { may_signal: false }))
    }

    /// `isSync`.
    pub fn is_sync(&self, sync: Option<SyncHandle>) -> bool {
        !self.lost && sync.is_some_and(|sync| self.syncs.is_live(sync))
    }

    /// `deleteSync`.
    pub fn delete_sync(&mut self, sync: Option<SyncHandle>) {
        let Some(sync) = sync else { return };
        if self.lost {
            return;
        }
        if self.syncs.is_foreign(sync) {
            return self.raise_with(INVALID_OPERATION, "deleteSync: an object of another context");
        }
        let _freed = self.syncs.delete(sync);
    }

    /// `clientWaitSync`.
    pub fn client_wait_sync(
        &mut self,
        backend: &mut dyn GlBackend,
        sync: SyncHandle,
        flags: u32,
        timeout: u64,
    ) -> u32 {
        if self.lost {
            return WAIT_FAILED;
        }
        let known = self.syncs.check_live(sync);
        if self.checked(known).is_none() {
            return WAIT_FAILED;
        }
        if flags & !SYNC_FLUSH_COMMANDS_BIT != 0 {
            self.raise_with(INVALID_VALUE, "clientWaitSync: no such flag");
            return WAIT_FAILED;
        }
        if timeout > MOST_WAIT {
            self.raise_with(INVALID_OPERATION, "clientWaitSync: longer than MAX_CLIENT_WAIT_TIMEOUT_WEBGL");
            return WAIT_FAILED;
        }
        if !self.syncs.get(sync).is_some_and(|object| object.may_signal) {
            return TIMEOUT_EXPIRED;
        }
        let result = self.execute(backend);
        if self.checked(result).is_some() { ALREADY_SIGNALED } else { WAIT_FAILED }
    }

    /// `waitSync`: commands are executed in order anyway.
    pub fn wait_sync(&mut self, sync: SyncHandle, flags: u32, timeout: i64) {
        if self.lost {
            return;
        }
        let known = self.syncs.check_live(sync);
        if self.checked(known).is_some() && (flags != 0 || timeout != TIMEOUT_IGNORED) {
            self.raise_with(INVALID_VALUE, "waitSync: flags must be 0 and timeout TIMEOUT_IGNORED");
        }
    }

    /// `getSyncParameter`.
    pub fn get_sync_parameter(&mut self, sync: SyncHandle, name: u32) -> Parameter {
        if self.lost {
            return Parameter::Null;
        }
        let known = self.syncs.check_live(sync);
        if self.checked(known).is_none() {
            return Parameter::Null;
        }
        let signaled = self.syncs.get(sync).is_some_and(|object| object.may_signal);
        match name {
            OBJECT_TYPE => Parameter::Uint(SYNC_FENCE),
            SYNC_STATUS => Parameter::Uint(if signaled { SIGNALED } else { UNSIGNALED }),
            SYNC_CONDITION => Parameter::Uint(SYNC_GPU_COMMANDS_COMPLETE),
            SYNC_FLAGS => Parameter::Uint(0),
            _ => {
                self.raise_with(INVALID_ENUM, "getSyncParameter: no such parameter");
                Parameter::Null
            }
        }
    }
}
