//! `Image`: what `wx.createImage` gives.

use crate::{
    data_url,
    host::{Host, RealmKind},
    image_loader::{LoadJob, Loaded, TakeBytes},
    network,
};
use rquickjs::{Ctx, Function, Object, Value};
use sparrow_base::{ImageId, PixelBuffer, PixelSize, Premul};
use sparrow_media::image::{DecodedImage, ImageLimits, decode};
use sparrow_render::{CanvasOptions, ImageSource};
use sparrow_script::{native::native_ref, native_class};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::{Rc, Weak},
    sync::Arc,
};

/// An image object. `src`, `onload` and listeners are the JavaScript half's (`adapter/wx/canvas.js`).
pub struct Image(pub(crate) Rc<ImageState>);

/// What the object and a pending request share.
pub(crate) struct ImageState {
    host: Rc<Host>,
    loaded: RefCell<Option<LoadedImage>>,
    /// `width` and `height` as the game set them; a drawing uses the natural size.
    shown_width: Cell<Option<u32>>,
    shown_height: Cell<Option<u32>>,
    pending: Cell<u32>,
}

/// A decoded image. WebGL wants its pixels with straight alpha, Canvas 2D premultiplied: who comes first decides what is kept.
struct LoadedImage {
    size: PixelSize,
    /// Until Canvas 2D takes them; kept beside its copy when WebGL has used them before.
    straight: Option<Rc<DecodedImage>>,
    uploaded: bool,
    /// What Canvas 2D draws.
    drawable: Option<ImageId>,
}

/// Pixels of an image for an upload.
pub(crate) enum ImagePixels {
    /// As the file has them.
    Straight(Rc<DecodedImage>),
    /// Canvas 2D has drawn the image before, and only its pixels are left.
    Premul(PixelBuffer<Premul>),
}

impl ImageState {
    /// What Canvas 2D draws; `None` while there is no image.
    pub(crate) fn drawable(&self) -> Option<ImageId> {
        let mut loaded = self.loaded.borrow_mut();
        let image = loaded.as_mut()?;
        if let Some(id) = image.drawable {
            return Some(id);
        }
        let decoded = if image.uploaded { image.straight.clone() } else { image.straight.take() }?;
        let pixels = match Rc::try_unwrap(decoded) {
            Ok(decoded) => decoded.into_premul(),
            Err(shared) => shared.to_premul(),
        };
        let id = self.host.graphics.borrow_mut().canvases.create_image(Arc::new(pixels));
        image.drawable = Some(id);
        Some(id)
    }

    /// The pixels, for WebGL; `None` while there is no image.
    pub(crate) fn pixels(&self) -> Option<ImagePixels> {
        let mut loaded = self.loaded.borrow_mut();
        let image = loaded.as_mut()?;
        image.uploaded = true;
        if let Some(straight) = &image.straight {
            return Some(ImagePixels::Straight(straight.clone()));
        }
        let (id, size) = (image.drawable?, image.size);
        drop(loaded);
        let mut graphics = self.host.graphics.borrow_mut();
        let canvas = graphics.canvases.create_canvas(size);
        graphics.canvases.get_context(canvas, CanvasOptions { alpha: true, read_often: true });
        let drawn = graphics.canvases.draw_image(canvas, ImageSource::Image(id), 0.0, 0.0);
        let pixels = drawn.and_then(|()| graphics.read_pixels(canvas, size.rect()));
        graphics.canvases.drop_canvas(canvas);
        pixels.ok().map(ImagePixels::Premul)
    }

    fn natural(&self) -> PixelSize {
        self.loaded.borrow().as_ref().map(|image| image.size).unwrap_or_default()
    }

    fn forget(&self) {
        if let Some(id) = self.loaded.take().and_then(|image| image.drawable) {
            self.host.dead_images.borrow_mut().push(id);
        }
    }
}

impl Drop for ImageState {
    fn drop(&mut self) {
        self.forget();
    }
}

native_class! {
    class "HTMLImageElement" for Image;
    extends "ImageElement";
    properties {
        get width(this) -> u32 { this.0.shown_width.get().unwrap_or(this.0.natural().width) }
        set width(this, value: u32) { this.0.shown_width.set(Some(value)); }
        get height(this) -> u32 { this.0.shown_height.get().unwrap_or(this.0.natural().height) }
        set height(this, value: u32) { this.0.shown_height.set(Some(value)); }
        get naturalWidth(this) -> u32 { this.0.natural().width }
        get naturalHeight(this) -> u32 { this.0.natural().height }
        get complete(this) -> bool { this.0.pending.get() == 0 }
    }
}

/// Images on their way, by request, and where each image came from, for as long as its object lives.
#[derive(Default)]
pub struct PendingImages {
    by_request: RefCell<BTreeMap<u32, Rc<ImageState>>>,
    sources: RefCell<Vec<(String, Weak<ImageState>)>>,
}

/// What became of a changed image file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageReload {
    /// Every image of it shows the new pixels.
    Shown,
    /// No living image came from there.
    NotUsed,
    /// WebGL has a copy of the old pixels, which only the game can replace.
    InTexture,
    /// It is no image now, or has another size, on which the game may count.
    Unfit,
}

/// `host.createImage()` and `host.loadImage(image, src)`.
pub(super) fn install<'js>(ctx: &Ctx<'js>, host: &Rc<Host>, object: &Object<'js>) -> rquickjs::Result<()> {
    let h = host.clone();
    let create_image = move |ctx: Ctx<'js>| {
        let state = ImageState {
            host: h.clone(),
            loaded: RefCell::new(None),
            shown_width: Cell::new(None),
            shown_height: Cell::new(None),
            pending: Cell::new(0),
        };
        super::fresh(&ctx, Image(Rc::new(state)))
    };
    object.set("createImage", Function::new(ctx.clone(), create_image)?)?;
    let h = host.clone();
    let load_image = move |image: Value<'js>, src: String| -> u32 {
        let Some(image) = native_ref::<Image>(&image) else { return 0 };
        start(&h, &image.0, &src)
    };
    object.set("loadImage", Function::new(ctx.clone(), load_image)?)?;
    Ok(())
}

/// Starts reading and decoding. 0 when there is nothing to load.
fn start(host: &Rc<Host>, image: &Rc<ImageState>, src: &str) -> u32 {
    if src.is_empty() {
        image.forget();
        image.pending.set(0);
        return 0;
    }
    let text = src.to_owned();
    let decoded = move |bytes: Vec<u8>| {
        decode(&bytes, &ImageLimits::default()).map_err(|e| format!("{}: {e}", data_url::short(&text)))
    };
    // What the open data domain asks a server for would tell the server what it sees.
    let closed = host.realm == RealmKind::OpenData;
    // Whose picture can be had is who the friends are: the main domain gets the player's own.
    let avatar = {
        let cloud = host.cloud.borrow();
        let world = cloud.social().world();
        world.user_of_avatar(src).filter(|user| closed || **user == world.me).cloned()
    };
    let request = match (avatar, data_url::remote_url(src)) {
        (Some(user), _) => {
            let job = move || decoded(crate::avatar::bytes(&user)?);
            host.images.borrow_mut().start(Box::new(job))
        }
        (None, _) if crate::cloud_image::is_ours(src) => {
            let bytes = crate::cloud_image::bytes(host, src);
            host.images.borrow_mut().start(Box::new(move || decoded(bytes?)))
        }
        (None, Some(url)) if closed => {
            let job = move || {
                Err(format!("{url}: the open data domain loads files of the game and users' avatars only"))
            };
            host.images.borrow_mut().start(Box::new(job))
        }
        (None, Some(url)) => {
            let fetcher = host.network.borrow().fetcher();
            let fetch = |take: TakeBytes| {
                let of = url.clone();
                network::fetch(&*fetcher, &url, move |fetched| {
                    take(fetched.map_err(|e| format!("{of}: {e}")));
                });
            };
            host.images.borrow_mut().start_fetched(fetch, decoded)
        }
        (None, None) => {
            let (mounts, text) = (host.mounts.clone(), src.to_owned());
            let job = move || decoded(data_url::bytes_of_local(&mounts, &text)?);
            host.images.borrow_mut().start(Box::new(job))
        }
    };
    host.pending_images.note_source(src, image);
    expect(host, image, request)
}

/// Decodes for an image by a job of the caller's.
pub(super) fn start_job(host: &Rc<Host>, image: &Rc<ImageState>, job: LoadJob) -> u32 {
    let request = host.images.borrow_mut().start(job);
    expect(host, image, request)
}

/// The image waits for this request and no other.
fn expect(host: &Rc<Host>, image: &Rc<ImageState>, request: u32) -> u32 {
    image.pending.set(request);
    host.pending_images.by_request.borrow_mut().insert(request, image.clone());
    request
}

impl PendingImages {
    /// Bytes of decoded images that are kept beside what Canvas 2D has, or before it has them.
    pub fn decoded_bytes(&self) -> u64 {
        let sources = self.sources.borrow();
        let images = sources.iter().filter_map(|(_, image)| image.upgrade());
        let kept = images.filter_map(|image| {
            let loaded = image.loaded.borrow();
            let size = loaded.as_ref().filter(|loaded| loaded.straight.is_some())?.size;
            Some(u64::from(size.width) * u64::from(size.height) * 4)
        });
        kept.sum()
    }

    fn note_source(&self, src: &str, image: &Rc<ImageState>) {
        // The text of other sources may be as large as a picture, and no file is meant.
        let is_file = data_url::remote_url(src).is_none() && !src.starts_with("data:");
        let src = if is_file { src } else { "" };
        let mut sources = self.sources.borrow_mut();
        sources.retain(|(_, other)| other.strong_count() > 0 && !other.ptr_eq(&Rc::downgrade(image)));
        sources.push((src.to_owned(), Rc::downgrade(image)));
    }
}

impl Host {
    /// A file of the package has changed: images that came from it get its new pixels, as long as nobody else has a copy of the old
    /// ones. `is_file` says whether a `src` means the file.
    pub fn reload_images(&self, is_file: impl Fn(&str) -> bool) -> ImageReload {
        let sources = self.pending_images.sources.borrow();
        let users: Vec<_> = sources
            .iter()
            .filter(|(src, _)| !src.is_empty() && is_file(src))
            .filter_map(|(src, image)| Some((src.clone(), image.upgrade()?)))
            .collect();
        drop(sources);
        if users.iter().any(|(_, image)| image.loaded.borrow().as_ref().is_some_and(|loaded| loaded.uploaded))
        {
            return ImageReload::InTexture;
        }
        let mut outcome = ImageReload::NotUsed;
        for (src, image) in users {
            let Ok(bytes) = data_url::bytes_of_local(&self.mounts, &src) else { return ImageReload::Unfit };
            let Ok(decoded) = decode(&bytes, &ImageLimits::default()) else { return ImageReload::Unfit };
            let size = decoded.size();
            if image.loaded.borrow().as_ref().is_some_and(|loaded| loaded.size != size) {
                return ImageReload::Unfit;
            }
            image.forget();
            let straight = Some(Rc::new(decoded));
            image.loaded.replace(Some(LoadedImage { size, straight, uploaded: false, drawable: None }));
            outcome = ImageReload::Shown;
        }
        outcome
    }

    /// Gives a decoded image to its object; the event that tells the game of it.
    pub fn finish_image(&self, loaded: Loaded) -> Option<crate::event::HostEvent> {
        let image = self.pending_images.by_request.borrow_mut().remove(&loaded.request)?;
        if image.pending.get() != loaded.request {
            return None; // a newer src took its place
        }
        image.pending.set(0);
        image.forget();
        let error = match loaded.result {
            Ok(decoded) => {
                let size = decoded.size();
                let straight = Some(Rc::new(decoded));
                image.loaded.replace(Some(LoadedImage { size, straight, uploaded: false, drawable: None }));
                None
            }
            Err(message) => Some(message),
        };
        Some(crate::event::HostEvent::Image { request: loaded.request, error })
    }
}
