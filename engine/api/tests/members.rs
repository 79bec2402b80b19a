//! Lists of names agree with the documented ones: that of the package test which calls every member, and that of the promises.

#[test]
fn the_package_test_calls_what_is_documented() {
    let names: serde_json::Value = serde_json::from_str(sparrow_api::NAMES).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/games/wx/every_member/members.js");
    let script = std::fs::read_to_string(script).unwrap();
    let list = script.split_once("module.exports = ").unwrap().1.trim_end().trim_end_matches(';');
    let list: serde_json::Value = serde_json::from_str(list).unwrap();
    assert_eq!(list, names["objects"]);
}

/// What may fail loudly is what is documented to give a promise: a name that is none of wx would never be found there.
#[test]
fn functions_with_a_promise_are_functions_of_wx() {
    let names: serde_json::Value = serde_json::from_str(sparrow_api::NAMES).unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../adapter/wx/promises.json");
    let promises: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let families = names["namespace"].as_object().unwrap();
    let functions = promises["functions"].as_array().unwrap();
    assert!(functions.len() > 100);
    for name in functions.iter().map(|name| name.as_str().unwrap()) {
        assert!(families.values().any(|family| family.get(name).is_some()), "{name}");
    }
}
