//! The errors of the cloud, with the platform's numbers and words.

use sparrow_platform::Failure;

/// Options that say nothing sensible.
pub(crate) const BAD_PARAMETER: i32 = -501_007;
/// The database refuses.
pub(crate) const DATABASE_FAILED: i32 = -502_001;
/// An operator that is none, or has arguments that it cannot have.
pub(crate) const BAD_COMMAND: i32 = -502_002;
/// What the permissions of a collection do not allow.
pub(crate) const NO_PERMISSION: i32 = -502_003;
/// No such collection.
pub(crate) const NO_COLLECTION: i32 = -502_005;
/// A resource that is not there: a function.
pub(crate) const NO_RESOURCE: i32 = -501_000;
/// A function threw or did not end.
pub(crate) const FUNCTION_FAILED: i32 = -504_002;
/// No such file.
pub(crate) const NO_FILE: i32 = -503_003;
/// Anything else.
pub(crate) const GENERAL: i32 = -1;

/// A failure whose text begins with its number, as the database's do.
pub(crate) fn numbered(code: i32, text: impl std::fmt::Display) -> Failure {
    Failure::with_code(format!("{code} {text}"), code)
}

/// An option of the wrong kind.
pub(crate) fn bad_parameter(text: impl std::fmt::Display) -> Failure {
    numbered(BAD_PARAMETER, format_args!("invalid parameters. {text}"))
}

/// The database cannot do this with these values.
pub(crate) fn database(text: impl std::fmt::Display) -> Failure {
    numbered(DATABASE_FAILED, format_args!("database request fail. {text}"))
}

/// An operator that is used wrongly.
pub(crate) fn bad_command(text: impl std::fmt::Display) -> Failure {
    numbered(BAD_COMMAND, format_args!("database command invalid. {text}"))
}

/// What the platform has and the simulator has not.
pub(crate) fn not_simulated(what: impl std::fmt::Display) -> Failure {
    Failure::with_code(format!("{what} is not simulated"), GENERAL)
}
