//! Fixed-function state, texture and vertex formats: values, with WebGL's names.
#![allow(missing_docs, reason = "the names are WebGL's own")]

/// A primitive mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlMode {
    Points,
    Lines,
    LineLoop,
    LineStrip,
    Triangles,
    TriangleStrip,
    TriangleFan,
}

/// A rectangle in pixels, from the bottom left. It may lie outside of the framebuffer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct GlRect {
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlCompare {
    Never,
    Less,
    Equal,
    LessEqual,
    Greater,
    NotEqual,
    GreaterEqual,
    Always,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlBlendEquation {
    Add,
    Subtract,
    ReverseSubtract,
    Min,
    Max,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlBlendFactor {
    Zero,
    One,
    SrcColor,
    OneMinusSrcColor,
    DstColor,
    OneMinusDstColor,
    SrcAlpha,
    OneMinusSrcAlpha,
    DstAlpha,
    OneMinusDstAlpha,
    ConstantColor,
    OneMinusConstantColor,
    ConstantAlpha,
    OneMinusConstantAlpha,
    SrcAlphaSaturate,
}

/// Blending of one draw buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlBlend {
    pub enabled: bool,
    pub rgb_equation: GlBlendEquation,
    pub alpha_equation: GlBlendEquation,
    pub src_rgb: GlBlendFactor,
    pub dst_rgb: GlBlendFactor,
    pub src_alpha: GlBlendFactor,
    pub dst_alpha: GlBlendFactor,
    /// Red 1, green 2, blue 4, alpha 8.
    pub color_mask: u8,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlDepth {
    pub test: bool,
    pub compare: GlCompare,
    pub write: bool,
    pub near: f32,
    pub far: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlStencilOp {
    Keep,
    Zero,
    Replace,
    Increment,
    IncrementWrap,
    Decrement,
    DecrementWrap,
    Invert,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlStencilFace {
    pub compare: GlCompare,
    /// Clamped to 0..=255. WebGL demands that both faces have the same reference and masks when both are used.
    pub reference: u32,
    pub read_mask: u32,
    pub write_mask: u32,
    pub fail: GlStencilOp,
    pub depth_fail: GlStencilOp,
    pub pass: GlStencilOp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlStencil {
    pub test: bool,
    pub front: GlStencilFace,
    pub back: GlStencilFace,
}

/// Which faces are culled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlCull {
    None,
    Front,
    Back,
    FrontAndBack,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlFrontFace {
    Cw,
    Ccw,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlPolygonOffset {
    pub enabled: bool,
    pub factor: f32,
    pub units: f32,
}

/// All fixed-function state of a draw.
#[derive(Clone, Debug, PartialEq)]
pub struct GlState {
    /// One for each draw buffer, at least one.
    pub blend: Vec<GlBlend>,
    pub blend_color: [f32; 4],
    pub depth: GlDepth,
    pub stencil: GlStencil,
    pub cull: GlCull,
    pub front_face: GlFrontFace,
    pub polygon_offset: GlPolygonOffset,
    pub viewport: GlRect,
    /// `None` when the scissor test is off.
    pub scissor: Option<GlRect>,
    pub rasterizer_discard: bool,
    pub sample_alpha_to_coverage: bool,
    /// Value and inversion of `sampleCoverage`, when enabled.
    pub sample_coverage: Option<(f32, bool)>,
}

impl GlState {
    /// What WebGL begins with, for one draw buffer.
    pub fn initial(viewport: GlRect) -> GlState {
        let face = GlStencilFace {
            compare: GlCompare::Always,
            reference: 0,
            read_mask: u32::MAX,
            write_mask: u32::MAX,
            fail: GlStencilOp::Keep,
            depth_fail: GlStencilOp::Keep,
            pass: GlStencilOp::Keep,
        };
        GlState {
            blend: vec![GlBlend {
                enabled: false,
                rgb_equation: GlBlendEquation::Add,
                alpha_equation: GlBlendEquation::Add,
                src_rgb: GlBlendFactor::One,
                dst_rgb: GlBlendFactor::Zero,
                src_alpha: GlBlendFactor::One,
                dst_alpha: GlBlendFactor::Zero,
                color_mask: 15,
            }],
            blend_color: [0.0; 4],
            depth: GlDepth { test: false, compare: GlCompare::Less, write: true, near: 0.0, far: 1.0 },
            stencil: GlStencil { test: false, front: face, back: face },
            cull: GlCull::None,
            front_face: GlFrontFace::Ccw,
            polygon_offset: GlPolygonOffset { enabled: false, factor: 0.0, units: 0.0 },
            viewport,
            scissor: None,
            rasterizer_discard: false,
            sample_alpha_to_coverage: false,
            sample_coverage: None,
        }
    }
}

/// How texels are stored: the sized formats of WebGL 2, with what WebGL 1's unsized formats mean. Rows in uploads are tightly packed in
/// the form written here; `webgl` has converted them (luminance and alpha keep their own names so that sampling swizzles them).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlStorageFormat {
    /// One byte, sampled as `(0, 0, 0, a)`; the executor may store it as RGBA.
    A8,
    /// One byte, sampled as `(l, l, l, 1)`.
    L8,
    /// Two bytes, sampled as `(l, l, l, a)`.
    La8,
    A16F,
    L16F,
    La16F,
    A32F,
    L32F,
    La32F,
    R8,
    R8Snorm,
    Rg8,
    Rg8Snorm,
    /// Alpha reads as 1; uploaded as 4 bytes a texel with alpha 255.
    Rgb8,
    Rgb8Snorm,
    Rgba8,
    Rgba8Snorm,
    /// sRGB; `Srgb8` is uploaded with alpha 255.
    Srgb8,
    Srgb8Alpha8,
    /// 565, 4444 and 5551 are uploaded as 8-bit RGBA; the name stays for queries and renderability.
    Rgb565,
    Rgba4,
    Rgb5A1,
    Rgb10A2,
    Rgb10A2Ui,
    R11fG11fB10f,
    Rgb9E5,
    R16F,
    Rg16F,
    /// Uploaded as RGBA with alpha 1.
    Rgb16F,
    Rgba16F,
    R32F,
    Rg32F,
    Rgb32F,
    Rgba32F,
    R8I,
    R8Ui,
    R16I,
    R16Ui,
    R32I,
    R32Ui,
    Rg8I,
    Rg8Ui,
    Rg16I,
    Rg16Ui,
    Rg32I,
    Rg32Ui,
    /// Integer RGB formats are uploaded as RGBA with alpha 1.
    Rgb8I,
    Rgb8Ui,
    Rgb16I,
    Rgb16Ui,
    Rgb32I,
    Rgb32Ui,
    Rgba8I,
    Rgba8Ui,
    Rgba16I,
    Rgba16Ui,
    Rgba32I,
    Rgba32Ui,
    /// Depth formats: uploads are `u16`, or `f32` for `Depth24` and `Depth32F`.
    Depth16,
    Depth24,
    Depth32F,
    /// Uploads are `f32` depth and `u32` stencil, 8 bytes a texel.
    Depth24Stencil8,
    Depth32FStencil8,
    Stencil8,
    /// Compressed formats that the adapter takes ([`GlLimits`](super::GlLimits) says so); others are decoded by `webgl`.
    Bc1Rgb,
    Bc1Rgba,
    Bc2,
    Bc3,
    Bc1RgbSrgb,
    Bc1RgbaSrgb,
    Bc2Srgb,
    Bc3Srgb,
    Bc4R,
    Bc4RSnorm,
    Bc5Rg,
    Bc5RgSnorm,
    Bc6hUfloat,
    Bc6hFloat,
    Bc7,
    Bc7Srgb,
}

/// The kind of a texture object, fixed when it is first bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlTextureKind {
    D2,
    Cube,
    D3,
    D2Array,
}

/// Storage of a whole texture. Sent when it is first complete enough to use, and again when it changes shape: then the executor drops what
/// was there and `webgl` uploads every level again (it keeps the levels of textures that are not yet defined as a whole).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlTextureDesc {
    pub kind: GlTextureKind,
    pub format: GlStorageFormat,
    pub width: u32,
    pub height: u32,
    /// Depth of `D3`, layers of `D2Array`, 6 for `Cube`, 1 for `D2`.
    pub depth: u32,
    pub levels: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlFilter {
    Nearest,
    Linear,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlWrap {
    Repeat,
    ClampToEdge,
    MirroredRepeat,
}

/// Sampling parameters, from the texture or from a sampler object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlSampler {
    pub mag: GlFilter,
    pub min: GlFilter,
    /// `None`: only the base level.
    pub mip: Option<GlFilter>,
    pub wrap_s: GlWrap,
    pub wrap_t: GlWrap,
    pub wrap_r: GlWrap,
    pub min_lod: f32,
    pub max_lod: f32,
    /// 1 to 16.
    pub anisotropy: u16,
    /// `COMPARE_REF_TO_TEXTURE`.
    pub compare: Option<GlCompare>,
    /// Levels that may be read.
    pub base_level: u32,
    pub max_level: u32,
}

/// How an attribute lies in its buffer. `webgl` has checked that it fits the shader's kind of number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlVertexFormat {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    F16,
    F32,
    /// `INT_2_10_10_10_REV`, four components.
    I2101010,
    U2101010,
}
