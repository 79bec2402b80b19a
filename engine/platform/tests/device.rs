//! A device of another platform is one in all that games look at.

use sparrow_platform::DeviceInfo;

#[test]
fn system_maker_and_model_follow_the_platform() {
    let told = |platform: &str| {
        let mut device = DeviceInfo::phone(375.0, 667.0, 2.0);
        device.set_platform(platform);
        (device.platform, device.brand, device.system)
    };
    let is = |platform: &str, brand: &str, system: &str| {
        assert_eq!(told(platform), (platform.to_owned(), brand.to_owned(), system.to_owned()));
    };
    is("ios", "iPhone", "iOS 17.5");
    is("windows", "microsoft", "Windows 11 x64");
    is("mac", "apple", "macOS 14.5");
    is("devtools", "devtools", "iOS 10.0.1");
    is("android", "sparrow", "Android 14");
    // The size of the screen stays, and a processor of Android does not.
    let mut device = DeviceInfo::phone(375.0, 667.0, 2.0);
    device.cpu_type = "SM8650".to_owned();
    device.set_platform("ios");
    assert_eq!((device.window_width, device.cpu_type.as_str()), (375.0, ""));
}
