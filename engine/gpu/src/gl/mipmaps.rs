//! `generateMipmap`: every level is drawn from the one above it.

use super::{
    Engine,
    context::Context,
    copier::{self, ColorCopy},
    copy_pipeline::Recolor,
    formats::Class,
    textures::{Texture, ViewKind},
};
use sparrow_render::gl::{GlTextureId, GlTextureKind};

impl Context {
    /// Levels `base + 1 ..= last`. The pass has ended.
    pub(super) fn generate_mipmap(&mut self, engine: &mut Engine, id: GlTextureId, base: u32, last: u32) {
        let Some(mut texture) = self.textures.remove(&id) else { return };
        if texture.format.class == Class::Float && engine.caps.is_renderable(texture.format.wgpu) {
            texture.fill_blank(engine);
            texture.used = engine.frame.epoch;
            for level in base.saturating_add(1)..=last.min(texture.levels() - 1) {
                shrink(engine, &mut texture, level);
            }
        } else {
            engine.stats.count_unsupported("generateMipmap of a format that cannot be drawn to");
        }
        self.textures.insert(id, texture);
    }
}

/// Draws a level from the one above.
fn shrink(engine: &mut Engine, texture: &mut Texture, level: u32) {
    let [from_width, from_height, from_depth] = texture.level_size(level - 1);
    let [width, height, depth] = texture.level_size(level);
    let three = texture.desc.kind == GlTextureKind::D3;
    let linear = engine.caps.is_filterable(texture.format.wgpu);
    for layer in 0..depth {
        let above = if three { 0 } else { layer };
        let source = texture.view(&mut engine.ids, ViewKind::Image { level: level - 1, layer: above }).view;
        let target = texture.view(&mut engine.ids, ViewKind::Image { level, layer }).view;
        // The middle of the slices that are averaged; floor is right for loads.
        let slice = three.then(|| (layer as f32 + 0.5) * from_depth as f32 / depth as f32);
        copier::copy_color(
            engine,
            &ColorCopy {
                source: &source,
                class: Class::Float,
                slice,
                from: [0.0, 0.0, from_width as f32, from_height as f32],
                target: &target,
                format: texture.format.wgpu,
                depth_slice: three.then_some(layer),
                to: [0, 0, width as i32, height as i32],
                scissor: [0, 0, width, height],
                linear,
                recolor: Recolor::None,
                mask: 15,
            },
        );
    }
}
