//! Fonts come from games: whatever is in them, nothing panics or hangs.

use sparrow_media::{
    font::{FontRequest, Fonts, FontsOptions},
    glyph::{GlyphFace, GlyphPainter, Hinting},
};

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/sparrow-sans-regular.ttf");

/// Loads it if it is accepted, and does everything with it that a game can.
fn exercise(bytes: Vec<u8>) {
    let mut fonts = Fonts::new(FontsOptions::embedded_only());
    let Ok(name) = fonts.load_font(bytes) else { return };
    let mut painter = GlyphPainter::new();
    for weight in [400, 900] {
        let font = fonts.font(&FontRequest { weight, ..FontRequest::new(&name, 19.0) });
        fonts.measure("AV fi e\u{301} Жя 1!", &font);
        let shaped = fonts.shape("AV fi e\u{301} Жя 1!", &font);
        for run in &shaped.runs {
            for glyph in &*run.glyphs {
                for hinting in [Hinting::Slight, Hinting::None] {
                    painter.rasterize(&GlyphFace::of(run), glyph.id, run.size_px, 1, hinting);
                }
            }
        }
    }
}

#[test]
fn damaged_layers() {
    let layers = include_bytes!("fonts/layers.ttf");
    let mut random = Random(31);
    let mut painter = GlyphPainter::new();
    for _ in 0..600 {
        let mut bytes = layers.to_vec();
        for _ in 0..1 + random.below(4) {
            let at = random.below(bytes.len());
            bytes[at] = random.below(256) as u8;
        }
        let mut fonts = Fonts::new(FontsOptions::embedded_only());
        let Ok(name) = fonts.load_font(bytes) else { continue };
        let font = fonts.font(&FontRequest::new(&name, 19.0));
        fonts.measure("AB", &font);
        for run in &fonts.shape("AB", &font).runs {
            for glyph in &*run.glyphs {
                painter.rasterize(&GlyphFace::of(run), glyph.id, run.size_px, 0, Hinting::Slight);
            }
        }
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

#[test]
fn truncated_fonts() {
    for cut in (0..REGULAR.len()).step_by(REGULAR.len() / 60) {
        exercise(REGULAR[..cut].to_vec());
    }
}

#[test]
fn damage_anywhere() {
    let mut random = Random(11);
    for _ in 0..120 {
        let mut bytes = REGULAR.to_vec();
        for _ in 0..200 {
            let at = random.below(bytes.len());
            bytes[at] = random.below(256) as u8;
        }
        exercise(bytes);
    }
}

#[test]
fn damage_in_one_table_at_a_time() {
    let mut random = Random(5);
    let tables = u16::from_be_bytes([REGULAR[4], REGULAR[5]]) as usize;
    for table in 0..tables {
        let record = &REGULAR[12 + table * 16..][..16];
        let word = |at: usize| u32::from_be_bytes(record[at..at + 4].try_into().unwrap()) as usize;
        let (start, length) = (word(8), word(12));
        for round in 0..12 {
            let mut bytes = REGULAR.to_vec();
            // The first bytes of a table hold its counts and offsets.
            let reach = if round % 2 == 0 { length.min(64) } else { length };
            for _ in 0..1 + random.below(8) {
                bytes[start + random.below(reach)] = random.below(256) as u8;
            }
            exercise(bytes);
        }
    }
}

#[test]
fn damaged_directories() {
    let mut random = Random(23);
    for _ in 0..200 {
        let mut bytes = REGULAR.to_vec();
        for _ in 0..1 + random.below(4) {
            bytes[4 + random.below(250)] = random.below(256) as u8;
        }
        exercise(bytes);
    }
}
