//! Family names, the generic ones and what they stand for.

/// A CSS generic family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GenericFamily {
    /// `serif`
    Serif,
    /// `sans-serif`
    SansSerif,
    /// `monospace`
    Monospace,
    /// `cursive`
    Cursive,
    /// `fantasy`
    Fantasy,
    /// `system-ui`, and `ui-sans-serif` where it is taken for the same
    SystemUi,
    /// `emoji`
    Emoji,
    /// `math`
    Math,
}

impl GenericFamily {
    /// The generic family of that (unquoted) name.
    pub fn from_name(name: &str) -> Option<GenericFamily> {
        const NAMES: [(&str, GenericFamily); 9] = [
            ("sans-serif", GenericFamily::SansSerif),
            ("serif", GenericFamily::Serif),
            ("monospace", GenericFamily::Monospace),
            ("system-ui", GenericFamily::SystemUi),
            ("-apple-system", GenericFamily::SystemUi),
            ("cursive", GenericFamily::Cursive),
            ("fantasy", GenericFamily::Fantasy),
            ("emoji", GenericFamily::Emoji),
            ("math", GenericFamily::Math),
        ];
        NAMES.iter().find(|(n, _)| name.eq_ignore_ascii_case(n)).map(|(_, g)| *g)
    }

    /// The name that Chromium looks up for it, which the system's font database then resolves
    /// (`sans-serif` is `Arial`, which is Liberation Sans on most Linux machines). Empty: the system's default font.
    pub(crate) fn settings_name(self) -> &'static str {
        match self {
            GenericFamily::Serif => "Times New Roman",
            GenericFamily::SansSerif => "Arial",
            GenericFamily::Monospace => "Monospace",
            GenericFamily::Cursive => "Comic Sans MS",
            GenericFamily::Fantasy => "Impact",
            GenericFamily::SystemUi => "",
            GenericFamily::Emoji => "Noto Color Emoji",
            GenericFamily::Math => "Latin Modern Math",
        }
    }

    /// The generic name that a font database always resolves, for machines that lack the font of the settings.
    pub(crate) fn database_name(self) -> Option<&'static str> {
        match self {
            GenericFamily::Serif => Some("serif"),
            GenericFamily::SansSerif => Some("sans-serif"),
            GenericFamily::Monospace => Some("monospace"),
            _ => None,
        }
    }
}

/// One entry of a `font-family` list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FontFamily {
    /// A family by its name, compared without case.
    Named(String),
    /// A generic family.
    Generic(GenericFamily),
}

impl FontFamily {
    /// A generic family if the name is one of those, else a named one. For unquoted names only: a quoted `"serif"` is a name.
    pub fn parse(name: &str) -> FontFamily {
        match GenericFamily::from_name(name) {
            Some(generic) => FontFamily::Generic(generic),
            None => FontFamily::Named(name.to_owned()),
        }
    }
}

/// Families with the same widths: where one is asked for, each of the others will do.
const SAME_METRICS: [&[&str]; 9] = [
    &["Arial", "Arimo", "Liberation Sans", "Sparrow Sans"],
    &["Times New Roman", "Tinos", "Liberation Serif"],
    &["Courier New", "Cousine", "Liberation Mono"],
    &["Calibri", "Carlito"],
    &["Cambria", "Caladea"],
    &["Georgia", "Gelasio"],
    &["Comic Sans MS", "Comic Relief"],
    &["Symbol", "Symbol Neu"],
    &["SimSun", "NSimSun"],
];

/// The other names of a family, which web pages of old used for one another.
const ALTERNATES: [(&str, &str); 6] = [
    ("Helvetica", "Arial"),
    ("Times", "Times New Roman"),
    ("Courier", "Courier New"),
    ("Arial", "Helvetica"),
    ("Times New Roman", "Times"),
    ("Courier New", "Courier"),
];

/// The families that may stand in for `name` without changing any width, itself among them; none where it has no known twins.
pub(crate) fn metric_twins(name: &str) -> impl Iterator<Item = &'static str> {
    SAME_METRICS
        .iter()
        .filter(move |group| group.iter().any(|n| n.eq_ignore_ascii_case(name)))
        .flat_map(|group| group.iter().copied())
}

/// The name to try when `name` was not found.
pub(crate) fn alternate_name(name: &str) -> Option<&'static str> {
    ALTERNATES.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, other)| *other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generic_names_are_told_from_families() {
        assert_eq!(FontFamily::parse("Sans-Serif"), FontFamily::Generic(GenericFamily::SansSerif));
        assert_eq!(FontFamily::parse("PingFang SC"), FontFamily::Named("PingFang SC".into()));
    }

    #[test]
    fn metric_twins_hold_both_ways_and_not_across_groups() {
        let stands_in = |name: &str, twin: &str| metric_twins(name).any(|found| found == twin);
        assert!(stands_in("arial", "Liberation Sans"));
        assert!(stands_in("Liberation Sans", "Arial"));
        assert!(!stands_in("Arial", "Liberation Serif"));
        assert_eq!(alternate_name("HELVETICA"), Some("Arial"));
    }
}
