//! What a game is told about the device, and the few things that it can do to it.

use serde::{Deserialize, Serialize};

/// The part of the window that no notch or system bar covers, in logical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SafeArea {
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Bottom edge.
    pub bottom: f64,
}

/// The capsule at the top right, with which the user leaves the game. Logical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MenuButton {
    /// From the top of the window to its top edge.
    pub top: f64,
    /// From its right edge to the right edge of the window.
    pub right_gap: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

/// The answers of `wx.getSystemInfo` and its parts. Sizes are in logical pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceInfo {
    /// Maker of the device.
    pub brand: String,
    /// Model name.
    pub model: String,
    /// Physical pixels per logical pixel.
    pub pixel_ratio: f64,
    /// Screen width.
    pub screen_width: f64,
    /// Screen height.
    pub screen_height: f64,
    /// Window width; the default width of the screen canvas.
    pub window_width: f64,
    /// Window height; the default height of the screen canvas.
    pub window_height: f64,
    /// Height of the status bar.
    pub status_bar_height: f64,
    /// Free of notches and bars.
    pub safe_area: SafeArea,
    /// The capsule.
    pub menu_button: MenuButton,
    /// BCP 47 tag with an underscore, as the platform writes it: `zh_CN`.
    pub language: String,
    /// Operating system and version: `Android 14`.
    pub system: String,
    /// `android`, `ios`, `windows`, `mac` or `devtools`. Real packages branch on it; `android` is the default.
    pub platform: String,
    /// Version of the client that we speak the API of.
    pub client_version: String,
    /// Version of the base library that we speak the API of.
    pub sdk_version: String,
    /// Speed class: -2 or 0 unknown, else 1 to 50.
    pub benchmark_level: i32,
    /// Megabytes; 0 unknown.
    #[serde(default)]
    pub memory_mb: u32,
    /// The processor of an Android device, as its maker calls it; empty where it is not known.
    #[serde(default)]
    pub cpu_type: String,
    /// Text size of the user's settings, in pixels.
    pub font_size_setting: f64,
    /// `light` or `dark`.
    pub theme: String,
}

impl DeviceInfo {
    /// A plain Android phone with a window of the given logical size.
    pub fn phone(window_width: f64, window_height: f64, pixel_ratio: f64) -> DeviceInfo {
        DeviceInfo {
            brand: "sparrow".to_owned(),
            model: "sparrow".to_owned(),
            pixel_ratio,
            screen_width: window_width,
            screen_height: window_height,
            window_width,
            window_height,
            status_bar_height: 20.0,
            safe_area: SafeArea { left: 0.0, top: 20.0, right: window_width, bottom: window_height },
            menu_button: MenuButton { top: 24.0, right_gap: 10.0, width: 87.0, height: 32.0 },
            language: "zh_CN".to_owned(),
            system: "Android 14".to_owned(),
            platform: "android".to_owned(),
            client_version: "8.0.50".to_owned(),
            sdk_version: "3.8.0".to_owned(),
            benchmark_level: 30,
            memory_mb: 6144,
            cpu_type: String::new(),
            font_size_setting: 16.0,
            theme: "light".to_owned(),
        }
    }

    /// Makes it a device of another platform: games look at the system, the maker and the model as often as at the platform.
    pub fn set_platform(&mut self, platform: &str) {
        let (brand, model, system) = match platform {
            "ios" => ("iPhone", "iPhone SE<iPhone14,6>", "iOS 17.5"),
            "windows" => ("microsoft", "microsoft", "Windows 11 x64"),
            "mac" => ("apple", "MacBookPro18,1", "macOS 14.5"),
            "ohos" => ("HUAWEI", "sparrow", "OpenHarmony 5.0"),
            "devtools" => ("devtools", "iPhone SE<iPhone14,6>", "iOS 10.0.1"),
            _ => ("sparrow", "sparrow", "Android 14"),
        };
        platform.clone_into(&mut self.platform);
        brand.clone_into(&mut self.brand);
        model.clone_into(&mut self.model);
        system.clone_into(&mut self.system);
        self.cpu_type.clear();
    }
}

/// How long or how hard to vibrate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VibrateKind {
    /// 15 ms, light.
    ShortLight,
    /// 15 ms, medium.
    ShortMedium,
    /// 15 ms, heavy.
    ShortHeavy,
    /// 400 ms.
    Long,
}

/// A vibration motor.
pub trait Haptics: Send {
    /// Vibrates once. `false` when there is no motor.
    fn vibrate(&mut self, kind: VibrateKind) -> bool;
}

/// No motor.
#[derive(Clone, Copy, Debug, Default)]
pub struct NullHaptics;

impl Haptics for NullHaptics {
    fn vibrate(&mut self, _kind: VibrateKind) -> bool {
        false
    }
}
