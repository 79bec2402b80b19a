//! `base/system`, `ui/menu` and `device/vibrate`.

use crate::{
    host::Host,
    operation::{NoOptions, OpError, OpResult, Operations},
};
use serde::{Deserialize, Serialize};
use sparrow_platform::VibrateKind;

pub(super) fn register(ops: &mut Operations) {
    register_reading(ops);
    ops.add("vibrateShort", vibrate_short);
    ops.add("vibrateLong", vibrate_long);
}

/// What only tells.
pub(super) fn register_reading(ops: &mut Operations) {
    ops.add("getSystemInfo", get_system_info);
    ops.add("getWindowInfo", get_window_info);
    ops.add("getDeviceInfo", get_device_info);
    ops.add("getAppBaseInfo", get_app_base_info);
    ops.add("getMenuButtonBoundingClientRect", get_menu_button_bounding_client_rect);
}

/// The platform writes whole numbers where it can, and so do games that print them.
#[derive(Serialize)]
#[serde(untagged)]
enum Number {
    Whole(i64),
    Fraction(f64),
}

impl From<f64> for Number {
    fn from(n: f64) -> Number {
        if n.fract() == 0.0 && n.abs() < 1e15 { Number::Whole(n as i64) } else { Number::Fraction(n) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SafeArea {
    left: Number,
    right: Number,
    top: Number,
    bottom: Number,
    width: Number,
    height: Number,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WindowInfo {
    pixel_ratio: Number,
    screen_width: Number,
    screen_height: Number,
    window_width: Number,
    window_height: Number,
    status_bar_height: Number,
    safe_area: SafeArea,
    screen_top: Number,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeviceInfo {
    brand: String,
    model: String,
    system: String,
    platform: String,
    benchmark_level: i32,
    memory_size: String,
    // Those of an Android device alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    abi: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    device_abi: Option<&'static str>,
}

/// What the Android phones of today are, whatever this machine is: a game is told of the device that is shown to it.
const ANDROID_ABI: &str = "arm64-v8a";

/// `fontSizeSetting` of a user who has changed nothing.
const USUAL_FONT_SIZE: f64 = 16.0;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AppBaseInfo {
    #[serde(rename = "SDKVersion")]
    sdk_version: String,
    enable_debug: bool,
    host: HostName,
    language: String,
    version: String,
    theme: String,
    font_size_setting: Number,
    font_size_scale_factor: Number,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct HostName {
    env: &'static str,
    app_id: String,
    version: u32,
}

#[derive(Serialize)]
struct SystemInfo {
    #[serde(flatten)]
    window: WindowInfo,
    #[serde(flatten)]
    device: DeviceInfo,
    #[serde(flatten)]
    app: AppBaseInfo,
    #[serde(rename = "deviceOrientation")]
    device_orientation: &'static str,
    /// Not documented, but what the platform's own adapter reads.
    #[serde(rename = "devicePixelRatio")]
    device_pixel_ratio: Number,
}

fn get_window_info(host: &Host, _: NoOptions) -> OpResult<WindowInfo> {
    let d = host.device.borrow();
    let area = d.safe_area;
    Ok(WindowInfo {
        pixel_ratio: d.pixel_ratio.into(),
        screen_width: d.screen_width.into(),
        screen_height: d.screen_height.into(),
        window_width: d.window_width.into(),
        window_height: d.window_height.into(),
        status_bar_height: d.status_bar_height.into(),
        safe_area: SafeArea {
            left: area.left.into(),
            right: area.right.into(),
            top: area.top.into(),
            bottom: area.bottom.into(),
            width: (area.right - area.left).into(),
            height: (area.bottom - area.top).into(),
        },
        screen_top: 0.0.into(),
    })
}

fn get_device_info(host: &Host, _: NoOptions) -> OpResult<DeviceInfo> {
    let d = host.device.borrow();
    let is_android = d.platform == "android";
    let unknown = || "unknown".to_owned();
    let abi = is_android.then_some(ANDROID_ABI);
    Ok(DeviceInfo {
        brand: d.brand.clone(),
        model: d.model.clone(),
        system: d.system.clone(),
        platform: d.platform.clone(),
        benchmark_level: d.benchmark_level,
        memory_size: if d.memory_mb == 0 { unknown() } else { d.memory_mb.to_string() },
        cpu_type: is_android.then(|| if d.cpu_type.is_empty() { unknown() } else { d.cpu_type.clone() }),
        abi,
        device_abi: abi,
    })
}

fn get_app_base_info(host: &Host, _: NoOptions) -> OpResult<AppBaseInfo> {
    let d = host.device.borrow();
    Ok(AppBaseInfo {
        sdk_version: d.sdk_version.clone(),
        enable_debug: false,
        host: HostName {
            env: "WeChat",
            app_id: host.package.project().appid.clone().unwrap_or_default(),
            version: 0,
        },
        language: d.language.clone(),
        version: d.client_version.clone(),
        theme: d.theme.clone(),
        font_size_setting: d.font_size_setting.into(),
        font_size_scale_factor: (d.font_size_setting / USUAL_FONT_SIZE).into(),
    })
}

fn get_system_info(host: &Host, _: NoOptions) -> OpResult<SystemInfo> {
    let landscape = {
        let d = host.device.borrow();
        d.window_width > d.window_height
    };
    Ok(SystemInfo {
        window: get_window_info(host, NoOptions {})?,
        device: get_device_info(host, NoOptions {})?,
        app: get_app_base_info(host, NoOptions {})?,
        device_orientation: if landscape { "landscape" } else { "portrait" },
        device_pixel_ratio: host.device.borrow().pixel_ratio.into(),
    })
}

#[derive(Serialize)]
struct Rect {
    width: Number,
    height: Number,
    top: Number,
    right: Number,
    bottom: Number,
    left: Number,
}

fn get_menu_button_bounding_client_rect(host: &Host, _: NoOptions) -> OpResult<Rect> {
    let d = host.device.borrow();
    let button = d.menu_button;
    let right = d.window_width - button.right_gap;
    Ok(Rect {
        width: button.width.into(),
        height: button.height.into(),
        top: button.top.into(),
        right: right.into(),
        bottom: (button.top + button.height).into(),
        left: (right - button.width).into(),
    })
}

#[derive(Deserialize)]
struct VibrateOptions {
    #[serde(rename = "type")]
    kind: Option<String>,
}

fn vibrate(host: &Host, kind: VibrateKind) -> OpResult<()> {
    if host.haptics.borrow_mut().vibrate(kind) {
        Ok(())
    } else {
        Err(OpError::new("the device has no vibration motor"))
    }
}

fn vibrate_short(host: &Host, options: VibrateOptions) -> OpResult<()> {
    let kind = match options.kind.as_deref() {
        None | Some("medium") => VibrateKind::ShortMedium,
        Some("light") => VibrateKind::ShortLight,
        Some("heavy") => VibrateKind::ShortHeavy,
        Some(other) => {
            return Err(OpError::new(format!(
                "parameter error: type should be heavy, medium or light, not {other}"
            )));
        }
    };
    vibrate(host, kind)
}

fn vibrate_long(host: &Host, _: NoOptions) -> OpResult<()> {
    vibrate(host, VibrateKind::Long)
}
