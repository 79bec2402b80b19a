//! One test on one renderer: run it, compare, and say what to do about a difference.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::descriptor::{Descriptor, RendererKind};
use crate::lines;
use crate::picture::Picture;
use crate::runner::{GameRunner, Job, Outcome};

/// What happens with expectations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// They are compared.
    Compare,
    /// They are written anew from what the first renderer of each test gives. `--bless` asks for it.
    Bless,
}

/// Something in which a run is not what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What differs, for a person.
    pub text: String,
    /// The files to look at, where a picture differs.
    pub pictures: Option<DifferentPictures>,
}

/// The files of a picture that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferentPictures {
    /// What was expected, if anything was.
    pub expected: Option<PathBuf>,
    /// What the game showed.
    pub actual: PathBuf,
    /// Where they differ.
    pub difference: Option<PathBuf>,
}

/// What came of a test on one renderer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Empty when all was as expected, or failed as it is known to.
    pub failures: Vec<Failure>,
    /// Why it is known to fail, when it did.
    pub known: Option<String>,
    /// Expected pictures, by name.
    pub pictures: Vec<(String, PathBuf)>,
}

impl Verdict {
    /// True when nothing has to be done.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

impl From<String> for Failure {
    fn from(text: String) -> Failure {
        Failure { text, pictures: None }
    }
}

/// Runs the test in `folder` on a renderer; an error is the text of the failure.
pub fn judge(
    folder: &Path,
    renderer: RendererKind,
    mode: Mode,
    runner: &dyn GameRunner,
) -> Result<(), String> {
    let verdict = verdict(folder, renderer, mode, runner)?;
    if verdict.passed() {
        return Ok(());
    }
    let texts: Vec<_> = verdict.failures.into_iter().map(|failure| failure.text).collect();
    Err(texts.join("\n"))
}

/// Runs the test in `folder` on a renderer. An error means that it could not be tried.
pub fn verdict(
    folder: &Path,
    renderer: RendererKind,
    mode: Mode,
    runner: &dyn GameRunner,
) -> Result<Verdict, String> {
    let descriptor = Descriptor::read(folder).map_err(|error| error.to_string())?;
    let case = Case { folder, descriptor: &descriptor, renderer };
    let known = descriptor.known_failure(renderer);
    let package = descriptor.package_of(folder);
    let outcome = runner.run(Job { package: &package, folder, descriptor: &descriptor, renderer })?;
    // What a failed run gives is not worth keeping as an expectation.
    let first = descriptor.renderers.first() == Some(&renderer);
    if mode == Mode::Bless && known.is_none() && first && case.course_failures(&outcome).is_empty() {
        case.bless(&outcome)?;
    }
    let failures = case.failures(&outcome)?;
    let pictures = descriptor.pictures.keys().map(|name| (name.clone(), case.picture_file(name)));
    let pictures = pictures.filter(|(_, file)| file.exists()).collect();
    match (known, failures.is_empty()) {
        (None, true) => {
            case.remove_leftovers()?;
            Ok(Verdict { pictures, ..Verdict::default() })
        }
        (None, false) => Ok(Verdict { failures, ..Verdict::default() }),
        (Some((reason, _)), false) => Ok(Verdict { known: Some(reason.to_owned()), ..Verdict::default() }),
        (Some((reason, line)), true) => {
            let file = folder.join("test.toml");
            let text = format!(
                "passes, though it is known to fail ({reason}): remove `{line}` from {}",
                file.display()
            );
            Ok(Verdict { failures: vec![text.into()], ..Verdict::default() })
        }
    }
}

struct Case<'a> {
    folder: &'a Path,
    descriptor: &'a Descriptor,
    renderer: RendererKind,
}

impl Case<'_> {
    /// What is wrong with the course of the run itself: no start, errors, an end that was not expected.
    fn course_failures(&self, outcome: &Outcome) -> Vec<String> {
        if let Some(failure) = self.start_failure(outcome) {
            return vec![failure];
        }
        let mut failures = Vec::new();
        if outcome.exited != self.descriptor.exits {
            let text = if outcome.exited { "the game ended itself" } else { "the game did not end itself" };
            failures.push(format!("{text}; see `exits` in test.toml"));
        }
        failures.extend(self.error_failure(&outcome.errors));
        failures.extend(outcome.left.clone());
        failures
    }

    /// Everything in which the outcome is not what was expected.
    fn failures(&self, outcome: &Outcome) -> Result<Vec<Failure>, String> {
        let mut failures: Vec<Failure> =
            self.course_failures(outcome).into_iter().map(Failure::from).collect();
        if outcome.start_error.is_some() {
            return Ok(failures);
        }
        let expects_lines = self.output_file().exists();
        if expects_lines {
            failures.extend(self.console_failure(&outcome.console)?.map(Failure::from));
        }
        for (name, picture) in &outcome.pictures {
            failures.extend(self.picture_failure(name, picture.as_ref())?);
        }
        failures.extend(
            self.descriptor
                .sounds
                .iter()
                .filter_map(|sound| sound.failure(&outcome.heard))
                .map(Failure::from),
        );
        let says_something = expects_lines
            || !self.descriptor.sounds.is_empty()
            || !self.descriptor.pictures.is_empty()
            || !self.descriptor.errors.is_empty()
            || self.descriptor.exits
            || self.descriptor.recording.is_some()
            || self.descriptor.fails_to_start.is_some();
        if !says_something {
            failures.push(
                "the test expects nothing: add output.txt (may be made by --bless) or `pictures`"
                    .to_owned()
                    .into(),
            );
        }
        Ok(failures)
    }

    fn start_failure(&self, outcome: &Outcome) -> Option<String> {
        match (&outcome.start_error, &self.descriptor.fails_to_start) {
            (None, None) => None,
            (Some(error), Some(part)) if error.contains(part.as_str()) => None,
            (Some(error), Some(part)) => Some(format!("did not start with `{part}`, but with: {error}")),
            (Some(error), None) => Some(format!("did not start: {error}")),
            (None, Some(part)) => Some(format!("started, though it should fail to, with `{part}`")),
        }
    }

    fn error_failure(&self, errors: &[String]) -> Option<String> {
        let expected = &self.descriptor.errors;
        let fits = errors.len() == expected.len()
            && errors.iter().zip(expected).all(|(error, part)| error.contains(part.as_str()));
        if fits {
            return None;
        }
        let mut text = format!("{} uncaught errors, {} expected:\n", errors.len(), expected.len());
        for error in errors {
            let _ = writeln!(text, "  + {error}");
        }
        for part in expected {
            let _ = writeln!(text, "  expected: {part}");
        }
        Some(text)
    }

    fn console_failure(&self, console: &[String]) -> Result<Option<String>, String> {
        let file = self.output_file();
        let expected =
            std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let expected: Vec<_> = expected.lines().map(str::to_owned).collect();
        // A line of the console may hold line breaks.
        let actual: Vec<_> = console.iter().flat_map(|line| line.split('\n')).map(str::to_owned).collect();
        let difference = lines::difference(&expected, &actual);
        if difference.is_some() {
            write_text(&self.leftover("output", "actual.txt"), &actual)?;
        }
        Ok(difference)
    }

    fn picture_failure(&self, name: &str, picture: Option<&Picture>) -> Result<Option<Failure>, String> {
        let Some(actual) = picture else {
            return Ok(Some(format!("picture {name}: the game had no screen canvas yet").into()));
        };
        let file = self.picture_file(name);
        let actual_file = self.leftover(name, "actual.png");
        if !file.exists() {
            actual.write(&actual_file)?;
            let text = format!(
                "picture {name}: there is no {}; look at {} and keep it by --bless",
                file.display(),
                actual_file.display()
            );
            let pictures = DifferentPictures { expected: None, actual: actual_file, difference: None };
            return Ok(Some(Failure { text, pictures: Some(pictures) }));
        }
        let expected = Picture::read(&file)?;
        let tolerance = self.descriptor.tolerance(self.renderer);
        let Some(difference) = expected.difference(actual, &tolerance) else { return Ok(None) };
        let difference_file = self.leftover(name, "diff.png");
        actual.write(&actual_file)?;
        expected.difference_picture(actual, &tolerance).write(&difference_file)?;
        let text = format!("picture {name} {difference}\n  see {}", difference_file.display());
        let pictures = DifferentPictures {
            expected: Some(file),
            actual: actual_file,
            difference: Some(difference_file),
        };
        Ok(Some(Failure { text, pictures: Some(pictures) }))
    }

    /// Writes what the game gave as what is expected: pictures by their names; console lines where an output.txt
    /// is already kept, or where nothing else would be expected.
    fn bless(&self, outcome: &Outcome) -> Result<(), String> {
        for (name, picture) in &outcome.pictures {
            if let Some(picture) = picture {
                picture.write(&self.picture_file(name))?;
            }
        }
        if self.output_file().exists()
            || outcome.pictures.is_empty() && self.descriptor.fails_to_start.is_none()
        {
            write_text(&self.output_file(), &outcome.console)?;
        }
        Ok(())
    }

    /// Takes away what an earlier failure left behind.
    fn remove_leftovers(&self) -> Result<(), String> {
        let pictures = self.descriptor.pictures.keys();
        let files =
            pictures.flat_map(|name| ["actual.png", "diff.png"].map(|ending| self.leftover(name, ending)));
        for file in files.chain([self.leftover("output", "actual.txt")]) {
            if file.exists() {
                std::fs::remove_file(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            }
        }
        Ok(())
    }

    fn output_file(&self) -> PathBuf {
        self.folder.join("output.txt")
    }

    fn picture_file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.expected.png"))
    }

    fn leftover(&self, name: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{name}.{}.{ending}", self.renderer))
    }
}

fn write_text(file: &Path, lines: &[String]) -> Result<(), String> {
    let mut text = lines.join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests;
