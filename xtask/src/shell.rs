//! Programs that the tool starts: how they are shown, run and judged.

use std::ffi::OsStr;
use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// A program with its arguments, printable as a line that can be pasted into a shell.
pub(crate) struct Shell {
    command: Command,
}

impl Shell {
    /// `program` with no arguments, run from the root of the repository.
    pub(crate) fn new(program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command.current_dir(root());
        Self { command }
    }

    /// The cargo that runs this tool.
    pub(crate) fn cargo<I, S>(arguments: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).args(arguments)
    }

    /// Adds one argument.
    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Adds arguments.
    pub(crate) fn args<I, S>(mut self, arguments: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<OsStr>,
    {
        self.command.args(arguments);
        self
    }

    /// Runs the program in `directory` instead.
    pub(crate) fn current_dir(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    /// Sets an environment variable for the program; it is part of the printed line.
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs the program on this terminal; an exit status other than 0 is an error that names the command.
    pub(crate) fn run(mut self) -> Result<()> {
        let shown = self.to_string();
        let status = self.command.status().with_context(|| format!("cannot start: {shown}"))?;
        if !status.success() {
            bail!("failed ({status}): {shown}");
        }
        Ok(())
    }

    /// Like [`Shell::run`], handing each line of standard output to `see` as well as to the terminal.
    pub(crate) fn run_seeing(mut self, mut see: impl FnMut(&str)) -> Result<()> {
        let shown = self.to_string();
        let mut child =
            self.command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start: {shown}"))?;
        let output = child.stdout.take().context("the program has no standard output")?;
        let mut lines = BufReader::new(output);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line)? > 0 {
            let text = String::from_utf8_lossy(&line);
            print!("{text}");
            see(text.trim_end());
            line.clear();
        }
        std::io::stdout().flush()?;
        let status = child.wait()?;
        if !status.success() {
            bail!("failed ({status}): {shown}");
        }
        Ok(())
    }

    /// True when the program starts and ends with status 0; it prints nothing.
    pub(crate) fn succeeds(mut self) -> bool {
        self.command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// What the program writes to standard output, whatever its status; `None` when it cannot be started.
    pub(crate) fn output(mut self) -> Option<String> {
        let mut child =
            self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let mut text = String::new();
        let read = child.stdout.take()?.read_to_string(&mut text);
        child.wait().ok()?;
        read.ok()?;
        Some(text)
    }
}

impl fmt::Display for Shell {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in self.command.get_envs() {
            if let Some(value) = value {
                write!(out, "{}={} ", name.to_string_lossy(), quoted(value))?;
            }
        }
        // The full path of cargo says nothing to the reader.
        let program = Path::new(self.command.get_program());
        let known = program.file_stem().filter(|name| *name == "cargo");
        out.write_str(&quoted(known.unwrap_or(program.as_os_str())))?;
        for argument in self.command.get_args() {
            write!(out, " {}", quoted(argument))?;
        }
        Ok(())
    }
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./,:+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.into_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    // Cargo says at run time which checkout this is; two checkouts may share a target folder, and then the program
    // may have been compiled in the other one.
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let manifest = manifest.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    match manifest.parent() {
        Some(root) => root.to_path_buf(),
        None => manifest,
    }
}

/// Where cargo builds.
pub(crate) fn target_folder() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("CARGO_TARGET_DIR") {
        return Ok(std::path::absolute(folder)?);
    }
    Ok(root().join("target"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_a_line_for_the_shell() {
        let shell = Shell::new("echo").args(["two words", "it's", "--x=1", ""]).env("MODE", "a b");
        assert_eq!(shell.to_string(), r"MODE='a b' echo 'two words' 'it'\''s' --x=1 ''");
    }

    #[test]
    fn failure_names_the_command() {
        let error = Shell::new("sh").args(["-c", "exit 3"]).run().unwrap_err().to_string();
        assert!(error.contains("sh -c 'exit 3'") && error.contains('3'), "{error}");
        let error = Shell::new("no-such-program-here").run().unwrap_err().to_string();
        assert!(error.contains("cannot start: no-such-program-here"), "{error}");
    }

    #[test]
    fn lines_are_seen_as_they_are_printed() {
        let mut seen = Vec::new();
        Shell::new("printf").args(["one\\ntwo"]).run_seeing(|line| seen.push(line.to_owned())).unwrap();
        assert_eq!(seen, ["one", "two"]);
    }
}
