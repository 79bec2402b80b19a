//! Clears.

use super::{Context, gl_state::writable_mask};
use crate::{
    constants::*,
    objects::Drawn,
    pixels::format::{ComponentKind, FormatInfo},
};
use sparrow_render::gl::{GlClear, GlClearValue, GlCommand};
use std::sync::Arc;

impl Context {
    /// `clearColor`.
    pub fn clear_color(&mut self, red: f32, green: f32, blue: f32, alpha: f32) {
        if !self.lost {
            self.state.clear_color = [red, green, blue, alpha];
        }
    }

    /// `clearDepth`.
    pub fn clear_depth(&mut self, depth: f32) {
        if !self.lost {
            self.state.clear_depth = if depth.is_nan() { 0.0 } else { depth.clamp(0.0, 1.0) };
        }
    }

    /// `clearStencil`.
    pub fn clear_stencil(&mut self, stencil: i32) {
        if !self.lost {
            self.state.clear_stencil = stencil;
        }
    }

    /// `clear`.
    pub fn clear(&mut self, mask: u32) {
        if self.lost {
            return;
        }
        if mask & !(COLOR_BUFFER_BIT | DEPTH_BUFFER_BIT | STENCIL_BUFFER_BIT) != 0 {
            return self.raise_with(INVALID_VALUE, "clear: bits that name no buffer");
        }
        if let Err(code) = self.try_clear(mask) {
            self.raise_with(code, "clear: an incomplete framebuffer, or an integer buffer");
        }
    }

    fn try_clear(&mut self, mask: u32) -> Result<(), u32> {
        let drawn = self.drawn()?;
        let mut clear = GlClear { colors: Vec::new(), depth: None, stencil: None, scissor: None };
        if mask & COLOR_BUFFER_BIT != 0 {
            let color = self.state.clear_color;
            for (buffer, info) in drawn.infos.iter().enumerate() {
                if info.as_ref().is_some_and(FormatInfo::is_integer) {
                    return Err(INVALID_OPERATION);
                }
                self.clear_buffer(&mut clear, &drawn, buffer, GlClearValue::Float(color));
            }
        }
        if mask & DEPTH_BUFFER_BIT != 0 && drawn.depth && self.state.depth_mask {
            clear.depth = Some(self.state.clear_depth);
        }
        if mask & STENCIL_BUFFER_BIT != 0 {
            self.clear_stencil_to(&mut clear, &drawn, self.state.clear_stencil);
        }
        self.send_clear(clear, &drawn);
        Ok(())
    }

    /// Adds a draw buffer to a clear, as its mask allows.
    fn clear_buffer(&self, clear: &mut GlClear, drawn: &Drawn, buffer: usize, value: GlClearValue) {
        let Some(info) = drawn.infos.get(buffer).and_then(Option::as_ref) else { return };
        let wanted = self.state.blend.get(buffer).unwrap_or(&self.state.blend[0]).mask_bits();
        let mask = writable_mask(Some(info), wanted);
        if mask == 0 {
            return;
        }
        // An image without alpha keeps the 1 that it is stored with, and a whole clear stays one.
        let (mask, value) = match value {
            GlClearValue::Float([red, green, blue, _]) if info.alpha == 0 => {
                (mask | if mask == 7 { 8 } else { 0 }, GlClearValue::Float([red, green, blue, 1.0]))
            }
            GlClearValue::Int([red, green, blue, _]) if info.alpha == 0 => {
                (mask | if mask == 7 { 8 } else { 0 }, GlClearValue::Int([red, green, blue, 1]))
            }
            GlClearValue::Uint([red, green, blue, _]) if info.alpha == 0 => {
                (mask | if mask == 7 { 8 } else { 0 }, GlClearValue::Uint([red, green, blue, 1]))
            }
            value => (mask, value),
        };
        // There are at most a handful of draw buffers.
        clear.colors.push((buffer as u32, value, mask));
    }

    fn clear_stencil_to(&self, clear: &mut GlClear, drawn: &Drawn, value: i32) {
        let mask = self.state.stencil_front.write_mask & 0xFF;
        if drawn.stencil && mask != 0 {
            clear.stencil = Some((value.cast_unsigned() & 0xFF, mask));
        }
    }

    fn send_clear(&mut self, mut clear: GlClear, drawn: &Arc<Drawn>) {
        let nothing = clear.colors.is_empty() && clear.depth.is_none() && clear.stencil.is_none();
        if nothing || self.state.rasterizer_discard {
            return;
        }
        clear.scissor = self.state.scissor_test.then_some(self.state.scissor);
        self.send_target(drawn);
        self.push(GlCommand::Clear(clear));
    }

    /// The draw buffer of a `clearBuffer` call, and what it is drawn to.
    fn clear_buffer_place(&mut self, draw_buffer: i32) -> Result<(usize, Arc<Drawn>), u32> {
        let drawn = self.drawn()?;
        let most = self.limits.max_draw_buffers as usize;
        let place = usize::try_from(draw_buffer).ok().filter(|&place| place < most);
        Ok((place.ok_or(INVALID_VALUE)?, drawn))
    }

    fn try_clear_color(
        &mut self,
        draw_buffer: i32,
        value: GlClearValue,
        fits: fn(ComponentKind) -> bool,
    ) -> Result<(), u32> {
        let (place, drawn) = self.clear_buffer_place(draw_buffer)?;
        let info = drawn.infos.get(place).and_then(Option::as_ref);
        if info.is_some_and(|info| !fits(info.kind)) {
            return Err(INVALID_OPERATION);
        }
        let mut clear = GlClear { colors: Vec::new(), depth: None, stencil: None, scissor: None };
        self.clear_buffer(&mut clear, &drawn, place, value);
        self.send_clear(clear, &drawn);
        Ok(())
    }

    fn clear_failed(&mut self, result: Result<(), u32>) {
        if let Err(code) = result {
            self.raise_with(code, "clearBuffer: no such buffer, too few values, or another kind of number");
        }
    }

    /// `clearBufferfv`. The values begin at the offset that the call names.
    pub fn clear_buffer_fv(&mut self, buffer: u32, draw_buffer: i32, values: &[f32]) {
        if self.lost {
            return;
        }
        let result = match (buffer, values) {
            (COLOR, &[red, green, blue, alpha, ..]) => {
                let fits = |kind| !matches!(kind, ComponentKind::Int | ComponentKind::Uint);
                self.try_clear_color(draw_buffer, GlClearValue::Float([red, green, blue, alpha]), fits)
            }
            (DEPTH, &[depth, ..]) => self.try_clear_depth_stencil(draw_buffer, Some(depth), None),
            (COLOR | DEPTH, _) => Err(INVALID_VALUE),
            _ => Err(INVALID_ENUM),
        };
        self.clear_failed(result);
    }

    /// `clearBufferiv`. The values begin at the offset that the call names.
    pub fn clear_buffer_iv(&mut self, buffer: u32, draw_buffer: i32, values: &[i32]) {
        if self.lost {
            return;
        }
        let result = match (buffer, values) {
            (COLOR, &[red, green, blue, alpha, ..]) => {
                let fits = |kind| matches!(kind, ComponentKind::Int);
                self.try_clear_color(draw_buffer, GlClearValue::Int([red, green, blue, alpha]), fits)
            }
            (STENCIL, &[stencil, ..]) => self.try_clear_depth_stencil(draw_buffer, None, Some(stencil)),
            (COLOR | STENCIL, _) => Err(INVALID_VALUE),
            _ => Err(INVALID_ENUM),
        };
        self.clear_failed(result);
    }

    /// `clearBufferuiv`. The values begin at the offset that the call names.
    pub fn clear_buffer_uiv(&mut self, buffer: u32, draw_buffer: i32, values: &[u32]) {
        if self.lost {
            return;
        }
        let result = match (buffer, values) {
            (COLOR, &[red, green, blue, alpha, ..]) => {
                let fits = |kind| matches!(kind, ComponentKind::Uint);
                self.try_clear_color(draw_buffer, GlClearValue::Uint([red, green, blue, alpha]), fits)
            }
            (COLOR, _) => Err(INVALID_VALUE),
            _ => Err(INVALID_ENUM),
        };
        self.clear_failed(result);
    }

    /// `clearBufferfi`.
    pub fn clear_buffer_fi(&mut self, buffer: u32, draw_buffer: i32, depth: f32, stencil: i32) {
        if self.lost {
            return;
        }
        let result = if buffer == DEPTH_STENCIL {
            self.try_clear_depth_stencil(draw_buffer, Some(depth), Some(stencil))
        } else {
            Err(INVALID_ENUM)
        };
        self.clear_failed(result);
    }

    fn try_clear_depth_stencil(
        &mut self,
        draw_buffer: i32,
        depth: Option<f32>,
        stencil: Option<i32>,
    ) -> Result<(), u32> {
        if draw_buffer != 0 {
            return Err(INVALID_VALUE);
        }
        let drawn = self.drawn()?;
        let mut clear = GlClear { colors: Vec::new(), depth: None, stencil: None, scissor: None };
        if let Some(depth) = depth
            && drawn.depth
            && self.state.depth_mask
        {
            clear.depth = Some(if depth.is_nan() { 0.0 } else { depth.clamp(0.0, 1.0) });
        }
        if let Some(stencil) = stencil {
            self.clear_stencil_to(&mut clear, &drawn, stencil);
        }
        self.send_clear(clear, &drawn);
        Ok(())
    }
}
