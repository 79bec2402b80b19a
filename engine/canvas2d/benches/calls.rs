//! Nanoseconds per call of the hot ones, recording only: `cargo bench -p sparrow-canvas2d`.

#![allow(clippy::print_stdout)]

use sparrow_base::{CanvasId, ImageId, PixelBuffer, PixelSize};
use sparrow_canvas2d::{CanvasStore, FillRule};
use sparrow_media::font::{Fonts, FontsOptions};
use sparrow_render::{CanvasOptions, ImageSource, NullRenderer};
use std::{f64::consts::TAU, time::Instant};

const CALLS: u32 = 10_000;
const FRAMES: u32 = 50;

fn main() {
    let mut store = CanvasStore::new(Fonts::new(FontsOptions::embedded_only()));
    let screen = store.create_canvas(PixelSize::new(750, 1334));
    store.get_context(screen, CanvasOptions::default());
    let label = store.create_canvas(PixelSize::new(64, 64));
    store.get_context(label, CanvasOptions::default());
    let image = store.create_image(PixelBuffer::new(PixelSize::new(512, 512)).into());
    let mut bench = Bench { store, screen, label, image };

    bench.run("drawImage, 9 arguments", |b, i| {
        let x = f64::from(i % 700);
        let _ = b.store.draw_image_part(
            b.screen,
            ImageSource::Image(b.image),
            [32.0, 64.0, 32.0, 32.0],
            [x, x, 32.0, 32.0],
        );
    });
    bench.run("drawImage of a canvas", |b, i| {
        let _ = b.store.draw_image(b.screen, ImageSource::Canvas(b.label), f64::from(i % 700), 3.0);
    });
    bench.run("fillRect", |b, i| {
        b.context(|c| c.fill_rect(f64::from(i % 700), 5.0, 10.0, 10.0));
    });
    bench.run("save translate rotate drawImage restore", |b, i| {
        b.context(|c| {
            c.save();
            c.translate(f64::from(i % 700), 5.0);
            c.rotate(0.3);
        });
        let _ = b.store.draw_image(b.screen, ImageSource::Image(b.image), 0.0, 0.0);
        b.context(|c| c.restore());
    });
    bench.run("fillStyle = '#rrggbb'; fillRect", |b, i| {
        b.context(|c| {
            c.set_fill_style("#12ab9f");
            c.fill_rect(f64::from(i % 700), 5.0, 10.0, 10.0);
        });
    });
    bench.run("fillStyle = 'rgba(...)'", |b, _| {
        b.context(|c| c.set_fill_style("rgba(255, 120, 3, 0.5)"));
    });
    bench.run("beginPath arc fill", |b, i| {
        b.context(|c| {
            c.begin_path();
            let _ = c.arc(f64::from(i % 700), 50.0, 10.0, 0.0, TAU, false);
            c.fill(FillRule::NonZero);
        });
    });
    bench.run("beginPath moveTo 3 bezierCurveTo fill stroke", |b, i| {
        b.context(|c| {
            c.begin_path();
            c.move_to(f64::from(i % 700), 50.0);
            for _ in 0..3 {
                c.bezier_curve_to(1.0, 2.0, 30.0, 40.0, 50.0, 60.0);
            }
            c.fill(FillRule::NonZero);
            c.stroke();
        });
    });
    bench.run("fillText, seen before", |b, i| {
        let _ = b.store.fill_text(b.screen, "Score: 12345", f64::from(i % 700), 50.0, None);
    });
}

struct Bench {
    store: CanvasStore,
    screen: CanvasId,
    label: CanvasId,
    image: ImageId,
}

impl Bench {
    fn context(&mut self, call: impl FnOnce(&mut sparrow_canvas2d::Context2d)) {
        if let Some(context) = self.store.context_mut(self.screen) {
            call(context);
        }
    }

    /// The best frame of some: the machine has other things to do.
    fn run(&mut self, name: &str, call: impl Fn(&mut Bench, u32)) {
        let mut best = f64::INFINITY;
        for _ in 0..FRAMES {
            let start = Instant::now();
            for i in 0..CALLS {
                call(self, i);
            }
            best = best.min(start.elapsed().as_nanos() as f64 / f64::from(CALLS));
            if self.store.flush(&mut NullRenderer::default()).is_err() {
                unreachable!("the null renderer cannot fail");
            }
        }
        println!("{best:8.1} ns  {name}");
    }
}
