//! Native classes: what games call thousands of times a frame. Each body converts arguments and calls `canvas2d`.

mod audio_handle;
mod canvas;
mod context2d;
mod image;
mod image_bitmap;
mod loaded_image;
mod paint;
mod path2d;
mod pixels;
mod style;
mod text_metrics;
#[cfg(feature = "video")]
mod video;
#[cfg(feature = "wasm")]
pub(crate) mod webassembly;
mod webgl;

use crate::host::Host;
use rquickjs::{Ctx, Function, Object};
use sparrow_script::native::{create, install as install_class};
use std::rc::Rc;

pub use canvas::Canvas;
pub use context2d::Context2d;
pub use image::{Image, ImageReload, PendingImages};
pub use image_bitmap::ImageBitmap;
pub use paint::{CanvasGradient, CanvasPattern};
pub use path2d::Path2d;
pub use text_metrics::TextMetrics;
#[cfg(feature = "video")]
pub use video::Video;

/// Registers every class and puts what the JavaScript half needs into the `host` object.
pub(crate) fn install<'js>(ctx: &Ctx<'js>, host: &Rc<Host>, object: &Object<'js>) -> rquickjs::Result<()> {
    let classes = Object::new(ctx.clone())?;
    classes.set("Canvas", install_class::<Canvas>(ctx)?)?;
    classes.set("Image", install_class::<Image>(ctx)?)?;
    classes.set("CanvasRenderingContext2D", install_class::<Context2d>(ctx)?)?;
    classes.set("CanvasGradient", install_class::<CanvasGradient>(ctx)?)?;
    classes.set("CanvasPattern", install_class::<CanvasPattern>(ctx)?)?;
    classes.set("Path2D", install_class::<Path2d>(ctx)?)?;
    classes.set("ImageBitmap", install_class::<ImageBitmap>(ctx)?)?;
    classes.set("TextMetrics", install_class::<TextMetrics>(ctx)?)?;
    #[cfg(feature = "video")]
    classes.set("Video", install_class::<Video>(ctx)?)?;
    object.set("classes", classes)?;
    let geometry = |ctx: Ctx<'js>| sparrow_script::geometry(&ctx);
    object.set("geometry", Function::new(ctx.clone(), geometry)?)?;

    audio_handle::install(ctx, host, object)?;
    #[cfg(feature = "video")]
    if host.realm == crate::host::RealmKind::Main {
        video::install(ctx, host, object)?;
    }
    canvas::install(ctx, host, object)?;
    image::install(ctx, host, object)?;
    image_bitmap::install(ctx, host, object)
}

/// Canvases as image files: for realms whose pixels may leave.
pub(crate) fn install_pixels<'js>(
    ctx: &Ctx<'js>,
    host: &Rc<Host>,
    object: &Object<'js>,
) -> rquickjs::Result<()> {
    pixels::install(ctx, host, object)
}

/// A fresh object of a native class, as a function of rquickjs returns it.
fn fresh<'js, T: sparrow_script::native::Native>(ctx: &Ctx<'js>, value: T) -> rquickjs::Result<Object<'js>> {
    create(ctx, value)
}
