//! Structured clone between VMs: a value of one VM becomes a [`Serialized`], which owns no JavaScript and may go to
//! another thread, and from that a fresh value in another VM.
//! <https://html.spec.whatwg.org/multipage/structured-data.html>
//!
//! Plain objects, arrays (with holes), primitives, boxed primitives, `Date`, `RegExp`, `Map`, `Set`, `ArrayBuffer`, its views
//! and errors are copied, with cycles and shared parts kept. Objects that only the realm's own code understands cross as what
//! its [`CloneHooks`] make of them. Everything else is refused with a `DataCloneError`. Writing may run getters of the sender;
//! nothing is recursive, and nothing but copies and text crosses.
//!
//! `SharedArrayBuffer`s, where there are any, cross as they are: both VMs have the memory then.

use std::sync::Arc;

use crate::shared_memory::SharedMemory;

mod hooks;
mod read;
mod write;

pub(crate) use write::refused;

#[cfg(test)]
mod tests;

pub use hooks::CloneHooks;

/// Most bytes of one message, its own overhead included.
const MAX_BYTES: usize = 256 << 20;
/// What an item of a message costs besides its text or bytes.
const ITEM_BYTES: usize = 32;

/// A value on its way between two VMs.
#[derive(Clone, Debug, PartialEq)]
pub struct Serialized {
    root: Item,
    objects: Vec<Body>,
    bytes: usize,
}

impl Serialized {
    /// What the message takes, about.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    #[cfg(test)]
    pub(crate) fn clone_memory(&self) -> Vec<Arc<SharedMemory>> {
        let shared =
            |body: &Body| if let Body::Shared(memory, _) = body { Some(memory.clone()) } else { None };
        self.objects.iter().filter_map(shared).collect()
    }

    /// Whether who reads it and who wrote it have memory together then.
    pub fn shares_memory(&self) -> bool {
        self.objects.iter().any(|body| matches!(body, Body::Shared(..)))
    }
}

/// Text that need not be well-formed UTF-16.
#[derive(Clone, Debug, PartialEq)]
enum Text {
    Utf8(String),
    Utf16(Vec<u16>),
}

impl Text {
    fn bytes(&self) -> usize {
        match self {
            Text::Utf8(text) => text.len(),
            Text::Utf16(units) => units.len() * 2,
        }
    }
}

/// A primitive, or the number of an object.
#[derive(Clone, Debug, PartialEq)]
enum Item {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    /// Decimal digits.
    BigInt(String),
    String(Text),
    Object(usize),
}

/// Own enumerable properties, in order.
type Properties = Vec<(Text, Item)>;

/// An object.
#[derive(Clone, Debug, PartialEq)]
enum Body {
    /// Not looked at yet; none is left in a finished message.
    Pending,
    Plain(Properties),
    /// `length` and what is there; holes stay holes.
    Array(u32, Properties),
    Date(f64),
    RegExp {
        source: Text,
        flags: Text,
    },
    Map(Vec<(Item, Item)>),
    Set(Vec<Item>),
    /// A boxed primitive.
    Boxed(Item),
    Buffer(Vec<u8>),
    /// A `SharedArrayBuffer`, and its length.
    Shared(Arc<SharedMemory>, usize),
    /// A typed array: QuickJS' number of its type, the buffer's object, offset and length in bytes.
    Typed {
        kind: i32,
        buffer: Item,
        offset: usize,
        length_bytes: usize,
    },
    DataView {
        buffer: Item,
        offset: usize,
        length_bytes: usize,
    },
    /// What the hooks made of an object: primitives, buffers and views of them.
    Hooked(Vec<Item>),
    Error {
        name: Text,
        message: Option<Text>,
        stack: Option<Text>,
        cause: Option<Item>,
    },
}
