//! Qualifiers and default precisions.

use super::Parser;
use crate::{
    log::Step,
    names::{Keyword, Word},
    token::{Mark, TokenKind},
    types::{Base, Number, Precision, Type},
};
use sparrow_render::gl::{GlSamplerKind, GlStage, GlTextureDim, GlValueKind};

/// The word that says how a variable is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum StorageWord {
    #[default]
    None,
    Attribute,
    Varying,
    Uniform,
    In,
    Out,
    InOut,
}

/// Qualifiers in front of a type.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Qualifiers {
    pub(super) storage: StorageWord,
    pub(super) constant: bool,
    pub(super) invariant: bool,
    pub(super) flat: bool,
    pub(super) smooth: bool,
    pub(super) centroid: bool,
    pub(super) precision: Precision,
    pub(super) location: Option<u32>,
    /// `layout(row_major)` or `layout(column_major)`.
    pub(super) row_major: Option<bool>,
    /// `std140`, the only layout that WebGL has.
    pub(super) packing: bool,
    /// Anything was stated.
    pub(super) any: bool,
}

impl Parser<'_, '_> {
    pub(super) fn qualifiers(&mut self) -> Step<Qualifiers> {
        let mut found = Qualifiers::default();
        let mut rank = 0;
        loop {
            let line = self.line();
            let Some(Word::Keyword(keyword)) = self.word() else { return Ok(found) };
            if let Some(next) = order(keyword) {
                if next < rank {
                    let text = self.peek().text(&self.names);
                    let reason =
                        "qualifiers have to be in the order invariant, interpolation, storage, precision";
                    self.error(line, &text, reason);
                }
                rank = rank.max(next);
            }
            let mut storage = |word| {
                let twice = found.storage != StorageWord::None;
                found.storage = match (found.storage, word) {
                    (StorageWord::In, StorageWord::Out) => StorageWord::InOut,
                    _ => word,
                };
                !twice || found.storage == StorageWord::InOut
            };
            let fresh = match keyword {
                Keyword::Const => !std::mem::replace(&mut found.constant, true),
                Keyword::Uniform => storage(StorageWord::Uniform),
                Keyword::Attribute => storage(StorageWord::Attribute),
                Keyword::Varying => storage(StorageWord::Varying),
                Keyword::In => storage(StorageWord::In),
                Keyword::Out => storage(StorageWord::Out),
                Keyword::Inout => storage(StorageWord::InOut),
                Keyword::Invariant => !std::mem::replace(&mut found.invariant, true),
                Keyword::Flat => !std::mem::replace(&mut found.flat, true),
                Keyword::Smooth => !std::mem::replace(&mut found.smooth, true),
                Keyword::Centroid => !std::mem::replace(&mut found.centroid, true),
                Keyword::Highp | Keyword::Mediump | Keyword::Lowp => {
                    let precision = precision_of(keyword);
                    std::mem::replace(&mut found.precision, precision) == Precision::None
                }
                Keyword::Layout => {
                    self.advance();
                    self.layout(&mut found)?;
                    found.any = true;
                    continue;
                }
                _ => return Ok(found),
            };
            if !fresh {
                let text = self.peek().text(&self.names);
                self.error(line, &text, "duplicate qualifier");
            }
            found.any = true;
            self.advance();
        }
    }

    fn layout(&mut self, found: &mut Qualifiers) -> Step<()> {
        self.expect(Mark::OpenParen)?;
        loop {
            let line = self.line();
            let TokenKind::Name(name) = self.advance() else { return self.syntax_error() };
            match self.names.text(name) {
                "location" => {
                    self.expect(Mark::Equal)?;
                    let (TokenKind::Int(location) | TokenKind::Uint(location)) = self.advance() else {
                        return self.syntax_error();
                    };
                    if location > i32::MAX as u32 {
                        self.error(line, "location", "out of range: location must be non-negative");
                    }
                    found.location = Some(location);
                }
                "std140" => found.packing = true,
                other @ ("shared" | "packed") => {
                    self.log.error(line, other, "Only std140 layout is allowed in WebGL");
                    found.packing = true;
                }
                "row_major" => found.row_major = Some(true),
                "column_major" => found.row_major = Some(false),
                other => self.log.error(line, other, "invalid layout qualifier"),
            }
            if !self.accept(Mark::Comma) {
                break;
            }
        }
        self.expect(Mark::CloseParen)
    }

    /// `precision mediump float;` behind its first word.
    pub(super) fn default_precision(&mut self) -> Step<()> {
        let Some(Word::Keyword(keyword @ (Keyword::Highp | Keyword::Mediump | Keyword::Lowp))) = self.word()
        else {
            return self.syntax_error();
        };
        self.advance();
        let line = self.line();
        let Some(Word::Type(ty)) = self.word() else { return self.syntax_error() };
        let text = self.advance().text(&self.names);
        if !self.precisions.set(ty, precision_of(keyword)) {
            self.error(line, &text, "illegal type argument for default precision qualifier");
        }
        self.expect(Mark::Semicolon)
    }

    /// Types that need a precision have one, and others state none.
    pub(super) fn check_precision(&mut self, ty: Type, stated: Precision, line: u32) {
        if self.precision_of(ty, stated) == Precision::None && Precisions::slot(ty).is_some() {
            let reason = match ty.base {
                Base::Sampler(_) => "No precision specified (sampler)",
                Base::Vector(Number::Int | Number::Uint, _) => "No precision specified (int)",
                _ => "No precision specified for (float)",
            };
            self.error(line, "", reason);
        }
        if stated != Precision::None && Precisions::slot(ty).is_none() && !ty.is_error() {
            let text = self.tree.structs.source_name(ty.element());
            self.error(line, &text, "illegal type for precision qualifier");
        }
    }
}

/// Where a qualifier stands among others, GLSL ES 3.00, 4.10.
fn order(keyword: Keyword) -> Option<u8> {
    Some(match keyword {
        Keyword::Invariant => 0,
        Keyword::Flat | Keyword::Smooth | Keyword::Layout => 1,
        Keyword::Const | Keyword::Centroid => 2,
        Keyword::Uniform
        | Keyword::Attribute
        | Keyword::Varying
        | Keyword::In
        | Keyword::Out
        | Keyword::Inout => 3,
        Keyword::Highp | Keyword::Mediump | Keyword::Lowp => 4,
        _ => return None,
    })
}

fn precision_of(keyword: Keyword) -> Precision {
    match keyword {
        Keyword::Highp => Precision::High,
        Keyword::Mediump => Precision::Medium,
        _ => Precision::Low,
    }
}

const SLOTS: usize = 2 + 4 * 3 * 2;

/// The default precisions of a scope.
#[derive(Clone, Copy, Debug)]
pub(super) struct Precisions([Precision; SLOTS]);

impl Precisions {
    /// What a shader starts with.
    pub(super) fn initial(stage: GlStage) -> Self {
        let mut precisions = Self([Precision::None; SLOTS]);
        let (float, int) = match stage {
            GlStage::Vertex => (Precision::High, Precision::High),
            GlStage::Fragment => (Precision::None, Precision::Medium),
        };
        precisions.0[0] = float;
        precisions.0[1] = int;
        for dim in [GlTextureDim::D2, GlTextureDim::Cube] {
            let sampler = GlSamplerKind { dim, value: GlValueKind::Float, shadow: false };
            precisions.set(Type::of(Base::Sampler(sampler)), Precision::Low);
        }
        precisions
    }

    /// Where the precision of a type lies; `None` for types that have none.
    fn slot(ty: Type) -> Option<usize> {
        match ty.base {
            Base::Vector(Number::Float, _) | Base::Matrix(..) => Some(0),
            Base::Vector(Number::Int | Number::Uint, _) => Some(1),
            Base::Sampler(kind) => {
                let dim = match kind.dim {
                    GlTextureDim::D2 => 0,
                    GlTextureDim::Cube => 1,
                    GlTextureDim::D3 => 2,
                    GlTextureDim::D2Array => 3,
                };
                let value = match kind.value {
                    GlValueKind::Float => 0,
                    GlValueKind::Int => 1,
                    GlValueKind::Uint => 2,
                };
                Some(2 + (dim * 3 + value) * 2 + usize::from(kind.shadow))
            }
            _ => None,
        }
    }

    pub(super) fn default_of(&self, ty: Type) -> Precision {
        Self::slot(ty).map_or(Precision::None, |slot| self.0[slot])
    }

    /// False for types that take no default.
    fn set(&mut self, ty: Type, precision: Precision) -> bool {
        let takes_one = matches!(ty.base, Base::Vector(Number::Float | Number::Int, 1) | Base::Sampler(_));
        match Self::slot(ty) {
            Some(slot) if takes_one => {
                self.0[slot] = precision;
                true
            }
            _ => false,
        }
    }
}
