//! Texture methods of a context, and the commands that leave.

use super::SamplingRules;
use crate::{
    Context, ContextAttributes, ElementType, Extension, ExtensionSet, TexelSource, TextureHandle, Version,
    constants as gl,
};
use sparrow_base::{Budget, CanvasId, PixelBuffer, PixelSize, Premul, Straight};
use sparrow_render::{
    DrawStats, RenderError,
    gl::{
        GlBackend, GlBufferId, GlCommand, GlContextId, GlFilter, GlLimits, GlQueryId, GlRead, GlSampler,
        GlStorageFormat, GlTextureDesc, GlTextureId,
    },
};

fn limits() -> GlLimits {
    GlLimits {
        max_texture_size: 4096,
        max_3d_texture_size: 256,
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
        bc: false,
        float_filterable: true,
        float_blendable: true,
        float_renderable: true,
        timestamps: true,
        renderer: String::new(),
        vendor: String::new(),
    }
}

/// Answers nothing.
struct Silent;

impl GlBackend for Silent {
    fn limits(&self) -> GlLimits {
        limits()
    }
    fn execute(&mut self, _: GlContextId, commands: &mut Vec<GlCommand>) -> Result<(), RenderError> {
        commands.clear();
        Ok(())
    }
    fn read(&mut self, _: GlContextId, _: &GlRead) -> Result<Vec<u8>, RenderError> {
        Ok(Vec::new())
    }
    fn read_buffer(
        &mut self,
        _: GlContextId,
        _: GlBufferId,
        _: u32,
        size: u32,
    ) -> Result<Vec<u8>, RenderError> {
        Ok(vec![7; size as usize])
    }
    fn query_result(&mut self, _: GlContextId, _: GlQueryId) -> Option<u64> {
        None
    }
    fn take_published(&mut self, _: GlContextId) -> Result<Option<PixelBuffer<Premul>>, RenderError> {
        Ok(None)
    }
    fn set_canvas(&mut self, _: CanvasId, _: Option<&PixelBuffer<Premul>>) -> Result<(), RenderError> {
        Ok(())
    }

    fn take_stats(&mut self) -> DrawStats {
        DrawStats::default()
    }
    fn memory_bytes(&self) -> u64 {
        0
    }
}

struct Bench {
    context: Context,
    texture: TextureHandle,
    target: u32,
}

impl Bench {
    fn new(version: Version, target: u32) -> Bench {
        let size = PixelSize::new(16, 16);
        let mut context = Context::new(
            CanvasId(1),
            version,
            ContextAttributes::default(),
            size,
            &limits(),
            &Budget::unlimited(),
        );
        let texture = context.create_texture();
        context.bind_texture(target, Some(texture));
        context.take_commands();
        Bench { context, texture, target }
    }

    fn error(&mut self) -> u32 {
        self.context.get_error()
    }

    fn define(&mut self, target: u32, level: i32, side: i32, source: TexelSource<'_>) {
        let kind = gl::UNSIGNED_BYTE;
        self.context.tex_image_2d(
            &mut Silent,
            target,
            level,
            gl::RGBA,
            side,
            side,
            0,
            gl::RGBA,
            kind,
            source,
        );
    }

    fn set(&mut self, name: u32, value: u32) {
        self.context.tex_parameteri(self.target, name, value as i32);
        assert_eq!(self.error(), gl::NO_ERROR);
    }

    fn commands(&mut self) -> Vec<String> {
        let context = &mut self.context;
        context.textures.get_mut(self.texture).unwrap().materialize(&mut context.commands);
        context.take_commands().iter().map(short).collect()
    }

    fn resolve(&mut self) -> Option<GlSampler> {
        let context = &mut self.context;
        context.textures.get_mut(self.texture).unwrap().materialize(&mut context.commands);
        let texture = context.textures.get(self.texture).unwrap();
        let rules = SamplingRules { version: context.version, enabled: &context.enabled };
        texture.resolve(None, rules).map(|(_, sampler)| sampler)
    }
}

/// A command in a few letters.
fn short(command: &GlCommand) -> String {
    let shape = |desc: &GlTextureDesc| {
        format!("{:?} {}x{}x{} levels {}", desc.format, desc.width, desc.height, desc.depth, desc.levels)
    };
    match command {
        GlCommand::TextureStorage { desc, .. } => format!("storage {}", shape(desc)),
        GlCommand::TextureReshape { desc, keep, .. } => format!("reshape {} keep {keep:?}", shape(desc)),
        GlCommand::Upload(upload) => {
            let r = upload.region;
            let size = format!("{}x{}x{}", r.width, r.height, r.depth);
            format!("upload {} at {},{},{} {size}: {}", r.level, r.x, r.y, r.z, upload.texels.len())
        }
        GlCommand::GenerateMipmap { base, last, .. } => format!("mipmap {base}..={last}"),
        other => format!("{other:?}"),
    }
}

const PIXELS: &[u8] = &[9; 64 * 64 * 4];

fn bytes(count: usize) -> TexelSource<'static> {
    TexelSource::Bytes { bytes: &PIXELS[..count], element: ElementType::Uint8 }
}

#[test]
fn a_texture_is_sent_when_it_is_used() {
    let mut bench = Bench::new(Version::One, gl::TEXTURE_2D);
    bench.define(gl::TEXTURE_2D, 0, 2, bytes(16));
    assert!(bench.context.take_commands().is_empty());
    assert_eq!(bench.commands(), ["storage Rgba8 2x2x1 levels 1", "upload 0 at 0,0,0 2x2x1: 16"]);
    assert!(bench.commands().is_empty());
    // The same shape again only uploads.
    bench.define(gl::TEXTURE_2D, 0, 2, bytes(16));
    assert_eq!(bench.commands(), ["upload 0 at 0,0,0 2x2x1: 16"]);
    // Another shape is other storage; null needs no upload.
    bench.define(gl::TEXTURE_2D, 0, 4, TexelSource::Null);
    assert_eq!(bench.commands(), ["storage Rgba8 4x4x1 levels 1"]);
    bench.context.delete_texture(Some(bench.texture));
    assert_eq!(
        bench.context.take_commands().iter().map(short).collect::<Vec<_>>(),
        ["DropTexture(GlTextureId(1))"]
    );
    assert_eq!(bench.error(), gl::NO_ERROR);
}

#[test]
fn mipmaps_extend_what_is_there() {
    let mut bench = Bench::new(Version::One, gl::TEXTURE_2D);
    bench.define(gl::TEXTURE_2D, 0, 4, bytes(64));
    bench.commands();
    bench.context.generate_mipmap(gl::TEXTURE_2D);
    assert_eq!(bench.error(), gl::NO_ERROR);
    assert_eq!(bench.commands(), ["reshape Rgba8 4x4x1 levels 3 keep [(0, 0)]", "mipmap 0..=2"]);
    // Again, now with all levels there.
    bench.define(gl::TEXTURE_2D, 0, 4, bytes(64));
    bench.context.generate_mipmap(gl::TEXTURE_2D);
    assert_eq!(bench.commands(), ["upload 0 at 0,0,0 4x4x1: 64", "mipmap 0..=2"]);
    let sampler = bench.resolve().unwrap();
    assert_eq!((sampler.base_level, sampler.max_level, sampler.mip), (0, 2, Some(GlFilter::Linear)));
}

#[test]
fn levels_in_any_order_become_one_storage() {
    let mut bench = Bench::new(Version::One, gl::TEXTURE_2D);
    bench.define(gl::TEXTURE_2D, 2, 1, bytes(4));
    bench.define(gl::TEXTURE_2D, 1, 2, bytes(16));
    assert_eq!(bench.resolve(), None);
    bench.define(gl::TEXTURE_2D, 0, 4, bytes(64));
    let expected = [
        "storage Rgba8 4x4x1 levels 3",
        "upload 0 at 0,0,0 4x4x1: 64",
        "upload 1 at 0,0,0 2x2x1: 16",
        "upload 2 at 0,0,0 1x1x1: 4",
    ];
    assert_eq!(bench.commands(), expected);
    assert!(bench.resolve().is_some());
    // A level of a wrong size: incomplete with mipmaps, but usable without.
    bench.define(gl::TEXTURE_2D, 1, 1, bytes(4));
    assert_eq!(bench.resolve(), None);
    bench.set(gl::TEXTURE_MIN_FILTER, gl::LINEAR);
    assert!(bench.resolve().is_some());
}

#[test]
fn webgl_1_asks_for_powers_of_two() {
    let mut bench = Bench::new(Version::One, gl::TEXTURE_2D);
    bench.define(gl::TEXTURE_2D, 0, 3, bytes(36));
    bench.set(gl::TEXTURE_MIN_FILTER, gl::LINEAR);
    assert_eq!(bench.resolve(), None);
    bench.set(gl::TEXTURE_WRAP_S, gl::CLAMP_TO_EDGE);
    assert_eq!(bench.resolve(), None);
    bench.set(gl::TEXTURE_WRAP_T, gl::CLAMP_TO_EDGE);
    assert!(bench.resolve().is_some());
    bench.context.generate_mipmap(gl::TEXTURE_2D);
    assert_eq!(bench.error(), gl::INVALID_OPERATION);
    let mut two = Bench::new(Version::Two, gl::TEXTURE_2D);
    two.define(gl::TEXTURE_2D, 0, 3, bytes(36));
    two.context.generate_mipmap(gl::TEXTURE_2D);
    assert_eq!(two.error(), gl::NO_ERROR);
    assert!(two.resolve().is_some());
}

#[test]
fn cube_maps_need_six_equal_squares() {
    let mut bench = Bench::new(Version::One, gl::TEXTURE_CUBE_MAP);
    bench.set(gl::TEXTURE_MIN_FILTER, gl::NEAREST);
    for face in 0..6 {
        assert_eq!(bench.resolve(), None);
        bench.define(gl::TEXTURE_CUBE_MAP_POSITIVE_X + face, 0, 2, bytes(16));
    }
    assert!(bench.resolve().is_some());
    let uploads = bench.context.take_commands().iter().filter(|c| matches!(c, GlCommand::Upload(_))).count();
    assert_eq!(uploads, 6);
    bench.define(gl::TEXTURE_CUBE_MAP_POSITIVE_X, 0, 4, bytes(64));
    assert_eq!(bench.resolve(), None);
    let kind = gl::UNSIGNED_BYTE;
    let face = gl::TEXTURE_CUBE_MAP_NEGATIVE_Z;
    let source = bytes(32);
    bench.context.tex_image_2d(&mut Silent, face, 0, gl::RGBA, 2, 4, 0, gl::RGBA, kind, source);
    assert_eq!(bench.error(), gl::INVALID_VALUE);
}

#[test]
fn sub_images_wait_or_leave() {
    let mut bench = Bench::new(Version::One, gl::TEXTURE_2D);
    let part = |bench: &mut Bench, level, x, y, side| {
        let source = bytes((side * side * 4) as usize);
        let (target, rgba, kind) = (gl::TEXTURE_2D, gl::RGBA, gl::UNSIGNED_BYTE);
        bench.context.tex_sub_image_2d(&mut Silent, target, level, x, y, side, side, rgba, kind, source);
        bench.error()
    };
    assert_eq!(part(&mut bench, 0, 0, 0, 1), gl::INVALID_OPERATION);
    bench.define(gl::TEXTURE_2D, 0, 4, TexelSource::Null);
    assert_eq!(part(&mut bench, 0, 1, 2, 2), gl::NO_ERROR);
    assert_eq!(bench.commands(), ["storage Rgba8 4x4x1 levels 1", "upload 0 at 1,2,0 2x2x1: 16"]);
    assert_eq!(part(&mut bench, 0, 3, 3, 2), gl::INVALID_VALUE);
    assert_eq!(part(&mut bench, 0, -1, 0, 1), gl::INVALID_VALUE);
    // A level that is no part of the chain is patched here.
    bench.define(gl::TEXTURE_2D, 1, 4, TexelSource::Null);
    assert_eq!(part(&mut bench, 1, 1, 0, 1), gl::NO_ERROR);
    assert!(bench.commands().is_empty());
    let texture = bench.context.textures.get(bench.texture).unwrap();
    let super::Texels::Pending(texels) = &texture.level(0, 1).unwrap().texels else { panic!("not here") };
    assert_eq!(texels[..12], [0, 0, 0, 0, 9, 9, 9, 9, 0, 0, 0, 0]);
}

#[test]
fn immutable_storage_of_webgl_2() {
    let mut bench = Bench::new(Version::Two, gl::TEXTURE_2D);
    bench.context.tex_storage_2d(gl::TEXTURE_2D, 4, gl::RGBA8, 4, 4);
    assert_eq!(bench.error(), gl::INVALID_OPERATION);
    bench.context.tex_storage_2d(gl::TEXTURE_2D, 2, gl::RGBA, 4, 4);
    assert_eq!(bench.error(), gl::INVALID_ENUM);
    bench.context.tex_storage_2d(gl::TEXTURE_2D, 2, gl::RGBA8, 4, 4);
    assert_eq!(bench.error(), gl::NO_ERROR);
    assert_eq!(bench.commands(), ["storage Rgba8 4x4x1 levels 2"]);
    bench.define(gl::TEXTURE_2D, 0, 4, TexelSource::Null);
    assert_eq!(bench.error(), gl::INVALID_OPERATION);
    let sampler = bench.resolve().unwrap();
    assert_eq!((sampler.base_level, sampler.max_level), (0, 1));
    bench.set(gl::TEXTURE_BASE_LEVEL, 9);
    let sampler = bench.resolve().unwrap();
    assert_eq!((sampler.base_level, sampler.max_level), (1, 1));
}

#[test]
fn a_chain_may_begin_at_the_base_level() {
    let mut bench = Bench::new(Version::Two, gl::TEXTURE_2D);
    bench.define(gl::TEXTURE_2D, 3, 2, bytes(16));
    bench.define(gl::TEXTURE_2D, 4, 1, bytes(4));
    assert_eq!(bench.resolve(), None);
    bench.set(gl::TEXTURE_BASE_LEVEL, 3);
    let sampler = bench.resolve().unwrap();
    assert_eq!((sampler.base_level, sampler.max_level), (0, 1));
    // Levels above arrive: what is stored moves along.
    bench.commands();
    bench.define(gl::TEXTURE_2D, 2, 4, bytes(64));
    assert_eq!(
        bench.commands(),
        ["reshape Rgba8 4x4x1 levels 3 keep [(0, 1), (1, 2)]", "upload 0 at 0,0,0 4x4x1: 64"]
    );
    let sampler = bench.resolve().unwrap();
    assert_eq!((sampler.base_level, sampler.max_level), (1, 2));
}

#[test]
fn formats_that_cannot_be_filtered_are_incomplete_with_linear_filters() {
    let mut bench = Bench::new(Version::Two, gl::TEXTURE_2D);
    let (format, kind) = (gl::RGBA_INTEGER, gl::UNSIGNED_BYTE);
    let context = &mut bench.context;
    context.tex_image_2d(&mut Silent, gl::TEXTURE_2D, 0, gl::RGBA8UI, 1, 1, 0, format, kind, bytes(4));
    assert_eq!(bench.error(), gl::NO_ERROR);
    bench.set(gl::TEXTURE_MIN_FILTER, gl::NEAREST);
    assert_eq!(bench.resolve(), None);
    bench.set(gl::TEXTURE_MAG_FILTER, gl::NEAREST);
    assert!(bench.resolve().is_some());
    let mut float = Bench::new(Version::Two, gl::TEXTURE_2D);
    let source = TexelSource::Bytes { bytes: &PIXELS[..16], element: ElementType::Float32 };
    float.context.tex_image_2d(
        &mut Silent,
        gl::TEXTURE_2D,
        0,
        gl::RGBA32F,
        1,
        1,
        0,
        gl::RGBA,
        gl::FLOAT,
        source,
    );
    float.set(gl::TEXTURE_MIN_FILTER, gl::LINEAR);
    assert_eq!(float.resolve(), None);
    float.context.enabled.insert(Extension::OesTextureFloatLinear);
    assert!(float.resolve().is_some());
}

#[test]
fn inputs_are_checked() {
    let mut bench = Bench::new(Version::One, gl::TEXTURE_2D);
    let rgba = gl::RGBA;
    let mut image = |target, level, size: (i32, i32), border, kind, source| {
        bench.context.tex_image_2d(
            &mut Silent,
            target,
            level,
            rgba,
            size.0,
            size.1,
            border,
            rgba,
            kind,
            source,
        );
        bench.context.get_error()
    };
    let (d2, byte) = (gl::TEXTURE_2D, gl::UNSIGNED_BYTE);
    assert_eq!(image(gl::TEXTURE_3D, 0, (1, 1), 0, byte, bytes(4)), gl::INVALID_ENUM);
    assert_eq!(image(gl::TEXTURE_CUBE_MAP_POSITIVE_X, 0, (1, 1), 0, byte, bytes(4)), gl::INVALID_OPERATION);
    assert_eq!(image(d2, -1, (1, 1), 0, byte, bytes(4)), gl::INVALID_VALUE);
    assert_eq!(image(d2, 13, (1, 1), 0, byte, bytes(4)), gl::INVALID_VALUE);
    assert_eq!(image(d2, 0, (-1, 1), 0, byte, bytes(4)), gl::INVALID_VALUE);
    assert_eq!(image(d2, 0, (4097, 1), 0, byte, TexelSource::Null), gl::INVALID_VALUE);
    assert_eq!(image(d2, 1, (2049, 1), 0, byte, TexelSource::Null), gl::INVALID_VALUE);
    assert_eq!(image(d2, 1, (3, 1), 0, byte, bytes(12)), gl::INVALID_VALUE);
    assert_eq!(image(d2, 0, (1, 1), 1, byte, bytes(4)), gl::INVALID_VALUE);
    assert_eq!(image(d2, 0, (1, 1), 0, gl::FLOAT, bytes(4)), gl::INVALID_ENUM);
    assert_eq!(image(d2, 0, (2, 1), 0, byte, bytes(7)), gl::INVALID_OPERATION);
    let wrong = TexelSource::Bytes { bytes: &PIXELS[..8], element: ElementType::Uint16 };
    assert_eq!(image(d2, 0, (2, 1), 0, byte, wrong), gl::INVALID_OPERATION);
    assert_eq!(image(d2, 0, (1, 1), 0, byte, TexelSource::Buffer(0)), gl::INVALID_OPERATION);
    assert_eq!(image(d2, 0, (0, 0), 0, byte, bytes(0)), gl::NO_ERROR);
    let pixels = PixelBuffer::<Straight>::new(PixelSize::new(2, 2));
    assert_eq!(image(d2, 0, (2, 2), 0, byte, TexelSource::Straight(&pixels)), gl::NO_ERROR);
}

#[test]
fn targets_and_parameters_are_checked() {
    let mut bench = Bench::new(Version::One, gl::TEXTURE_2D);
    let texture = bench.texture;
    bench.context.bind_texture(gl::TEXTURE_CUBE_MAP, Some(texture));
    assert_eq!(bench.error(), gl::INVALID_OPERATION);
    bench.context.bind_texture(gl::TEXTURE_3D, None);
    assert_eq!(bench.error(), gl::INVALID_ENUM);
    bench.context.active_texture(gl::TEXTURE0 + 32);
    assert_eq!(bench.error(), gl::INVALID_ENUM);
    bench.context.tex_parameteri(gl::TEXTURE_2D, gl::TEXTURE_WRAP_S, 0x2900);
    assert_eq!(bench.error(), gl::INVALID_ENUM);
    bench.context.tex_parameteri(gl::TEXTURE_2D, gl::TEXTURE_MIN_LOD, 0);
    assert_eq!(bench.error(), gl::INVALID_ENUM);
    bench.context.tex_parameteri(gl::TEXTURE_CUBE_MAP, gl::TEXTURE_WRAP_S, gl::REPEAT as i32);
    assert_eq!(bench.error(), gl::INVALID_OPERATION);
    bench.context.tex_parameterf(gl::TEXTURE_2D, gl::TEXTURE_WRAP_S, gl::CLAMP_TO_EDGE as f32);
    let read = bench.context.get_tex_parameter(gl::TEXTURE_2D, gl::TEXTURE_WRAP_S);
    assert_eq!(read, crate::Parameter::Uint(gl::CLAMP_TO_EDGE));
    assert!(bench.context.is_texture(Some(texture)));
    bench.context.delete_texture(Some(texture));
    assert!(!bench.context.is_texture(Some(texture)));
    bench.context.bind_texture(gl::TEXTURE_2D, Some(texture));
    assert_eq!(bench.error(), gl::INVALID_OPERATION);
    bench.context.tex_parameteri(gl::TEXTURE_2D, gl::TEXTURE_WRAP_S, gl::REPEAT as i32);
    assert_eq!(bench.error(), gl::INVALID_OPERATION);
}

#[test]
fn compressed_levels_are_checked_and_decoded() {
    let mut bench = Bench::new(Version::One, gl::TEXTURE_2D);
    let dxt1 = gl::COMPRESSED_RGB_S3TC_DXT1_EXT;
    let image = |bench: &mut Bench, level, side, count: usize| {
        let (target, source) = (gl::TEXTURE_2D, bytes(count));
        bench.context.compressed_tex_image_2d(&mut Silent, target, level, dxt1, side, side, 0, source, None);
        bench.error()
    };
    assert_eq!(image(&mut bench, 0, 8, 32), gl::INVALID_ENUM);
    bench.context.enabled.insert(Extension::WebglCompressedTextureS3tc);
    assert_eq!(image(&mut bench, 0, 7, 32), gl::INVALID_OPERATION);
    assert_eq!(image(&mut bench, 0, 8, 31), gl::INVALID_VALUE);
    assert_eq!(image(&mut bench, 0, 16, 128), gl::NO_ERROR);
    assert_eq!(image(&mut bench, 1, 8, 32), gl::NO_ERROR);
    // Of WebGL 1: levels above the first have powers of two.
    assert_eq!(image(&mut bench, 1, 6, 32), gl::INVALID_VALUE);
    assert_eq!(
        bench.commands(),
        ["storage Rgb8 16x16x1 levels 2", "upload 0 at 0,0,0 16x16x1: 1024", "upload 1 at 0,0,0 8x8x1: 256"]
    );
    let part = |bench: &mut Bench, x, side, count| {
        let (target, source) = (gl::TEXTURE_2D, bytes(count));
        bench.context.compressed_tex_sub_image_2d(
            &mut Silent,
            target,
            0,
            x,
            0,
            side,
            side,
            dxt1,
            source,
            None,
        );
        bench.error()
    };
    assert_eq!(part(&mut bench, 2, 4, 8), gl::INVALID_OPERATION);
    assert_eq!(part(&mut bench, 4, 3, 8), gl::INVALID_OPERATION);
    assert_eq!(part(&mut bench, 4, 4, 8), gl::NO_ERROR);
    bench.context.generate_mipmap(gl::TEXTURE_2D);
    assert_eq!(bench.error(), gl::INVALID_OPERATION);
    let (format, kind) = (gl::RGB, gl::UNSIGNED_BYTE);
    bench.context.tex_sub_image_2d(&mut Silent, gl::TEXTURE_2D, 0, 0, 0, 1, 1, format, kind, bytes(4));
    assert_eq!(bench.error(), gl::INVALID_OPERATION);
}

#[test]
fn copies_read_the_framebuffer() {
    let mut bench = Bench::new(Version::One, gl::TEXTURE_2D);
    bench.context.copy_tex_image_2d(gl::TEXTURE_2D, 0, gl::RGBA, 0, 0, 4, 4, 0);
    assert_eq!(bench.error(), gl::NO_ERROR);
    let commands = bench.commands();
    assert_eq!(commands[0], "storage Rgba8 4x4x1 levels 1");
    assert!(commands[1].starts_with("CopyTexture"), "{commands:?}");
    assert_eq!(commands.len(), 2);
    bench.context.copy_tex_sub_image_2d(gl::TEXTURE_2D, 0, 2, 2, -1, 0, 2, 2);
    assert_eq!(bench.error(), gl::NO_ERROR);
    assert_eq!(bench.commands().len(), 1);
    bench.context.copy_tex_sub_image_2d(gl::TEXTURE_2D, 0, 3, 3, 0, 0, 2, 2);
    assert_eq!(bench.error(), gl::INVALID_VALUE);
    bench.context.copy_tex_image_2d(gl::TEXTURE_2D, 0, gl::R8, 0, 0, 4, 4, 0);
    assert_eq!(bench.error(), gl::INVALID_ENUM);
}

#[test]
fn attachments_ask_for_levels_that_are_in_use() {
    let mut bench = Bench::new(Version::Two, gl::TEXTURE_2D);
    bench.define(gl::TEXTURE_2D, 0, 4, bytes(64));
    bench.define(gl::TEXTURE_2D, 1, 2, bytes(16));
    let attachable = |bench: &Bench, level| {
        let texture = bench.context.textures.get(bench.texture).unwrap();
        texture.is_attachable(level, Version::Two)
    };
    assert!(attachable(&bench, 0) && !attachable(&bench, 1));
    bench.set(gl::TEXTURE_MAX_LEVEL, 1);
    assert!(attachable(&bench, 1) && !attachable(&bench, 2));
    bench.set(gl::TEXTURE_BASE_LEVEL, 1);
    assert!(!attachable(&bench, 0) && attachable(&bench, 1));
}

#[test]
fn buffers_are_read_where_the_layout_says() {
    let mut bench = Bench::new(Version::Two, gl::TEXTURE_2D);
    let buffer = bench.context.create_buffer();
    bench.context.bind_buffer(gl::PIXEL_UNPACK_BUFFER, Some(buffer));
    bench.context.buffer_data_size(gl::PIXEL_UNPACK_BUFFER, 20, gl::STATIC_DRAW);
    bench.context.take_commands();
    let mut image = |source| {
        let (target, rgba, kind) = (gl::TEXTURE_2D, gl::RGBA, gl::UNSIGNED_BYTE);
        bench.context.tex_image_2d(&mut Silent, target, 0, rgba, 2, 2, 0, rgba, kind, source);
        bench.context.get_error()
    };
    assert_eq!(image(TexelSource::Buffer(4)), gl::NO_ERROR);
    assert_eq!(image(TexelSource::Buffer(5)), gl::INVALID_OPERATION);
    assert_eq!(image(TexelSource::Buffer(-1)), gl::INVALID_VALUE);
    assert_eq!(image(bytes(16)), gl::INVALID_OPERATION);
    assert_eq!(image(TexelSource::Null), gl::INVALID_OPERATION);
    bench.context.pixel_storei(gl::UNPACK_FLIP_Y_WEBGL, 1);
    let (target, rgba, kind) = (gl::TEXTURE_2D, gl::RGBA, gl::UNSIGNED_BYTE);
    let source = TexelSource::Buffer(0);
    bench.context.tex_image_2d(&mut Silent, target, 0, rgba, 2, 2, 0, rgba, kind, source);
    assert_eq!(bench.error(), gl::INVALID_OPERATION);
}

#[test]
fn volumes_and_arrays() {
    let mut bench = Bench::new(Version::Two, gl::TEXTURE_3D);
    let mut image = |size: [i32; 3], source| {
        let (target, rgba, kind) = (gl::TEXTURE_3D, gl::RGBA, gl::UNSIGNED_BYTE);
        let [width, height, depth] = size;
        let context = &mut bench.context;
        context.tex_image_3d(&mut Silent, target, 0, rgba, width, height, depth, 0, rgba, kind, source);
        context.get_error()
    };
    assert_eq!(image([2, 2, 300], TexelSource::Null), gl::INVALID_VALUE);
    assert_eq!(image([2, 2, 4], bytes(63)), gl::INVALID_OPERATION);
    assert_eq!(image([2, 2, 4], bytes(64)), gl::NO_ERROR);
    bench.context.generate_mipmap(gl::TEXTURE_3D);
    assert_eq!(
        bench.commands(),
        ["storage Rgba8 2x2x4 levels 3", "upload 0 at 0,0,0 2x2x4: 64", "mipmap 0..=2"]
    );
    let mut array = Bench::new(Version::Two, gl::TEXTURE_2D_ARRAY);
    array.context.tex_storage_3d(gl::TEXTURE_2D_ARRAY, 2, gl::RGB8, 2, 2, 3);
    let (target, rgb, kind) = (gl::TEXTURE_2D_ARRAY, gl::RGB, gl::UNSIGNED_BYTE);
    let source = bytes(12);
    array.context.pixel_storei(gl::UNPACK_ALIGNMENT, 1);
    array.context.tex_sub_image_3d(&mut Silent, target, 0, 0, 0, 2, 2, 2, 1, rgb, kind, source);
    assert_eq!(array.error(), gl::NO_ERROR);
    assert_eq!(array.commands(), ["storage Rgb8 2x2x3 levels 2", "upload 0 at 0,0,2 2x2x1: 16"]);
}

#[test]
fn a_canvas_becomes_a_texture_as_it_is() {
    let mut bench = Bench::new(Version::One, gl::TEXTURE_2D);
    let size = PixelSize::new(1, 2);
    bench.context.pixel_storei(gl::UNPACK_FLIP_Y_WEBGL, 1);
    let id = sparrow_base::CanvasId(7);
    bench.context.wx_bind_canvas_texture(gl::TEXTURE_2D, id, size);
    assert_eq!(bench.error(), gl::NO_ERROR);
    assert!(bench.context.take_reads_canvas() && !bench.context.take_reads_canvas());
    let bound = bench.context.textures.get(bench.texture).unwrap().image(0, 0);
    assert!(bound.is_none(), "the texture that was bound is left alone");
    bench.context.take_commands();
    bench.context.wx_bind_canvas_texture(gl::TEXTURE_2D, id, size);
    let commands = bench.context.take_commands();
    let [GlCommand::UploadCanvas(upload)] = &commands[..] else { panic!("{commands:?}") };
    assert_eq!((upload.canvas, upload.size, upload.flip_y, upload.straight), (id, size, false, false));
    bench.context.wx_bind_canvas_texture(gl::TEXTURE_CUBE_MAP, id, size);
    assert_eq!(bench.error(), gl::INVALID_ENUM);
}

#[test]
fn unused_ids_name_nothing() {
    let none = ExtensionSet::default();
    let texture = super::Texture::new(GlTextureId(1));
    let rules = SamplingRules { version: Version::One, enabled: &none };
    assert_eq!(texture.resolve(None, rules), None);
    assert_eq!(texture.image(0, 0), None);
    assert_eq!(texture.base_format(), None::<GlStorageFormat>);
}
