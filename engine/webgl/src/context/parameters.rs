//! `getParameter` and `getIndexedParameter`.

use super::{Context, Version, sync::MOST_WAIT};
use crate::{
    constants::*,
    extensions::Extension,
    objects::Point,
    parameter::Parameter,
    pixels::{format, pack},
};
use sparrow_render::gl::{GlRect, GlStorageFormat};

/// `MIN_PROGRAM_TEXEL_OFFSET`.
pub(crate) const MIN_TEXEL_OFFSET: i32 = -8;
/// `MAX_PROGRAM_TEXEL_OFFSET`.
pub(crate) const MAX_TEXEL_OFFSET: i32 = 7;
/// `MAX_TEXTURE_LOD_BIAS`: what adapters have in common.
const MOST_LOD_BIAS: f32 = 15.0;
/// `MAX_ELEMENT_INDEX`: the largest number is the restart index.
const MOST_ELEMENT_INDEX: i64 = u32::MAX as i64 - 1;
/// `MAX_ELEMENTS_INDICES` and `MAX_ELEMENTS_VERTICES`: a hint.
const MOST_ELEMENTS: i32 = i32::MAX;

fn int(value: u32) -> Parameter {
    Parameter::Int(i32::try_from(value).unwrap_or(i32::MAX))
}

fn rect(rect: GlRect) -> Parameter {
    Parameter::Ints(vec![rect.x, rect.y, rect.width, rect.height])
}

impl Context {
    /// `getParameter`.
    pub fn get_parameter(&mut self, name: u32) -> Parameter {
        if self.lost {
            return Parameter::Null;
        }
        let found = self
            .state_parameter(name)
            .or_else(|| self.limit_parameter(name))
            .or_else(|| self.binding_parameter(name))
            .map_or_else(|| self.image_parameter(name), Ok);
        match found {
            Ok(value) => value,
            Err(code) => {
                self.raise_with(code, "getParameter: no such parameter, or the framebuffer does not have it");
                Parameter::Null
            }
        }
    }

    /// Fixed-function and pixel store state.
    fn state_parameter(&self, name: u32) -> Option<Parameter> {
        use Parameter::{Bool, Float, Floats, Int, Uint};
        let state = &self.state;
        let blend = &state.blend[0];
        let (front, back) = (&state.stencil_front, &state.stencil_back);
        let store = &self.pixel_store;
        Some(match name {
            BLEND
            | CULL_FACE
            | DEPTH_TEST
            | DITHER
            | POLYGON_OFFSET_FILL
            | SAMPLE_ALPHA_TO_COVERAGE
            | SAMPLE_COVERAGE
            | SCISSOR_TEST
            | STENCIL_TEST => Bool(state.is_enabled(name)),
            BLEND_COLOR => Floats(state.blend_color.to_vec()),
            BLEND_DST_ALPHA => Uint(blend.dst_alpha),
            BLEND_DST_RGB => Uint(blend.dst_rgb),
            BLEND_EQUATION_ALPHA => Uint(blend.alpha_equation),
            // BLEND_EQUATION is the same number.
            BLEND_EQUATION_RGB => Uint(blend.rgb_equation),
            BLEND_SRC_ALPHA => Uint(blend.src_alpha),
            BLEND_SRC_RGB => Uint(blend.src_rgb),
            COLOR_CLEAR_VALUE => Floats(state.clear_color.to_vec()),
            COLOR_WRITEMASK => Parameter::Bools(blend.mask.to_vec()),
            CULL_FACE_MODE => Uint(state.cull_face),
            DEPTH_CLEAR_VALUE => Float(state.clear_depth),
            DEPTH_FUNC => Uint(state.depth_func),
            DEPTH_RANGE => Floats(state.depth_range.to_vec()),
            DEPTH_WRITEMASK => Bool(state.depth_mask),
            FRONT_FACE => Uint(state.front_face),
            GENERATE_MIPMAP_HINT => Uint(state.generate_mipmap_hint),
            LINE_WIDTH => Float(state.line_width),
            POLYGON_OFFSET_FACTOR => Float(state.polygon_offset_factor),
            POLYGON_OFFSET_UNITS => Float(state.polygon_offset_units),
            SAMPLE_COVERAGE_INVERT => Bool(state.sample_coverage_invert),
            SAMPLE_COVERAGE_VALUE => Float(state.sample_coverage_value),
            SCISSOR_BOX => rect(state.scissor),
            VIEWPORT => rect(state.viewport),
            STENCIL_CLEAR_VALUE => Int(state.clear_stencil),
            STENCIL_FAIL => Uint(front.fail),
            STENCIL_FUNC => Uint(front.func),
            STENCIL_PASS_DEPTH_FAIL => Uint(front.depth_fail),
            STENCIL_PASS_DEPTH_PASS => Uint(front.pass),
            STENCIL_REF => Int(front.reference),
            STENCIL_VALUE_MASK => Uint(front.value_mask),
            STENCIL_WRITEMASK => Uint(front.write_mask),
            STENCIL_BACK_FAIL => Uint(back.fail),
            STENCIL_BACK_FUNC => Uint(back.func),
            STENCIL_BACK_PASS_DEPTH_FAIL => Uint(back.depth_fail),
            STENCIL_BACK_PASS_DEPTH_PASS => Uint(back.pass),
            STENCIL_BACK_REF => Int(back.reference),
            STENCIL_BACK_VALUE_MASK => Uint(back.value_mask),
            STENCIL_BACK_WRITEMASK => Uint(back.write_mask),
            PACK_ALIGNMENT => int(store.pack.alignment),
            UNPACK_ALIGNMENT => int(store.unpack.alignment),
            UNPACK_FLIP_Y_WEBGL => Bool(store.flip_y),
            UNPACK_PREMULTIPLY_ALPHA_WEBGL => Bool(store.premultiply_alpha),
            UNPACK_COLORSPACE_CONVERSION_WEBGL => Uint(store.colorspace_conversion),
            FRAGMENT_SHADER_DERIVATIVE_HINT
                if self.version == Version::Two || self.enabled.has(Extension::OesStandardDerivatives) =>
            {
                Uint(state.fragment_shader_derivative_hint)
            }
            _ if self.version == Version::One => return None,
            RASTERIZER_DISCARD => Bool(state.rasterizer_discard),
            PACK_ROW_LENGTH => int(store.pack.row_length),
            PACK_SKIP_PIXELS => int(store.pack.skip_pixels),
            PACK_SKIP_ROWS => int(store.pack.skip_rows),
            UNPACK_ROW_LENGTH => int(store.unpack.row_length),
            UNPACK_IMAGE_HEIGHT => int(store.unpack.image_height),
            UNPACK_SKIP_IMAGES => int(store.unpack.skip_images),
            UNPACK_SKIP_PIXELS => int(store.unpack.skip_pixels),
            UNPACK_SKIP_ROWS => int(store.unpack.skip_rows),
            _ => return None,
        })
    }

    /// What the implementation is and can do.
    fn limit_parameter(&self, name: u32) -> Option<Parameter> {
        use Parameter::{Big, Float, Floats, Int, Text};
        let limits = &self.limits;
        let has = |extension| self.enabled.has(extension);
        let two = self.version == Version::Two;
        let draw_buffers = two || has(Extension::WebglDrawBuffers);
        Some(match name {
            ALIASED_LINE_WIDTH_RANGE => Floats(vec![1.0, 1.0]),
            ALIASED_POINT_SIZE_RANGE => Floats(limits.aliased_point_size_range.to_vec()),
            MAX_COMBINED_TEXTURE_IMAGE_UNITS => int(limits.max_combined_texture_image_units),
            MAX_CUBE_MAP_TEXTURE_SIZE => int(limits.max_cube_map_texture_size),
            MAX_FRAGMENT_UNIFORM_VECTORS => int(limits.max_fragment_uniform_vectors),
            MAX_RENDERBUFFER_SIZE => int(limits.max_renderbuffer_size),
            MAX_TEXTURE_IMAGE_UNITS => int(limits.max_texture_image_units),
            MAX_TEXTURE_SIZE => int(limits.max_texture_size),
            MAX_VARYING_VECTORS => int(limits.max_varying_vectors),
            MAX_VERTEX_ATTRIBS => int(limits.max_vertex_attribs),
            MAX_VERTEX_TEXTURE_IMAGE_UNITS => int(limits.max_vertex_texture_image_units),
            MAX_VERTEX_UNIFORM_VECTORS => int(limits.max_vertex_uniform_vectors),
            MAX_VIEWPORT_DIMS => Parameter::Ints(
                limits.max_viewport_dims.map(|side| i32::try_from(side).unwrap_or(i32::MAX)).to_vec(),
            ),
            SUBPIXEL_BITS => Int(4),
            COMPRESSED_TEXTURE_FORMATS => Parameter::Uints(self.compressed_formats()),
            VENDOR => Text("Sparrow".to_owned()),
            RENDERER => Text("Sparrow WebGL".to_owned()),
            VERSION => Text(if two { "WebGL 2.0 (Sparrow)" } else { "WebGL 1.0 (Sparrow)" }.to_owned()),
            SHADING_LANGUAGE_VERSION => Text(
                if two { "WebGL GLSL ES 3.00 (Sparrow)" } else { "WebGL GLSL ES 1.0 (Sparrow)" }.to_owned(),
            ),
            UNMASKED_VENDOR_WEBGL if has(Extension::WebglDebugRendererInfo) => Text(limits.vendor.clone()),
            UNMASKED_RENDERER_WEBGL if has(Extension::WebglDebugRendererInfo) => {
                Text(limits.renderer.clone())
            }
            // The time of the device is told to nobody but by queries; it never jumps.
            TIMESTAMP_EXT if self.has_timer() => Big(0),
            GPU_DISJOINT_EXT if self.has_timer() => Parameter::Bool(false),
            MAX_TEXTURE_MAX_ANISOTROPY_EXT if has(Extension::ExtTextureFilterAnisotropic) => {
                Float(limits.max_anisotropy)
            }
            MAX_COLOR_ATTACHMENTS if draw_buffers => int(limits.max_color_attachments),
            MAX_DRAW_BUFFERS if draw_buffers => int(limits.max_draw_buffers),
            _ if !two => return None,
            MAX_3D_TEXTURE_SIZE => int(limits.max_3d_texture_size),
            MAX_ARRAY_TEXTURE_LAYERS => int(limits.max_array_texture_layers),
            MAX_CLIENT_WAIT_TIMEOUT_WEBGL => Big(MOST_WAIT.cast_signed()),
            MAX_COMBINED_FRAGMENT_UNIFORM_COMPONENTS => Big(self.combined_components(
                limits.max_fragment_uniform_vectors,
                limits.max_fragment_uniform_blocks,
            )),
            MAX_COMBINED_VERTEX_UNIFORM_COMPONENTS => {
                Big(self
                    .combined_components(limits.max_vertex_uniform_vectors, limits.max_vertex_uniform_blocks))
            }
            MAX_COMBINED_UNIFORM_BLOCKS => int(limits.max_combined_uniform_blocks),
            MAX_ELEMENT_INDEX => Big(MOST_ELEMENT_INDEX),
            MAX_ELEMENTS_INDICES | MAX_ELEMENTS_VERTICES => Int(MOST_ELEMENTS),
            MAX_FRAGMENT_INPUT_COMPONENTS | MAX_VARYING_COMPONENTS => int(limits.max_varying_vectors * 4),
            // With gl_Position.
            MAX_VERTEX_OUTPUT_COMPONENTS => int(limits.max_varying_vectors * 4 + 4),
            MAX_FRAGMENT_UNIFORM_BLOCKS => int(limits.max_fragment_uniform_blocks),
            MAX_FRAGMENT_UNIFORM_COMPONENTS => int(limits.max_fragment_uniform_vectors * 4),
            MAX_PROGRAM_TEXEL_OFFSET => Int(MAX_TEXEL_OFFSET),
            MIN_PROGRAM_TEXEL_OFFSET => Int(MIN_TEXEL_OFFSET),
            MAX_SAMPLES => int(limits.max_samples),
            MAX_SERVER_WAIT_TIMEOUT => Big(0),
            MAX_TEXTURE_LOD_BIAS => Float(MOST_LOD_BIAS),
            MAX_TRANSFORM_FEEDBACK_INTERLEAVED_COMPONENTS => {
                int(limits.max_transform_feedback_interleaved_components)
            }
            MAX_TRANSFORM_FEEDBACK_SEPARATE_ATTRIBS => int(limits.max_transform_feedback_separate_attribs),
            MAX_TRANSFORM_FEEDBACK_SEPARATE_COMPONENTS => {
                int(limits.max_transform_feedback_separate_components)
            }
            MAX_UNIFORM_BLOCK_SIZE => Big(i64::from(limits.max_uniform_block_size)),
            MAX_UNIFORM_BUFFER_BINDINGS => int(limits.max_uniform_buffer_bindings),
            MAX_VERTEX_UNIFORM_BLOCKS => int(limits.max_vertex_uniform_blocks),
            MAX_VERTEX_UNIFORM_COMPONENTS => int(limits.max_vertex_uniform_vectors * 4),
            UNIFORM_BUFFER_OFFSET_ALIGNMENT => int(limits.uniform_buffer_offset_alignment),
            _ => return None,
        })
    }

    fn combined_components(&self, vectors: u32, blocks: u32) -> i64 {
        i64::from(vectors) * 4 + i64::from(blocks) * i64::from(self.limits.max_uniform_block_size / 4)
    }

    /// What is bound.
    fn binding_parameter(&self, name: u32) -> Option<Parameter> {
        use Parameter::{Bool, Uint};
        let bound = &self.bound;
        let unit = &self.units[self.active_unit];
        let arrays = self.version == Version::Two || self.enabled.has(Extension::OesVertexArrayObject);
        Some(match name {
            ACTIVE_TEXTURE => Uint(TEXTURE0 + u32::try_from(self.active_unit).unwrap_or(0)),
            ARRAY_BUFFER_BINDING => bound.array_buffer.into(),
            ELEMENT_ARRAY_BUFFER_BINDING => self.vertex_array().element_buffer.into(),
            CURRENT_PROGRAM => bound.program.into(),
            // DRAW_FRAMEBUFFER_BINDING is the same number.
            FRAMEBUFFER_BINDING => bound.draw_framebuffer.into(),
            RENDERBUFFER_BINDING => bound.renderbuffer.into(),
            TEXTURE_BINDING_2D => unit.d2.into(),
            TEXTURE_BINDING_CUBE_MAP => unit.cube.into(),
            VERTEX_ARRAY_BINDING if arrays => bound.vertex_array.into(),
            _ if self.version == Version::One => return None,
            READ_FRAMEBUFFER_BINDING => bound.read_framebuffer.into(),
            // COPY_READ_BUFFER and COPY_WRITE_BUFFER are their own bindings' numbers.
            COPY_READ_BUFFER_BINDING => bound.copy_read_buffer.into(),
            COPY_WRITE_BUFFER_BINDING => bound.copy_write_buffer.into(),
            PIXEL_PACK_BUFFER_BINDING => bound.pixel_pack_buffer.into(),
            PIXEL_UNPACK_BUFFER_BINDING => bound.pixel_unpack_buffer.into(),
            UNIFORM_BUFFER_BINDING => bound.uniform_buffer.into(),
            TRANSFORM_FEEDBACK_BUFFER_BINDING => bound.transform_feedback_buffer.into(),
            TRANSFORM_FEEDBACK_BINDING => bound.transform_feedback.into(),
            TRANSFORM_FEEDBACK_ACTIVE => Bool(self.transform_feedback().active),
            TRANSFORM_FEEDBACK_PAUSED => Bool(self.transform_feedback().paused),
            SAMPLER_BINDING => unit.sampler.into(),
            TEXTURE_BINDING_3D => unit.d3.into(),
            TEXTURE_BINDING_2D_ARRAY => unit.d2_array.into(),
            _ => return None,
        })
    }

    /// What follows from the framebuffers' images.
    fn image_parameter(&mut self, name: u32) -> Result<Parameter, u32> {
        use Parameter::Uint;
        let bits = |bits: u8| Ok(Parameter::Int(i32::from(bits)));
        let two = self.version == Version::Two;
        match name {
            RED_BITS | GREEN_BITS | BLUE_BITS | ALPHA_BITS => {
                let info = self.drawn_color()?.map(format::info);
                bits(info.map_or(0, |info| match name {
                    RED_BITS => info.red,
                    GREEN_BITS => info.green,
                    BLUE_BITS => info.blue,
                    _ => info.alpha,
                }))
            }
            DEPTH_BITS => {
                bits(self.drawn_depth_stencil(Point::Depth).map_or(0, |format| format::info(format).depth))
            }
            STENCIL_BITS => bits(
                self.drawn_depth_stencil(Point::Stencil).map_or(0, |format| format::info(format).stencil),
            ),
            SAMPLES | SAMPLE_BUFFERS => {
                let samples = self.drawn().map_or(1, |drawn| drawn.samples);
                let many = samples > 1;
                Ok(int(match name {
                    SAMPLES if many => samples,
                    SAMPLES => 0,
                    _ => u32::from(many),
                }))
            }
            IMPLEMENTATION_COLOR_READ_FORMAT | IMPLEMENTATION_COLOR_READ_TYPE => {
                let image = self.read_source().map_err(|_| INVALID_OPERATION)?.ok_or(INVALID_OPERATION)?;
                let (format, kind) = pack::read_format(image.format, self.version);
                Ok(Uint(if name == IMPLEMENTATION_COLOR_READ_FORMAT { format } else { kind }))
            }
            READ_BUFFER if two => {
                let object = self.bound.read_framebuffer.and_then(|handle| self.framebuffers.get(handle));
                Ok(Uint(object.map_or(self.back_read_buffer, |object| object.read_buffer)))
            }
            DRAW_BUFFER0..=DRAW_BUFFER15 if two || self.enabled.has(Extension::WebglDrawBuffers) => {
                let place = (name - DRAW_BUFFER0) as usize;
                if place >= self.limits.max_draw_buffers as usize {
                    return Err(INVALID_ENUM);
                }
                let object = self.bound.draw_framebuffer.and_then(|handle| self.framebuffers.get(handle));
                Ok(Uint(match object {
                    Some(object) => object.draw_buffers.get(place).copied().unwrap_or(NONE),
                    None if place == 0 => self.back_draw_buffer,
                    None => NONE,
                }))
            }
            _ => Err(INVALID_ENUM),
        }
    }

    /// Format of what is drawn to; all draw buffers must have the same one.
    fn drawn_color(&self) -> Result<Option<GlStorageFormat>, u32> {
        let Some(handle) = self.bound.draw_framebuffer else { return Ok(Some(self.back_format())) };
        let object = self.framebuffers.get(handle).ok_or(INVALID_OPERATION)?;
        if self.version == Version::One {
            return Ok(self.color_format(handle, 0));
        }
        let mut found: Option<Option<GlStorageFormat>> = None;
        for buffer in 0..object.draw_buffers.len() {
            let Some(index) = object.draw_buffer_color(buffer) else { continue };
            let format = self.color_format(handle, index);
            if found.is_some_and(|found| found != format) {
                return Err(INVALID_OPERATION);
            }
            found = Some(format);
        }
        Ok(found.flatten())
    }

    fn drawn_depth_stencil(&self, point: Point) -> Option<GlStorageFormat> {
        match self.bound.draw_framebuffer {
            None => {
                let exists =
                    if point == Point::Depth { self.attributes.depth } else { self.attributes.stencil };
                exists.then_some(GlStorageFormat::Depth24Stencil8)
            }
            Some(handle) => {
                let object = self.framebuffers.get(handle)?;
                let image = object.point(point).or(object.depth_stencil)?;
                self.image_format(image)
            }
        }
    }

    /// `getIndexedParameter`.
    pub fn get_indexed_parameter(&mut self, target: u32, index: u32) -> Parameter {
        if self.lost {
            return Parameter::Null;
        }
        match self.indexed_parameter(target, index) {
            Ok(value) => value,
            Err(code) => {
                self.raise_with(code, "getIndexedParameter: no such target or index");
                Parameter::Null
            }
        }
    }

    fn indexed_parameter(&self, target: u32, index: u32) -> Result<Parameter, u32> {
        let bindings = match target {
            UNIFORM_BUFFER_BINDING | UNIFORM_BUFFER_START | UNIFORM_BUFFER_SIZE => &self.uniform_buffers,
            TRANSFORM_FEEDBACK_BUFFER_BINDING
            | TRANSFORM_FEEDBACK_BUFFER_START
            | TRANSFORM_FEEDBACK_BUFFER_SIZE => &self.transform_feedback().bindings,
            _ => return self.indexed_blend(target, index),
        };
        let binding = bindings.get(index as usize).ok_or(INVALID_VALUE)?;
        Ok(match target {
            UNIFORM_BUFFER_BINDING | TRANSFORM_FEEDBACK_BUFFER_BINDING => binding.buffer.into(),
            UNIFORM_BUFFER_START | TRANSFORM_FEEDBACK_BUFFER_START => {
                Parameter::Big(i64::from(binding.offset))
            }
            _ => Parameter::Big(i64::from(binding.size.unwrap_or(0))),
        })
    }

    /// Of `OES_draw_buffers_indexed`.
    fn indexed_blend(&self, target: u32, index: u32) -> Result<Parameter, u32> {
        if !self.enabled.has(Extension::OesDrawBuffersIndexed) {
            return Err(INVALID_ENUM);
        }
        let known = matches!(
            target,
            BLEND_EQUATION_RGB
                | BLEND_EQUATION_ALPHA
                | BLEND_SRC_RGB
                | BLEND_SRC_ALPHA
                | BLEND_DST_RGB
                | BLEND_DST_ALPHA
                | COLOR_WRITEMASK
        );
        if !known {
            return Err(INVALID_ENUM);
        }
        let blend = self.state.blend.get(index as usize).ok_or(INVALID_VALUE)?;
        Ok(match target {
            BLEND_EQUATION_RGB => Parameter::Uint(blend.rgb_equation),
            BLEND_EQUATION_ALPHA => Parameter::Uint(blend.alpha_equation),
            BLEND_SRC_RGB => Parameter::Uint(blend.src_rgb),
            BLEND_SRC_ALPHA => Parameter::Uint(blend.src_alpha),
            BLEND_DST_RGB => Parameter::Uint(blend.dst_rgb),
            BLEND_DST_ALPHA => Parameter::Uint(blend.dst_alpha),
            _ => Parameter::Bools(blend.mask.to_vec()),
        })
    }
}
