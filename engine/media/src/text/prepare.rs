//! The first step of the text preparation algorithm: which characters take part.
//! <https://html.spec.whatwg.org/multipage/canvas.html#text-preparation-algorithm>

use std::borrow::Cow;

/// Replaces ASCII white space with spaces; other control characters become zero width spaces, which draw nothing.
pub(crate) fn prepare(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control()) {
        return Cow::Borrowed(text);
    }
    let replaced = text.chars().map(|c| match c {
        '\t' | '\n' | '\x0c' | '\r' => ' ',
        c if c.is_control() => '\u{200b}',
        c => c,
    });
    Cow::Owned(replaced.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_becomes_spaces_and_controls_vanish() {
        assert_eq!(prepare("a\tb\r\nc\x0cd"), "a b  c d");
        assert_eq!(prepare("a\u{1}b\u{85}"), "a\u{200b}b\u{200b}");
        assert!(matches!(prepare("plain 文字"), Cow::Borrowed(_)));
    }
}
