//! Rectangles, images, paths, clearing, pixels in and out.

mod common;

use common::{Bench, CANVAS, Draw, assert_pixel, save, test_picture};
use sparrow_base::{
    CanvasId, ImageId, PixelBuffer, PixelRect, PixelSize, Rgba8,
    kurbo::{Affine, Circle, Point, Rect, Shape as _},
};
use sparrow_render::{
    CanvasOptions, DrawList, DrawOp, DrawState, ImageSource, RenderCommand, RenderError, Renderer, Shape,
    Smoothing,
};

const RED: Rgba8 = Rgba8::new(255, 0, 0, 255);
const BLUE: Rgba8 = Rgba8::new(0, 0, 255, 255);
const HALF_GREEN: Rgba8 = Rgba8::new(0, 255, 0, 128);

#[test]
fn whole_pixel_rectangles_are_exact() {
    let mut bench = bench!(16, 12);
    let mut list = DrawList::default();
    list.rect(2.0, 3.0, 5.0, 4.0, RED);
    list.rect(4.0, 4.0, 8.0, 2.0, HALF_GREEN);
    bench.draw(list);
    let pixels = bench.pixels();
    for y in 0..12 {
        for x in 0..16 {
            let red = (2..7).contains(&x) && (3..7).contains(&y);
            let green = (4..12).contains(&x) && (4..6).contains(&y);
            let expected = match (red, green) {
                (false, false) => [0, 0, 0, 0],
                (true, false) => [255, 0, 0, 255],
                (false, true) => [0, 128, 0, 128],
                (true, true) => [127, 128, 0, 255],
            };
            assert_pixel(&pixels, x, y, expected, 0);
        }
    }
}

#[test]
fn edges_between_pixels_cover_by_area() {
    let mut bench = bench!(8, 8);
    let mut list = DrawList::default();
    list.rect(1.25, 2.5, 3.0, 2.0, RED);
    bench.draw(list);
    let pixels = bench.pixels();
    assert_pixel(&pixels, 1, 3, [191, 0, 0, 191], 1);
    assert_pixel(&pixels, 1, 2, [96, 0, 0, 96], 1);
    assert_pixel(&pixels, 2, 2, [128, 0, 0, 128], 1);
    assert_pixel(&pixels, 2, 3, [255, 0, 0, 255], 0);
    assert_pixel(&pixels, 4, 4, [32, 0, 0, 32], 1);
    assert_pixel(&pixels, 5, 3, [0, 0, 0, 0], 0);
}

#[test]
fn what_was_drawn_stays_until_it_is_cleared() {
    let mut bench = bench!(4, 4);
    let mut list = DrawList::default();
    list.rect(0.0, 0.0, 4.0, 4.0, RED);
    bench.draw(list);
    let mut list = DrawList::default();
    let transform = list.push_transform(Affine::IDENTITY);
    list.ops.push(DrawOp::ClearRect { rect: Rect::new(1.0, 1.0, 2.5, 2.0), transform, clip: None });
    bench.draw(list);
    let pixels = bench.pixels();
    assert_pixel(&pixels, 0, 0, [255, 0, 0, 255], 0);
    assert_pixel(&pixels, 1, 1, [0, 0, 0, 0], 0);
    assert_pixel(&pixels, 2, 1, [128, 0, 0, 128], 1);
    let mut list = DrawList::default();
    list.rect(0.0, 0.0, 4.0, 4.0, BLUE);
    list.ops.push(DrawOp::Clear);
    list.rect(3.0, 3.0, 1.0, 1.0, BLUE);
    bench.draw(list);
    let pixels = bench.pixels();
    assert_pixel(&pixels, 0, 0, [0; 4], 0);
    assert_pixel(&pixels, 3, 3, [0, 0, 255, 255], 0);
}

#[test]
fn a_canvas_without_alpha_stays_opaque() {
    let options = CanvasOptions { alpha: false, read_often: false };
    let Some(mut bench) = Bench::with_options(4, 4, options) else { return };
    assert_pixel(&bench.pixels(), 0, 0, [0, 0, 0, 255], 0);
    let mut list = DrawList::default();
    list.rect(0.0, 0.0, 2.0, 4.0, Rgba8::new(255, 255, 255, 51));
    let transform = list.push_transform(Affine::IDENTITY);
    list.ops.push(DrawOp::ClearRect { rect: Rect::new(0.0, 0.0, 4.0, 1.0), transform, clip: None });
    list.pixels.push(PixelBuffer::from_vec(PixelSize::new(1, 1), vec![200, 100, 0, 128]).unwrap());
    list.ops.push(DrawOp::PutPixels { pixels: 0, x: 3, y: 3 });
    bench.draw(list);
    let pixels = bench.pixels();
    assert_pixel(&pixels, 0, 0, [0, 0, 0, 255], 0);
    assert_pixel(&pixels, 0, 2, [51, 51, 51, 255], 0);
    assert_pixel(&pixels, 3, 3, [100, 50, 0, 255], 0);
}

#[test]
fn images_come_through_unchanged_from_atlas_and_own_texture() {
    let mut bench = bench!(700, 40);
    let small = bench.image(1, test_picture(20, 30));
    let large = bench.image(2, test_picture(600, 30));
    let mut list = DrawList::default();
    let state = DrawState::default();
    list.image(
        small,
        Rect::new(0.0, 0.0, 20.0, 30.0),
        Rect::new(3.0, 5.0, 23.0, 35.0),
        Affine::IDENTITY,
        state,
    );
    list.image(
        large,
        Rect::new(100.0, 0.0, 600.0, 30.0),
        Rect::new(150.0, 2.0, 650.0, 32.0),
        Affine::IDENTITY,
        state,
    );
    bench.draw(list);
    let pixels = bench.pixels();
    let (small, large) = (test_picture(20, 30), test_picture(600, 30));
    for y in 0..40 {
        for x in 0..700 {
            let expected = if (3..23).contains(&x) && (5..35).contains(&y) {
                small.pixel(x - 3, y - 5)
            } else if (150..650).contains(&x) && (2..32).contains(&y) {
                large.pixel(x - 50, y - 2)
            } else {
                [0; 4]
            };
            assert_pixel(&pixels, x, y, expected, 0);
        }
    }
    assert_eq!(bench.renderer.take_stats().unsupported, []);
}

#[test]
fn scaled_images_see_what_surrounds_their_source_rectangle() {
    // Columns: red, green, blue. Only green is drawn, magnified: its edges mix with its neighbours, as in browsers; nothing else does.
    let bytes = [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255]].concat();
    let picture = PixelBuffer::from_vec(PixelSize::new(3, 1), bytes).unwrap();
    let mut bench = bench!(32, 16);
    let source = bench.image(1, picture);
    let mut list = DrawList::default();
    let state = DrawState::default();
    let green = Rect::new(1.0, 0.0, 2.0, 1.0);
    list.image(source, green, Rect::new(0.0, 0.0, 8.0, 8.0), Affine::IDENTITY, state);
    let turn = Affine::translate((22.0, 8.0)) * Affine::rotate(0.5);
    list.image(source, green, Rect::new(-4.0, -4.0, 4.0, 4.0), turn, state);
    bench.draw(list);
    let pixels = bench.pixels();
    save("image_bleed", &pixels);
    for (x, expected) in
        [(0, [111, 143, 0, 255]), (2, [47, 207, 0, 255]), (4, [0, 239, 15, 255]), (7, [0, 143, 111, 255])]
    {
        assert_pixel(&pixels, x, 4, expected, 2);
    }
    for pixel in pixels.bytes().chunks_exact(4) {
        let sum: u32 = pixel[..3].iter().map(|c| u32::from(*c)).sum();
        assert!(sum.abs_diff(pixel[3].into()) <= 2, "{pixel:?}");
    }
    // Its centre is 0.085 of a column from the middle of green, on the side of blue.
    assert_pixel(&pixels, 22, 8, [0, 233, 22, 255], 2);
}

#[test]
fn nearest_neighbour_makes_blocks_and_flips_mirror() {
    let mut bench = bench!(16, 8);
    let source = bench.image(1, test_picture(4, 4));
    let whole = Rect::new(0.0, 0.0, 4.0, 4.0);
    let state = DrawState { smoothing: Smoothing::Off, ..DrawState::default() };
    let mut list = DrawList::default();
    list.image(source, whole, Rect::new(0.0, 0.0, 8.0, 8.0), Affine::IDENTITY, state);
    let mirror = Affine::new([-1.0, 0.0, 0.0, 1.0, 16.0, 0.0]);
    list.image(source, whole, Rect::new(0.0, 0.0, 8.0, 8.0), mirror, state);
    bench.draw(list);
    let (pixels, picture) = (bench.pixels(), test_picture(4, 4));
    for y in 0..8 {
        for x in 0..8 {
            assert_pixel(&pixels, x, y, picture.pixel(x / 2, y / 2), 0);
            assert_pixel(&pixels, 15 - x, y, picture.pixel(x / 2, y / 2), 0);
        }
    }
}

#[test]
fn ten_thousand_images_of_one_atlas_are_one_draw_call() {
    let mut bench = bench!(300, 300);
    let source = bench.image(1, test_picture(64, 64));
    let other = bench.image(2, test_picture(16, 16));
    let mut list = DrawList::default();
    for i in 0..10_000u32 {
        let at = Point::new(f64::from(i % 97) * 2.3, f64::from(i % 89) * 2.7);
        let cell = Rect::new(0.0, 0.0, 16.0, 16.0);
        let dst = Rect::from_origin_size(at, (16.0, 16.0));
        let source = if i % 2 == 0 { source } else { other };
        list.image(source, cell, dst, Affine::IDENTITY, DrawState::default());
    }
    bench.renderer.take_stats();
    bench.draw(list);
    let stats = bench.renderer.take_stats();
    assert_eq!((stats.ops, stats.draw_calls, stats.passes), (10_000, 1, 1));
}

#[test]
fn canvases_can_be_drawn_and_so_can_the_canvas_itself() {
    let mut bench = bench!(16, 8);
    let other = CanvasId(2);
    let mut inner = DrawList::default();
    inner.rect(0.0, 0.0, 2.0, 2.0, RED);
    let mut list = DrawList::default();
    let state = DrawState::default();
    let source = Rect::new(0.0, 0.0, 4.0, 4.0);
    list.image(ImageSource::Canvas(other), source, source, Affine::IDENTITY, state);
    let own = Rect::new(0.0, 0.0, 8.0, 8.0);
    list.image(
        ImageSource::Canvas(CANVAS),
        own,
        own + sparrow_base::kurbo::Vec2::new(8.0, 0.0),
        Affine::IDENTITY,
        state,
    );
    list.rect(0.0, 7.0, 1.0, 1.0, BLUE);
    bench.run([
        RenderCommand::CreateCanvas {
            canvas: other,
            size: PixelSize::new(4, 4),
            options: CanvasOptions::default(),
        },
        RenderCommand::Draw { canvas: other, list: inner },
        RenderCommand::Draw { canvas: CANVAS, list },
        RenderCommand::DropCanvas(other),
    ]);
    let pixels = bench.pixels();
    for (x, y, expected) in [
        (1, 1, [255, 0, 0, 255]),
        (2, 2, [0; 4]),
        (9, 1, [255, 0, 0, 255]),
        (10, 1, [0; 4]),
        (0, 7, [0, 0, 255, 255]),
        (8, 7, [0; 4]),
    ] {
        assert_pixel(&pixels, x, y, expected, 0);
    }
}

#[test]
fn put_pixels_replaces_between_other_drawing() {
    let mut bench = bench!(8, 8);
    let mut list = DrawList::default();
    list.rect(0.0, 0.0, 8.0, 8.0, RED);
    let block = [[0, 0, 200, 128], [0, 200, 0, 0], [10, 20, 30, 255], [255, 255, 255, 1]].concat();
    list.pixels.push(PixelBuffer::from_vec(PixelSize::new(2, 2), block).unwrap());
    list.ops.push(DrawOp::PutPixels { pixels: 0, x: 3, y: 3 });
    list.ops.push(DrawOp::PutPixels { pixels: 0, x: -1, y: 7 });
    list.rect(4.0, 4.0, 1.0, 1.0, BLUE);
    bench.draw(list);
    let pixels = bench.pixels();
    assert_pixel(&pixels, 2, 3, [255, 0, 0, 255], 0);
    assert_pixel(&pixels, 3, 3, [0, 0, 100, 128], 0);
    assert_pixel(&pixels, 4, 3, [0, 0, 0, 0], 0);
    assert_pixel(&pixels, 3, 4, [10, 20, 30, 255], 0);
    assert_pixel(&pixels, 4, 4, [0, 0, 255, 255], 0);
    assert_pixel(&pixels, 0, 7, [0, 0, 0, 0], 0);
}

#[test]
fn reading_outside_gives_transparent_black() {
    let mut bench = bench!(4, 4);
    let mut list = DrawList::default();
    list.rect(0.0, 0.0, 4.0, 4.0, RED);
    bench.draw(list);
    let pixels = bench.renderer.read_pixels(CANVAS, PixelRect::new(-2, 3, 4, 4)).unwrap();
    assert_pixel(&pixels, 1, 0, [0; 4], 0);
    assert_pixel(&pixels, 2, 0, [255, 0, 0, 255], 0);
    assert_pixel(&pixels, 3, 1, [0; 4], 0);
    let unknown = bench.renderer.read_pixels(CanvasId(99), PixelRect::new(0, 0, 1, 1));
    assert!(matches!(unknown, Err(RenderError::Unknown(_))));
}

#[test]
fn canvases_without_pixels_and_of_impossible_size_are_no_accident() {
    let mut bench = bench!(0, 7);
    let mut list = DrawList::default();
    list.rect(0.0, 0.0, 4.0, 4.0, RED);
    bench.draw(list.clone());
    assert_eq!(bench.renderer.read_pixels(CANVAS, PixelRect::new(0, 0, 1, 1)).unwrap().bytes(), [0; 4]);

    let side = bench.renderer.info().max_side + 1;
    let huge = CanvasId(5);
    let mut commands = vec![
        RenderCommand::CreateCanvas {
            canvas: huge,
            size: PixelSize::new(side, 1),
            options: CanvasOptions::default(),
        },
        RenderCommand::Draw { canvas: huge, list: list.clone() },
        RenderCommand::ResizeCanvas { canvas: CANVAS, size: PixelSize::new(4, 4) },
        RenderCommand::Draw { canvas: CANVAS, list },
    ];
    let error = bench.renderer.execute(&mut commands, &mut Vec::new()).unwrap_err();
    assert!(matches!(&error, RenderError::OutOfMemory(text) if text.contains(&side.to_string())), "{error}");
    assert!(commands.is_empty());
    // The other canvas was drawn all the same.
    assert_eq!(
        bench.renderer.read_pixels(CANVAS, PixelRect::new(0, 0, 1, 1)).unwrap().bytes(),
        [255, 0, 0, 255]
    );
}

#[test]
fn memory_is_taken_with_the_first_drawing_and_given_back() {
    let mut bench = bench!(100, 100);
    let before = bench.renderer.memory_bytes();
    let mut list = DrawList::default();
    list.rect(0.0, 0.0, 4.0, 4.0, RED);
    bench.draw(list.clone());
    let drawn = bench.renderer.memory_bytes();
    assert!(drawn >= before + 40_000);
    bench.run([RenderCommand::ResizeCanvas { canvas: CANVAS, size: PixelSize::new(10, 10) }]);
    assert_eq!(bench.renderer.memory_bytes(), drawn - 40_000);
    bench.run([
        RenderCommand::CreateImage { image: ImageId(1), pixels: std::sync::Arc::new(test_picture(600, 600)) },
        RenderCommand::Draw { canvas: CANVAS, list },
        RenderCommand::DropImage(ImageId(1)),
        RenderCommand::DropCanvas(CANVAS),
    ]);
    assert_eq!(bench.renderer.memory_bytes(), drawn - 40_000);
}

#[test]
fn atlases_shrink_when_images_go() {
    let mut bench = bench!(100, 100);
    let sources: Vec<_> = (0..40).map(|i| bench.image(i, test_picture(400, 400))).collect();
    let part = Rect::new(0.0, 0.0, 50.0, 50.0);
    let draw = |bench: &mut Bench, sources: &[sparrow_render::ImageSource]| {
        let mut list = DrawList::default();
        for source in sources {
            list.image(*source, part, part, Affine::IDENTITY, DrawState::default());
        }
        bench.draw(list);
    };
    draw(&mut bench, &sources);
    let full = bench.renderer.memory_bytes();
    bench.run((1..40).map(|i| RenderCommand::DropImage(ImageId(i))));
    for _ in 0..2000 {
        draw(&mut bench, &sources[..1]);
    }
    let left = bench.renderer.memory_bytes();
    // Six megabytes of pixels took two pages; one small one is enough for the rest.
    assert!(full - left >= 4 << 20, "{full} before, {left} after");
    assert_eq!(bench.pixels().pixel(7, 9), test_picture(400, 400).pixel(7, 9));
}

#[test]
fn paths_fill_by_both_rules() {
    let mut bench = bench!(40, 20);
    let star = |x: f64| {
        let mut path = sparrow_base::kurbo::BezPath::new();
        for i in 0..5 {
            let angle = std::f64::consts::TAU * f64::from(i) * 2.0 / 5.0 - std::f64::consts::FRAC_PI_2;
            let at = Point::new(x + 9.0 * angle.cos(), 10.0 + 9.0 * angle.sin());
            if i == 0 { path.move_to(at) } else { path.line_to(at) }
        }
        path.close_path();
        path
    };
    let mut list = DrawList::default();
    let state = list.push_state(DrawState::default());
    let transform = list.push_transform(Affine::IDENTITY);
    for (x, rule) in [(10.0, sparrow_render::FillRule::NonZero), (30.0, sparrow_render::FillRule::EvenOdd)] {
        let path = list.push_path(star(x)).unwrap();
        let (shape, brush) = (Shape::Path(path), sparrow_render::Brush::Solid(RED));
        list.ops.push(DrawOp::Fill { shape, rule, brush, transform, state });
    }
    bench.draw(list);
    let pixels = bench.pixels();
    save("stars", &pixels);
    assert_pixel(&pixels, 10, 10, [255, 0, 0, 255], 0);
    assert_pixel(&pixels, 30, 10, [0, 0, 0, 0], 0);
    assert_pixel(&pixels, 30, 5, [255, 0, 0, 255], 0);
}

#[test]
fn clips_cut_by_rectangle_and_by_path() {
    use sparrow_render::{Clip, FillRule};
    let mut bench = bench!(48, 24);
    let mut list = DrawList::default();
    let clip = |shape, parent, transform| Clip { parent, shape, rule: FillRule::NonZero, transform, key: 0 };
    let rect = list.push_clip(clip(Shape::Rect(Rect::new(2.0, 2.0, 10.5, 20.0)), None, Affine::IDENTITY));
    let circle = Circle::new((24.0, 12.0), 8.0);
    let path = list.push_path(circle.path_elements(0.01)).unwrap();
    let round = list.push_clip(clip(Shape::Path(path), None, Affine::IDENTITY));
    let both =
        list.push_clip(clip(Shape::Rect(Rect::new(0.0, 0.0, 48.0, 12.0)), Some(round), Affine::IDENTITY));
    let turned = list.push_clip(clip(
        Shape::Rect(Rect::new(-5.0, -5.0, 5.0, 5.0)),
        None,
        Affine::translate((40.0, 12.0)) * Affine::rotate(std::f64::consts::FRAC_PI_4),
    ));
    let inner = Circle::new((40.0, 12.0), 5.0);
    let path = list.push_path(inner.path_elements(0.01)).unwrap();
    let nested = list.push_clip(clip(Shape::Path(path), Some(turned), Affine::IDENTITY));
    for (clip, color) in [(rect, RED), (round, BLUE), (both, RED), (turned, BLUE), (nested, RED)] {
        let state = DrawState { clip: Some(clip), ..DrawState::default() };
        let shape = Shape::Rect(Rect::new(0.0, 0.0, 48.0, 24.0));
        list.with(state, Affine::IDENTITY, shape, sparrow_render::Brush::Solid(color));
    }
    bench.draw(list);
    let pixels = bench.pixels();
    save("clips", &pixels);
    for (x, y, expected) in [
        (1, 10, [0, 0, 0, 0]),
        (2, 2, [255, 0, 0, 255]),
        (10, 10, [128, 0, 0, 128]),
        (11, 10, [0, 0, 0, 0]),
        (24, 6, [255, 0, 0, 255]),
        (24, 18, [0, 0, 255, 255]),
        (17, 5, [0, 0, 0, 0]),
        (40, 12, [255, 0, 0, 255]),
        (40, 6, [0, 0, 255, 255]),
        (45, 7, [0, 0, 0, 0]),
    ] {
        assert_pixel(&pixels, x, y, expected, 1);
    }
}
