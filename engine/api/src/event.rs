//! What happens outside of JavaScript and is told to the game in the event phase.

use crate::value;
use ciborium::Value as Detail;
use rquickjs::{Ctx, Function, IntoJs, Object, Value, function::Args};
use serde::{Serialize, Serializer, ser::SerializeStruct};
use sparrow_audio::{AudioEvent, AudioId};
use sparrow_base::CanvasId;
use sparrow_platform::{Failure, GamepadEvent};
use sparrow_script::{JsRef, Serialized};

use crate::worker::WorkerNews;

/// One touch point, in logical pixels of the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TouchPoint {
    /// Stays the same while the finger is down.
    pub identifier: i32,
    /// From the left edge.
    pub x: f64,
    /// From the top edge.
    pub y: f64,
    /// 0 to 1.
    pub force: f64,
}

/// Which of the four touch events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum TouchKind {
    Start,
    Move,
    End,
    Cancel,
}

/// What `onShow` and the launch options hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnterOptions {
    /// Scene number.
    pub scene: u32,
    /// Query parameters.
    pub query: std::collections::BTreeMap<String, String>,
}

// As a game sees it, in events and in results: with a `referrerInfo`, which is empty where no other mini program led here.
impl Serialize for EnterOptions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("EnterOptions", 3)?;
        fields.serialize_field("scene", &self.scene)?;
        fields.serialize_field("query", &self.query)?;
        fields.serialize_field("referrerInfo", &std::collections::BTreeMap::<String, String>::new())?;
        fields.end()
    }
}

/// One event.
#[derive(Clone, Debug)]
#[allow(missing_docs)] // fields are those of the platform's events
pub enum HostEvent {
    Show(EnterOptions),
    Hide,
    Resize {
        window_width: f64,
        window_height: f64,
    },
    Touch {
        kind: TouchKind,
        all: Vec<TouchPoint>,
        changed: Vec<TouchPoint>,
    },
    Mouse {
        name: &'static str,
        x: f64,
        y: f64,
        button: u8,
        movement_x: f64,
        movement_y: f64,
    },
    Wheel {
        x: f64,
        y: f64,
        delta_x: f64,
        delta_y: f64,
    },
    Key {
        down: bool,
        key: String,
        code: String,
    },
    Gamepad {
        index: u8,
        event: GamepadEvent,
    },
    Image {
        request: u32,
        error: Option<String>,
    },
    Context {
        canvas: CanvasId,
        restored: bool,
    },
    Audio {
        id: u32,
        name: &'static str,
        detail: Option<AudioErrorDetail>,
    },
    /// Of Web Audio, the recorder or a video: `family` is who is told.
    Sound {
        family: &'static str,
        name: &'static str,
        detail: Detail,
    },
    Network {
        id: u32,
        name: &'static str,
        detail: Detail,
    },
    Memory {
        level: u32,
    },
    Answer {
        ticket: u64,
        result: Result<serde_json::Value, Failure>,
    },
    Platform {
        name: String,
        detail: serde_json::Value,
    },
    Error {
        message: String,
        stack: String,
    },
    /// A promise that nothing handled, and what it was rejected with: the values themselves.
    Rejection {
        reason: JsRef,
        promise: JsRef,
    },
    /// For the open data domain.
    Message(Serialized),
    Worker {
        id: u32,
        news: WorkerNews,
    },
}

/// What `InnerAudioContext.onError` is told.
#[derive(Clone, Debug, PartialEq)]
pub struct AudioErrorDetail {
    /// 10001 system, 10002 network, 10003 file, 10004 format, -1 unknown.
    pub code: i32,
    /// In words.
    pub message: String,
}

impl HostEvent {
    /// An event of a sound.
    pub fn audio(id: AudioId, event: AudioEvent) -> HostEvent {
        let mut detail = None;
        let name = match event {
            AudioEvent::CanPlay => "Canplay",
            AudioEvent::Play => "Play",
            AudioEvent::Pause => "Pause",
            AudioEvent::Stop => "Stop",
            AudioEvent::Ended => "Ended",
            AudioEvent::TimeUpdate => "TimeUpdate",
            AudioEvent::Seeking => "Seeking",
            AudioEvent::Seeked => "Seeked",
            AudioEvent::Waiting => "Waiting",
            AudioEvent::Error(error) => {
                detail = Some(AudioErrorDetail { code: error.code.number(), message: error.message });
                "Error"
            }
        };
        HostEvent::Audio { id: id.0, name, detail }
    }

    /// Calls the JavaScript half's `dispatch` with this event.
    pub fn dispatch<'js>(self, ctx: &Ctx<'js>, dispatch: &Function<'js>) -> rquickjs::Result<()> {
        let call = |kind: &str, args: [Value<'js>; 3]| -> rquickjs::Result<()> {
            let mut list = Args::new(ctx.clone(), 4);
            list.push_arg(kind)?;
            for arg in args {
                list.push_arg(arg)?;
            }
            dispatch.call_arg(list)
        };
        let none = || Value::new_undefined(ctx.clone());
        match self {
            HostEvent::Show(options) => {
                let options = Detail::serialized(&options).unwrap_or(Detail::Null);
                call("show", [value::to_js(ctx, options)?, none(), none()])
            }
            HostEvent::Hide => call("hide", [none(), none(), none()]),
            HostEvent::Resize { window_width, window_height } => {
                call("resize", [window_width.into_js(ctx)?, window_height.into_js(ctx)?, none()])
            }
            HostEvent::Touch { kind, all, changed } => {
                let name = match kind {
                    TouchKind::Start => "TouchStart",
                    TouchKind::Move => "TouchMove",
                    TouchKind::End => "TouchEnd",
                    TouchKind::Cancel => "TouchCancel",
                };
                call("touch", [name.into_js(ctx)?, flat(&all).into_js(ctx)?, flat(&changed).into_js(ctx)?])
            }
            HostEvent::Mouse { name, x, y, button, movement_x, movement_y } => {
                let fields = vec![x, y, f64::from(button), movement_x, movement_y];
                call("mouse", [name.into_js(ctx)?, fields.into_js(ctx)?, none()])
            }
            HostEvent::Wheel { x, y, delta_x, delta_y } => {
                let fields = vec![x, y, delta_x, delta_y, 0.0];
                call("wheel", ["Wheel".into_js(ctx)?, fields.into_js(ctx)?, none()])
            }
            HostEvent::Key { down, key, code } => {
                let name = if down { "KeyDown" } else { "KeyUp" };
                call("key", [name.into_js(ctx)?, key.into_js(ctx)?, code.into_js(ctx)?])
            }
            HostEvent::Gamepad { index, event } => {
                let numbers = |place: u8, value: f64| vec![f64::from(place), value];
                let (name, detail) = match event {
                    GamepadEvent::Connected { id, standard, buttons, axes } => {
                        let object = Object::new(ctx.clone())?;
                        object.set("id", id)?;
                        object.set("standard", standard)?;
                        object.set("buttons", buttons)?;
                        object.set("axes", axes)?;
                        ("connected", object.into_value())
                    }
                    GamepadEvent::Button { button, value } => {
                        ("button", numbers(button, value).into_js(ctx)?)
                    }
                    GamepadEvent::Axis { axis, value } => ("axis", numbers(axis, value).into_js(ctx)?),
                    GamepadEvent::Disconnected => ("disconnected", none()),
                };
                call("gamepad", [name.into_js(ctx)?, index.into_js(ctx)?, detail])
            }
            HostEvent::Image { request, error } => {
                let ok = error.is_none();
                call("image", [request.into_js(ctx)?, ok.into_js(ctx)?, error.into_js(ctx)?])
            }
            HostEvent::Context { canvas, restored } => {
                call("context", [canvas.0.into_js(ctx)?, restored.into_js(ctx)?, none()])
            }
            HostEvent::Audio { id, name, detail } => {
                let detail = match detail {
                    Some(detail) => {
                        let object = Object::new(ctx.clone())?;
                        object.set("errCode", detail.code)?;
                        object.set("errMsg", detail.message)?;
                        object.into_value()
                    }
                    None => none(),
                };
                call("audio", [id.into_js(ctx)?, name.into_js(ctx)?, detail])
            }
            HostEvent::Sound { family, name, detail } => {
                call(family, [name.into_js(ctx)?, value::to_js(ctx, detail)?, none()])
            }
            HostEvent::Network { id, name, detail } => {
                call("network", [id.into_js(ctx)?, name.into_js(ctx)?, value::to_js(ctx, detail)?])
            }
            HostEvent::Memory { level } => call("memory", [level.into_js(ctx)?, none(), none()]),
            HostEvent::Answer { ticket, result: Ok(result) } => {
                call("answer", [(ticket as f64).into_js(ctx)?, json(ctx, &result)?, none()])
            }
            HostEvent::Answer { ticket, result: Err(failure) } => {
                let object = Object::new(ctx.clone())?;
                object.set("reason", failure.reason)?;
                object.set("errno", failure.errno)?;
                object.set("errCode", failure.err_code)?;
                call("answer", [(ticket as f64).into_js(ctx)?, none(), object.into_value()])
            }
            HostEvent::Platform { name, detail } => {
                call("platform", [name.into_js(ctx)?, json(ctx, &detail)?, none()])
            }
            HostEvent::Error { message, stack } => {
                call("error", [message.into_js(ctx)?, stack.into_js(ctx)?, none()])
            }
            HostEvent::Worker { id, news } => {
                let (name, detail) = news.into_js(ctx)?;
                call("worker", [id.into_js(ctx)?, name.into_js(ctx)?, detail])
            }
            HostEvent::Message(message) => call("message", [message.read(ctx)?, none(), none()]),
            HostEvent::Rejection { reason, promise } => {
                call("rejection", [reason.get(ctx)?, promise.get(ctx)?, none()])
            }
        }
    }
}

fn json<'js>(ctx: &Ctx<'js>, value: &serde_json::Value) -> rquickjs::Result<Value<'js>> {
    ctx.json_parse(value.to_string())
}

fn flat(points: &[TouchPoint]) -> Vec<f64> {
    points.iter().flat_map(|p| [f64::from(p.identifier), p.x, p.y, p.force]).collect()
}
