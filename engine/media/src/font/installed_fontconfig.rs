//! Installed fonts through fontconfig, asked the way Chromium on Linux asks it, so that the same names give the same fonts.
//!
//! libfontconfig is opened at run time: where it is missing there are just no installed fonts.

use super::{
    family::metric_twins,
    installed::{InstalledFonts, covers},
};
use fontconfig::{FC_FAMILY, FC_LANG, FC_SLANT, FC_WEIGHT, FC_WIDTH, Fontconfig, Pattern, UnicodeCoverage};
use fontique::{Attributes, FontInfo, SourceCache, SourceId, SourceInfo, SourceKind};
use rustc_hash::FxHashMap;
use std::{ffi::CString, path::Path, sync::Arc};

pub(super) struct FontconfigFonts {
    fontconfig: Fontconfig,
    /// Answers so far; fontconfig takes milliseconds for each.
    matches: FxHashMap<(String, [i32; 3]), Option<FontInfo>>,
    /// Per locale, every installed font from the best to the worst.
    sorted: FxHashMap<String, Vec<Candidate>>,
    /// One source per file, so that a file is mapped once.
    files: FxHashMap<String, SourceInfo>,
}

struct Candidate {
    file: String,
    index: u32,
    /// Opened when first looked into; none when it is no font that we can read (bitmap and Type 1 fonts).
    info: Option<Option<FontInfo>>,
}

impl FontconfigFonts {
    /// None when libfontconfig cannot be loaded or has no configuration.
    pub(super) fn new() -> Option<Self> {
        Some(FontconfigFonts {
            fontconfig: Fontconfig::new()?,
            matches: FxHashMap::default(),
            sorted: FxHashMap::default(),
            files: FxHashMap::default(),
        })
    }

    fn query(&self, name: &str, wanted: &Attributes) -> Option<(String, u32)> {
        let family = CString::new(name).ok()?;
        let pattern = || -> Option<Pattern<'_>> {
            let mut p = Pattern::new(&self.fontconfig).ok()?;
            if !name.is_empty() {
                p.add_string(FC_FAMILY, &family).ok()?;
            }
            let [weight, slant, width] = fontconfig_style(wanted);
            p.add_integer(FC_WEIGHT, weight).ok()?;
            p.add_integer(FC_SLANT, slant).ok()?;
            p.add_integer(FC_WIDTH, width).ok()?;
            Some(p)
        };
        // The administrator's configuration may put another family in front: that one counts as asked for too.
        let mut configured = pattern()?;
        configured.config_substitute().ok()?;
        let configured = configured.get_string(FC_FAMILY).ok()?.to_owned();

        let mut asked = pattern()?;
        let found = asked.font_match().ok()?;
        let file = found.filename().ok()?.to_owned();
        // The upper half names an instance of a variable font; the weight chooses it for us.
        let index = (found.face_index().ok()? & 0xffff) as u32;
        let found_name = found.get_string(FC_FAMILY).ok()?;
        let generic = matches!(name, "" | "Monospace" | "serif" | "sans-serif" | "monospace");
        let accepted = generic
            || found_name.eq_ignore_ascii_case(name)
            || found_name.eq_ignore_ascii_case(&configured)
            || metric_twins(name).any(|twin| twin.eq_ignore_ascii_case(found_name));
        (accepted || has_family_name(&file, index, name)).then_some((file, index))
    }

    fn open(files: &mut FxHashMap<String, SourceInfo>, file: &str, index: u32) -> Option<FontInfo> {
        let source = files.entry(file.to_owned()).or_insert_with(|| {
            SourceInfo::new(SourceId::new(), SourceKind::Path(Arc::from(Path::new(file))))
        });
        FontInfo::from_source(source.clone(), index)
    }

    fn sort(&self, locale: &str) -> Option<Vec<Candidate>> {
        let mut pattern = Pattern::new(&self.fontconfig).ok()?;
        // Without a language fontconfig would take the one of the process environment.
        let locale = CString::new(locale.to_ascii_lowercase()).ok()?;
        pattern.add_string(FC_LANG, &locale).ok()?;
        let set = pattern.sort_fonts(UnicodeCoverage::NoTrim).ok()?;
        let candidates = set.iter().filter_map(|p| {
            let index = (p.face_index().ok()? & 0xffff) as u32;
            Some(Candidate { file: p.filename().ok()?.to_owned(), index, info: None })
        });
        Some(candidates.collect())
    }
}

impl InstalledFonts for FontconfigFonts {
    fn match_family(&mut self, name: &str, wanted: &Attributes) -> Option<FontInfo> {
        let key = (name.to_ascii_lowercase(), fontconfig_style(wanted));
        if let Some(known) = self.matches.get(&key) {
            return known.clone();
        }
        let info =
            self.query(name, wanted).and_then(|(file, index)| Self::open(&mut self.files, &file, index));
        self.matches.insert(key, info.clone());
        info
    }

    fn fallback(&mut self, c: char, color: bool, locale: &str, cache: &mut SourceCache) -> Option<FontInfo> {
        let locale = if color { "und-zsye" } else { locale };
        if !self.sorted.contains_key(locale) {
            let candidates = self.sort(locale).unwrap_or_default();
            self.sorted.insert(locale.to_owned(), candidates);
        }
        let candidates = self.sorted.get_mut(locale)?;
        for candidate in candidates {
            let files = &mut self.files;
            let info =
                candidate.info.get_or_insert_with(|| Self::open(files, &candidate.file, candidate.index));
            if let Some(info) = info
                && covers(info, c, color, cache)
            {
                return Some(info.clone());
            }
        }
        None
    }
}

/// True when `name` is one of the font's family names, in whatever language.
fn has_family_name(file: &str, index: u32, name: &str) -> bool {
    use skrifa::{MetadataProvider as _, string::StringId};
    let source = SourceInfo::new(SourceId::new(), SourceKind::Path(Arc::from(Path::new(file))));
    let Some(blob) = SourceCache::default().get(&source) else { return false };
    let Ok(font) = skrifa::FontRef::from_index(blob.data(), index) else { return false };
    let asked = name.to_lowercase();
    [StringId::FAMILY_NAME, StringId::TYPOGRAPHIC_FAMILY_NAME]
        .into_iter()
        .flat_map(|id| font.localized_strings(id))
        .any(|s| s.chars().flat_map(char::to_lowercase).eq(asked.chars()))
}

/// Weight, slant and width on fontconfig's scales.
fn fontconfig_style(wanted: &Attributes) -> [i32; 3] {
    const WEIGHTS: [(f32, f32); 13] = [
        (0.0, 0.0),
        (100.0, 0.0),
        (200.0, 40.0),
        (300.0, 50.0),
        (350.0, 55.0),
        (380.0, 75.0),
        (400.0, 80.0),
        (500.0, 100.0),
        (600.0, 180.0),
        (700.0, 200.0),
        (800.0, 205.0),
        (900.0, 210.0),
        (1000.0, 215.0),
    ];
    let weight = wanted.weight.value().clamp(0.0, 1000.0);
    let above = WEIGHTS.iter().position(|(css, _)| *css >= weight).unwrap_or(WEIGHTS.len() - 1).max(1);
    let ((css0, fc0), (css1, fc1)) = (WEIGHTS[above - 1], WEIGHTS[above]);
    let weight = fc0 + (fc1 - fc0) * (weight - css0) / (css1 - css0);
    let slant = match wanted.style {
        fontique::FontStyle::Normal => 0,
        fontique::FontStyle::Italic => 100,
        fontique::FontStyle::Oblique(_) => 110,
    };
    [weight.round() as i32, slant, wanted.width.percentage().round() as i32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn css_weights_become_fontconfig_weights() {
        let of = |css: f32| {
            fontconfig_style(&Attributes { weight: fontique::FontWeight::new(css), ..Attributes::default() })
                [0]
        };
        assert_eq!(
            [of(1.0), of(100.0), of(400.0), of(450.0), of(700.0), of(1000.0)],
            [0, 0, 80, 90, 200, 215]
        );
    }
}
