//! The README's examples run as shown.

use crate::support::{Sandbox, repository};

/// Returns the examples: the words after `$ asof`, and what is shown below them.
fn examples(readme: &str) -> Vec<(String, String)> {
    let blocks = readme
        .split("```console\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("```").map(|(block, _)| block));
    let commands = blocks.flat_map(|block| block.split("$ asof ").skip(1));
    commands
        .map(|example| {
            let (command, shown) = example.split_once('\n').unwrap_or((example, ""));
            (command.to_owned(), shown.trim_end().to_owned())
        })
        .collect()
}

#[test]
fn every_example_prints_what_the_readme_shows() {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let examples = examples(&readme);
    assert!(examples.len() >= 3, "{examples:?}");
    let sandbox = Sandbox::with_record();
    for (command, shown) in examples {
        // Arguments are quoted as a shell would have them, in single quotes only.
        let mut args = Vec::new();
        for (place, part) in command.split('\'').enumerate() {
            if place % 2 == 1 {
                args.push(part);
            } else {
                args.extend(part.split_whitespace());
            }
        }
        let ran = sandbox.run(&args);
        assert_eq!(ran.code, 0, "asof {command}: {}", ran.stderr);
        assert_eq!(ran.stdout.trim_end(), shown, "asof {command}");
    }
}
