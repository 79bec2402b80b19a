//! Typed ids. They are handed out by the layer that validates and are never reused within one game.

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
    };
}

typed_id! {
    /// A canvas of one game: the screen canvas or an offscreen one.
    CanvasId
}
typed_id! {
    /// A decoded image of one game.
    ImageId
}
