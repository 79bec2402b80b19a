//! Shaped pieces side by side: glyphs get their places.

use super::itemize;
use crate::font::FontFace;
use skrifa::MetadataProvider as _;
use sparrow_render::{Glyph, GlyphKind, GlyphRun};
use std::sync::Arc;

/// Glyphs of one face, kind and size.
struct Run {
    face: Arc<FontFace>,
    kind: GlyphKind,
    size_px: f32,
    glyphs: Vec<Glyph>,
}

/// A line under construction, from left to right.
#[derive(Default)]
pub(super) struct Line {
    /// Where the next glyph goes.
    pub(super) pen: f32,
    runs: Vec<Run>,
}

impl Line {
    /// Appends what the shaper made of `text`.
    pub(super) fn add(
        &mut self,
        glyphs: &harfrust::GlyphBuffer,
        text: &str,
        face: &Arc<FontFace>,
        (letter_spacing_px, word_spacing_px): (f32, f32),
        size_px: f32,
    ) {
        let scale = size_px / face.units_per_em;
        let GlyphColors { bitmaps, layers } = GlyphColors::of(face);
        let infos = glyphs.glyph_infos();
        for (i, (info, position)) in infos.iter().zip(glyphs.glyph_positions()).enumerate() {
            let id = info.glyph_id;
            let mut advance = position.x_advance as f32 * scale;
            let bitmap = bitmaps
                .as_ref()
                .and_then(|b| b.glyph_for_size(skrifa::instance::Size::new(size_px), id.into()));
            if let Some(bitmap) = &bitmap
                && let Some(pixels) = bitmap.advance
                && position.x_advance != 0
            {
                // Bitmap fonts advance by their bitmaps, as FreeType has it.
                advance = pixels * size_px / bitmap.ppem_x;
            }
            let colored = bitmap.is_some() || layers.as_ref().is_some_and(|l| l.get(id.into()).is_some());
            let kind = if colored { GlyphKind::Color } else { GlyphKind::Mask };
            let glyph = Glyph {
                id,
                x: self.pen + position.x_offset as f32 * scale,
                y: 0.0 - position.y_offset as f32 * scale,
            };
            match self.runs.last_mut() {
                Some(last)
                    if last.face.serial == face.serial && last.kind == kind && last.size_px == size_px =>
                {
                    last.glyphs.push(glyph);
                }
                _ => self.runs.push(Run { face: face.clone(), kind, size_px, glyphs: vec![glyph] }),
            }
            self.pen += advance;
            // Spacing belongs to characters: once per cluster, after its last glyph.
            let last_of_cluster = infos.get(i + 1).is_none_or(|next| next.cluster != info.cluster);
            if last_of_cluster {
                let c = text[info.cluster as usize..].chars().next().unwrap_or(' ');
                if !itemize::is_ignorable(c) {
                    self.pen += letter_spacing_px;
                }
                if matches!(c, ' ' | '\u{a0}') {
                    self.pen += word_spacing_px;
                }
            }
        }
    }

    pub(super) fn finish(self) -> Box<[GlyphRun]> {
        let run = |Run { face, kind, size_px, glyphs }: Run| GlyphRun {
            font: face.data.clone(),
            size_px,
            coords: face.coords.clone(),
            embolden: face.embolden,
            skew_degrees: face.skew_degrees,
            kind,
            origin_x: 0.0,
            origin_y: 0.0,
            glyphs: glyphs.into(),
        };
        self.runs.into_iter().map(run).collect()
    }
}

struct GlyphColors<'a> {
    bitmaps: Option<skrifa::bitmap::BitmapStrikes<'a>>,
    layers: Option<skrifa::color::ColorGlyphCollection<'a>>,
}

impl<'a> GlyphColors<'a> {
    fn of(face: &'a FontFace) -> Self {
        if !face.has_color {
            return GlyphColors { bitmaps: None, layers: None };
        }
        let font = face.font_ref();
        let bitmaps = Some(font.bitmap_strikes()).filter(|b| !b.is_empty());
        GlyphColors { bitmaps, layers: Some(font.color_glyphs()) }
    }
}
