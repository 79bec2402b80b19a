//! The JavaScript half, compiled into the library.

/// A script of `adapter/`: the body of a function.
pub(crate) struct Script {
    /// For stacks.
    pub(crate) file: &'static str,
    /// The text.
    pub(crate) source: &'static str,
}

macro_rules! script {
    ($path:literal) => {
        Script { file: concat!("sparrow:", $path), source: include_str!(concat!("../../../adapter/", $path)) }
    };
}

/// `(host, wx, global)` to the core object.
pub(crate) const CORE: Script = script!("wx/core.js");

/// `(counter, classes, wx)`: counts calls.
pub(crate) const COUNT_CALLS: Script = script!("profile/calls.js");

/// `(host, core, wx, global)`; `absent.js` comes last, because it answers for every name that is left.
pub(crate) const WX: &[Script] = &[
    script!("wx/service.js"),
    script!("wx/base.js"),
    script!("wx/canvas.js"),
    script!("wx/image_data.js"),
    script!("wx/bitmap_plan.js"),
    script!("wx/image_bitmap.js"),
    script!("wx/buttons.js"),
    script!("wx/input.js"),
    script!("wx/cloud_storage.js"),
    script!("wx/open_data.js"),
    script!("wx/rank.js"),
    script!("wx/storage.js"),
    script!("wx/file_system.js"),
    script!("wx/audio.js"),
    script!("wx/web_audio.js"),
    script!("wx/web_audio_nodes.js"),
    script!("wx/web_audio_context.js"),
    script!("wx/gamepads.js"),
    script!("wx/recorder.js"),
    script!("wx/camera_source.js"),
    script!("wx/camera.js"),
    script!("wx/network.js"),
    script!("wx/web_socket.js"),
    script!("wx/net_socket.js"),
    script!("wx/subpackage.js"),
    script!("wx/worker.js"),
    script!("wx/account.js"),
    script!("wx/dialogs.js"),
    script!("wx/ads.js"),
    script!("wx/share.js"),
    script!("wx/device.js"),
    script!("wx/app.js"),
    script!("wx/log.js"),
    CLOUD_DATABASE,
    script!("wx/cloud.js"),
    script!("wx/video.js"),
    script!("wx/album.js"),
    script!("wx/media_audio_player.js"),
    script!("wx/host.js"),
    script!("wx/absent.js"),
];

/// `(host, core, ...)`: the database of `wx.cloud` and of functions; in the main domain it is one of [`WX`].
pub(crate) const CLOUD_DATABASE: Script = script!("cloud/database.js");

/// `(host, core, global)`: the global `Buffer` of functions.
pub(crate) const CLOUD_BUFFER: Script = script!("cloud/buffer.js");

/// `(host, core, global)` to the realm of a function, for the host.
pub(crate) const CLOUD_FUNCTIONS: Script = script!("cloud/functions.js");

/// The same in the open data domain; `seal.js` comes last and makes the `wx` that the domain sees.
pub(crate) const OPEN_DATA: &[Script] = &[
    script!("wx/canvas.js"),
    script!("wx/image_data.js"),
    script!("wx/input.js"),
    script!("wx/cloud_storage.js"),
    script!("open_data/domain.js"),
    script!("open_data/seal.js"),
];

/// `(host, global)` to the function that delivers a message.
pub(crate) const WORKER: Script = script!("worker/worker.js");

/// `(host, global)` to what the files of the web adapter share in its workers.
pub(crate) const INLINE_WORKER_BOOT: Script = script!("worker/web_boot.js");

/// `(host, core, global)`: files of the platform that those workers have too.
pub(crate) const INLINE_WORKER_WX: &[Script] = &[script!("wx/image_data.js"), script!("wx/bitmap_plan.js")];

/// `(web, wx, global)`: files of the web adapter that its workers have too.
pub(crate) const INLINE_WORKER_WEB: &[Script] = &[
    script!("web/events.js"),
    script!("web/blob.js"),
    script!("web/load.js"),
    script!("web/abort.js"),
    script!("web/xhr.js"),
    script!("web/fetch.js"),
    script!("web/message_channel.js"),
    script!("web/parcels.js"),
];

/// `(host, web, global)`: bitmaps of those workers.
pub(crate) const INLINE_WORKER_BITMAP: Script = script!("worker/web_bitmap.js");

/// `(host, web, global)` to the function that delivers a message.
pub(crate) const INLINE_WORKER: Script = script!("worker/web_scope.js");

/// `(host, global)`: `WebAssembly`, in the main domain and in workers.
pub(crate) const WEB_ASSEMBLY: Script = script!("wx/webassembly.js");

/// What `wx` holds in the open data domain: `both` and `domain`.
pub const OPEN_DATA_NAMES: &str = include_str!("../../../adapter/open_data/names.json");

/// `(host, global)` to what the files of the web adapter share.
pub(crate) const WEB_BOOT: Script = script!("web/boot.js");

/// `(web, wx, global)`, for games that expect a browser.
pub(crate) const WEB: &[Script] = &[
    script!("web/events.js"),
    script!("web/nodes.js"),
    script!("web/selectors.js"),
    script!("web/styles.js"),
    script!("web/elements.js"),
    script!("web/markup.js"),
    script!("web/text_boxes.js"),
    script!("web/canvases.js"),
    script!("web/media.js"),
    script!("web/video.js"),
    script!("web/document.js"),
    script!("web/window.js"),
    script!("web/input.js"),
    script!("web/observers.js"),
    script!("web/xml.js"),
    script!("web/blob.js"),
    script!("web/audio.js"),
    script!("web/load.js"),
    script!("web/abort.js"),
    script!("web/xhr.js"),
    script!("web/fetch.js"),
    script!("web/fonts.js"),
    script!("web/web_socket.js"),
    script!("web/message_channel.js"),
    script!("web/parcels.js"),
    script!("web/worker.js"),
];

/// The functions of `wx` whose promise is documented, in every realm that has `core.js`.
pub(crate) const PROMISES: &str = include_str!("../../../adapter/wx/promises.json");

/// Every documented name: `namespace` and `objects`. From the npm package minigame-api-typings 3.8.20 (MIT).
pub const NAMES: &str = include_str!("../../../adapter/wx/names.json");
