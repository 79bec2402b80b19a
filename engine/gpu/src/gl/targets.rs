//! Drawing buffers, and what a target is on the device.

use super::{
    Engine,
    context::Context,
    formats::Class,
    textures::{Texture, ViewKind},
};
use sparrow_base::PixelSize;
use sparrow_render::{
    RenderError,
    gl::{GlAttachment, GlAttachmentImage, GlStorageFormat, GlTarget, GlTextureDesc, GlTextureKind},
};

/// The drawing buffer of a context's canvas.
pub(super) struct DrawingBuffer {
    pub(super) size: PixelSize,
    pub(super) alpha: bool,
    pub(super) premultiplied: bool,
    /// What is drawn to; multisampled when the context is antialiased.
    pub(super) color: Texture,
    pub(super) depth: Texture,
    /// The resolved picture of a multisampled one.
    resolved: Option<Texture>,
    /// `resolved` is older than `color`.
    stale: bool,
}

impl DrawingBuffer {
    pub(super) fn new(
        engine: &mut Engine,
        size: PixelSize,
        alpha: bool,
        antialias: bool,
        premultiplied: bool,
    ) -> Result<DrawingBuffer, RenderError> {
        // Four samples cost a software adapter more than a frame has.
        let samples = if antialias && !engine.caps.software { 4 } else { 1 };
        let image = |engine: &Engine, format, samples| {
            let desc = GlTextureDesc {
                kind: GlTextureKind::D2,
                format,
                width: size.width.max(1),
                height: size.height.max(1),
                depth: 1,
                levels: 1,
            };
            Texture::new(engine, desc, samples, "a drawing buffer")
        };
        let color_format = if alpha { GlStorageFormat::Rgba8 } else { GlStorageFormat::Rgb8 };
        let samples = engine.caps.samples_of(engine.caps.format(color_format).wgpu, samples);
        let mut depth = image(engine, GlStorageFormat::Depth24Stencil8, samples)?;
        depth.begin_depth(engine);
        Ok(DrawingBuffer {
            size,
            alpha,
            premultiplied,
            color: image(engine, color_format, samples)?,
            depth,
            resolved: if samples > 1 { Some(image(engine, color_format, 1)?) } else { None },
            stale: false,
        })
    }

    /// A pass draws to it.
    pub(super) fn mark_drawn(&mut self) {
        self.stale = true;
    }

    /// The picture with one sample a pixel, and where it is: resolves first if need be.
    pub(super) fn picture(&mut self, engine: &mut Engine) -> &mut Texture {
        let Some(resolved) = &mut self.resolved else { return &mut self.color };
        if self.stale {
            self.stale = false;
            resolve(engine, &mut self.color, resolved);
        }
        resolved
    }

    /// The picture as it is now, in exchange for a texture to draw to (`free` or a new one), whose content does not count.
    pub(super) fn turn_over(
        &mut self,
        engine: &mut Engine,
        free: Option<Texture>,
    ) -> Result<Texture, RenderError> {
        self.picture(engine).used = engine.frame.epoch;
        let shown = self.resolved.as_mut().unwrap_or(&mut self.color);
        let next = match free {
            Some(free) => free,
            None => Texture::new(engine, shown.desc, 1, "a drawing buffer")?,
        };
        Ok(std::mem::replace(shown, next))
    }

    pub(super) fn memory_bytes(&self) -> u64 {
        let resolved = self.resolved.as_ref().map_or(0, Texture::memory_bytes);
        self.color.memory_bytes() + self.depth.memory_bytes() + resolved
    }
}

/// Resolves a multisampled texture into one with one sample.
pub(super) fn resolve(engine: &mut Engine, from: &mut Texture, to: &mut Texture) {
    let image = ViewKind::Image { level: 0, layer: 0 };
    let source = from.view(&mut engine.ids, image).view;
    let target = to.view(&mut engine.ids, image).view;
    let epoch = engine.frame.epoch;
    (from.used, to.used) = (epoch, epoch);
    engine.stats.passes += 1;
    engine.frame.main().begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("resolve"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: &source,
            depth_slice: None,
            resolve_target: Some(&target),
            ops: wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store },
        })],
        ..Default::default()
    });
}

/// A colour attachment on the device.
#[derive(Clone, Debug)]
pub(super) struct ColorAttachment {
    pub(super) view: wgpu::TextureView,
    pub(super) format: wgpu::TextureFormat,
    pub(super) class: Class,
    pub(super) depth_slice: Option<u32>,
    /// Alpha is never written.
    pub(super) opaque: bool,
}

/// Depth and stencil on the device.
#[derive(Clone, Debug)]
pub(super) struct DepthAttachment {
    pub(super) view: wgpu::TextureView,
    pub(super) format: wgpu::TextureFormat,
    pub(super) depth: bool,
    pub(super) stencil: bool,
}

/// What pipelines depend on of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct TargetKey {
    /// Format, and whether alpha stays as it is.
    pub(super) colors: Vec<Option<(wgpu::TextureFormat, bool)>>,
    /// Format, and whether depth and stencil count.
    pub(super) depth: Option<(wgpu::TextureFormat, bool, bool)>,
    pub(super) samples: u32,
}

impl TargetKey {
    /// True when wgpu has something to draw to.
    pub(super) fn is_empty(&self) -> bool {
        self.depth.is_none() && self.colors.iter().all(Option::is_none)
    }
}

/// A target with its views.
#[derive(Clone, Debug, Default)]
pub(super) struct Resolved {
    pub(super) colors: Vec<Option<ColorAttachment>>,
    pub(super) depth: Option<DepthAttachment>,
    pub(super) size: PixelSize,
    pub(super) samples: u32,
    /// Interned [`TargetKey`].
    pub(super) key: u32,
    /// Nothing can be drawn: the reason was counted.
    pub(super) empty: bool,
}

/// Finds the images of a target, and marks them as used.
pub(super) fn resolve_target(engine: &mut Engine, context: &mut Context, target: &GlTarget) -> Resolved {
    let mut resolved = match target {
        GlTarget::Canvas => canvas(engine, context),
        GlTarget::Framebuffer { colors, depth, stencil, size, samples } => {
            let mut out = Resolved { size: *size, ..Resolved::default() };
            let mut found_samples = None;
            let mut same_size = true;
            let mut all_there = true;
            let mut drawable = true;
            let mut check = |texture: &Texture, level| {
                drawable &= texture.gpu.usage().contains(wgpu::TextureUsages::RENDER_ATTACHMENT);
                let [width, height, _] = texture.level_size(level);
                same_size &= (width, height) == (size.width, size.height);
                same_size &= *found_samples.get_or_insert(texture.samples) == texture.samples;
            };
            for color in colors {
                out.colors.push(color.and_then(|attachment| {
                    let found = find(engine, context, &attachment);
                    all_there &= found.is_some();
                    let (texture, level, layer) = found?;
                    check(texture, level);
                    let three = texture.desc.kind == GlTextureKind::D3;
                    let view = texture.view(&mut engine.ids, ViewKind::Image { level, layer });
                    Some(ColorAttachment {
                        view: view.view,
                        format: texture.format.wgpu,
                        class: texture.format.class,
                        depth_slice: three.then_some(layer),
                        opaque: texture.format.opaque,
                    })
                }));
            }
            if let Some(attachment) = depth.or(*stencil) {
                let found = find(engine, context, &attachment);
                all_there &= found.is_some();
                out.depth = found.map(|(texture, level, layer)| {
                    check(texture, level);
                    let format = texture.format.wgpu;
                    DepthAttachment {
                        view: texture.view(&mut engine.ids, ViewKind::Image { level, layer }).view,
                        format,
                        depth: depth.is_some() && format.has_depth_aspect(),
                        stencil: stencil.is_some_and(|s| s.image == attachment.image)
                            && format.has_stencil_aspect(),
                    }
                });
                if depth.is_some() && stencil.is_some_and(|s| s.image != attachment.image) {
                    engine.stats.count_unsupported("depth and stencil in two images");
                }
            }
            out.samples = found_samples.unwrap_or(*samples);
            let images = || colors.iter().flatten().map(|a| a.image);
            let twice = images().enumerate().any(|(n, image)| images().skip(n + 1).any(|i| i == image));
            let formats = out.colors.iter().flatten().map(|c| c.format);
            let cost: u32 = formats.filter_map(|f| f.target_pixel_byte_cost()).sum();
            let too_wide = cost > engine.caps.limits.max_color_attachment_bytes_per_sample;
            if !all_there || !same_size || !drawable || twice || too_wide {
                let why = match (all_there, drawable, same_size) {
                    (false, ..) => "a framebuffer whose image does not exist",
                    (_, false, _) => "a framebuffer of a format that cannot be drawn to",
                    (.., false) => "a framebuffer of images of unequal sizes",
                    _ if twice => "a framebuffer that has an image twice",
                    _ => "a framebuffer with more bytes a pixel than the graphics device takes",
                };
                engine.stats.count_unsupported(why);
                out.empty = true;
            }
            out
        }
    };
    let key = TargetKey {
        colors: resolved.colors.iter().map(|c| c.as_ref().map(|c| (c.format, c.opaque))).collect(),
        depth: resolved.depth.as_ref().map(|d| (d.format, d.depth, d.stencil)),
        samples: resolved.samples,
    };
    resolved.empty |= key.is_empty() || resolved.size.is_empty();
    resolved.key = engine.targets.intern(key);
    resolved
}

fn canvas(engine: &mut Engine, context: &mut Context) -> Resolved {
    let Some(drawing) = &mut context.drawing else {
        return Resolved { empty: true, samples: 1, ..Resolved::default() };
    };
    drawing.color.fill_blank(engine);
    let epoch = engine.frame.epoch;
    let image = ViewKind::Image { level: 0, layer: 0 };
    drawing.color.used = epoch;
    drawing.depth.used = epoch;
    Resolved {
        colors: vec![Some(ColorAttachment {
            view: drawing.color.view(&mut engine.ids, image).view,
            format: drawing.color.format.wgpu,
            class: Class::Float,
            depth_slice: None,
            opaque: drawing.color.format.opaque,
        })],
        depth: Some(DepthAttachment {
            view: drawing.depth.view(&mut engine.ids, image).view,
            format: drawing.depth.format.wgpu,
            depth: true,
            stencil: true,
        }),
        size: drawing.size,
        samples: drawing.color.samples,
        key: 0,
        empty: false,
    }
}

/// The texture behind an attachment, with level and layer; it is marked as used.
pub(super) fn find<'a>(
    engine: &mut Engine,
    context: &'a mut Context,
    attachment: &GlAttachment,
) -> Option<(&'a mut Texture, u32, u32)> {
    let (texture, level, layer) = match attachment.image {
        GlAttachmentImage::Texture { texture, level, layer } => {
            (context.textures.get_mut(&texture)?, level, layer)
        }
        GlAttachmentImage::Renderbuffer(renderbuffer) => {
            (context.renderbuffers.get_mut(&renderbuffer)?, 0, 0)
        }
    };
    if level >= texture.levels() || layer >= texture.level_size(level)[2] {
        return None;
    }
    texture.fill_blank(engine);
    texture.used = engine.frame.epoch;
    Some((texture, level, layer))
}

/// An image with one sample a pixel to read from: a multisampled one is resolved first.
pub(super) struct Image {
    pub(super) texture: wgpu::Texture,
    pub(super) view: super::textures::View,
    pub(super) format: super::formats::Format,
    pub(super) level: u32,
    pub(super) layer: u32,
    pub(super) three: bool,
    pub(super) size: PixelSize,
}

impl Image {
    fn of(engine: &mut Engine, texture: &mut Texture, level: u32, layer: u32) -> Image {
        texture.used = engine.frame.epoch;
        let [width, height, _] = texture.level_size(level);
        Image {
            view: texture.view(&mut engine.ids, ViewKind::Image { level, layer }),
            texture: texture.gpu.clone(),
            format: texture.format,
            level,
            layer,
            three: texture.desc.kind == GlTextureKind::D3,
            size: PixelSize::new(width, height),
        }
    }
}

/// The colour image that is read from a target; ends the pass.
pub(super) fn read_image(
    engine: &mut Engine,
    context: &mut Context,
    target: &GlTarget,
    buffer: u32,
) -> Option<Image> {
    context.settle(engine);
    match target {
        GlTarget::Canvas => {
            let drawing = context.drawing.as_mut()?;
            drawing.color.fill_blank(engine);
            let picture = drawing.picture(engine);
            Some(Image::of(engine, picture, 0, 0))
        }
        GlTarget::Framebuffer { colors, .. } => {
            let attachment = colors.get(buffer as usize).copied().flatten()?;
            let (texture, level, layer) = find(engine, context, &attachment)?;
            if texture.samples == 1 {
                return Some(Image::of(engine, texture, level, layer));
            }
            if !engine.caps.is_resolvable(texture.format.wgpu) {
                engine.stats.count_unsupported("resolving a multisampled image of this format");
                return None;
            }
            let desc = GlTextureDesc { levels: 1, depth: 1, kind: GlTextureKind::D2, ..texture.desc };
            let mut single = Texture::new(engine, desc, 1, "a resolved image").ok()?;
            resolve(engine, texture, &mut single);
            Some(Image::of(engine, &mut single, 0, 0))
        }
    }
}
