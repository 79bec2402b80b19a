//! `blitFramebuffer`, `copyTexImage2D` and their kin.

use super::{
    Engine,
    context::Context,
    copier::{self, ColorCopy},
    copy_pipeline::Recolor,
    depth_copy::DepthSource,
    formats::{Class, Expand},
    passes,
    targets::{self, Image},
    textures::{Texture, View, ViewKind},
};
use sparrow_base::PixelSize;
use sparrow_render::gl::{GlBlit, GlCopyTexture, GlRect, GlTarget, GlTextureDesc, GlTextureKind};

/// Where a blit goes after clipping: the corners of the target in order, and those of the source that belong to them.
struct Placed {
    from: [f32; 4],
    to: [i32; 4],
}

/// Turns the target's corners into order, and keeps of it what has a source: WebGL leaves the rest alone.
fn place(src: [i32; 4], dst: [i32; 4], source: PixelSize) -> Option<Placed> {
    let axis = |s0: i32, s1: i32, d0: i32, d1: i32, size: u32| {
        let (mut s0, mut s1, mut d0, mut d1) = (f64::from(s0), f64::from(s1), f64::from(d0), f64::from(d1));
        if d0 > d1 {
            std::mem::swap(&mut d0, &mut d1);
            std::mem::swap(&mut s0, &mut s1);
        }
        if d0 == d1 || s0 == s1 {
            return None;
        }
        let size = f64::from(size);
        let texel = |d: f64| s0 + (d - d0) / (d1 - d0) * (s1 - s0);
        let pixel = |s: f64| d0 + (s - s0) / (s1 - s0) * (d1 - d0);
        let (low, high) = if s0 < s1 { (pixel(0.0), pixel(size)) } else { (pixel(size), pixel(0.0)) };
        // A pixel is drawn when its middle has a texel.
        let start = d0.max((low - 0.5).ceil()).max(-16_384.0);
        let end = d1.min((high - 0.5).ceil()).min(32_768.0);
        (start < end).then(|| (texel(start) as f32, texel(end) as f32, start as i32, end as i32))
    };
    let (sx0, sx1, dx0, dx1) = axis(src[0], src[2], dst[0], dst[2], source.width)?;
    let (sy0, sy1, dy0, dy1) = axis(src[1], src[3], dst[1], dst[3], source.height)?;
    Some(Placed { from: [sx0, sy0, sx1, sy1], to: [dx0, dy0, dx1, dy1] })
}

/// The part of the corners that may be drawn to.
fn visible(to: [i32; 4], size: PixelSize, scissor: Option<&GlRect>) -> Option<[u32; 4]> {
    let rect = GlRect { x: to[0], y: to[1], width: to[2] - to[0], height: to[3] - to[1] };
    let [x, y, w, h] = passes::clip(&rect, size.width, size.height)?;
    let Some(scissor) = scissor else { return Some([x, y, w, h]) };
    let [sx, sy, sw, sh] = passes::clip(scissor, size.width, size.height)?;
    let (x0, y0) = (x.max(sx), y.max(sy));
    let (x1, y1) = ((x + w).min(sx + sw), (y + h).min(sy + sh));
    (x0 < x1 && y0 < y1).then(|| [x0, y0, x1 - x0, y1 - y0])
}

/// Depth and stencil of a target that is read or written.
struct DepthImages {
    depth: View,
    stencil: View,
    image: View,
    format: wgpu::TextureFormat,
    size: PixelSize,
    samples: u32,
}

impl DepthImages {
    fn of(engine: &mut Engine, texture: &mut Texture, level: u32, layer: u32) -> DepthImages {
        texture.used = engine.frame.epoch;
        let [width, height, _] = texture.level_size(level);
        let format = texture.format.wgpu;
        let image = texture.view(&mut engine.ids, ViewKind::Image { level, layer });
        let mut aspect = |stencil: bool, has: bool| {
            if has {
                texture.view(&mut engine.ids, ViewKind::Aspect { level, layer, stencil })
            } else {
                image.clone()
            }
        };
        DepthImages {
            depth: aspect(false, format.has_depth_aspect()),
            stencil: aspect(true, format.has_stencil_aspect()),
            image: image.clone(),
            format,
            size: PixelSize::new(width, height),
            samples: texture.samples,
        }
    }

    fn find(engine: &mut Engine, context: &mut Context, target: &GlTarget) -> Option<DepthImages> {
        match target {
            GlTarget::Canvas => {
                let mut drawing = context.drawing.take()?;
                let found = DepthImages::of(engine, &mut drawing.depth, 0, 0);
                context.drawing = Some(drawing);
                Some(found)
            }
            GlTarget::Framebuffer { depth, stencil, .. } => {
                let attachment = depth.or(*stencil)?;
                let (texture, level, layer) = targets::find(engine, context, &attachment)?;
                Some(DepthImages::of(engine, texture, level, layer))
            }
        }
    }
}

impl Context {
    /// `blitFramebuffer`.
    pub(super) fn blit(&mut self, engine: &mut Engine, blit: &GlBlit) {
        self.settle(engine);
        if blit.mask.color {
            self.blit_color(engine, blit);
        }
        if blit.mask.depth || blit.mask.stencil {
            self.blit_depth(engine, blit);
        }
    }

    fn blit_color(&mut self, engine: &mut Engine, blit: &GlBlit) {
        let Some(image) = targets::read_image(engine, self, &blit.from, blit.read_buffer) else { return };
        let Some(placed) = place(blit.src, blit.dst, image.size) else { return };
        let target = targets::resolve_target(engine, self, &blit.to);
        self.resolved_at = 0;
        if target.empty {
            return;
        }
        if target.samples > 1 {
            engine.stats.count_unsupported("a blit into a multisampled framebuffer");
            return;
        }
        let Some(scissor) = visible(placed.to, target.size, blit.scissor.as_ref()) else { return };
        for attachment in target.colors.iter().flatten() {
            if attachment.class != image.format.class {
                engine.stats.count_unsupported("a blit between kinds of numbers");
                continue;
            }
            copier::copy_color(
                engine,
                &ColorCopy {
                    source: &image.view.view,
                    class: image.format.class,
                    slice: image.three.then_some(image.layer as f32),
                    from: placed.from,
                    target: &attachment.view,
                    format: attachment.format,
                    depth_slice: attachment.depth_slice,
                    to: placed.to,
                    scissor,
                    linear: blit.linear && engine.caps.is_filterable(image.format.wgpu),
                    recolor: Recolor::None,
                    mask: if attachment.opaque { 7 } else { 15 },
                },
            );
        }
    }

    fn blit_depth(&mut self, engine: &mut Engine, blit: &GlBlit) {
        let Some(from) = DepthImages::find(engine, self, &blit.from) else { return };
        let Some(to) = DepthImages::find(engine, self, &blit.to) else { return };
        if to.samples > 1 {
            engine.stats.count_unsupported("a blit into a multisampled framebuffer");
            return;
        }
        let depth = blit.mask.depth && from.format.has_depth_aspect() && to.format.has_depth_aspect();
        let stencil = blit.mask.stencil && from.format.has_stencil_aspect() && to.format.has_stencil_aspect();
        let Some(placed) = place(blit.src, blit.dst, from.size) else { return };
        let Some(scissor) = visible(placed.to, to.size, blit.scissor.as_ref()) else { return };
        let mut source =
            DepthSource::images(depth.then_some(&from.depth), stencil.then_some(&from.stencil), from.samples);
        source.from = placed.from;
        source.draw_scaled(engine, &to.image.view, to.format, placed.to, scissor);
    }

    /// `copyTexImage2D`, `copyTexSubImage2D` and `copyTexSubImage3D`.
    pub(super) fn copy_texture(&mut self, engine: &mut Engine, copy: &GlCopyTexture) {
        self.settle(engine);
        let Some(image) = targets::read_image(engine, self, &copy.from, copy.read_buffer) else { return };
        let Some(mut texture) = self.textures.remove(&copy.to) else { return };
        copy_into(engine, &image, &mut texture, copy);
        self.textures.insert(copy.to, texture);
    }
}

fn copy_into(engine: &mut Engine, image: &Image, texture: &mut Texture, copy: &GlCopyTexture) {
    let region = copy.region;
    if region.level >= texture.levels() || region.z >= texture.level_size(region.level)[2] {
        return;
    }
    let [width, height, _] = texture.level_size(region.level);
    let wanted = GlRect {
        x: copy.src_x,
        y: copy.src_y,
        width: region.width.min(i32::MAX as u32) as i32,
        height: region.height.min(i32::MAX as u32) as i32,
    };
    let Some([x, y, w, h]) = passes::clip(&wanted, image.size.width, image.size.height) else { return };
    let to_x = i64::from(region.x) + i64::from(x) - i64::from(copy.src_x);
    let to_y = i64::from(region.y) + i64::from(y) - i64::from(copy.src_y);
    let (Ok(to_x), Ok(to_y)) = (u32::try_from(to_x), u32::try_from(to_y)) else { return };
    if to_x >= width || to_y >= height {
        return;
    }
    let (w, h) = (w.min(width - to_x), h.min(height - to_y));
    texture.fill_blank(engine);
    texture.used = engine.frame.epoch;
    let same_image = texture.gpu == image.texture;
    let alike = texture.format.wgpu == image.format.wgpu
        && matches!(texture.format.expand, Expand::None | Expand::Swap)
        && (!texture.format.opaque || image.format.opaque);
    if alike {
        let place = |texture, mip_level, x, y, z| wgpu::TexelCopyTextureInfo {
            texture,
            mip_level,
            origin: wgpu::Origin3d { x, y, z },
            aspect: wgpu::TextureAspect::All,
        };
        let size = wgpu::Extent3d { width: w, height: h, depth_or_array_layers: 1 };
        let mut from = place(&image.texture, image.level, x, y, image.layer);
        let between;
        if same_image {
            // wgpu copies no texture onto itself.
            let desc = GlTextureDesc {
                kind: GlTextureKind::D2,
                width: w,
                height: h,
                depth: 1,
                levels: 1,
                ..texture.desc
            };
            let Ok(made) = Texture::new(engine, desc, 1, "a copied part") else { return };
            between = made.gpu;
            let to = place(&between, 0, 0, 0, 0);
            engine.frame.main().copy_texture_to_texture(from, to, size);
            from = to;
        }
        let to = place(&texture.gpu, region.level, to_x, to_y, region.z);
        engine.frame.main().copy_texture_to_texture(from, to, size);
        return;
    }
    // A texture that is copied from itself has one format, so that it never gets here but for luminance, which cannot be drawn to.
    if texture.format.class != image.format.class
        || image.format.class == Class::Depth
        || !engine.caps.is_renderable(texture.format.wgpu)
        || same_image
    {
        engine.stats.count_unsupported("a copy into a texture of this format");
        return;
    }
    let three = texture.desc.kind == GlTextureKind::D3;
    let kind = ViewKind::Image { level: region.level, layer: region.z };
    let target = texture.view(&mut engine.ids, kind).view;
    let recolor = match texture.format.expand {
        Expand::Luminance(_) => Recolor::Luminance,
        Expand::LuminanceAlpha(_) => Recolor::LuminanceAlpha,
        Expand::Alpha(_) => Recolor::Alpha,
        _ => Recolor::None,
    };
    copier::copy_color(
        engine,
        &ColorCopy {
            source: &image.view.view,
            class: image.format.class,
            slice: image.three.then_some(image.layer as f32),
            from: [x as f32, y as f32, (x + w) as f32, (y + h) as f32],
            target: &target,
            format: texture.format.wgpu,
            depth_slice: three.then_some(region.z),
            to: [to_x as i32, to_y as i32, (to_x + w) as i32, (to_y + h) as i32],
            scissor: [to_x, to_y, w, h],
            linear: false,
            recolor,
            mask: if texture.format.opaque { 7 } else { 15 },
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blits_are_cut_where_the_source_ends() {
        let size = PixelSize::new(10, 10);
        let placed = place([-5, 0, 10, 10], [0, 0, 15, 10], size).unwrap();
        assert_eq!((placed.to, placed.from), ([5, 0, 15, 10], [0.0, 0.0, 10.0, 10.0]));
        let turned = place([0, 0, 10, 10], [10, 0, 0, 10], size).unwrap();
        assert_eq!((turned.to, turned.from), ([0, 0, 10, 10], [10.0, 0.0, 0.0, 10.0]));
        assert!(place([20, 0, 30, 10], [0, 0, 10, 10], size).is_none());
        assert!(place([0, 0, 0, 10], [0, 0, 10, 10], size).is_none());
    }

    #[test]
    fn scissors_cut_blits() {
        let size = PixelSize::new(10, 10);
        let scissor = GlRect { x: 2, y: 3, width: 100, height: 2 };
        assert_eq!(visible([-3, 0, 5, 10], size, Some(&scissor)), Some([2, 3, 3, 2]));
        assert_eq!(visible([-3, 0, 0, 10], size, None), None);
    }
}
