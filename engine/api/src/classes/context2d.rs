//! `CanvasRenderingContext2D`: <https://html.spec.whatwg.org/multipage/canvas.html#2dcontext>

use super::{
    Canvas, CanvasGradient, CanvasPattern, Image, ImageBitmap, Path2d, TextMetrics,
    style::{Paint, StyleReturn, Styles},
};
use crate::{graphics::Graphics, host::Host};
use rquickjs::{Coerced, Ctx, Object, Value};
use sparrow_base::{CanvasId, PixelSize};
use sparrow_canvas2d::{Canvas2dError, CornerRadii, ImageDataRect};
use sparrow_render::{FillRule, ImageSource};
use sparrow_script::{
    JsRef, buffer_over,
    native::{Bytes, Given, JsArg, JsError, New, Numbers, Text, TextOrNative},
    native_class,
};
use std::{cell::RefCell, rc::Rc};

/// A 2D context object.
pub struct Context2d {
    graphics: Rc<RefCell<Graphics>>,
    id: CanvasId,
    canvas: JsRef,
    accepted: Accepted,
    styles: Styles,
    /// Memory for what `setLineDash` is called with.
    dash_lengths: RefCell<Vec<f64>>,
}

/// Attributes that are told again and change nothing: pixels are sRGB and come with the frame.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Accepted {
    /// `colorSpace` is `display-p3`: `ImageData` is in it by default.
    pub(super) display_p3: bool,
    /// `desynchronized`.
    pub(super) desynchronized: bool,
}

impl Context2d {
    pub(super) fn new(host: &Rc<Host>, id: CanvasId, canvas: JsRef, accepted: Accepted) -> Context2d {
        let graphics = host.graphics.clone();
        Context2d {
            graphics,
            id,
            canvas,
            accepted,
            styles: Styles::default(),
            dash_lengths: RefCell::default(),
        }
    }

    /// The canvas whose pixels it draws.
    pub fn canvas_id(&self) -> CanvasId {
        self.id
    }

    #[inline(always)]
    fn with<R>(&self, call: impl FnOnce(&mut sparrow_canvas2d::Context2d) -> R) -> R {
        let mut graphics = self.graphics.borrow_mut();
        // A context object keeps its canvas object, and the canvas lives as long as that.
        let result = match graphics.canvases.context_mut(self.id) {
            Some(context) => call(context),
            None => unreachable!("a context without its canvas"),
        };
        graphics.relieve();
        result
    }

    fn set_style(&self, which: Paint, value: &TextOrNative<'_>) {
        let unused = match value {
            TextOrNative::Text(text) => {
                let Some(color) = self.styles.color(which, text) else { return };
                self.with(|c| {
                    match which {
                        Paint::Fill => c.set_fill_color(color),
                        Paint::Stroke => c.set_stroke_color(color),
                    }
                    self.styles.unused(c)
                })
            }
            object => self.with(|c| {
                self.styles.set_object(c, which, object);
                self.styles.unused(c)
            }),
        };
        drop(unused);
    }

    fn style(&self, which: Paint) -> StyleReturn {
        let style = self.with(|c| match which {
            Paint::Fill => c.fill_style(),
            Paint::Stroke => c.stroke_style(),
        });
        self.styles.value(style)
    }

    #[inline]
    fn draw_image(&self, image: JsArg<'_>, place: &Numbers<'_, 8, 2>) -> Result<(), JsError> {
        // The standard: an image that is not there yet draws nothing.
        let Some(source) = image_source(image, "drawImage")? else { return Ok(()) };
        let mut graphics = self.graphics.borrow_mut();
        if let ImageSource::Canvas(canvas) = source {
            graphics.before_read(canvas);
        }
        let store = &mut graphics.canvases;
        let drawn = if let Some([dx, dy]) = place.array() {
            store.draw_image(self.id, source, dx, dy)
        } else if let Some([dx, dy, dw, dh]) = place.array() {
            store.draw_image_scaled(self.id, source, dx, dy, dw, dh)
        } else if let Some([sx, sy, sw, sh, dx, dy, dw, dh]) = place.array() {
            store.draw_image_part(self.id, source, [sx, sy, sw, sh], [dx, dy, dw, dh])
        } else {
            return Err(no_overload("drawImage"));
        };
        graphics.relieve();
        drawn.map_err(dom_error)
    }

    fn create_pattern(
        &self,
        image: JsArg<'_>,
        repetition: &str,
    ) -> Result<Option<New<CanvasPattern>>, JsError> {
        let Some(source) = image_source(image, "createPattern")? else { return Ok(None) };
        let mut graphics = self.graphics.borrow_mut();
        if let ImageSource::Canvas(canvas) = source {
            graphics.before_read(canvas);
        }
        let pattern = graphics.canvases.create_pattern(source, repetition).map_err(dom_error)?;
        Ok(Some(New(CanvasPattern(pattern))))
    }

    fn fill_or_clip(&self, first: JsArg<'_>, second: JsArg<'_>, call: PathCall) -> Result<(), JsError> {
        if let Some(path) = first.native::<Path2d>() {
            let rule = fill_rule(second)?;
            let path = path.0.borrow();
            self.with(|c| match call {
                PathCall::Fill => c.fill_path(&path, rule),
                PathCall::Clip => c.clip_path(&path, rule),
            });
        } else {
            let rule = fill_rule(first)?;
            self.with(|c| match call {
                PathCall::Fill => c.fill(rule),
                PathCall::Clip => c.clip(rule),
            });
        }
        Ok(())
    }
}

/// No overload of a method has so many arguments.
fn no_overload(method: &str) -> JsError {
    let call = format!("Failed to execute '{method}' on 'CanvasRenderingContext2D'");
    JsError::Type(format!("{call}: Overload resolution failed."))
}

/// `CanvasImageSource`; `None` for an image that is not there yet.
fn image_source(image: JsArg<'_>, call: &str) -> Result<Option<ImageSource>, JsError> {
    if let Some(image) = image.native::<Image>() {
        return Ok(image.0.drawable().map(ImageSource::Image));
    }
    #[cfg(feature = "video")]
    if let Some(video) = image.native::<super::Video>() {
        return Ok(video.drawable().map(ImageSource::Image));
    }
    if let Some(canvas) = image.native::<Canvas>() {
        return Ok(Some(ImageSource::Canvas(canvas.id())));
    }
    match image.native::<ImageBitmap>() {
        Some(bitmap) => bitmap.canvas(call).map(|id| Some(ImageSource::Canvas(id))),
        None => Err(JsError::Type(format!("{call}: the first argument is no image, canvas or ImageBitmap"))),
    }
}

#[derive(Clone, Copy)]
enum PathCall {
    Fill,
    Clip,
}

fn fill_rule(value: JsArg<'_>) -> Result<FillRule, JsError> {
    if value.is_undefined() {
        return Ok(FillRule::NonZero);
    }
    let rule = value.as_str().and_then(|text| match &*text.text() {
        "nonzero" => Some(FillRule::NonZero),
        "evenodd" => Some(FillRule::EvenOdd),
        _ => None,
    });
    rule.ok_or_else(|| JsError::Type("the fill rule is 'nonzero' or 'evenodd'".to_owned()))
}

/// The exception of a failed call.
pub(super) fn dom_error(error: Canvas2dError) -> JsError {
    let message = error.to_string();
    match error {
        Canvas2dError::Type(_) => JsError::Type(message),
        Canvas2dError::Range(_) => JsError::Range(message),
        other => JsError::Dom { name: other.name(), message },
    }
}

/// `unrestricted double`, where the kind of another argument decides which one it is.
fn number<'js>(ctx: &Ctx<'js>, value: JsArg<'js>) -> Result<f64, JsError> {
    match value.as_f64() {
        Some(number) => Ok(number),
        None => Ok(value.value(ctx).get::<Coerced<f64>>()?.0),
    }
}

fn number_field(object: &Object<'_>, name: &str) -> Result<Option<f64>, JsError> {
    let value: Value<'_> = object.get(name)?;
    Ok(if value.is_undefined() { None } else { Some(value.get::<Coerced<f64>>()?.0) })
}

/// `DOMMatrix2DInit`; `undefined` is the identity: <https://drafts.fxtf.org/geometry/#matrix-validate-and-fixup-2d>
pub(super) fn matrix_of<'js>(_: &Ctx<'js>, value: &Value<'js>) -> Result<[f64; 6], JsError> {
    let mut matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    let Some(object) = value.as_object() else {
        if value.is_undefined() || value.is_null() {
            return Ok(matrix);
        }
        return Err(JsError::Type("a matrix is an object with a, b, c, d, e and f".to_owned()));
    };
    let names = [("a", "m11"), ("b", "m12"), ("c", "m21"), ("d", "m22"), ("e", "m41"), ("f", "m42")];
    for (number, (short, long)) in matrix.iter_mut().zip(names) {
        let (a, b) = (number_field(object, short)?, number_field(object, long)?);
        if let (Some(a), Some(b)) = (a, b)
            && a != b
            && !(a.is_nan() && b.is_nan())
        {
            return Err(JsError::Type(format!("{short} and {long} of the matrix differ")));
        }
        *number = b.or(a).unwrap_or(*number);
    }
    Ok(matrix)
}

/// The radii of `roundRect`: a number, a point, or a list of up to four of them.
pub(super) fn radii_of<'js>(_: &Ctx<'js>, value: &Value<'js>) -> Result<Vec<CornerRadii>, JsError> {
    let one = |value: &Value<'js>| -> Result<CornerRadii, JsError> {
        match value.as_object() {
            Some(point) => Ok(CornerRadii {
                x: number_field(point, "x")?.unwrap_or(0.0),
                y: number_field(point, "y")?.unwrap_or(0.0),
            }),
            None => Ok(CornerRadii::from(value.get::<Coerced<f64>>()?.0)),
        }
    };
    if value.is_undefined() {
        return Ok(vec![CornerRadii::from(0.0)]);
    }
    match value.as_array() {
        Some(list) => {
            // Five say as much as five million: the call throws.
            let items = list.iter::<Value<'js>>().take(5);
            items.map(|item| one(&item?)).collect()
        }
        None => Ok(vec![one(value)?]),
    }
}

native_class! {
    class "CanvasRenderingContext2D" for Context2d;
    methods {
        fn save(this) { this.with(|c| c.save()); }
        fn restore(this) { this.with(|c| c.restore()); }
        fn reset(this) { this.with(|c| c.reset()); }
        fn isContextLost(this) -> bool { this.with(|c| c.is_context_lost()) }

        fn scale(this, x: f64, y: f64) { this.with(|c| c.scale(x, y)); }
        fn rotate(this, angle: f64) { this.with(|c| c.rotate(angle)); }
        fn translate(this, x: f64, y: f64) { this.with(|c| c.translate(x, y)); }
        fn transform(this, a: f64, b: f64, c: f64, d: f64, e: f64, f: f64) {
            this.with(|ctx| ctx.transform(a, b, c, d, e, f));
        }
        fn setTransform(this, ctx: Ctx<'_>, first: JsArg<'_>, rest: Numbers<'_, 5>) -> Result<(), JsError> {
            let [a, b, c, d, e, f] = match (first.as_f64(), rest.array()) {
                (Some(a), Some([b, c, d, e, f])) => [a, b, c, d, e, f],
                (None, Some([b, c, d, e, f])) => [first.value(&ctx).get::<Coerced<f64>>()?.0, b, c, d, e, f],
                (_, None) if rest.is_empty() => matrix_of(&ctx, &first.value(&ctx))?,
                _ => return Err(no_overload("setTransform")),
            };
            this.with(|context| context.set_transform(a, b, c, d, e, f));
            Ok(())
        }
        fn resetTransform(this) { this.with(|c| c.reset_transform()); }

        fn createLinearGradient(this, x0: f64, y0: f64, x1: f64, y1: f64) -> Result<New<CanvasGradient>, JsError> {
            sparrow_canvas2d::CanvasGradient::linear(x0, y0, x1, y1).map(|g| New(CanvasGradient(g))).map_err(dom_error)
        }
        fn createRadialGradient(
            this, x0: f64, y0: f64, r0: f64, x1: f64, y1: f64, r1: f64,
        ) -> Result<New<CanvasGradient>, JsError> {
            let gradient = sparrow_canvas2d::CanvasGradient::radial(x0, y0, r0, x1, y1, r1);
            gradient.map(|g| New(CanvasGradient(g))).map_err(dom_error)
        }
        fn createConicGradient(this, start: f64, x: f64, y: f64) -> Result<New<CanvasGradient>, JsError> {
            sparrow_canvas2d::CanvasGradient::conic(start, x, y).map(|g| New(CanvasGradient(g))).map_err(dom_error)
        }
        fn createPattern(this, image: JsArg<'_>, repetition: Given<JsArg<'_>>) -> Result<Option<New<CanvasPattern>>, JsError> {
            let Given(repetition) = repetition;
            let text = match repetition.as_str() {
                Some(text) => text.text().to_string(),
                // `[LegacyNullToEmptyString]`; anything else is no repetition.
                None if repetition.is_null() => String::new(),
                None => "undefined".to_owned(),
            };
            this.create_pattern(image, &text)
        }

        fn clearRect(this, x: f64, y: f64, w: f64, h: f64) { this.with(|c| c.clear_rect(x, y, w, h)); }
        fn fillRect(this, x: f64, y: f64, w: f64, h: f64) { this.with(|c| c.fill_rect(x, y, w, h)); }
        fn strokeRect(this, x: f64, y: f64, w: f64, h: f64) { this.with(|c| c.stroke_rect(x, y, w, h)); }

        fn beginPath(this) { this.with(|c| c.begin_path()); }
        fn closePath(this) { this.with(|c| c.close_path()); }
        fn moveTo(this, x: f64, y: f64) { this.with(|c| c.move_to(x, y)); }
        fn lineTo(this, x: f64, y: f64) { this.with(|c| c.line_to(x, y)); }
        fn quadraticCurveTo(this, cpx: f64, cpy: f64, x: f64, y: f64) {
            this.with(|c| c.quadratic_curve_to(cpx, cpy, x, y));
        }
        fn bezierCurveTo(this, cp1x: f64, cp1y: f64, cp2x: f64, cp2y: f64, x: f64, y: f64) {
            this.with(|c| c.bezier_curve_to(cp1x, cp1y, cp2x, cp2y, x, y));
        }
        fn arcTo(this, x1: f64, y1: f64, x2: f64, y2: f64, radius: f64) -> Result<(), JsError> {
            this.with(|c| c.arc_to(x1, y1, x2, y2, radius)).map_err(dom_error)
        }
        fn arc(this, x: f64, y: f64, radius: f64, start: f64, end: f64, counterclockwise: Option<bool>) -> Result<(), JsError> {
            this.with(|c| c.arc(x, y, radius, start, end, counterclockwise == Some(true))).map_err(dom_error)
        }
        fn ellipse(
            this, x: f64, y: f64, rx: f64, ry: f64, rotation: f64, start: f64, end: f64, counterclockwise: Option<bool>,
        ) -> Result<(), JsError> {
            this.with(|c| c.ellipse(x, y, rx, ry, rotation, start, end, counterclockwise == Some(true))).map_err(dom_error)
        }
        fn rect(this, x: f64, y: f64, w: f64, h: f64) { this.with(|c| c.rect(x, y, w, h)); }
        fn roundRect(this, ctx: Ctx<'_>, x: f64, y: f64, w: f64, h: f64, radii: JsArg<'_>) -> Result<(), JsError> {
            let done = match radii.as_f64() {
                Some(r) => this.with(|c| c.round_rect(x, y, w, h, &[CornerRadii::from(r)])),
                None => {
                    let radii = radii_of(&ctx, &radii.value(&ctx))?;
                    this.with(|c| c.round_rect(x, y, w, h, &radii))
                }
            };
            done.map_err(dom_error)
        }
        fn fill(this, first: JsArg<'_>, second: JsArg<'_>) -> Result<(), JsError> {
            this.fill_or_clip(first, second, PathCall::Fill)
        }
        fn clip(this, first: JsArg<'_>, second: JsArg<'_>) -> Result<(), JsError> {
            this.fill_or_clip(first, second, PathCall::Clip)
        }
        fn stroke(this, path: JsArg<'_>) -> Result<(), JsError> {
            match path.native::<Path2d>() {
                Some(path) => this.with(|c| c.stroke_path(&path.0.borrow())),
                None if path.is_undefined() => this.with(|c| c.stroke()),
                None => return Err(JsError::Type("stroke: the argument is no Path2D".to_owned())),
            }
            Ok(())
        }
        fn isPointInPath(
            this, ctx: Ctx<'_>, a: JsArg<'_>, b: Given<JsArg<'_>>, c: JsArg<'_>, d: JsArg<'_>,
        ) -> Result<bool, JsError> {
            match a.native::<Path2d>() {
                Some(path) => {
                    let (x, y, rule) = (number(&ctx, b.0)?, number(&ctx, c)?, fill_rule(d)?);
                    Ok(this.with(|context| context.is_point_in_path2d(&path.0.borrow(), x, y, rule)))
                }
                None => {
                    let (x, y, rule) = (number(&ctx, a)?, number(&ctx, b.0)?, fill_rule(c)?);
                    Ok(this.with(|context| context.is_point_in_path(x, y, rule)))
                }
            }
        }
        fn isPointInStroke(this, ctx: Ctx<'_>, a: JsArg<'_>, b: Given<JsArg<'_>>, c: JsArg<'_>) -> Result<bool, JsError> {
            match a.native::<Path2d>() {
                Some(path) => {
                    let (x, y) = (number(&ctx, b.0)?, number(&ctx, c)?);
                    Ok(this.with(|context| context.is_point_in_stroke2d(&path.0.borrow(), x, y)))
                }
                None => {
                    let (x, y) = (number(&ctx, a)?, number(&ctx, b.0)?);
                    Ok(this.with(|context| context.is_point_in_stroke(x, y)))
                }
            }
        }

        fn drawImage(this, image: JsArg<'_>, place: Numbers<'_, 8, 2>) -> Result<(), JsError> { this.draw_image(image, &place) }

        fn fillText(this, text: Text<'_>, x: f64, y: f64, max_width: Option<f64>) -> Result<(), JsError> {
            this.graphics.borrow_mut().canvases.fill_text(this.id, &text, x, y, max_width).map_err(dom_error)
        }
        fn strokeText(this, text: Text<'_>, x: f64, y: f64, max_width: Option<f64>) -> Result<(), JsError> {
            this.graphics.borrow_mut().canvases.stroke_text(this.id, &text, x, y, max_width).map_err(dom_error)
        }
        fn measureText(this, text: Text<'_>) -> Result<New<TextMetrics>, JsError> {
            let metrics = this.graphics.borrow_mut().canvases.measure_text(this.id, &text).map_err(dom_error)?;
            Ok(New(TextMetrics(metrics)))
        }

        fn setLineDash(this, ctx: Ctx<'_>, segments: Given<Value<'_>>) -> Result<(), JsError> {
            let Some(list) = segments.0.as_object() else {
                return Err(JsError::Type("setLineDash takes a list of numbers".to_owned()));
            };
            let length = list.get::<_, Coerced<f64>>("length")?.0;
            let mut lengths = this.dash_lengths.take();
            lengths.clear();
            // More dashes than any line has pixels; canvas2d cuts off earlier.
            for i in 0..(length.clamp(0.0, 65_536.0) as u32) {
                lengths.push(list.get::<_, Coerced<f64>>(i)?.0);
            }
            let _ = ctx;
            this.with(|c| c.set_line_dash(&lengths));
            this.dash_lengths.replace(lengths);
            Ok(())
        }
        fn getLineDash(this) -> Vec<f64> { this.with(|c| c.get_line_dash().to_vec()) }
        // The next four are taken off the prototype again by adapter/wx/image_data.js, which builds on them.
        fn transformNumbers(this) -> Vec<f64> { this.with(|c| c.get_transform().to_vec()) }
        fn isP3(this) -> bool { this.accepted.display_p3 }
        fn readPixels(this, ctx: Ctx<'_>, x: i32, y: i32, w: i32, h: i32) -> Result<Value<'_>, JsError> {
            let mut graphics = this.graphics.borrow_mut();
            let Graphics { canvases, renderer, .. } = &mut *graphics;
            let pixels = canvases.get_image_data(renderer.as_mut(), this.id, x, y, w, h).map_err(dom_error)?;
            drop(graphics);
            Ok(buffer_over(&ctx, pixels.into_vec())?)
        }
        fn writePixels(this, data: Bytes<'_>, width: u32, height: u32, place: Numbers<'_, 6>) -> Result<(), JsError> {
            let Some([dx, dy, x, y, w, h]) = place.array() else {
                return Err(JsError::Type("writePixels takes 9 arguments".to_owned()));
            };
            let dirty = ImageDataRect { x: x as i32, y: y as i32, width: w as i32, height: h as i32 };
            let size = PixelSize::new(width, height);
            this.with(|c| c.put_image_data(&data, size, dx as i32, dy as i32, Some(dirty))).map_err(dom_error)
        }
        fn getContextAttributes(this, ctx: Ctx<'_>) -> Result<Object<'_>, JsError> {
            let options = this.with(|c| c.options());
            let object = Object::new(ctx)?;
            object.set("alpha", options.alpha)?;
            object.set("colorSpace", if this.accepted.display_p3 { "display-p3" } else { "srgb" })?;
            object.set("desynchronized", this.accepted.desynchronized)?;
            object.set("willReadFrequently", options.read_often)?;
            Ok(object)
        }
    }
    properties {
        get canvas(this) -> JsRef { this.canvas.clone() }

        get globalAlpha(this) -> f64 { this.with(|c| c.global_alpha()) }
        set globalAlpha(this, value: f64) { this.with(|c| c.set_global_alpha(value)); }
        get globalCompositeOperation(this) -> &'static str { this.with(|c| c.global_composite_operation()) }
        set globalCompositeOperation(this, value: Text<'_>) { this.with(|c| c.set_global_composite_operation(&value)); }
        get imageSmoothingEnabled(this) -> bool { this.with(|c| c.image_smoothing_enabled()) }
        set imageSmoothingEnabled(this, value: bool) { this.with(|c| c.set_image_smoothing_enabled(value)); }
        get imageSmoothingQuality(this) -> &'static str { this.with(|c| c.image_smoothing_quality()) }
        set imageSmoothingQuality(this, value: Text<'_>) { this.with(|c| c.set_image_smoothing_quality(&value)); }
        get filter(this) -> String { this.with(|c| c.filter().to_owned()) }
        set filter(this, value: Text<'_>) { this.with(|c| c.set_filter(&value)); }

        get fillStyle(this) -> StyleReturn { this.style(Paint::Fill) }
        set fillStyle(this, value: TextOrNative<'_>) { this.set_style(Paint::Fill, &value); }
        get strokeStyle(this) -> StyleReturn { this.style(Paint::Stroke) }
        set strokeStyle(this, value: TextOrNative<'_>) { this.set_style(Paint::Stroke, &value); }

        get lineWidth(this) -> f64 { this.with(|c| c.line_width()) }
        set lineWidth(this, value: f64) { this.with(|c| c.set_line_width(value)); }
        get lineCap(this) -> &'static str { this.with(|c| c.line_cap()) }
        set lineCap(this, value: Text<'_>) { this.with(|c| c.set_line_cap(&value)); }
        get lineJoin(this) -> &'static str { this.with(|c| c.line_join()) }
        set lineJoin(this, value: Text<'_>) { this.with(|c| c.set_line_join(&value)); }
        get miterLimit(this) -> f64 { this.with(|c| c.miter_limit()) }
        set miterLimit(this, value: f64) { this.with(|c| c.set_miter_limit(value)); }
        get lineDashOffset(this) -> f64 { this.with(|c| c.line_dash_offset()) }
        set lineDashOffset(this, value: f64) { this.with(|c| c.set_line_dash_offset(value)); }

        get shadowColor(this) -> String { this.with(|c| c.shadow_color()) }
        set shadowColor(this, value: Text<'_>) { this.with(|c| c.set_shadow_color(&value)); }
        get shadowBlur(this) -> f64 { this.with(|c| c.shadow_blur()) }
        set shadowBlur(this, value: f64) { this.with(|c| c.set_shadow_blur(value)); }
        get shadowOffsetX(this) -> f64 { this.with(|c| c.shadow_offset_x()) }
        set shadowOffsetX(this, value: f64) { this.with(|c| c.set_shadow_offset_x(value)); }
        get shadowOffsetY(this) -> f64 { this.with(|c| c.shadow_offset_y()) }
        set shadowOffsetY(this, value: f64) { this.with(|c| c.set_shadow_offset_y(value)); }

        get font(this) -> String { this.with(|c| c.font().to_owned()) }
        set font(this, value: Text<'_>) { this.with(|c| c.set_font(&value)); }
        get textAlign(this) -> &'static str { this.with(|c| c.text_align()) }
        set textAlign(this, value: Text<'_>) { this.with(|c| c.set_text_align(&value)); }
        get textBaseline(this) -> &'static str { this.with(|c| c.text_baseline()) }
        set textBaseline(this, value: Text<'_>) { this.with(|c| c.set_text_baseline(&value)); }
        get direction(this) -> &'static str { this.with(|c| c.direction()) }
        set direction(this, value: Text<'_>) { this.with(|c| c.set_direction(&value)); }
        get letterSpacing(this) -> String { this.with(|c| c.letter_spacing().to_owned()) }
        set letterSpacing(this, value: Text<'_>) { this.with(|c| c.set_letter_spacing(&value)); }
        get wordSpacing(this) -> String { this.with(|c| c.word_spacing().to_owned()) }
        set wordSpacing(this, value: Text<'_>) { this.with(|c| c.set_word_spacing(&value)); }
        get fontKerning(this) -> &'static str { this.with(|c| c.font_kerning()) }
        set fontKerning(this, value: Text<'_>) { this.with(|c| c.set_font_kerning(&value)); }
        get fontStretch(this) -> &'static str { this.with(|c| c.font_stretch()) }
        set fontStretch(this, value: Text<'_>) { this.with(|c| c.set_font_stretch(&value)); }
        get fontVariantCaps(this) -> &'static str { this.with(|c| c.font_variant_caps()) }
        set fontVariantCaps(this, value: Text<'_>) { this.with(|c| c.set_font_variant_caps(&value)); }
        get textRendering(this) -> &'static str { this.with(|c| c.text_rendering()) }
        set textRendering(this, value: Text<'_>) { this.with(|c| c.set_text_rendering(&value)); }
        get lang(this) -> String { this.with(|c| c.lang().to_owned()) }
        set lang(this, value: Text<'_>) { this.with(|c| c.set_lang(&value)); }
    }
    trace(this, tracer) {
        tracer.mark(&this.canvas);
        this.styles.trace(tracer);
    }
}
