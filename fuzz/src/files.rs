//! Files of a package: images, sounds, fonts, zips, configuration, scripts.

use sparrow_audio::{AudioEngine, Loading};
use sparrow_base::PixelSize;
use sparrow_canvas2d::CanvasStore;
use sparrow_media::{
    font::{Fonts, FontsOptions},
    image::{self as pictures, EncodedFormat, ImageLimits},
};
use sparrow_package::{Package, TransformOptions, transform};
use sparrow_platform::{MemoryFileSystem, NullAudioOutput, RelativePath};
use sparrow_raster::RasterRenderer;
use sparrow_render::CanvasOptions;
use sparrow_video::{FrameOrder, FrameReader, Step, VideoFile, VideoLimits};
use std::sync::Arc;

pub(crate) fn image(bytes: &[u8]) {
    let limits = ImageLimits { max_side: 2048, max_pixels: 1 << 20 };
    let Ok(image) = pictures::decode(bytes, &limits) else { return };
    let size = image.size();
    assert!(limits.allows(size.width, size.height), "{size:?} is past the limits");
    let pixels = image.into_straight();
    let png = pictures::encode(&pixels, EncodedFormat::Png).expect("what was decoded is encoded");
    let again = pictures::decode(&png, &limits).expect("what we write we read").into_straight();
    assert!(again.bytes() == pixels.bytes(), "a PNG keeps its pixels");
}

pub(crate) fn sound(bytes: &[u8]) {
    let mut engine = AudioEngine::new(Box::<NullAudioOutput>::default(), Loading::Immediate);
    let id = engine.create();
    let bytes = bytes.to_vec();
    engine.set_source(id, || Ok(bytes));
    engine.play(id);
    for _ in 0..4 {
        engine.advance(50.0);
        let _ = engine.poll_events();
    }
    engine.stop(id);
    engine.destroy(id);
}

pub(crate) fn video(bytes: &[u8]) {
    let limits =
        VideoLimits { max_side: 512, max_pixels: 1 << 17, max_samples: 1000, ..VideoLimits::default() };
    let Ok(file) = VideoFile::open(bytes.into(), &limits) else { return };
    let info = file.info().clone();
    assert!(
        info.duration.is_finite() && info.duration >= 0.0 && info.frames <= limits.max_samples,
        "{info:?}"
    );
    let Ok(mut reader) = FrameReader::new(Arc::new(file), FrameOrder::Shown) else { return };
    for seconds in [0.0, info.duration / 2.0, f64::INFINITY] {
        if reader.seek(seconds).is_err() {
            return;
        }
        for _ in 0..40 {
            match reader.step() {
                Ok(Step::Frame(frame)) => {
                    let size = frame.pixels.size();
                    assert!(size.width <= limits.max_side && size.height <= limits.max_side, "{size:?}");
                }
                Ok(Step::More) => {}
                Ok(Step::End) | Err(_) => break,
            }
        }
    }
}

pub(crate) fn font(bytes: &[u8]) {
    let mut fonts = Fonts::new(FontsOptions::embedded_only());
    let Ok(family) = fonts.load_font(bytes.to_vec()) else { return };
    let mut store = CanvasStore::new(fonts);
    let canvas = store.create_canvas(PixelSize::new(60, 40));
    store.get_context(canvas, CanvasOptions::default());
    let Some(context) = store.context_mut(canvas) else { unreachable!("made above") };
    let name: String = family.chars().filter(|c| !"\"\\\n".contains(*c)).collect();
    context.set_font(&format!("30px \"{name}\""));
    let _ = store.fill_text(canvas, "Aag1 fi\u{300}\u{6587}\u{1f600}", 2.0, 30.0, None);
    let _ = store.stroke_text(canvas, "Rx", 2.0, 30.0, None);
    let _ = store.measure_text(canvas, "Test");
    let _ = store.flush(&mut RasterRenderer::new());
}

pub(crate) fn package(bytes: &[u8]) {
    let Ok(package) = Package::open_zip(bytes.to_vec()) else { return };
    load(&package);
}

/// The first byte says what the rest is.
pub(crate) fn config(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    if first % 4 == 3 {
        let source = String::from_utf8_lossy(rest);
        for es5 in [false, true] {
            if let Ok(done) = transform("a.js", &source, TransformOptions { es5 }) {
                let lines = |text: &str| text.split('\n').count();
                let code = done.code.as_deref();
                assert!(es5 || code.is_none_or(|code| lines(code) >= lines(&source)), "lines are kept");
            }
        }
        return;
    }
    let files = MemoryFileSystem::new();
    let (project, root) = if first % 4 == 1 { (rest, "") } else { (b"{}".as_slice(), "") };
    let game = if first % 4 == 0 { rest } else { b"{\"workers\": \"w\"}".as_slice() };
    files.insert(&format!("{root}game.json"), game).expect("a path");
    files.insert("project.config.json", project).expect("a path");
    files.insert("game.js", if first % 4 == 2 { rest } else { b"1".as_slice() }).expect("a path");
    if let Ok(package) = Package::open(Arc::new(files)) {
        load(&package);
    }
}

fn load(package: &Package) {
    let _ = (package.entry(), package.open_data_entry(), package.warnings().len(), package.project());
    let resolver = package.resolver();
    let _ = (resolver, package.open_data_resolver());
    for name in ["game.js", "a.json", "index.js"] {
        let path = RelativePath::new(name).expect("a path");
        let _ = package.load_module(&path, "fuzz", None);
    }
}
