//! Decoded images, shared by the image objects that come from one file, and those that are at hand for the next object.

use crate::host::Host;
use sparrow_base::{ImageId, PixelBuffer, PixelSize, Premul, Share};
use sparrow_media::image::DecodedImage;
use sparrow_package::Location;
use sparrow_render::{CanvasOptions, ImageSource};
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    sync::Arc,
};

/// A decoded image. WebGL wants its pixels with straight alpha, Canvas 2D premultiplied: who comes first decides what is kept.
pub(super) struct LoadedImage {
    host: Weak<Host>,
    size: PixelSize,
    /// Until Canvas 2D takes them; kept beside its copy when WebGL has used them before.
    straight: RefCell<Option<Rc<DecodedImage>>>,
    uploaded: Cell<bool>,
    /// What Canvas 2D draws.
    drawable: Cell<Option<ImageId>>,
    /// What its pixels take, wherever they are.
    _pixels: Share,
}

/// Pixels of an image for an upload.
pub(crate) enum ImagePixels {
    /// As the file has them.
    Straight(Rc<DecodedImage>),
    /// Canvas 2D has drawn the image before, and only its pixels are left.
    Premul(PixelBuffer<Premul>),
}

impl LoadedImage {
    /// What to tell the game where there is no room for the pixels.
    pub(super) fn new(host: &Rc<Host>, decoded: DecodedImage) -> Result<LoadedImage, String> {
        host.before_pixels();
        let size = decoded.size();
        let mut pixels = host.graphics.borrow().pixels.share();
        if !pixels.try_set(size.area() * 4) {
            return Err(format!(
                "{} x {}: images and canvases take too much memory",
                size.width, size.height
            ));
        }
        Ok(LoadedImage {
            host: Rc::downgrade(host),
            size,
            straight: RefCell::new(Some(Rc::new(decoded))),
            uploaded: Cell::new(false),
            drawable: Cell::new(None),
            _pixels: pixels,
        })
    }

    pub(super) fn size(&self) -> PixelSize {
        self.size
    }

    /// True when WebGL has been given the pixels.
    pub(super) fn is_uploaded(&self) -> bool {
        self.uploaded.get()
    }

    /// What Canvas 2D draws.
    pub(super) fn drawable(&self) -> Option<ImageId> {
        if let Some(id) = self.drawable.get() {
            return Some(id);
        }
        let mut straight = self.straight.borrow_mut();
        let decoded = if self.uploaded.get() { straight.clone() } else { straight.take() }?;
        let pixels = match Rc::try_unwrap(decoded) {
            Ok(decoded) => decoded.into_premul(),
            Err(shared) => shared.to_premul(),
        };
        let id = self.host.upgrade()?.graphics.borrow_mut().canvases.create_image(Arc::new(pixels));
        self.drawable.set(Some(id));
        Some(id)
    }

    /// The pixels, for WebGL.
    pub(super) fn pixels(&self) -> Option<ImagePixels> {
        self.uploaded.set(true);
        if let Some(straight) = &*self.straight.borrow() {
            return Some(ImagePixels::Straight(straight.clone()));
        }
        let (id, host) = (self.drawable.get()?, self.host.upgrade()?);
        let mut graphics = host.graphics.borrow_mut();
        let canvas = graphics.canvases.create_canvas(self.size);
        graphics.canvases.get_context(canvas, CanvasOptions { alpha: true, read_often: true });
        let drawn = graphics.canvases.draw_image(canvas, ImageSource::Image(id), 0.0, 0.0);
        let pixels = drawn.and_then(|()| graphics.read_pixels(canvas, self.size.rect()));
        graphics.canvases.drop_canvas(canvas);
        pixels.ok().map(ImagePixels::Premul)
    }

    /// Bytes beside what Canvas 2D has, or before it has them.
    pub(super) fn straight_bytes(&self) -> u64 {
        if self.straight.borrow().is_some() { self.bytes() } else { 0 }
    }

    fn bytes(&self) -> u64 {
        u64::from(self.size.width) * u64::from(self.size.height) * 4
    }
}

impl Drop for LoadedImage {
    fn drop(&mut self) {
        if let (Some(id), Some(host)) = (self.drawable.get(), self.host.upgrade()) {
            host.dead_images.borrow_mut().push(id);
        }
    }
}

/// The standard's list of available images, for files of the package, which do not change: an object whose `src` names one of
/// them is complete at once, and all its objects share one picture.
/// <https://html.spec.whatwg.org/multipage/images.html#list-of-available-images>
#[derive(Default)]
pub(super) struct AvailableImages {
    /// Most recently used last.
    kept: Vec<(Location, Rc<LoadedImage>)>,
    /// What living objects hold besides.
    others: Vec<(Location, Weak<LoadedImage>)>,
}

impl AvailableImages {
    /// Pictures that no object may hold any more are kept up to this many bytes.
    const MAX_BYTES: u64 = 16 << 20;

    /// The file that `src` names, where its picture may be shared.
    pub(super) fn key(src: &str) -> Option<Location> {
        let path = src.split(['?', '#']).next().unwrap_or(src);
        let location = Location::parse(path).ok().filter(Location::is_package)?;
        Some(Location { text: String::new(), ..location })
    }

    pub(super) fn get(&mut self, key: &Location) -> Option<Rc<LoadedImage>> {
        if let Some(at) = self.kept.iter().position(|(other, _)| other == key) {
            self.kept[at..].rotate_left(1);
            return self.kept.last().map(|(_, image)| image.clone());
        }
        let found =
            self.others.iter().find(|(other, _)| other == key).and_then(|(_, image)| image.upgrade())?;
        self.put(key.clone(), &found);
        Some(found)
    }

    pub(super) fn put(&mut self, key: Location, image: &Rc<LoadedImage>) {
        self.forget(&key);
        self.others.retain(|(_, other)| other.strong_count() > 0);
        self.others.push((key.clone(), Rc::downgrade(image)));
        self.kept.push((key, image.clone()));
        let mut bytes: u64 = self.kept.iter().map(|(_, image)| image.bytes()).sum();
        while bytes > Self::MAX_BYTES {
            bytes -= self.kept.remove(0).1.bytes();
        }
    }

    /// Files have changed.
    pub(super) fn forget_all(&mut self) {
        self.kept.clear();
        self.others.clear();
    }

    fn forget(&mut self, key: &Location) {
        self.kept.retain(|(other, _)| other != key);
        self.others.retain(|(other, _)| other != key);
    }

    /// Bytes of decoded pictures that no object shows now.
    pub(super) fn bytes_kept_for_later(&self) -> u64 {
        self.kept
            .iter()
            .filter(|(_, image)| Rc::strong_count(image) == 1)
            .map(|(_, image)| image.straight_bytes())
            .sum()
    }
}
