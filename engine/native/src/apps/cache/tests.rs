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
        sequence: 0,
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
    let told = || cache.start().unwrap().unwrap().fell_back_from;
    assert_eq!(told(), None, "it is told once");
    let three = installed(&cache, "3", b"three");
    assert_eq!(started(&cache), ("3".to_owned(), true));
    assert_eq!(told(), None, "nothing was given up for this one");
    cache.mark_good(three.id).unwrap();
    assert_eq!(told(), None);
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
    let start = cache.start().unwrap().unwrap();
    assert_eq!((start.installed.release.version.as_str(), start.fell_back_from.as_deref()), ("1", Some("2")));
    assert_eq!(cache.start().unwrap().unwrap().fell_back_from, None, "it is told once");
    // The very first version has nothing to give way to.
    let (_other, cache) = self::cache();
    installed(&cache, "1", b"one");
    for _ in 0..=TRIES {
        assert_eq!(started(&cache), ("1".to_owned(), true));
    }
}

#[test]
fn a_look_at_what_would_start_changes_nothing() {
    let (root, cache) = cache();
    let elsewhere = AppCache::at(root.path(), "wx2");
    assert!(elsewhere.peek().unwrap().is_none() && !AppCache::is_there(root.path(), "wx2"));
    let seen = || cache.peek().unwrap().map(|start| (start.installed.release.version, start.on_trial));
    assert_eq!(seen(), None);
    let one = installed(&cache, "1", b"one");
    assert_eq!(seen(), Some(("1".to_owned(), true)));
    started(&cache);
    cache.mark_good(one.id).unwrap();
    let two = installed(&cache, "2", b"two");
    let index = || fs::read(cache.root.join("index.json")).unwrap();
    let before = index();
    for _ in 0..=TRIES {
        assert_eq!(seen(), Some(("2".to_owned(), true)));
    }
    assert_eq!(index(), before);
    for _ in 0..TRIES {
        assert_eq!(started(&cache), ("2".to_owned(), true));
    }
    assert_eq!(seen(), Some(("1".to_owned(), false)), "its tries are used up");
    let three = installed(&cache, "3", b"three");
    assert_eq!(seen(), Some(("3".to_owned(), true)));
    let part = cache.part_path(&three.release.parts[0]);
    fs::write(&part, b"thr33").unwrap();
    assert_eq!(seen(), Some(("1".to_owned(), false)), "a damaged version does not start");
    assert!(part.exists(), "whoever looks removes nothing");
    assert!(cache.refuse(two.id).unwrap());
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
}

#[test]
fn a_damaged_index_is_told_and_forgets_no_key() {
    let (root, cache) = cache();
    let key = PublicKey::parse("Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=").unwrap();
    let text = installed(&cache, "1", b"one").release.to_text();
    let reopened = || AppCache::open(root.path(), "wx1");
    let (index, pin) = (cache.root.join("index.json"), cache.root.join("pin.json"));
    for damaged in ["", "{", "\u{fffd}", "{}", "{\"format\": \"sparrow-apps-1\", \"signed\": 1}"] {
        cache.install(&text, Some(&key)).unwrap();
        assert!(reopened().unwrap().damage().is_none());
        fs::write(&index, damaged).unwrap();
        assert!(matches!(cache.start(), Err(AppError::Damaged { .. })), "{damaged}");
        let again = reopened().unwrap();
        assert!(again.damage().is_some(), "{damaged}");
        assert!(again.start().unwrap().is_none(), "{damaged}");
        assert_eq!(again.key().unwrap(), Some(key.clone()), "{damaged}");
        assert!(reopened().unwrap().damage().is_none(), "it is told once");
    }
    cache.install(&text, Some(&key)).unwrap();
    for damaged in ["", "{", "{\"format\": \"sparrow-pin-1\", \"key\": \"AAAA\"}"] {
        fs::write(&pin, damaged).unwrap();
        let error = reopened().unwrap_err().to_string();
        assert!(error.contains("pin.json is damaged") && error.contains("mend: remove"), "{error}");
        assert!(cache.install(&text, None).is_err() && cache.start().is_err());
    }
    fs::remove_file(&pin).unwrap();
    assert!(reopened().unwrap_err().to_string().contains("pin.json is gone"));
    // Older players kept the key in the index.
    let older = |key: &str| format!("{{\"format\": \"sparrow-apps-1\", \"key\": \"{key}\"}}");
    fs::write(&index, older("AAAA")).unwrap();
    assert!(reopened().unwrap_err().to_string().contains("pin.json is gone"));
    fs::write(&index, older(&key.to_string())).unwrap();
    assert_eq!(reopened().unwrap().key().unwrap(), Some(key.clone()));
    fs::write(&index, "{").unwrap();
    assert_eq!(reopened().unwrap().key().unwrap(), Some(key));
}

#[test]
fn the_newest_number_of_a_signed_game_is_kept() {
    let (root, cache) = cache();
    let key = PublicKey::parse("Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=").unwrap();
    let release = installed(&cache, "1", b"one").release;
    let install = |sequence: u64, key: Option<&PublicKey>| {
        cache.install(&Release { sequence, ..release.clone() }.to_text(), key).unwrap();
    };
    install(9, None);
    assert_eq!(cache.newest().unwrap(), 0, "a release that nobody signed says nothing");
    install(5, Some(&key));
    install(3, Some(&key));
    assert_eq!(cache.newest().unwrap(), 5);
    fs::write(cache.root.join("index.json"), "{").unwrap();
    assert_eq!(AppCache::open(root.path(), "wx1").unwrap().newest().unwrap(), 5);
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
        let release = Release {
            app_id: "wx1".to_owned(),
            version: version.to_owned(),
            name: "g".to_owned(),
            parts,
            sequence: 0,
        };
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
