//! Canvases whose pictures a WebGL context makes: they stand in the same queue as the others, so that the order of calls is kept.
//!
//! Such a canvas has no pending list. Its picture changes where commands with a [`GlCommand::Publish`] are queued; before that, the lists
//! that read the old picture go to the queue. Whoever reads it (`drawImage`, `toDataURL`) publishes first: that is the binding's.

use super::CanvasStore;
use sparrow_base::CanvasId;
use sparrow_render::{CanvasOptions, RenderCommand, RenderError, Renderer, gl::GlCommand};

/// What a command weighs, in operations of a draw list.
fn weight(command: &GlCommand) -> usize {
    const OPERATION_BYTES: usize = 64;
    let bytes = match command {
        GlCommand::BufferData { bytes, .. } | GlCommand::BufferSubData { bytes, .. } => bytes.len(),
        GlCommand::Upload(upload) => upload.texels.len(),
        GlCommand::Uniforms { vertex, fragment } => {
            [vertex, fragment].into_iter().flatten().map(Vec::len).sum()
        }
        _ => 0,
    };
    1 + bytes / OPERATION_BYTES
}

impl CanvasStore {
    /// `getContext("webgl")`: the canvas belongs to a WebGL context from now on. False when the canvas does not exist or has a 2D context.
    pub fn get_gl(&mut self, id: CanvasId, alpha: bool) -> bool {
        let Some(canvas) = self.canvas_mut(id) else { return false };
        if canvas.context.is_some() {
            return false;
        }
        let options = CanvasOptions { alpha, read_often: false };
        // One that was drawn somewhere before is known with other attributes, and is made again.
        let created = std::mem::replace(&mut canvas.created, false);
        canvas.gl = true;
        canvas.options = options;
        if created {
            self.submit_readers(id);
            self.enqueue(RenderCommand::DropCanvas(id), 1);
        }
        self.announce(id);
        true
    }

    /// True when a WebGL context makes the canvas' picture.
    pub fn is_gl(&self, id: CanvasId) -> bool {
        self.canvas(id).is_some_and(|canvas| canvas.gl)
    }

    /// Queues commands of the canvas' context.
    pub fn submit_gl(&mut self, id: CanvasId, commands: Vec<GlCommand>) {
        if commands.is_empty() || !self.is_gl(id) {
            return;
        }
        if commands.iter().any(|command| matches!(command, GlCommand::Publish { .. })) {
            self.submit_readers(id);
        }
        let weight = commands.iter().map(weight).sum();
        self.enqueue(RenderCommand::Gl { canvas: id, commands }, weight);
    }

    /// Executes the queue before something is asked of the WebGL executor: a sync point. Pending lists stay pending.
    pub fn sync_gl(&mut self, renderer: &mut dyn Renderer) -> Result<(), RenderError> {
        self.stats.sync_points += 1;
        self.execute(renderer)
    }

    /// The picture is gone with the drawing buffer: a side was set, perhaps to what it was.
    pub(super) fn clear_gl(&mut self, id: CanvasId) {
        let Some(canvas) = self.canvas_mut(id).filter(|canvas| canvas.created) else { return };
        let size = canvas.take_pixels();
        self.submit_readers(id);
        self.enqueue(RenderCommand::ResizeCanvas { canvas: id, size }, 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_base::PixelSize;
    use sparrow_media::font::{Fonts, FontsOptions};
    use sparrow_render::ImageSource;

    fn store() -> (CanvasStore, CanvasId, CanvasId) {
        let mut store = CanvasStore::new(Fonts::new(FontsOptions::embedded_only()));
        let gl = store.create_canvas(PixelSize::new(4, 4));
        let flat = store.create_canvas(PixelSize::new(4, 4));
        assert!(store.get_gl(gl, true) && store.is_gl(gl) && !store.is_gl(flat));
        store.get_context(flat, CanvasOptions::default());
        (store, gl, flat)
    }

    fn names(store: &mut CanvasStore) -> Vec<String> {
        let names = store.take_queue().into_iter().map(|command| match command {
            RenderCommand::Gl { commands, .. } => format!("gl {}", commands.len()),
            RenderCommand::Draw { canvas, .. } => format!("draw {}", canvas.0),
            RenderCommand::ResizeCanvas { canvas, .. } => format!("resize {}", canvas.0),
            RenderCommand::CreateCanvas { canvas, .. } => format!("create {}", canvas.0),
            other => format!("{other:?}"),
        });
        names.collect()
    }

    #[test]
    fn a_canvas_has_one_kind_of_context() {
        let (mut store, gl, flat) = store();
        assert!(!store.get_gl(flat, true));
        assert!(!store.get_context(gl, CanvasOptions::default()));
    }

    #[test]
    fn what_read_the_old_picture_comes_before_the_new_one() {
        let (mut store, gl, flat) = store();
        names(&mut store);
        let publish = || vec![GlCommand::Publish { clear: false }];
        store.submit_gl(gl, publish());
        store.draw_image(flat, ImageSource::Canvas(gl), 0.0, 0.0).unwrap();
        // Commands that publish nothing leave the picture alone.
        store.submit_gl(gl, vec![GlCommand::EndTransformFeedback]);
        store.submit_gl(gl, publish());
        store.draw_image(flat, ImageSource::Canvas(gl), 0.0, 0.0).unwrap();
        store.submit_all();
        assert_eq!(names(&mut store), ["gl 1", "gl 1", "draw 1", "gl 1", "draw 1"]);
    }

    #[test]
    fn a_new_size_clears_the_picture_after_its_readers() {
        let (mut store, gl, flat) = store();
        names(&mut store);
        store.draw_image(flat, ImageSource::Canvas(gl), 0.0, 0.0).unwrap();
        store.set_canvas_size(gl, PixelSize::new(4, 4));
        assert_eq!(names(&mut store), ["draw 1", "resize 0"]);
    }
}
