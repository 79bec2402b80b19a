//! Sampling parameters of a texture or a sampler object.

use crate::{Extension, ExtensionSet, Limits, Parameter, Version, constants as gl};
use sparrow_render::gl::{GlCompare, GlFilter, GlSampler, GlWrap};

/// `TEXTURE_MIN_FILTER` and its kin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SamplerParameters {
    pub(super) min_filter: u32,
    pub(super) mag_filter: u32,
    pub(super) wrap_s: u32,
    pub(super) wrap_t: u32,
    wrap_r: u32,
    min_lod: f32,
    max_lod: f32,
    pub(super) compare_mode: u32,
    compare_func: u32,
    anisotropy: f32,
}

/// A value as `texParameteri` or `texParameterf` hands it over.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ParameterValue {
    Int(i32),
    Float(f32),
}

impl ParameterValue {
    /// As an enum or an integer: floats are rounded.
    pub(crate) fn to_int(self) -> i32 {
        match self {
            ParameterValue::Int(value) => value,
            ParameterValue::Float(value) => value.round() as i32,
        }
    }

    fn to_float(self) -> f32 {
        match self {
            ParameterValue::Int(value) => value as f32,
            ParameterValue::Float(value) => value,
        }
    }
}

impl SamplerParameters {
    pub(crate) fn new() -> SamplerParameters {
        SamplerParameters {
            min_filter: gl::NEAREST_MIPMAP_LINEAR,
            mag_filter: gl::LINEAR,
            wrap_s: gl::REPEAT,
            wrap_t: gl::REPEAT,
            wrap_r: gl::REPEAT,
            min_lod: -1000.0,
            max_lod: 1000.0,
            compare_mode: gl::NONE,
            compare_func: gl::LEQUAL,
            anisotropy: 1.0,
        }
    }

    /// `samplerParameteri`.
    pub(crate) fn set_i(
        &mut self,
        name: u32,
        value: i32,
        limits: &Limits,
        version: Version,
        enabled: &ExtensionSet,
    ) -> Result<(), u32> {
        self.set(name, ParameterValue::Int(value), limits, version, enabled)
    }

    /// `samplerParameterf`.
    pub(crate) fn set_f(
        &mut self,
        name: u32,
        value: f32,
        limits: &Limits,
        version: Version,
        enabled: &ExtensionSet,
    ) -> Result<(), u32> {
        self.set(name, ParameterValue::Float(value), limits, version, enabled)
    }

    /// Sets a parameter, or gives the error code.
    pub(crate) fn set(
        &mut self,
        name: u32,
        value: ParameterValue,
        limits: &Limits,
        version: Version,
        enabled: &ExtensionSet,
    ) -> Result<(), u32> {
        let chosen = value.to_int() as u32;
        let one_of =
            |allowed: &[u32]| if allowed.contains(&chosen) { Ok(chosen) } else { Err(gl::INVALID_ENUM) };
        let wrap = || one_of(&[gl::REPEAT, gl::CLAMP_TO_EDGE, gl::MIRRORED_REPEAT]);
        match name {
            gl::TEXTURE_MIN_FILTER => {
                self.min_filter = one_of(&[
                    gl::NEAREST,
                    gl::LINEAR,
                    gl::NEAREST_MIPMAP_NEAREST,
                    gl::LINEAR_MIPMAP_NEAREST,
                    gl::NEAREST_MIPMAP_LINEAR,
                    gl::LINEAR_MIPMAP_LINEAR,
                ])?;
            }
            gl::TEXTURE_MAG_FILTER => self.mag_filter = one_of(&[gl::NEAREST, gl::LINEAR])?,
            gl::TEXTURE_WRAP_S => self.wrap_s = wrap()?,
            gl::TEXTURE_WRAP_T => self.wrap_t = wrap()?,
            gl::TEXTURE_MAX_ANISOTROPY_EXT if enabled.has(Extension::ExtTextureFilterAnisotropic) => {
                let value = value.to_float();
                if value.is_nan() || value < 1.0 {
                    return Err(gl::INVALID_VALUE);
                }
                self.anisotropy = value.min(limits.max_anisotropy);
            }
            _ if version == Version::One => return Err(gl::INVALID_ENUM),
            gl::TEXTURE_WRAP_R => self.wrap_r = wrap()?,
            gl::TEXTURE_MIN_LOD => self.min_lod = value.to_float(),
            gl::TEXTURE_MAX_LOD => self.max_lod = value.to_float(),
            gl::TEXTURE_COMPARE_MODE => {
                self.compare_mode = one_of(&[gl::NONE, gl::COMPARE_REF_TO_TEXTURE])?;
            }
            gl::TEXTURE_COMPARE_FUNC => {
                self.compare_func = one_of(&[
                    gl::LEQUAL,
                    gl::GEQUAL,
                    gl::LESS,
                    gl::GREATER,
                    gl::EQUAL,
                    gl::NOTEQUAL,
                    gl::ALWAYS,
                    gl::NEVER,
                ])?;
            }
            _ => return Err(gl::INVALID_ENUM),
        }
        Ok(())
    }

    /// `getSamplerParameter`, or the error code.
    pub(crate) fn get(&self, name: u32, version: Version, enabled: &ExtensionSet) -> Result<Parameter, u32> {
        Ok(match name {
            gl::TEXTURE_MIN_FILTER => Parameter::Uint(self.min_filter),
            gl::TEXTURE_MAG_FILTER => Parameter::Uint(self.mag_filter),
            gl::TEXTURE_WRAP_S => Parameter::Uint(self.wrap_s),
            gl::TEXTURE_WRAP_T => Parameter::Uint(self.wrap_t),
            gl::TEXTURE_MAX_ANISOTROPY_EXT if enabled.has(Extension::ExtTextureFilterAnisotropic) => {
                Parameter::Float(self.anisotropy)
            }
            _ if version == Version::One => return Err(gl::INVALID_ENUM),
            gl::TEXTURE_WRAP_R => Parameter::Uint(self.wrap_r),
            gl::TEXTURE_MIN_LOD => Parameter::Float(self.min_lod),
            gl::TEXTURE_MAX_LOD => Parameter::Float(self.max_lod),
            gl::TEXTURE_COMPARE_MODE => Parameter::Uint(self.compare_mode),
            gl::TEXTURE_COMPARE_FUNC => Parameter::Uint(self.compare_func),
            _ => return Err(gl::INVALID_ENUM),
        })
    }

    /// For the executor: `base` and `last` are levels of its storage.
    pub(super) fn to_gl(self, base: u32, last: u32) -> GlSampler {
        let (min, mip) = match self.min_filter {
            gl::NEAREST => (GlFilter::Nearest, None),
            gl::LINEAR => (GlFilter::Linear, None),
            gl::NEAREST_MIPMAP_NEAREST => (GlFilter::Nearest, Some(GlFilter::Nearest)),
            gl::LINEAR_MIPMAP_NEAREST => (GlFilter::Linear, Some(GlFilter::Nearest)),
            gl::NEAREST_MIPMAP_LINEAR => (GlFilter::Nearest, Some(GlFilter::Linear)),
            _ => (GlFilter::Linear, Some(GlFilter::Linear)),
        };
        let compares = self.compare_mode == gl::COMPARE_REF_TO_TEXTURE;
        // NaN would be an error further down; OpenGL leaves it undefined.
        let lod = |value: f32, otherwise: f32| if value.is_nan() { otherwise } else { value };
        GlSampler {
            mag: if self.mag_filter == gl::NEAREST { GlFilter::Nearest } else { GlFilter::Linear },
            min,
            mip,
            wrap_s: wrap_mode(self.wrap_s),
            wrap_t: wrap_mode(self.wrap_t),
            wrap_r: wrap_mode(self.wrap_r),
            min_lod: lod(self.min_lod, -1000.0),
            max_lod: lod(self.max_lod, 1000.0),
            anisotropy: (self.anisotropy as u16).clamp(1, 16),
            compare: compares.then(|| compare_function(self.compare_func)),
            base_level: base,
            max_level: last,
        }
    }
}

fn wrap_mode(wrap: u32) -> GlWrap {
    match wrap {
        gl::CLAMP_TO_EDGE => GlWrap::ClampToEdge,
        gl::MIRRORED_REPEAT => GlWrap::MirroredRepeat,
        _ => GlWrap::Repeat,
    }
}

fn compare_function(function: u32) -> GlCompare {
    match function {
        gl::NEVER => GlCompare::Never,
        gl::LESS => GlCompare::Less,
        gl::EQUAL => GlCompare::Equal,
        gl::GREATER => GlCompare::Greater,
        gl::NOTEQUAL => GlCompare::NotEqual,
        gl::GEQUAL => GlCompare::GreaterEqual,
        gl::ALWAYS => GlCompare::Always,
        _ => GlCompare::LessEqual,
    }
}
