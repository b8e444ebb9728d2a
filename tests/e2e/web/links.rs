//! Where pages lead, and what they say prints the same.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::thread;

use axum::http::StatusCode;

use super::support::{Page, Pages};
use super::walk::{Walk, read, stroll, walk};
use crate::support::{Ran, Sandbox, repository};

/// Small logs: one with a plan and its outcome, one with corrections and disputes.
const LOGS: [&str; 2] = ["first-days", "cinder-pass"];

fn sandbox(log: &str) -> Sandbox {
    Sandbox::with_log(&repository().join(format!("fixtures/logs/{log}.jsonl")))
}

#[test]
fn every_link_leads_somewhere_and_no_command_is_left_to_type() {
    for log in LOGS {
        let pages = Pages::of(&sandbox(log));
        let found = walk(&pages, "/");
        assert!(found.len() > 300, "{log}: {}", found.len());
        let broken = found.iter().filter(|(_, sent)| sent.status != StatusCode::OK);
        let broken: Vec<_> = broken.map(|(url, sent)| (sent.status, url)).collect();
        assert_eq!(broken, [], "{log}");
        for (url, page) in read(&found) {
            let foot = page.command();
            let codes = page.named("code").map(|code| code.text.as_str()).filter(|code| Some(*code) != foot);
            let typed: Vec<&str> =
                codes.filter(|code| code.starts_with("asof ") || code.starts_with("--")).collect();
            assert_eq!(typed, [""; 0], "{log} {url}");
        }
    }
}

#[test]
fn a_page_by_its_token_leads_on_in_words() {
    let pages = Pages::of(&sandbox(LOGS[0]));
    for (url, onward) in [
        ("/?at=2025-05-15", "/due?at=2025-05-15&process=talks"),
        ("/?at=2025-05-15&known=then", "/due?at=2025-05-15&known=then&process=talks"),
        ("/?at=2025-05-15&known=2025-05-16", "/due?at=2025-05-15&known=2025-05-16&process=talks"),
        ("/?at=2025-05-15&recorded=12", "/due?at=2025-05-15&process=talks&recorded=12"),
    ] {
        let by_token = pages.page(url).links().into_iter().find(|link| link.contains("root=")).unwrap();
        let (page, then) = (pages.page(&by_token), pages.page(url));
        assert!(page.links().contains(onward), "{by_token}: {:?}", page.links());
        assert_eq!(page.text_of("h1"), then.text_of("h1"));
        assert_eq!(page.field("at"), then.field("at"), "{url}");
        let shown = |page: &Page| page.text_of("main").to_owned();
        assert_eq!(shown(&page), shown(&then), "{url}");
    }
}

#[test]
fn the_command_at_the_foot_of_a_page_prints_the_same_answer() {
    for (log, walk) in [(LOGS[0], walk as Walk), (LOGS[1], stroll)] {
        let sandbox = sandbox(log);
        let pages = Pages::of(&sandbox);
        let found = walk(&pages, "/");
        let commands: BTreeMap<String, String> = read(&found)
            .filter_map(|(url, page)| Some((page.command()?.to_owned(), url.to_owned())))
            .collect();
        assert!(commands.len() > 40, "{log}: {}", commands.len());
        let commands: Vec<_> = commands.iter().collect();
        thread::scope(|scope| {
            for part in commands.chunks(commands.len().div_ceil(2)) {
                scope.spawn(|| part.iter().for_each(|(command, url)| same(&sandbox, &pages, command, url)));
            }
        });
    }
}

/// Asserts that a command, as a shell reads it, prints what a page answers in another form.
fn same(sandbox: &Sandbox, pages: &Pages, command: &str, url: &str) {
    let form = if command.starts_with("asof plot ") { "svg" } else { "json" };
    let joint = if url.contains('?') { '&' } else { '?' };
    let answered = pages.get(&format!("{url}{joint}format={form}"));
    assert_eq!(answered.status, StatusCode::OK, "{url}");
    let format = if form == "json" { "--format json" } else { "" };
    let program = sandbox.command();
    let script = format!("asof() {{ '{}' \"$@\"; }}; {command} {format}", program.get_program().display());
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &script]).current_dir(program.get_current_dir().unwrap()).env_clear();
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?)))).stdin(Stdio::null());
    let ran = Ran::from(shell.output().unwrap());
    assert_eq!(ran.text(), answered.text(), "{command} and {url}");
}
