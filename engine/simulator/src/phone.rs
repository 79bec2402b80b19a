//! The device: battery, clipboard, screen, system settings, scanner, album.

use crate::{
    services_file::Device,
    simulator::{Handler, Simulator, done, fail, number, ok, text},
};
use serde_json::{Value, json};
use sparrow_platform::{Haptics, Reply, ServiceCall, Toast, ToastIcon, VibrateKind};

pub(crate) const CALLS: &[(&str, Handler)] = &[
    ("getBatteryInfo", get_battery_info),
    ("getClipboardData", |sim, _| done(json!({ "data": sim.phone.clipboard }))),
    ("setClipboardData", set_clipboard_data),
    ("getScreenBrightness", |sim, _| done(json!({ "value": sim.phone.brightness }))),
    ("setScreenBrightness", set_screen_brightness),
    ("setKeepScreenOn", |_, _| ok()),
    ("getScreenRecordingState", |_, _| done(json!({ "state": "off" }))),
    ("setVisualEffectOnCapture", |_, _| ok()),
    ("getSystemSetting", get_system_setting),
    ("openSystemBluetoothSetting", |_, _| ok()),
    ("getDeviceBenchmarkInfo", get_device_benchmark_info),
    ("scanCode", scan_code),
    ("previewImage", preview),
    ("previewMedia", preview),
    ("saveImageToPhotosAlbum", |sim, call| sim.with_scope(call, "scope.writePhotosAlbum", save_image)),
    ("vibrateShort", |_, _| ok()),
    ("vibrateLong", |_, _| ok()),
];

/// What a game can change of the device, and of the chrome.
#[derive(Debug)]
pub(crate) struct Phone {
    clipboard: String,
    brightness: f64,
    pub(crate) toast_number: u64,
    pub(crate) keyboard_max: usize,
    pub(crate) confirm_hold: bool,
}

/// A clipboard that holds more is no clipboard.
const MAX_CLIPBOARD_BYTES: usize = 1 << 20;

impl Phone {
    pub(crate) fn new(device: &Device) -> Phone {
        Phone {
            clipboard: device.clipboard.clone(),
            brightness: device.brightness,
            toast_number: 0,
            keyboard_max: 0,
            confirm_hold: false,
        }
    }
}

/// A motor that nobody feels.
#[derive(Clone, Copy, Debug, Default)]
pub struct SimulatedHaptics;

impl Haptics for SimulatedHaptics {
    fn vibrate(&mut self, _kind: VibrateKind) -> bool {
        true
    }
}

fn get_battery_info(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    let device = &sim.file.device;
    done(json!({
        "level": device.battery, "isCharging": device.charging, "isLowPowerModeEnabled": device.low_power,
    }))
}

fn set_clipboard_data(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let data = text(&call, "data");
    if data.len() > MAX_CLIPBOARD_BYTES {
        return fail("data is too long");
    }
    sim.phone.clipboard = data.to_owned();
    let title = sim.word("内容已复制", "Copied").to_owned();
    sim.show_for(1500.0, call.now_ms, Toast { title, icon: ToastIcon::Success, mask: false });
    ok()
}

fn set_screen_brightness(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let value = number(&call, "value", f64::NAN);
    // -1 gives the brightness back to the system.
    if value == -1.0 {
        sim.phone.brightness = sim.file.device.brightness;
        return ok();
    }
    if !(0.0..=1.0).contains(&value) {
        return fail("parameter error: parameter.value should be 0 to 1;");
    }
    sim.phone.brightness = value;
    ok()
}

fn get_system_setting(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    let device = &sim.file.device;
    done(json!({
        "bluetoothEnabled": device.bluetooth, "locationEnabled": sim.file.location.enabled,
        "wifiEnabled": device.wifi,
    }))
}

fn get_device_benchmark_info(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    let level = sim.file.device.benchmark_level.unwrap_or(30);
    done(json!({ "benchmarkLevel": level, "modelLevel": if level >= 20 { 1 } else { 2 } }))
}

fn scan_code(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    let found = &sim.file.device.scan;
    if found.is_empty() {
        return fail("cancel");
    }
    done(json!({
        "result": found, "scanType": "QR_CODE", "charSet": "utf-8", "path": Value::Null,
        "rawData": crate::encrypted::base64(found.as_bytes()),
    }))
}

fn preview(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let list = call.options.get("urls").or_else(|| call.options.get("sources")).and_then(Value::as_array);
    match list.map(Vec::len) {
        None | Some(0) => fail("parameter error: there is nothing to show"),
        Some(count) => {
            sim.say(format!("the player would show {count} pictures"));
            ok()
        }
    }
}

fn save_image(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let path = text(&call, "filePath").to_owned();
    sim.say(format!("the player would save {path} to the album"));
    ok()
}
