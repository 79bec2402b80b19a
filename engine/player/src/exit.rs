//! How the program ends.

/// An exit code, and what to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exit {
    /// See `--help`.
    pub(crate) code: u8,
    /// Printed on stderr; empty for none.
    pub(crate) message: String,
    /// Another try starts something else: the last good version of the game.
    pub(crate) again: bool,
    /// That try is to have the web adapter.
    pub(crate) needs_web: bool,
}

impl Exit {
    /// All went well.
    pub(crate) fn ok() -> Exit {
        Exit { code: 0, message: String::new(), again: false, needs_web: false }
    }

    /// The same, where another try starts something else.
    #[must_use]
    pub(crate) fn again(self) -> Exit {
        Exit { again: true, ..self }
    }

    /// The game counts on a browser's globals.
    pub(crate) fn needs_web() -> Exit {
        Exit { needs_web: true, ..Exit::game_failed("the game needs --adapter web").again() }
    }

    /// The game failed.
    pub(crate) fn game_failed(message: impl Into<String>) -> Exit {
        Exit { code: 1, message: message.into(), again: false, needs_web: false }
    }

    /// An argument names something that cannot be used.
    pub(crate) fn usage(message: impl Into<String>) -> Exit {
        Exit { code: 2, message: message.into(), again: false, needs_web: false }
    }

    /// The package cannot be read.
    pub(crate) fn bad_package(message: impl Into<String>) -> Exit {
        Exit { code: 3, message: message.into(), again: false, needs_web: false }
    }

    /// No window or no renderer.
    pub(crate) fn no_window(message: impl Into<String>) -> Exit {
        Exit { code: 4, message: message.into(), again: false, needs_web: false }
    }
}
