//! Ordering of lists, sync points, lives of canvases, images and patterns.

use super::*;
use crate::{Canvas2dError, ImageSource};
use sparrow_base::{ImageId, PixelBuffer, PixelRect};
use sparrow_media::font::FontsOptions;
use sparrow_render::{RecordingRenderer, Renderer};
use std::sync::Arc;

fn store() -> CanvasStore {
    CanvasStore::new(Fonts::new(FontsOptions::embedded_only()))
}

fn canvas(store: &mut CanvasStore) -> CanvasId {
    let id = store.create_canvas(PixelSize::new(10, 10));
    assert!(store.get_context(id, CanvasOptions::default()));
    id
}

/// A recognisable mark: a rectangle of width `n`.
fn mark(store: &mut CanvasStore, id: CanvasId, n: u32) {
    store.context_mut(id).unwrap().fill_rect(0.0, 0.0, f64::from(n), 1.0);
}

fn draw(store: &mut CanvasStore, onto: CanvasId, source: CanvasId) {
    store.draw_image(onto, ImageSource::Canvas(source), 0.0, 0.0).unwrap();
}

/// Flushes and gives one short line a draw: `A: 3 <B` marks 3, then draws B.
fn flush(store: &mut CanvasStore) -> Vec<String> {
    let mut renderer = RecordingRenderer::default();
    store.flush(&mut renderer).unwrap();
    renderer.log.iter().filter_map(|entry| short(entry)).collect()
}

fn name(id: &str) -> char {
    (b'A' + id.parse::<u8>().unwrap()) as char
}

fn short(entry: &str) -> Option<String> {
    let mut lines = entry.lines();
    let canvas = lines.next()?.strip_prefix("draw canvas ")?;
    let mut text = format!("{}:", name(canvas));
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[0] {
            "fill" => text.push_str(&format!(" {}", words[4])),
            "image" => text.push_str(&format!(" <{}", name(words[2]))),
            other => text.push_str(&format!(" {other}")),
        }
    }
    Some(text)
}

#[test]
fn a_canvas_too_long_for_pixels_is_not_read_whole() {
    let mut store = store();
    let canvas = store.create_canvas(PixelSize::new(u32::MAX, u32::MAX));
    let mut renderer = sparrow_render::NullRenderer::default();
    let error =
        store.read_pixels(&mut renderer, canvas, PixelSize::new(u32::MAX, u32::MAX).rect()).unwrap_err();
    assert_eq!(error.name(), "RangeError");
    assert!(store.read_pixels(&mut renderer, canvas, PixelSize::new(5, 5).rect()).is_ok());
}

#[test]
fn a_source_is_seen_as_it_is_at_the_call() {
    let mut s = store();
    let (a, b) = (canvas(&mut s), canvas(&mut s));
    mark(&mut s, b, 1);
    draw(&mut s, a, b);
    mark(&mut s, b, 2);
    draw(&mut s, a, b);
    mark(&mut s, b, 3);
    assert_eq!(flush(&mut s), ["B: 1", "A: <B", "B: 2", "A: <B", "B: 3"]);
    assert_eq!(flush(&mut s), [""; 0], "nothing is pending any more");
}

#[test]
fn unchanged_sources_do_not_split_lists() {
    let mut s = store();
    let (a, b, c) = (canvas(&mut s), canvas(&mut s), canvas(&mut s));
    mark(&mut s, b, 1);
    mark(&mut s, c, 2);
    for _ in 0..3 {
        draw(&mut s, a, b);
        draw(&mut s, a, c);
    }
    assert_eq!(flush(&mut s), ["B: 1", "C: 2", "A: <B <C <B <C <B <C"]);
    // In the next frame neither source has changed: one list.
    draw(&mut s, a, b);
    mark(&mut s, a, 5);
    draw(&mut s, a, b);
    assert_eq!(flush(&mut s), ["A: <B 5 <B"]);
}

#[test]
fn chains_of_readers_go_first() {
    let mut s = store();
    let (a, b, c) = (canvas(&mut s), canvas(&mut s), canvas(&mut s));
    draw(&mut s, a, b); // A reads the old B
    draw(&mut s, b, c); // B reads the old C
    mark(&mut s, c, 1);
    let d = canvas(&mut s);
    draw(&mut s, d, c); // D reads the new C
    assert_eq!(flush(&mut s), ["A: <B", "B: <C", "C: 1", "D: <C"]);
}

#[test]
fn ping_pong_keeps_the_order_of_the_calls() {
    let mut s = store();
    let (a, b) = (canvas(&mut s), canvas(&mut s));
    mark(&mut s, a, 1);
    for _ in 0..2 {
        draw(&mut s, b, a);
        draw(&mut s, a, b);
    }
    assert_eq!(flush(&mut s), ["A: 1", "B: <A", "A: <B", "B: <A", "A: <B"]);
}

#[test]
fn a_canvas_can_draw_itself() {
    let mut s = store();
    let a = canvas(&mut s);
    mark(&mut s, a, 1);
    draw(&mut s, a, a);
    mark(&mut s, a, 2);
    draw(&mut s, a, a);
    assert_eq!(flush(&mut s), ["A: 1", "A: <A 2", "A: <A"]);
}

#[test]
fn long_chains_need_no_stack() {
    let mut s = store();
    let ids: Vec<_> = (0..20_000).map(|_| canvas(&mut s)).collect();
    for pair in ids.windows(2) {
        draw(&mut s, pair[0], pair[1]);
    }
    mark(&mut s, ids[ids.len() - 1], 1);
    let mut renderer = RecordingRenderer::default();
    s.flush(&mut renderer).unwrap();
    let order: Vec<&str> = renderer
        .log
        .iter()
        .filter_map(|e| e.strip_prefix("draw canvas "))
        .filter_map(|e| e.lines().next())
        .collect();
    assert!(order.windows(2).all(|w| w[0].parse::<u32>().unwrap() < w[1].parse::<u32>().unwrap()));
    assert_eq!(order.len(), ids.len());
}

#[test]
fn orders_of_random_programs_give_the_pixels_of_immediate_drawing() {
    // A canvas' content is the list of everything that went into it; immediate drawing is the oracle.
    const N: usize = 5;
    let mut seed = 7u64;
    let mut random = move |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    for _ in 0..300 {
        let mut s = store();
        let ids: Vec<_> = (0..N).map(|_| canvas(&mut s)).collect();
        let mut expected = vec![0u64; N];
        let mut log: Vec<String> = Vec::new();
        let mix =
            |content: u64, value: u64| (content ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17);
        for _ in 0..40 {
            let (x, y) = (random(N), random(N));
            match random(8) {
                0..=2 => {
                    let n = 1 + random(9) as u32;
                    mark(&mut s, ids[x], n);
                    expected[x] = mix(expected[x], u64::from(n));
                }
                3..=6 => {
                    draw(&mut s, ids[x], ids[y]);
                    expected[x] = mix(expected[x], expected[y]);
                }
                _ => log.extend(flush(&mut s)),
            }
        }
        log.extend(flush(&mut s));
        let mut actual = vec![0u64; N];
        for line in log {
            let (target, ops) = line.split_once(':').unwrap();
            let target = (target.as_bytes()[0] - b'A') as usize;
            for op in ops.split_whitespace() {
                let value = match op.strip_prefix('<') {
                    Some(source) => actual[(source.as_bytes()[0] - b'A') as usize],
                    None => op.parse().unwrap(),
                };
                actual[target] = mix(actual[target], value);
            }
        }
        assert_eq!(actual, expected);
    }
}

#[test]
fn resizing_and_dropping_wait_for_readers() {
    let mut s = store();
    let (a, b) = (canvas(&mut s), canvas(&mut s));
    mark(&mut s, b, 1);
    draw(&mut s, a, b);
    mark(&mut s, b, 2); // erased unseen
    s.set_canvas_size(b, PixelSize::new(4, 4));
    draw(&mut s, a, b);
    s.drop_canvas(b);
    assert!(s.draw_image(a, ImageSource::Canvas(b), 0.0, 0.0).is_err());
    let mut renderer = RecordingRenderer::default();
    s.flush(&mut renderer).unwrap();
    let log: Vec<String> = renderer.log.iter().map(|e| short(e).unwrap_or_else(|| e.clone())).collect();
    assert_eq!(
        log,
        [
            "canvas 0 10x10",
            "canvas 1 10x10",
            "B: 1",
            "A: <B",
            "resize canvas 1 4x4",
            "A: <B",
            "drop canvas 1"
        ]
    );
}

#[test]
fn setting_the_same_size_clears_without_new_memory() {
    let mut s = store();
    let (a, b) = (canvas(&mut s), canvas(&mut s));
    draw(&mut s, a, b);
    mark(&mut s, b, 1);
    s.context_mut(b).unwrap().set_global_alpha(0.5);
    s.set_canvas_size(b, PixelSize::new(10, 10));
    assert_eq!(s.context(b).unwrap().global_alpha(), 1.0);
    mark(&mut s, b, 2);
    assert_eq!(flush(&mut s), ["A: <B", "B: clear 2"]);
}

#[test]
fn empty_canvases_are_legal_but_cannot_be_drawn() {
    let mut s = store();
    let a = canvas(&mut s);
    let empty = s.create_canvas(PixelSize::new(0, 5));
    s.get_context(empty, CanvasOptions::default());
    mark(&mut s, empty, 1);
    let error = s.draw_image(a, ImageSource::Canvas(empty), 0.0, 0.0).unwrap_err();
    assert_eq!(error.name(), "InvalidStateError");
    assert!(s.create_pattern(ImageSource::Canvas(empty), "repeat").is_err());
    assert_eq!(flush(&mut s), [""; 0]);
}

#[test]
fn a_canvas_without_context_is_transparent_and_can_get_one_later() {
    let mut s = store();
    let a = canvas(&mut s);
    let b = s.create_canvas(PixelSize::new(3, 3));
    draw(&mut s, a, b);
    assert!(s.get_context(b, CanvasOptions { alpha: false, read_often: false }));
    mark(&mut s, b, 1);
    let mut renderer = RecordingRenderer::default();
    s.flush(&mut renderer).unwrap();
    let log: Vec<String> = renderer.log.iter().map(|e| short(e).unwrap_or_else(|| e.clone())).collect();
    assert_eq!(
        log,
        ["canvas 0 10x10", "canvas 1 3x3", "A: <B", "drop canvas 1", "canvas 1 3x3 opaque", "B: 1"]
    );
}

#[test]
fn patterns_over_canvases_are_snapshots_that_go_with_their_last_user() {
    let mut s = store();
    let (a, b) = (canvas(&mut s), canvas(&mut s));
    mark(&mut s, b, 1);
    let pattern = s.create_pattern(ImageSource::Canvas(b), "repeat-x").unwrap();
    mark(&mut s, b, 2);
    s.context_mut(a).unwrap().set_fill_pattern(&pattern);
    drop(pattern);
    mark(&mut s, a, 3);
    assert_eq!(flush(&mut s), ["B: 1", "C: <B", "B: 2", "A: 3"]);
    // The style still holds the pattern.
    let mut renderer = RecordingRenderer::default();
    s.context_mut(a).unwrap().save();
    s.flush(&mut renderer).unwrap();
    assert_eq!(renderer.log, [""; 0]);
    s.context_mut(a).unwrap().set_fill_style("red");
    s.context_mut(a).unwrap().restore();
    mark(&mut s, a, 4);
    s.context_mut(a).unwrap().set_fill_style("red");
    s.flush(&mut renderer).unwrap();
    assert_eq!(renderer.log.last().unwrap(), "drop canvas 2", "after the list that draws it");
}

fn image(s: &mut CanvasStore) -> ImageId {
    s.create_image(Arc::new(PixelBuffer::new(PixelSize::new(2, 2))))
}

#[test]
fn images_live_as_long_as_lists_and_patterns_need_them() {
    let mut s = store();
    let a = canvas(&mut s);
    let (i, j) = (image(&mut s), image(&mut s));
    s.draw_image(a, ImageSource::Image(i), 0.0, 0.0).unwrap();
    s.drop_image(i);
    let error = s.draw_image(a, ImageSource::Image(i), 0.0, 0.0).unwrap_err();
    assert_eq!(error, Canvas2dError::NoImage(i));
    let pattern = s.create_pattern(ImageSource::Image(j), "").unwrap();
    s.drop_image(j);
    let mut renderer = RecordingRenderer::default();
    s.flush(&mut renderer).unwrap();
    let drops =
        |r: &RecordingRenderer| r.log.iter().filter(|e| e.starts_with("drop")).cloned().collect::<Vec<_>>();
    assert_eq!(drops(&renderer), ["drop image 0"]);
    assert!(renderer.log.last().unwrap().starts_with("drop"), "after the list that draws it");
    drop(pattern);
    s.flush(&mut renderer).unwrap();
    assert_eq!(drops(&renderer), ["drop image 0", "drop image 1"]);
}

#[test]
fn reading_pixels_is_a_sync_point_that_submits_what_the_canvas_needs() {
    let mut s = store();
    let (a, b, c) = (canvas(&mut s), canvas(&mut s), canvas(&mut s));
    mark(&mut s, c, 9);
    mark(&mut s, b, 1);
    draw(&mut s, a, b);
    let mut renderer = RecordingRenderer::default();
    let pixels = s.read_pixels(&mut renderer, a, PixelRect::new(0, 0, 2, 3)).unwrap();
    assert_eq!(pixels.size(), PixelSize::new(2, 3));
    let draws: Vec<String> = renderer.log.iter().filter_map(|e| short(e)).collect();
    assert_eq!(draws, ["B: 1", "A: <B"], "C is not needed");
    assert_eq!(s.take_stats(), StoreStats { sync_points: 1, lists: 2, early_lists: 2, overflows: 0 });
    assert_eq!(flush(&mut s), ["C: 9"]);
}

#[test]
fn image_data_reads_only_what_lies_on_the_canvas() {
    let mut s = store();
    let a = canvas(&mut s);
    let mut renderer = RecordingRenderer::default();
    let data = s.get_image_data(&mut renderer, a, 12, 8, -4, 4).unwrap();
    assert_eq!(data.size(), PixelSize::new(4, 4));
    assert!(renderer.log.last().unwrap().contains("x: 8, y: 8, width: 2, height: 2"), "{:?}", renderer.log);
    assert_eq!(s.get_image_data(&mut renderer, a, 0, 0, 0, 1).unwrap_err().name(), "IndexSizeError");
    let before = renderer.log.len();
    assert_eq!(s.get_image_data(&mut renderer, a, i32::MIN, 0, 1, 1).unwrap().bytes(), [0; 4]);
    assert_eq!(renderer.log.len(), before, "nothing of it is on the canvas");
}

#[test]
fn endless_recording_is_executed_early() {
    let mut s = store();
    let a = canvas(&mut s);
    let executed = std::rc::Rc::new(std::cell::Cell::new(0u64));
    let seen = executed.clone();
    let mut renderer = sparrow_render::NullRenderer::default();
    s.set_overflow(move |queue, spare| {
        renderer.execute(queue, spare)?;
        seen.set(seen.get() + renderer.take_stats().ops);
        Ok(())
    });
    let total = 3 * MAX_WEIGHT as u64;
    for i in 0..total {
        s.context_mut(a).unwrap().fill_rect(0.0, 0.0, 1.0 + (i % 5) as f64, 1.0);
    }
    assert!(executed.get() >= total - MAX_WEIGHT as u64, "{} of {total}", executed.get());
    assert_eq!(s.take_stats().overflows, 2);
    // Drawing itself in a loop makes one list a call.
    for _ in 0..MAX_WEIGHT / 2 {
        draw(&mut s, a, a);
    }
    assert!(s.take_stats().overflows >= 1);
}

#[test]
fn steady_frames_use_the_same_memory() {
    let mut s = store();
    let (a, b) = (canvas(&mut s), canvas(&mut s));
    let mut renderer = sparrow_render::NullRenderer::default();
    let mut frame = |s: &mut CanvasStore| {
        for i in 0..1000 {
            mark(s, a, i + 1);
        }
        mark(s, b, 1);
        let ptr = |id| s.context(id).unwrap().pending().ops.as_ptr();
        let at = (ptr(a), ptr(b));
        s.flush(&mut renderer).unwrap();
        at
    };
    for _ in 0..3 {
        frame(&mut s);
    }
    let steady = frame(&mut s);
    for _ in 0..5 {
        assert_eq!(frame(&mut s), steady, "each canvas gets a list of its size back");
    }
}

#[test]
fn a_failing_renderer_does_not_stop_the_next_frame() {
    struct Failing;
    impl Renderer for Failing {
        fn info(&self) -> sparrow_render::RendererInfo {
            unreachable!()
        }
        fn execute(&mut self, _: &mut Vec<RenderCommand>, _: &mut Vec<DrawList>) -> Result<(), RenderError> {
            Err(RenderError::DeviceLost("test".into()))
        }
        fn read_pixels(
            &mut self,
            _: CanvasId,
            _: PixelRect,
        ) -> Result<PixelBuffer<sparrow_base::Premul>, RenderError> {
            unreachable!()
        }
        fn take_stats(&mut self) -> sparrow_render::DrawStats {
            unreachable!()
        }
        fn memory_bytes(&self) -> u64 {
            0
        }
    }
    let mut s = store();
    let a = canvas(&mut s);
    mark(&mut s, a, 1);
    assert!(s.flush(&mut Failing).is_err());
    mark(&mut s, a, 3);
    let error = s.read_pixels(&mut Failing, a, PixelRect::new(0, 0, 1, 1)).unwrap_err();
    assert_eq!(error.name(), "OperationError");
    mark(&mut s, a, 2);
    assert_eq!(flush(&mut s), ["A: 2"]);
}

#[test]
fn filters_are_recorded() {
    let mut s = store();
    let a = canvas(&mut s);
    s.context_mut(a).unwrap().set_filter("blur(2px) opacity(50%)");
    mark(&mut s, a, 1);
    mark(&mut s, a, 2);
    s.context_mut(a).unwrap().set_filter("none");
    mark(&mut s, a, 3);
    let list = s.context_mut(a).unwrap().take_list();
    assert_eq!((list.filters.len(), list.states.len()), (1, 2));
    assert_eq!(list.filters[0].len(), 2);
    assert_eq!(list.states.iter().map(|s| s.filter.is_some()).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn pixels_of_all_canvases_come_from_one_budget() {
    let mut store = store();
    let budget = Budget::new(1000 * 4);
    store.set_budget(budget.clone());
    let big = |store: &mut CanvasStore| {
        let id = store.create_canvas(PixelSize::new(30, 20));
        store.get_context(id, CanvasOptions::default());
        id
    };
    let first = big(&mut store);
    assert!(store.has_pixels(first) && budget.used() == 2400);
    let second = big(&mut store);
    assert_eq!((store.has_pixels(second), budget.refused(), budget.used()), (false, 1, 2400));
    assert_eq!(store.canvas_size(second), Some(PixelSize::new(30, 20)), "the script sees what it set");
    // Nothing is drawn to it or from it, and nobody panics.
    mark(&mut store, second, 5);
    draw(&mut store, first, second);
    let pattern = store.create_pattern(ImageSource::Canvas(second), "repeat").unwrap();
    drop(pattern);
    let mut renderer = RecordingRenderer::default();
    store.flush(&mut renderer).unwrap();
    // What is dropped makes room; the same size again is another try.
    store.drop_canvas(first);
    store.set_canvas_size(second, PixelSize::new(30, 20));
    assert!(store.has_pixels(second));
    store.set_canvas_size(second, PixelSize::new(10, 10));
    assert_eq!(budget.used(), 400);
    // A canvas that nobody draws takes nothing.
    store.create_canvas(PixelSize::new(10_000, 10_000));
    store.drop_canvas(second);
    assert_eq!(budget.used(), 0);
}

#[test]
fn slots_of_dropped_canvases_are_used_again() {
    let mut store = store();
    let first = canvas(&mut store);
    let mut ids = vec![first];
    for _ in 0..10_000 {
        let id = canvas(&mut store);
        store.drop_canvas(id);
        store.submit_all();
        store.take_queue();
        ids.push(id);
    }
    assert!(store.canvases.capacity() < 100, "{}", store.canvases.capacity());
    ids.dedup();
    assert_eq!(ids.len(), 10_001, "ids are never used twice");
    assert_eq!(store.canvases().len(), 1);
}
