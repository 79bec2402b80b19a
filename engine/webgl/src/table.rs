//! Objects of one kind, by handle, with the life that OpenGL gives them.
//!
//! An object is *deleted* by the game (its name is gone) or *released* by the script's garbage collector (nobody can name it any more). It is
//! freed when nothing in the context refers to it: bindings, attachments and the like hold references.

use crate::{
    constants::{INVALID_OPERATION, INVALID_VALUE},
    handles::Handle,
};
use sparrow_render::gl::GlContextId;
use std::marker::PhantomData;

#[derive(Debug)]
struct Slot<T> {
    generation: u32,
    /// The first generation since the context was last lost.
    first: u32,
    references: u32,
    /// The game has deleted it.
    deleted: bool,
    value: Option<T>,
}

/// Objects of type `T`.
#[derive(Debug)]
pub(crate) struct ObjectTable<H, T> {
    context: GlContextId,
    slots: Vec<Slot<T>>,
    free: Vec<u32>,
    handle: PhantomData<H>,
}

impl<H: Handle, T> ObjectTable<H, T> {
    pub(crate) fn new(context: GlContextId) -> Self {
        ObjectTable { context, slots: Vec::new(), free: Vec::new(), handle: PhantomData }
    }

    /// Takes a new object in.
    pub(crate) fn insert(&mut self, value: T) -> H {
        if let Some(index) = self.free.pop() {
            let slot = &mut self.slots[index as usize];
            slot.value = Some(value);
            slot.references = 0;
            slot.deleted = false;
            return H::make(self.context, index, slot.generation);
        }
        // A context with four thousand million live objects has run out of memory long before.
        let index = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        self.slots.push(Slot { generation: 0, first: 0, references: 0, deleted: false, value: Some(value) });
        H::make(self.context, index, 0)
    }

    /// A handle that never names anything: what a lost context creates.
    pub(crate) fn dead_handle(&self) -> H {
        H::make(self.context, u32::MAX, u32::MAX)
    }

    fn slot(&self, handle: H) -> Option<&Slot<T>> {
        let slot = self.slots.get(handle.index() as usize)?;
        (handle.context() == self.context && slot.generation == handle.generation()).then_some(slot)
    }

    fn slot_mut(&mut self, handle: H) -> Option<&mut Slot<T>> {
        let context = self.context;
        let slot = self.slots.get_mut(handle.index() as usize)?;
        (handle.context() == context && slot.generation == handle.generation()).then_some(slot)
    }

    /// The object, also a deleted one that something still refers to.
    pub(crate) fn get(&self, handle: H) -> Option<&T> {
        self.slot(handle)?.value.as_ref()
    }

    /// The object, also a deleted one that something still refers to.
    pub(crate) fn get_mut(&mut self, handle: H) -> Option<&mut T> {
        self.slot_mut(handle)?.value.as_mut()
    }

    /// True when the game may use the handle: the object is of this context, exists and is not deleted.
    pub(crate) fn is_live(&self, handle: H) -> bool {
        self.slot(handle).is_some_and(|slot| slot.value.is_some() && !slot.deleted)
    }

    /// Demands an object that the game may use: not deleted, of this context.
    pub(crate) fn check_live(&self, handle: H) -> Result<(), u32> {
        if self.is_live(handle) { Ok(()) } else { Err(INVALID_OPERATION) }
    }

    /// The object of a command on programs or shaders: a deleted one that is still in use counts, one that is gone is an invalid value.
    pub(crate) fn named(&self, handle: H) -> Result<&T, u32> {
        if self.is_foreign(handle) {
            return Err(INVALID_OPERATION);
        }
        self.get(handle).ok_or(INVALID_VALUE)
    }

    /// True when the object is deleted, but still referred to.
    pub(crate) fn is_deleted(&self, handle: H) -> bool {
        self.slot(handle).is_some_and(|slot| slot.deleted)
    }

    /// True when the handle is of another context, or from before this one was lost: naming it is an invalid operation.
    pub(crate) fn is_foreign(&self, handle: H) -> bool {
        let slot = self.slots.get(handle.index() as usize);
        handle.context() != self.context || slot.is_none_or(|slot| handle.generation() < slot.first)
    }

    /// Something refers to the object now.
    pub(crate) fn retain(&mut self, handle: H) {
        if let Some(slot) = self.slot_mut(handle) {
            slot.references += 1;
        }
    }

    /// Something refers to it no more. Returns the object when that frees it.
    #[must_use = "a freed object may hold references and executor resources"]
    pub(crate) fn drop_reference(&mut self, handle: H) -> Option<T> {
        let slot = self.slot_mut(handle)?;
        slot.references = slot.references.saturating_sub(1);
        self.free_if_unused(handle)
    }

    /// The game deletes it. Returns the object when that frees it.
    #[must_use = "a freed object may hold references and executor resources"]
    pub(crate) fn delete(&mut self, handle: H) -> Option<T> {
        self.slot_mut(handle)?.deleted = true;
        self.free_if_unused(handle)
    }

    /// The script's object is gone. Returns the object when that frees it; else nothing happens.
    #[must_use = "a freed object may hold references and executor resources"]
    pub(crate) fn release(&mut self, handle: H) -> Option<T> {
        let slot = self.slot_mut(handle)?;
        if slot.references > 0 {
            return None;
        }
        self.free(handle)
    }

    fn free_if_unused(&mut self, handle: H) -> Option<T> {
        let slot = self.slot_mut(handle)?;
        if slot.references > 0 || !slot.deleted {
            return None;
        }
        self.free(handle)
    }

    fn free(&mut self, handle: H) -> Option<T> {
        let slot = self.slot_mut(handle)?;
        let value = slot.value.take()?;
        slot.generation = slot.generation.wrapping_add(1);
        self.free.push(handle.index());
        Some(value)
    }

    /// All objects.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter().filter_map(|slot| slot.value.as_ref())
    }

    /// All objects.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.slots.iter_mut().filter_map(|slot| slot.value.as_mut())
    }

    /// Forgets every object: the context was lost. Old handles stay dead.
    pub(crate) fn clear(&mut self) {
        self.free.clear();
        for (index, slot) in self.slots.iter_mut().enumerate() {
            if slot.value.take().is_some() {
                slot.generation = slot.generation.wrapping_add(1);
            }
            slot.first = slot.generation;
            slot.references = 0;
            self.free.push(u32::try_from(index).unwrap_or(u32::MAX));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handles::BufferHandle;
    use sparrow_base::CanvasId;

    fn table() -> ObjectTable<BufferHandle, u8> {
        ObjectTable::new(CanvasId(1))
    }

    #[test]
    fn a_referenced_object_outlives_its_deletion() {
        let mut table = table();
        let handle = table.insert(7);
        table.retain(handle);
        assert_eq!(table.delete(handle), None);
        assert!(!table.is_live(handle) && table.is_deleted(handle));
        assert_eq!(table.get(handle), Some(&7));
        assert_eq!(table.drop_reference(handle), Some(7));
        assert_eq!(table.get(handle), None);
    }

    #[test]
    fn stale_and_foreign_handles_name_nothing() {
        let mut table = table();
        let old = table.insert(1);
        assert_eq!(table.delete(old), Some(1));
        let new = table.insert(2);
        assert_eq!(table.get(old), None);
        assert_eq!(table.get(new), Some(&2));
        assert_eq!(table.delete(old), None);
        let mut other = ObjectTable::<BufferHandle, u8>::new(CanvasId(2));
        let foreign = other.insert(3);
        assert_eq!(table.get(foreign), None);
        assert!(table.is_foreign(foreign));
        assert_eq!(table.get(table.dead_handle()), None);
    }

    #[test]
    fn a_bound_object_is_not_released() {
        let mut table = table();
        let handle = table.insert(1);
        table.retain(handle);
        assert_eq!(table.release(handle), None);
        assert_eq!(table.drop_reference(handle), None);
        assert!(table.is_live(handle));
        assert_eq!(table.release(handle), Some(1));
        assert!(!table.is_live(handle));
        let again = table.insert(2);
        assert!(!table.is_foreign(handle));
        table.clear();
        assert!(!table.is_live(again));
        assert!(table.is_foreign(again), "from before the loss");
    }
}
