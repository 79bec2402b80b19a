//! All tests of a folder, side by side.

use crate::{
    descriptor::{Descriptor, RendererKind},
    discover::TestFolder,
    judge::{Failure, Mode, Verdict, verdict},
    runner::GameRunner,
};
use std::{
    num::NonZero,
    path::PathBuf,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

/// One test on one renderer.
#[derive(Clone, Debug)]
pub struct Case {
    /// The test's name, below the folder of all tests.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// Who draws; `None` when the descriptor cannot be read.
    pub renderer: Option<RendererKind>,
    /// What the test is about.
    pub about: Option<String>,
    /// Its descriptor's mistake.
    mistake: Option<String>,
}

/// What came of a case.
#[derive(Clone, Debug)]
pub struct CaseResult {
    /// The case.
    pub case: Case,
    /// Its verdict.
    pub verdict: Verdict,
    /// Real time that it took.
    pub took_ms: f64,
}

/// The cases of some tests: one for each renderer that a test names, or for `renderer` only.
pub fn cases_of(tests: &[TestFolder], renderer: Option<RendererKind>) -> Vec<Case> {
    let mut cases = Vec::new();
    for test in tests {
        let case = Case {
            name: test.name.clone(),
            folder: test.path.clone(),
            renderer: None,
            about: None,
            mistake: None,
        };
        match Descriptor::read(&test.path) {
            Err(error) => cases.push(Case { mistake: Some(error.to_string()), ..case }),
            Ok(descriptor) => {
                let renderers =
                    renderer.map_or_else(|| descriptor.renderers.clone(), |renderer| vec![renderer]);
                cases.extend(renderers.into_iter().map(|renderer| Case {
                    renderer: Some(renderer),
                    about: descriptor.about.clone(),
                    ..case.clone()
                }));
            }
        }
    }
    cases
}

/// Runs cases, `jobs` at a time, and gives their results in the cases' order. `done` hears of each as it ends.
///
/// To bless, run one at a time: the first renderer of a test writes what the others are compared with.
pub fn run(
    cases: &[Case],
    mode: Mode,
    jobs: NonZero<usize>,
    runner: &dyn GameRunner,
    done: &(dyn Fn(&CaseResult) + Sync),
) -> Vec<CaseResult> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::new());
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(index) else { return };
            let result = run_one(case, mode, runner);
            done(&result);
            results.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..jobs.get().min(cases.len()) {
            scope.spawn(work);
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

fn run_one(case: &Case, mode: Mode, runner: &dyn GameRunner) -> CaseResult {
    let begin = Instant::now();
    let verdict = match (case.renderer, &case.mistake) {
        (Some(renderer), _) => verdict(&case.folder, renderer, mode, runner),
        (None, mistake) => Err(mistake.clone().unwrap_or_default()),
    };
    let verdict = verdict.unwrap_or_else(|error| Verdict {
        failures: vec![Failure { text: error, pictures: None }],
        ..Verdict::default()
    });
    CaseResult { case: case.clone(), verdict, took_ms: begin.elapsed().as_secs_f64() * 1000.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        discover::tests_below,
        runner::{Job, Outcome},
    };

    struct Says;

    impl GameRunner for Says {
        fn run(&self, job: Job<'_>) -> Result<Outcome, String> {
            let name = job.package.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(Outcome { console: vec![name], ..Outcome::default() })
        }
    }

    #[test]
    fn results_come_in_order_and_mistakes_are_failures() {
        let root = tempfile::tempdir().unwrap();
        for (name, text, output) in [
            (
                "a",
                "frames = 1\nviewport = { width = 1, height = 1 }\nrenderers = [\"raster\", \"gpu\"]",
                "a\n",
            ),
            ("b", "frames = 1\nviewport = { width = 1, height = 1 }\nrenderers = [\"raster\"]", "x\n"),
            ("c", "frams = 1", ""),
        ] {
            let folder = root.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join("test.toml"), text).unwrap();
            std::fs::write(folder.join("output.txt"), output).unwrap();
        }
        let cases = cases_of(&tests_below(root.path()).unwrap(), None);
        let count = AtomicUsize::new(0);
        let three = NonZero::new(3).unwrap();
        let results = run(&cases, Mode::Compare, three, &Says, &|_| {
            count.fetch_add(1, Ordering::Relaxed);
        });
        assert_eq!(count.into_inner(), 4);
        let summary: Vec<_> = results.iter().map(|r| (r.case.name.as_str(), r.verdict.passed())).collect();
        assert_eq!(summary, [("a", true), ("a", true), ("b", false), ("c", false)]);
        assert!(results[3].verdict.failures[0].text.contains("frams"));
    }
}
