//! Fixed-function state and `pixelStorei`.

use super::Context;
use crate::{constants::*, extensions::Extension, state::StencilFace};
use sparrow_render::gl::GlRect;

/// Faces that a stencil call is about.
#[derive(Clone, Copy)]
struct Faces {
    front: bool,
    back: bool,
}

fn faces(face: u32) -> Result<Faces, u32> {
    match face {
        FRONT => Ok(Faces { front: true, back: false }),
        BACK => Ok(Faces { front: false, back: true }),
        FRONT_AND_BACK => Ok(Faces { front: true, back: true }),
        _ => Err(INVALID_ENUM),
    }
}

fn is_compare(func: u32) -> bool {
    matches!(func, NEVER | LESS | EQUAL | LEQUAL | GREATER | NOTEQUAL | GEQUAL | ALWAYS)
}

fn is_stencil_op(op: u32) -> bool {
    matches!(op, KEEP | ZERO | REPLACE | INCR | INCR_WRAP | DECR | DECR_WRAP | INVERT)
}

/// Zero for NaN, else cut to 0..=1.
fn unit(value: f32) -> f32 {
    if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) }
}

impl Context {
    /// Changes fixed-function state, and notices when it really is another value.
    pub(super) fn set<T: PartialEq>(&mut self, place: impl FnOnce(&mut Context) -> &mut T, value: T) {
        let place = place(self);
        if *place != value {
            *place = value;
            self.dirty.state = true;
        }
    }

    fn has_capability(&self, capability: u32) -> bool {
        match capability {
            BLEND
            | CULL_FACE
            | DEPTH_TEST
            | DITHER
            | POLYGON_OFFSET_FILL
            | SAMPLE_ALPHA_TO_COVERAGE
            | SAMPLE_COVERAGE
            | SCISSOR_TEST
            | STENCIL_TEST => true,
            RASTERIZER_DISCARD => self.is_two(),
            _ => false,
        }
    }

    fn switch(&mut self, capability: u32, on: bool) {
        if self.lost {
            return;
        }
        if !self.has_capability(capability) {
            return self.raise_with(INVALID_ENUM, "enable, disable: no such capability");
        }
        if capability == BLEND {
            for buffer in &mut self.state.blend {
                self.dirty.state |= buffer.enabled != on;
                buffer.enabled = on;
            }
        } else if let Some(place) = self.state.capability(capability) {
            self.dirty.state |= *place != on;
            *place = on;
        }
    }

    /// `enable`.
    pub fn enable(&mut self, capability: u32) {
        self.switch(capability, true);
    }

    /// `disable`.
    pub fn disable(&mut self, capability: u32) {
        self.switch(capability, false);
    }

    /// `isEnabled`.
    pub fn is_enabled(&mut self, capability: u32) -> bool {
        if self.lost {
            return false;
        }
        if !self.has_capability(capability) {
            self.raise_with(INVALID_ENUM, "isEnabled: no such capability");
            return false;
        }
        self.state.is_enabled(capability)
    }

    /// `cullFace`.
    pub fn cull_face(&mut self, mode: u32) {
        if self.lost {
            return;
        }
        if faces(mode).is_err() {
            return self.raise_with(INVALID_ENUM, "cullFace: no such face");
        }
        self.set(|context| &mut context.state.cull_face, mode);
    }

    /// `frontFace`.
    pub fn front_face(&mut self, mode: u32) {
        if self.lost {
            return;
        }
        if !matches!(mode, CW | CCW) {
            return self.raise_with(INVALID_ENUM, "frontFace: no such direction");
        }
        self.set(|context| &mut context.state.front_face, mode);
    }

    /// `depthFunc`.
    pub fn depth_func(&mut self, func: u32) {
        if self.lost {
            return;
        }
        if !is_compare(func) {
            return self.raise_with(INVALID_ENUM, "depthFunc: no such function");
        }
        self.set(|context| &mut context.state.depth_func, func);
    }

    /// `depthMask`.
    pub fn depth_mask(&mut self, flag: bool) {
        if !self.lost {
            self.set(|context| &mut context.state.depth_mask, flag);
        }
    }

    /// `depthRange`.
    pub fn depth_range(&mut self, near: f32, far: f32) {
        if self.lost {
            return;
        }
        if near > far {
            return self.raise_with(INVALID_OPERATION, "depthRange: near is greater than far");
        }
        self.set(|context| &mut context.state.depth_range, [unit(near), unit(far)]);
    }

    /// `hint`.
    pub fn hint(&mut self, target: u32, mode: u32) {
        if self.lost {
            return;
        }
        let derivatives = self.is_two() || self.enabled.has(Extension::OesStandardDerivatives);
        let known =
            target == GENERATE_MIPMAP_HINT || derivatives && target == FRAGMENT_SHADER_DERIVATIVE_HINT;
        if !known || !matches!(mode, FASTEST | NICEST | DONT_CARE) {
            return self.raise_with(INVALID_ENUM, "hint: no such target or mode");
        }
        if target == GENERATE_MIPMAP_HINT {
            self.state.generate_mipmap_hint = mode;
        } else {
            self.state.fragment_shader_derivative_hint = mode;
        }
    }

    /// `lineWidth`. Lines are one pixel wide, as `ALIASED_LINE_WIDTH_RANGE` says.
    pub fn line_width(&mut self, width: f32) {
        if self.lost {
            return;
        }
        if width.is_nan() || width <= 0.0 {
            return self.raise_with(INVALID_VALUE, "lineWidth: not a positive width");
        }
        self.state.line_width = width;
    }

    /// `pixelStorei`.
    pub fn pixel_storei(&mut self, name: u32, value: i32) {
        if self.lost {
            return;
        }
        match name {
            UNPACK_FLIP_Y_WEBGL => self.pixel_store.flip_y = value != 0,
            UNPACK_PREMULTIPLY_ALPHA_WEBGL => self.pixel_store.premultiply_alpha = value != 0,
            UNPACK_COLORSPACE_CONVERSION_WEBGL => match u32::try_from(value) {
                Ok(mode @ (BROWSER_DEFAULT_WEBGL | NONE)) => self.pixel_store.colorspace_conversion = mode,
                _ => self.raise_with(INVALID_VALUE, "pixelStorei: no such colour space conversion"),
            },
            PACK_ALIGNMENT | UNPACK_ALIGNMENT => match value {
                1 | 2 | 4 | 8 if name == PACK_ALIGNMENT => {
                    self.pixel_store.pack.alignment = value.unsigned_abs();
                }
                1 | 2 | 4 | 8 => self.pixel_store.unpack.alignment = value.unsigned_abs(),
                _ => self.raise_with(INVALID_VALUE, "pixelStorei: the alignment is 1, 2, 4 or 8"),
            },
            _ => self.pixel_store_two(name, value),
        }
    }

    /// What WebGL 2 adds.
    fn pixel_store_two(&mut self, name: u32, value: i32) {
        let store = &mut self.pixel_store;
        let place = match name {
            PACK_ROW_LENGTH => &mut store.pack.row_length,
            PACK_SKIP_PIXELS => &mut store.pack.skip_pixels,
            PACK_SKIP_ROWS => &mut store.pack.skip_rows,
            UNPACK_ROW_LENGTH => &mut store.unpack.row_length,
            UNPACK_IMAGE_HEIGHT => &mut store.unpack.image_height,
            UNPACK_SKIP_PIXELS => &mut store.unpack.skip_pixels,
            UNPACK_SKIP_ROWS => &mut store.unpack.skip_rows,
            UNPACK_SKIP_IMAGES => &mut store.unpack.skip_images,
            _ => return self.raise_with(INVALID_ENUM, "pixelStorei: no such parameter"),
        };
        if self.version != super::Version::Two {
            return self.raise_with(INVALID_ENUM, "pixelStorei: no such parameter");
        }
        match u32::try_from(value) {
            Ok(value) => *place = value,
            Err(_) => self.raise_with(INVALID_VALUE, "pixelStorei: a negative value"),
        }
    }

    /// `polygonOffset`.
    pub fn polygon_offset(&mut self, factor: f32, units: f32) {
        if !self.lost {
            self.set(|context| &mut context.state.polygon_offset_factor, factor);
            self.set(|context| &mut context.state.polygon_offset_units, units);
        }
    }

    /// `sampleCoverage`.
    pub fn sample_coverage(&mut self, value: f32, invert: bool) {
        if !self.lost {
            self.set(|context| &mut context.state.sample_coverage_value, unit(value));
            self.set(|context| &mut context.state.sample_coverage_invert, invert);
        }
    }

    /// `scissor`.
    pub fn scissor(&mut self, x: i32, y: i32, width: i32, height: i32) {
        if self.lost {
            return;
        }
        if width < 0 || height < 0 {
            return self.raise_with(INVALID_VALUE, "scissor: a negative size");
        }
        self.set(|context| &mut context.state.scissor, GlRect { x, y, width, height });
    }

    /// `viewport`.
    pub fn viewport(&mut self, x: i32, y: i32, width: i32, height: i32) {
        if self.lost {
            return;
        }
        if width < 0 || height < 0 {
            return self.raise_with(INVALID_VALUE, "viewport: a negative size");
        }
        let [most_width, most_height] =
            self.limits.max_viewport_dims.map(|side| i32::try_from(side).unwrap_or(i32::MAX));
        let rect = GlRect { x, y, width: width.min(most_width), height: height.min(most_height) };
        self.set(|context| &mut context.state.viewport, rect);
    }

    fn stencil(&mut self, faces: Faces, change: impl Fn(&mut StencilFace)) {
        for (face, chosen) in
            [(&mut self.state.stencil_front, faces.front), (&mut self.state.stencil_back, faces.back)]
        {
            if chosen {
                let before = *face;
                change(face);
                self.dirty.state |= before != *face;
            }
        }
    }

    /// `stencilFunc`.
    pub fn stencil_func(&mut self, func: u32, reference: i32, mask: u32) {
        self.stencil_func_separate(FRONT_AND_BACK, func, reference, mask);
    }

    /// `stencilFuncSeparate`.
    pub fn stencil_func_separate(&mut self, face: u32, func: u32, reference: i32, mask: u32) {
        if self.lost {
            return;
        }
        let Some(faces) = self.checked(faces(face)) else { return };
        if !is_compare(func) {
            return self.raise_with(INVALID_ENUM, "stencilFunc: no such function");
        }
        self.stencil(faces, |state| {
            state.func = func;
            state.reference = reference;
            state.value_mask = mask;
        });
    }

    /// `stencilMask`.
    pub fn stencil_mask(&mut self, mask: u32) {
        self.stencil_mask_separate(FRONT_AND_BACK, mask);
    }

    /// `stencilMaskSeparate`.
    pub fn stencil_mask_separate(&mut self, face: u32, mask: u32) {
        if self.lost {
            return;
        }
        if let Some(faces) = self.checked(faces(face)) {
            self.stencil(faces, |state| state.write_mask = mask);
        }
    }

    /// `stencilOp`.
    pub fn stencil_op(&mut self, fail: u32, depth_fail: u32, pass: u32) {
        self.stencil_op_separate(FRONT_AND_BACK, fail, depth_fail, pass);
    }

    /// `stencilOpSeparate`.
    pub fn stencil_op_separate(&mut self, face: u32, fail: u32, depth_fail: u32, pass: u32) {
        if self.lost {
            return;
        }
        let Some(faces) = self.checked(faces(face)) else { return };
        if ![fail, depth_fail, pass].into_iter().all(is_stencil_op) {
            return self.raise_with(INVALID_ENUM, "stencilOp: no such operation");
        }
        self.stencil(faces, |state| {
            state.fail = fail;
            state.depth_fail = depth_fail;
            state.pass = pass;
        });
    }
}
