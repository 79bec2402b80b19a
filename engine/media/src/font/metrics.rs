//! Vertical metrics of a face, as Chromium rounds them.

use super::FontFace;
use skrifa::{
    Tag,
    instance::{LocationRef, NormalizedCoord, Size},
    raw::TableProvider as _,
};

/// Heights of a font at one size in pixels, all measured from the alphabetic baseline; upwards is positive.
///
/// `textBaseline` places the text by them: `top` is [`em_height_ascent`](Self::em_height_ascent), `bottom` minus
/// [`em_height_descent`](Self::em_height_descent), `middle` their mean, `hanging` and `ideographic` the baselines.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FontMetrics {
    /// `fontBoundingBoxAscent`: the line's ascent, a whole number of pixels but where the font is tiny.
    pub ascent: f32,
    /// `fontBoundingBoxDescent`: positive downwards, a whole number of pixels but where the font is tiny.
    pub descent: f32,
    /// What stands between lines beside ascent and descent, a whole number of pixels.
    pub line_gap: f32,
    /// Top of the em square.
    pub em_height_ascent: f32,
    /// Bottom of the em square, positive downwards; ascent and descent sum up to the font size.
    pub em_height_descent: f32,
    /// The hanging baseline (Devanagari and others hang from it).
    pub hanging_baseline: f32,
    /// The ideographic baseline, at the bottom of Han characters: usually negative.
    pub ideographic_baseline: f32,
}

impl FontMetrics {
    /// `exact`: outlines are not fitted to pixels.
    pub(crate) fn of(face: &FontFace, size_px: f32, exact: bool) -> FontMetrics {
        let font = face.font_ref();
        let coords: Vec<NormalizedCoord> =
            face.coords.iter().map(|c| NormalizedCoord::from_bits(*c)).collect();
        let m = skrifa::metrics::Metrics::new(&font, Size::new(size_px), LocationRef::new(&coords));
        let (ascent, descent) = whole_pixels(m.ascent.max(0.0), (-m.descent).max(0.0), exact);

        let typo =
            font.os2().ok().map(|os2| (f32::from(os2.s_typo_ascender()), -f32::from(os2.s_typo_descender())));
        let (em_height_ascent, em_height_descent) = typo
            .and_then(|(up, down)| normalized_to_em(up, down, size_px))
            .or_else(|| normalized_to_em(ascent, descent, size_px))
            .unwrap_or((ascent, descent));

        let scale = size_px / face.units_per_em;
        let base = horizontal_baselines(&font);
        FontMetrics {
            ascent,
            descent,
            line_gap: m.leading.round().max(0.0),
            em_height_ascent,
            em_height_descent,
            hanging_baseline: base.hanging.map_or(ascent * 0.8, |v| v * scale),
            ideographic_baseline: base.ideographic.map_or(-descent, |v| v * scale),
        }
    }
}

/// Ascent and descent on whole pixels: lines of text then sit there too. Of tiny fonts nothing would be left.
fn whole_pixels(ascent: f32, descent: f32, exact: bool) -> (f32, f32) {
    if ascent < 3.0 || ascent + descent < 2.0 {
        return (ascent, descent);
    }
    match (ascent.round(), descent.round()) {
        // Unfitted outlines reach below a descent that was rounded down: a pixel is borrowed from above.
        (up, down) if exact && down < descent && up >= 1.0 => (up - 1.0, down + 1.0),
        rounded => rounded,
    }
}

/// Ascent and descent scaled so that together they are one em; none where they make no sense.
fn normalized_to_em(ascent: f32, descent: f32, em: f32) -> Option<(f32, f32)> {
    let height = ascent + descent;
    if ascent <= 0.0 || height <= 0.0 || ascent > height {
        return None;
    }
    let up = ascent * em / height;
    Some((up, em - up))
}

#[derive(Default)]
struct Baselines {
    hanging: Option<f32>,
    ideographic: Option<f32>,
}

/// The `hang` and `ideo` baselines of the BASE table's default script, in font units.
fn horizontal_baselines(font: &skrifa::FontRef<'_>) -> Baselines {
    let read = || -> Option<Baselines> {
        let axis = font.base().ok()?.horiz_axis()?.ok()?;
        let tags = axis.base_tag_list()?.ok()?;
        let scripts = axis.base_script_list().ok()?;
        let records = scripts.base_script_records();
        let record = records.iter().find(|r| r.base_script_tag() == Tag::new(b"DFLT")).or(records.first())?;
        let values = record.base_script(scripts.offset_data()).ok()?.base_values()?.ok()?;
        let coordinate = |tag: &[u8; 4]| -> Option<f32> {
            let index = tags.baseline_tags().iter().position(|t| t.get() == Tag::new(tag))?;
            Some(f32::from(values.base_coords().get(index).ok()?.coordinate()))
        };
        Some(Baselines { hanging: coordinate(b"hang"), ideographic: coordinate(b"ideo") })
    };
    read().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Chromium 156 says of Liberation Sans and Serif at 10, 17, 33.3 and 2 px.
    #[test]
    fn lines_are_whole_pixels_high() {
        for (ascent, descent, fitted, exact) in [
            (9.05, 2.12, (9.0, 2.0), (8.0, 3.0)),
            (15.15, 3.68, (15.0, 4.0), (15.0, 4.0)),
            (29.67, 7.2, (30.0, 7.0), (29.0, 8.0)),
            (1.81, 0.42, (1.81, 0.42), (1.81, 0.42)),
        ] {
            assert_eq!(whole_pixels(ascent, descent, false), fitted);
            assert_eq!(whole_pixels(ascent, descent, true), exact);
        }
    }

    #[test]
    fn the_em_square_is_split_like_the_typographic_ascent_and_descent() {
        assert_eq!(normalized_to_em(1500.0, 500.0, 20.0), Some((15.0, 5.0)));
        assert_eq!(normalized_to_em(0.0, 500.0, 20.0), None);
        assert_eq!(normalized_to_em(900.0, -100.0, 20.0), None);
    }
}
