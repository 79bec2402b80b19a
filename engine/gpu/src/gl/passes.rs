//! Clears, and the passes that draws share. A clear of everything waits for the pass that follows and becomes its load
//! operation; any other clear is drawn.

use super::{
    Engine,
    context::Context,
    frame::Pass,
    targets::{self, Resolved},
};
use sparrow_render::gl::{GlClear, GlClearValue, GlRect, GlTarget};

/// Clears that wait for the next pass on the current target.
#[derive(Debug, Default)]
pub(super) struct PendingClears {
    colors: Vec<Option<wgpu::Color>>,
    depth: Option<f32>,
    stencil: Option<u32>,
}

impl PendingClears {
    fn is_empty(&self) -> bool {
        self.depth.is_none() && self.stencil.is_none() && self.colors.iter().all(Option::is_none)
    }
}

fn color(value: GlClearValue, opaque: bool) -> wgpu::Color {
    let [r, g, b, a] = match value {
        GlClearValue::Float(v) => v.map(|v| if v.is_nan() { 0.0 } else { f64::from(v) }),
        GlClearValue::Int(v) => v.map(f64::from),
        GlClearValue::Uint(v) => v.map(f64::from),
    };
    wgpu::Color { r, g, b, a: if opaque { 1.0 } else { a } }
}

/// The part of a rectangle inside of the target: x, y, width, height. `None` when nothing is left.
pub(super) fn clip(rect: &GlRect, width: u32, height: u32) -> Option<[u32; 4]> {
    let cut = |at: i32, length: i32, of: u32| {
        let start = i64::from(at).clamp(0, i64::from(of));
        let end = (i64::from(at) + i64::from(length.max(0))).clamp(start, i64::from(of));
        (start as u32, (end - start) as u32)
    };
    let (x, w) = cut(rect.x, rect.width, width);
    let (y, h) = cut(rect.y, rect.height, height);
    (w > 0 && h > 0).then_some([x, y, w, h])
}

impl Context {
    /// The current target with its views.
    pub(super) fn resolved(&mut self, engine: &mut Engine) -> &Resolved {
        if self.resolved_at != engine.frame.epoch {
            let target = std::mem::replace(&mut self.target, GlTarget::Canvas);
            self.resolved = targets::resolve_target(engine, self, &target);
            self.target = target;
            self.resolved_at = engine.frame.epoch;
        }
        &self.resolved
    }

    /// The target changes, or what it is made of.
    pub(super) fn leave_target(&mut self, engine: &mut Engine) {
        self.settle(engine);
        self.resolved_at = 0;
        // Views of more levels than are filtered depend on what is drawn to.
        self.cache.textures_changed |= self.program.as_ref().is_some_and(|(_, p)| p.interface().levels);
    }

    /// Carries out waiting clears and ends the pass: other commands can follow.
    pub(super) fn settle(&mut self, engine: &mut Engine) {
        if !self.pending.is_empty() {
            self.begin_pass(engine);
        }
        engine.frame.end_pass();
    }

    /// The pass on the current target; `None` when there is nothing to draw to.
    pub(super) fn pass<'e>(&mut self, engine: &'e mut Engine) -> Option<&'e mut Pass> {
        let counting = self.counting(engine);
        if engine.frame.pass.as_ref().is_none_or(|pass| counting && !pass.queries) && !self.begin_pass(engine)
        {
            return None;
        }
        engine.frame.pass.as_mut()
    }

    fn begin_pass(&mut self, engine: &mut Engine) -> bool {
        engine.frame.end_pass();
        self.resolved(engine);
        let pending = std::mem::take(&mut self.pending);
        let resolved = &self.resolved;
        if resolved.empty {
            return false;
        }
        let load = |clear: Option<wgpu::Color>| clear.map_or(wgpu::LoadOp::Load, wgpu::LoadOp::Clear);
        let store = wgpu::StoreOp::Store;
        let colors = resolved.colors.iter().enumerate().map(|(n, attachment)| {
            attachment.as_ref().map(|attachment| wgpu::RenderPassColorAttachment {
                view: &attachment.view,
                depth_slice: attachment.depth_slice,
                resolve_target: None,
                ops: wgpu::Operations { load: load(pending.colors.get(n).copied().flatten()), store },
            })
        });
        let depth = resolved.depth.as_ref().map(|attachment| wgpu::RenderPassDepthStencilAttachment {
            view: &attachment.view,
            depth_ops: attachment.format.has_depth_aspect().then(|| wgpu::Operations {
                load: pending.depth.map_or(wgpu::LoadOp::Load, wgpu::LoadOp::Clear),
                store,
            }),
            stencil_ops: attachment.format.has_stencil_aspect().then(|| wgpu::Operations {
                load: pending.stencil.map_or(wgpu::LoadOp::Load, wgpu::LoadOp::Clear),
                store,
            }),
        });
        let queries = self.query_set(engine);
        if self.target == GlTarget::Canvas
            && let Some(drawing) = &mut self.drawing
        {
            drawing.mark_drawn();
        }
        engine.stats.passes += 1;
        engine.frame.begin_pass(&wgpu::RenderPassDescriptor {
            label: Some("WebGL"),
            color_attachments: &colors.collect::<Vec<_>>(),
            depth_stencil_attachment: depth,
            occlusion_query_set: queries.as_ref(),
            ..Default::default()
        });
        self.resume_queries(engine);
        true
    }

    /// `clear` and `clearBuffer`.
    pub(super) fn clear(&mut self, engine: &mut Engine, clear: &GlClear) {
        let resolved = self.resolved(engine).clone();
        if resolved.empty {
            return;
        }
        let (width, height) = (resolved.size.width, resolved.size.height);
        let scissor = match &clear.scissor {
            None => None,
            Some(rect) => match clip(rect, width, height) {
                None => return,
                Some([0, 0, w, h]) if (w, h) == (width, height) => None,
                Some(rect) => Some(rect),
            },
        };
        let whole = scissor.is_none();
        let mut drawn = GlClear { colors: Vec::new(), depth: None, stencil: None, scissor: None };
        let mut waits = PendingClears::default();
        for &(buffer, value, mask) in &clear.colors {
            let Some(attachment) = resolved.colors.get(buffer as usize).and_then(Option::as_ref) else {
                continue;
            };
            let mask = if attachment.opaque { mask & 7 } else { mask };
            let all = if attachment.opaque { 7 } else { 15 };
            if whole && mask == all {
                waits.colors.resize(resolved.colors.len(), None);
                waits.colors[buffer as usize] = Some(color(value, attachment.opaque));
            } else if mask != 0 {
                drawn.colors.push((buffer, value, mask));
            }
        }
        let has = |get: fn(&targets::DepthAttachment) -> bool| resolved.depth.as_ref().is_some_and(get);
        if let Some(depth) = clear.depth.filter(|_| has(|d| d.depth)) {
            let depth = if depth.is_nan() { 0.0 } else { depth.clamp(0.0, 1.0) };
            if whole { waits.depth = Some(depth) } else { drawn.depth = Some(depth) }
        }
        if let Some((value, mask)) = clear.stencil.filter(|_| has(|d| d.stencil)) {
            match mask & 0xff {
                0 => {}
                0xff if whole => waits.stencil = Some(value & 0xff),
                mask => drawn.stencil = Some((value & 0xff, mask)),
            }
        }
        if !waits.is_empty() {
            engine.frame.end_pass();
            self.merge(waits);
        }
        if !drawn.colors.is_empty() || drawn.depth.is_some() || drawn.stencil.is_some() {
            let area = scissor.unwrap_or([0, 0, width, height]);
            self.draw_clear(engine, &resolved, &drawn, area);
        }
    }

    fn merge(&mut self, clears: PendingClears) {
        let pending = &mut self.pending;
        pending.colors.resize(pending.colors.len().max(clears.colors.len()), None);
        for (old, new) in pending.colors.iter_mut().zip(clears.colors) {
            *old = new.or(*old);
        }
        pending.depth = clears.depth.or(pending.depth);
        pending.stencil = clears.stencil.or(pending.stencil);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rectangles_are_cut_to_the_target() {
        let rect = |x, y, width, height| GlRect { x, y, width, height };
        assert_eq!(clip(&rect(-5, 2, 10, 100), 20, 10), Some([0, 2, 5, 8]));
        assert_eq!(clip(&rect(20, 0, 5, 5), 20, 10), None);
        assert_eq!(clip(&rect(0, 0, -5, 5), 20, 10), None);
        assert_eq!(clip(&rect(i32::MAX, 0, i32::MAX, 5), 20, 10), None);
        assert_eq!(clip(&rect(i32::MIN, 0, i32::MAX, 5), 20, 10), None);
    }
}
