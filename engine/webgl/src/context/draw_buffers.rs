//! `drawBuffers` and `readBuffer`.

use super::Context;
use crate::constants::*;

impl Context {
    /// `drawBuffers`, also of `WEBGL_draw_buffers`.
    pub fn draw_buffers(&mut self, buffers: &[u32]) {
        if self.lost {
            return;
        }
        if let Err(code) = self.try_draw_buffers(buffers) {
            self.raise_with(code, "drawBuffers: buffers that the framebuffer cannot have in these places");
        }
    }

    fn try_draw_buffers(&mut self, buffers: &[u32]) -> Result<(), u32> {
        let is_color = |buffer: u32| (COLOR_ATTACHMENT0..COLOR_ATTACHMENT0 + 32).contains(&buffer);
        let known = |buffer: u32| matches!(buffer, NONE | BACK) || is_color(buffer);
        if buffers.len() > self.limits.max_draw_buffers as usize {
            return Err(INVALID_VALUE);
        }
        match self.bound.draw_framebuffer {
            None => {
                if !buffers.iter().all(|&buffer| known(buffer)) {
                    return Err(INVALID_ENUM);
                }
                match buffers {
                    [buffer @ (NONE | BACK)] => self.back_draw_buffer = *buffer,
                    _ => return Err(INVALID_OPERATION),
                }
            }
            Some(framebuffer) => {
                for (place, &buffer) in buffers.iter().enumerate() {
                    if !known(buffer) {
                        return Err(INVALID_ENUM);
                    }
                    if buffer != NONE && buffer as usize != COLOR_ATTACHMENT0 as usize + place {
                        return Err(INVALID_OPERATION);
                    }
                }
                let object = self.framebuffers.get_mut(framebuffer).ok_or(INVALID_OPERATION)?;
                object.draw_buffers = buffers.to_vec();
                object.checked = None;
            }
        }
        self.dirty.target = true;
        self.dirty.state = true;
        Ok(())
    }

    /// `readBuffer`.
    pub fn read_buffer(&mut self, buffer: u32) {
        if self.lost {
            return;
        }
        let color = buffer.checked_sub(COLOR_ATTACHMENT0).filter(|&index| index < 32);
        let result = match (self.bound.read_framebuffer, buffer) {
            (_, _) if !matches!(buffer, NONE | BACK) && color.is_none() => Err(INVALID_ENUM),
            (None, NONE | BACK) => {
                self.back_read_buffer = buffer;
                Ok(())
            }
            (None, _) | (Some(_), BACK) => Err(INVALID_OPERATION),
            (Some(_), _) if color.is_some_and(|index| index >= self.limits.max_color_attachments) => {
                Err(INVALID_OPERATION)
            }
            (Some(framebuffer), _) => {
                if let Some(object) = self.framebuffers.get_mut(framebuffer) {
                    object.read_buffer = buffer;
                }
                Ok(())
            }
        };
        if let Err(code) = result {
            self.raise_with(code, "readBuffer: no such buffer");
        }
    }
}
