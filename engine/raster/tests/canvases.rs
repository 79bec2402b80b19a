//! Life of canvases: clearing, replacing pixels, sizes, reading, presenting, memory.

mod scene;

use scene::{CANVAS, RED, Random, Scene};
use sparrow_base::{
    CanvasId, PixelBuffer, PixelRect, PixelSize, Rgba8, Straight,
    kurbo::{Affine, Rect},
};
use sparrow_raster::{Filter, RasterRenderer};
use sparrow_render::{DrawOp, RenderCommand, RenderError, Renderer, Shape};

#[test]
fn put_pixels_come_back_as_alpha_can_hold_them() {
    let mut all = PixelBuffer::<Straight>::new(PixelSize::new(256, 256));
    for (i, p) in all.bytes_mut().chunks_exact_mut(4).enumerate() {
        p.copy_from_slice(&[i as u8, 255 - i as u8, 77, (i >> 8) as u8]);
    }
    let mut scene = Scene::new(256, 256);
    scene.put_pixels(all.clone(), 0, 0);
    let once = scene.pixels();
    assert_eq!(once, all.into_premul());
    scene.put_pixels(once.clone().into_straight(), 0, 0);
    assert_eq!(scene.pixels(), once, "a second round trip changes nothing");
}

#[test]
fn put_pixels_ignore_state_and_are_cut_at_the_edges() {
    let mut scene = Scene::new(4, 4);
    scene.rect(0.0, 0.0, 4.0, 4.0, RED);
    scene.clip(Shape::Rect(Rect::new(0.0, 0.0, 1.0, 1.0)));
    scene.state.alpha = 0.5;
    scene.transform = Affine::scale(3.0);
    let picture = Random::new(1).picture(3, 3).into_straight();
    for (x, y) in [(-2, -2), (3, 2), (i32::MAX, 0), (i32::MIN, i32::MIN), (0, 4)] {
        scene.put_pixels(picture.clone(), x, y);
    }
    let got = scene.pixels();
    let picture = picture.into_premul();
    assert_eq!(got.pixel(0, 0), picture.pixel(2, 2));
    assert_eq!(got.pixel(3, 2), picture.pixel(0, 0));
    assert_eq!(got.pixel(3, 3), picture.pixel(0, 1));
    assert_eq!(got.pixel(1, 1), [255, 0, 0, 255]);
}

#[test]
fn clear_rect_erases_with_soft_edges_inside_the_clip() {
    let mut scene = Scene::new(4, 2);
    scene.rect(0.0, 0.0, 4.0, 2.0, RED);
    scene.clip(Shape::Rect(Rect::new(0.0, 0.0, 4.0, 1.0)));
    scene.state.alpha = 0.1;
    scene.clear_rect(0.5, 0.0, 2.0, 2.0);
    let got = scene.pixels();
    let row: Vec<u8> = (0..4).map(|x| got.pixel(x, 0)[3]).collect();
    assert_eq!(row, [127, 0, 127, 255]);
    assert_eq!(got.pixel(1, 1), [255, 0, 0, 255]);
}

#[test]
fn clear_forgets_everything() {
    let mut scene = Scene::new(3, 3);
    scene.rect(0.0, 0.0, 3.0, 3.0, RED);
    scene.list.ops.push(DrawOp::Clear);
    assert!(scene.pixels().bytes().iter().all(|b| *b == 0));
    let mut scene = Scene::opaque(3, 3);
    scene.rect(0.0, 0.0, 3.0, 3.0, RED);
    scene.list.ops.push(DrawOp::Clear);
    assert_eq!(scene.pixels().pixel(2, 2), [0, 0, 0, 255]);
}

#[test]
fn memory_is_taken_by_drawing_and_given_back_by_resizing() {
    let mut renderer = RasterRenderer::new();
    let mut scene = Scene::new(100, 100);
    renderer.execute(&mut scene.queue, &mut vec![]).unwrap();
    let before = renderer.memory_bytes();
    assert_eq!(renderer.read_pixels(CANVAS, PixelRect::new(-1, 0, 2, 1)).unwrap().bytes(), [0; 8]);
    assert_eq!(renderer.memory_bytes(), before, "reading an empty canvas takes nothing");
    scene.rect(0.0, 0.0, 1.0, 1.0, RED);
    let list = std::mem::take(&mut scene.list);
    let mut spare = vec![];
    renderer.execute(&mut vec![RenderCommand::Draw { canvas: CANVAS, list }], &mut spare).unwrap();
    assert!(renderer.memory_bytes() >= before + 40_000);
    assert!(spare.len() == 1 && spare[0].is_empty(), "lists come back");
    let size = PixelSize::new(10, 10);
    renderer.execute(&mut vec![RenderCommand::ResizeCanvas { canvas: CANVAS, size }], &mut vec![]).unwrap();
    assert!(renderer.memory_bytes() < before + 40_000);
    assert_eq!(renderer.read_pixels(CANVAS, size.rect()).unwrap().pixel(0, 0), [0; 4]);
    let stats = renderer.take_stats();
    assert_eq!((stats.ops, stats.readbacks), (1, 2));
    assert_eq!(renderer.take_stats().ops, 0);
}

#[test]
fn what_is_unknown_is_an_error_and_the_rest_is_done() {
    let mut scene = Scene::new(2, 2);
    let size = PixelSize::new(1, 1);
    scene.queue.push(RenderCommand::ResizeCanvas { canvas: CanvasId(9), size });
    scene.rect(0.0, 0.0, 2.0, 2.0, RED);
    let list = std::mem::take(&mut scene.list);
    scene.queue.push(RenderCommand::Draw { canvas: CANVAS, list });
    let result = scene.renderer.execute(&mut scene.queue, &mut vec![]);
    assert_eq!(result, Err(RenderError::Unknown("canvas 9".to_owned())));
    assert_eq!(scene.pixels().pixel(1, 1), [255, 0, 0, 255]);
    let rect = PixelRect::new(0, 0, 1, 1);
    assert!(matches!(scene.renderer.read_pixels(CanvasId(9), rect), Err(RenderError::Unknown(_))));
}

#[test]
fn canvases_without_pixels_are_legal() {
    for (width, height) in [(0, 0), (0, 5), (5, 0)] {
        let mut scene = Scene::new(width, height);
        scene.rect(0.0, 0.0, 9.0, 9.0, RED);
        scene.put_pixels(PixelBuffer::new(PixelSize::new(2, 2)), 0, 0);
        assert_eq!(scene.read(PixelRect::new(0, 0, 1, 1)).bytes(), [0; 4]);
        let mut screen = [7; 4];
        scene.renderer.present_into(CANVAS, &mut screen, PixelSize::new(2, 2), Filter::Nearest).unwrap();
        assert_eq!(screen, [0; 4]);
    }
}

#[test]
fn presenting_fits_and_centres() {
    let mut scene = Scene::new(2, 1);
    scene.rect(0.0, 0.0, 1.0, 1.0, Rgba8::new(0x12, 0x34, 0x56, 255));
    scene.rect(1.0, 0.0, 1.0, 1.0, Rgba8::WHITE);
    scene.flush();
    let present = |width: u32, height: u32, filter| {
        let size = PixelSize::new(width, height);
        let mut screen = vec![9; size.area() as usize];
        let place = scene.renderer.present_into(CANVAS, &mut screen, size, filter).unwrap();
        (place, screen)
    };
    assert_eq!(present(2, 1, Filter::Bilinear), (PixelRect::new(0, 0, 2, 1), vec![0x12_3456, 0xff_ffff]));
    let (place, screen) = present(4, 4, Filter::Nearest);
    assert_eq!(place, PixelRect::new(0, 1, 4, 2));
    assert_eq!(screen[..4], [0; 4]);
    assert_eq!(screen[4..8], [0x12_3456, 0x12_3456, 0xff_ffff, 0xff_ffff]);
    assert_eq!(screen[12..], [0; 4]);
    let (place, screen) = present(6, 1, Filter::Bilinear);
    assert_eq!((place, screen[0], screen[5]), (PixelRect::new(2, 0, 2, 1), 0, 0));
    // A buffer that is too short is no reason to panic.
    let short = scene.renderer.present_into(CANVAS, &mut [0; 3], PixelSize::new(2, 2), Filter::Nearest);
    assert!(short.is_ok());
}
