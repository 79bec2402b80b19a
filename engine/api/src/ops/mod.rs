//! The operations, one file per API family.

#![allow(clippy::needless_pass_by_value, reason = "an operation owns its options")]

mod app;
mod audio;
mod cloud_storage;
mod file_descriptors;
mod files;
mod fonts;
mod network;
mod network_socket;
mod network_transfer;
mod recorder;
mod services;
mod storage;
mod system;
mod text;
#[cfg(feature = "video")]
mod video;
mod web_audio;

use crate::operation::Operations;

/// Every operation of the main domain.
pub(crate) fn all() -> Operations {
    let mut ops = Operations::default();
    app::register(&mut ops);
    audio::register(&mut ops);
    cloud_storage::register(&mut ops);
    cloud_storage::register_main(&mut ops);
    files::register(&mut ops);
    fonts::register(&mut ops);
    recorder::register(&mut ops);
    services::register(&mut ops);
    network::register(&mut ops);
    network_socket::register(&mut ops);
    network_transfer::register(&mut ops);
    storage::register(&mut ops);
    system::register(&mut ops);
    crate::worker::register(&mut ops);
    text::register(&mut ops);
    web_audio::register(&mut ops);
    #[cfg(feature = "video")]
    video::register(&mut ops);
    ops
}

/// Every operation of the open data domain: no files, no network, no storage, nothing that the main domain could read.
pub(crate) fn open_data() -> Operations {
    let mut ops = Operations::default();
    cloud_storage::register(&mut ops);
    cloud_storage::register_domain(&mut ops);
    fonts::register_measuring(&mut ops);
    system::register_reading(&mut ops);
    ops
}
