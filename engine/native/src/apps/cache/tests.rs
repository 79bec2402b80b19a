use super::*;
use sparrow_platform::RelativePath;
use tempfile::TempDir;

fn cache() -> (TempDir, AppCache) {
    let root = tempfile::tempdir().unwrap();
    let cache = AppCache::open(root.path(), "wx1").unwrap();
    (root, cache)
}

/// A release whose main package is `content`, put where a download puts it.
fn installed(cache: &AppCache, version: &str, content: &[u8]) -> Installed {
    let part = ReleasePart {
        name: String::new(),
        root: RelativePath::root(),
        independent: false,
        bytes: content.len() as u64,
        hash: ContentHash::of(content),
    };
    write_whole(&cache.part_path(&part), content).unwrap();
    let release = Release {
        app_id: "wx1".to_owned(),
        version: version.to_owned(),
        name: "g".to_owned(),
        parts: vec![part],
    };
    cache.install(&release.to_text(), None).unwrap()
}

fn started(cache: &AppCache) -> (String, bool) {
    let start = cache.start().unwrap().expect("a version");
    (start.installed.release.version, start.on_trial)
}

#[test]
fn a_version_is_on_trial_until_it_has_run() {
    let (_root, cache) = cache();
    assert!(cache.start().unwrap().is_none());
    let one = installed(&cache, "1", b"one");
    assert_eq!(started(&cache), ("1".to_owned(), true));
    cache.mark_good(one.id).unwrap();
    assert_eq!(started(&cache), ("1".to_owned(), false));
    let two = installed(&cache, "2", b"two");
    assert!(cache.knows(&two.release.to_text()).unwrap());
    assert_eq!(started(&cache), ("2".to_owned(), true));
    cache.mark_good(two.id).unwrap();
    assert_eq!(started(&cache), ("2".to_owned(), false));
}

#[test]
fn a_version_that_does_not_start_gives_way_to_the_last_good_one() {
    let (_root, cache) = cache();
    let one = installed(&cache, "1", b"one");
    started(&cache);
    cache.mark_good(one.id).unwrap();
    let two = installed(&cache, "2", b"two");
    started(&cache);
    assert!(cache.refuse(two.id).unwrap());
    let start = cache.start().unwrap().unwrap();
    assert_eq!((start.installed.release.version.as_str(), start.fell_back_from.as_deref()), ("1", Some("2")));
    assert!(cache.knows(&two.release.to_text()).unwrap(), "it is not fetched again");
    let three = installed(&cache, "3", b"three");
    assert_eq!(started(&cache), ("3".to_owned(), true));
    cache.mark_good(three.id).unwrap();
    assert!(!cache.refuse(three.id).unwrap(), "the only good version is never refused");
}

#[test]
fn a_version_during_which_the_process_dies_gives_way_after_some_tries() {
    let (_root, cache) = cache();
    let one = installed(&cache, "1", b"one");
    started(&cache);
    cache.mark_good(one.id).unwrap();
    installed(&cache, "2", b"two");
    for _ in 0..TRIES {
        assert_eq!(started(&cache), ("2".to_owned(), true));
    }
    assert_eq!(started(&cache), ("1".to_owned(), false));
    // The very first version has nothing to give way to.
    let (_other, cache) = self::cache();
    installed(&cache, "1", b"one");
    for _ in 0..=TRIES {
        assert_eq!(started(&cache), ("1".to_owned(), true));
    }
}

#[test]
fn damage_leads_to_another_version_and_never_to_an_error() {
    let (_root, cache) = cache();
    let one = installed(&cache, "1", b"one");
    started(&cache);
    cache.mark_good(one.id).unwrap();
    let two = installed(&cache, "2", b"two");
    fs::write(cache.part_path(&two.release.parts[0]), b"tw0").unwrap();
    let start = cache.start().unwrap().unwrap();
    assert_eq!((start.installed.release.version.as_str(), start.fell_back_from.as_deref()), ("1", Some("2")));
    assert!(!cache.part_path(&two.release.parts[0]).exists(), "the damaged part is gone");
    fs::write(cache.root.join("releases").join(one.id.to_string()), b"{}").unwrap();
    assert!(cache.start().unwrap().is_none());
    fs::write(cache.root.join("index.json"), b"\xff{").unwrap();
    assert!(cache.start().unwrap().is_none());
    fs::write(cache.root.join("index.json"), b"{").unwrap();
    assert!(cache.start().unwrap().is_none());
}

#[test]
fn the_source_is_remembered_and_old_files_go() {
    let (_root, cache) = cache();
    cache.set_source("http://a/").unwrap();
    assert_eq!(cache.source().unwrap().as_deref(), Some("http://a/"));
    let one = installed(&cache, "1", b"one");
    started(&cache);
    let old = cache.root.join("parts/old.zip");
    fs::write(&old, b"x").unwrap();
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
    File::options().write(true).open(&old).unwrap().set_modified(long_ago).unwrap();
    File::options()
        .write(true)
        .open(cache.part_path(&one.release.parts[0]))
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    cache.mark_good(one.id).unwrap();
    assert!(!old.exists() && cache.has_part(&one.release.parts[0]));
}

#[test]
fn an_independent_subpackage_starts_from_the_newest_version_that_has_it() {
    let (_root, cache) = cache();
    let part = |name: &str, root: &str, content: &[u8]| ReleasePart {
        name: name.to_owned(),
        root: RelativePath::new(root).unwrap(),
        independent: !name.is_empty(),
        bytes: content.len() as u64,
        hash: ContentHash::of(content),
    };
    let text = |version: &str, main: &[u8], rank: &[u8]| {
        let parts = vec![part("", "", main), part("rank", "rank", rank)];
        let release =
            Release { app_id: "wx1".to_owned(), version: version.to_owned(), name: "g".to_owned(), parts };
        release.to_text()
    };
    let put = |content: &[u8]| write_whole(&cache.part_path(&part("", "", content)), content).unwrap();
    let alone =
        || cache.start_alone("rank").unwrap().map(|(installed, zip)| (installed.release.version, zip));
    let one = text("1", b"main 1", b"rank 1");
    assert!(alone().is_none() && !cache.knows_alone(&one, "rank").unwrap());
    put(b"rank 1");
    cache.install_alone(&one, None).unwrap();
    assert!(cache.knows_alone(&one, "rank").unwrap() && !cache.knows_alone(&one, "none").unwrap());
    assert_eq!(alone(), Some(("1".to_owned(), b"rank 1".to_vec())));
    assert!(cache.start().unwrap().is_none(), "the main package is not here");
    assert!(alone().is_some(), "which is no reason to forget the other part");
    // The main package of a newer version comes: that version's subpackage is to come, too, and until then the older one starts.
    put(b"main 2");
    let two = cache.install(&text("2", b"main 2", b"rank 2"), None).unwrap();
    assert_eq!(started(&cache), ("2".to_owned(), true));
    assert_eq!(alone(), Some(("1".to_owned(), b"rank 1".to_vec())));
    assert!(!cache.knows_alone(&two.release.to_text(), "rank").unwrap());
    put(b"rank 2");
    assert_eq!(alone(), Some(("2".to_owned(), b"rank 2".to_vec())));
    assert_eq!(started(&cache), ("2".to_owned(), true));
    cache.mark_good(two.id).unwrap();
    // A newer subpackage alone leaves the main package's version as it is.
    put(b"rank 3");
    cache.install_alone(&text("3", b"main 3", b"rank 3"), None).unwrap();
    assert_eq!(alone(), Some(("3".to_owned(), b"rank 3".to_vec())));
    assert_eq!(started(&cache), ("2".to_owned(), false));
}
