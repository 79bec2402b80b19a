//! Fonts that are there without the game having brought them.

use super::{FontRequest, FontSources, FontStyle};
use fontique::{Attributes, FontInfo, FontWeight, FontWidth, SourceCache};

/// A set of installed fonts: this machine's, or those of a folder.
pub(super) trait InstalledFonts: Send {
    /// The face of the family `name` nearest to `wanted`; the empty name is the default font. None where the family is not
    /// there (a font database always knows *some* font; it does not count unless it may stand for the name).
    fn match_family(&mut self, name: &str, wanted: &Attributes) -> Option<FontInfo>;

    /// A font that has `c`, the best for the language first; with `color`, only fonts with colours count.
    fn fallback(&mut self, c: char, color: bool, locale: &str, cache: &mut SourceCache) -> Option<FontInfo>;
}

/// Looks for the fonts of `sources`; expensive, so called on the first miss.
pub(super) fn open(sources: &FontSources) -> Option<Box<dyn InstalledFonts>> {
    match sources {
        FontSources::EmbeddedOnly => None,
        FontSources::Folder(path) => {
            Some(Box::new(super::installed_fontique::FontiqueFonts::of_folder(path)))
        }
        #[cfg(any(target_os = "linux", target_os = "freebsd"))]
        FontSources::System => Some(Box::new(super::installed_fontconfig::FontconfigFonts::new()?)),
        #[cfg(not(any(target_os = "linux", target_os = "freebsd")))]
        FontSources::System => Some(Box::new(super::installed_fontique::FontiqueFonts::of_system())),
    }
}

/// What a request wants of a face, in the terms of font matching.
pub(super) fn attributes(request: &FontRequest) -> Attributes {
    let style = match request.style {
        FontStyle::Normal => fontique::FontStyle::Normal,
        FontStyle::Italic => fontique::FontStyle::Italic,
        FontStyle::Oblique { degrees: 0 } => fontique::FontStyle::Normal,
        FontStyle::Oblique { degrees } => fontique::FontStyle::Oblique(Some(f32::from(degrees))),
    };
    Attributes::new(
        FontWidth::from_percentage(request.stretch_percent),
        style,
        FontWeight::new(f32::from(request.weight)),
    )
}

/// True when the font has a glyph for `c`; with `color`, colour tables too.
pub(super) fn covers(info: &FontInfo, c: char, color: bool, cache: &mut SourceCache) -> bool {
    use skrifa::{MetadataProvider as _, raw::TableProvider as _};
    let Some(blob) = cache.get(info.source()) else { return false };
    let Ok(font) = skrifa::FontRef::from_index(blob.data(), info.index()) else { return false };
    if color && font.colr().is_err() && font.cbdt().is_err() && font.sbix().is_err() {
        return false;
    }
    font.charmap().map(c).is_some_and(|g| g.to_u32() != 0)
}
