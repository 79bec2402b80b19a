//! Pipelines of the 2D renderer: few, made when first needed.

use crate::{device::Gpu, vertex::Vertex};
use rustc_hash::FxHashMap;
use sparrow_render::CompositeOp;

/// What a batch of quads needs of its fragment shader, from cheap to dear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Program {
    /// Images, not clamped, as they are: lavapipe has a short way for shaders that only sample.
    PlainSprite,
    /// Images, not clamped, with an alpha.
    Sprite,
    /// Images whose texels stay inside of bounds.
    ClampedSprite,
    /// One colour with strips, glyphs or boxes.
    Solid,
    /// Every kind of quad.
    Paint,
    /// A layer, mixed with a copy of the canvas.
    Composite,
    /// A picture along one axis of a blur.
    Blur,
    /// A picture through a colour matrix.
    Recolor,
}

impl Program {
    /// The cheapest program that draws what both draw.
    pub(crate) fn join(self, other: Program) -> Program {
        use Program::*;
        match (self, other) {
            (a, b) if a == b => a,
            (PlainSprite | Sprite, PlainSprite | Sprite) => Sprite,
            (PlainSprite | Sprite | ClampedSprite, PlainSprite | Sprite | ClampedSprite) => ClampedSprite,
            _ => Paint,
        }
    }

    /// True when batches of both can be one.
    pub(crate) fn can_join(self, other: Program) -> bool {
        self == other || !(self.reads_a_picture() || other.reads_a_picture())
    }

    /// True when the program computes with the texels of one scratch texture.
    fn reads_a_picture(self) -> bool {
        matches!(self, Program::Composite | Program::Blur | Program::Recolor)
    }

    /// True when the program reads coverage memory, ramps or records.
    pub(crate) fn needs_tables(self) -> bool {
        !matches!(self, Program::PlainSprite | Program::Sprite | Program::ClampedSprite)
    }

    fn entry_points(self) -> (&'static str, &'static str) {
        match self {
            Program::PlainSprite => ("plain_sprite_vertex", "plain_sprite_fragment"),
            Program::Sprite => ("sprite_vertex", "sprite_fragment"),
            Program::ClampedSprite => ("clamped_sprite_vertex", "clamped_sprite_fragment"),
            Program::Solid => ("solid_vertex", "solid_fragment"),
            Program::Paint => ("paint_vertex", "paint_fragment"),
            Program::Composite => ("composite_vertex", "composite_fragment"),
            Program::Blur => ("blur_vertex", "blur_fragment"),
            Program::Recolor => ("recolor_vertex", "recolor_fragment"),
        }
    }
}

/// How a pipeline combines what it draws with what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Blend {
    /// An operator that the hardware can do: see [`Fixed`].
    pub(crate) operator: CompositeOp,
    /// False on canvases without alpha, whose alpha stays 255.
    pub(crate) write_alpha: bool,
    /// The second draw of an operator that takes two.
    pub(crate) second: bool,
}

impl Blend {
    /// The only draw of an operator, or its first.
    pub(crate) fn new(operator: CompositeOp, write_alpha: bool) -> Blend {
        Blend { operator, write_alpha, second: false }
    }
}

/// What the hardware can do of an operator, for premultiplied colours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fixed {
    /// All of it.
    Once(wgpu::BlendState),
    /// All of it, by drawing twice.
    Twice(wgpu::BlendState, wgpu::BlendState),
    /// A shader has to see what is there.
    No,
}

impl Fixed {
    /// Blend factors of the Porter-Duff operators, and of those blend modes that are sums of products:
    /// <https://drafts.fxtf.org/compositing/#porterduffcompositingoperators>. With `S` and `B` for the premultiplied colours, and `s` and `b` for the alphas,
    /// of source and backdrop, `screen` is `S + B(1 - S)`, `exclusion` `S(1 - B) + B(1 - S)`, and `multiply` `B(1 - s) + SB + S(1 - b)`,
    /// whose last term is added by a second draw. A factor of `S` and `s`, coverage is right in all of them.
    pub(crate) fn of(operator: CompositeOp) -> Fixed {
        use wgpu::{BlendFactor as F, BlendOperation::Add};
        let component =
            |src_factor, dst_factor| wgpu::BlendComponent { src_factor, dst_factor, operation: Add };
        let source_over = component(F::One, F::OneMinusSrcAlpha);
        if let Some((source, destination)) = porter_duff(operator) {
            let both = component(source, destination);
            return Fixed::Once(wgpu::BlendState { color: both, alpha: both });
        }
        match operator {
            CompositeOp::Exclusion => Fixed::Once(wgpu::BlendState {
                color: component(F::OneMinusDst, F::OneMinusSrc),
                alpha: source_over,
            }),
            CompositeOp::Multiply => Fixed::Twice(
                wgpu::BlendState {
                    color: component(F::Dst, F::OneMinusSrcAlpha),
                    alpha: component(F::Zero, F::One),
                },
                wgpu::BlendState { color: component(F::OneMinusDstAlpha, F::One), alpha: source_over },
            ),
            _ => Fixed::No,
        }
    }

    fn state(self, second: bool) -> Option<wgpu::BlendState> {
        match self {
            Fixed::Once(state) | Fixed::Twice(state, _) if !second => Some(state),
            Fixed::Twice(_, state) => Some(state),
            Fixed::Once(_) | Fixed::No => None,
        }
    }
}

/// The factors of source and backdrop, where they are the same of colours and alpha.
fn porter_duff(operator: CompositeOp) -> Option<(wgpu::BlendFactor, wgpu::BlendFactor)> {
    use CompositeOp::*;
    use wgpu::BlendFactor as F;
    Some(match operator {
        SourceOver => (F::One, F::OneMinusSrcAlpha),
        SourceIn => (F::DstAlpha, F::Zero),
        SourceOut => (F::OneMinusDstAlpha, F::Zero),
        SourceAtop => (F::DstAlpha, F::OneMinusSrcAlpha),
        DestinationOver => (F::OneMinusDstAlpha, F::One),
        DestinationIn => (F::Zero, F::SrcAlpha),
        DestinationOut => (F::Zero, F::OneMinusSrcAlpha),
        DestinationAtop => (F::OneMinusDstAlpha, F::SrcAlpha),
        Lighter => (F::One, F::One),
        Copy => (F::One, F::Zero),
        Xor => (F::OneMinusDstAlpha, F::OneMinusSrcAlpha),
        Screen => (F::One, F::OneMinusSrc),
        Multiply | Overlay | Darken | Lighten | ColorDodge | ColorBurn | HardLight | SoftLight
        | Difference | Exclusion | Hue | Saturation | Color | Luminosity => return None,
    })
}

/// Layouts, shader modules, samplers, and the pipelines that were made so far.
pub(crate) struct Pipelines {
    /// Source texture and sampler.
    pub(crate) source_layout: wgpu::BindGroupLayout,
    /// Coverage memory, ramps, records.
    pub(crate) tables_layout: wgpu::BindGroupLayout,
    /// Bilinear, clamped to the edge.
    pub(crate) linear: wgpu::Sampler,
    /// Nearest, clamped to the edge.
    pub(crate) nearest: wgpu::Sampler,
    sprite_module: wgpu::ShaderModule,
    paint_module: wgpu::ShaderModule,
    effects_module: wgpu::ShaderModule,
    sprite_layout: wgpu::PipelineLayout,
    paint_layout: wgpu::PipelineLayout,
    composite_layout: wgpu::PipelineLayout,
    made: FxHashMap<(Program, Blend), wgpu::RenderPipeline>,
}

pub(crate) fn texture_entry(
    binding: u32,
    filterable: bool,
    stages: wgpu::ShaderStages,
) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: stages,
        ty: wgpu::BindingType::Texture {
            sample_type: wgpu::TextureSampleType::Float { filterable },
            view_dimension: wgpu::TextureViewDimension::D2,
            multisampled: false,
        },
        count: None,
    }
}

pub(crate) fn sampler_entry(binding: u32) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::FRAGMENT,
        ty: wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering),
        count: None,
    }
}

impl Pipelines {
    pub(crate) fn new(gpu: &Gpu) -> Pipelines {
        use wgpu::ShaderStages as S;
        let device = &gpu.device;
        let module = |label, parts: &[&str]| {
            device.create_shader_module(wgpu::ShaderModuleDescriptor {
                label: Some(label),
                source: wgpu::ShaderSource::Wgsl(parts.concat().into()),
            })
        };
        let vertex = include_str!("../../../shaders/vertex.wgsl");
        let coverage = include_str!("../../../shaders/coverage.wgsl");
        let solid = include_str!("../../../shaders/solid.wgsl");
        let paint = include_str!("../../../shaders/paint.wgsl");
        let sprite_module = module("sprite", &[vertex, include_str!("../../../shaders/sprite.wgsl")]);
        let composite = include_str!("../../../shaders/composite.wgsl");
        let paint_module = module("paint", &[vertex, coverage, solid, paint, composite]);
        let effects = include_str!("../../../shaders/effects.wgsl");
        let effects_module = module("effects", &[vertex, coverage, effects]);

        let source_layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("source"),
            entries: &[texture_entry(0, true, S::VERTEX_FRAGMENT), sampler_entry(1)],
        });
        let tables_layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("tables"),
            entries: &[
                texture_entry(0, false, S::FRAGMENT),
                texture_entry(1, true, S::FRAGMENT),
                texture_entry(2, false, S::VERTEX_FRAGMENT),
                sampler_entry(3),
            ],
        });
        let layout = |label, groups: &[Option<&wgpu::BindGroupLayout>]| {
            device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some(label),
                bind_group_layouts: groups,
                immediate_size: 0,
            })
        };
        let sprite_layout = layout("sprite", &[Some(&source_layout)]);
        let paint_layout = layout("paint", &[Some(&source_layout), Some(&tables_layout)]);
        let composite_layout =
            layout("composite", &[Some(&source_layout), Some(&tables_layout), Some(&source_layout)]);
        let sampler = |label, filter| {
            device.create_sampler(&wgpu::SamplerDescriptor {
                label: Some(label),
                mag_filter: filter,
                min_filter: filter,
                // There is one level; lavapipe then knows that it has none to choose from.
                lod_max_clamp: 0.0,
                ..Default::default()
            })
        };
        Pipelines {
            linear: sampler("linear", wgpu::FilterMode::Linear),
            nearest: sampler("nearest", wgpu::FilterMode::Nearest),
            source_layout,
            tables_layout,
            sprite_module,
            paint_module,
            effects_module,
            sprite_layout,
            paint_layout,
            composite_layout,
            made: FxHashMap::default(),
        }
    }

    /// The pipeline of a program and an operator; made when it is asked for the first time.
    pub(crate) fn get(&mut self, gpu: &Gpu, program: Program, blend: Blend) -> &wgpu::RenderPipeline {
        self.made.entry((program, blend)).or_insert_with(|| {
            let (vertex, fragment) = program.entry_points();
            let (module, layout) = match program {
                Program::PlainSprite | Program::Sprite | Program::ClampedSprite => {
                    (&self.sprite_module, &self.sprite_layout)
                }
                Program::Solid | Program::Paint => (&self.paint_module, &self.paint_layout),
                Program::Composite => (&self.paint_module, &self.composite_layout),
                Program::Blur | Program::Recolor => (&self.effects_module, &self.paint_layout),
            };
            let write_mask =
                if blend.write_alpha { wgpu::ColorWrites::ALL } else { wgpu::ColorWrites::COLOR };
            gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: Some(fragment),
                layout: Some(layout),
                vertex: wgpu::VertexState {
                    module,
                    entry_point: Some(vertex),
                    compilation_options: Default::default(),
                    buffers: &[Some(Vertex::LAYOUT)],
                },
                primitive: wgpu::PrimitiveState::default(),
                depth_stencil: None,
                multisample: wgpu::MultisampleState::default(),
                fragment: Some(wgpu::FragmentState {
                    module,
                    entry_point: Some(fragment),
                    compilation_options: Default::default(),
                    targets: &[Some(wgpu::ColorTargetState {
                        format: gpu.color_format,
                        blend: Fixed::of(blend.operator).state(blend.second),
                        write_mask,
                    })],
                }),
                multiview_mask: None,
                cache: None,
            })
        })
    }
}
