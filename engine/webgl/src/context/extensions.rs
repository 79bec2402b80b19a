//! `getExtension` and its kin, and `release` of collected objects.

use super::Context;
use crate::{constants::INVALID_OPERATION, extensions::Extension, handles::Object};

impl Context {
    /// `getSupportedExtensions`: empty while the context is lost.
    pub fn get_supported_extensions(&self) -> Vec<&'static str> {
        if self.lost {
            return Vec::new();
        }
        self.supported.names().collect()
    }

    /// `getExtension`: switches the extension on. Prefixed names of old browsers are understood.
    pub fn get_extension(&mut self, name: &str) -> Option<Extension> {
        if self.lost {
            return None;
        }
        let extension = Extension::from_name(name).filter(|&extension| self.supported.has(extension))?;
        if !self.enabled.has(extension) {
            self.enable_extension(extension);
            // Formats may have become renderable or filterable.
            self.image_changed();
            self.dirty.state = true;
        }
        Some(extension)
    }

    fn enable_extension(&mut self, extension: Extension) {
        if self.enabled.has(extension) || !self.supported.has(extension) {
            return;
        }
        self.enabled.insert(extension);
        for &other in extension.implies() {
            self.enable_extension(other);
        }
    }

    /// `loseContext` of `WEBGL_lose_context`. True when the context is lost now.
    pub fn lose_context_extension(&mut self) -> bool {
        if self.lose() {
            return true;
        }
        self.raise(INVALID_OPERATION);
        false
    }

    /// `restoreContext` of `WEBGL_lose_context`: true when the context may be restored ([`Self::restore`]) once its event is due.
    pub fn restore_context_extension(&mut self) -> bool {
        if !self.lost {
            self.raise_with(INVALID_OPERATION, "restoreContext: the context is not lost");
        }
        self.lost
    }

    /// The script has no reference to an object any more: frees it when nothing in the context refers to it. True when it is gone.
    pub fn release(&mut self, object: Object) -> bool {
        match object {
            Object::Buffer(handle) => {
                if let Some(freed) = self.buffers.release(handle) {
                    self.drop_buffer(&freed);
                }
                self.buffers.get(handle).is_none()
            }
            Object::Framebuffer(handle) => {
                if let Some(freed) = self.framebuffers.release(handle) {
                    self.drop_framebuffer(&freed);
                }
                self.framebuffers.get(handle).is_none()
            }
            Object::Program(handle) => {
                if let Some(freed) = self.programs.release(handle) {
                    self.drop_program(&freed);
                }
                self.programs.get(handle).is_none()
            }
            Object::Query(handle) => {
                if let Some(freed) = self.queries.release(handle) {
                    self.drop_query(&freed);
                }
                self.queries.get(handle).is_none()
            }
            Object::Renderbuffer(handle) => {
                if let Some(freed) = self.renderbuffers.release(handle) {
                    self.drop_renderbuffer(&freed);
                }
                self.renderbuffers.get(handle).is_none()
            }
            Object::Sampler(handle) => {
                let _freed = self.samplers.release(handle);
                self.samplers.get(handle).is_none()
            }
            Object::Shader(handle) => {
                let _freed = self.shaders.release(handle);
                self.shaders.get(handle).is_none()
            }
            Object::Sync(handle) => {
                let _freed = self.syncs.release(handle);
                self.syncs.get(handle).is_none()
            }
            Object::Texture(handle) => {
                if let Some(freed) = self.textures.release(handle) {
                    self.drop_texture(&freed);
                }
                self.textures.get(handle).is_none()
            }
            Object::TransformFeedback(handle) => {
                if let Some(freed) = self.transform_feedbacks.release(handle) {
                    self.drop_transform_feedback(&freed);
                }
                self.transform_feedbacks.get(handle).is_none()
            }
            Object::VertexArray(handle) => {
                if let Some(freed) = self.vertex_arrays.release(handle) {
                    self.drop_vertex_array(&freed);
                }
                self.vertex_arrays.get(handle).is_none()
            }
        }
    }
}
