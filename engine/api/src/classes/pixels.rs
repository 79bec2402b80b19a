//! Canvases as image files: `toDataURL`, `toTempFilePath`.

use super::Canvas;
use crate::{host::Host, operation::OpError};
use base64::Engine;
use rquickjs::{Ctx, Function, Object, Value, function::Opt};
use sparrow_base::{CanvasId, PixelBuffer, PixelRect, PixelSize, Straight};
use sparrow_media::image::{EncodedFormat, encode};
use sparrow_render::ImageSource;
use sparrow_script::{
    buffer_over,
    native::{JsError, native_ref},
};
use std::rc::Rc;

pub(super) fn install<'js>(ctx: &Ctx<'js>, host: &Rc<Host>, object: &Object<'js>) -> rquickjs::Result<()> {
    let h = host.clone();
    let to_data_url = move |ctx: Ctx<'js>,
                            canvas: Value<'js>,
                            mime: Opt<Value<'js>>,
                            quality: Opt<Value<'js>>|
          -> rquickjs::Result<String> {
        let Some(canvas) = native_ref::<Canvas>(&canvas) else {
            return Err(JsError::Type("Illegal invocation: not a canvas".to_owned()).throw(&ctx));
        };
        let clean = h.graphics.borrow().canvases.check_origin_clean(canvas.id());
        clean.map_err(|e| super::context2d::dom_error(e).throw(&ctx))?;
        let mime = mime
            .0
            .filter(|m| m.is_string())
            .and_then(|m| sparrow_script::to_text(&ctx, &m))
            .unwrap_or_default();
        let quality = quality.0.and_then(|q| q.as_number()).map(|q| q as f32);
        data_url(&h, canvas.id(), &mime, quality).map_err(|e| JsError::from(e).throw(&ctx))
    };
    object.set("canvasToDataUrl", Function::new(ctx.clone(), to_data_url)?)?;
    let h = host.clone();
    let to_file = move |ctx: Ctx<'js>,
                        canvas: Value<'js>,
                        mime: String,
                        quality: Value<'js>|
          -> rquickjs::Result<Option<Object<'js>>> {
        let Some(canvas) = native_ref::<Canvas>(&canvas) else {
            return Err(JsError::Type("Illegal invocation: not a canvas".to_owned()).throw(&ctx));
        };
        let clean = h.graphics.borrow().canvases.check_origin_clean(canvas.id());
        clean.map_err(|e| super::context2d::dom_error(e).throw(&ctx))?;
        let quality = quality.as_number().map(|q| q as f32);
        let file = file_of(&h, canvas.id(), &mime, quality).map_err(|e| JsError::from(e).throw(&ctx))?;
        let Some((bytes, mime)) = file else { return Ok(None) };
        let file = Object::new(ctx.clone())?;
        file.set("bytes", buffer_over(&ctx, bytes)?)?;
        file.set("type", mime)?;
        Ok(Some(file))
    };
    object.set("canvasToFile", Function::new(ctx.clone(), to_file)?)?;
    let h = host.clone();
    let to_temp_file =
        move |ctx: Ctx<'js>, canvas: Value<'js>, options: Value<'js>| -> rquickjs::Result<String> {
            let Some(canvas) = native_ref::<Canvas>(&canvas) else {
                return Err(JsError::Type("Illegal invocation: not a canvas".to_owned()).throw(&ctx));
            };
            let options = crate::value::from_js(&options)?;
            let parsed = crate::options::parse::<TempFileOptions>(options);
            let made = match parsed {
                Ok(options) => temp_file(&h, canvas.id(), &options),
                Err(e) => Err(OpError::new(format!("parameter error: {e}"))),
            };
            made.map_err(|e| crate::bridge::throw(&ctx, e))
        };
    object.set("canvasToTempFile", Function::new(ctx.clone(), to_temp_file)?)?;
    Ok(())
}

fn read(host: &Host, canvas: CanvasId, rect: PixelRect) -> Result<PixelBuffer<Straight>, OpError> {
    let mut graphics = host.graphics.borrow_mut();
    let pixels = graphics.read_pixels(canvas, rect).map_err(|e| OpError::new(e.to_string()))?;
    Ok(pixels.into_straight())
}

/// <https://html.spec.whatwg.org/multipage/canvas.html#dom-canvas-todataurl>
fn data_url(host: &Host, canvas: CanvasId, mime: &str, quality: Option<f32>) -> Result<String, OpError> {
    let Some((bytes, mime)) = file_of(host, canvas, mime, quality)? else {
        return Ok("data:,".to_owned());
    };
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    Ok(format!("data:{mime};base64,{text}"))
}

/// A canvas as the bytes of a file, and their type; `None` when it has no pixels.
fn file_of(
    host: &Host,
    canvas: CanvasId,
    mime: &str,
    quality: Option<f32>,
) -> Result<Option<(Vec<u8>, &'static str)>, OpError> {
    let size = host.graphics.borrow().canvases.canvas_size(canvas).unwrap_or_default();
    if size.is_empty() {
        return Ok(None);
    }
    let pixels = read(host, canvas, size.rect())?;
    // A type that is not known means PNG.
    let format = EncodedFormat::from_mime_type(mime, quality).unwrap_or(EncodedFormat::Png);
    let bytes = encode(&pixels, format).map_err(|e| OpError::new(e.to_string()))?;
    Ok(Some((bytes, format.mime_type())))
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct TempFileOptions {
    x: Option<f64>,
    y: Option<f64>,
    width: Option<f64>,
    height: Option<f64>,
    dest_width: Option<f64>,
    dest_height: Option<f64>,
    file_type: Option<String>,
    quality: Option<f64>,
}

/// A side in pixels; what is no size at all falls back to `default`.
fn side(value: Option<f64>, default: f64) -> u32 {
    const MAX_SIDE: f64 = 16_384.0;
    value.filter(|v| v.is_finite() && *v >= 1.0).unwrap_or(default).min(MAX_SIDE) as u32
}

fn temp_file(host: &Host, canvas: CanvasId, options: &TempFileOptions) -> Result<String, OpError> {
    let tainted = host.graphics.borrow().canvases.check_origin_clean(canvas).is_err();
    let size = host.graphics.borrow().canvases.canvas_size(canvas).unwrap_or_default();
    if size.is_empty() {
        return Err(OpError::new("the canvas has no pixels"));
    }
    let (x, y) = (options.x.unwrap_or(0.0) as i32, options.y.unwrap_or(0.0) as i32);
    let width = side(options.width, f64::from(size.width) - f64::from(x).max(0.0));
    let height = side(options.height, f64::from(size.height) - f64::from(y).max(0.0));
    // The document's default is the canvas's size, not the part's: a part without a size of its own is stretched.
    let dest = PixelSize::new(
        side(options.dest_width, f64::from(size.width)),
        side(options.dest_height, f64::from(size.height)),
    );
    let source = PixelRect::new(x, y, width, height);
    let pixels = if dest == source.size() {
        read(host, canvas, source)?
    } else {
        read_scaled(host, canvas, source, dest)?
    };
    let (mime, extension) = match options.file_type.as_deref() {
        Some("jpg" | "jpeg") => ("image/jpeg", "jpg"),
        None | Some("png") => ("image/png", "png"),
        Some(other) => {
            return Err(OpError::new(format!("parameter error: fileType should be png or jpg, not {other}")));
        }
    };
    let format =
        EncodedFormat::from_mime_type(mime, options.quality.map(|q| q as f32)).unwrap_or(EncodedFormat::Png);
    let bytes = encode(&pixels, format).map_err(|e| OpError::new(e.to_string()))?;
    // Friends' data may be shared and put into the album; the game cannot read it.
    if tainted {
        return Ok(host.mounts.seal(bytes, extension));
    }
    Ok(host.mounts.write_temp(&bytes, extension)?)
}

/// Reads a part of a canvas at another size, by drawing it to a canvas of that size.
fn read_scaled(
    host: &Host,
    canvas: CanvasId,
    source: PixelRect,
    size: PixelSize,
) -> Result<PixelBuffer<Straight>, OpError> {
    host.before_pixels();
    let mut graphics = host.graphics.borrow_mut();
    graphics.before_read(canvas);
    let no_memory =
        || OpError::new(format!("there is no memory for {} x {} pixels", size.width, size.height));
    let scaled = graphics.canvases.create_with_pixels(size).ok_or_else(no_memory)?;
    let src = [source.x.into(), source.y.into(), source.width.into(), source.height.into()];
    let dst = [0.0, 0.0, size.width.into(), size.height.into()];
    let drawn = graphics.canvases.draw_image_part(scaled, ImageSource::Canvas(canvas), src, dst);
    let pixels = match drawn {
        Ok(()) => graphics.read_pixels(scaled, size.rect()).map_err(|e| OpError::new(e.to_string())),
        Err(e) => Err(OpError::new(e.to_string())),
    };
    graphics.canvases.drop_canvas(scaled);
    Ok(pixels?.into_straight())
}
