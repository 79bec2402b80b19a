//! The heap of a VM: how large it is, and collecting cycles when the host has time for it.

use rquickjs::qjs;

use crate::{core::RESERVE_BYTES, vm::Vm};

/// Sizes and counts of the JavaScript heap. Counting walks every object: for the end of a second, not of
/// a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemoryUsage {
    /// Bytes allocated, array buffers and allocator overhead included.
    pub heap_bytes: u64,
    /// The limit, or 0 where there is none.
    pub limit_bytes: u64,
    /// Number of allocations.
    pub allocations: u64,
    /// Objects of all kinds.
    pub objects: u64,
    /// Strings that are not atoms.
    pub strings: u64,
    /// Bytes of those strings.
    pub string_bytes: u64,
    /// Functions with bytecode.
    pub functions: u64,
    /// Bytes of bytecode.
    pub bytecode_bytes: u64,
    /// Array buffers.
    pub buffers: u64,
    /// Bytes of their contents.
    pub buffer_bytes: u64,
    /// Values that Rust keeps ([`JsRef`](crate::JsRef)).
    pub kept_values: u64,
}

pub(crate) fn usage(runtime: *mut qjs::JSRuntime) -> MemoryUsage {
    let mut raw = std::mem::MaybeUninit::<qjs::JSMemoryUsage>::zeroed();
    // SAFETY: the runtime is alive and the struct is written in full.
    let raw = unsafe {
        qjs::JS_ComputeMemoryUsage(runtime, raw.as_mut_ptr());
        raw.assume_init()
    };
    let count = |value: i64| u64::try_from(value).unwrap_or(0);
    MemoryUsage {
        heap_bytes: count(raw.malloc_size),
        limit_bytes: count(raw.malloc_limit),
        allocations: count(raw.malloc_count),
        objects: count(raw.obj_count),
        strings: count(raw.str_count),
        string_bytes: count(raw.str_size),
        functions: count(raw.js_func_count),
        bytecode_bytes: count(raw.js_func_code_size),
        buffers: count(raw.binary_object_count),
        buffer_bytes: count(raw.binary_object_size),
        kept_values: 0,
    }
}

/// What QuickJS says of its heap, as text for people: the only way to its objects by class.
#[cfg(unix)]
fn dump(runtime: *mut qjs::JSRuntime) -> Option<String> {
    unsafe extern "C" {
        // Of quickjs.h; the bindings leave out what takes a `FILE`.
        fn JS_DumpMemoryUsage(
            file: *mut libc::FILE,
            usage: *const qjs::JSMemoryUsage,
            runtime: *mut qjs::JSRuntime,
        );
    }
    let mut usage = std::mem::MaybeUninit::<qjs::JSMemoryUsage>::zeroed();
    let (mut text, mut length) = (std::ptr::null_mut(), 0);
    // SAFETY: the runtime is alive, and the struct written in full before it is read. The stream's text is there when it was closed, and
    // is ours to free.
    unsafe {
        let file = libc::open_memstream(&raw mut text, &raw mut length);
        if file.is_null() {
            return None;
        }
        qjs::JS_ComputeMemoryUsage(runtime, usage.as_mut_ptr());
        JS_DumpMemoryUsage(file, usage.as_ptr(), runtime);
        if libc::fclose(file) != 0 || text.is_null() {
            return None;
        }
        let bytes = std::slice::from_raw_parts(text.cast::<u8>(), length);
        let dump = String::from_utf8_lossy(bytes).into_owned();
        libc::free(text.cast());
        Some(dump)
    }
}

#[cfg(not(unix))]
fn dump(_: *mut qjs::JSRuntime) -> Option<String> {
    None
}

/// The part of a dump that counts objects: number, number of the class, its name.
fn classes(dump: &str) -> Vec<(String, u64)> {
    let lines = dump.lines().skip_while(|line| *line != "JSObject classes").skip(1);
    let lines = lines.take_while(|line| !line.trim().is_empty());
    let mut classes: Vec<_> = lines
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let (count, name) = (words.next()?.parse::<u64>().ok()?, words.next_back()?);
            // Those of native classes are counted together.
            let name = if name == "other" { "native objects" } else { name };
            Some((name.to_owned(), count))
        })
        .collect();
    classes.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    classes
}

impl Vm {
    /// Objects by class (`Object`, `Array`, `Function` ..), most first; those of native classes together. Walks every object. Empty
    /// where the system has no streams into memory.
    pub fn heap_classes(&self) -> Vec<(String, u64)> {
        dump(self.core().runtime()).map_or_else(Vec::new, |dump| classes(&dump))
    }

    /// After a script ran out of memory: collects cycles and opens the reserve.
    pub(crate) fn open_reserve(&self) {
        if self.options().memory_limit_bytes == 0 {
            return;
        }
        self.run_gc();
        self.core().reserve_open.set(true);
        self.core().apply_memory_limit();
    }

    /// Closes the reserve again when the heap is back below its limit.
    pub(crate) fn close_reserve(&self) {
        let limit = self.options().memory_limit_bytes;
        if self.memory_usage().heap_bytes < limit.saturating_sub(RESERVE_BYTES) as u64 {
            self.core().reserve_open.set(false);
            self.core().apply_memory_limit();
        }
    }

    /// Counts the heap, and with it the buffers over memory of the host.
    pub fn memory_usage(&self) -> MemoryUsage {
        let heap = usage(self.core().runtime());
        MemoryUsage {
            heap_bytes: heap.heap_bytes + self.core().buffer_bytes() as u64,
            limit_bytes: self.options().memory_limit_bytes as u64,
            kept_values: self.core().refs.borrow().len() as u64,
            ..heap
        }
    }

    /// Collects cycles now: some 30 ns per live object, all at once. May be called at any time, also from a
    /// native function.
    pub fn run_gc(&self) {
        let runtime = self.core().runtime();
        // SAFETY: the runtime is alive. QuickJS' collector may run wherever it may allocate.
        unsafe {
            qjs::JS_RunGC(runtime);
            qjs::JS_SetGCThreshold(runtime, self.options().gc_threshold_bytes as qjs::size_t);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Vm, VmOptions};

    #[test]
    #[cfg(unix)]
    fn objects_are_counted_by_class() {
        let vm = Vm::new(VmOptions::default()).unwrap();
        let count = |class: &str| {
            vm.heap_classes().iter().find(|(known, _)| known == class).map_or(0, |(_, count)| *count)
        };
        let names = ["Object", "Array", "Map", "ArrayBuffer", "native objects"];
        let before = names.map(count);
        vm.eval(
            "var a = []; for (let i = 0; i < 100; i++) a.push({}, [i], new Map(), new ArrayBuffer(8), new TextDecoder())",
            "a.js",
        )
        .unwrap();
        let after = names.map(count);
        for (at, name) in names.iter().enumerate() {
            let more = after[at] - before[at];
            assert!((100..110).contains(&more), "{name}: {more}");
        }
        assert!(vm.heap_classes().is_sorted_by(|a, b| a.1 >= b.1));
    }
}
