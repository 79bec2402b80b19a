//! The key of a shaped text, which can be looked up without owning the text.

use std::{
    borrow::Borrow,
    hash::{Hash, Hasher},
};

/// Which font (by its serial number) and which text.
pub(super) struct TextKey {
    pub(super) font: u32,
    pub(super) text: Box<str>,
}

/// Lets a hit be looked up by a borrowed text.
pub(super) trait CacheKey {
    fn parts(&self) -> (u32, &str);
}

impl CacheKey for TextKey {
    fn parts(&self) -> (u32, &str) {
        (self.font, &self.text)
    }
}

impl CacheKey for (u32, &str) {
    fn parts(&self) -> (u32, &str) {
        *self
    }
}

impl<'a> Borrow<dyn CacheKey + 'a> for TextKey {
    fn borrow(&self) -> &(dyn CacheKey + 'a) {
        self
    }
}

impl Hash for dyn CacheKey + '_ {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl PartialEq for dyn CacheKey + '_ {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for dyn CacheKey + '_ {}

impl Hash for TextKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl PartialEq for TextKey {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for TextKey {}
