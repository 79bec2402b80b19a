//! Paths that are drawn again: their strips stay in coverage memory.
//!
//! A path is known by its elements, its style and its transform but for whole pixels of translation, so that static shapes and shapes
//! that move by whole pixels cost a hash and their quads; flattening, stroking and strips are done once, when a path is seen for the second time.

use super::{
    Coverage, Encoder, Style,
    ink::Ink,
    path::{StripMaker, hash_element, pixels},
};
use crate::{bounds::Bounds, vertex::bits};
use rustc_hash::{FxHashMap, FxHasher};
use sparrow_base::{
    PixelSize,
    kurbo::{Affine, Shape as _},
};
use sparrow_render::{DrawList, FillRule, Shape, StrokeStyle};
use std::{
    cell::Cell,
    hash::{Hash, Hasher},
    rc::Rc,
};
use vello_common::{geometry::RectU16, strip::visit_strip_fill_segments};

/// Longest side of a path that is kept, in pixels.
const MAX_SIDE: f64 = 2048.0;
/// Bytes of all kept paths in main memory.
const MAX_BYTES: usize = 8 << 20;
/// Paths that are remembered; something that moves by parts of a pixel has no end of them.
const MAX_SEEN: usize = 8192;
/// Submissions after which a path that was not drawn makes room.
const IDLE: u64 = 120;

/// Pixels that are covered alike.
struct Piece {
    area: Bounds,
    /// First of the texels of coverage; `None`: covered whole.
    texel: Option<u32>,
}

/// Strips of a path, from its own corner on.
struct Strips {
    pieces: Vec<Piece>,
    alphas: Vec<u8>,
    /// The corner, from the whole part of the translation.
    x: i32,
    y: i32,
    /// The generation of coverage memory, and the first texel in it.
    place: Cell<Option<(u64, u32)>>,
    last_used: Cell<u64>,
}

impl Strips {
    fn bytes(&self) -> usize {
        self.alphas.len() + self.pieces.len() * size_of::<Piece>()
    }
}

enum Known {
    Seen,
    Kept(Rc<Strips>),
    /// Too large, or more than can be drawn: it is always drawn as a new one.
    Never,
}

/// All of them.
#[derive(Default)]
pub(crate) struct PathCache {
    paths: FxHashMap<u64, Known>,
    bytes: usize,
    /// Coverage memory had no room for a path, and when it was last emptied for that.
    is_cramped: bool,
    emptied: u64,
}

impl PathCache {
    /// Bytes in main memory.
    pub(crate) fn memory_bytes(&self) -> u64 {
        self.bytes as u64
    }

    /// True when coverage memory should be emptied, as what lies there may be of no use any more. Not in every frame: a game may draw more
    /// than fits.
    pub(crate) fn wants_room(&mut self, now: u64) -> bool {
        if !std::mem::take(&mut self.is_cramped) || now - self.emptied < IDLE {
            return false;
        }
        self.emptied = now;
        true
    }

    fn make_room(&mut self, now: u64) {
        self.paths.retain(|_, known| match known {
            Known::Seen | Known::Never => false,
            Known::Kept(strips) => now - strips.last_used.get() <= IDLE,
        });
        let bytes = |known: &Known| if let Known::Kept(strips) = known { strips.bytes() } else { 0 };
        self.bytes = self.paths.values().map(bytes).sum();
        if self.bytes > MAX_BYTES / 2 {
            self.paths.clear();
            self.bytes = 0;
        }
    }
}

/// A transform as whole pixels and the rest.
#[derive(Clone, Copy)]
pub(super) struct Place {
    rest: Affine,
    x: i32,
    y: i32,
}

impl Place {
    /// `None` where the path is farther away than anything that can be seen.
    pub(super) fn of(transform: Affine) -> Option<Place> {
        let [a, b, c, d, e, f] = transform.as_coeffs();
        let whole = |v: f64| (v.abs() < 1e6).then(|| v.floor());
        let (x, y) = (whole(e)?, whole(f)?);
        Some(Place { rest: Affine::new([a, b, c, d, e - x, f - y]), x: x as i32, y: y as i32 })
    }
}

/// How a path is drawn.
#[derive(Clone, Copy)]
pub(super) enum Drawn<'a> {
    Filled(FillRule),
    /// With a line of this width.
    Stroked(&'a StrokeStyle, f64),
}

fn key(list: &DrawList, shape: &Shape, drawn: Drawn<'_>, place: Place) -> u64 {
    let mut hasher = FxHasher::default();
    let number = |v: f64, hasher: &mut FxHasher| v.to_bits().hash(hasher);
    match drawn {
        Drawn::Filled(rule) => rule.hash(&mut hasher),
        Drawn::Stroked(style, width) => {
            (7u8, style.cap, style.join, style.dashes().len()).hash(&mut hasher);
            for v in [width, style.miter_limit, style.dash_offset].iter().chain(style.dashes()) {
                number(*v, &mut hasher);
            }
        }
    }
    place.rest.as_coeffs().iter().for_each(|v| number(*v, &mut hasher));
    list.for_each_element(shape, &mut |element| hash_element(&element, &mut hasher));
    hasher.finish()
}

impl Encoder<'_> {
    /// Draws a path from what is kept of it. False when it is not kept: then it is drawn as a new one.
    pub(super) fn push_kept(
        &mut self,
        style: Style,
        ink: &Ink,
        shape: &Shape,
        drawn: Drawn<'_>,
        transform: Affine,
    ) -> bool {
        let Some(place) = Place::of(transform) else { return false };
        let key = key(self.list, shape, drawn, place);
        let now = self.r.recorder.epoch;
        let strips = match self.r.paths.paths.get(&key) {
            Some(Known::Kept(strips)) => Rc::clone(strips),
            Some(Known::Never) => return false,
            Some(Known::Seen) => {
                let Some(strips) = self.keep(shape, drawn, place) else {
                    self.r.paths.paths.insert(key, Known::Never);
                    return false;
                };
                if self.r.paths.bytes + strips.bytes() > MAX_BYTES {
                    self.r.paths.make_room(now);
                }
                self.r.paths.bytes += strips.bytes();
                let strips = Rc::new(strips);
                self.r.paths.paths.insert(key, Known::Kept(Rc::clone(&strips)));
                strips
            }
            None => {
                if self.r.paths.paths.len() >= MAX_SEEN {
                    self.r.paths.make_room(now);
                }
                self.r.paths.paths.insert(key, Known::Seen);
                return false;
            }
        };
        strips.last_used.set(now);
        let Some(first) = self.coverage_of(&strips) else { return false };
        let (left, top) = (place.x + strips.x, place.y + strips.y);
        for piece in &strips.pieces {
            let area = piece.area.moved(left, top);
            let coverage = match piece.texel {
                Some(texel) => Coverage {
                    bits: bits::COVERAGE_BLOCK,
                    aux: [first + texel, 0, area.x0 as u32, area.y0 as u32],
                    shape: 0,
                },
                None => Coverage::default(),
            };
            self.push_positional(style, ink, None, area, coverage);
        }
        true
    }

    /// First texel of the strips in coverage memory; `None` when it has no room for them now.
    fn coverage_of(&mut self, strips: &Strips) -> Option<u32> {
        let generation = self.r.coverage.generation();
        match strips.place.get() {
            Some((then, first)) if then == generation => Some(first),
            _ => {
                let Ok(first) = self.r.coverage.keep_strips(&strips.alphas) else {
                    self.r.paths.is_cramped = true;
                    return None;
                };
                strips.place.set(Some((generation, first)));
                Some(first)
            }
        }
    }

    fn keep(&mut self, shape: &Shape, drawn: Drawn<'_>, place: Place) -> Option<Strips> {
        let maker = &mut self.r.strips;
        maker.load(self.list, shape);
        let rule = match drawn {
            Drawn::Filled(rule) => rule,
            Drawn::Stroked(style, width) => {
                if maker.stroke(style, width, place.rest) < 1.0 {
                    return None;
                }
                FillRule::NonZero
            }
        };
        // As large as the path on the canvas, in whole tiles.
        let around = place.rest.transform_rect_bbox(maker.path.bounding_box());
        if !around.is_finite() || around.width() > MAX_SIDE || around.height() > MAX_SIDE {
            return None;
        }
        let bounds = Bounds::around(around);
        let size = PixelSize::new(bounds.width().max(1), bounds.height().max(1));
        if size.width > self.size.width || size.height > self.size.height {
            // Much of it is never seen.
            return None;
        }
        let from_corner = place.rest.then_translate((-f64::from(bounds.x0), -f64::from(bounds.y0)).into());
        let mut alphas = Vec::new();
        let maker = &mut self.r.strips;
        StripMaker::fill(maker, size, rule, from_corner, &mut alphas);
        let everything = RectU16::new(0, 0, u16::MAX / 4, u16::MAX / 4);
        let mut pieces = Vec::new();
        visit_strip_fill_segments(
            maker.strips(),
            everything,
            &mut pieces,
            |pieces, s| {
                pieces.push(Piece { area: pixels(s.pixel_rect()), texel: Some(s.alpha_idx / 4) });
            },
            |pieces, s| pieces.push(Piece { area: pixels(s.pixel_rect()), texel: None }),
        );
        Some(Strips {
            pieces,
            alphas,
            x: bounds.x0,
            y: bounds.y0,
            place: Cell::new(None),
            last_used: Cell::new(0),
        })
    }
}
