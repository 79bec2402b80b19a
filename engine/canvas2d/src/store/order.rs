//! When lists go to the queue, and in which order.
//!
//! A list may read other canvases. The rule that a read sees its source as it is at the call holds with this invariant:
//! *a pending list reads each of its sources as the source is at the end of the queue*. Two things keep it:
//!
//! 1. Before a canvas is read, its own pending list is submitted, so that the end of the queue is what the script sees.
//! 2. Before a list is submitted, the pending lists that read its canvas (as it was before) are submitted.
//!
//! Rule 2 cannot run in a circle: when X reads Y, nothing is pending for Y, so everything that Y has pending later,
//! its reads among them, is younger than the read. Along a chain of readers the reads only get younger.

use super::{CanvasStore, MAX_WEIGHT};
use crate::{Canvas2dError, ImageSource, image_data::check_size};
use sparrow_base::{CanvasId, PixelBuffer, PixelRect, Premul};
use sparrow_render::{RenderCommand, RenderError, Renderer};

impl CanvasStore {
    pub(super) fn enqueue(&mut self, command: RenderCommand, weight: usize) {
        self.queue.push(command);
        self.queue_weight += weight;
        if self.queue_weight >= MAX_WEIGHT {
            self.overflow();
        }
    }

    #[cold]
    fn overflow(&mut self) {
        let Some(execute) = &mut self.overflow else { return };
        self.stats.overflows += 1;
        let result = execute(&mut self.queue, self.spare.returned());
        self.queue.clear(); // after an error, too: the same commands would fail again
        self.queue_weight = 0;
        self.spare.sort_returned();
        if let Err(error) = result {
            self.overflow_error.get_or_insert(error);
        }
    }

    /// The canvas is about to be read by a list of `reader`: its own pending list goes to the queue.
    pub(super) fn before_read(&mut self, source: CanvasId, reader: CanvasId) {
        self.announce(source);
        if self.context(source).is_some_and(|c| !c.has_nothing_pending()) {
            self.submit_early(source);
        }
        if source == reader {
            return;
        }
        let Some(serial) = self.context(reader).map(|c| c.serial()) else { return };
        let Some(canvas) = self.canvas_mut(source) else { return };
        if canvas.readers.last() != Some(&(reader, serial)) {
            let first = canvas.readers.is_empty();
            canvas.readers.push((reader, serial));
            if first {
                self.read.push(source);
            }
        }
    }

    /// A WebGL context is about to upload the canvas: what was drawn to it stands in the queue. The context's commands have to follow before
    /// anything else is drawn to the canvas.
    pub fn before_upload(&mut self, source: CanvasId) {
        self.announce(source);
        if self.context(source).is_some_and(|c| !c.has_nothing_pending()) {
            self.submit_early(source);
        }
    }

    /// Submits the pending lists that read `id`, and in front of each those that read its canvas, and so on.
    pub(super) fn submit_readers(&mut self, id: CanvasId) {
        // Not recursive: a script can make the chain as long as it likes.
        let mut stack = self.take_readers(id);
        while let Some((reader, serial)) = stack.pop() {
            // A list that has gone to the queue meanwhile is no reader any more.
            let pending =
                self.context(reader).is_some_and(|c| c.serial() == serial && !c.has_nothing_pending());
            if !pending {
                continue;
            }
            let older = self.take_readers(reader);
            if older.is_empty() {
                self.push_list(reader);
                self.stats.early_lists += 1;
            } else {
                stack.push((reader, serial));
                stack.extend(older);
            }
        }
    }

    fn take_readers(&mut self, id: CanvasId) -> Vec<(CanvasId, u32)> {
        self.canvas_mut(id).map(|c| std::mem::take(&mut c.readers)).unwrap_or_default()
    }

    /// Submits the pending list of a canvas, after those that must come first.
    fn submit(&mut self, id: CanvasId) {
        self.submit_readers(id);
        self.push_list(id);
    }

    /// As [`submit`](Self::submit), before the end of the frame.
    pub(super) fn submit_early(&mut self, id: CanvasId) {
        self.stats.early_lists += 1;
        self.submit(id);
    }

    fn push_list(&mut self, id: CanvasId) {
        let Some(canvas) = self.canvas_mut(id) else { return };
        let Some(context) = &mut canvas.context else { return };
        if context.has_nothing_pending() {
            return;
        }
        let weight = context.weight() + 4;
        let list = context.take_list();
        canvas.attached = false;
        self.stats.lists += 1;
        self.enqueue(RenderCommand::Draw { canvas: id, list }, weight);
    }

    /// Submits everything that is pending and empties the queue into `renderer`: the end of a frame, or a sync point.
    pub fn flush(&mut self, renderer: &mut dyn Renderer) -> Result<(), RenderError> {
        self.submit_all();
        self.execute(renderer)
    }

    /// Submits everything that is pending; the queue can be taken with [`take_queue`](Self::take_queue).
    pub fn submit_all(&mut self) {
        let mut dirty = std::mem::take(&mut self.dirty);
        for id in &dirty {
            self.submit(*id);
        }
        // Contexts that recorded nothing give their memory back.
        for id in dirty.drain(..) {
            let Some(canvas) = self.canvases.get_mut(&id.0) else { continue };
            if std::mem::take(&mut canvas.attached)
                && let Some(context) = &mut canvas.context
            {
                self.spare.give(context.take_list());
            }
        }
        self.dirty = dirty;
        // No list is pending: there are no readers, and nothing that is doomed is read any more.
        for id in std::mem::take(&mut self.read) {
            drop(self.take_readers(id));
        }
        self.bury();
    }

    /// Drops what only pending lists or patterns kept.
    fn bury(&mut self) {
        let released = std::mem::take(&mut *self.released.borrow_mut());
        for source in released {
            match source {
                ImageSource::Canvas(id) => self.doomed_canvases.push(id),
                ImageSource::Image(id) => self.images.unuse(id),
            }
        }
        for id in std::mem::take(&mut self.doomed_canvases) {
            self.drop_canvas(id);
        }
        for id in self.images.take_doomed() {
            self.enqueue(RenderCommand::DropImage(id), 1);
        }
    }

    pub(super) fn execute(&mut self, renderer: &mut dyn Renderer) -> Result<(), RenderError> {
        let mut result = self.overflow_error.take().map_or(Ok(()), Err);
        if !self.queue.is_empty() {
            let executed = renderer.execute(&mut self.queue, self.spare.returned());
            self.queue.clear(); // after an error, too: the same commands would fail again
            self.queue_weight = 0;
            self.spare.sort_returned();
            result = result.and(executed);
        }
        result
    }

    /// Pixels of a canvas as the script sees it now: a sync point. Submits what the canvas needs, executes the queue and
    /// reads; what lies outside of the canvas is transparent black. All zero for a canvas that was never drawn to. `RangeError` for a
    /// rectangle that no buffer can hold, such as all of a canvas whose sides are too long to have pixels.
    pub fn read_pixels(
        &mut self,
        renderer: &mut dyn Renderer,
        id: CanvasId,
        rect: PixelRect,
    ) -> Result<PixelBuffer<Premul>, Canvas2dError> {
        if !self.has_canvas(id) {
            return Err(Canvas2dError::NoContext(id));
        }
        check_size(rect.size())?;
        self.stats.sync_points += 1;
        self.announce(id);
        if self.context(id).is_some_and(|c| !c.has_nothing_pending()) {
            self.submit_early(id);
        }
        self.execute(renderer)?;
        Ok(renderer.read_pixels(id, rect)?)
    }

    /// The queue, for a caller that executes it elsewhere.
    pub fn take_queue(&mut self) -> Vec<RenderCommand> {
        self.queue_weight = 0;
        std::mem::take(&mut self.queue)
    }
}
