//! What the user has to show: the album of `chooseImage`, `chooseMedia` and `chooseMessageFile`, and what the camera sees.
//!
//! Files lie beside `sparrow.toml` and come with the answer, as base64 text. A choice is the first files of the list that fit.

use crate::{
    dialogs::question,
    encrypted::base64,
    simulator::{Handler, Simulator, done, fail, number, text},
};
use serde_json::{Value, json};
use sparrow_platform::{Failure, RelativePath, Reply, ServiceCall};

pub(crate) const CALLS: &[(&str, Handler)] = &[
    ("chooseImage", choose_image),
    ("chooseMedia", choose_media),
    ("chooseMessageFile", choose_message_file),
    ("Camera.open", |sim, call| sim.with_scope(call, "scope.camera", |sim, _| open_camera(sim))),
    ("getAvailableAudioSources", |_, _| done(json!({ "audioSources": ["auto", "mic"] }))),
];

/// All files of an answer together.
const MAX_BYTES: usize = 128 << 20;

/// What a file is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Image,
    Video,
    File,
}

impl Kind {
    fn of(name: &str) -> Kind {
        match extension(name).as_str() {
            "jpg" | "jpeg" | "png" | "gif" | "webp" | "bmp" => Kind::Image,
            "mp4" | "m4v" | "mov" => Kind::Video,
            _ => Kind::File,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Kind::Image => "image",
            Kind::Video => "video",
            Kind::File => "file",
        }
    }
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

fn cancel() -> Failure {
    Failure::new("cancel")
}

/// Where pictures come from: the album, unless only the camera is allowed.
fn from_camera(call: &ServiceCall<'_>) -> bool {
    let sources = call.options.get("sourceType").and_then(Value::as_array);
    sources.is_some_and(|list| !list.is_empty() && list.iter().all(|source| source == "camera"))
}

impl Simulator {
    fn bytes_beside(&self, path: &str) -> Result<Vec<u8>, String> {
        let at = RelativePath::new(path).map_err(|e| format!("{path}: {e}"))?;
        self.project.read(&at).map_err(|e| format!("{path}: {e}"))
    }

    /// The first `count` files of the album that fit, once the user agrees.
    fn choose_files(
        &mut self,
        call: ServiceCall<'_>,
        count: usize,
        fits: impl Fn(&str, Kind) -> bool,
    ) -> Reply {
        let names: Vec<String> = self
            .file
            .album
            .files
            .iter()
            .filter(|name| fits(name, Kind::of(name)))
            .take(count)
            .cloned()
            .collect();
        if names.is_empty() {
            if self.file.album.files.is_empty() {
                self.say(format!(
                    "{}: `files` in [album] of sparrow.toml names what the user chooses",
                    call.name
                ));
            }
            return Reply::Failed(cancel());
        }
        let mut files = Vec::new();
        let mut bytes_left = MAX_BYTES;
        for path in &names {
            let bytes = match self.bytes_beside(path) {
                Ok(bytes) => bytes,
                Err(reason) => return fail(&format!("sparrow.toml: [album]: {reason}")),
            };
            let Some(left) = bytes_left.checked_sub(bytes.len()) else {
                return fail(&format!("the chosen files have more than {} MB", MAX_BYTES >> 20));
            };
            bytes_left = left;
            let name = path.rsplit('/').next().unwrap_or(path);
            files.push(json!({
                "name": name, "type": Kind::of(name).word(), "size": bytes.len(),
                "time": (call.unix_ms / 1000.0).floor(), "content": base64(&bytes),
            }));
        }
        let asked = question(
            self.word("选择文件", "Choose"),
            names.join("\n"),
            self.word("确定", "OK"),
            self.word("取消", "Cancel"),
        );
        self.ask(call, asked, json!({ "files": files }), cancel())
    }

    /// What the camera sees.
    fn camera_source(&self) -> Result<Value, String> {
        let Some(path) = &self.file.camera.source else { return Ok(json!({ "kind": "pattern" })) };
        let kind = match Kind::of(path) {
            Kind::Image => "picture",
            Kind::Video => "video",
            Kind::File => return Err(format!("{path} is neither a picture nor an MP4")),
        };
        let bytes = self.bytes_beside(path)?;
        if bytes.len() > MAX_BYTES {
            return Err(format!("{path} has more than {} MB", MAX_BYTES >> 20));
        }
        Ok(json!({ "kind": kind, "name": path, "content": base64(&bytes) }))
    }
}

fn bad_camera(reason: &str) -> Reply {
    fail(&format!("sparrow.toml: [camera]: {reason}"))
}

fn open_camera(sim: &mut Simulator) -> Reply {
    match sim.camera_source() {
        Ok(source) => done(json!({ "source": source })),
        Err(reason) => bad_camera(&reason),
    }
}

/// The picture that the user takes instead of choosing one.
fn shoot(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let source = match sim.camera_source() {
        Ok(source) => source,
        Err(reason) => return bad_camera(&reason),
    };
    let asked = question(
        sim.word("拍照", "Take a picture"),
        String::new(),
        sim.word("确定", "OK"),
        sim.word("取消", "Cancel"),
    );
    sim.ask(call, asked, json!({ "camera": source }), cancel())
}

/// How many files at most; the documents' default is 9.
fn count(call: &ServiceCall<'_>, most: f64) -> usize {
    number(call, "count", 9.0).clamp(0.0, most) as usize
}

fn choose_image(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    if from_camera(&call) {
        return shoot(sim, call);
    }
    sim.choose_files(call, count(&call, 20.0), |_, kind| kind == Kind::Image)
}

fn choose_media(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let types = call.options.get("mediaType").and_then(Value::as_array).filter(|list| !list.is_empty());
    let wants = |word: &str| types.is_none_or(|list| list.iter().any(|one| one == word || one == "mix"));
    let (images, videos) = (wants("image"), wants("video"));
    if from_camera(&call) {
        if !images {
            return fail("the camera records no videos here");
        }
        return shoot(sim, call);
    }
    sim.choose_files(call, count(&call, 20.0), |_, kind| match kind {
        Kind::Image => images,
        Kind::Video => videos,
        Kind::File => false,
    })
}

fn choose_message_file(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let wanted = text(&call, "type");
    let list = call.options.get("extension").and_then(Value::as_array);
    let endings: Vec<String> = list
        .map(|list| list.iter().filter_map(Value::as_str))
        .into_iter()
        .flatten()
        .map(|ending| ending.trim_start_matches('.').to_ascii_lowercase())
        .collect();
    sim.choose_files(call, count(&call, 100.0), |name, kind| match wanted {
        "image" | "video" => kind.word() == wanted,
        "file" => kind == Kind::File && (endings.is_empty() || endings.contains(&extension(name))),
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use crate::{Answers, CloudWorld, ServicesFile, Simulator};
    use serde_json::{Value, json};
    use sparrow_platform::{Choice, MemoryFileSystem, Reply, ServiceCall, ServiceEvent, Services};
    use std::sync::Arc;

    fn simulator(toml: &str, answers: Answers) -> Simulator {
        let project = MemoryFileSystem::new();
        for name in ["a.png", "photos/b.JPG", "clip.mp4", "notes.pdf"] {
            project.insert(name, name.as_bytes().to_vec()).unwrap();
        }
        let cloud = CloudWorld { project: Arc::new(project), ..CloudWorld::default() };
        Simulator::with_cloud(ServicesFile::parse(toml).unwrap(), answers, "wx0", cloud)
    }

    fn call(sim: &mut Simulator, name: &str, options: &Value) -> Reply {
        sim.call(ServiceCall { ticket: 7, name, options, now_ms: 0.0, unix_ms: 5500.0 })
    }

    fn names(reply: Reply) -> Vec<String> {
        let Reply::Done(value) = reply else { panic!("{reply:?}") };
        let files = value["files"].as_array().unwrap();
        files
            .iter()
            .map(|file| format!("{} {}", file["type"].as_str().unwrap(), file["name"].as_str().unwrap()))
            .collect()
    }

    fn reason(reply: Reply) -> String {
        let Reply::Failed(failure) = reply else { panic!("{reply:?}") };
        failure.reason
    }

    const ALBUM: &str = "[album]\nfiles = [\"a.png\", \"photos/b.JPG\", \"clip.mp4\", \"notes.pdf\"]";

    #[test]
    fn a_choice_is_what_fits() {
        let sim = &mut simulator(ALBUM, Answers::Confirm);
        assert_eq!(names(call(sim, "chooseImage", &json!({}))), ["image a.png", "image b.JPG"]);
        assert_eq!(names(call(sim, "chooseImage", &json!({ "count": 1 }))), ["image a.png"]);
        let videos = json!({ "mediaType": ["video"] });
        assert_eq!(names(call(sim, "chooseMedia", &videos)), ["video clip.mp4"]);
        assert_eq!(names(call(sim, "chooseMedia", &json!({}))).len(), 3);
        let files =
            |options: Value| call(&mut simulator(ALBUM, Answers::Confirm), "chooseMessageFile", &options);
        assert_eq!(names(files(json!({ "count": 9 }))).len(), 4);
        assert_eq!(names(files(json!({ "count": 9, "type": "file" }))), ["file notes.pdf"]);
        assert_eq!(reason(files(json!({ "count": 9, "type": "file", "extension": [".txt"] }))), "cancel");
        assert_eq!(reason(files(json!({ "count": 0 }))), "cancel");
        let Reply::Done(value) = call(sim, "chooseImage", &json!({ "count": 1 })) else { panic!() };
        assert_eq!(
            value["files"][0],
            json!({ "name": "a.png", "type": "image", "size": 5, "time": 5.0, "content": "YS5wbmc=" })
        );
    }

    #[test]
    fn without_files_or_with_a_no_it_is_cancelled() {
        let sim = &mut simulator("", Answers::Confirm);
        assert_eq!(reason(call(sim, "chooseImage", &json!({}))), "cancel");
        let [ServiceEvent::Say(text)] = &sim.poll(0.0)[..] else { panic!() };
        assert!(text.contains("[album]"));
        assert_eq!(reason(call(&mut simulator(ALBUM, Answers::Cancel), "chooseMedia", &json!({}))), "cancel");
        let sim = &mut simulator(ALBUM, Answers::User);
        assert_eq!(call(sim, "chooseImage", &json!({})), Reply::Later);
        sim.choose(Choice::Cancel, 0.0);
        let [ServiceEvent::Answer { ticket: 7, result: Err(failure) }] = &sim.poll(0.0)[..] else { panic!() };
        assert_eq!(failure.reason, "cancel");
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let sim = &mut simulator(
            "[album]\nfiles = [\"gone.png\"]\n[camera]\nsource = \"notes.pdf\"",
            Answers::Confirm,
        );
        assert!(reason(call(sim, "chooseImage", &json!({}))).contains("gone.png"));
        assert!(reason(call(sim, "Camera.open", &json!({}))).contains("neither"));
        let sim = &mut simulator("[album]\nfiles = [\"../secret.png\"]", Answers::Confirm);
        assert!(reason(call(sim, "chooseImage", &json!({}))).contains("secret"));
    }

    #[test]
    fn the_camera_sees_a_pattern_a_picture_or_a_video() {
        let open = |toml: &str| match call(&mut simulator(toml, Answers::Confirm), "Camera.open", &json!({}))
        {
            Reply::Done(value) => value["source"]["kind"].as_str().unwrap().to_owned(),
            other => panic!("{other:?}"),
        };
        assert_eq!(open(""), "pattern");
        assert_eq!(open("[camera]\nsource = \"photos/b.JPG\""), "picture");
        assert_eq!(open("[camera]\nsource = \"clip.mp4\""), "video");
        let camera = json!({ "sourceType": ["camera"] });
        let Reply::Done(value) = call(&mut simulator("", Answers::Confirm), "chooseImage", &camera) else {
            panic!()
        };
        assert_eq!(value, json!({ "camera": { "kind": "pattern" } }));
        let denied = "[permissions]\ncamera = \"denied\"";
        assert_eq!(
            reason(call(&mut simulator(denied, Answers::Confirm), "Camera.open", &json!({}))),
            "auth deny"
        );
    }
}
