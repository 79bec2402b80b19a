//! `Image`: what `wx.createImage` gives.

use super::loaded_image::{AvailableImages, LoadedImage};
use crate::{
    data_url,
    host::{Host, RealmKind},
    image_loader::{LoadJob, Loaded, TakeBytes},
    network,
};
use rquickjs::{Ctx, Function, Object, Value};
use sparrow_base::{ImageId, PixelSize};
use sparrow_media::image::{ImageLimits, decode};
use sparrow_package::Location;
use sparrow_script::{native::native_ref, native_class, to_text};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::{Rc, Weak},
};

pub(crate) use super::loaded_image::ImagePixels;

/// An image object. `src`, `onload` and listeners are the JavaScript half's (`adapter/wx/canvas.js`).
pub struct Image(pub(crate) Rc<ImageState>);

/// What the object and a pending request share.
pub(crate) struct ImageState {
    loaded: RefCell<Option<Rc<LoadedImage>>>,
    /// `width` and `height` as the game set them; a drawing uses the natural size.
    shown_width: Cell<Option<u32>>,
    shown_height: Cell<Option<u32>>,
    /// The request whose event the object waits for.
    expected: Cell<u32>,
    /// True until the picture, or the reason why there is none, is there.
    decoding: Cell<bool>,
}

impl ImageState {
    /// What Canvas 2D draws; `None` while there is no image.
    pub(crate) fn drawable(&self) -> Option<ImageId> {
        self.loaded.borrow().as_ref()?.drawable()
    }

    /// The pixels, for WebGL; `None` while there is no image.
    pub(crate) fn pixels(&self) -> Option<ImagePixels> {
        let loaded = self.loaded.borrow().clone();
        loaded?.pixels()
    }

    fn natural(&self) -> PixelSize {
        self.loaded.borrow().as_ref().map(|image| image.size()).unwrap_or_default()
    }

    fn show(&self, image: Option<Rc<LoadedImage>>) {
        let old = self.loaded.replace(image);
        drop(old); // after the borrow has ended
        self.decoding.set(false);
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
        get complete(this) -> bool { !this.0.decoding.get() }
    }
}

/// Images on their way, by request, and where each image came from, for as long as its object lives.
#[derive(Default)]
pub struct PendingImages {
    by_request: RefCell<BTreeMap<u32, Rc<ImageState>>>,
    sources: RefCell<Vec<(String, Weak<ImageState>)>>,
    /// Files whose pictures come with a request.
    files: RefCell<BTreeMap<u32, Location>>,
    available: RefCell<AvailableImages>,
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
    let create_image = |ctx: Ctx<'js>| {
        let state = ImageState {
            loaded: RefCell::new(None),
            shown_width: Cell::new(None),
            shown_height: Cell::new(None),
            expected: Cell::new(0),
            decoding: Cell::new(false),
        };
        super::fresh(&ctx, Image(Rc::new(state)))
    };
    object.set("createImage", Function::new(ctx.clone(), create_image)?)?;
    let h = host.clone();
    let load_image = move |image: Value<'js>, src: Value<'js>| -> rquickjs::Result<u32> {
        // Half a character is no reason to throw: it names no file.
        let src = to_text(src.ctx(), &src).ok_or(rquickjs::Error::Exception)?;
        let Some(image) = native_ref::<Image>(&image) else { return Ok(0) };
        Ok(start(&h, &image.0, &src))
    };
    object.set("loadImage", Function::new(ctx.clone(), load_image)?)?;
    Ok(())
}

/// Starts reading and decoding. 0 when there is nothing to load.
fn start(host: &Rc<Host>, image: &Rc<ImageState>, src: &str) -> u32 {
    if src.is_empty() {
        image.show(None);
        image.expected.set(0);
        return 0;
    }
    let file = AvailableImages::key(src);
    let available = file.as_ref().and_then(|file| host.pending_images.available.borrow_mut().get(file));
    if let Some(available) = available {
        // Complete at once; the event comes later all the same.
        host.pending_images.note_source(src, image);
        image.show(Some(available));
        let request = host.images.borrow_mut().announce();
        expect(host, image, request);
        image.decoding.set(false);
        return request;
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
    if let Some(file) = file {
        host.pending_images.files.borrow_mut().insert(request, file);
    }
    expect(host, image, request)
}

/// Decodes for an image by a job of the caller's.
pub(super) fn start_job(host: &Rc<Host>, image: &Rc<ImageState>, job: LoadJob) -> u32 {
    let request = host.images.borrow_mut().start(job);
    expect(host, image, request)
}

/// The image waits for this request and no other.
fn expect(host: &Rc<Host>, image: &Rc<ImageState>, request: u32) -> u32 {
    image.expected.set(request);
    image.decoding.set(true);
    host.pending_images.by_request.borrow_mut().insert(request, image.clone());
    request
}

impl PendingImages {
    /// Bytes of decoded images that are kept beside what Canvas 2D has, or before it has them.
    pub fn decoded_bytes(&self) -> u64 {
        let sources = self.sources.borrow();
        let images = sources.iter().filter_map(|(_, image)| image.upgrade());
        let mut seen = Vec::new();
        let mut bytes = self.available.borrow().bytes_kept_for_later();
        for image in images.filter_map(|image| image.loaded.borrow().clone()) {
            // Several objects may show one picture.
            if !seen.contains(&Rc::as_ptr(&image)) {
                seen.push(Rc::as_ptr(&image));
                bytes += image.straight_bytes();
            }
        }
        bytes
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
    pub fn reload_images(self: &Rc<Host>, is_file: impl Fn(&str) -> bool) -> ImageReload {
        self.pending_images.available.borrow_mut().forget_all();
        let sources = self.pending_images.sources.borrow();
        let users: Vec<_> = sources
            .iter()
            .filter(|(src, _)| !src.is_empty() && is_file(src))
            .filter_map(|(src, image)| Some((src.clone(), image.upgrade()?)))
            .collect();
        drop(sources);
        let uploaded = |image: &ImageState| image.loaded.borrow().as_ref().is_some_and(|it| it.is_uploaded());
        if users.iter().any(|(_, image)| uploaded(image)) {
            return ImageReload::InTexture;
        }
        let mut outcome = ImageReload::NotUsed;
        for (src, image) in users {
            let Ok(bytes) = data_url::bytes_of_local(&self.mounts, &src) else { return ImageReload::Unfit };
            let Ok(decoded) = decode(&bytes, &ImageLimits::default()) else { return ImageReload::Unfit };
            let size = decoded.size();
            if image.loaded.borrow().as_ref().is_some_and(|loaded| loaded.size() != size) {
                return ImageReload::Unfit;
            }
            let Ok(loaded) = LoadedImage::new(self, decoded) else { return ImageReload::Unfit };
            let loaded = Rc::new(loaded);
            if let Some(file) = AvailableImages::key(&src) {
                self.pending_images.available.borrow_mut().put(file, &loaded);
            }
            image.show(Some(loaded));
            outcome = ImageReload::Shown;
        }
        outcome
    }

    /// Gives a decoded image to its object; the event that tells the game of it.
    pub fn finish_image(self: &Rc<Host>, loaded: Loaded) -> Option<crate::event::HostEvent> {
        let pending = &self.pending_images;
        let file = pending.files.borrow_mut().remove(&loaded.request);
        let image = pending.by_request.borrow_mut().remove(&loaded.request)?;
        if image.expected.get() != loaded.request {
            return None; // a newer src took its place
        }
        image.expected.set(0);
        let error = match loaded.result {
            Ok(None) => None, // it was available
            Ok(Some(decoded)) => {
                // Another object may have asked for the same file in the same frame.
                let known = file.as_ref().and_then(|file| pending.available.borrow_mut().get(file));
                let picture = known.map_or_else(|| LoadedImage::new(self, decoded).map(Rc::new), Ok);
                if let (Some(file), Ok(picture)) = (file, &picture) {
                    pending.available.borrow_mut().put(file, picture);
                }
                let refused = picture.as_ref().err().cloned();
                image.show(picture.ok());
                refused
            }
            Err(message) => {
                image.show(None);
                Some(message)
            }
        };
        Some(crate::event::HostEvent::Image { request: loaded.request, error })
    }
}
