//! Comparison of console lines.

use std::fmt::Write as _;

/// How many lines a report shows of one difference.
const SHOWN: usize = 30;

/// What is different between two lists of lines, as text for a person; `None` when they are equal.
///
/// The lines that both begin with and both end with are left out, apart from one before and one after.
pub fn difference(expected: &[String], actual: &[String]) -> Option<String> {
    if expected == actual {
        return None;
    }
    let before = expected.iter().zip(actual).take_while(|(a, b)| a == b).count();
    let (rest_expected, rest_actual) = (&expected[before..], &actual[before..]);
    let after = rest_expected.iter().rev().zip(rest_actual.iter().rev()).take_while(|(a, b)| a == b).count();
    let missing = &rest_expected[..rest_expected.len() - after];
    let added = &rest_actual[..rest_actual.len() - after];
    let mut text = format!("console differs from line {} on:\n", before + 1);
    if before > 0 {
        let _ = writeln!(text, "    {}", expected[before - 1]);
    }
    for (sign, lines) in [('-', missing), ('+', added)] {
        for line in lines.iter().take(SHOWN) {
            let _ = writeln!(text, "  {sign} {line}");
        }
        if lines.len() > SHOWN {
            let _ = writeln!(text, "  {sign} ... and {} more", lines.len() - SHOWN);
        }
    }
    if after > 0 {
        let _ = writeln!(text, "    {}", expected[expected.len() - after]);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn equal_lines_have_no_difference() {
        assert_eq!(difference(&lines("a b"), &lines("a b")), None);
        assert_eq!(difference(&[], &[]), None);
    }

    #[test]
    fn only_what_differs_is_shown() {
        let text = difference(&lines("a b c d e"), &lines("a b X Y d e")).unwrap();
        assert_eq!(text, "console differs from line 3 on:\n    b\n  - c\n  + X\n  + Y\n    d\n");
        let text = difference(&lines("a"), &lines("a a")).unwrap();
        assert_eq!(text, "console differs from line 2 on:\n    a\n  + a\n");
    }

    #[test]
    fn long_differences_are_cut() {
        let many: Vec<_> = (0..100).map(|n| n.to_string()).collect();
        let text = difference(&[], &many).unwrap();
        assert!(text.contains("+ ... and 70 more"), "{text}");
    }
}
