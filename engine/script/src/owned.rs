//! Array buffers over memory that the host hands to a VM and may take back whole: what files, pictures and messages bring, and
//! what a transfer moves to another VM without a copy. They count to the memory limit of their VM like its heap.

use std::rc::Rc;

use rquickjs::{Ctx, Value, qjs};
use rustc_hash::FxHashMap;

use crate::{
    core::Core,
    exception::owned_value,
    host_memory::{HostMemory, array_buffer, bytes_of},
    realm::RealmState,
};

/// Shorter ones are copied into the heap: an entry here costs more than their bytes.
const LEAST_BYTES: usize = 4096;

/// The memory of the host's that the array buffers of a VM have.
#[derive(Default)]
pub(crate) struct OwnedBuffers {
    /// By the address of the bytes, which no other buffer has at the same time.
    by_data: FxHashMap<usize, *mut Owned>,
    bytes: usize,
}

impl OwnedBuffers {
    /// What they take together.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }
}

struct Owned {
    /// `None` once they were taken away from the buffer.
    bytes: Option<Vec<u8>>,
    core: Rc<Core>,
}

impl HostMemory for Owned {
    fn bytes(&mut self) -> (*mut u8, usize) {
        let bytes = self.bytes.as_deref_mut().unwrap_or_default();
        (bytes.as_mut_ptr(), bytes.len())
    }

    fn resize(&mut self, len: usize) -> Option<*mut u8> {
        let bytes = self.bytes.as_mut()?;
        let (old, had) = (bytes.as_mut_ptr(), bytes.capacity());
        if !self.core.has_room(len.saturating_sub(had)) {
            return None;
        }
        bytes.try_reserve_exact(len.saturating_sub(bytes.len())).ok()?;
        bytes.resize(len, 0);
        bytes.shrink_to_fit();
        if let Some(owned) = self.core.unlist(old, had) {
            self.core.list(owned, bytes.as_mut_ptr(), bytes.capacity());
        }
        Some(bytes.as_mut_ptr())
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        if let Some(bytes) = &mut self.bytes {
            self.core.unlist(bytes.as_mut_ptr(), bytes.capacity());
        }
    }
}

impl Core {
    fn list(&self, owned: *mut Owned, data: *mut u8, bytes: usize) {
        let mut all = self.owned.borrow_mut();
        all.by_data.insert(data as usize, owned);
        all.bytes += bytes;
        drop(all);
        self.apply_memory_limit();
    }

    /// Whose bytes these were; `None` where they were not listed.
    fn unlist(&self, data: *mut u8, bytes: usize) -> Option<*mut Owned> {
        let mut all = self.owned.borrow_mut();
        let owned = all.by_data.remove(&(data as usize))?;
        all.bytes -= bytes;
        drop(all);
        self.apply_memory_limit();
        Some(owned)
    }
}

/// An `ArrayBuffer` of these bytes, without a copy where there are many. Throws where the VM has no memory left for them.
pub fn buffer_over<'js>(ctx: &Ctx<'js>, bytes: impl Into<Vec<u8>>) -> rquickjs::Result<Value<'js>> {
    let bytes: Vec<u8> = bytes.into();
    let raw = ctx.as_raw().as_ptr();
    if bytes.len() < LEAST_BYTES {
        // SAFETY: the context is alive; the bytes are copied.
        return unsafe {
            owned_value(ctx, qjs::JS_NewArrayBufferCopy(raw, bytes.as_ptr(), bytes.len() as _))
        };
    }
    let core = RealmState::from_ctx(ctx).core.clone();
    let capacity = bytes.capacity();
    if !core.has_room(capacity) {
        // What only a cycle keeps may be most of it.
        // SAFETY: the runtime is alive. Its collector may run wherever it may allocate.
        unsafe { qjs::JS_RunGC(core.runtime()) };
    }
    if !core.has_room(capacity) {
        // SAFETY: the context is alive.
        return unsafe { owned_value(ctx, qjs::JS_ThrowOutOfMemory(raw)) };
    }
    // SAFETY: only the buffer and its VM touch the bytes, until `take` takes them away from it.
    unsafe {
        let (value, owned) = array_buffer(ctx, Owned { bytes: Some(bytes), core: core.clone() })?;
        core.list(owned, (*owned).bytes().0, capacity);
        Ok(value)
    }
}

/// The bytes of an array buffer, which is detached: its own, without a copy, where they are the host's. `None` where it has none
/// any more.
pub(crate) fn take(ctx: &Ctx<'_>, buffer: &Value<'_>) -> Option<Vec<u8>> {
    let (data, len) = bytes_of(ctx, buffer)?;
    let core = &RealmState::from_ctx(ctx).core;
    let owned = core.owned.borrow().by_data.get(&(data.as_ptr() as usize)).copied();
    // SAFETY: what is listed is alive, and nobody else looks at it.
    let own = owned.and_then(|owned| unsafe { (*owned).bytes.take() });
    let bytes = match own {
        Some(mut bytes) => {
            core.unlist(bytes.as_mut_ptr(), bytes.capacity());
            bytes
        }
        // SAFETY: the memory of a live buffer and its length; no JavaScript runs before it is copied.
        None => unsafe { std::slice::from_raw_parts(data.as_ptr(), len) }.to_vec(),
    };
    // SAFETY: context and buffer are alive, and no borrow of its bytes is.
    unsafe { qjs::JS_DetachArrayBuffer(ctx.as_raw().as_ptr(), buffer.as_raw()) };
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Serialized, Vm, VmOptions};

    const MIB: usize = 1 << 20;

    /// A VM whose `b` is a buffer over so many bytes of the host's: 1, 2, 3, 1, 2, ..
    fn with_buffer(len: usize) -> Vm {
        let vm = Vm::new(VmOptions { memory_limit_bytes: 32 * MIB, ..VmOptions::default() }).unwrap();
        let bytes: Vec<u8> = [1, 2, 3].into_iter().cycle().take(len).collect();
        vm.enter(|ctx| ctx.globals().set("b", buffer_over(ctx, bytes)?)).unwrap();
        vm
    }

    fn address(vm: &Vm) -> usize {
        vm.enter(|ctx| Ok(bytes_of(ctx, &ctx.globals().get("b")?).map(|(data, _)| data.as_ptr() as usize)))
            .unwrap()
            .unwrap()
    }

    /// Sends `value`, and with it `b`, to another VM.
    fn transfer(from: &Vm, value: &str) -> Result<Serialized, String> {
        from.eval(&format!("var value = {value}"), "a.js").unwrap();
        let written = from.enter(|ctx| {
            let buffer: Value<'_> = ctx.globals().get("b")?;
            Serialized::write(ctx, &ctx.globals().get("value")?, &[buffer]).map_err(|e| e.throw(ctx))
        });
        written.map_err(|e| e.headline())
    }

    fn owned_bytes(vm: &Vm) -> usize {
        vm.core().owned.borrow().bytes()
    }

    #[test]
    fn a_transfer_moves_the_bytes_themselves() {
        let (first, second) = (with_buffer(MIB), with_buffer(0));
        let before = address(&first);
        let message = transfer(&first, "new Uint8Array(b, 1, 2)").unwrap();
        assert_eq!(
            first.eval_as::<String>("`${b.byteLength} ${value.length} ${b.detached}`", "a.js").unwrap(),
            "0 0 true"
        );
        assert_eq!(owned_bytes(&first), 0);
        drop(first);
        second.enter(|ctx| ctx.globals().set("m", message.read(ctx)?)).unwrap();
        second.eval("var b = m.buffer", "a.js").unwrap();
        assert_eq!(second.eval_as::<String>("`${m} ${b.byteLength}`", "a.js").unwrap(), "2,3 1048576");
        assert_eq!(address(&second), before);
        assert_eq!(owned_bytes(&second), MIB);
        second.eval("b = m = null", "a.js").unwrap();
        assert_eq!(owned_bytes(&second), 0);
    }

    #[test]
    fn a_message_that_fails_leaves_the_buffer_alone() {
        let vm = with_buffer(MIB);
        assert!(transfer(&vm, "[b, () => 1]").unwrap_err().contains("DataCloneError"));
        assert_eq!(
            vm.eval_as::<String>("`${b.byteLength} ${new Uint8Array(b, 0, 2)}`", "a.js").unwrap(),
            "1048576 1,2"
        );
        let taken_meanwhile = "{ b, get c() { moved = b.transfer(); return 1 } }; var moved";
        assert!(transfer(&vm, taken_meanwhile).unwrap_err().contains("detached"));
        assert_eq!(vm.eval_as::<i32>("moved.byteLength", "a.js").unwrap(), MIB as i32);
        assert_eq!(owned_bytes(&vm), MIB);
    }

    #[test]
    fn scripts_give_it_another_length() {
        let vm = with_buffer(MIB);
        vm.eval("b = b.transfer(3 << 20)", "a.js").unwrap();
        let seen = "`${b.byteLength} ${new Uint8Array(b, (1 << 20) - 1, 2)}`";
        assert_eq!(vm.eval_as::<String>(seen, "a.js").unwrap(), "3145728 1,0");
        assert_eq!(owned_bytes(&vm), 3 * MIB);
        vm.eval("b = b.transferToFixedLength(2)", "a.js").unwrap();
        assert_eq!(vm.eval_as::<String>("`${new Uint8Array(b)}`", "a.js").unwrap(), "1,2");
        assert!(owned_bytes(&vm) < 4096);
        vm.eval("b = b.transferToImmutable?.() ?? b", "a.js").unwrap();
        assert_eq!(transfer(&vm, "1").is_err(), vm.eval_as::<bool>("b.immutable === true", "a.js").unwrap());
    }

    #[test]
    fn they_count_to_the_memory_limit() {
        let vm = with_buffer(20 * MIB);
        assert!(vm.memory_usage().heap_bytes > 20 * MIB as u64);
        let more = |vm: &Vm| vm.enter(|ctx| ctx.globals().set("c", buffer_over(ctx, vec![0; 20 * MIB])?));
        assert_eq!(more(&vm).unwrap_err().kind, crate::ScriptErrorKind::OutOfMemory);
        assert!(vm.eval("new Uint8Array(20 << 20)", "a.js").is_err());
        assert!(vm.eval("b.transfer(40 << 20)", "a.js").is_err());
        vm.eval("b = null", "a.js").unwrap();
        vm.eval("b = new Uint8Array(20 << 20); b = null", "a.js").unwrap();
        // A cycle that holds one is collected for the next.
        more(&vm).unwrap();
        vm.eval("(() => { const a = { c }; a.a = a; c = null })()", "a.js").unwrap();
        more(&vm).unwrap();
    }
}
