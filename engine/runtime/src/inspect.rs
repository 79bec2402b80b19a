//! Looking into a running game, for consoles and reports: expressions, canvases, textures, the heap. The caller does it between two
//! frames.

use crate::{chrome::Shape, game::Game};
use sparrow_api::classes::ImageReload;
use sparrow_base::{CanvasId, ImageId, PixelBuffer, PixelSize, Straight};
use sparrow_platform::DeviceInfo;
use sparrow_script::{Evaluated, ScriptError, ScriptErrorKind, Vm};

pub use sparrow_script::MemoryUsage;

/// Whose expressions are evaluated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RealmName {
    /// `game.js`
    #[default]
    Main,
    /// `openDataContext` of game.json
    OpenData,
}

/// A canvas of a game.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CanvasInfo {
    /// Its number.
    pub id: u32,
    /// In pixels.
    pub size: PixelSize,
    /// What it is drawn with: `2d`, `webgl`, or `none` before there is a context.
    pub context: &'static str,
    /// It is what the window shows.
    pub is_screen: bool,
    /// Bytes of its pixels, by its size; a renderer may need more.
    pub bytes: u64,
}

/// An image that Canvas 2D has drawn, or a texture of WebGL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextureInfo {
    /// Its number: of an image, or in its context.
    pub id: u32,
    /// The canvas whose WebGL context has it; `None` for an image.
    pub context: Option<u32>,
    /// `image`, or what it is bound as.
    pub kind: &'static str,
    /// Width, height and depth.
    pub size: [u32; 3],
    /// The format as WebGL numbers it; 0 for images.
    pub internal_format: u32,
    /// Bytes of its pixels, with all levels.
    pub bytes: u64,
}

/// What the game wants to keep over a restart for changed files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HotReload {
    /// The game has taken the change over itself: `GameGlobal.onHotReload` returned false.
    Handled,
    /// Restart it, with this JSON in `GameGlobal.hotReloadState`.
    Restart(Option<String>),
}

impl Game {
    /// Runs a line of source and shows its value as the console does; what stays unhandled goes the usual way.
    /// `by_value`: objects are given as JSON too.
    pub fn evaluate(
        &mut self,
        realm: RealmName,
        source: &str,
        by_value: bool,
    ) -> Result<Evaluated, ScriptError> {
        let result = self.vm_of(realm)?.evaluate(source, "console", by_value);
        if realm == RealmName::Main {
            self.take_reports();
        }
        result
    }

    fn vm_of(&self, realm: RealmName) -> Result<&Vm, ScriptError> {
        match (realm, &self.open_data) {
            (RealmName::Main, _) => Ok(&self.vm),
            (RealmName::OpenData, Some(open_data)) => Ok(open_data.vm()),
            (RealmName::OpenData, None) => {
                let message = "the game has no open data domain (openDataContext in game.json)";
                Err(ScriptError::new(ScriptErrorKind::Exception, "ReferenceError", message))
            }
        }
    }

    /// Every canvas, oldest first.
    pub fn canvases(&self) -> Vec<CanvasInfo> {
        let graphics = self.host.graphics.borrow();
        let info = |entry: sparrow_canvas2d::CanvasEntry| CanvasInfo {
            id: entry.id.0,
            size: entry.size,
            context: match (entry.is_gl, entry.has_context) {
                (true, _) => "webgl",
                (false, true) => "2d",
                (false, false) => "none",
            },
            is_screen: graphics.screen == Some(entry.id),
            bytes: if entry.has_context { bytes_of(entry.size) } else { 0 },
        };
        graphics.canvases().into_iter().map(info).collect()
    }

    /// Images of Canvas 2D and textures of WebGL.
    pub fn textures(&self) -> Vec<TextureInfo> {
        let graphics = self.host.graphics.borrow();
        let images = graphics.canvases.images().into_iter().map(|(id, size)| TextureInfo {
            id: id.0,
            context: None,
            kind: "image",
            size: [size.width, size.height, 1],
            internal_format: 0,
            bytes: bytes_of(size),
        });
        let mut all: Vec<_> = images.collect();
        for (canvas, textures, _) in graphics.gl_objects() {
            all.extend(textures.into_iter().map(|texture| TextureInfo {
                id: texture.id,
                context: Some(canvas.0),
                kind: texture.kind,
                size: texture.size,
                internal_format: texture.internal_format,
                bytes: texture.bytes,
            }));
        }
        all
    }

    /// Pixels of a canvas; `None` when there is no such canvas, or it has no pixels.
    pub fn read_canvas(&mut self, id: u32) -> Option<PixelBuffer<Straight>> {
        let canvas = CanvasId(id);
        let size =
            self.host.graphics.borrow().canvases.canvas_size(canvas).filter(|size| !size.is_empty())?;
        let mut graphics = self.host.graphics.borrow_mut();
        graphics.read_pixels(canvas, size.rect()).ok().map(PixelBuffer::into_straight)
    }

    /// Pixels of an image that Canvas 2D has drawn; `None` when there is none.
    pub fn read_image(&mut self, id: u32) -> Option<PixelBuffer<Straight>> {
        let mut graphics = self.host.graphics.borrow_mut();
        graphics.canvases.images().iter().find(|(image, _)| image.0 == id)?;
        graphics.read_image(ImageId(id)).ok().map(PixelBuffer::into_straight)
    }

    /// True when game.json names an open data domain.
    pub fn has_open_data(&self) -> bool {
        self.open_data.is_some()
    }

    /// What the game is told about the device now.
    pub fn device(&self) -> DeviceInfo {
        self.host.device.borrow().clone()
    }

    /// Counts the JavaScript heap of the main domain.
    pub fn heap(&self) -> MemoryUsage {
        self.vm.memory_usage()
    }

    /// Objects of the main domain's heap by class, most first; empty where they cannot be counted.
    pub fn heap_classes(&self) -> Vec<(String, u64)> {
        self.vm.heap_classes()
    }

    /// Collects the JavaScript heaps now.
    pub fn collect_heap(&mut self) {
        self.vm.run_gc();
        if let Some(open_data) = &self.open_data {
            open_data.vm().run_gc();
        }
        self.heap = self.vm.memory_usage().heap_bytes;
        self.heap_after_gc = self.heap;
    }

    /// Bytes by owner. What the renderer holds beyond the sizes of canvases, images and textures is its own: atlases, caches, targets.
    pub fn memory(&self) -> Vec<(&'static str, u64)> {
        let canvases: u64 = self.canvases().iter().map(|canvas| canvas.bytes).sum();
        let (mut images, mut textures) = (0, 0);
        for texture in self.textures() {
            let sum = if texture.context.is_some() { &mut textures } else { &mut images };
            *sum += texture.bytes;
        }
        let graphics = self.host.graphics.borrow();
        let buffers: u64 = graphics.gl_objects().iter().map(|(.., bytes)| *bytes).sum();
        let renderer = graphics.renderer.memory_bytes();
        vec![
            ("js heap", self.vm.memory_usage().heap_bytes),
            ("open data heap", self.open_data_heap_bytes().unwrap_or(0)),
            ("decoded images", self.host.pending_images.decoded_bytes()),
            ("drawn images", images),
            ("canvases", canvases),
            ("gl textures", textures),
            ("gl buffers", buffers),
            ("atlases and caches", renderer.saturating_sub(canvases + images + textures + buffers)),
            ("sounds", self.host.audio.borrow().decoded_bytes()),
        ]
    }

    /// Shapes that are drawn over everything else, in logical pixels, until they are set again; the game's own canvas does not get
    /// them.
    pub fn set_panel(&mut self, shapes: Vec<Shape>) {
        self.panel = shapes;
    }

    /// The pixels that would be presented now without the panel.
    pub fn read_screen_without_panel(&mut self) -> Option<PixelBuffer<Straight>> {
        let panel = std::mem::take(&mut self.panel);
        let pixels = self.read_screen();
        self.panel = panel;
        pixels
    }

    /// A file of the package has changed that may be an image: living images of it get the new pixels.
    pub fn reload_image(&mut self, file: &str) -> ImageReload {
        let is_file = |src: &str| src.trim_start_matches("./").trim_start_matches('/') == file;
        self.host.reload_images(is_file)
    }

    /// Files of the package have changed: asks `GameGlobal.onHotReload`, if the game has set it.
    pub fn hot_reload(&mut self, files: &[String]) -> HotReload {
        let files = serde_json::Value::from(files.to_vec());
        let source = format!(
            "(() => {{ const hook = GameGlobal.onHotReload; if (typeof hook !== 'function') return ''; \
             const kept = hook({{ files: {files} }}); return kept === false ? 'handled' : 'kept' + (JSON.stringify(kept) || ''); }})()"
        );
        let said = self.vm.eval_as::<String>(&source, "onHotReload");
        self.take_reports();
        match said {
            Ok(said) if said == "handled" => HotReload::Handled,
            Ok(said) => HotReload::Restart(
                said.strip_prefix("kept").filter(|json| !json.is_empty()).map(str::to_owned),
            ),
            Err(error) => {
                self.fail(&error);
                HotReload::Restart(None)
            }
        }
    }
}

fn bytes_of(size: PixelSize) -> u64 {
    u64::from(size.width) * u64::from(size.height) * 4
}
