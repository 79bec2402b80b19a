//! Installed fonts through fontique: the fonts of a folder everywhere, and the system's where there is no fontconfig.

use super::{
    family::metric_twins,
    installed::{InstalledFonts, covers},
};
use fontique::{Attributes, Collection, CollectionOptions, FontInfo, SourceCache};
use std::path::Path;

pub(super) struct FontiqueFonts {
    collection: Collection,
    /// Every family, sorted by name, so that fallback does not depend on directory order.
    names: Vec<String>,
}

impl FontiqueFonts {
    pub(super) fn of_folder(path: &Path) -> Self {
        let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        collection.load_fonts_from_paths([path]);
        Self::new(collection)
    }

    #[cfg(not(any(target_os = "linux", target_os = "freebsd")))]
    pub(super) fn of_system() -> Self {
        Self::new(Collection::new(CollectionOptions { shared: false, system_fonts: true }))
    }

    fn new(mut collection: Collection) -> Self {
        let mut names: Vec<String> = collection.family_names().map(str::to_owned).collect();
        names.sort_unstable();
        FontiqueFonts { collection, names }
    }

    fn exact(&mut self, name: &str, wanted: &Attributes) -> Option<FontInfo> {
        let family = self.collection.family_by_name(name)?;
        family.match_font(wanted.width, wanted.style, wanted.weight, true).cloned()
    }

    /// The system's own choice for one of the names under which generic families are looked up.
    fn generic(&mut self, name: &str, wanted: &Attributes) -> Option<FontInfo> {
        use fontique::GenericFamily as G;
        let generic = match name {
            "" => G::SystemUi,
            "Arial" | "sans-serif" => G::SansSerif,
            "Times New Roman" | "serif" => G::Serif,
            "Monospace" | "monospace" => G::Monospace,
            "Comic Sans MS" => G::Cursive,
            "Impact" => G::Fantasy,
            "Noto Color Emoji" => G::Emoji,
            "Latin Modern Math" => G::Math,
            _ => return None,
        };
        let ids: Vec<_> = self.collection.generic_families(generic).collect();
        ids.into_iter().find_map(|id| {
            let family = self.collection.family(id)?;
            family.match_font(wanted.width, wanted.style, wanted.weight, true).cloned()
        })
    }
}

impl InstalledFonts for FontiqueFonts {
    fn match_family(&mut self, name: &str, wanted: &Attributes) -> Option<FontInfo> {
        self.exact(name, wanted)
            .or_else(|| metric_twins(name).find_map(|twin| self.exact(twin, wanted)))
            .or_else(|| self.generic(name, wanted))
    }

    fn fallback(&mut self, c: char, color: bool, locale: &str, cache: &mut SourceCache) -> Option<FontInfo> {
        let plain = Attributes::default();
        let script = fontique::Script::parse(script_name(c)).ok();
        let language = fontique::Language::parse(locale).ok();
        let mut families = Vec::new();
        if let Some(script) = script {
            let key = fontique::FallbackKey::new(script, language.as_ref());
            families.extend(self.collection.fallback_families(key));
        }
        if color {
            families.extend(self.collection.generic_families(fontique::GenericFamily::Emoji));
        }
        for id in families {
            let Some(family) = self.collection.family(id) else { continue };
            let Some(info) = family.match_font(plain.width, plain.style, plain.weight, false) else {
                continue;
            };
            if covers(info, c, color, cache) {
                return Some(info.clone());
            }
        }
        for name in &self.names {
            let Some(family) = self.collection.family_by_name(name) else { continue };
            let Some(info) = family.match_font(plain.width, plain.style, plain.weight, false) else {
                continue;
            };
            if covers(info, c, color, cache) {
                return Some(info.clone());
            }
        }
        None
    }
}

/// ISO 15924 name of the character's script.
fn script_name(c: char) -> &'static str {
    use icu_properties::{CodePointMapData, PropertyNamesShort, props::Script};
    PropertyNamesShort::<Script>::new().get(CodePointMapData::<Script>::new().get(c)).unwrap_or("Zyyy")
}
