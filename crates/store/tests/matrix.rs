//! The matrix of stores and faults in the README: no cell is empty, and each names a test that there is.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Collects the names of all functions below a folder, each behind the name of its file: `kills::what_was_...`.
fn functions(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            functions(&path, found);
            continue;
        }
        let module = path.file_stem().unwrap().to_str().unwrap();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for line in text.lines() {
            let name = line.trim_start().strip_prefix("fn ").and_then(|rest| rest.split('(').next());
            found
                .extend(name.iter().flat_map(|name| [format!("{module}::{name}"), format!("tests::{name}")]));
        }
    }
}

#[test]
fn every_cell_of_the_matrix_is_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut own, mut of_program) = (BTreeSet::new(), BTreeSet::new());
    functions(&root.join("src"), &mut own);
    functions(&root.join("tests"), &mut own);
    functions(&root.join("../../tests/e2e"), &mut of_program);
    let text = fs::read_to_string(root.join("README.md")).unwrap();
    let rows = text.lines().skip_while(|line| !line.starts_with("| Fault")).skip(2);
    let mut cells = 0;
    for row in rows.take_while(|line| line.starts_with('|')) {
        let columns: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert_eq!(columns.len(), 4, "{row}");
        for cell in &columns[1..] {
            let named: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
            assert!(!named.is_empty(), "{}: a cell without a test", columns[0]);
            for name in named {
                let is_there = match name.strip_prefix("e2e::") {
                    Some(name) => of_program.contains(name),
                    None => own.contains(name),
                };
                assert!(is_there, "there is no test `{name}`");
            }
            cells += 1;
        }
    }
    assert!(cells >= 60, "{cells}");
}
