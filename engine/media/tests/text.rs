//! Shaping and measuring, with the embedded font only: the same on every machine.

use sparrow_media::{
    MediaError,
    font::{
        Direction, FaceName, FontCaps, FontFamily, FontKerning, FontRequest, FontSources, FontStyle, Fonts,
        FontsOptions,
    },
};
use sparrow_render::GlyphKind;
use std::sync::Arc;

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/sparrow-sans-regular.ttf");

fn fonts() -> Fonts {
    Fonts::new(FontsOptions::embedded_only())
}

fn width(fonts: &mut Fonts, request: &FontRequest, text: &str) -> f32 {
    let font = fonts.font(request);
    fonts.shape(text, &font).width
}

#[test]
fn widths_are_those_of_arial() {
    let mut fonts = fonts();
    let request = FontRequest::new("sans-serif", 20.48);
    // 2048 units per em: one hundredth of a pixel per unit.
    assert_eq!(width(&mut fonts, &request, "H"), 14.79);
    assert_eq!(width(&mut fonts, &request, " "), 5.69);
    assert_eq!(width(&mut fonts, &request, ""), 0.0);
}

#[test]
fn glyphs_stand_one_after_the_other() {
    let mut fonts = fonts();
    let font = fonts.font(&FontRequest::new("sans-serif", 20.48));
    let shaped = fonts.shape("HiH", &font);
    assert_eq!(shaped.runs.len(), 1);
    let run = &shaped.runs[0];
    assert_eq!((run.kind, run.size_px, run.embolden, run.skew_degrees), (GlyphKind::Mask, 20.48, false, 0.0));
    let xs: Vec<f32> = run.glyphs.iter().map(|g| g.x).collect();
    assert_eq!(xs, [0.0, 14.79, 14.79 + 4.55]);
    assert!(run.glyphs.iter().all(|g| g.y == 0.0 && g.id != 0));
    assert_eq!(run.glyphs[0].id, run.glyphs[2].id);
}

#[test]
fn kerning_draws_letters_together_unless_switched_off() {
    let mut fonts = fonts();
    let on = FontRequest::new("sans-serif", 100.0);
    let off = FontRequest { kerning: FontKerning::None, ..on.clone() };
    assert!(width(&mut fonts, &on, "AV") < width(&mut fonts, &off, "AV") - 3.0);
    assert_eq!(width(&mut fonts, &on, "HH"), width(&mut fonts, &off, "HH"));
}

#[test]
fn spaces_are_kerned_only_when_kerning_is_asked_for() {
    let mut fonts = fonts();
    let auto = FontRequest::new("sans-serif", 100.0);
    let normal = FontRequest { kerning: FontKerning::Normal, ..auto.clone() };
    let parts = width(&mut fonts, &auto, "e") + width(&mut fonts, &auto, " ") + width(&mut fonts, &auto, "A");
    assert!((width(&mut fonts, &auto, "e A") - parts).abs() < 1e-3);
    assert!(width(&mut fonts, &normal, "e A") < parts - 1.0);
}

#[test]
fn spacing_is_added_per_cluster_and_per_space() {
    let mut fonts = fonts();
    let plain = FontRequest { kerning: FontKerning::None, ..FontRequest::new("sans-serif", 10.0) };
    let spaced = FontRequest { letter_spacing_px: 3.0, ..plain.clone() };
    let words = FontRequest { word_spacing_px: 7.0, ..plain.clone() };
    let base = width(&mut fonts, &plain, "a b c");
    assert!((width(&mut fonts, &spaced, "a b c") - base - 15.0).abs() < 1e-4);
    assert!((width(&mut fonts, &words, "a b c") - base - 14.0).abs() < 1e-4);
    // One cluster: a letter with its mark.
    let marked = width(&mut fonts, &plain, "e\u{301}");
    assert!((width(&mut fonts, &spaced, "e\u{301}") - marked - 3.0).abs() < 1e-4);
}

#[test]
fn white_space_counts_as_spaces_and_controls_as_nothing() {
    let mut fonts = fonts();
    let request = FontRequest::new("sans-serif", 16.0);
    assert_eq!(width(&mut fonts, &request, "a\tb\nc\rd"), width(&mut fonts, &request, "a b c d"));
    assert_eq!(width(&mut fonts, &request, "a\u{1}b\u{200b}"), width(&mut fonts, &request, "ab"));
}

#[test]
fn right_to_left_paragraphs_turn_the_order_of_words() {
    let mut fonts = fonts();
    let ltr = FontRequest::new("sans-serif", 16.0);
    let rtl = FontRequest { direction: Direction::Rtl, ..ltr.clone() };
    let ids = |fonts: &mut Fonts, request: &FontRequest, text: &str| -> Vec<u32> {
        let font = fonts.font(request);
        fonts.shape(text, &font).runs.iter().flat_map(|r| r.glyphs.iter().map(|g| g.id)).collect()
    };
    let (forward, turned) = (ids(&mut fonts, &ltr, "ab!"), ids(&mut fonts, &rtl, "ab!"));
    assert_eq!(turned, [forward[2], forward[0], forward[1]], "the exclamation mark goes to the left");
    // Hebrew is not in the embedded font: boxes, but in the right order.
    let hebrew = ids(&mut fonts, &ltr, "a\u{5d0}\u{5d1}b");
    assert_eq!(hebrew.len(), 4);
}

#[test]
fn missing_characters_show_the_box_of_the_primary_font() {
    let mut fonts = fonts();
    let font = fonts.font(&FontRequest::new("sans-serif", 16.0));
    let shaped = fonts.shape("中😀", &font);
    assert!(shaped.runs.iter().flat_map(|r| r.glyphs.iter()).all(|g| g.id == 0));
    assert!(shaped.width > 0.0);
}

#[test]
fn bold_is_a_face_of_its_own_and_italic_is_slanted() {
    let mut fonts = fonts();
    let regular = FontRequest::new("sans-serif", 16.0);
    let bold = FontRequest { weight: 700, ..regular.clone() };
    let italic = FontRequest { style: FontStyle::Italic, ..regular.clone() };
    let run = |fonts: &mut Fonts, request: &FontRequest| {
        let font = fonts.font(request);
        fonts.shape("a", &font).runs[0].clone()
    };
    let (regular, bold, italic) =
        (run(&mut fonts, &regular), run(&mut fonts, &bold), run(&mut fonts, &italic));
    assert_ne!(regular.font.data.id(), bold.font.data.id());
    assert!(!bold.embolden);
    assert_eq!(regular.font.data.id(), italic.font.data.id());
    assert!((italic.skew_degrees.to_radians().tan() - 0.25).abs() < 1e-6);
}

#[test]
fn small_capitals_are_imitated_where_the_font_has_none() {
    let mut fonts = fonts();
    let plain = FontRequest::new("sans-serif", 16.0);
    let caps = FontRequest { caps: FontCaps::AllSmallCaps, ..plain.clone() };
    // Capitals at seven tenths of the size, as browsers make them.
    let (capitals, small) = (width(&mut fonts, &plain, "ABC"), width(&mut fonts, &caps, "Abc"));
    assert!((small / capitals - 0.7).abs() < 0.02, "{small} beside {capitals}");
}

#[test]
fn measures_are_whole_pixels_where_browsers_round() {
    let mut fonts = fonts();
    let font = fonts.font(&FontRequest::new("sans-serif", 16.0));
    let m = fonts.measure("Hxg", &font);
    // Chromium with Liberation Sans, which has the same metrics: 14 and 3.
    assert_eq!((m.font_bounding_box_ascent, m.font_bounding_box_descent), (14.0, 3.0));
    assert_eq!(m.actual_bounding_box_ascent, 12.0);
    assert_eq!(m.actual_bounding_box_descent, 3.0);
    assert_eq!(m.actual_bounding_box_left, -1.0);
    assert!(m.actual_bounding_box_right > 27.0 && m.actual_bounding_box_right <= m.width + 1.0);
    assert!((m.em_height_ascent + m.em_height_descent - 16.0).abs() < 1e-4);
    assert!((m.hanging_baseline - 11.2).abs() < 1e-4);
    assert_eq!((m.alphabetic_baseline, m.ideographic_baseline), (0.0, -3.0));
    let blank = fonts.measure(" ", &font);
    assert_eq!((blank.actual_bounding_box_left, blank.actual_bounding_box_right), (0.0, 0.0));
}

#[test]
fn the_same_text_is_shaped_once() {
    let mut fonts = fonts();
    let request = FontRequest::new("sans-serif", 16.0);
    let font = fonts.font(&request);
    let first = fonts.shape("Score: 100", &font);
    assert!(Arc::ptr_eq(&first, &fonts.shape("Score: 100", &font)));
    let again = fonts.font(&request);
    assert_eq!(font, again);
    assert!(Arc::ptr_eq(&first, &fonts.shape("Score: 100", &again)));
    let other = fonts.font(&FontRequest { size_px: 17.0, ..request });
    assert!(!Arc::ptr_eq(&first, &fonts.shape("Score: 100", &other)));
}

#[test]
fn a_loaded_font_answers_to_its_name_from_then_on() {
    let mut fonts = fonts();
    let request = FontRequest {
        families: [FontFamily::Named("TEST HOLLOW".into()), FontFamily::Named("Sparrow Sans".into())].into(),
        ..FontRequest::new("x", 16.0)
    };
    let font = fonts.font(&request);
    let before = fonts.shape("abc", &font).runs[0].font.data.id();
    assert_eq!(fonts.load_font(renamed("Test Hollow!")).unwrap(), "Test Hollow!");
    let after = fonts.shape("abc", &font).runs[0].font.data.id();
    assert_eq!(before, after, "another name");
    assert_eq!(fonts.load_font(renamed("Test Hollow ")).unwrap(), "Test Hollow ");
    assert_eq!(fonts.load_font(renamed("Test Hollow")).unwrap(), "Test Hollow");
    let after = fonts.shape("abc", &font).runs[0].font.data.id();
    assert_ne!(before, after, "the old handle finds the new font");
}

#[test]
fn a_font_that_is_loaded_again_is_kept_once() {
    let mut fonts = fonts();
    let request = |name: &str| FontRequest {
        families: [FontFamily::Named(name.into())].into(),
        ..FontRequest::new("x", 16.0)
    };
    let face = |fonts: &mut Fonts, name: &str| {
        let font = fonts.font(&request(name));
        fonts.shape("abc", &font).runs[0].font.data.id()
    };
    fonts.load_font(renamed("Test Hollow")).unwrap();
    let first = face(&mut fonts, "Test Hollow");
    // Another file between them: what was loaded last is found last, and it is the old blob.
    fonts.load_font(renamed("Test Other")).unwrap();
    assert_eq!(fonts.load_font(renamed("Test Hollow")).unwrap(), "Test Hollow");
    assert_eq!(face(&mut fonts, "Test Hollow"), first, "the same memory");
    let mine = FaceName { family: "Mine".into(), weight: "normal".into(), style: "normal".into() };
    fonts.load_font_face(renamed("Test Hollow"), &mine).unwrap();
    assert_eq!(face(&mut fonts, "Mine"), first, "the same memory under another name");
}

#[test]
fn a_game_cannot_load_fonts_without_end() {
    let mut fonts = fonts();
    // Bytes behind a font's tables are no part of it: files of 60 MiB that differ.
    let large = |n: u8| {
        let mut bytes = REGULAR.to_vec();
        bytes.resize(60 << 20, n);
        bytes
    };
    for n in 0..4 {
        fonts.load_font(large(n)).unwrap();
    }
    let refused = fonts.load_font(large(4)).unwrap_err().to_string();
    assert!(refused.contains("256 MB"), "{refused}");
    fonts.load_font(large(3)).unwrap();
}

#[test]
fn a_font_face_answers_to_the_name_and_weight_that_it_is_given() {
    let mut fonts = fonts();
    let face =
        |weight: &str| FaceName { family: "Mine".into(), weight: weight.into(), style: "normal".into() };
    fonts.load_font_face(renamed("Test Hollow"), &face("normal")).unwrap();
    fonts.load_font_face(renamed("Test Bold"), &face("700")).unwrap();
    let request = |weight| FontRequest {
        families: [FontFamily::Named("mine".into()), FontFamily::Named("Sparrow Sans".into())].into(),
        weight,
        ..FontRequest::new("x", 16.0)
    };
    let [regular, bold] = [400, 700].map(|weight| {
        let font = fonts.font(&request(weight));
        fonts.shape("abc", &font).runs[0].font.data.id()
    });
    let sans = fonts.font(&FontRequest::new("Sparrow Sans", 16.0));
    let sans = fonts.shape("abc", &sans).runs[0].font.data.id();
    assert!(regular != bold && regular != sans && bold != sans, "two faces of one family");
    let hollow = FontRequest { families: [FontFamily::Named("Test Hollow".into())].into(), ..request(400) };
    let hollow = fonts.font(&hollow);
    let own_name = fonts.shape("abc", &hollow).runs[0].font.data.id();
    assert_ne!(own_name, regular, "not under the name in the file");
    assert!(fonts.load_font_face(b"no font".to_vec(), &face("normal")).is_err());
}

/// The embedded font under another family name of at most 12 characters.
fn renamed(name: &str) -> Vec<u8> {
    // UTF-16BE in the Windows records, single bytes in the Macintosh ones; both have room for 12 characters.
    let old: Vec<u8> = "Sparrow Sans".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut wide: Vec<u8> = format!("{name:12}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    wide.truncate(old.len());
    let mut bytes = REGULAR.to_vec();
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(old.len()).position(|w| w == old) {
        bytes[at + found..at + found + old.len()].copy_from_slice(&wide);
        at += found + old.len();
    }
    shorten_names(&mut bytes, name.len() as u16 * 2);
    bytes
}

/// Gives every Windows family record (name ids 1 and 16) that length in bytes.
fn shorten_names(bytes: &mut [u8], length: u16) {
    let u16_at = |b: &[u8], at: usize| u16::from_be_bytes([b[at], b[at + 1]]);
    let tables = u16_at(bytes, 4) as usize;
    let name = (0..tables).map(|i| 12 + i * 16).find(|at| &bytes[*at..*at + 4] == b"name").unwrap();
    let start = u32::from_be_bytes(bytes[name + 8..name + 12].try_into().unwrap()) as usize;
    for i in 0..u16_at(bytes, start + 2) as usize {
        let record = start + 6 + i * 12;
        if u16_at(bytes, record) == 3 && matches!(u16_at(bytes, record + 6), 1 | 16) {
            bytes[record + 8..record + 10].copy_from_slice(&length.to_be_bytes());
        }
    }
}

#[test]
fn what_is_no_font_is_refused_with_the_reason() {
    let mut fonts = fonts();
    let reason = |fonts: &mut Fonts, bytes: &[u8]| match fonts.load_font(bytes.to_vec()) {
        Err(MediaError::BadFont { reason }) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(&mut fonts, b""), "it is shorter than 4 bytes");
    assert_eq!(reason(&mut fonts, b"wOF2....."), "WOFF files are not supported, convert it to TTF or OTF");
    assert_eq!(reason(&mut fonts, b"<html>"), "it starts with 3c 68 74 6d");
    assert!(!reason(&mut fonts, &REGULAR[..100]).is_empty());
}

#[test]
fn a_folder_of_fonts_stands_for_the_machines() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts");
    let options = FontsOptions { sources: FontSources::Folder(folder.into()), ..FontsOptions::default() };
    let mut fonts = Fonts::new(options);
    let font = fonts.font(&FontRequest::new("Arial", 20.48));
    assert_eq!(fonts.shape("H", &font).width, 14.79, "a twin in metrics stands in");
    let missing =
        FontsOptions { sources: FontSources::Folder("/no/such/folder".into()), ..FontsOptions::default() };
    let mut fonts = Fonts::new(missing);
    let font = fonts.font(&FontRequest::new("Arial", 20.48));
    assert_eq!(fonts.shape("H", &font).width, 14.79, "the embedded font");
}

#[test]
fn odd_requests_and_texts_are_survived() {
    let mut fonts = fonts();
    let sizes = [0.0, -5.0, 1e-30, 1e9, f32::NAN, f32::INFINITY];
    let long_cluster = format!("a{}", "\u{301}".repeat(2000));
    let texts = [
        "",
        "\u{0}",
        "a\u{202e}b",
        "\u{fffd}\u{10ffff}",
        "e\u{301}\u{301}\u{301}",
        &long_cluster,
        "👨‍👩‍👧‍👦\u{200d}\u{200d}",
    ];
    for size_px in sizes {
        for text in texts {
            for direction in [Direction::Ltr, Direction::Rtl] {
                let request = FontRequest { size_px, direction, ..FontRequest::new("", 10.0) };
                let font = fonts.font(&request);
                let m = fonts.measure(text, &font);
                assert!(m.width.is_finite() && m.actual_bounding_box_right.is_finite(), "{size_px} {text:?}");
            }
        }
    }
}

#[test]
fn installed_fonts_are_found_or_done_without() {
    // Whatever this machine has: text is shaped, and Latin is not drawn as boxes.
    let mut fonts = Fonts::new(FontsOptions::default());
    for family in ["sans-serif", "serif", "monospace", "system-ui", "No Such Family"] {
        let font = fonts.font(&FontRequest::new(family, 16.0));
        let shaped = fonts.shape("Hello 你好 😀", &font);
        assert!(shaped.width > 30.0, "{family}");
        assert_ne!(shaped.runs[0].glyphs[0].id, 0, "{family}");
    }
}
