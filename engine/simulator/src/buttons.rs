//! Buttons of the platform over the game: the game finds the taps (`adapter/wx/buttons.js`), this keeps what is drawn.

use crate::simulator::{Handler, MAX_OPEN, Simulator, cut, fail, number, ok, text};
use serde_json::Value;
use sparrow_platform::{Reply, ServiceCall, TextAlign, Widget, WidgetIcon};

pub(crate) const CALLS: &[(&str, Handler)] = &[("Button.show", show), ("Button.hide", hide)];

fn id(call: &ServiceCall<'_>) -> u64 {
    call.options.get("id").and_then(Value::as_u64).unwrap_or_default()
}

fn show(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let id = id(&call);
    sim.chrome.widgets.retain(|w| w.id != id || w.is_ad);
    if sim.chrome.widgets.len() >= MAX_OPEN {
        return fail("too many buttons are shown");
    }
    let side = |name| number(&call, name, 0.0);
    sim.chrome.widgets.push(Widget {
        id,
        left: side("left"),
        top: side("top"),
        width: side("width"),
        height: side("height"),
        text: cut(text(&call, "text"), 100),
        color: cut(text(&call, "color"), 32),
        background_color: cut(text(&call, "backgroundColor"), 32),
        border_color: cut(text(&call, "borderColor"), 32),
        border_width: side("borderWidth"),
        border_radius: side("borderRadius"),
        font_size: number(&call, "fontSize", 16.0).clamp(1.0, 200.0),
        text_align: match text(&call, "textAlign") {
            "left" => TextAlign::Left,
            "right" => TextAlign::Right,
            _ => TextAlign::Center,
        },
        line_height: call
            .options
            .get("lineHeight")
            .and_then(Value::as_f64)
            .filter(|h| h.is_finite() && *h > 0.0),
        image: cut(text(&call, "image"), 1024),
        icon: match text(&call, "icon") {
            "green" => Some(WidgetIcon::Green),
            "white" => Some(WidgetIcon::White),
            "dark" => Some(WidgetIcon::Dark),
            "light" => Some(WidgetIcon::Light),
            _ => None,
        },
        is_ad: false,
    });
    ok()
}

fn hide(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let id = id(&call);
    sim.chrome.widgets.retain(|w| w.id != id || w.is_ad);
    ok()
}
