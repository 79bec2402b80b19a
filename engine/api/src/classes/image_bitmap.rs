//! `ImageBitmap`: <https://html.spec.whatwg.org/multipage/imagebitmap-and-animations.html#imagebitmap>. Promises and options are the
//! JavaScript half's (`adapter/wx/image_bitmap.js`); here is what has pixels: a hidden canvas for each bitmap.

use super::{Canvas, Image, context2d::dom_error};
use crate::{
    graphics::Graphics,
    host::{Host, RealmKind},
    image_loader::LoadJob,
};
use rquickjs::{Ctx, Function, Object, Value};
use sparrow_base::{CanvasId, PixelSize};
use sparrow_canvas2d::Canvas2dError;
use sparrow_media::image::{ImageLimits, decode};
use sparrow_render::ImageSource;
use sparrow_script::{
    native::{JsError, copy_bytes, native_ref},
    native_class,
};
use std::{cell::Cell, rc::Rc};

/// A bitmap object. Its pixels go when it is closed or collected.
pub struct ImageBitmap {
    host: Rc<Host>,
    canvas: Cell<Option<CanvasId>>,
    size: PixelSize,
}

impl ImageBitmap {
    /// The canvas that holds its pixels; an error for `call` when the bitmap is closed.
    pub(crate) fn canvas(&self, call: &str) -> Result<CanvasId, JsError> {
        self.canvas.get().ok_or_else(|| JsError::Dom {
            name: "InvalidStateError",
            message: format!("{call}: the ImageBitmap is closed"),
        })
    }

    fn close(&self) {
        if let Some(canvas) = self.canvas.take() {
            self.host.dead_canvases.borrow_mut().push(canvas);
        }
    }

    fn shown_size(&self) -> PixelSize {
        if self.canvas.get().is_some() { self.size } else { PixelSize::default() }
    }
}

impl Drop for ImageBitmap {
    fn drop(&mut self) {
        self.close();
    }
}

native_class! {
    class "ImageBitmap" for ImageBitmap;
    methods {
        fn close(this) { this.close(); }
    }
    properties {
        get width(this) -> u32 { this.shown_size().width }
        get height(this) -> u32 { this.shown_size().height }
    }
}

/// What the JavaScript half made of the arguments of `createImageBitmap`; numbers are whole and in range.
struct Plan {
    /// Left, top, width and height of the part of the source, in its pixels.
    part: [f64; 4],
    size: PixelSize,
    flip: bool,
    quality: String,
}

impl Plan {
    fn of(object: &Object<'_>) -> rquickjs::Result<Plan> {
        Ok(Plan {
            part: [object.get("x")?, object.get("y")?, object.get("w")?, object.get("h")?],
            size: PixelSize::new(object.get("width")?, object.get("height")?),
            flip: object.get("flip")?,
            quality: object.get("quality")?,
        })
    }
}

/// A new canvas; an error where it would have no pixels.
fn canvas_with_pixels(graphics: &mut Graphics, size: PixelSize) -> Result<CanvasId, Canvas2dError> {
    let PixelSize { width, height } = size;
    graphics.canvases.create_with_pixels(size).ok_or_else(|| {
        let message = format!("createImageBitmap: there is no memory for {width} x {height} pixels");
        Canvas2dError::InvalidState(message)
    })
}

/// Draws a part of a source to a new canvas.
fn draw(graphics: &mut Graphics, source: ImageSource, plan: &Plan) -> Result<CanvasId, Canvas2dError> {
    if let ImageSource::Canvas(canvas) = source {
        graphics.before_read(canvas);
    }
    let canvas = canvas_with_pixels(graphics, plan.size)?;
    let store = &mut graphics.canvases;
    let (width, height) = (f64::from(plan.size.width), f64::from(plan.size.height));
    if let Some(context) = store.context_mut(canvas) {
        if plan.flip {
            context.set_transform(1.0, 0.0, 0.0, -1.0, 0.0, height);
        }
        match &*plan.quality {
            "pixelated" => context.set_image_smoothing_enabled(false),
            quality => context.set_image_smoothing_quality(quality),
        }
    }
    let drawn = store.draw_image_part(canvas, source, plan.part, [0.0, 0.0, width, height]);
    if let Err(error) = drawn {
        store.drop_canvas(canvas);
        return Err(error);
    }
    Ok(canvas)
}

/// A canvas with the pixels of an `ImageData`.
fn canvas_of_data(graphics: &mut Graphics, data: &[u8], size: PixelSize) -> Result<CanvasId, Canvas2dError> {
    let canvas = canvas_with_pixels(graphics, size)?;
    let store = &mut graphics.canvases;
    let put = match store.context_mut(canvas) {
        Some(context) => context.put_image_data(data, size, 0, 0, None),
        None => Err(Canvas2dError::NoContext(canvas)),
    };
    match put {
        Ok(()) => Ok(canvas),
        Err(error) => {
            store.drop_canvas(canvas);
            Err(error)
        }
    }
}

fn unusable(what: &str) -> JsError {
    JsError::Dom { name: "InvalidStateError", message: format!("createImageBitmap: {what}") }
}

/// Makes a bitmap of an image, a canvas, a bitmap or the bytes and the size of an `ImageData`.
fn create<'js>(
    host: &Rc<Host>,
    source: &Value<'js>,
    plan: &Plan,
    data_size: PixelSize,
) -> Result<ImageBitmap, JsError> {
    let from = if let Some(image) = native_ref::<Image>(source) {
        let id = image.0.drawable().ok_or_else(|| unusable("the image is not there"))?;
        ImageSource::Image(id)
    } else if let Some(canvas) = native_ref::<Canvas>(source) {
        ImageSource::Canvas(canvas.id())
    } else if let Some(bitmap) = native_ref::<ImageBitmap>(source) {
        ImageSource::Canvas(bitmap.canvas("createImageBitmap")?)
    } else if let Some(id) = drawable_of_video(source)? {
        ImageSource::Image(id)
    } else if let Some(bytes) = copy_bytes(source) {
        let mut graphics = host.graphics.borrow_mut();
        let made = canvas_of_data(&mut graphics, &bytes, data_size).map_err(dom_error)?;
        let drawn = draw(&mut graphics, ImageSource::Canvas(made), plan);
        graphics.canvases.drop_canvas(made);
        let canvas = drawn.map_err(dom_error)?;
        return Ok(bitmap(host, canvas, plan));
    } else {
        return Err(JsError::Type("createImageBitmap: this is no source of an image".to_owned()));
    };
    let canvas = draw(&mut host.graphics.borrow_mut(), from, plan).map_err(dom_error)?;
    Ok(bitmap(host, canvas, plan))
}

/// The frame of a video; `None` for what is none.
fn drawable_of_video(source: &Value<'_>) -> Result<Option<sparrow_base::ImageId>, JsError> {
    #[cfg(feature = "video")]
    if let Some(video) = native_ref::<super::Video>(source) {
        return video.drawable().map(Some).ok_or_else(|| unusable("the video has no frame"));
    }
    let _ = source;
    Ok(None)
}

fn bitmap(host: &Rc<Host>, canvas: CanvasId, plan: &Plan) -> ImageBitmap {
    ImageBitmap { host: host.clone(), canvas: Cell::new(Some(canvas)), size: plan.size }
}

/// `transferToImageBitmap`: the canvas' pixels go to a bitmap, and the canvas is blank.
fn transfer(host: &Rc<Host>, canvas: &Canvas) -> Result<ImageBitmap, JsError> {
    let id = canvas.id();
    host.before_pixels();
    let mut graphics = host.graphics.borrow_mut();
    let size = graphics.canvases.canvas_size(id).unwrap_or_default();
    if size.is_empty() {
        return Err(JsError::Dom {
            name: "InvalidStateError",
            message: "transferToImageBitmap: the canvas has no pixels".to_owned(),
        });
    }
    let part = [0.0, 0.0, size.width.into(), size.height.into()];
    let plan = Plan { part, size, flip: false, quality: "low".to_owned() };
    let made = draw(&mut graphics, ImageSource::Canvas(id), &plan).map_err(dom_error)?;
    if let Some(context) = graphics.canvases.context_mut(id) {
        context.blank();
    }
    drop(graphics);
    Ok(bitmap(host, made, &plan))
}

/// `host.createBitmap(source, plan, width, height)`, `host.transferBitmap(canvas)` and `host.loadImageBytes(image, bytes)`.
pub(super) fn install<'js>(ctx: &Ctx<'js>, host: &Rc<Host>, object: &Object<'js>) -> rquickjs::Result<()> {
    let h = host.clone();
    let create_bitmap =
        move |ctx: Ctx<'js>, source: Value<'js>, plan: Object<'js>, width: u32, height: u32| {
            let plan = Plan::of(&plan)?;
            h.make_room_for_pixels(|| ctx.run_gc());
            let made = create(&h, &source, &plan, PixelSize::new(width, height));
            super::fresh(&ctx, made.map_err(|e| e.throw(&ctx))?)
        };
    object.set("createBitmap", Function::new(ctx.clone(), create_bitmap)?)?;
    let h = host.clone();
    let transfer_bitmap = move |ctx: Ctx<'js>, canvas: Value<'js>| {
        let Some(canvas) = native_ref::<Canvas>(&canvas) else {
            return Err(JsError::Type("Illegal invocation: not a canvas".to_owned()).throw(&ctx));
        };
        let made = transfer(&h, canvas).map_err(|e| e.throw(&ctx))?;
        super::fresh(&ctx, made)
    };
    object.set("transferBitmap", Function::new(ctx.clone(), transfer_bitmap)?)?;
    if host.realm == RealmKind::Main {
        let h = host.clone();
        let load_bytes = move |image: Value<'js>, bytes: Value<'js>| -> u32 {
            let Some(image) = native_ref::<Image>(&image) else { return 0 };
            let bytes = copy_bytes(&bytes).unwrap_or_default();
            let job: LoadJob =
                Box::new(move || decode(&bytes, &ImageLimits::default()).map_err(|e| e.to_string()));
            super::image::start_job(&h, &image.0, job)
        };
        object.set("loadImageBytes", Function::new(ctx.clone(), load_bytes)?)?;
    }
    Ok(())
}
