//! Tests of whole contexts: what they record, and what `getError` says.

mod backend;
mod buffers;
mod draws;
mod feedback;
mod framebuffers;
mod lifecycle;
mod memory;
mod parameters;
mod programs;
mod random;
mod reads;
mod shaders;
mod states;

use super::{Context, ContextAttributes, Version};
use crate::{
    constants::*,
    handles::{BufferHandle, ProgramHandle},
    objects::{Linked, Program},
};
use sparrow_base::{Budget, CanvasId, PixelSize};
use sparrow_glsl::{ActiveAttribute, ActiveUniform, Reflection, UniformNumber, UniformPlace};
use sparrow_render::gl::{
    GlAttribute, GlInterface, GlLimits, GlOutput, GlProgramId, GlSamplerKind, GlSamplerSlot, GlStages,
    GlTextureDim, GlValueKind, InertProgram,
};
use std::sync::Arc;

/// An adapter as a desktop has it.
pub(super) fn adapter() -> GlLimits {
    GlLimits {
        max_texture_size: 4096,
        max_3d_texture_size: 2048,
        max_array_layers: 256,
        max_renderbuffer_size: 4096,
        max_vertex_attribs: 16,
        max_vertex_textures: 16,
        max_fragment_textures: 16,
        software: false,
        max_combined_textures: 32,
        max_color_attachments: 4,
        max_varying_vectors: 15,
        max_uniform_block_bytes: 65536,
        uniform_offset_alignment: 256,
        max_samples: 4,
        max_anisotropy: 16,
        bc: true,
        float_filterable: true,
        float_blendable: true,
        float_renderable: true,
        timestamps: true,
        renderer: "a renderer".to_owned(),
        vendor: "a vendor".to_owned(),
    }
}

/// A context of 8 by 4 pixels whose first commands are taken.
pub(super) fn context(version: Version) -> Context {
    let attributes = ContextAttributes { antialias: false, stencil: true, ..ContextAttributes::default() };
    let mut context = Context::new(
        CanvasId(1),
        version,
        attributes,
        PixelSize::new(8, 4),
        &adapter(),
        &Budget::unlimited(),
    );
    context.take_commands();
    context
}

/// The waiting commands as text.
pub(super) fn commands(context: &mut Context) -> Vec<String> {
    context.take_commands().iter().map(ToString::to_string).collect()
}

/// The first words of the waiting commands.
pub(super) fn kinds(context: &mut Context) -> Vec<String> {
    let word = |text: String| text.split([' ', '(']).next().unwrap_or_default().to_owned();
    commands(context).into_iter().map(word).collect()
}

/// A uniform of a number of floats in both stages.
pub(super) fn uniform(name: &str, kind: u32, rows: u8, size: u32, offset: u32) -> ActiveUniform {
    ActiveUniform {
        name: name.to_owned(),
        kind,
        size,
        block: None,
        offset: -1,
        array_stride: -1,
        matrix_stride: -1,
        row_major: false,
        place: UniformPlace::Value {
            vertex: Some(offset),
            fragment: Some(offset),
            element_stride: 16,
            columns: 1,
            rows,
            column_stride: 16,
            number: UniformNumber::Float,
        },
    }
}

/// `attribute vec4 position; uniform vec4 tint; uniform float weights[3]; uniform mat3 turn; uniform sampler2D image;`
pub(super) fn plain_program() -> (GlInterface, Reflection) {
    let stages = GlStages { vertex: true, fragment: true };
    let kind = GlSamplerKind { dim: GlTextureDim::D2, value: GlValueKind::Float, shadow: false };
    let interface = GlInterface {
        vertex_block_bytes: 112,
        fragment_block_bytes: 112,
        samplers: vec![GlSamplerSlot { kind, stages }],
        attributes: vec![GlAttribute { location: 0, kind: GlValueKind::Float, components: 4 }],
        outputs: vec![GlOutput { location: 0, kind: GlValueKind::Float, components: 4 }],
        ..GlInterface::default()
    };
    let mut turn = uniform("turn", FLOAT_MAT3, 3, 1, 64);
    if let UniformPlace::Value { columns, .. } = &mut turn.place {
        *columns = 3;
    }
    let image = ActiveUniform {
        place: UniformPlace::Sampler { first: 0, kind },
        ..uniform("image", SAMPLER_2D, 1, 1, 0)
    };
    let attribute = ActiveAttribute { name: "position".to_owned(), kind: FLOAT_VEC4, size: 1, location: 0 };
    let reflection = Reflection {
        attributes: vec![attribute],
        uniforms: vec![
            uniform("tint", FLOAT_VEC4, 4, 1, 0),
            uniform("weights[0]", FLOAT, 1, 3, 16),
            turn,
            image,
        ],
        ..Reflection::default()
    };
    (interface, reflection)
}

/// A program object that is linked without a compiler.
pub(super) fn link(
    context: &mut Context,
    (interface, reflection): (GlInterface, Reflection),
) -> ProgramHandle {
    let id = GlProgramId(context.fresh_id());
    let linked = Linked::new(id, Arc::new(InertProgram(interface)), reflection);
    context.programs.insert(Program { linked: Some(linked), links: 1, ..Program::default() })
}

/// An array buffer with so many bytes, bound.
pub(super) fn array_buffer(context: &mut Context, bytes: usize) -> BufferHandle {
    let buffer = context.create_buffer();
    context.bind_buffer(ARRAY_BUFFER, Some(buffer));
    context.buffer_data(ARRAY_BUFFER, Some(&vec![0; bytes]), STATIC_DRAW);
    buffer
}

/// A context that is ready to draw three vertices of four floats, with nothing waiting.
pub(super) fn ready(version: Version) -> Context {
    let mut context = context(version);
    let program = link(&mut context, plain_program());
    context.use_program(Some(program));
    array_buffer(&mut context, 48);
    context.enable_vertex_attrib_array(0);
    context.vertex_attrib_pointer(0, 4, FLOAT, false, 0, 0);
    context.take_commands();
    assert_eq!(context.get_error(), NO_ERROR);
    context
}
