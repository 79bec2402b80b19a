//! Vertex array objects, of `OES_vertex_array_object` and of WebGL 2.

use super::Context;
use crate::{constants::INVALID_OPERATION, handles::VertexArrayHandle, objects::VertexArray};

impl Context {
    /// The bound vertex array.
    pub(crate) fn vertex_array(&self) -> &VertexArray {
        self.bound
            .vertex_array
            .and_then(|handle| self.vertex_arrays.get(handle))
            .unwrap_or(&self.default_vertex_array)
    }

    /// The bound vertex array.
    pub(crate) fn vertex_array_mut(&mut self) -> &mut VertexArray {
        self.bound
            .vertex_array
            .and_then(|handle| self.vertex_arrays.get_mut(handle))
            .unwrap_or(&mut self.default_vertex_array)
    }

    /// `createVertexArray`.
    pub fn create_vertex_array(&mut self) -> VertexArrayHandle {
        if self.lost {
            return self.vertex_arrays.dead_handle();
        }
        self.vertex_arrays.insert(VertexArray::new(self.limits.max_vertex_attribs))
    }

    /// `isVertexArray`: false before it is bound the first time.
    pub fn is_vertex_array(&self, array: Option<VertexArrayHandle>) -> bool {
        let Some(array) = array else { return false };
        !self.lost
            && self.vertex_arrays.is_live(array)
            && self.vertex_arrays.get(array).is_some_and(|object| object.was_bound)
    }

    /// `bindVertexArray`.
    pub fn bind_vertex_array(&mut self, array: Option<VertexArrayHandle>) {
        if self.lost {
            return;
        }
        if let Some(handle) = array {
            if !self.vertex_arrays.is_live(handle) {
                return self.raise_with(INVALID_OPERATION, "bindVertexArray: a deleted or foreign object");
            }
            if let Some(object) = self.vertex_arrays.get_mut(handle) {
                object.was_bound = true;
            }
        }
        let old = std::mem::replace(&mut self.bound.vertex_array, array);
        if old == array {
            return;
        }
        self.dirty.inputs = true;
        if let Some(array) = array {
            self.vertex_arrays.retain(array);
        }
        if let Some(old) = old
            && let Some(freed) = self.vertex_arrays.drop_reference(old)
        {
            self.drop_vertex_array(&freed);
        }
    }

    /// `deleteVertexArray`: a bound one gives way to the default one.
    pub fn delete_vertex_array(&mut self, array: Option<VertexArrayHandle>) {
        let Some(array) = array else { return };
        if self.lost {
            return;
        }
        if self.vertex_arrays.is_foreign(array) {
            return self.raise_with(INVALID_OPERATION, "deleteVertexArray: an object of another context");
        }
        if !self.vertex_arrays.is_live(array) {
            return;
        }
        if self.bound.vertex_array == Some(array) {
            self.bind_vertex_array(None);
        }
        if let Some(freed) = self.vertex_arrays.delete(array) {
            self.drop_vertex_array(&freed);
        }
    }

    /// A vertex array is freed: its buffers have one reference less.
    pub(crate) fn drop_vertex_array(&mut self, array: &VertexArray) {
        for buffer in array.attribs.iter().filter_map(|attrib| attrib.buffer).chain(array.element_buffer) {
            self.unreference_buffer(buffer);
        }
    }
}
