//! The manual is made of the command line itself: help, man pages, completions.

use clap::Command;

use crate::support::Sandbox;

/// The shells for which completions are made.
const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

/// Returns every command of the program, those within others too, by the words that call it.
fn commands() -> Vec<(Vec<String>, Command)> {
    fn walk(words: &[String], command: &Command, found: &mut Vec<(Vec<String>, Command)>) {
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            let words = [words, &[inner.get_name().to_owned()]].concat();
            found.push((words.clone(), inner.clone()));
            walk(&words, inner, found);
        }
    }
    let mut root = asof_cli::command().term_width(100);
    root.build();
    let mut found = vec![(Vec::new(), root.clone())];
    walk(&[], &root, &mut found);
    found
}

/// Returns the long help of a command, without what every command takes: that stands in the help of the program.
fn reference(command: Command) -> String {
    let command = command.mut_args(|arg| {
        let is_shared = arg.is_global_set() || arg.get_id() == "help";
        if is_shared { arg.hide(true) } else { arg }
    });
    let help = command.term_width(100).render_long_help().to_string();
    help.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn the_reference_of_every_command() {
    let commands = commands();
    assert!(commands.len() > 10, "{}", commands.len());
    for (words, command) in commands.into_iter().filter(|(words, _)| !words.is_empty()) {
        let name = format!("asof-{}", words.join("-"));
        insta::with_settings!({omit_expression => true}, {
            insta::assert_snapshot!(name, reference(command));
        });
    }
}

#[test]
fn the_help_of_the_program_lists_every_command_under_what_it_is_for() {
    let sandbox = Sandbox::empty();
    let help = sandbox.run(&["--help"]).text().to_owned();
    insta::with_settings!({omit_expression => true}, { insta::assert_snapshot!("help", help) });
    for (words, _) in commands() {
        if let [name] = &words[..] {
            let listed = help.lines().filter(|line| line.starts_with(&format!("  {name} "))).count();
            assert_eq!(listed, 1, "{name}");
        }
    }
    assert_eq!(sandbox.run(&["help"]).text(), help);
    assert!(sandbox.run(&["-h"]).text().contains("asof --log demo known 2025-05-24"));
}

#[test]
fn the_short_help_of_a_command_fits_a_screen() {
    let sandbox = Sandbox::empty();
    for (words, _) in commands().into_iter().filter(|(words, _)| !words.is_empty()) {
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["-h"]).collect();
        let lines = sandbox.run(&words).text().lines().count();
        assert!(lines <= 34, "asof {}: {lines} lines", words.join(" "));
    }
}

#[test]
fn every_command_is_explained_by_itself() {
    let sandbox = Sandbox::empty();
    for (words, command) in commands().into_iter().filter(|(words, _)| !words.is_empty()) {
        let about = command.get_about().unwrap_or_else(|| panic!("{words:?} says nothing")).to_string();
        let asked: Vec<&str> = std::iter::once("help").chain(words.iter().map(String::as_str)).collect();
        let help = sandbox.run(&asked).text().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.starts_with(&about), "{words:?}");
    }
}

#[test]
fn completions_for_every_shell_name_every_command_and_the_global_options() {
    let sandbox = Sandbox::empty();
    for shell in SHELLS {
        let script = sandbox.run(&["completions", shell]).text().to_owned();
        for (words, _) in commands() {
            let name = words.last().map_or("asof", String::as_str);
            assert!(script.contains(name), "{shell}: {name}");
        }
        for option in ["known", "format", "output"] {
            assert!(script.contains(option), "{shell}: --{option}");
        }
    }
    assert!(sandbox.run(&["completions", "tcsh"]).fails(2).contains("zsh"));
}

#[test]
fn bash_accepts_its_completions_and_offers_the_commands() {
    let sandbox = Sandbox::empty();
    sandbox.run(&["completions", "bash", "-o", "asof.bash"]).text();
    let asked = "source asof.bash; COMP_WORDS=(asof kno); COMP_CWORD=1; _asof asof kno asof; echo \"${COMPREPLY[@]}\"";
    let output = std::process::Command::new("bash")
        .args(["--norc", "-c", asked])
        .current_dir(sandbox.path("."))
        .output()
        .expect("bash starts");
    let offered = String::from_utf8(output.stdout).unwrap();
    assert_eq!(offered.trim(), "known", "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn there_is_a_man_page_for_the_program_and_for_every_command() {
    let sandbox = Sandbox::empty();
    let first = sandbox.run(&["man"]).text().to_owned();
    let ran = sandbox.run(&["man", "share/man1"]);
    assert_eq!((ran.text(), ran.stderr.contains("share/man1/asof.1")), ("", true));
    for (words, command) in commands() {
        let name =
            std::iter::once("asof").chain(words.iter().map(String::as_str)).collect::<Vec<_>>().join("-");
        let page = std::fs::read_to_string(sandbox.path(&format!("share/man1/{name}.1"))).expect(&name);
        assert!(page.contains(&format!(".TH {name} 1")), "{name}");
        for option in command.get_opts().filter(|option| !option.is_global_set()) {
            let long = option.get_long().expect("every option has a long name").replace('-', "\\-");
            assert!(page.contains(&format!("\\-\\-{long}")), "{name}: --{long}");
        }
        assert!(words.len() != 1 || first.contains(&name.replace('-', "\\-")), "asof(1) lists {name}");
    }
    assert_eq!(std::fs::read_to_string(sandbox.path("share/man1/asof.1")).unwrap(), first);
}

#[test]
fn no_option_of_a_man_page_is_without_an_explanation() {
    let sandbox = Sandbox::empty();
    let page = sandbox.run(&["man"]).text().to_owned();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if line == ".TP" {
            let option = lines.next().expect("an option");
            let said = lines.peek().expect("an explanation");
            assert!(!said.starts_with('.') && !said.is_empty(), "{option}");
        }
    }
}
