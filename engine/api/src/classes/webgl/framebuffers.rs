//! Framebuffers and renderbuffers.

use super::{
    objects::{WebGlFramebuffer, WebGlRenderbuffer, WebGlTexture},
    rendering_context::WebGl,
};
use rquickjs::{Ctx, Value};
use sparrow_script::{
    native::{JsError, List, Nullable, ViewMutOrNumber},
    native_members,
};

native_members! {
    /// Of both versions.
    pub(super) fn members for WebGl;
    methods {
        fn createFramebuffer(this, ctx: Ctx<'_>) -> Result<Value<'_>, JsError> {
            let framebuffer = this.with(|c| c.create_framebuffer());
            this.object(&ctx, framebuffer)
        }
        fn deleteFramebuffer(this, framebuffer: Nullable<&WebGlFramebuffer>) {
            this.with(|c| c.delete_framebuffer(framebuffer.0.map(WebGlFramebuffer::handle)));
        }
        fn isFramebuffer(this, framebuffer: Nullable<&WebGlFramebuffer>) -> bool {
            this.with(|c| c.is_framebuffer(framebuffer.0.map(WebGlFramebuffer::handle)))
        }
        fn bindFramebuffer(this, target: u32, framebuffer: Nullable<&WebGlFramebuffer>) {
            this.with(|c| c.bind_framebuffer(target, framebuffer.0.map(WebGlFramebuffer::handle)));
        }
        fn framebufferTexture2D(
            this, target: u32, attachment: u32, image: u32, texture: Nullable<&WebGlTexture>, level: i32,
        ) {
            let texture = texture.0.map(WebGlTexture::handle);
            this.with(|c| c.framebuffer_texture_2d(target, attachment, image, texture, level));
        }
        fn framebufferRenderbuffer(
            this, target: u32, attachment: u32, kind: u32, renderbuffer: Nullable<&WebGlRenderbuffer>,
        ) {
            let renderbuffer = renderbuffer.0.map(WebGlRenderbuffer::handle);
            this.with(|c| c.framebuffer_renderbuffer(target, attachment, kind, renderbuffer));
        }
        fn checkFramebufferStatus(this, target: u32) -> u32 { this.with(|c| c.check_framebuffer_status(target)) }
        fn getFramebufferAttachmentParameter(
            this, ctx: Ctx<'_>, target: u32, attachment: u32, name: u32,
        ) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_framebuffer_attachment_parameter(target, attachment, name));
            this.answer(&ctx, parameter)
        }

        fn createRenderbuffer(this, ctx: Ctx<'_>) -> Result<Value<'_>, JsError> {
            let renderbuffer = this.with(|c| c.create_renderbuffer());
            this.object(&ctx, renderbuffer)
        }
        fn deleteRenderbuffer(this, renderbuffer: Nullable<&WebGlRenderbuffer>) {
            this.with(|c| c.delete_renderbuffer(renderbuffer.0.map(WebGlRenderbuffer::handle)));
        }
        fn isRenderbuffer(this, renderbuffer: Nullable<&WebGlRenderbuffer>) -> bool {
            this.with(|c| c.is_renderbuffer(renderbuffer.0.map(WebGlRenderbuffer::handle)))
        }
        fn bindRenderbuffer(this, target: u32, renderbuffer: Nullable<&WebGlRenderbuffer>) {
            this.with(|c| c.bind_renderbuffer(target, renderbuffer.0.map(WebGlRenderbuffer::handle)));
        }
        fn renderbufferStorage(this, target: u32, format: u32, width: i32, height: i32) {
            this.with(|c| c.renderbuffer_storage(target, format, width, height));
        }
        fn getRenderbufferParameter(this, ctx: Ctx<'_>, target: u32, name: u32) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_renderbuffer_parameter(target, name));
            this.answer(&ctx, parameter)
        }

        fn readPixels(
            this, x: i32, y: i32, width: i32, height: i32, format: u32, kind: u32, to: ViewMutOrNumber<'_>, from: Option<f64>,
        ) -> Result<(), JsError> {
            super::reads::read_pixels(this, [x, y, width, height], format, kind, to, from.unwrap_or(0.0))
        }
    }
}

native_members! {
    /// Of WebGL 2.
    pub(super) fn version_two for WebGl;
    methods {
        fn framebufferTextureLayer(
            this, target: u32, attachment: u32, texture: Nullable<&WebGlTexture>, level: i32, layer: i32,
        ) {
            let texture = texture.0.map(WebGlTexture::handle);
            this.with(|c| c.framebuffer_texture_layer(target, attachment, texture, level, layer));
        }
        fn drawBuffers(this, buffers: List<'_, u32>) { this.with(|c| c.draw_buffers(&buffers)); }
        fn readBuffer(this, buffer: u32) { this.with(|c| c.read_buffer(buffer)); }
        fn blitFramebuffer(
            this, sx0: i32, sy0: i32, sx1: i32, sy1: i32, dx0: i32, dy0: i32, dx1: i32, dy1: i32, mask: u32, filter: u32,
        ) {
            this.record(|c| c.blit_framebuffer(sx0, sy0, sx1, sy1, dx0, dy0, dx1, dy1, mask, filter));
        }
        fn invalidateFramebuffer(this, target: u32, attachments: List<'_, u32>) {
            this.with(|c| c.invalidate_framebuffer(target, &attachments));
        }
        fn invalidateSubFramebuffer(
            this, target: u32, attachments: List<'_, u32>, x: i32, y: i32, width: i32, height: i32,
        ) {
            this.with(|c| c.invalidate_sub_framebuffer(target, &attachments, x, y, width, height));
        }
        fn renderbufferStorageMultisample(this, target: u32, samples: i32, format: u32, width: i32, height: i32) {
            this.with(|c| c.renderbuffer_storage_multisample(target, samples, format, width, height));
        }
        fn getInternalformatParameter(
            this, ctx: Ctx<'_>, target: u32, format: u32, name: u32,
        ) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_internalformat_parameter(target, format, name));
            this.answer(&ctx, parameter)
        }
    }
}
