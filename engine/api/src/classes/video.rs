//! `HTMLVideoElement` of the web adapter: what can be drawn and uploaded. Playback is operations; the rest is `adapter/web`'s.

use super::Image;
use crate::host::Host;
use rquickjs::{Ctx, Function, Object, Value};
use sparrow_base::{ImageId, PixelBuffer, Premul};
use sparrow_script::{native::native_ref, native_class};
use std::{rc::Rc, sync::Arc};

/// A video that is an image source.
pub struct Video {
    host: Rc<Host>,
    id: u32,
}

impl Video {
    /// What Canvas 2D draws; `None` while there is no frame.
    pub(crate) fn drawable(&self) -> Option<ImageId> {
        self.host.videos.borrow_mut().drawable(self.id, &mut self.host.graphics.borrow_mut())
    }

    /// The pixels, for WebGL. Opaque.
    pub(crate) fn pixels(&self) -> Option<Arc<PixelBuffer<Premul>>> {
        self.host.videos.borrow().pixels(self.id)
    }
}

impl Drop for Video {
    fn drop(&mut self) {
        self.host.videos.borrow_mut().drop_later(self.id);
    }
}

native_class! {
    class "HTMLVideoElement" for Video;
    extends "VideoElement";
    properties {
        get videoId(this) -> u32 { this.id }
        get videoWidth(this) -> u32 { this.host.videos.borrow().size(this.id).width }
        get videoHeight(this) -> u32 { this.host.videos.borrow().size(this.id).height }
    }
}

/// `host.createVideoElement(id)` and `host.setVideoPoster(id, image)`.
pub(super) fn install<'js>(ctx: &Ctx<'js>, host: &Rc<Host>, object: &Object<'js>) -> rquickjs::Result<()> {
    let h = host.clone();
    let create = move |ctx: Ctx<'js>, id: u32| super::fresh(&ctx, Video { host: h.clone(), id });
    object.set("createVideoElement", Function::new(ctx.clone(), create)?)?;
    let h = host.clone();
    let poster = move |id: u32, image: Value<'js>| {
        let drawable = native_ref::<Image>(&image).and_then(|image| image.0.drawable());
        let size = drawable.and_then(|id| h.graphics.borrow().canvases.image_size(id));
        h.videos.borrow_mut().set_poster(id, drawable.zip(size));
    };
    object.set("setVideoPoster", Function::new(ctx.clone(), poster)?)
}
