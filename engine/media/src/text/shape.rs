//! Shaping: a line of text and a font -> glyphs at their places.

use super::{
    TextMetrics, TwoGenerations, caps,
    itemize::{self, Item, Presentation},
    key::{CacheKey, TextKey},
    line::Line,
    prepare::prepare,
};
use crate::{
    font::{Font, FontCaps, FontFace, FontKerning, FontMetrics, FontRequest, Fonts, ResolvedFont},
    glyph::{GlyphFace, GlyphPainter, Hinting, InkBounds},
    guard::guarded,
};
use harfrust::{Feature, ShapePlan, Tag, UnicodeBuffer};
use icu_normalizer::properties::CanonicalCompositionBorrowed;
use rustc_hash::FxHashMap;
use skrifa::MetadataProvider as _;
use sparrow_render::GlyphRun;
use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};
use unicode_segmentation::UnicodeSegmentation as _;

/// A line of text, shaped: what to draw, from left to right, and its measures.
#[derive(Debug)]
pub struct ShapedText {
    /// Runs in visual order. Glyph positions are relative to the start of the text on the alphabetic baseline; the runs' origins are 0.
    pub runs: Box<[GlyphRun]>,
    /// Sum of the advances in pixels: where the next text would start.
    pub width: f32,
    /// Vertical metrics of the primary font.
    pub font_metrics: FontMetrics,
    /// Of the outlines that are measured.
    hinting: Hinting,
    ink: OnceLock<InkBounds>,
}

impl ShapedText {
    fn empty() -> ShapedText {
        ShapedText {
            runs: Box::new([]),
            width: 0.0,
            font_metrics: FontMetrics::default(),
            hinting: Hinting::Slight,
            ink: OnceLock::new(),
        }
    }
}

/// How many glyphs the cache of shaped texts may hold per generation (about 4 MB).
const CACHED_GLYPHS: usize = 100_000;

/// Longest text that is shaped; what follows is cut off. No canvas is that wide.
const MAX_TEXT_BYTES: usize = 1 << 20;

/// Scratch memory and caches of shaping.
pub(crate) struct Shaping {
    cache: TwoGenerations<TextKey, Arc<ShapedText>>,
    plans: FxHashMap<PlanKey, ShapePlan>,
    buffer: UnicodeBuffer,
    painter: GlyphPainter,
}

impl Default for Shaping {
    fn default() -> Self {
        Shaping {
            cache: TwoGenerations::new(CACHED_GLYPHS),
            plans: FxHashMap::default(),
            buffer: UnicodeBuffer::new(),
            painter: GlyphPainter::new(),
        }
    }
}

impl Shaping {
    /// Forgets shaped texts, because fonts changed.
    pub(crate) fn clear(&mut self) {
        self.cache.clear();
        self.plans.clear();
    }
}

#[derive(PartialEq, Eq, Hash)]
struct PlanKey {
    face: u32,
    rtl: bool,
    script: Tag,
    language: Option<Arc<str>>,
    features: FeatureKey,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct FeatureKey {
    kerning: FontKerning,
    caps: FontCaps,
    spaced: bool,
}

impl Fonts {
    /// Shapes a line of text. Shaping the same text with the same font again costs one hash look-up and no allocation.
    pub fn shape(&mut self, text: &str, font: &Font) -> Arc<ShapedText> {
        let key: &dyn CacheKey = &(font.0.serial, text);
        if let Some(hit) = self.shaping.cache.get(key, cost) {
            return hit.clone();
        }
        let shaped = guarded(|| self.shape_anew(text, font)).unwrap_or_else(|| {
            // A font that makes the shaper panic has no glyphs.
            self.shaping = Shaping::default();
            ShapedText::empty()
        });
        let shaped = Arc::new(shaped);
        let key = TextKey { font: font.0.serial, text: text.into() };
        self.shaping.cache.insert(key, shaped.clone(), cost(&shaped));
        shaped
    }

    /// Everything that `measureText` tells. The ink bounds are computed on the first call for a shaped text and kept with it.
    pub fn measure(&mut self, text: &str, font: &Font) -> TextMetrics {
        let shaped = self.shape(text, font);
        let ink = self.ink_bounds(&shaped);
        let m = shaped.font_metrics;
        TextMetrics {
            width: f64::from(shaped.width),
            actual_bounding_box_left: 0.0 - f64::from(ink.left),
            actual_bounding_box_right: f64::from(ink.right),
            actual_bounding_box_ascent: 0.0 - f64::from(ink.top),
            actual_bounding_box_descent: f64::from(ink.bottom),
            font_bounding_box_ascent: f64::from(m.ascent),
            font_bounding_box_descent: f64::from(m.descent),
            line_gap: f64::from(m.line_gap),
            em_height_ascent: f64::from(m.em_height_ascent),
            em_height_descent: f64::from(m.em_height_descent),
            hanging_baseline: f64::from(m.hanging_baseline),
            alphabetic_baseline: 0.0,
            ideographic_baseline: f64::from(m.ideographic_baseline),
        }
    }

    /// The box around all ink of a shaped text, relative to its start on the baseline, y downwards; all zero where there is none.
    pub fn ink_bounds(&mut self, shaped: &ShapedText) -> InkBounds {
        *shaped.ink.get_or_init(|| {
            let mut all: Option<InkBounds> = None;
            for run in &shaped.runs {
                let face = GlyphFace::of(run);
                for glyph in &*run.glyphs {
                    let Some(ink) =
                        self.shaping.painter.ink_bounds(&face, glyph.id, run.size_px, shaped.hinting)
                    else {
                        continue;
                    };
                    let ink = ink.translated(glyph.x, glyph.y);
                    all = Some(all.map_or(ink, |a| a.union(ink)));
                }
            }
            all.unwrap_or_default()
        })
    }

    fn shape_anew(&mut self, text: &str, font: &Font) -> ShapedText {
        let resolved = self.resolve(font);
        let request = font.request();
        let prepared = prepare(cut(text));
        let items = self.itemize(&prepared, request, &resolved);
        let order = itemize::visual_order(&items.iter().map(|i| i.level).collect::<Vec<_>>());
        let mut line = Line::default();
        for index in order {
            self.shaping.shape_item(&items[index], &prepared, request, &mut line);
        }
        let width = line.pen;
        let hinting = if request.exact { Hinting::None } else { Hinting::Slight };
        ShapedText {
            runs: line.finish(),
            width,
            font_metrics: resolved.metrics,
            hinting,
            ink: OnceLock::new(),
        }
    }

    fn itemize(&mut self, text: &str, request: &FontRequest, resolved: &ResolvedFont) -> Vec<Item> {
        let levels = itemize::levels(text, request.direction);
        let mut scripts = itemize::Scripts::new(text);
        let mut open_script = None;
        let mut items: Vec<Item> = Vec::new();
        for (start, cluster) in text.grapheme_indices(true) {
            let wanted = itemize::presentation(cluster);
            let previous = items.last().map(|i| &i.face);
            let face = self.choose_face(cluster, wanted, request, resolved, previous);
            let level = levels.get(start).map_or(0, |l| l.number());
            let script = scripts.next(cluster);
            let end = start + cluster.len();
            match items.last_mut() {
                Some(last)
                    if last.level == level
                        && open_script == Some(script)
                        && last.face.serial == face.serial =>
                {
                    last.bytes.end = end;
                }
                _ => {
                    items.push(Item {
                        bytes: start..end,
                        level,
                        script: itemize::shaper_script(script),
                        joined: itemize::is_joined(script),
                        face,
                    });
                    open_script = Some(script);
                }
            }
        }
        items
    }

    /// The first face that has the whole cluster: the request's families, then a fallback, then the primary font's missing-glyph box.
    fn choose_face(
        &mut self,
        cluster: &str,
        wanted: Presentation,
        request: &FontRequest,
        resolved: &ResolvedFont,
        previous: Option<&Arc<FontFace>>,
    ) -> Arc<FontFace> {
        let mut needed = cluster.chars().filter(|c| !itemize::is_ignorable(*c));
        let Some(first) = needed.next() else {
            // Nothing visible: stay with the neighbours, so that ligatures and marks are not torn.
            return previous.unwrap_or(&resolved.faces[0]).clone();
        };
        if let Some(face) = resolved.faces.iter().find(|f| has_all(f, first, needed.clone())) {
            return face.clone();
        }
        if wanted == Presentation::Emoji
            && let Some(face) = self.fallback(first, true, request)
        {
            return face;
        }
        // A mark that the families lack takes its letter along to another font, if there is one that has both.
        for c in needed.clone().chain([first]) {
            if let Some(face) = self.fallback(c, false, request)
                && has_all(&face, first, needed.clone())
            {
                return face;
            }
        }
        // A letter without its mark is better than a box.
        resolved.faces.iter().find(|f| f.covers(first)).unwrap_or(&resolved.faces[0]).clone()
    }
}

/// True when the face has a cluster's characters, some perhaps as one composed character.
fn has_all(face: &FontFace, first: char, rest: impl Iterator<Item = char>) -> bool {
    let font = face.font_ref();
    let charmap = font.charmap();
    let mapped = |c: char| charmap.map(c).is_some_and(|g| g.to_u32() != 0);
    let mut base = first;
    let mut all = mapped(first);
    for c in rest {
        match CanonicalCompositionBorrowed::new().compose(base, c).filter(|both| mapped(*both)) {
            Some(both) => base = both,
            None => all &= mapped(c),
        }
    }
    all
}

impl Shaping {
    fn shape_item(&mut self, item: &Item, text: &str, request: &FontRequest, line: &mut Line) {
        let face = &*item.face;
        let font = face.font_ref();
        let shaper = face.shaper.shaper(&font).instance(Some(&face.instance)).build();
        let rtl = item.level % 2 == 1;
        let direction = if rtl { harfrust::Direction::RightToLeft } else { harfrust::Direction::LeftToRight };
        let (feature_caps, imitation) = caps::realize(request.caps, &font);
        let features = FeatureKey {
            kerning: request.kerning,
            caps: feature_caps,
            spaced: request.letter_spacing_px != 0.0,
        };
        let language = request.locale.as_deref().and_then(|l| l.parse::<harfrust::Language>().ok());
        let key = PlanKey {
            face: face.serial,
            rtl,
            script: item.script.tag(),
            language: request.locale.clone(),
            features,
        };
        let feature_list = features.list();
        if self.plans.len() >= 512 {
            self.plans.clear();
        }
        let plan = self.plans.entry(key).or_insert_with(|| {
            ShapePlan::new(&shaper, direction, Some(item.script), language.as_ref(), &feature_list)
        });

        let options = |size_px: f32| {
            harfrust::ShapeOptions::new().plan(Some(&*plan)).features(&feature_list).point_size(Some(size_px))
        };
        // `shown` stands for the bytes of `piece`.
        let mut shape_text = |piece: Range<usize>, shown: &str, size_px: f32| {
            let mut buffer = std::mem::take(&mut self.buffer);
            for (at, c) in shown.char_indices() {
                buffer.add(c, at as u32);
            }
            buffer.set_pre_context(&text[..piece.start]);
            buffer.set_post_context(&text[piece.end..]);
            buffer.set_direction(direction);
            buffer.set_script(item.script);
            if let Some(language) = &language {
                buffer.set_language(language.clone());
            }
            let glyphs = shaper.shape(buffer, options(size_px));
            let letter_spacing_px = match item.joined && itemize::is_cursive(shown) {
                true => 0.0,
                false => request.letter_spacing_px,
            };
            line.add(&glyphs, shown, &item.face, (letter_spacing_px, request.word_spacing_px), size_px);
            self.buffer = glyphs.clear();
        };
        let mut shape_piece = |piece: Range<usize>| {
            let Some(imitation) = imitation else {
                shape_text(piece.clone(), &text[piece], request.size_px);
                return;
            };
            let mut stretches = caps::stretches(text, piece, imitation);
            if rtl {
                stretches.reverse();
            }
            for stretch in stretches {
                shape_text(stretch.bytes, &stretch.text, request.size_px * stretch.scale);
            }
        };
        // Browsers shape word by word unless kerning is asked for explicitly, so that nothing is kerned with a space.
        if request.kerning == FontKerning::Normal {
            shape_piece(item.bytes.clone());
            return;
        }
        let mut pieces = words(text, item.bytes.clone());
        if rtl {
            pieces.reverse();
        }
        pieces.into_iter().for_each(shape_piece);
    }
}

/// The stretches between spaces, and each space on its own.
fn words(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = range.start;
    for (at, _) in text[range.clone()].match_indices(' ') {
        let at = range.start + at;
        if start < at {
            pieces.push(start..at);
        }
        pieces.push(at..at + 1);
        start = at + 1;
    }
    if start < range.end {
        pieces.push(start..range.end);
    }
    pieces
}

impl FeatureKey {
    fn list(self) -> Vec<Feature> {
        let mut list = Vec::new();
        let mut set = |tag: &[u8; 4], value: u32| list.push(Feature::new(Tag::new(tag), value, ..));
        if self.kerning == FontKerning::None {
            set(b"kern", 0);
        }
        // Letters that are set apart are not joined (CSS Text 3, letter-spacing).
        if self.spaced {
            set(b"liga", 0);
            set(b"clig", 0);
        }
        match self.caps {
            FontCaps::Normal => {}
            FontCaps::SmallCaps => set(b"smcp", 1),
            FontCaps::AllSmallCaps => {
                set(b"smcp", 1);
                set(b"c2sc", 1);
            }
            FontCaps::PetiteCaps => set(b"pcap", 1),
            FontCaps::AllPetiteCaps => {
                set(b"pcap", 1);
                set(b"c2pc", 1);
            }
            FontCaps::Unicase => set(b"unic", 1),
            FontCaps::TitlingCaps => set(b"titl", 1),
        }
        list
    }
}

fn cost(shaped: &Arc<ShapedText>) -> usize {
    16 + shaped.runs.iter().map(|r| r.glyphs.len() + 8).sum::<usize>()
}

fn cut(text: &str) -> &str {
    if text.len() <= MAX_TEXT_BYTES {
        return text;
    }
    let end = (0..=MAX_TEXT_BYTES).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    &text[..end]
}
