//! [`WithCpu`]: a renderer on a graphics device and one on the CPU as one [`Renderer`], for canvases that are read back often.
//!
//! Reading pixels from a device waits for it, and one read in a frame makes the frame as long as device and CPU together. A canvas lives on one
//! side, and the other side has a copy of it only where something there draws it. `willReadFrequently` puts a canvas on the CPU for good; others
//! that are small and read again and again between few lists move there by themselves, and back when the reading ends.
//! Nothing here looks at a clock: the same commands give the same moves.

use crate::{
    CanvasPictures, DrawList, DrawStats, ImageSource, RenderCommand, RenderError, Renderer, RendererInfo,
    gl::{GlBackend, GlCommand},
};
use sparrow_base::{CanvasId, PixelBuffer, PixelRect, PixelSize, Premul};
use std::collections::BTreeMap;

/// Pixels of the largest canvas that moves by itself: what is larger the CPU draws slower than the device is read.
const MOST_PIXELS: u64 = 512 * 512;
/// Reads with few lists between them, after which a canvas moves to the CPU.
const READS_TO_MOVE: u32 = 4;
/// Lists between two reads that are still few.
const FEW_LISTS: u32 = 16;
/// Lists without a read after which it moves back.
const LISTS_TO_RETURN: u32 = 240;

/// Where a canvas lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Device,
    Cpu,
}

impl Side {
    fn other(self) -> Side {
        match self {
            Side::Device => Side::Cpu,
            Side::Cpu => Side::Device,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Canvas {
    side: Side,
    size: PixelSize,
    /// `willReadFrequently`, or a WebGL context: it never moves.
    stays: bool,
    /// The other side shows the same.
    copied: bool,
    /// Reads in a row with few lists between them.
    reads: u32,
    /// Lists since the last read.
    lists: u32,
}

/// `G`, with `C` for canvases that are read often.
pub struct WithCpu<G, C> {
    device: G,
    cpu: C,
    canvases: BTreeMap<CanvasId, Canvas>,
    /// Commands of each side that wait until the other side needs something of it.
    device_queue: Vec<RenderCommand>,
    cpu_queue: Vec<RenderCommand>,
}

impl<G: CanvasPictures, C: CanvasPictures> WithCpu<G, C> {
    /// Both are empty.
    pub fn new(device: G, cpu: C) -> WithCpu<G, C> {
        WithCpu { device, cpu, canvases: BTreeMap::new(), device_queue: Vec::new(), cpu_queue: Vec::new() }
    }

    /// The renderer on the device, to present a canvas from: it shows the canvas.
    pub fn device_for(&mut self, canvas: CanvasId) -> Result<&mut G, RenderError> {
        self.show_to(Side::Device, canvas, &mut Vec::new())?;
        Ok(&mut self.device)
    }

    /// The renderer on the device.
    pub fn device(&self) -> &G {
        &self.device
    }

    fn flush(&mut self, side: Side, spare: &mut Vec<DrawList>) -> Result<(), RenderError> {
        match side {
            Side::Device if !self.device_queue.is_empty() => {
                self.device.execute(&mut self.device_queue, spare)
            }
            Side::Cpu if !self.cpu_queue.is_empty() => self.cpu.execute(&mut self.cpu_queue, spare),
            _ => Ok(()),
        }
    }

    fn queue(&mut self, side: Side) -> &mut Vec<RenderCommand> {
        match side {
            Side::Device => &mut self.device_queue,
            Side::Cpu => &mut self.cpu_queue,
        }
    }

    /// Makes sure that a side shows a canvas as it is.
    fn show_to(
        &mut self,
        side: Side,
        canvas: CanvasId,
        spare: &mut Vec<DrawList>,
    ) -> Result<(), RenderError> {
        let Some(known) = self.canvases.get_mut(&canvas) else { return Ok(()) };
        if known.side == side || std::mem::replace(&mut known.copied, true) {
            return Ok(());
        }
        let rect = known.size.rect();
        self.flush(Side::Device, spare)?;
        self.flush(Side::Cpu, spare)?;
        match side {
            Side::Cpu => {
                let picture = self.device.read_pixels(canvas, rect)?;
                self.cpu.set_picture(canvas, picture)
            }
            Side::Device => {
                let picture = self.cpu.read_pixels(canvas, rect)?;
                self.device.set_picture(canvas, picture)
            }
        }
    }

    fn move_to(
        &mut self,
        side: Side,
        canvas: CanvasId,
        spare: &mut Vec<DrawList>,
    ) -> Result<(), RenderError> {
        self.show_to(side, canvas, spare)?;
        if let Some(known) = self.canvases.get_mut(&canvas) {
            (known.side, known.lists, known.reads) = (side, 0, 0);
        }
        Ok(())
    }

    fn command(&mut self, command: RenderCommand, spare: &mut Vec<DrawList>) -> Result<(), RenderError> {
        match command {
            RenderCommand::CreateCanvas { canvas, size, options } => {
                let side = if options.read_often { Side::Cpu } else { Side::Device };
                let new = Canvas { side, size, stays: options.read_often, copied: true, reads: 0, lists: 0 };
                self.canvases.insert(canvas, new);
                // Memory is taken where it is drawn to.
                self.device_queue.push(RenderCommand::CreateCanvas { canvas, size, options });
                self.cpu_queue.push(RenderCommand::CreateCanvas { canvas, size, options });
            }
            RenderCommand::ResizeCanvas { canvas, size } => {
                if let Some(known) = self.canvases.get_mut(&canvas) {
                    (known.size, known.copied) = (size, true);
                }
                self.device_queue.push(RenderCommand::ResizeCanvas { canvas, size });
                self.cpu_queue.push(RenderCommand::ResizeCanvas { canvas, size });
            }
            RenderCommand::DropCanvas(canvas) => {
                self.canvases.remove(&canvas);
                self.device_queue.push(RenderCommand::DropCanvas(canvas));
                self.cpu_queue.push(RenderCommand::DropCanvas(canvas));
            }
            RenderCommand::CreateImage { image, pixels } => {
                // Both share the pixels.
                self.device_queue.push(RenderCommand::CreateImage { image, pixels: pixels.clone() });
                self.cpu_queue.push(RenderCommand::CreateImage { image, pixels });
            }
            RenderCommand::DropImage(image) => {
                self.device_queue.push(RenderCommand::DropImage(image));
                self.cpu_queue.push(RenderCommand::DropImage(image));
            }
            RenderCommand::Draw { canvas, list } => return self.draw(canvas, list, spare),
            RenderCommand::Gl { canvas, commands } => {
                for command in &commands {
                    if let GlCommand::UploadCanvas(upload) = command {
                        self.show_to(Side::Device, upload.canvas, spare)?;
                    }
                }
                if let Some(known) = self.canvases.get_mut(&canvas) {
                    (known.side, known.stays) = (Side::Device, true);
                    known.copied &= !commands.iter().any(|c| matches!(c, GlCommand::Publish { .. }));
                }
                self.device_queue.push(RenderCommand::Gl { canvas, commands });
            }
        }
        Ok(())
    }

    fn draw(
        &mut self,
        canvas: CanvasId,
        list: DrawList,
        spare: &mut Vec<DrawList>,
    ) -> Result<(), RenderError> {
        let mut side = Side::Device;
        let mut returns = false;
        if let Some(known) = self.canvases.get_mut(&canvas) {
            side = known.side;
            known.lists = known.lists.saturating_add(1);
            returns = side == Side::Cpu && !known.stays && known.lists >= LISTS_TO_RETURN;
        }
        if returns {
            self.move_to(side.other(), canvas, spare)?;
            side = side.other();
        }
        let mut shown = Ok(());
        for source in list.sources() {
            if let ImageSource::Canvas(source) = source
                && source != canvas
            {
                shown = shown.and(self.show_to(side, source, spare));
            }
        }
        if let Some(known) = self.canvases.get_mut(&canvas) {
            known.copied = false;
        }
        self.queue(side).push(RenderCommand::Draw { canvas, list });
        shown
    }
}

impl<G: CanvasPictures, C: CanvasPictures> Renderer for WithCpu<G, C> {
    fn info(&self) -> RendererInfo {
        let (device, cpu) = (self.device.info(), self.cpu.info());
        let detail =
            format!("{}; canvases that are read often: {} ({})", device.detail, cpu.name, cpu.detail);
        RendererInfo { detail, max_side: device.max_side.min(cpu.max_side), ..device }
    }

    fn execute(
        &mut self,
        commands: &mut Vec<RenderCommand>,
        spare: &mut Vec<DrawList>,
    ) -> Result<(), RenderError> {
        // The rest is executed after an error too: it may be about other canvases.
        let mut result = Ok(());
        for command in commands.drain(..) {
            result = result.and(self.command(command, spare));
        }
        result = result.and(self.flush(Side::Cpu, spare));
        result.and(self.flush(Side::Device, spare))
    }

    fn read_pixels(&mut self, canvas: CanvasId, rect: PixelRect) -> Result<PixelBuffer<Premul>, RenderError> {
        let mut moves = false;
        let mut side = Side::Device;
        if let Some(known) = self.canvases.get_mut(&canvas) {
            known.reads = if known.lists <= FEW_LISTS { known.reads.saturating_add(1) } else { 1 };
            known.lists = 0;
            side = known.side;
            moves = side == Side::Device
                && !known.stays
                && known.reads >= READS_TO_MOVE
                && known.size.area() <= MOST_PIXELS;
        }
        if moves {
            self.move_to(Side::Cpu, canvas, &mut Vec::new())?;
            side = Side::Cpu;
        }
        match side {
            Side::Device => self.device.read_pixels(canvas, rect),
            Side::Cpu => self.cpu.read_pixels(canvas, rect),
        }
    }

    fn take_stats(&mut self) -> DrawStats {
        let mut stats = self.device.take_stats();
        stats.add(self.cpu.take_stats());
        stats
    }

    fn memory_bytes(&self) -> u64 {
        self.device.memory_bytes() + self.cpu.memory_bytes()
    }

    fn gl(&mut self) -> Result<&mut dyn GlBackend, RenderError> {
        self.device.gl()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CanvasOptions, DrawOp, NullRenderer, Paint, Pattern, Repetition};
    use std::{cell::RefCell, rc::Rc};

    type Log = Rc<RefCell<Vec<String>>>;

    /// Notes what it is asked for.
    struct Noted(&'static str, NullRenderer, Log);

    impl Noted {
        fn note(&self, what: &str, canvas: CanvasId) {
            self.2.borrow_mut().push(format!("{} {what} {}", self.0, canvas.0));
        }
    }

    impl Renderer for Noted {
        fn info(&self) -> RendererInfo {
            self.1.info()
        }
        fn execute(
            &mut self,
            commands: &mut Vec<RenderCommand>,
            spare: &mut Vec<DrawList>,
        ) -> Result<(), RenderError> {
            for command in commands.iter() {
                if let RenderCommand::Draw { canvas, .. } = command {
                    self.note("draws", *canvas);
                }
            }
            self.1.execute(commands, spare)
        }
        fn read_pixels(
            &mut self,
            canvas: CanvasId,
            rect: PixelRect,
        ) -> Result<PixelBuffer<Premul>, RenderError> {
            self.note("reads", canvas);
            self.1.read_pixels(canvas, rect)
        }
        fn take_stats(&mut self) -> DrawStats {
            self.1.take_stats()
        }
        fn memory_bytes(&self) -> u64 {
            1
        }
    }

    impl CanvasPictures for Noted {
        fn set_picture(&mut self, canvas: CanvasId, _: PixelBuffer<Premul>) -> Result<(), RenderError> {
            self.note("gets", canvas);
            Ok(())
        }
    }

    struct Bench(WithCpu<Noted, Noted>, Log);

    impl Bench {
        fn new() -> Bench {
            let log = Log::default();
            let noted = |name| Noted(name, NullRenderer::default(), log.clone());
            Bench(WithCpu::new(noted("device"), noted("cpu")), log.clone())
        }

        fn run(&mut self, command: RenderCommand) {
            self.0.execute(&mut vec![command], &mut Vec::new()).unwrap();
        }

        fn create(&mut self, id: u32, side: u32, read_often: bool) {
            let options = CanvasOptions { alpha: true, read_often };
            let size = PixelSize::new(side, side);
            self.run(RenderCommand::CreateCanvas { canvas: CanvasId(id), size, options });
        }

        fn draw(&mut self, id: u32, source: Option<u32>) {
            let mut list = DrawList::default();
            list.ops.push(DrawOp::Clear);
            if let Some(source) = source {
                let pattern = Pattern {
                    source: ImageSource::Canvas(CanvasId(source)),
                    repetition: Repetition { x: true, y: true },
                    transform: sparrow_base::kurbo::Affine::IDENTITY,
                };
                list.push_paint(Paint::Pattern(pattern));
            }
            self.run(RenderCommand::Draw { canvas: CanvasId(id), list });
        }

        fn read(&mut self, id: u32) {
            self.0.read_pixels(CanvasId(id), PixelRect::new(0, 0, 1, 1)).unwrap();
        }

        fn log(&self) -> Vec<String> {
            std::mem::take(&mut self.1.borrow_mut())
        }
    }

    #[test]
    fn a_canvas_that_says_so_lives_on_the_cpu() {
        let mut bench = Bench::new();
        bench.create(1, 2000, true);
        bench.create(2, 2000, false);
        bench.draw(1, None);
        bench.read(1);
        bench.draw(2, Some(1));
        bench.draw(2, Some(1));
        assert_eq!(
            bench.log(),
            [
                "cpu draws 1",
                "cpu reads 1",
                "cpu reads 1",
                "device gets 1",
                "device draws 2",
                "device draws 2"
            ],
            "it is copied once for both draws"
        );
        bench.draw(1, Some(2));
        assert_eq!(bench.log(), ["device reads 2", "cpu gets 2", "cpu draws 1"]);
    }

    #[test]
    fn reading_again_and_again_moves_a_small_canvas_and_drawing_moves_it_back() {
        let mut bench = Bench::new();
        bench.create(1, 64, false);
        for _ in 0..READS_TO_MOVE {
            bench.draw(1, None);
            bench.read(1);
        }
        let log = bench.log();
        assert_eq!(log[log.len() - 3..], ["device reads 1", "cpu gets 1", "cpu reads 1"]);
        for _ in 0..LISTS_TO_RETURN {
            bench.draw(1, None);
        }
        let log = bench.log();
        assert_eq!(log[..2], ["cpu draws 1", "cpu draws 1"]);
        assert_eq!(log[log.len() - 3..], ["cpu reads 1", "device gets 1", "device draws 1"]);
    }

    #[test]
    fn large_canvases_and_rare_reads_stay_on_the_device() {
        let mut bench = Bench::new();
        bench.create(1, 1024, false);
        bench.create(2, 64, false);
        for _ in 0..20 {
            bench.draw(1, None);
            bench.read(1);
            bench.read(2);
            (0..=FEW_LISTS).for_each(|_| bench.draw(2, None));
        }
        assert!(bench.log().iter().all(|line| line.starts_with("device")));
    }
}
