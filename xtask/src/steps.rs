//! A list of steps that each succeed or fail: headings, times, and a summary at the end.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::counts::Counts;
use crate::shell::Shell;

/// Runs steps one after another; a failed step does not keep the later ones from running, so that one run
/// shows everything that is wrong.
pub(crate) struct Steps {
    done: Vec<Done>,
    counts: Counts,
}

struct Done {
    name: &'static str,
    took: Duration,
    error: Option<String>,
}

impl Steps {
    pub(crate) fn new() -> Self {
        Self { done: Vec::new(), counts: Counts::default() }
    }

    /// Runs one step under a heading.
    pub(crate) fn step(&mut self, name: &'static str, about: &str, work: impl FnOnce() -> Result<()>) {
        println!("\n=== {name}: {about}");
        let start = Instant::now();
        let error = work().err().map(|error| format!("{error:#}"));
        let took = start.elapsed();
        match &error {
            None => println!("--- {name}: ok ({})", seconds(took)),
            Some(error) => println!("--- {name}: FAILED ({})\n{error}", seconds(took)),
        }
        self.done.push(Done { name, took, error });
    }

    /// Runs a step that is one command.
    pub(crate) fn command(&mut self, name: &'static str, about: &str, shell: Shell) {
        self.step(name, about, || {
            println!("    {shell}");
            shell.run()
        });
    }

    /// Runs a step that is one run of `cargo test`, adding up the tests that it reports.
    pub(crate) fn tests(&mut self, name: &'static str, about: &str, shell: Shell) {
        let mut counts = Counts::default();
        self.step(name, about, || {
            println!("    {shell}");
            let result = shell.run_seeing(|line| {
                if let Some(more) = Counts::of_line(line) {
                    counts += more;
                }
            });
            if result.is_ok() && counts.passed == 0 {
                bail!("no test ran");
            }
            result
        });
        self.counts += counts;
    }

    /// True when a step has failed so far.
    pub(crate) fn any_failed(&self) -> bool {
        self.done.iter().any(|done| done.error.is_some())
    }

    /// Prints the summary; an error when any step failed.
    pub(crate) fn finish(self) -> Result<()> {
        println!("\n=== summary");
        for Done { name, took, error } in &self.done {
            let state = if error.is_some() { "FAILED" } else { "ok" };
            println!("{state:>6}  {name:<10} {:>8}", seconds(*took));
        }
        for Done { name, error, .. } in &self.done {
            if let Some(error) = error {
                println!("\n{name}: {error}");
            }
        }
        // Steps that are no tests of cargo count as one test each: a failed lint fails the run visibly.
        let failed_steps = self.done.iter().filter(|done| done.error.is_some()).count() as u64;
        let Counts { passed, failed, skipped } = self.counts;
        let failed = failed.max(failed_steps);
        let skipped = if skipped == 0 { String::new() } else { format!(", {skipped} skipped") };
        println!("\n{passed} passed, {failed} failed{skipped}");
        if failed_steps > 0 {
            bail!("{failed_steps} of {} steps failed", self.done.len());
        }
        Ok(())
    }
}

fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_fails_the_run_but_not_the_later_steps() {
        let mut steps = Steps::new();
        let mut later = false;
        steps.step("first", "fails", || bail!("broken"));
        steps.step("second", "runs all the same", || {
            later = true;
            Ok(())
        });
        assert!(later);
        assert!(steps.finish().is_err());
    }

    #[test]
    fn a_test_step_that_ran_no_test_fails() {
        let mut steps = Steps::new();
        steps.tests("empty", "prints nothing", Shell::new("true"));
        assert!(steps.finish().is_err());
    }

    #[test]
    fn counts_of_all_test_steps_add_up() {
        let line = "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured\n";
        let mut steps = Steps::new();
        steps.tests("one", "", Shell::new("printf").args([line]));
        steps.tests("two", "", Shell::new("printf").args([line]));
        assert_eq!(steps.counts, Counts { passed: 4, failed: 0, skipped: 2 });
        assert!(steps.finish().is_ok());
    }

    #[test]
    fn times_read_well() {
        assert_eq!(seconds(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }
}
