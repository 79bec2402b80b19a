//! The fonts of one game.

use super::{
    FontFace, FontFamily, FontMetrics, FontRequest, FontSources, GenericFamily, SYNTHETIC_SKEW_DEGREES,
    family::alternate_name,
    installed::{self, InstalledFonts},
};
use crate::{MediaError, guard::guarded, text::Shaping};
use fontique::{
    Collection, CollectionOptions, FontInfo, FontInfoOverride, FontStyle, FontWeight, SourceCache,
};
use rustc_hash::FxHashMap;
use skrifa::MetadataProvider as _;
use sparrow_base::{Blob, FontData};
use std::sync::Arc;

/// The embedded family: Latin, Greek, Cyrillic and symbols, with the widths of Arial.
const EMBEDDED_FAMILY: &str = "Sparrow Sans";
static EMBEDDED_REGULAR: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts/sparrow-sans-regular.ttf"));
static EMBEDDED_BOLD: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts/sparrow-sans-bold.ttf"));

/// Largest font file that a game may load: Chinese fonts have 10 to 20 MB.
const MAX_FONT_BYTES: usize = 64 << 20;
/// All files that a game loads: they stay until it ends.
const MAX_LOADED_BYTES: usize = 256 << 20;

/// The lightest bold weight.
const BOLD_FROM: f32 = 600.0;
/// How many resolved fonts and fallbacks are remembered; a game that animates its font size passes by.
const MAX_REMEMBERED: usize = 4096;

/// What a game's fonts are made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontsOptions {
    /// Where fonts come from besides the embedded one and those that the game loads.
    pub sources: FontSources,
    /// BCP 47 tag for requests without a locale: it chooses among the Chinese, Japanese and Korean shapes of Han characters.
    pub locale: String,
    /// Stands in where no family of a request is found. Chromium takes its serif font.
    pub standard_family: GenericFamily,
}

impl Default for FontsOptions {
    /// The fonts of the machine, Simplified Chinese shapes, serif as the standard family.
    fn default() -> Self {
        FontsOptions {
            sources: FontSources::System,
            locale: "zh-CN".to_owned(),
            standard_family: GenericFamily::Serif,
        }
    }
}

impl FontsOptions {
    /// Only the embedded font: the same on every machine.
    pub fn embedded_only() -> Self {
        FontsOptions { sources: FontSources::EmbeddedOnly, ..FontsOptions::default() }
    }
}

/// What `@font-face` and `FontFace` call a font: CSS texts; a weight or style that is none leaves the font's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaceName {
    /// Name of the family.
    pub family: String,
    /// `normal`, `bold`, or a number.
    pub weight: String,
    /// `normal`, `italic` or `oblique`.
    pub style: String,
}

/// A font request that is ready for use: cheap to clone, compare and hash. It belongs to the [`Fonts`] that made it and stays
/// valid; what it resolves to changes when the game loads a font.
#[derive(Clone, Debug)]
pub struct Font(pub(crate) Arc<FontHandle>);

#[derive(Debug)]
pub(crate) struct FontHandle {
    pub(crate) serial: u32,
    pub(crate) request: FontRequest,
}

impl Font {
    /// The request, with its numbers brought into range.
    pub fn request(&self) -> &FontRequest {
        &self.0.request
    }
}

impl PartialEq for Font {
    fn eq(&self, other: &Font) -> bool {
        self.0.serial == other.0.serial
    }
}

impl Eq for Font {}

/// The faces that answer a request.
#[derive(Debug)]
pub(crate) struct ResolvedFont {
    /// At least one; the first is the primary font, whose metrics and missing-glyph box are used.
    pub(crate) faces: Vec<Arc<FontFace>>,
    pub(crate) metrics: FontMetrics,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct FaceKey {
    blob: u64,
    index: u32,
    coords: Vec<skrifa::instance::NormalizedCoord>,
    embolden: bool,
    skewed: bool,
}

#[derive(PartialEq, Eq, Hash)]
struct FallbackKey {
    c: char,
    color: bool,
    weight: u16,
    style: super::FontStyle,
    locale: Option<Arc<str>>,
}

struct LoadedFile {
    blob: Blob<u8>,
    given: Option<FaceName>,
    family: String,
}

/// The fonts of one game: the embedded one, those that it loads, and the installed ones, which are looked at on the first miss.
///
/// Not global: each game has its own.
pub struct Fonts {
    options: FontsOptions,
    own: Collection,
    /// Families that the game loaded, newest last.
    loaded: Vec<String>,
    /// The files that it loaded, under which names, and their families. Nothing is ever taken out of a collection.
    loaded_files: Vec<LoadedFile>,
    files: SourceCache,
    /// None: not looked yet.
    installed: Option<Option<Box<dyn InstalledFonts>>>,
    faces: FxHashMap<FaceKey, Option<Arc<FontFace>>>,
    interned: FxHashMap<FontRequest, Font>,
    next_serial: u32,
    resolved: FxHashMap<u32, Arc<ResolvedFont>>,
    fallbacks: FxHashMap<FallbackKey, Option<Arc<FontFace>>>,
    pub(crate) shaping: Shaping,
}

impl Fonts {
    /// Fonts for one game. Looks at no file yet.
    pub fn new(options: FontsOptions) -> Fonts {
        let mut own = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        for bytes in [EMBEDDED_REGULAR, EMBEDDED_BOLD] {
            own.register_fonts(Blob::new(Arc::new(bytes)), None);
        }
        Fonts {
            options,
            own,
            loaded: Vec::new(),
            loaded_files: Vec::new(),
            files: SourceCache::default(),
            installed: None,
            faces: FxHashMap::default(),
            interned: FxHashMap::default(),
            next_serial: 0,
            resolved: FxHashMap::default(),
            fallbacks: FxHashMap::default(),
            shaping: Shaping::default(),
        }
    }

    /// What these fonts are made of.
    pub fn options(&self) -> &FontsOptions {
        &self.options
    }

    /// Adds a font file (TrueType, OpenType or a collection) of the game and returns its family name (`wx.loadFont`).
    pub fn load_font(&mut self, bytes: Vec<u8>) -> Result<String, MediaError> {
        self.load(bytes, None)
    }

    /// Loads a font under names that its user gives it, whatever it says of itself.
    pub fn load_font_face(&mut self, bytes: Vec<u8>, name: &FaceName) -> Result<(), MediaError> {
        self.load(bytes, Some(name)).map(drop)
    }

    fn load(&mut self, bytes: Vec<u8>, name: Option<&FaceName>) -> Result<String, MediaError> {
        guarded(|| self.register(bytes, name))
            .unwrap_or_else(|| Err(MediaError::BadFont { reason: "it is damaged".to_owned() }))
    }

    fn register(&mut self, bytes: Vec<u8>, given: Option<&FaceName>) -> Result<String, MediaError> {
        let bad = |reason: String| MediaError::BadFont { reason };
        // Games load a font again with each scene.
        let same: Vec<&LoadedFile> =
            self.loaded_files.iter().filter(|file| file.blob.data() == bytes).collect();
        if let Some(file) = same.iter().find(|file| file.given.as_ref() == given) {
            let family = file.family.clone();
            self.is_newest(&family);
            return Ok(family);
        }
        let blob = match same.first() {
            Some(file) => file.blob.clone(),
            None => self.new_blob(bytes)?,
        };
        // Every face must be readable before any is registered: text shaping trusts what is in the collection.
        for index in 0..face_count(blob.data())? {
            FontFace::new(FontData::new(blob.clone(), index), &[], false, 0.0)?;
        }
        let named = given.map(|given| FontInfoOverride {
            family_name: Some(&given.family),
            weight: FontWeight::parse_css(&given.weight),
            style: FontStyle::parse_css(&given.style),
            ..FontInfoOverride::default()
        });
        let families = self.own.register_fonts(blob.clone(), named);
        let name = families
            .first()
            .and_then(|(id, _)| self.own.family_name(*id))
            .map(str::to_owned)
            .ok_or_else(|| bad("it has no family name".to_owned()))?;
        self.loaded_files.push(LoadedFile { blob, given: given.cloned(), family: name.clone() });
        self.is_newest(&name);
        self.forget();
        Ok(name)
    }

    fn new_blob(&self, bytes: Vec<u8>) -> Result<Blob<u8>, MediaError> {
        check_container(&bytes)?;
        let mut counted = Vec::new();
        let mut held = bytes.len();
        for blob in self.loaded_files.iter().map(|file| &file.blob) {
            if !counted.contains(&blob.id()) {
                counted.push(blob.id());
                held += blob.len();
            }
        }
        if held > MAX_LOADED_BYTES {
            let reason = format!("the game's fonts would take more than {} MB", MAX_LOADED_BYTES >> 20);
            return Err(MediaError::BadFont { reason });
        }
        Ok(Blob::new(Arc::new(bytes)))
    }

    fn is_newest(&mut self, family: &str) {
        if self.loaded.last().is_some_and(|newest| newest == family) {
            return;
        }
        self.loaded.retain(|name| name != family);
        self.loaded.push(family.to_owned());
        self.forget();
    }

    /// What was resolved before a font came may resolve otherwise now.
    fn forget(&mut self) {
        self.resolved.clear();
        self.fallbacks.clear();
        self.shaping.clear();
    }

    /// Makes a request ready for use. Asking for the same again gives the same handle.
    pub fn font(&mut self, request: &FontRequest) -> Font {
        if let Some(font) = self.interned.get(request) {
            return font.clone();
        }
        if self.interned.len() >= MAX_REMEMBERED {
            self.interned.clear();
        }
        let clean = request.clone().sanitized();
        if clean != *request {
            return self.font(&clean);
        }
        let font = Font(Arc::new(FontHandle { serial: self.next_serial, request: clean.clone() }));
        self.next_serial = self.next_serial.wrapping_add(1);
        self.interned.insert(clean, font.clone());
        font
    }

    /// Vertical metrics of the primary font of a request.
    pub fn font_metrics(&mut self, font: &Font) -> FontMetrics {
        guarded(|| self.resolve(font).metrics).unwrap_or_default()
    }

    pub(crate) fn resolve(&mut self, font: &Font) -> Arc<ResolvedFont> {
        if let Some(resolved) = self.resolved.get(&font.0.serial) {
            return resolved.clone();
        }
        let request = font.request();
        let mut faces: Vec<Arc<FontFace>> = Vec::new();
        for family in &*request.families {
            let face = match family {
                FontFamily::Named(name) => self.named_face(name, request),
                FontFamily::Generic(generic) => self.generic_face(*generic, request),
            };
            if let Some(face) = face
                && !faces.iter().any(|f| f.serial == face.serial)
            {
                faces.push(face);
            }
        }
        if faces.is_empty() {
            faces.extend(self.generic_face(self.options.standard_family, request));
        }
        if faces.is_empty() {
            faces.push(self.embedded_face(request));
        }
        let metrics = FontMetrics::of(&faces[0], request.size_px, request.exact);
        let resolved = Arc::new(ResolvedFont { faces, metrics });
        if self.resolved.len() >= MAX_REMEMBERED {
            self.resolved.clear();
        }
        self.resolved.insert(font.0.serial, resolved.clone());
        resolved
    }

    fn named_face(&mut self, name: &str, request: &FontRequest) -> Option<Arc<FontFace>> {
        self.own_face(name, request)
            .or_else(|| self.installed_face(name, request))
            .or_else(|| alternate_name(name).and_then(|other| self.installed_face(other, request)))
    }

    fn generic_face(&mut self, generic: GenericFamily, request: &FontRequest) -> Option<Arc<FontFace>> {
        self.installed_face(generic.settings_name(), request)
            .or_else(|| generic.database_name().and_then(|name| self.installed_face(name, request)))
    }

    fn own_face(&mut self, name: &str, request: &FontRequest) -> Option<Arc<FontFace>> {
        let wanted = installed::attributes(request);
        let family = self.own.family_by_name(name)?;
        let info = family.match_font(wanted.width, wanted.style, wanted.weight, true)?.clone();
        self.face(&info, request)
    }

    fn installed_face(&mut self, name: &str, request: &FontRequest) -> Option<Arc<FontFace>> {
        let info = self.installed()?.match_family(name, &installed::attributes(request))?;
        self.face(&info, request)
    }

    fn embedded_face(&mut self, request: &FontRequest) -> Arc<FontFace> {
        self.own_face(EMBEDDED_FAMILY, request).expect("the embedded font is always registered and readable")
    }

    fn installed(&mut self) -> Option<&mut (dyn InstalledFonts + 'static)> {
        let sources = &self.options.sources;
        self.installed.get_or_insert_with(|| installed::open(sources)).as_deref_mut()
    }

    /// The face of a font file for a request, with what must be imitated. None when the file cannot be read.
    fn face(&mut self, info: &FontInfo, request: &FontRequest) -> Option<Arc<FontFace>> {
        self.styled_face(info, request, false)
    }

    /// The same, emboldened in any case.
    fn styled_face(&mut self, info: &FontInfo, request: &FontRequest, bold: bool) -> Option<Arc<FontFace>> {
        let wanted = installed::attributes(request);
        let synthesis = info.synthesis(wanted.width, wanted.style, wanted.weight);
        let blob = self.files.get(info.source())?;
        let coords: Vec<_> = match skrifa::FontRef::from_index(blob.data(), info.index()) {
            Ok(font) if !info.axes().is_empty() => {
                let settings = synthesis.variation_settings().iter().map(|(tag, v)| (*tag, *v));
                font.axes().location(settings).coords().to_vec()
            }
            Ok(_) => Vec::new(),
            Err(_) => return None,
        };
        let key = FaceKey {
            blob: blob.id(),
            index: info.index(),
            coords,
            embolden: bold || synthesis.embolden(),
            skewed: synthesis.skew().is_some(),
        };
        if let Some(known) = self.faces.get(&key) {
            return known.clone();
        }
        let skew = if key.skewed { SYNTHETIC_SKEW_DEGREES } else { 0.0 };
        let mut face = FontFace::new(FontData::new(blob, info.index()), &key.coords, key.embolden, skew).ok();
        if let Some(face) = &mut face {
            face.serial = self.faces.len() as u32;
        }
        let face = face.map(Arc::new);
        self.faces.insert(key, face.clone());
        face
    }

    /// A face outside of the request's families that has `c`; `color` for emoji that want their colours.
    pub(crate) fn fallback(&mut self, c: char, color: bool, request: &FontRequest) -> Option<Arc<FontFace>> {
        let key = FallbackKey {
            c,
            color,
            weight: request.weight,
            style: request.style,
            locale: request.locale.clone(),
        };
        if let Some(known) = self.fallbacks.get(&key) {
            return known.clone();
        }
        let face = self.find_fallback(c, color, request);
        if self.fallbacks.len() >= MAX_REMEMBERED * 4 {
            self.fallbacks.clear();
        }
        self.fallbacks.insert(key, face.clone());
        face
    }

    fn find_fallback(&mut self, c: char, color: bool, request: &FontRequest) -> Option<Arc<FontFace>> {
        let locale = request.locale.clone().unwrap_or_else(|| self.options.locale.as_str().into());
        let mut cache = std::mem::take(&mut self.files);
        let info = self.installed().and_then(|fonts| fonts.fallback(c, color, &locale, &mut cache));
        self.files = cache;
        if let Some(info) = info {
            // What was found for a character has no weight that was asked for: browsers then imitate bold from 600 on.
            let is_light = info.weight().value() < BOLD_FROM && !info.has_weight_axis();
            return self.styled_face(&info, request, is_light && f32::from(request.weight) >= BOLD_FROM);
        }
        // No installed font has it: perhaps one that the game loaded for another text, or the embedded one.
        for name in self.loaded.clone().iter().rev().map(String::as_str).chain([EMBEDDED_FAMILY]) {
            if let Some(face) = self.own_face(name, request)
                && face.covers(c)
                && (!color || face.has_color)
            {
                return Some(face);
            }
        }
        None
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts")
            .field("options", &self.options)
            .field("loaded", &self.loaded)
            .field("faces", &self.faces.len())
            .finish_non_exhaustive()
    }
}

fn check_container(bytes: &[u8]) -> Result<(), MediaError> {
    let reason = match bytes.get(..4) {
        None => "it is shorter than 4 bytes".to_owned(),
        Some(b"wOFF" | b"wOF2") => "WOFF files are not supported, convert it to TTF or OTF".to_owned(),
        Some(b"\0\x01\0\0" | b"OTTO" | b"true" | b"ttcf") if bytes.len() <= MAX_FONT_BYTES => return Ok(()),
        Some(b"\0\x01\0\0" | b"OTTO" | b"true" | b"ttcf") => {
            format!("it has {} bytes, the limit is {MAX_FONT_BYTES}", bytes.len())
        }
        Some(start) => {
            format!("it starts with {:02x} {:02x} {:02x} {:02x}", start[0], start[1], start[2], start[3])
        }
    };
    Err(MediaError::BadFont { reason })
}

fn face_count(bytes: &[u8]) -> Result<u32, MediaError> {
    use skrifa::raw::FileRef;
    match FileRef::new(bytes) {
        Ok(FileRef::Font(_)) => Ok(1),
        Ok(FileRef::Collection(c)) if (1..=256).contains(&c.len()) => Ok(c.len()),
        Ok(FileRef::Collection(c)) => {
            Err(MediaError::BadFont { reason: format!("it is a collection of {} fonts", c.len()) })
        }
        Err(e) => Err(MediaError::BadFont { reason: e.to_string() }),
    }
}
