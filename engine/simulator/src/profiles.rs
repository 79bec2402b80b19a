//! Screens of well-known devices: logical size, pixel ratio, safe areas, the platform's capsule.
//!
//! Figures are those of portrait; a landscape game turns the device ([`Profile::device`]).

use sparrow_platform::{DeviceInfo, MenuButton, SafeArea};

/// One device.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile {
    /// What `--device` calls it.
    pub name: &'static str,
    brand: &'static str,
    model: &'static str,
    system: &'static str,
    platform: &'static str,
    width: f64,
    height: f64,
    pixel_ratio: f64,
    status_bar: f64,
    /// Free of the notch: from the top.
    top: f64,
    /// Free of the home indicator: from the bottom.
    bottom: f64,
    /// In landscape: from the bottom edge.
    bottom_landscape: f64,
    benchmark_level: i32,
    memory_mb: u32,
    cpu_type: &'static str,
}

const fn ios(
    name: &'static str,
    model: &'static str,
    (width, height): (f64, f64),
    pixel_ratio: f64,
    (top, bottom, bottom_landscape): (f64, f64, f64),
    memory_mb: u32,
) -> Profile {
    Profile {
        name,
        brand: "iPhone",
        model,
        system: "iOS 17.5",
        platform: "ios",
        width,
        height,
        pixel_ratio,
        status_bar: top,
        top,
        bottom,
        bottom_landscape,
        benchmark_level: -1,
        memory_mb,
        cpu_type: "",
    }
}

const fn android(
    name: &'static str,
    brand: &'static str,
    model: &'static str,
    (width, height): (f64, f64),
    pixel_ratio: f64,
    status_bar: f64,
    (benchmark_level, memory_mb, cpu_type): (i32, u32, &'static str),
) -> Profile {
    Profile {
        name,
        brand,
        model,
        system: "Android 14",
        platform: "android",
        width,
        height,
        pixel_ratio,
        status_bar,
        top: status_bar,
        bottom: 0.0,
        bottom_landscape: 0.0,
        benchmark_level,
        memory_mb,
        cpu_type,
    }
}

/// Every device that there is, sorted by name.
pub const PROFILES: &[Profile] = &[
    Profile {
        brand: "iPad",
        status_bar: 24.0,
        ..ios("ipad", "iPad (10th generation)<iPad13,18>", (820.0, 1180.0), 2.0, (24.0, 20.0, 20.0), 4096)
    },
    Profile {
        brand: "iPad",
        status_bar: 24.0,
        ..ios(
            "ipad-mini",
            "iPad mini (6th generation)<iPad14,1>",
            (744.0, 1133.0),
            2.0,
            (24.0, 20.0, 20.0),
            4096,
        )
    },
    Profile {
        brand: "iPad",
        status_bar: 24.0,
        ..ios(
            "ipad-pro-12.9",
            "iPad Pro (6th generation)<iPad14,5>",
            (1024.0, 1366.0),
            2.0,
            (24.0, 20.0, 20.0),
            8192,
        )
    },
    ios("iphone-13-mini", "iPhone 13 mini<iPhone14,4>", (375.0, 812.0), 3.0, (50.0, 34.0, 21.0), 4096),
    ios("iphone-15", "iPhone 15<iPhone15,4>", (393.0, 852.0), 3.0, (59.0, 34.0, 21.0), 6144),
    ios("iphone-15-pro-max", "iPhone 15 Pro Max<iPhone16,2>", (430.0, 932.0), 3.0, (59.0, 34.0, 21.0), 8192),
    ios("iphone-8", "iPhone 8<iPhone10,1>", (375.0, 667.0), 2.0, (20.0, 0.0, 0.0), 2048),
    ios("iphone-se", "iPhone SE<iPhone14,6>", (375.0, 667.0), 2.0, (20.0, 0.0, 0.0), 4096),
    ios("iphone-x", "iPhone X<iPhone10,3>", (375.0, 812.0), 3.0, (44.0, 34.0, 21.0), 3072),
    android("galaxy-s24", "samsung", "SM-S9210", (360.0, 780.0), 3.0, 32.0, (45, 8192, "SM8650")),
    android("mate-60", "HUAWEI", "BRA-AL00", (360.0, 792.0), 3.375, 38.0, (38, 12288, "Kirin 9000S")),
    android("pixel-8", "google", "Pixel 8", (412.0, 915.0), 2.625, 48.0, (40, 8192, "Tensor G3")),
    android("redmi-9", "Redmi", "M2004J19C", (393.0, 851.0), 2.75, 30.0, (12, 4096, "MT6769")),
];

impl Profile {
    /// The device of a name.
    pub fn named(name: &str) -> Option<Profile> {
        PROFILES.iter().find(|p| p.name == name).copied()
    }

    /// Logical size of the window, in portrait or in landscape.
    pub fn size(&self, landscape: bool) -> (f64, f64) {
        if landscape { (self.height, self.width) } else { (self.width, self.height) }
    }

    /// What a game is told.
    pub fn device(&self, landscape: bool) -> DeviceInfo {
        let (width, height) = self.size(landscape);
        // A notch or a round corner is beside the game in landscape; phones without one have no margin there.
        let notch = if landscape && self.top > 40.0 { self.top } else { 0.0 };
        let safe_area = if landscape {
            SafeArea { left: notch, top: 0.0, right: width - notch, bottom: height - self.bottom_landscape }
        } else {
            SafeArea { left: 0.0, top: self.top, right: width, bottom: height - self.bottom }
        };
        let status_bar = if landscape { 0.0 } else { self.status_bar };
        DeviceInfo {
            brand: self.brand.to_owned(),
            model: self.model.to_owned(),
            system: self.system.to_owned(),
            platform: self.platform.to_owned(),
            status_bar_height: status_bar,
            safe_area,
            menu_button: self.menu_button(landscape),
            benchmark_level: self.benchmark_level,
            memory_mb: self.memory_mb,
            cpu_type: self.cpu_type.to_owned(),
            ..DeviceInfo::phone(width, height, self.pixel_ratio)
        }
    }

    /// The capsule is 87 x 32 on iOS and 96 x 32 on Android, below the status bar.
    fn menu_button(&self, landscape: bool) -> MenuButton {
        let ios = self.platform == "ios";
        let below = if landscape { 12.0 } else { self.status_bar + if ios { 4.0 } else { 8.0 } };
        let notch = if landscape && self.top > 40.0 { self.top } else { 0.0 };
        MenuButton {
            top: below,
            right_gap: notch + if ios { 7.0 } else { 10.0 },
            width: if ios { 87.0 } else { 96.0 },
            height: 32.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_is_a_sane_device() {
        for profile in PROFILES {
            assert_eq!(Profile::named(profile.name), Some(*profile));
            for landscape in [false, true] {
                let d = profile.device(landscape);
                let a = d.safe_area;
                assert!(0.0 <= a.left && a.left < a.right && a.right <= d.window_width, "{}", profile.name);
                assert!(0.0 <= a.top && a.top < a.bottom && a.bottom <= d.window_height, "{}", profile.name);
                assert_eq!(landscape, d.window_width > d.window_height, "{}", profile.name);
                let b = d.menu_button;
                assert!(
                    b.top + b.height < 120.0 && b.right_gap + b.width < d.window_width,
                    "{}",
                    profile.name
                );
            }
        }
    }

    #[test]
    fn an_iphone_15_is_one() {
        let d = Profile::named("iphone-15").unwrap().device(false);
        assert_eq!((d.window_width, d.window_height, d.pixel_ratio), (393.0, 852.0, 3.0));
        assert_eq!((d.safe_area.top, d.safe_area.bottom), (59.0, 818.0));
        assert_eq!((d.platform.as_str(), d.system.as_str(), d.memory_mb), ("ios", "iOS 17.5", 6144));
    }
}
