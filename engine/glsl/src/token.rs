//! Tokens.

use crate::names::{Name, Names};

/// A token with its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) line: u32,
    /// White space comes before it.
    pub(crate) spaced: bool,
    /// The name of a macro that was met inside of its own expansion: it is never expanded again.
    pub(crate) fixed: bool,
    /// Tells spellings of equal numbers apart: a macro may be defined twice only if nothing differs.
    pub(crate) spelling: u16,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum TokenKind {
    Name(Name),
    /// Also the bits of literals above `i32::MAX`.
    Int(u32),
    Uint(u32),
    Float(f32),
    Mark(Mark),
    /// Inside of directives only: a character or number that the language does not have.
    Invalid(char),
    End,
}

macro_rules! marks {
    ($($name:ident $text:literal,)*) => {
        /// Operators and punctuation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Mark { $($name,)* }

        impl Mark {
            pub(crate) fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

marks! {
    OpenParen "(", CloseParen ")", OpenBracket "[", CloseBracket "]", OpenBrace "{", CloseBrace "}",
    Dot ".", Comma ",", Semicolon ";", Colon ":", Question "?", Hash "#", HashHash "##",
    Plus "+", Minus "-", Star "*", Slash "/", Percent "%", Less "<", Greater ">", Equal "=", Bang "!", Tilde "~",
    And "&", Or "|", Caret "^",
    PlusPlus "++", MinusMinus "--", LessEqual "<=", GreaterEqual ">=", EqualEqual "==", BangEqual "!=",
    AndAnd "&&", OrOr "||", CaretCaret "^^", ShiftLeft "<<", ShiftRight ">>",
    PlusEqual "+=", MinusEqual "-=", StarEqual "*=", SlashEqual "/=", PercentEqual "%=",
    AndEqual "&=", OrEqual "|=", CaretEqual "^=", ShiftLeftEqual "<<=", ShiftRightEqual ">>=",
}

impl TokenKind {
    /// As messages show it.
    pub(crate) fn text(self, names: &Names<'_>) -> String {
        match self {
            Self::Name(name) => names.text(name).to_owned(),
            Self::Int(value) => value.to_string(),
            Self::Uint(value) => format!("{value}u"),
            Self::Float(value) => format!("{value:?}"),
            Self::Mark(mark) => mark.text().to_owned(),
            Self::Invalid(character) => character.to_string(),
            Self::End => String::new(),
        }
    }
}
