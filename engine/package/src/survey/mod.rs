//! What a script says about its surroundings, without running it: which modules it requires, which names of `wx` it uses, which
//! texts it holds. `sparrow check` reads it.
//!
//! Only what stands in the text is seen: a name that is put together at run time is not. Where pieces of a text are joined from
//! literals (`'a' + 'b'`, `['a', 'b'].join('\n')`), the joined text is seen, which is how shaders are written.

mod chain;
mod visitor;

use crate::{
    PackageError,
    transform::{MAX_BRACKETS, MAX_NESTING, on_large_stack, parse, scan},
};
use swc_common::{GLOBALS, Globals};
use swc_ecma_visit::VisitWith;

/// A `require` or an `import`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// What is asked for; `None` when it is only known at run time.
    pub specifier: Option<String>,
    /// The byte of the source where it stands.
    pub at: usize,
    /// It happens whenever the file runs: it stands in no function, condition or `try`.
    pub certain: bool,
    /// It stands in a condition or a `try`.
    pub guarded: bool,
}

/// How a name of `wx` stands in a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UseKind {
    /// It is called.
    Call,
    /// It is looked at, as in `if (wx.x)`, `wx.canIUse('x')` or `typeof wx.x`.
    Read,
    /// The script gives it a value of its own.
    Define,
}

/// A name of `wx` in a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiUse {
    /// The name, without `wx.`.
    pub name: String,
    /// What is done with it.
    pub kind: UseKind,
    /// The byte of the source where it stands.
    pub at: usize,
}

/// What a script does with `window` or `document`, which the platform does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrowserUse {
    /// The name.
    pub name: String,
    /// The byte of the source where it stands.
    pub at: usize,
    /// The script gives it a value; otherwise it needs one whenever the file runs.
    pub defines: bool,
}

/// A text in a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// The text.
    pub text: String,
    /// The byte of the source where it stands.
    pub at: usize,
    /// It is given to `.src`: the whole name of an image or a sound.
    pub is_source: bool,
    /// It is all of a text, and not a piece of one that is completed at run time.
    pub is_whole: bool,
}

/// See the module's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Modules.
    pub requires: Vec<Requirement>,
    /// Names of `wx`.
    pub api: Vec<ApiUse>,
    /// `window` and `document`, where they are given a value and where they are needed for certain.
    pub browser: Vec<BrowserUse>,
    /// Texts, without those that are too long to be a name and no shader.
    pub literals: Vec<Literal>,
}

/// Longer texts are data, unless they are shaders.
const LONGEST_NAME_BYTES: usize = 1024;
/// Longer texts are no shader of a game.
const LONGEST_SHADER_BYTES: usize = 512 << 10;

impl Literal {
    /// True for the text of a whole vertex or fragment shader.
    pub fn is_shader(&self) -> bool {
        self.is_whole && looks_like_shader(&self.text)
    }
}

fn looks_like_shader(text: &str) -> bool {
    text.contains("void main")
        && (text.contains("gl_Position")
            || text.contains("gl_Frag")
            || text.trim_start().starts_with("#version 300 es"))
}

/// Reads `source`, which `file` names in errors. Errors are those of [`crate::transform()`].
pub fn survey(file: &str, source: &str) -> Result<Survey, PackageError> {
    let stripped = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mark = source.len() - stripped.len();
    let scan = scan::scan(stripped);
    if scan.nesting > MAX_NESTING || scan.brackets > MAX_BRACKETS {
        let reason = "it is nested too deeply, or one expression is too long".to_owned();
        return Err(PackageError::Compiler { file: file.to_owned(), reason });
    }
    on_large_stack(file, || {
        GLOBALS.set(&Globals::new(), || {
            let parsed = parse::parse(file, stripped)?;
            let mut visitor = visitor::Visitor::new(&parsed, mark);
            parsed.program.visit_with(&mut visitor);
            Ok(visitor.survey)
        })
    })
}

#[cfg(test)]
mod tests;
