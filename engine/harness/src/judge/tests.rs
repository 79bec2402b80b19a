use super::*;
use tempfile::TempDir;

const RASTER: RendererKind = RendererKind::Raster;
const PLAIN: &str = "frames = 10\nviewport = { width = 4, height = 1 }\nrenderers = [\"raster\", \"gpu\"]\n";
const PICTURE: &str = "pictures = { end = 10 }\npicture_from = \"made up\"\n\
    [tolerance.raster]\nchannel = 0\n[tolerance.gpu]\nchannel = 2\n";

/// Gives what it was made with, on every renderer.
struct Fake(Outcome);

impl GameRunner for Fake {
    fn run(&self, _job: Job<'_>) -> Result<Outcome, String> {
        Ok(self.0.clone())
    }
}

fn folder(descriptor: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("test.toml"), format!("{PLAIN}{descriptor}")).unwrap();
    folder
}

fn console(lines: &[&str]) -> Outcome {
    Outcome { console: lines.iter().map(|&line| line.to_owned()).collect(), ..Outcome::default() }
}

fn grey(value: u8) -> Outcome {
    let picture = Picture::new(4, 1, [value, value, value, 255].repeat(4));
    Outcome { pictures: vec![("end".to_owned(), picture)], ..Outcome::default() }
}

fn compare(folder: &TempDir, renderer: RendererKind, outcome: Outcome) -> Result<(), String> {
    judge(folder.path(), renderer, Mode::Compare, &Fake(outcome))
}

fn bless(folder: &TempDir, renderer: RendererKind, outcome: Outcome) -> Result<(), String> {
    judge(folder.path(), renderer, Mode::Bless, &Fake(outcome))
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = folder.path().read_dir().unwrap();
    let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn console_lines_are_compared_and_blessed() {
    let folder = folder("");
    assert!(compare(&folder, RASTER, console(&["a"])).unwrap_err().contains("expects nothing"));
    bless(&folder, RASTER, console(&["a", "b\nc"])).unwrap();
    assert_eq!(std::fs::read_to_string(folder.path().join("output.txt")).unwrap(), "a\nb\nc\n");
    compare(&folder, RASTER, console(&["a", "b\nc"])).unwrap();
    let failure = compare(&folder, RASTER, console(&["a", "x\nc"])).unwrap_err();
    assert!(failure.contains("- b") && failure.contains("+ x"), "{failure}");
    assert_eq!(names(&folder), ["output.raster.actual.txt", "output.txt", "test.toml"]);
    compare(&folder, RASTER, console(&["a", "b\nc"])).unwrap();
    assert_eq!(names(&folder), ["output.txt", "test.toml"], "what a failure left behind is gone");
}

#[test]
fn pictures_are_compared_by_the_tolerance_of_the_renderer() {
    let folder = folder(PICTURE);
    let failure = compare(&folder, RASTER, grey(100)).unwrap_err();
    assert!(failure.contains("there is no") && failure.contains("bless"), "{failure}");
    bless(&folder, RASTER, grey(100)).unwrap();
    compare(&folder, RASTER, grey(100)).unwrap();
    compare(&folder, RendererKind::Gpu, grey(102)).unwrap();
    let failure = compare(&folder, RASTER, grey(102)).unwrap_err();
    assert!(failure.contains("4 of 4 pixels") && failure.contains("end.raster.diff.png"), "{failure}");
    assert_eq!(
        names(&folder),
        ["end.expected.png", "end.raster.actual.png", "end.raster.diff.png", "test.toml"]
    );
}

#[test]
fn only_the_first_renderer_writes_expectations() {
    let folder = folder(PICTURE);
    bless(&folder, RASTER, grey(100)).unwrap();
    let failure = bless(&folder, RendererKind::Gpu, grey(150)).unwrap_err();
    assert!(failure.contains("off, by up to 50"), "{failure}");
    compare(&folder, RASTER, grey(100)).unwrap();
}

#[test]
fn a_picture_without_a_canvas_fails() {
    let folder = folder(PICTURE);
    let outcome = Outcome { pictures: vec![("end".to_owned(), None)], ..Outcome::default() };
    assert!(compare(&folder, RASTER, outcome).unwrap_err().contains("no screen canvas"));
}

#[test]
fn a_known_failure_must_keep_failing() {
    let folder = folder(&format!("known_failure = {{ gpu = \"no blur yet\" }}\n{PICTURE}"));
    bless(&folder, RASTER, grey(100)).unwrap();
    compare(&folder, RendererKind::Gpu, grey(150)).unwrap();
    let failure = compare(&folder, RendererKind::Gpu, grey(100)).unwrap_err();
    assert!(
        failure.contains("remove `known_failure.gpu` from") && failure.contains("no blur yet"),
        "{failure}"
    );
    assert!(compare(&folder, RASTER, grey(150)).is_err(), "the other renderer is not excused");
}

#[test]
fn a_known_failure_is_not_blessed() {
    let folder = folder("known_failure = \"prints the wrong line\"\n");
    std::fs::write(folder.path().join("output.txt"), "right\n").unwrap();
    bless(&folder, RASTER, console(&["wrong"])).unwrap();
    assert_eq!(std::fs::read_to_string(folder.path().join("output.txt")).unwrap(), "right\n");
}

#[test]
fn a_run_with_an_uncaught_error_is_not_blessed() {
    let folder = folder("");
    std::fs::write(folder.path().join("output.txt"), "right\n").unwrap();
    let outcome = Outcome { errors: vec!["TypeError: x".to_owned()], ..console(&["wrong"]) };
    assert!(bless(&folder, RASTER, outcome).unwrap_err().contains("TypeError: x"));
    assert_eq!(std::fs::read_to_string(folder.path().join("output.txt")).unwrap(), "right\n");
}

#[test]
fn uncaught_errors_fail_unless_they_are_expected() {
    let error = |text: &str| Outcome { errors: vec![text.to_owned()], ..Outcome::default() };
    let strict = folder(PICTURE);
    bless(&strict, RASTER, grey(0)).unwrap();
    let outcome = Outcome { errors: vec!["TypeError: x".to_owned()], ..grey(0) };
    assert!(compare(&strict, RASTER, outcome).unwrap_err().contains("TypeError: x"));

    let expecting = folder("errors = [\"x is not a function\"]\n");
    compare(&expecting, RASTER, error("TypeError: x is not a function at game.js:1")).unwrap();
    assert!(compare(&expecting, RASTER, error("TypeError: y")).is_err());
    assert!(
        compare(&expecting, RASTER, Outcome::default())
            .unwrap_err()
            .contains("0 uncaught errors, 1 expected")
    );
}

#[test]
fn the_end_and_the_start_are_what_was_expected() {
    let exits = folder("exits = true\nerrors = []\n");
    std::fs::write(exits.path().join("output.txt"), "").unwrap();
    assert!(compare(&exits, RASTER, Outcome::default()).unwrap_err().contains("did not end itself"));
    compare(&exits, RASTER, Outcome { exited: true, ..Outcome::default() }).unwrap();

    let fails = folder("fails_to_start = \"game.json\"\n");
    let start = |text: &str| Outcome { start_error: Some(text.to_owned()), ..Outcome::default() };
    compare(&fails, RASTER, start("no game.json in the package")).unwrap();
    assert!(compare(&fails, RASTER, start("no game.js")).unwrap_err().contains("did not start with"));
    assert!(compare(&fails, RASTER, Outcome::default()).unwrap_err().contains("started"));
    assert!(compare(&exits, RASTER, start("no game.js")).unwrap_err().contains("did not start: no game.js"));
}

#[test]
fn a_bad_descriptor_and_a_missing_device_fail() {
    struct NoDevice;
    impl GameRunner for NoDevice {
        fn run(&self, _job: Job<'_>) -> Result<Outcome, String> {
            Err("no graphics device".to_owned())
        }
    }
    let known = folder("known_failure = \"anything\"\n");
    let failure = judge(known.path(), RASTER, Mode::Compare, &NoDevice).unwrap_err();
    assert_eq!(
        failure, "no graphics device",
        "not even a known failure excuses a machine that lacks something"
    );
    let bad = folder("frame = 3\n");
    assert!(compare(&bad, RASTER, Outcome::default()).unwrap_err().contains("test.toml"));
}
