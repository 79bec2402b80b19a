use std::path::Path;

use super::*;

fn open(folder: &Path) -> DiskStore {
    DiskStore::open(folder).unwrap()
}

fn entries(store: &mut DiskStore) -> Vec<(String, String)> {
    let keys = store.entries().unwrap();
    keys.into_iter()
        .map(|(key, len)| {
            let value = store.get(&key).unwrap().unwrap();
            assert_eq!(value.len(), len);
            (key, value)
        })
        .collect()
}

fn file_len(folder: &Path) -> u64 {
    fs::metadata(folder.join("storage.log")).unwrap().len()
}

#[test]
fn values_survive_and_the_folder_is_made_late() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("a/b");
    let mut store = open(&folder);
    assert_eq!(store.get("x").unwrap(), None);
    store.remove("x").unwrap();
    assert!(!folder.exists());
    store.set("x", "1").unwrap();
    store.set("中文 key\n", "😀\0").unwrap();
    store.set("", "empty key").unwrap();
    store.set("gone", "2").unwrap();
    store.set("x", "3").unwrap();
    store.remove("gone").unwrap();
    drop(store);
    let mut store = open(&folder);
    assert!(store.take_damage().is_none());
    let expected = [("", "empty key"), ("x", "3"), ("中文 key\n", "😀\0")];
    assert_eq!(entries(&mut store), expected.map(|(k, v)| (k.to_owned(), v.to_owned())));
    store.clear().unwrap();
    assert_eq!(store.entries().unwrap(), []);
    store.set("y", "4").unwrap();
    drop(store);
    assert_eq!(entries(&mut open(&folder)), [("y".to_owned(), "4".to_owned())]);
}

#[test]
fn a_small_value_costs_a_small_write() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    for i in 0..10 {
        store.set(&format!("big{i}"), &"x".repeat(1_000_000)).unwrap();
    }
    let before = file_len(dir.path());
    store.set("small", "1").unwrap();
    assert_eq!(file_len(dir.path()) - before, 24 + 6);
}

#[test]
fn out_of_date_values_do_not_pile_up() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    store.set("other", &"o".repeat(10_000)).unwrap();
    for i in 0..2000 {
        store.set("score", &format!("{i:0>1000}")).unwrap();
        assert!(file_len(dir.path()) < 3 * 11_100 + 2 * SLACK_BYTES);
    }
    drop(store);
    let mut store = open(dir.path());
    assert_eq!(store.get("score").unwrap().unwrap(), format!("{:0>1000}", 1999));
    assert_eq!(store.get("other").unwrap().unwrap().len(), 10_000);
}

#[test]
fn two_stores_see_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let (mut a, mut b) = (open(dir.path()), open(dir.path()));
    a.set("x", "a").unwrap();
    assert_eq!(b.get("x").unwrap().as_deref(), Some("a"));
    b.set("y", "b").unwrap();
    a.set("z", "a").unwrap();
    assert_eq!(entries(&mut a), entries(&mut b));
    // One writes the file anew, the other goes on.
    for i in 0..100 {
        a.set("big", &format!("{i:0>5000}")).unwrap();
    }
    assert_eq!(b.get("big").unwrap(), a.get("big").unwrap());
    b.clear().unwrap();
    assert_eq!(a.entries().unwrap(), []);
    // Grown again to the length that `a` knew, with other contents.
    a.set("x", "1").unwrap();
    b.clear().unwrap();
    b.set("x", "2").unwrap();
    assert_eq!(a.get("x").unwrap().as_deref(), Some("2"));
    fs::remove_file(dir.path().join("storage.log")).unwrap();
    assert_eq!(a.get("x").unwrap(), None);
    b.set("n", "1").unwrap();
    assert_eq!(entries(&mut a), [("n".to_owned(), "1".to_owned())]);
}

#[test]
fn a_cut_write_is_forgotten_without_a_word() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("storage.log");
    let mut store = open(dir.path());
    store.set("a", "1").unwrap();
    let keep = file_len(dir.path());
    store.set("b", &"2".repeat(50)).unwrap();
    drop(store);
    let whole = fs::read(&path).unwrap();
    for end in keep as usize..whole.len() {
        fs::write(&path, &whole[..end]).unwrap();
        let mut store = open(dir.path());
        assert_eq!(entries(&mut store), [("a".to_owned(), "1".to_owned())], "cut at {end}");
        assert!(store.take_damage().is_none());
        store.set("c", "3").unwrap();
        drop(store);
        assert_eq!(open(dir.path()).get("c").unwrap().as_deref(), Some("3"));
    }
}

#[test]
fn damage_is_told_kept_aside_and_costs_one_value() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("storage.log");
    let mut store = open(dir.path());
    for key in ["a", "b", "c"] {
        store.set(key, &key.repeat(10)).unwrap();
    }
    drop(store);
    let whole = fs::read(&path).unwrap();
    let clean = |dir: &Path| {
        for entry in fs::read_dir(dir).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
    };
    for at in 0..whole.len() {
        clean(dir.path());
        let mut bad = whole.clone();
        bad[at] ^= 0x10;
        fs::write(&path, &bad).unwrap();
        let mut store = open(dir.path());
        let damage = store.take_damage().unwrap_or_else(|| panic!("byte {at}"));
        assert_eq!(fs::read(damage.kept_as.as_ref().unwrap()).unwrap(), bad);
        // The header of the file holds no value; each other byte belongs to one.
        assert_eq!(damage.kept_values, if at < HEADER_BYTES { 3 } else { 2 }, "byte {at}: {damage}");
        assert_eq!(entries(&mut store).len(), damage.kept_values);
        store.set("d", "4").unwrap();
        drop(store);
        let mut again = open(dir.path());
        assert!(again.take_damage().is_none());
        assert_eq!(again.get("d").unwrap().as_deref(), Some("4"));
    }
    clean(dir.path());
    fs::write(&path, b"this was never a storage file, but it is long enough to look like one").unwrap();
    let mut store = open(dir.path());
    let text = store.take_damage().unwrap().to_string();
    assert!(
        text.contains("was damaged: 69 bytes are lost, 0 values are intact; the damaged file is kept as"),
        "{text}"
    );
    assert!(text.ends_with("storage.damaged-1.log"), "{text}");
}

#[test]
fn a_value_that_goes_bad_while_it_is_known_is_an_error_not_a_lie() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    store.set("a", "1111").unwrap();
    store.set("b", "2222").unwrap();
    let path = dir.path().join("storage.log");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(4).position(|w| w == b"1111").unwrap();
    bytes[at] = b'9';
    let mut file = OpenOptions::new().write(true).open(&path).unwrap();
    file.write_all(&bytes).unwrap();
    assert!(matches!(store.get("a"), Err(StoreError::Corrupt(_))));
    assert_eq!(store.get("b").unwrap().as_deref(), Some("2222"));
    store.set("a", "3").unwrap();
    assert_eq!(store.get("a").unwrap().as_deref(), Some("3"));
}

#[test]
fn an_empty_file_is_no_damage() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("storage.log"), b"").unwrap();
    let mut store = open(dir.path());
    store.set("a", "1").unwrap();
    drop(store);
    let mut store = open(dir.path());
    assert_eq!(store.get("a").unwrap().as_deref(), Some("1"));
    assert!(store.take_damage().is_none());
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_with_its_name() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), b"").unwrap();
    let error = match DiskStore::open(dir.path().join("file/storage")) {
        Ok(mut store) => store.set("a", "1").unwrap_err(),
        Err(error) => error,
    };
    assert!(error.to_string().contains("storage.log: "), "{error}");
}

#[test]
fn a_lock_that_is_held_is_waited_for_only_so_long() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    store.set("a", "1").unwrap();
    let mut other = open(dir.path());
    other.lock_tries = 2;
    let lock = store.lock().unwrap();
    assert_eq!(other.get("a").unwrap().as_deref(), Some("1"));
    let error = other.set("a", "2").unwrap_err().to_string();
    assert!(error.ends_with("is held by another process that does not answer"), "{error}");
    drop(lock);
    other.set("a", "2").unwrap();
    assert_eq!(store.get("a").unwrap().as_deref(), Some("2"));
}
