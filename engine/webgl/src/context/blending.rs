//! Blending and colour masks, also of `OES_draw_buffers_indexed`.

use super::Context;
use crate::{constants::*, extensions::Extension, state::BlendState};

/// A colour and an alpha factor must not be mixed as source and destination (WebGL 1.0, 6.13).
fn mixes_constants(src: u32, dst: u32) -> bool {
    let color = |factor| matches!(factor, CONSTANT_COLOR | ONE_MINUS_CONSTANT_COLOR);
    let alpha = |factor| matches!(factor, CONSTANT_ALPHA | ONE_MINUS_CONSTANT_ALPHA);
    color(src) && alpha(dst) || alpha(src) && color(dst)
}

impl Context {
    /// `blendColor`.
    pub fn blend_color(&mut self, red: f32, green: f32, blue: f32, alpha: f32) {
        if !self.lost {
            self.set(|context| &mut context.state.blend_color, [red, green, blue, alpha]);
        }
    }

    pub(crate) fn is_blend_equation(&self, mode: u32) -> bool {
        match mode {
            FUNC_ADD | FUNC_SUBTRACT | FUNC_REVERSE_SUBTRACT => true,
            MIN | MAX => self.is_two() || self.enabled.has(Extension::ExtBlendMinmax),
            _ => false,
        }
    }

    fn is_blend_factor(&self, factor: u32, is_source: bool) -> bool {
        match factor {
            ZERO
            | ONE
            | SRC_COLOR
            | ONE_MINUS_SRC_COLOR
            | DST_COLOR
            | ONE_MINUS_DST_COLOR
            | SRC_ALPHA
            | ONE_MINUS_SRC_ALPHA
            | DST_ALPHA
            | ONE_MINUS_DST_ALPHA
            | CONSTANT_COLOR
            | ONE_MINUS_CONSTANT_COLOR
            | CONSTANT_ALPHA
            | ONE_MINUS_CONSTANT_ALPHA => true,
            SRC_ALPHA_SATURATE => is_source || self.is_two(),
            _ => false,
        }
    }

    /// Changes blending of all draw buffers, or of one.
    fn blend(&mut self, buffer: Option<usize>, change: impl Fn(&mut BlendState)) {
        let states = &mut self.state.blend;
        let states = match buffer {
            Some(buffer) => states.get_mut(buffer..=buffer).unwrap_or_default(),
            None => states.as_mut_slice(),
        };
        for state in states {
            let before = *state;
            change(state);
            self.dirty.state |= before != *state;
        }
    }

    /// The draw buffer that a call of `OES_draw_buffers_indexed` names.
    fn indexed_buffer(&self, buffer: u32) -> Result<Option<usize>, u32> {
        if !self.enabled.has(Extension::OesDrawBuffersIndexed) {
            return Err(INVALID_OPERATION);
        }
        if buffer >= self.limits.max_draw_buffers {
            return Err(INVALID_VALUE);
        }
        Ok(Some(buffer as usize))
    }

    fn set_blend_equation(&mut self, buffer: Option<usize>, rgb: u32, alpha: u32) {
        if !self.is_blend_equation(rgb) || !self.is_blend_equation(alpha) {
            return self.raise_with(INVALID_ENUM, "blendEquation: no such mode");
        }
        self.blend(buffer, |state| {
            state.rgb_equation = rgb;
            state.alpha_equation = alpha;
        });
    }

    fn set_blend_func(&mut self, buffer: Option<usize>, [src_rgb, dst_rgb, src_alpha, dst_alpha]: [u32; 4]) {
        let known = [(src_rgb, true), (dst_rgb, false), (src_alpha, true), (dst_alpha, false)]
            .iter()
            .all(|&(factor, is_source)| self.is_blend_factor(factor, is_source));
        if !known {
            return self.raise_with(INVALID_ENUM, "blendFunc: no such factor");
        }
        if mixes_constants(src_rgb, dst_rgb) {
            return self.raise_with(
                INVALID_OPERATION,
                "blendFunc: constant colour and constant alpha must not be mixed",
            );
        }
        self.blend(buffer, |state| {
            state.src_rgb = src_rgb;
            state.dst_rgb = dst_rgb;
            state.src_alpha = src_alpha;
            state.dst_alpha = dst_alpha;
        });
    }

    /// `blendEquation`.
    pub fn blend_equation(&mut self, mode: u32) {
        self.blend_equation_separate(mode, mode);
    }

    /// `blendEquationSeparate`.
    pub fn blend_equation_separate(&mut self, rgb: u32, alpha: u32) {
        if !self.lost {
            self.set_blend_equation(None, rgb, alpha);
        }
    }

    /// `blendFunc`.
    pub fn blend_func(&mut self, src: u32, dst: u32) {
        self.blend_func_separate(src, dst, src, dst);
    }

    /// `blendFuncSeparate`.
    pub fn blend_func_separate(&mut self, src_rgb: u32, dst_rgb: u32, src_alpha: u32, dst_alpha: u32) {
        if !self.lost {
            self.set_blend_func(None, [src_rgb, dst_rgb, src_alpha, dst_alpha]);
        }
    }

    /// `colorMask`.
    pub fn color_mask(&mut self, red: bool, green: bool, blue: bool, alpha: bool) {
        if !self.lost {
            self.blend(None, |state| state.mask = [red, green, blue, alpha]);
        }
    }

    /// `enableiOES`.
    pub fn enable_i(&mut self, target: u32, index: u32) {
        self.switch_i(target, index, true);
    }

    /// `disableiOES`.
    pub fn disable_i(&mut self, target: u32, index: u32) {
        self.switch_i(target, index, false);
    }

    fn switch_i(&mut self, target: u32, index: u32, on: bool) {
        if self.lost {
            return;
        }
        if target != BLEND {
            return self.raise(INVALID_ENUM);
        }
        let buffer = self.indexed_buffer(index);
        if let Some(buffer) = self.checked(buffer) {
            self.blend(buffer, |state| state.enabled = on);
        }
    }

    /// `blendEquationiOES`.
    pub fn blend_equation_i(&mut self, buffer: u32, mode: u32) {
        self.blend_equation_separate_i(buffer, mode, mode);
    }

    /// `blendEquationSeparateiOES`.
    pub fn blend_equation_separate_i(&mut self, buffer: u32, rgb: u32, alpha: u32) {
        if self.lost {
            return;
        }
        let buffer = self.indexed_buffer(buffer);
        if let Some(buffer) = self.checked(buffer) {
            self.set_blend_equation(buffer, rgb, alpha);
        }
    }

    /// `blendFunciOES`.
    pub fn blend_func_i(&mut self, buffer: u32, src: u32, dst: u32) {
        self.blend_func_separate_i(buffer, src, dst, src, dst);
    }

    /// `blendFuncSeparateiOES`.
    pub fn blend_func_separate_i(
        &mut self,
        buffer: u32,
        src_rgb: u32,
        dst_rgb: u32,
        src_alpha: u32,
        dst_alpha: u32,
    ) {
        if self.lost {
            return;
        }
        let buffer = self.indexed_buffer(buffer);
        if let Some(buffer) = self.checked(buffer) {
            self.set_blend_func(buffer, [src_rgb, dst_rgb, src_alpha, dst_alpha]);
        }
    }

    /// `colorMaskiOES`.
    pub fn color_mask_i(&mut self, buffer: u32, red: bool, green: bool, blue: bool, alpha: bool) {
        if self.lost {
            return;
        }
        let buffer = self.indexed_buffer(buffer);
        if let Some(buffer) = self.checked(buffer) {
            self.blend(buffer, |state| state.mask = [red, green, blue, alpha]);
        }
    }
}
