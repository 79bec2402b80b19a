//! [`GlCanvas`]: a WebGL context with what the frame and the collector need of it.

use crate::graphics::Graphics;
use rquickjs::{Ctx, Value};
use rustc_hash::FxHashMap;
use sparrow_base::{CanvasId, PixelBuffer, PixelSize, Premul};
use sparrow_canvas2d::{Canvas2dError, CanvasStore};
use sparrow_render::{
    DrawStats, RenderError,
    gl::{GlBackend, GlBufferId, GlCommand, GlLimits, GlQueryId, GlRead},
};
use sparrow_script::{JsWeak, native::Native};
use sparrow_webgl::{Context, Object};
use std::cell::{Cell, RefCell};

/// Bytes of commands that a context may hold before they go to the queue in the middle of a frame.
const MAX_PENDING_BYTES: usize = 16 << 20;

/// Flushes between two tries to release objects whose JavaScript objects are gone while the context still uses them.
const ORPHAN_PERIOD: u32 = 60;

/// The JavaScript object of a handle.
struct WrapperEntry {
    object: JsWeak,
    serial: u32,
}

/// A canvas' WebGL context.
pub(crate) struct GlCanvas {
    id: CanvasId,
    context: RefCell<Context>,
    /// `preserveDrawingBuffer`
    preserve: bool,
    wrappers: RefCell<FxHashMap<Object, WrapperEntry>>,
    serial: Cell<u32>,
    /// Handles whose JavaScript object was collected since the last flush.
    dead: RefCell<Vec<(Object, u32)>>,
    /// Handles without a JavaScript object that the context still uses: bound, attached, part of a program.
    orphans: RefCell<Vec<Object>>,
    flushes: Cell<u32>,
}

/// What the drawing buffer of a canvas is made with: WebGL always has at least one pixel, and no more than the adapter has.
pub(crate) fn drawing_buffer_size(canvas: PixelSize, max_side: u32) -> PixelSize {
    let side = |side: u32| side.clamp(1, max_side.max(1));
    PixelSize::new(side(canvas.width), side(canvas.height))
}

impl GlCanvas {
    /// A context that has just been made.
    pub(crate) fn new(context: Context, preserve: bool) -> GlCanvas {
        GlCanvas {
            id: context.id(),
            context: RefCell::new(context),
            preserve,
            wrappers: RefCell::default(),
            serial: Cell::new(0),
            dead: RefCell::default(),
            orphans: RefCell::default(),
            flushes: Cell::new(0),
        }
    }

    /// The canvas that the renderer knows.
    pub(crate) fn id(&self) -> CanvasId {
        self.id
    }

    /// Calls the context.
    #[inline(always)]
    pub(crate) fn with<R>(&self, call: impl FnOnce(&mut Context) -> R) -> R {
        call(&mut self.context.borrow_mut())
    }

    /// The canvas has another size, or was set to the same again.
    pub(crate) fn resize(&self, size: PixelSize) {
        let mut context = self.context.borrow_mut();
        let max_side = context.limits().max_renderbuffer_size;
        context.resize(drawing_buffer_size(size, max_side));
    }

    /// True when the context holds so much that it should be drawn before more is recorded.
    #[inline(always)]
    pub(crate) fn is_heavy(&self) -> bool {
        self.context.borrow().pending_weight() > MAX_PENDING_BYTES
    }

    /// Puts what was called so far into the queue.
    pub(crate) fn submit(&self, store: &mut CanvasStore) {
        let commands = self.context.borrow_mut().take_commands();
        store.submit_gl(self.id, commands);
    }

    /// The canvas is about to be read: its picture is made what was drawn so far.
    pub(crate) fn publish_for_reader(&self, store: &mut CanvasStore) {
        let mut context = self.context.borrow_mut();
        if context.needs_publish() {
            context.publish(false);
        }
        let commands = context.take_commands();
        store.submit_gl(self.id, commands);
    }

    /// The end of a frame: the screen canvas' picture is made, everything else goes to the queue as it is, because nobody looks at it.
    /// Returns texts for the console.
    pub(crate) fn end_frame(&self, store: &mut CanvasStore, is_screen: bool) -> Vec<String> {
        self.release_collected();
        let mut context = self.context.borrow_mut();
        if is_screen && context.needs_publish() {
            context.publish(!self.preserve);
        }
        let commands = context.take_commands();
        store.submit_gl(self.id, commands);
        context.frame_ended();
        context.take_messages()
    }

    /// The canvas is gone.
    pub(crate) fn end(&self, store: &mut CanvasStore) {
        drop(self.context.borrow_mut().take_commands());
        store.submit_gl(self.id, vec![GlCommand::Drop]);
    }

    /// Calls the context with the executor at hand. Only where the context really asks it something it is a sync point.
    pub(crate) fn ask<R>(
        &self,
        graphics: &mut Graphics,
        question: impl FnOnce(&mut Context, &mut dyn GlBackend) -> R,
    ) -> (R, Option<RenderError>) {
        let mut backend = LateBackend { graphics: RefCell::new(graphics), failure: None };
        let answer = question(&mut self.context.borrow_mut(), &mut backend);
        (answer, backend.failure)
    }

    /// The JavaScript object of a handle, while it lives.
    pub(crate) fn wrapper<'js>(&self, ctx: &Ctx<'js>, object: Object) -> Option<Value<'js>> {
        self.wrappers.borrow().get(&object)?.object.get(ctx)
    }

    pub(crate) fn next_serial(&self) -> u32 {
        self.serial.set(self.serial.get().wrapping_add(1));
        self.serial.get()
    }

    /// A JavaScript object of class `T` stands for the handle from now on.
    pub(crate) fn wrapper_made<T: Native>(
        &self,
        ctx: &Ctx<'_>,
        object: Object,
        serial: u32,
        value: &Value<'_>,
    ) {
        if let Some(weak) = JsWeak::new::<T>(ctx, value) {
            self.wrappers.borrow_mut().insert(object, WrapperEntry { object: weak, serial });
        }
    }

    /// A JavaScript object was collected.
    pub(crate) fn wrapper_died(&self, object: Object, serial: u32) {
        self.dead.borrow_mut().push((object, serial));
    }

    fn release_collected(&self) {
        let dead = std::mem::take(&mut *self.dead.borrow_mut());
        let mut wrappers = self.wrappers.borrow_mut();
        let mut orphans = self.orphans.borrow_mut();
        for (object, serial) in dead {
            // A query may have made a new object for the handle meanwhile.
            if wrappers.get(&object).is_some_and(|entry| entry.serial == serial) {
                wrappers.remove(&object);
                orphans.push(object);
                self.flushes.set(0);
            }
        }
        let flushes = self.flushes.get();
        self.flushes.set(flushes.wrapping_add(1));
        if !orphans.is_empty() && flushes.is_multiple_of(ORPHAN_PERIOD) {
            let mut context = self.context.borrow_mut();
            orphans.retain(|object| !wrappers.contains_key(object) && !context.release(*object));
        }
    }
}

/// The executor behind the queue: whoever asks it something waits for what was queued before.
struct LateBackend<'a> {
    graphics: RefCell<&'a mut Graphics>,
    /// The first failure, which the context only sees as an answer that did not come.
    failure: Option<RenderError>,
}

impl LateBackend<'_> {
    fn ask<R>(
        &mut self,
        question: impl FnOnce(&mut dyn GlBackend) -> Result<R, RenderError>,
    ) -> Result<R, RenderError> {
        let Graphics { canvases, renderer, .. } = &mut **self.graphics.get_mut();
        let answer = canvases.sync_gl(renderer.as_mut()).and_then(|()| question(renderer.gl()?));
        if let Err(error) = &answer {
            self.failure.get_or_insert_with(|| error.clone());
        }
        answer
    }
}

impl GlBackend for LateBackend<'_> {
    fn limits(&self) -> GlLimits {
        match self.graphics.borrow_mut().renderer.gl() {
            Ok(gl) => gl.limits(),
            Err(_) => unreachable!("a context was made with these limits"),
        }
    }

    fn execute(&mut self, context: CanvasId, commands: &mut Vec<GlCommand>) -> Result<(), RenderError> {
        self.ask(|gl| gl.execute(context, commands))
    }

    fn read(&mut self, context: CanvasId, read: &GlRead) -> Result<Vec<u8>, RenderError> {
        self.ask(|gl| gl.read(context, read))
    }

    fn read_buffer(
        &mut self,
        context: CanvasId,
        buffer: GlBufferId,
        offset: u32,
        size: u32,
    ) -> Result<Vec<u8>, RenderError> {
        self.ask(|gl| gl.read_buffer(context, buffer, offset, size))
    }

    fn query_result(&mut self, context: CanvasId, query: GlQueryId) -> Option<u64> {
        self.ask(|gl| Ok(gl.query_result(context, query))).ok().flatten()
    }

    fn set_canvas(
        &mut self,
        canvas: CanvasId,
        picture: Option<&PixelBuffer<Premul>>,
    ) -> Result<(), RenderError> {
        self.ask(|gl| gl.set_canvas(canvas, picture))
    }

    fn canvas_pixels(&mut self, canvas: CanvasId) -> Result<PixelBuffer<Premul>, RenderError> {
        let Graphics { canvases, renderer, .. } = &mut **self.graphics.get_mut();
        let size = canvases.canvas_size(canvas).unwrap_or_default();
        let pixels = canvases.read_pixels(renderer.as_mut(), canvas, size.rect());
        pixels.map_err(|error| match error {
            Canvas2dError::Render(error) => {
                self.failure.get_or_insert_with(|| error.clone());
                error
            }
            other => RenderError::Unknown(other.to_string()),
        })
    }

    fn take_published(&mut self, context: CanvasId) -> Result<Option<PixelBuffer<Premul>>, RenderError> {
        self.ask(|gl| gl.take_published(context))
    }

    fn take_stats(&mut self) -> DrawStats {
        self.ask(|gl| Ok(gl.take_stats())).unwrap_or_default()
    }

    fn memory_bytes(&self) -> u64 {
        self.graphics.borrow_mut().renderer.gl().map_or(0, |gl| gl.memory_bytes())
    }
}
