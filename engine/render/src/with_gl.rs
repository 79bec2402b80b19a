//! [`WithGl`]: a renderer of Canvas 2D and an executor of WebGL as one [`Renderer`].
//!
//! What a context publishes is handed to the 2D renderer as its canvas' picture, so that the two need to know nothing of each other and
//! need not share a device. It is handed over when something is about to read it: a frame that nobody looks at is never copied to the CPU.
//! The executor is opened when the first context asks for it.

use crate::{
    DrawList, DrawStats, RenderCommand, RenderError, Renderer, RendererInfo,
    gl::{GlBackend, GlCommand, GlContextId},
};
use sparrow_base::{CanvasId, PixelBuffer, PixelRect, Premul};
use std::collections::BTreeMap;

/// A renderer whose canvases can be given a picture from outside.
pub trait CanvasPictures: Renderer {
    /// Replaces the pixels of a canvas. A picture of another size than the canvas' own is cut off or padded with transparent black: the
    /// canvas was resized after the picture was made.
    fn set_picture(&mut self, canvas: CanvasId, picture: PixelBuffer<Premul>) -> Result<(), RenderError>;
}

/// Opens an executor.
pub type OpenGl = Box<dyn FnMut() -> Result<Box<dyn GlBackend>, RenderError>>;

/// The executor, as far as it was asked for.
enum Executor {
    Closed(OpenGl),
    Open(Box<dyn GlBackend>),
    /// It could not be had; asking again gives the same answer.
    Refused(RenderError),
}

/// `R` with WebGL.
pub struct WithGl<R> {
    renderer: R,
    executor: Executor,
    /// Canvases whose last published picture the 2D renderer does not have yet.
    unseen: Vec<CanvasId>,
    /// Canvases that the executor has a picture of, and whether something has been drawn to them since.
    lent: BTreeMap<CanvasId, Lent>,
}

/// What the executor knows of a canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lent {
    /// Its picture.
    Fresh,
    /// An older picture.
    Stale,
}

impl<R> WithGl<R> {
    /// `open` is called once, by the first context.
    pub fn new(renderer: R, open: OpenGl) -> WithGl<R> {
        WithGl { renderer, executor: Executor::Closed(open), unseen: Vec::new(), lent: BTreeMap::new() }
    }
}

impl<R: CanvasPictures> WithGl<R> {
    /// The 2D renderer, to present from: it has all pictures.
    pub fn renderer(&mut self) -> Result<&R, RenderError> {
        self.show_pictures()?;
        Ok(&self.renderer)
    }
}

impl Executor {
    fn open(&mut self) -> Result<&mut dyn GlBackend, RenderError> {
        if let Executor::Closed(open) = self {
            *self = match open() {
                Ok(backend) => Executor::Open(backend),
                Err(error) => Executor::Refused(error),
            };
        }
        match self {
            Executor::Open(backend) => Ok(backend.as_mut()),
            Executor::Refused(error) => Err(error.clone()),
            Executor::Closed(_) => unreachable!("opened above"),
        }
    }
}

impl<R: CanvasPictures> WithGl<R> {
    fn execute_gl(&mut self, context: GlContextId, mut commands: Vec<GlCommand>) -> Result<(), RenderError> {
        let publishes = commands.iter().any(|command| matches!(command, GlCommand::Publish { .. }));
        if publishes && !self.unseen.contains(&context) {
            self.unseen.push(context);
        }
        let lent = self.lend_canvases(&commands);
        lent.and(self.executor.open()?.execute(context, &mut commands))
    }

    /// Gives the executor the pictures of canvases that the commands read, where it does not have them.
    fn lend_canvases(&mut self, commands: &[GlCommand]) -> Result<(), RenderError> {
        for command in commands {
            let GlCommand::UploadCanvas(upload) = command else { continue };
            let canvas = upload.canvas;
            if self.unseen.contains(&canvas) {
                self.unseen.retain(|unseen| *unseen != canvas);
                self.show_picture(canvas)?;
            }
            if self.lent.get(&canvas) == Some(&Lent::Fresh) {
                continue;
            }
            let picture = self.renderer.read_pixels(canvas, upload.size.rect())?;
            self.executor.open()?.set_canvas(canvas, Some(&picture))?;
            self.lent.insert(canvas, Lent::Fresh);
        }
        Ok(())
    }

    /// The commands change canvases that the executor may have pictures of.
    fn note_changes(&mut self, commands: &[RenderCommand]) {
        for command in commands {
            match command {
                RenderCommand::Draw { canvas, .. } | RenderCommand::ResizeCanvas { canvas, .. } => {
                    self.note_change(*canvas);
                }
                RenderCommand::DropCanvas(canvas) => {
                    if self.lent.remove(canvas).is_some()
                        && let Executor::Open(backend) = &mut self.executor
                    {
                        // Forgetting cannot fail.
                        let _ = backend.set_canvas(*canvas, None);
                    }
                }
                _ => {}
            }
        }
    }

    fn note_change(&mut self, canvas: CanvasId) {
        if let Some(lent) = self.lent.get_mut(&canvas) {
            *lent = Lent::Stale;
        }
    }

    /// Hands over every picture that was published since the last call.
    fn show_pictures(&mut self) -> Result<(), RenderError> {
        let mut result = Ok(());
        for canvas in std::mem::take(&mut self.unseen) {
            result = result.and(self.show_picture(canvas));
        }
        result
    }

    fn show_picture(&mut self, canvas: CanvasId) -> Result<(), RenderError> {
        match self.executor.open()?.take_published(canvas)? {
            Some(picture) => {
                self.note_change(canvas);
                self.renderer.set_picture(canvas, picture)
            }
            None => Ok(()),
        }
    }

    /// Executes commands without WebGL.
    fn execute_plain(
        &mut self,
        commands: &mut Vec<RenderCommand>,
        spare: &mut Vec<DrawList>,
    ) -> Result<(), RenderError> {
        let mut shown = Ok(());
        if !self.unseen.is_empty() {
            if commands.iter().any(|command| matches!(command, RenderCommand::Draw { .. })) {
                shown = self.show_pictures();
            }
            // What was published before a canvas got another size is not seen on it.
            self.unseen.retain(|unseen| {
                !commands.iter().any(|command| match command {
                    RenderCommand::ResizeCanvas { canvas, .. } | RenderCommand::DropCanvas(canvas) => {
                        canvas == unseen
                    }
                    _ => false,
                })
            });
        }
        if !self.lent.is_empty() {
            self.note_changes(commands);
        }
        shown.and(self.renderer.execute(commands, spare))
    }
}

impl<R: CanvasPictures> Renderer for WithGl<R> {
    fn info(&self) -> RendererInfo {
        let mut info = self.renderer.info();
        if let Executor::Open(backend) = &self.executor {
            info.detail = format!("{}; WebGL: {}", info.detail, backend.limits().renderer);
        }
        info
    }

    fn execute(
        &mut self,
        commands: &mut Vec<RenderCommand>,
        spare: &mut Vec<DrawList>,
    ) -> Result<(), RenderError> {
        if !commands.iter().any(|command| matches!(command, RenderCommand::Gl { .. })) {
            return self.execute_plain(commands, spare);
        }
        // Everything is tried after an error too: it may be about other canvases.
        let mut result = Ok(());
        let mut plain = Vec::with_capacity(commands.len());
        for command in commands.drain(..) {
            match command {
                RenderCommand::Gl { canvas, commands } => {
                    // The picture must find its canvas.
                    result = result.and(self.execute_plain(&mut plain, spare));
                    result = result.and(self.execute_gl(canvas, commands));
                }
                other => plain.push(other),
            }
        }
        result.and(self.execute_plain(&mut plain, spare))
    }

    fn read_pixels(&mut self, canvas: CanvasId, rect: PixelRect) -> Result<PixelBuffer<Premul>, RenderError> {
        self.show_pictures()?;
        self.renderer.read_pixels(canvas, rect)
    }

    fn take_stats(&mut self) -> DrawStats {
        let mut stats = self.renderer.take_stats();
        if let Executor::Open(backend) = &mut self.executor {
            stats.add(backend.take_stats());
        }
        stats
    }

    fn memory_bytes(&self) -> u64 {
        let gl = match &self.executor {
            Executor::Open(backend) => backend.memory_bytes(),
            _ => 0,
        };
        self.renderer.memory_bytes() + gl
    }

    fn gl(&mut self) -> Result<&mut dyn GlBackend, RenderError> {
        self.executor.open()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        CanvasOptions, NullRenderer,
        gl::{GlBufferId, GlCanvasUpload, GlLimits, GlQueryId, GlRead, GlRegion, GlTextureId},
    };
    use sparrow_base::PixelSize;
    use std::{cell::RefCell, rc::Rc};

    /// Notes what it is asked for; publishes a grey picture.
    struct FakeGl(Rc<RefCell<Vec<String>>>, bool);

    impl GlBackend for FakeGl {
        fn limits(&self) -> GlLimits {
            unreachable!("not asked for here")
        }
        fn execute(
            &mut self,
            context: GlContextId,
            commands: &mut Vec<GlCommand>,
        ) -> Result<(), RenderError> {
            self.0.borrow_mut().push(format!("gl {} {}", context.0, commands.len()));
            self.1 = commands.drain(..).any(|c| matches!(c, GlCommand::Publish { .. }));
            Ok(())
        }
        fn read(&mut self, _: GlContextId, _: &GlRead) -> Result<Vec<u8>, RenderError> {
            Ok(Vec::new())
        }
        fn read_buffer(
            &mut self,
            _: GlContextId,
            _: GlBufferId,
            _: u32,
            _: u32,
        ) -> Result<Vec<u8>, RenderError> {
            Ok(Vec::new())
        }
        fn query_result(&mut self, _: GlContextId, _: GlQueryId) -> Option<u64> {
            None
        }
        fn take_published(&mut self, _: GlContextId) -> Result<Option<PixelBuffer<Premul>>, RenderError> {
            Ok(std::mem::take(&mut self.1).then(|| PixelBuffer::new(PixelSize::new(2, 2))))
        }
        fn set_canvas(
            &mut self,
            canvas: CanvasId,
            picture: Option<&PixelBuffer<Premul>>,
        ) -> Result<(), RenderError> {
            let what = if picture.is_some() { "lend" } else { "forget" };
            self.0.borrow_mut().push(format!("{what} {}", canvas.0));
            Ok(())
        }
        fn take_stats(&mut self) -> DrawStats {
            DrawStats { draw_calls: 3, ..DrawStats::default() }
        }
        fn memory_bytes(&self) -> u64 {
            7
        }
    }

    /// A 2D renderer that notes pictures.
    struct Canvases(NullRenderer, Rc<RefCell<Vec<String>>>);

    impl Renderer for Canvases {
        fn info(&self) -> RendererInfo {
            self.0.info()
        }
        fn execute(
            &mut self,
            commands: &mut Vec<RenderCommand>,
            spare: &mut Vec<DrawList>,
        ) -> Result<(), RenderError> {
            self.1.borrow_mut().extend(commands.iter().map(|c| match c {
                RenderCommand::CreateCanvas { canvas, .. } => format!("create {}", canvas.0),
                RenderCommand::Draw { canvas, .. } => format!("draw {}", canvas.0),
                other => format!("{other:?}"),
            }));
            self.0.execute(commands, spare)
        }
        fn read_pixels(
            &mut self,
            canvas: CanvasId,
            rect: PixelRect,
        ) -> Result<PixelBuffer<Premul>, RenderError> {
            self.0.read_pixels(canvas, rect)
        }
        fn take_stats(&mut self) -> DrawStats {
            DrawStats { draw_calls: 1, ..DrawStats::default() }
        }
        fn memory_bytes(&self) -> u64 {
            1
        }
    }

    impl CanvasPictures for Canvases {
        fn set_picture(&mut self, canvas: CanvasId, _: PixelBuffer<Premul>) -> Result<(), RenderError> {
            self.1.borrow_mut().push(format!("picture {}", canvas.0));
            Ok(())
        }
    }

    #[test]
    fn commands_keep_their_order_and_pictures_come_between_draws() {
        let log = Rc::new(RefCell::new(Vec::new()));
        let l = log.clone();
        let open: OpenGl = Box::new(move || {
            l.borrow_mut().push("open".to_owned());
            Ok(Box::new(FakeGl(l.clone(), false)))
        });
        let mut renderer = WithGl::new(Canvases(NullRenderer::default(), log.clone()), open);
        let create = |id| RenderCommand::CreateCanvas {
            canvas: CanvasId(id),
            size: PixelSize::new(2, 2),
            options: CanvasOptions::default(),
        };
        let draw = |id| RenderCommand::Draw { canvas: CanvasId(id), list: DrawList::default() };
        let gl = |commands| RenderCommand::Gl { canvas: CanvasId(0), commands };
        let mut queue = vec![create(0), create(1)];
        renderer.execute(&mut queue, &mut Vec::new()).unwrap();
        assert_eq!(renderer.memory_bytes(), 1, "a 2D game opens nothing");
        let mut queue = vec![
            gl(vec![GlCommand::Publish { clear: true }]),
            draw(1),
            gl(vec![GlCommand::EndTransformFeedback]),
        ];
        renderer.execute(&mut queue, &mut Vec::new()).unwrap();
        assert!(queue.is_empty());
        let expected = ["create 0", "create 1", "open", "gl 0 1", "picture 0", "draw 1", "gl 0 1"];
        assert_eq!(*log.borrow(), expected);
        assert_eq!((renderer.memory_bytes(), renderer.take_stats().draw_calls), (8, 4));
    }

    #[test]
    fn a_picture_that_nobody_reads_is_not_fetched() {
        let log = Rc::new(RefCell::new(Vec::new()));
        let l = log.clone();
        let open: OpenGl = Box::new(move || Ok(Box::new(FakeGl(l.clone(), false))));
        let mut renderer = WithGl::new(Canvases(NullRenderer::default(), log.clone()), open);
        let size = PixelSize::new(2, 2);
        let create =
            RenderCommand::CreateCanvas { canvas: CanvasId(0), size, options: CanvasOptions::default() };
        let publish =
            || RenderCommand::Gl { canvas: CanvasId(0), commands: vec![GlCommand::Publish { clear: true }] };
        renderer.execute(&mut vec![create, publish()], &mut Vec::new()).unwrap();
        renderer.execute(&mut vec![publish()], &mut Vec::new()).unwrap();
        assert_eq!(*log.borrow(), ["create 0", "gl 0 1", "gl 0 1"]);
        renderer.renderer().unwrap();
        renderer.renderer().unwrap();
        assert_eq!(log.borrow()[3..], ["picture 0"]);
        // What was published before a canvas got another size is not seen on it.
        let resize = RenderCommand::ResizeCanvas { canvas: CanvasId(0), size };
        renderer.execute(&mut vec![publish(), resize], &mut Vec::new()).unwrap();
        renderer.read_pixels(CanvasId(0), size.rect()).unwrap();
        assert!(!log.borrow()[4..].contains(&"picture 0".to_owned()), "{:?}", log.borrow());
    }

    #[test]
    fn canvases_are_lent_when_they_changed() {
        let log = Rc::new(RefCell::new(Vec::new()));
        let l = log.clone();
        let open: OpenGl = Box::new(move || Ok(Box::new(FakeGl(l.clone(), false))));
        let mut renderer = WithGl::new(Canvases(NullRenderer::default(), Rc::default()), open);
        let size = PixelSize::new(2, 2);
        let create = |id| RenderCommand::CreateCanvas {
            canvas: CanvasId(id),
            size,
            options: CanvasOptions::default(),
        };
        let draw = || RenderCommand::Draw { canvas: CanvasId(1), list: DrawList::default() };
        let upload = || RenderCommand::Gl {
            canvas: CanvasId(0),
            commands: vec![GlCommand::UploadCanvas(GlCanvasUpload {
                canvas: CanvasId(1),
                size,
                texture: GlTextureId(1),
                region: GlRegion { width: 2, height: 2, depth: 1, ..GlRegion::default() },
                from_x: 0,
                from_y: 0,
                flip_y: false,
                straight: false,
            })],
        };
        let mut queue = vec![create(0), create(1), draw(), upload(), upload(), draw(), upload()];
        renderer.execute(&mut queue, &mut Vec::new()).unwrap();
        let mut queue = vec![upload(), RenderCommand::DropCanvas(CanvasId(1))];
        renderer.execute(&mut queue, &mut Vec::new()).unwrap();
        assert_eq!(*log.borrow(), ["lend 1", "gl 0 1", "gl 0 1", "lend 1", "gl 0 1", "gl 0 1", "forget 1"]);
    }

    #[test]
    fn what_cannot_be_opened_is_tried_once() {
        let tries = Rc::new(RefCell::new(0));
        let t = tries.clone();
        let open: OpenGl = Box::new(move || {
            *t.borrow_mut() += 1;
            Err(RenderError::NoWebGl("no adapter".to_owned()))
        });
        let log = Rc::default();
        let mut renderer = WithGl::new(Canvases(NullRenderer::default(), log), open);
        assert!(renderer.gl().is_err() && renderer.gl().is_err());
        assert_eq!(*tries.borrow(), 1);
    }
}
