//! The platform around a game, played by the desktop, so that a game can be written and tested without it.
//!
//! [`Simulator`] is a [`sparrow_platform::Services`]: it signs a user in, asks for permissions, shows dialogs and test ads,
//! takes payments that nobody pays. Who the user is and how everything ends stands in a [`ServicesFile`] (`sparrow.toml`);
//! without one there are defaults. [`profiles`] are the screens of well-known devices.
//!
//! [`CloudWorld`] is what `wx.cloud` stands on.
//!
//! Boundary: no window, no drawing, no clock, no file. Two runs with the same calls give the same answers.

pub mod profiles;

mod account;
mod ads;
mod album;
mod app;
mod buttons;
mod cloud;
mod dialogs;
mod encrypted;
mod keyboard;
mod location;
mod motion;
mod outcomes;
mod payments;
mod permissions;
mod phone;
mod services_file;
mod share;
mod simulator;

pub use cloud::{Access, CloudConfig, CloudWorld, FunctionAnswer};
pub use outcomes::Outcomes;
pub use phone::SimulatedHaptics;
pub use services_file::{Answers, ServicesFile, ServicesFileError, User};
pub use simulator::Simulator;
