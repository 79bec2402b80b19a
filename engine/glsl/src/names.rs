//! Identifiers as small numbers, and what the words of the language mean in its two versions.

use crate::types::{Base, Number, Type};
use rustc_hash::FxHashMap;
use sparrow_render::gl::{GlSamplerKind, GlTextureDim, GlValueKind};

/// The version of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Essl {
    V100,
    V300,
}

/// An identifier or word of one compilation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Name(pub(crate) u32);

/// Words that begin or shape a construct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    Attribute,
    Break,
    Case,
    Centroid,
    Const,
    Continue,
    Default,
    Discard,
    Do,
    Else,
    False,
    Flat,
    For,
    Highp,
    If,
    In,
    Inout,
    Invariant,
    Layout,
    Lowp,
    Mediump,
    Out,
    Precision,
    Return,
    Smooth,
    Struct,
    Switch,
    True,
    Uniform,
    Varying,
    While,
}

/// What a word is in one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Identifier,
    Keyword(Keyword),
    Type(Type),
    Reserved,
}

/// The names of one compilation. `'s` is its source.
#[derive(Debug)]
pub(crate) struct Names<'s> {
    map: FxHashMap<&'s str, Name>,
    entries: Vec<(&'s str, Word, Word)>,
}

impl<'s> Names<'s> {
    pub(crate) fn new() -> Self {
        let mut map = FxHashMap::default();
        map.reserve(256);
        Self { map, entries: Vec::with_capacity(256) }
    }

    pub(crate) fn intern(&mut self, text: &'s str) -> Name {
        let entries = &mut self.entries;
        *self.map.entry(text).or_insert_with(|| {
            let (word100, word300) = words(text);
            entries.push((text, word100, word300));
            Name(entries.len() as u32 - 1)
        })
    }

    /// The name, if the source has it at all.
    pub(crate) fn find(&self, text: &str) -> Option<Name> {
        self.map.get(text).copied()
    }

    pub(crate) fn text(&self, name: Name) -> &'s str {
        self.entries[name.0 as usize].0
    }

    pub(crate) fn word(&self, name: Name, version: Essl) -> Word {
        let (_, word100, word300) = self.entries[name.0 as usize];
        match version {
            Essl::V100 => word100,
            Essl::V300 => word300,
        }
    }
}

fn words(text: &str) -> (Word, Word) {
    if let Some(words) = type_words(text) {
        return words;
    }
    match WORDS.binary_search_by(|row| row.0.cmp(text)) {
        Ok(at) => (WORDS[at].1, WORDS[at].2),
        Err(_) => (Word::Identifier, Word::Identifier),
    }
}

/// Names of types. In GLSL ES 1.00 most of those that 3.00 has are not reserved.
fn type_words(text: &str) -> Option<(Word, Word)> {
    let bytes = text.as_bytes();
    // Every type's name ends so; this turns most identifiers away at once.
    if !matches!(bytes.last()?, b'0'..=b'9' | b't' | b'd' | b'l' | b'D' | b'e' | b'y' | b'w') {
        return None;
    }
    let both = |ty| Some((Word::Type(ty), Word::Type(ty)));
    let newer = |ty| Some((Word::Identifier, Word::Type(ty)));
    match text {
        "void" => return both(Type::VOID),
        "float" => return both(Type::FLOAT),
        "int" => return both(Type::INT),
        "bool" => return both(Type::BOOL),
        "uint" => return newer(Type::UINT),
        _ => {}
    }
    let digit = |at: usize| match bytes.get(at) {
        Some(digit @ b'2'..=b'4') => Some(digit - b'0'),
        _ => None,
    };
    if let Some(start) = text.find("vec") {
        let number = match &text[..start] {
            "" => Number::Float,
            "i" => Number::Int,
            "u" => Number::Uint,
            "b" => Number::Bool,
            _ => return None,
        };
        let size = digit(start + 3).filter(|_| text.len() == start + 4)?;
        let ty = Type::vector(number, size);
        return if number == Number::Uint { newer(ty) } else { both(ty) };
    }
    if text.starts_with("mat") {
        let columns = digit(3)?;
        return match text.len() {
            4 => both(Type::matrix(columns, columns)),
            6 if bytes[4] == b'x' => newer(Type::matrix(columns, digit(5)?)),
            _ => None,
        };
    }
    let start = text.find("sampler").filter(|&start| start < 2)?;
    let value = match &text[..start] {
        "" => GlValueKind::Float,
        "i" => GlValueKind::Int,
        "u" => GlValueKind::Uint,
        _ => return None,
    };
    let (dim, shadow) = match &text[start + 7..] {
        "2D" => (GlTextureDim::D2, false),
        "3D" => (GlTextureDim::D3, false),
        "Cube" => (GlTextureDim::Cube, false),
        "2DArray" => (GlTextureDim::D2Array, false),
        "2DShadow" => (GlTextureDim::D2, true),
        "CubeShadow" => (GlTextureDim::Cube, true),
        "2DArrayShadow" => (GlTextureDim::D2Array, true),
        _ => return None,
    };
    if shadow && value != GlValueKind::Float {
        return None;
    }
    let ty = Type::of(Base::Sampler(GlSamplerKind { dim, value, shadow }));
    match text {
        "sampler2D" | "samplerCube" => both(ty),
        "sampler3D" | "sampler2DShadow" => Some((Word::Reserved, Word::Type(ty))),
        _ => newer(ty),
    }
}

const NO: Word = Word::Identifier;
const RESERVED: Word = Word::Reserved;

const fn key(keyword: Keyword) -> Word {
    Word::Keyword(keyword)
}

/// Word, meaning in GLSL ES 1.00 (3.6), meaning in 3.00 (3.8). Sorted.
const WORDS: &[(&str, Word, Word)] = &[
    ("active", NO, RESERVED),
    ("asm", RESERVED, RESERVED),
    ("atomic_uint", NO, RESERVED),
    ("attribute", key(Keyword::Attribute), RESERVED),
    ("break", key(Keyword::Break), key(Keyword::Break)),
    ("case", NO, key(Keyword::Case)),
    ("cast", RESERVED, RESERVED),
    ("centroid", NO, key(Keyword::Centroid)),
    ("class", RESERVED, RESERVED),
    ("coherent", NO, RESERVED),
    ("common", NO, RESERVED),
    ("const", key(Keyword::Const), key(Keyword::Const)),
    ("continue", key(Keyword::Continue), key(Keyword::Continue)),
    ("default", RESERVED, key(Keyword::Default)),
    ("discard", key(Keyword::Discard), key(Keyword::Discard)),
    ("do", key(Keyword::Do), key(Keyword::Do)),
    ("double", RESERVED, RESERVED),
    ("dvec2", RESERVED, RESERVED),
    ("dvec3", RESERVED, RESERVED),
    ("dvec4", RESERVED, RESERVED),
    ("else", key(Keyword::Else), key(Keyword::Else)),
    ("enum", RESERVED, RESERVED),
    ("extern", RESERVED, RESERVED),
    ("external", RESERVED, RESERVED),
    ("false", key(Keyword::False), key(Keyword::False)),
    ("filter", NO, RESERVED),
    ("fixed", RESERVED, RESERVED),
    ("flat", RESERVED, key(Keyword::Flat)),
    ("for", key(Keyword::For), key(Keyword::For)),
    ("fvec2", RESERVED, RESERVED),
    ("fvec3", RESERVED, RESERVED),
    ("fvec4", RESERVED, RESERVED),
    ("goto", RESERVED, RESERVED),
    ("half", RESERVED, RESERVED),
    ("highp", key(Keyword::Highp), key(Keyword::Highp)),
    ("hvec2", RESERVED, RESERVED),
    ("hvec3", RESERVED, RESERVED),
    ("hvec4", RESERVED, RESERVED),
    ("if", key(Keyword::If), key(Keyword::If)),
    ("iimage1D", NO, RESERVED),
    ("iimage1DArray", NO, RESERVED),
    ("iimage2D", NO, RESERVED),
    ("iimage2DArray", NO, RESERVED),
    ("iimage3D", NO, RESERVED),
    ("iimageBuffer", NO, RESERVED),
    ("iimageCube", NO, RESERVED),
    ("image1D", NO, RESERVED),
    ("image1DArray", NO, RESERVED),
    ("image1DArrayShadow", NO, RESERVED),
    ("image1DShadow", NO, RESERVED),
    ("image2D", NO, RESERVED),
    ("image2DArray", NO, RESERVED),
    ("image2DArrayShadow", NO, RESERVED),
    ("image2DShadow", NO, RESERVED),
    ("image3D", NO, RESERVED),
    ("imageBuffer", NO, RESERVED),
    ("imageCube", NO, RESERVED),
    ("in", key(Keyword::In), key(Keyword::In)),
    ("inline", RESERVED, RESERVED),
    ("inout", key(Keyword::Inout), key(Keyword::Inout)),
    ("input", RESERVED, RESERVED),
    ("interface", RESERVED, RESERVED),
    ("invariant", key(Keyword::Invariant), key(Keyword::Invariant)),
    ("isampler1D", NO, RESERVED),
    ("isampler1DArray", NO, RESERVED),
    ("isampler2DMS", NO, RESERVED),
    ("isampler2DMSArray", NO, RESERVED),
    ("isampler2DRect", NO, RESERVED),
    ("isamplerBuffer", NO, RESERVED),
    ("layout", NO, key(Keyword::Layout)),
    ("long", RESERVED, RESERVED),
    ("lowp", key(Keyword::Lowp), key(Keyword::Lowp)),
    ("mediump", key(Keyword::Mediump), key(Keyword::Mediump)),
    ("namespace", RESERVED, RESERVED),
    ("noinline", RESERVED, RESERVED),
    ("noperspective", NO, RESERVED),
    ("out", key(Keyword::Out), key(Keyword::Out)),
    ("output", RESERVED, RESERVED),
    ("packed", RESERVED, NO),
    ("partition", NO, RESERVED),
    ("patch", NO, RESERVED),
    ("precision", key(Keyword::Precision), key(Keyword::Precision)),
    ("public", RESERVED, RESERVED),
    ("readonly", NO, RESERVED),
    ("resource", NO, RESERVED),
    ("restrict", NO, RESERVED),
    ("return", key(Keyword::Return), key(Keyword::Return)),
    ("sample", NO, RESERVED),
    ("sampler1D", RESERVED, RESERVED),
    ("sampler1DArray", NO, RESERVED),
    ("sampler1DArrayShadow", NO, RESERVED),
    ("sampler1DShadow", RESERVED, RESERVED),
    ("sampler2DMS", NO, RESERVED),
    ("sampler2DMSArray", NO, RESERVED),
    ("sampler2DRect", RESERVED, RESERVED),
    ("sampler2DRectShadow", RESERVED, RESERVED),
    ("sampler3DRect", RESERVED, RESERVED),
    ("samplerBuffer", NO, RESERVED),
    ("short", RESERVED, RESERVED),
    ("sizeof", RESERVED, RESERVED),
    ("smooth", NO, key(Keyword::Smooth)),
    ("static", RESERVED, RESERVED),
    ("struct", key(Keyword::Struct), key(Keyword::Struct)),
    ("subroutine", NO, RESERVED),
    ("superp", RESERVED, RESERVED),
    ("switch", RESERVED, key(Keyword::Switch)),
    ("template", RESERVED, RESERVED),
    ("this", RESERVED, RESERVED),
    ("true", key(Keyword::True), key(Keyword::True)),
    ("typedef", RESERVED, RESERVED),
    ("uimage1D", NO, RESERVED),
    ("uimage1DArray", NO, RESERVED),
    ("uimage2D", NO, RESERVED),
    ("uimage2DArray", NO, RESERVED),
    ("uimage3D", NO, RESERVED),
    ("uimageBuffer", NO, RESERVED),
    ("uimageCube", NO, RESERVED),
    ("uniform", key(Keyword::Uniform), key(Keyword::Uniform)),
    ("union", RESERVED, RESERVED),
    ("unsigned", RESERVED, RESERVED),
    ("usampler1D", NO, RESERVED),
    ("usampler1DArray", NO, RESERVED),
    ("usampler2DMS", NO, RESERVED),
    ("usampler2DMSArray", NO, RESERVED),
    ("usampler2DRect", NO, RESERVED),
    ("usamplerBuffer", NO, RESERVED),
    ("using", RESERVED, RESERVED),
    ("varying", key(Keyword::Varying), RESERVED),
    ("volatile", RESERVED, RESERVED),
    ("while", key(Keyword::While), key(Keyword::While)),
    ("writeonly", NO, RESERVED),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(WORDS.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn words_depend_on_the_version() {
        let mut names = Names::new();
        let word = |names: &mut Names<'static>, text| {
            let name = names.intern(text);
            (names.word(name, Essl::V100), names.word(name, Essl::V300))
        };
        assert_eq!(word(&mut names, "mat3x2"), (Word::Identifier, Word::Type(Type::matrix(3, 2))));
        assert_eq!(
            word(&mut names, "ivec4"),
            (Word::Type(Type::vector(Number::Int, 4)), Word::Type(Type::vector(Number::Int, 4)))
        );
        assert_eq!(word(&mut names, "varying"), (Word::Keyword(Keyword::Varying), Word::Reserved));
        assert_eq!(word(&mut names, "smoothstep"), (Word::Identifier, Word::Identifier));
        assert!(matches!(word(&mut names, "usampler2DArray"), (Word::Identifier, Word::Type(_))));
        assert_eq!(names.intern("mat3x2"), names.find("mat3x2").expect("it was interned"));
    }
}
