//! The ways back from compiled modules to the lines that a person wrote, shared by who compiles and who reports errors.

use sparrow_package::{Position, SourceMap};
use sparrow_script::FrameMapper;
use std::{cell::RefCell, collections::HashMap, rc::Rc};

/// Maps of the modules of one realm, by the file's name in error stacks.
#[derive(Clone, Default)]
pub(crate) struct SourceMaps(Rc<RefCell<HashMap<String, SourceMap>>>);

impl SourceMaps {
    /// Keeps the map of a file, which has none when its lines were not moved.
    pub(crate) fn remember(&self, file: &str, map: Option<SourceMap>) {
        if let Some(map) = map {
            self.0.borrow_mut().insert(file.to_owned(), map);
        }
    }

    /// The place in the source of a place in the compiled file.
    pub(crate) fn original(&self, file: &str, place: Position) -> Option<Position> {
        Some(self.0.borrow().get(file)?.original(place))
    }

    /// The same for error stacks.
    pub(crate) fn frame_mapper(&self) -> Rc<FrameMapper> {
        let maps = self.clone();
        Rc::new(move |file, line, column| {
            let original = maps.original(file, Position { line, column })?;
            Some((file.to_owned(), original.line, original.column))
        })
    }
}
