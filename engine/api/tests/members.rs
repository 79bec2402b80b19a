//! The package test that calls every member knows every member.

#[test]
fn the_package_test_calls_what_is_documented() {
    let names: serde_json::Value = serde_json::from_str(sparrow_api::NAMES).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/games/wx/every_member/members.js");
    let script = std::fs::read_to_string(script).unwrap();
    let list = script.split_once("module.exports = ").unwrap().1.trim_end().trim_end_matches(';');
    let list: serde_json::Value = serde_json::from_str(list).unwrap();
    assert_eq!(list, names["objects"]);
}
