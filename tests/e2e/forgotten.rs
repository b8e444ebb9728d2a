//! No test file is forgotten: one binary runs only the files that it names.

use crate::support::repository;

#[test]
fn every_test_file_is_named_in_main() {
    let folder = repository().join("tests/e2e");
    let main = std::fs::read_to_string(folder.join("main.rs")).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") {
            assert!(main.contains(&format!("mod {module};")), "{name} is not run");
        }
    }
}
