//! Calls in random order with random arguments: nothing may panic, and what is recorded must name only objects that exist.

use super::{backend::FakeBackend, context, link, plain_program};
use crate::{Context, ElementType, ReadDestination, TexelSource, constants::*, context::Version, handles::*};
use sparrow_render::gl::{GlCommand, GlVertexSource};
use std::collections::HashSet;

/// A small generator of numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    fn below(&mut self, bound: usize) -> usize {
        self.next() as usize % bound
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn handle<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() || self.below(8) == 0 { None } else { Some(self.pick(from)) }
    }

    fn int(&mut self) -> i32 {
        let some = self.next().cast_signed();
        self.pick(&[0, 1, 2, 3, 4, 8, 16, -1, i32::MAX, i32::MIN, some])
    }

    fn small(&mut self) -> i32 {
        self.pick(&[0, 1, 2, 3, 4, 6, 8, 64, -1])
    }
}

#[derive(Default)]
struct Objects {
    buffers: Vec<BufferHandle>,
    textures: Vec<TextureHandle>,
    renderbuffers: Vec<RenderbufferHandle>,
    framebuffers: Vec<FramebufferHandle>,
    arrays: Vec<VertexArrayHandle>,
    samplers: Vec<SamplerHandle>,
    queries: Vec<QueryHandle>,
    feedbacks: Vec<TransformFeedbackHandle>,
    programs: Vec<ProgramHandle>,
}

const TARGETS: &[u32] = &[
    ARRAY_BUFFER,
    ELEMENT_ARRAY_BUFFER,
    COPY_READ_BUFFER,
    COPY_WRITE_BUFFER,
    PIXEL_PACK_BUFFER,
    PIXEL_UNPACK_BUFFER,
    TRANSFORM_FEEDBACK_BUFFER,
    UNIFORM_BUFFER,
    7,
];
const ATTACHMENTS: &[u32] = &[
    COLOR_ATTACHMENT0,
    COLOR_ATTACHMENT1,
    DEPTH_ATTACHMENT,
    STENCIL_ATTACHMENT,
    DEPTH_STENCIL_ATTACHMENT,
    0,
];
const IMAGES: &[u32] = &[TEXTURE_2D, TEXTURE_CUBE_MAP_POSITIVE_X, TEXTURE_CUBE_MAP_NEGATIVE_Z, TEXTURE_3D];
const FORMATS: &[u32] = &[RGBA4, RGBA8, RGBA8UI, DEPTH_COMPONENT16, DEPTH_STENCIL, STENCIL_INDEX8, RGB565, 3];
const MODES: &[u32] = &[POINTS, LINES, TRIANGLES, TRIANGLE_STRIP, LINE_LOOP, 9];

fn create(gl: &mut Context, objects: &mut Objects, random: &mut Random) {
    match random.below(9) {
        0 => objects.buffers.push(gl.create_buffer()),
        1 => objects.textures.push(gl.create_texture()),
        2 => objects.renderbuffers.push(gl.create_renderbuffer()),
        3 => objects.framebuffers.push(gl.create_framebuffer()),
        4 => objects.arrays.push(gl.create_vertex_array()),
        5 => objects.samplers.push(gl.create_sampler()),
        6 => objects.queries.push(gl.create_query()),
        7 => objects.feedbacks.push(gl.create_transform_feedback()),
        _ => objects.programs.push(link(gl, plain_program())),
    }
}

fn delete(gl: &mut Context, objects: &Objects, random: &mut Random) {
    match random.below(10) {
        0 => gl.delete_buffer(random.handle(&objects.buffers)),
        1 => gl.delete_texture(random.handle(&objects.textures)),
        2 => gl.delete_renderbuffer(random.handle(&objects.renderbuffers)),
        3 => gl.delete_framebuffer(random.handle(&objects.framebuffers)),
        4 => gl.delete_vertex_array(random.handle(&objects.arrays)),
        5 => gl.delete_sampler(random.handle(&objects.samplers)),
        6 => gl.delete_query(random.handle(&objects.queries)),
        7 => gl.delete_transform_feedback(random.handle(&objects.feedbacks)),
        8 => gl.delete_program(random.handle(&objects.programs)),
        _ => {
            if let Some(buffer) = random.handle(&objects.buffers) {
                gl.release(buffer.into());
            }
        }
    }
}

fn bind(gl: &mut Context, objects: &Objects, random: &mut Random) {
    match random.below(10) {
        0 | 1 => gl.bind_buffer(random.pick(TARGETS), random.handle(&objects.buffers)),
        2 => gl.bind_texture(
            random.pick(&[TEXTURE_2D, TEXTURE_CUBE_MAP, TEXTURE_3D]),
            random.handle(&objects.textures),
        ),
        3 => gl.bind_renderbuffer(RENDERBUFFER, random.handle(&objects.renderbuffers)),
        4 => {
            let target = random.pick(&[FRAMEBUFFER, READ_FRAMEBUFFER, DRAW_FRAMEBUFFER]);
            gl.bind_framebuffer(target, random.handle(&objects.framebuffers));
        }
        5 => gl.bind_vertex_array(random.handle(&objects.arrays)),
        6 => gl.bind_sampler(random.next() % 3, random.handle(&objects.samplers)),
        7 => gl.bind_transform_feedback(TRANSFORM_FEEDBACK, random.handle(&objects.feedbacks)),
        8 => gl.use_program(random.handle(&objects.programs)),
        _ => {
            let target = random.pick(&[UNIFORM_BUFFER, TRANSFORM_FEEDBACK_BUFFER]);
            let (offset, size) = (i64::from(random.int()), i64::from(random.int()));
            gl.bind_buffer_range(target, random.next() % 5, random.handle(&objects.buffers), offset, size);
        }
    }
}

fn change(gl: &mut Context, objects: &Objects, random: &mut Random, backend: &mut FakeBackend) {
    let bytes = [1_u8; 64];
    match random.below(16) {
        0 => gl.buffer_data_size(random.pick(TARGETS), i64::from(random.small() * 16), STATIC_DRAW),
        1 => gl.buffer_sub_data(random.pick(TARGETS), i64::from(random.int()), &bytes[..random.below(64)]),
        2 => {
            let (from, to) = (random.pick(TARGETS), random.pick(TARGETS));
            let [a, b, c] = [random.small(), random.int(), random.small()].map(i64::from);
            gl.copy_buffer_sub_data(from, to, a, b, c);
        }
        3 => {
            let kind = random.pick(&[FLOAT, UNSIGNED_BYTE, SHORT, INT, INT_2_10_10_10_REV, 5]);
            let (size, stride, offset) = (random.small(), random.small(), i64::from(random.int()));
            gl.vertex_attrib_pointer(random.next() % 3, size, kind, true, stride, offset);
        }
        4 => gl.enable_vertex_attrib_array(random.next() % 3),
        5 => gl.disable_vertex_attrib_array(random.next() % 3),
        6 => gl.vertex_attrib_divisor(random.next() % 3, random.next() % 3),
        7 => gl.renderbuffer_storage(RENDERBUFFER, random.pick(FORMATS), random.small(), random.small()),
        8 => {
            let (attachment, level) = (random.pick(ATTACHMENTS), random.small());
            let texture = random.handle(&objects.textures);
            gl.framebuffer_texture_2d(FRAMEBUFFER, attachment, random.pick(IMAGES), texture, level);
        }
        9 => {
            let renderbuffer = random.handle(&objects.renderbuffers);
            gl.framebuffer_renderbuffer(FRAMEBUFFER, random.pick(ATTACHMENTS), RENDERBUFFER, renderbuffer);
        }
        10 | 11 => {
            let (target, level) = (random.pick(IMAGES), random.small());
            let (width, height) = (random.small(), random.small());
            let (format, kind) = (RGBA, UNSIGNED_BYTE);
            gl.tex_image_2d(
                backend,
                target,
                level,
                format,
                width,
                height,
                0,
                format,
                kind,
                TexelSource::Null,
            );
        }
        12 => gl.tex_parameteri(TEXTURE_2D, TEXTURE_MIN_FILTER, NEAREST.cast_signed()),
        13 => gl.generate_mipmap(random.pick(&[TEXTURE_2D, TEXTURE_CUBE_MAP])),
        14 => gl.draw_buffers(&[random.pick(&[NONE, BACK, COLOR_ATTACHMENT0])]),
        _ => {
            let [x, y, w, h] = [random.small(), random.int(), random.small(), random.small()];
            gl.copy_tex_sub_image_2d(TEXTURE_2D, random.small(), random.small(), 0, x, y, w, h);
        }
    }
}

fn act(gl: &mut Context, objects: &Objects, random: &mut Random, backend: &mut FakeBackend) {
    match random.below(16) {
        0..4 => gl.draw_arrays(random.pick(MODES), random.small(), random.small()),
        4 => gl.draw_arrays_instanced(random.pick(MODES), random.int(), random.int(), random.int()),
        5 | 6 => {
            let kind = random.pick(&[UNSIGNED_BYTE, UNSIGNED_SHORT, UNSIGNED_INT]);
            gl.draw_elements(random.pick(MODES), random.small(), kind, i64::from(random.int()));
        }
        7 => gl.clear(random.pick(&[COLOR_BUFFER_BIT, DEPTH_BUFFER_BIT, STENCIL_BUFFER_BIT, 0x4500, 1])),
        8 => {
            let mut out = [0; 1024];
            let out = Some(ReadDestination { bytes: &mut out, element: ElementType::Uint8 });
            let [x, y, w, h] = [random.int(), random.small(), random.small(), random.int()];
            gl.read_pixels(backend, x, y, w, h, RGBA, UNSIGNED_BYTE, out);
        }
        9 => {
            let [x, y, w, h] = [random.int(), random.small(), random.small(), random.small()];
            gl.read_pixels_to_buffer(backend, x, y, w, h, RGBA, UNSIGNED_BYTE, i64::from(random.int()));
        }
        10 => {
            let [a, b, c, d] = [random.int(), random.small(), random.small(), random.int()];
            gl.blit_framebuffer(a, b, c, d, a, d, c, b, random.pick(&[0x4000, 0x100, 0x4500]), NEAREST);
        }
        11 => {
            if let Some(query) = random.handle(&objects.queries) {
                gl.begin_query(ANY_SAMPLES_PASSED, query);
                let _ = gl.get_query_parameter(backend, query, QUERY_RESULT);
            }
        }
        12 => gl.end_query(ANY_SAMPLES_PASSED),
        13 => gl.begin_transform_feedback(random.pick(MODES)),
        14 => gl.end_transform_feedback(),
        _ => {
            let _ = gl.check_framebuffer_status(FRAMEBUFFER);
            gl.frame_ended();
        }
    }
}

/// Follows the ids of buffers and programs: a draw must not name one that is gone.
#[derive(Default)]
struct Follower {
    buffers: HashSet<u32>,
    programs: HashSet<u32>,
    inputs: Vec<u32>,
    program: Option<u32>,
}

impl Follower {
    fn follow(&mut self, commands: Vec<GlCommand>) {
        for command in commands {
            match command {
                GlCommand::BufferData { buffer, .. } | GlCommand::BufferSize { buffer, .. } => {
                    self.buffers.insert(buffer.0);
                }
                GlCommand::BufferSubData { buffer, .. } => assert!(self.buffers.contains(&buffer.0)),
                GlCommand::DropBuffer(buffer) => assert!(self.buffers.remove(&buffer.0)),
                GlCommand::DropProgram(program) => {
                    self.programs.insert(program.0);
                }
                GlCommand::Program(program) => self.program = Some(program.0),
                GlCommand::VertexInputs(inputs) => {
                    self.inputs = inputs
                        .iter()
                        .filter_map(|input| match input.source {
                            GlVertexSource::Array { buffer, .. } => Some(buffer.0),
                            GlVertexSource::Constant(_) => None,
                        })
                        .collect();
                }
                GlCommand::Draw(draw) => {
                    assert!(self.inputs.iter().all(|buffer| self.buffers.contains(buffer)));
                    assert!(self.program.is_some_and(|program| !self.programs.contains(&program)));
                    assert!(draw.count > 0 && draw.instances > 0);
                }
                _ => {}
            }
        }
    }
}

#[test]
fn random_calls_neither_panic_nor_name_what_is_gone() {
    let mut draws_seen = 0;
    for seed in 1..40_u64 {
        let version = if seed % 3 == 0 { Version::One } else { Version::Two };
        let mut gl = context(version);
        let (mut objects, mut random, mut follower) = (Objects::default(), Random(seed), Follower::default());
        let mut backend = FakeBackend::default();
        for _ in 0..3000 {
            match random.below(40) {
                0..3 => create(&mut gl, &mut objects, &mut random),
                3 => delete(&mut gl, &objects, &mut random),
                4..14 => bind(&mut gl, &objects, &mut random),
                14..28 => change(&mut gl, &objects, &mut random, &mut backend),
                _ => act(&mut gl, &objects, &mut random, &mut backend),
            }
            let _ = gl.get_error();
            if backend.executed.is_empty() {
                let commands = gl.take_commands();
                draws_seen += commands.iter().filter(|command| matches!(command, GlCommand::Draw(_))).count();
                follower.follow(commands);
            } else {
                // The executor took them before we could look: the follower starts anew.
                backend.executed.clear();
                assert!(gl.lose() && gl.restore());
                gl.take_commands();
                (objects, follower) = (Objects::default(), Follower::default());
            }
        }
    }
    assert!(draws_seen > 100, "{draws_seen} draws were valid");
}
