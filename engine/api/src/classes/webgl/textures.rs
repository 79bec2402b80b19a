//! Textures, and what can be uploaded to them: views, `ImageData`, images, canvases of either kind, videos.

use super::{buffers::offset, objects::WebGlTexture, reads::element_type, rendering_context::WebGl};
use crate::classes::{Canvas, Image, ImageBitmap, image::ImagePixels};
use rquickjs::{Ctx, Value};
use sparrow_base::{CanvasId, PixelBuffer, PixelSize, Straight};
use sparrow_script::{
    native::{Item, Items, JsArg, JsError, Nullable},
    native_members,
};
use sparrow_webgl::{TexelSource, Version, constants::INVALID_VALUE};

/// Where texels come from, with whatever has to live meanwhile.
enum Source<'a> {
    Plain(TexelSource<'a>),
    Image(ImagePixels),
    Data(PixelBuffer<Straight>),
    #[cfg(feature = "video")]
    Video(std::sync::Arc<PixelBuffer<sparrow_base::Premul>>),
    /// There is nothing: an image that is not loaded, data of the wrong length, an offset out of its view.
    Wrong,
}

impl Source<'_> {
    fn texels(&self) -> Option<TexelSource<'_>> {
        Some(match self {
            Source::Plain(source) => *source,
            Source::Image(ImagePixels::Straight(image)) => TexelSource::Straight(image.straight()),
            Source::Image(ImagePixels::Premul(pixels)) => TexelSource::Premul(pixels),
            Source::Data(pixels) => TexelSource::Straight(pixels),
            #[cfg(feature = "video")]
            Source::Video(pixels) => TexelSource::Premul(pixels),
            Source::Wrong => return None,
        })
    }
}

/// A canvas as it is after every call so far: what was drawn to it goes to the queue, where the context's commands will find it. A tainted
/// canvas (see `canvas2d::store::origin`) taints this one. Gives its size.
fn prepare_canvas(gl: &WebGl, canvas: CanvasId) -> PixelSize {
    let mut graphics = gl.host.graphics.borrow_mut();
    if graphics.canvases.is_tainted(canvas) {
        graphics.canvases.taint(gl.canvas.id());
    }
    graphics.before_read(canvas);
    graphics.canvases.before_upload(canvas);
    graphics.canvases.canvas_size(canvas).unwrap_or_default()
}

fn canvas_source<'a>(gl: &WebGl, id: CanvasId) -> Source<'a> {
    Source::Plain(TexelSource::Canvas { id, size: prepare_canvas(gl, id) })
}

/// Commands that read a canvas go to the queue before anything else is drawn to it.
fn queue_canvas_reads(gl: &WebGl) {
    if gl.with(sparrow_webgl::Context::take_reads_canvas) {
        gl.canvas.submit(&mut gl.host.graphics.borrow_mut().canvases);
    }
}

fn source<'a>(gl: &WebGl, item: Option<&'a Item<'_>>, from: f64) -> Result<Source<'a>, JsError> {
    let wrong = || JsError::Type("the source is no view, image, canvas or ImageData".to_owned());
    Ok(match item {
        None | Some(Item::Undefined | Item::Null) => Source::Plain(TexelSource::Null),
        Some(Item::Number(at)) if gl.with(|c| c.version()) == Version::Two => {
            Source::Plain(TexelSource::Buffer(offset(*at)))
        }
        Some(Item::Number(_)) => return Err(wrong()),
        Some(Item::View(view)) => {
            let element = element_type(view.kind).ok_or_else(wrong)?;
            match super::buffers::part(view, view.kind.element_size(), from, 0.0) {
                Some(bytes) => Source::Plain(TexelSource::Bytes { bytes, element }),
                None => Source::Wrong,
            }
        }
        Some(Item::Pixels { width, height, data }) => {
            let size = PixelSize::new(offset(*width) as u32, offset(*height) as u32);
            match PixelBuffer::from_vec(size, data.to_vec()) {
                Ok(pixels) => Source::Data(pixels),
                Err(_) => Source::Wrong,
            }
        }
        Some(Item::Native(object)) => {
            if let Some(image) = object.native::<Image>() {
                match image.0.pixels() {
                    Some(pixels) => Source::Image(pixels),
                    None => Source::Wrong,
                }
            } else if let Some(canvas) = object.native::<Canvas>() {
                canvas_source(gl, canvas.id())
            } else if let Some(bitmap) = object.native::<ImageBitmap>() {
                canvas_source(gl, bitmap.canvas("texImage2D")?)
            } else {
                #[cfg(feature = "video")]
                if let Some(video) = object.native::<crate::classes::Video>() {
                    return Ok(video.pixels().map_or(Source::Wrong, Source::Video));
                }
                return Err(wrong());
            }
        }
        Some(Item::Object) => return Err(wrong()),
    })
}

/// The arguments of one call.
struct Numbers<'a, 'b>(&'a [Item<'b>]);

impl Numbers<'_, '_> {
    fn number(&self, at: usize) -> f64 {
        self.0.get(at).and_then(Item::number).unwrap_or(0.0)
    }

    fn int(&self, at: usize) -> i32 {
        offset(self.number(at)) as i32
    }

    fn uint(&self, at: usize) -> u32 {
        self.int(at) as u32
    }
}

/// The overloads of a method take `short` arguments, or `long` and more; 0 when there is no short one.
fn check_count(items: &[Item<'_>], name: &str, short: usize, long: usize) -> Result<(), JsError> {
    match items.len() {
        count if count == short || count >= long => Ok(()),
        count => Err(JsError::Type(format!("{name}: there is no form with {count} arguments"))),
    }
}

/// Calls with a source's texels, or records the error of a source that has none.
fn with_texels(
    gl: &WebGl,
    source: &Source<'_>,
    call: impl FnOnce(&mut sparrow_webgl::Context, &mut dyn sparrow_render::gl::GlBackend, TexelSource<'_>),
) {
    match source.texels() {
        Some(texels) => {
            gl.ask_and_record(|c, backend| call(c, backend, texels));
            queue_canvas_reads(gl);
        }
        None => gl.with(|c| c.synthesize_error(INVALID_VALUE)),
    }
}

/// Size of an image source, for the forms without width and height.
fn image_size(source: &Source<'_>, name: &str) -> Result<PixelSize, JsError> {
    match source.texels() {
        None => Ok(PixelSize::default()),
        Some(texels) => texels.image_size().ok_or_else(|| {
            JsError::Type(format!(
                "{name}: the form with 6 or 7 arguments takes an image, a canvas or ImageData"
            ))
        }),
    }
}

fn tex_image_2d(gl: &WebGl, items: &[Item<'_>]) -> Result<(), JsError> {
    check_count(items, "texImage2D", 6, 9)?;
    let n = Numbers(items);
    let (target, level, internal) = (n.uint(0), n.int(1), n.uint(2));
    if items.len() == 6 {
        let source = source(gl, items.get(5), 0.0)?;
        let size = image_size(&source, "texImage2D")?;
        let (width, height) = (size.width as i32, size.height as i32);
        with_texels(gl, &source, |c, backend, texels| {
            c.tex_image_2d(backend, target, level, internal, width, height, 0, n.uint(3), n.uint(4), texels);
        });
        return Ok(());
    }
    let source = source(gl, items.get(8), n.number(9))?;
    with_texels(gl, &source, |c, backend, texels| {
        let (width, height, border) = (n.int(3), n.int(4), n.int(5));
        c.tex_image_2d(backend, target, level, internal, width, height, border, n.uint(6), n.uint(7), texels);
    });
    Ok(())
}

fn tex_sub_image_2d(gl: &WebGl, items: &[Item<'_>]) -> Result<(), JsError> {
    check_count(items, "texSubImage2D", 7, 9)?;
    let n = Numbers(items);
    let (target, level, x, y) = (n.uint(0), n.int(1), n.int(2), n.int(3));
    if items.len() == 7 {
        let source = source(gl, items.get(6), 0.0)?;
        let size = image_size(&source, "texSubImage2D")?;
        let (width, height) = (size.width as i32, size.height as i32);
        with_texels(gl, &source, |c, backend, texels| {
            c.tex_sub_image_2d(backend, target, level, x, y, width, height, n.uint(4), n.uint(5), texels);
        });
        return Ok(());
    }
    let source = source(gl, items.get(8), n.number(9))?;
    with_texels(gl, &source, |c, backend, texels| {
        c.tex_sub_image_2d(backend, target, level, x, y, n.int(4), n.int(5), n.uint(6), n.uint(7), texels);
    });
    Ok(())
}

fn tex_image_3d(gl: &WebGl, items: &[Item<'_>]) -> Result<(), JsError> {
    check_count(items, "texImage3D", 0, 10)?;
    let n = Numbers(items);
    let source = source(gl, items.get(9), n.number(10))?;
    with_texels(gl, &source, |c, backend, texels| {
        let (target, level, internal, border) = (n.uint(0), n.int(1), n.uint(2), n.int(6));
        let (width, height, depth) = (n.int(3), n.int(4), n.int(5));
        c.tex_image_3d(
            backend,
            target,
            level,
            internal,
            width,
            height,
            depth,
            border,
            n.uint(7),
            n.uint(8),
            texels,
        );
    });
    Ok(())
}

fn tex_sub_image_3d(gl: &WebGl, items: &[Item<'_>]) -> Result<(), JsError> {
    check_count(items, "texSubImage3D", 0, 11)?;
    let n = Numbers(items);
    let source = source(gl, items.get(10), n.number(11))?;
    with_texels(gl, &source, |c, backend, texels| {
        let (target, level, x, y, z) = (n.uint(0), n.int(1), n.int(2), n.int(3), n.int(4));
        let (width, height, depth) = (n.int(5), n.int(6), n.int(7));
        c.tex_sub_image_3d(
            backend,
            target,
            level,
            x,
            y,
            z,
            width,
            height,
            depth,
            n.uint(8),
            n.uint(9),
            texels,
        );
    });
    Ok(())
}

/// Compressed texels from `at` on: a view with an offset and a length, or a size and an offset in a pixel unpack buffer.
fn compressed<'a>(
    gl: &WebGl,
    items: &'a [Item<'_>],
    at: usize,
) -> Result<(Source<'a>, Option<i32>), JsError> {
    let n = Numbers(items);
    match items.get(at) {
        Some(Item::Number(size)) if gl.with(|c| c.version()) == Version::Two => {
            Ok((Source::Plain(TexelSource::Buffer(offset(n.number(at + 1)))), Some(offset(*size) as i32)))
        }
        Some(Item::View(view)) => {
            let element = element_type(view.kind);
            let bytes =
                super::buffers::part(view, view.kind.element_size(), n.number(at + 1), n.number(at + 2));
            let source = match (bytes, element) {
                (Some(bytes), Some(element)) => Source::Plain(TexelSource::Bytes { bytes, element }),
                _ => Source::Wrong,
            };
            Ok((source, None))
        }
        _ => Err(JsError::Type("the compressed texels are no view".to_owned())),
    }
}

fn compressed_image(gl: &WebGl, items: &[Item<'_>], is_3d: bool) -> Result<(), JsError> {
    let n = Numbers(items);
    let (source, size) = compressed(gl, items, if is_3d { 7 } else { 6 })?;
    with_texels(gl, &source, |c, backend, texels| {
        let (target, level, format, width, height) = (n.uint(0), n.int(1), n.uint(2), n.int(3), n.int(4));
        if is_3d {
            let (depth, border) = (n.int(5), n.int(6));
            c.compressed_tex_image_3d(
                backend, target, level, format, width, height, depth, border, texels, size,
            );
        } else {
            c.compressed_tex_image_2d(backend, target, level, format, width, height, n.int(5), texels, size);
        }
    });
    Ok(())
}

fn compressed_sub_image(gl: &WebGl, items: &[Item<'_>], is_3d: bool) -> Result<(), JsError> {
    let n = Numbers(items);
    let (source, size) = compressed(gl, items, if is_3d { 9 } else { 7 })?;
    with_texels(gl, &source, |c, backend, texels| {
        let (target, level, x, y) = (n.uint(0), n.int(1), n.int(2), n.int(3));
        if is_3d {
            let (z, width, height, depth, format) = (n.int(4), n.int(5), n.int(6), n.int(7), n.uint(8));
            c.compressed_tex_sub_image_3d(
                backend, target, level, x, y, z, width, height, depth, format, texels, size,
            );
        } else {
            let (width, height, format) = (n.int(4), n.int(5), n.uint(6));
            c.compressed_tex_sub_image_2d(backend, target, level, x, y, width, height, format, texels, size);
        }
    });
    Ok(())
}

/// The platform's `wxBindCanvasTexture`: the bound texture shows a canvas.
pub(super) fn bind_canvas(gl: &WebGl, target: u32, canvas: JsArg<'_>) -> Result<(), JsError> {
    let Some(canvas) = canvas.native::<Canvas>() else {
        return Err(JsError::Type("wxBindCanvasTexture: the second argument is no canvas".to_owned()));
    };
    let size = prepare_canvas(gl, canvas.id());
    gl.record(|c| c.wx_bind_canvas_texture(target, canvas.id(), size));
    queue_canvas_reads(gl);
    Ok(())
}

native_members! {
    /// Of both versions.
    pub(super) fn members for WebGl;
    methods {
        fn activeTexture(this, unit: u32) { this.with(|c| c.active_texture(unit)); }
        fn createTexture(this, ctx: Ctx<'_>) -> Result<Value<'_>, JsError> {
            let texture = this.with(|c| c.create_texture());
            this.object(&ctx, texture)
        }
        fn deleteTexture(this, texture: Nullable<&WebGlTexture>) {
            this.with(|c| c.delete_texture(texture.0.map(WebGlTexture::handle)));
        }
        fn isTexture(this, texture: Nullable<&WebGlTexture>) -> bool {
            this.with(|c| c.is_texture(texture.0.map(WebGlTexture::handle)))
        }
        fn bindTexture(this, target: u32, texture: Nullable<&WebGlTexture>) {
            this.with(|c| c.bind_texture(target, texture.0.map(WebGlTexture::handle)));
        }
        fn texParameteri(this, target: u32, name: u32, value: i32) { this.with(|c| c.tex_parameteri(target, name, value)); }
        fn texParameterf(this, target: u32, name: u32, value: f32) { this.with(|c| c.tex_parameterf(target, name, value)); }
        fn getTexParameter(this, ctx: Ctx<'_>, target: u32, name: u32) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_tex_parameter(target, name));
            this.answer(&ctx, parameter)
        }
        fn generateMipmap(this, target: u32) { this.record(|c| c.generate_mipmap(target)); }
        fn texImage2D(this, items: Items<'_, 10, 6>) -> Result<(), JsError> { tex_image_2d(this, &items) }
        fn texSubImage2D(this, items: Items<'_, 10, 7>) -> Result<(), JsError> { tex_sub_image_2d(this, &items) }
        fn compressedTexImage2D(this, items: Items<'_, 9, 7>) -> Result<(), JsError> { compressed_image(this, &items, false) }
        fn compressedTexSubImage2D(this, items: Items<'_, 10, 8>) -> Result<(), JsError> {
            compressed_sub_image(this, &items, false)
        }
        fn copyTexImage2D(
            this, target: u32, level: i32, format: u32, x: i32, y: i32, width: i32, height: i32, border: i32,
        ) {
            this.record(|c| c.copy_tex_image_2d(target, level, format, x, y, width, height, border));
        }
        fn copyTexSubImage2D(
            this, target: u32, level: i32, to_x: i32, to_y: i32, x: i32, y: i32, width: i32, height: i32,
        ) {
            this.record(|c| c.copy_tex_sub_image_2d(target, level, to_x, to_y, x, y, width, height));
        }
    }
}

native_members! {
    /// Of WebGL 2.
    pub(super) fn version_two for WebGl;
    methods {
        fn texImage3D(this, items: Items<'_, 11, 10>) -> Result<(), JsError> { tex_image_3d(this, &items) }
        fn texSubImage3D(this, items: Items<'_, 12, 11>) -> Result<(), JsError> { tex_sub_image_3d(this, &items) }
        fn compressedTexImage3D(this, items: Items<'_, 10, 8>) -> Result<(), JsError> { compressed_image(this, &items, true) }
        fn compressedTexSubImage3D(this, items: Items<'_, 12, 10>) -> Result<(), JsError> {
            compressed_sub_image(this, &items, true)
        }
        fn copyTexSubImage3D(
            this, target: u32, level: i32, to_x: i32, to_y: i32, to_z: i32, x: i32, y: i32, width: i32, height: i32,
        ) {
            this.record(|c| c.copy_tex_sub_image_3d(target, level, to_x, to_y, to_z, x, y, width, height));
        }
        fn texStorage2D(this, target: u32, levels: i32, format: u32, width: i32, height: i32) {
            this.record(|c| c.tex_storage_2d(target, levels, format, width, height));
        }
        fn texStorage3D(this, target: u32, levels: i32, format: u32, width: i32, height: i32, depth: i32) {
            this.record(|c| c.tex_storage_3d(target, levels, format, width, height, depth));
        }
    }
}
