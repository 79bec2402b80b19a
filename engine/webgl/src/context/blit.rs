//! `blitFramebuffer`.

use super::Context;
use crate::{
    constants::*,
    pixels::format::{self, ComponentKind},
};
use sparrow_render::gl::{
    GlAttachment, GlBlit, GlBlitMask, GlCommand, GlStorageFormat, GlTarget, GlValueKind,
};

/// The depth and stencil images of a target; the canvas' are one.
fn depth_stencil(target: &GlTarget, depth: bool, stencil: bool) -> [Option<Option<GlAttachment>>; 2] {
    match target {
        GlTarget::Canvas => [depth.then_some(None), stencil.then_some(None)],
        GlTarget::Framebuffer { depth, stencil, .. } => [depth.map(Some), stencil.map(Some)],
    }
}

/// Format of a depth or stencil image.
fn format_of(image: Option<GlAttachment>) -> GlStorageFormat {
    image.map_or(GlStorageFormat::Depth24Stencil8, |image| image.format)
}

/// Integers and others do not mix.
fn group(format: GlStorageFormat) -> GlValueKind {
    match format::info(format).kind {
        ComponentKind::Int => GlValueKind::Int,
        ComponentKind::Uint => GlValueKind::Uint,
        _ => GlValueKind::Float,
    }
}

impl Context {
    /// `blitFramebuffer`.
    #[allow(clippy::too_many_arguments, reason = "WebGL's own")]
    pub fn blit_framebuffer(
        &mut self,
        src_x0: i32,
        src_y0: i32,
        src_x1: i32,
        src_y1: i32,
        dst_x0: i32,
        dst_y0: i32,
        dst_x1: i32,
        dst_y1: i32,
        mask: u32,
        filter: u32,
    ) {
        if self.lost {
            return;
        }
        let src = [src_x0, src_y0, src_x1, src_y1];
        let dst = [dst_x0, dst_y0, dst_x1, dst_y1];
        if let Err((code, text)) = self.try_blit(src, dst, mask, filter) {
            self.raise_with(code, text);
        }
    }

    fn try_blit(
        &mut self,
        src: [i32; 4],
        dst: [i32; 4],
        mask: u32,
        filter: u32,
    ) -> Result<(), (u32, &'static str)> {
        if mask & !(COLOR_BUFFER_BIT | DEPTH_BUFFER_BIT | STENCIL_BUFFER_BIT) != 0 {
            return Err((INVALID_VALUE, "blitFramebuffer: bits that name no buffer"));
        }
        if !matches!(filter, NEAREST | LINEAR) {
            return Err((INVALID_ENUM, "blitFramebuffer: no such filter"));
        }
        if mask & (DEPTH_BUFFER_BIT | STENCIL_BUFFER_BIT) != 0 && filter == LINEAR {
            return Err((INVALID_OPERATION, "blitFramebuffer: depth and stencil cannot be filtered"));
        }
        let span = |rect: [i32; 4]| {
            let width = rect[2].checked_sub(rect[0]).and_then(i32::checked_abs);
            let height = rect[3].checked_sub(rect[1]).and_then(i32::checked_abs);
            width.is_some() && height.is_some()
        };
        if !span(src) || !span(dst) {
            return Err((INVALID_VALUE, "blitFramebuffer: a rectangle is too large"));
        }
        let incomplete = |code| (code, "blitFramebuffer: a framebuffer is incomplete");
        let drawn = self.drawn().map_err(incomplete)?;
        let color = self.read_source().map_err(incomplete)?;
        let read = match self.bound.read_framebuffer {
            None => None,
            Some(framebuffer) => self.framebuffer_status(framebuffer).drawn.map(|drawn| (framebuffer, drawn)),
        };
        let (from, from_depth, from_stencil, from_samples) = match &read {
            None => (GlTarget::Canvas, self.attributes.depth, self.attributes.stencil, self.back_samples()),
            Some((framebuffer, drawn)) => {
                let target = self.read_target(*framebuffer, drawn).map(|(target, _)| target);
                let target = target.ok_or(incomplete(INVALID_FRAMEBUFFER_OPERATION))?;
                (target, drawn.depth, drawn.stencil, drawn.samples)
            }
        };
        if drawn.samples > 1 {
            return Err((INVALID_OPERATION, "blitFramebuffer: the draw framebuffer is multisampled"));
        }
        let multisampled = from_samples > 1;
        if multisampled && src != dst {
            return Err((
                INVALID_OPERATION,
                "blitFramebuffer: a multisampled source cannot be scaled or moved",
            ));
        }
        let mut blit = GlBlitMask::default();
        if mask & COLOR_BUFFER_BIT != 0 {
            blit.color =
                self.check_blit_color(color.map(|image| image.format), &drawn.formats, filter, multisampled)?;
        }
        let sources = depth_stencil(&from, from_depth, from_stencil);
        let targets = depth_stencil(&drawn.target, drawn.depth, drawn.stencil);
        for (index, bit) in [DEPTH_BUFFER_BIT, STENCIL_BUFFER_BIT].into_iter().enumerate() {
            let (true, Some(target)) = (mask & bit != 0, targets[index]) else { continue };
            let Some(source) = sources[index] else {
                return Err((INVALID_OPERATION, "blitFramebuffer: the read framebuffer has no such buffer"));
            };
            if format_of(source) != format_of(target) {
                return Err((
                    INVALID_OPERATION,
                    "blitFramebuffer: depth and stencil formats must be the same",
                ));
            }
            if source.map(|source| source.image) == target.map(|target| target.image) {
                return Err((INVALID_OPERATION, "blitFramebuffer: source and destination are one image"));
            }
            if index == 0 { blit.depth = true } else { blit.stencil = true }
        }
        if blit.color && same_color(&from, &drawn.target) {
            return Err((INVALID_OPERATION, "blitFramebuffer: source and destination are one image"));
        }
        let empty = |rect: [i32; 4]| rect[0] == rect[2] || rect[1] == rect[3];
        if blit == GlBlitMask::default() || empty(src) || empty(dst) {
            return Ok(());
        }
        if drawn.target == GlTarget::Canvas {
            self.needs_publish = true;
        }
        self.push(GlCommand::Blit(Box::new(GlBlit {
            from,
            read_buffer: 0,
            to: drawn.target.clone(),
            src,
            dst,
            mask: blit,
            linear: filter == LINEAR,
            scissor: self.state.scissor_test.then_some(self.state.scissor),
        })));
        Ok(())
    }

    /// True when colour is to be copied.
    fn check_blit_color(
        &self,
        source: Option<GlStorageFormat>,
        targets: &[Option<GlStorageFormat>],
        filter: u32,
        multisampled: bool,
    ) -> Result<bool, (u32, &'static str)> {
        if targets.iter().all(Option::is_none) {
            return Ok(false);
        }
        let Some(source) = source else {
            return Err((INVALID_OPERATION, "blitFramebuffer: the read buffer has no image"));
        };
        if filter == LINEAR && format::info(source).is_integer() {
            return Err((INVALID_OPERATION, "blitFramebuffer: integers cannot be filtered"));
        }
        for &target in targets.iter().flatten() {
            if group(source) != group(target) {
                return Err((INVALID_OPERATION, "blitFramebuffer: integers and other numbers do not mix"));
            }
            if multisampled && source != target {
                return Err((
                    INVALID_OPERATION,
                    "blitFramebuffer: a multisampled source needs the same format",
                ));
            }
        }
        Ok(true)
    }
}

/// True when the read buffer is one of the images that are drawn to.
fn same_color(from: &GlTarget, to: &GlTarget) -> bool {
    match (from, to) {
        (GlTarget::Canvas, GlTarget::Canvas) => true,
        (GlTarget::Framebuffer { colors: from, .. }, GlTarget::Framebuffer { colors: to, .. }) => {
            from.iter().flatten().any(|from| to.iter().flatten().any(|to| from.image == to.image))
        }
        _ => false,
    }
}
