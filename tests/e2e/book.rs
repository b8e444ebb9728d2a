//! The documents as a whole: the manual lists its pages, links lead somewhere, and the README stays a front door.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::support::{Sandbox, repository};

const MANUAL: &str = "crates/cli/manual";

/// A document as links see it.
#[derive(Default)]
struct Document {
    /// Its headings, in order.
    headings: Vec<String>,
    /// Where its links and pictures lead, with the text of each.
    links: Vec<(String, String)>,
}

impl Document {
    fn read(path: &Path) -> Self {
        let text =
            std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut document = Self::default();
        // The texts of what is open: links and pictures within headings, and the heading.
        let mut open: Vec<String> = Vec::new();
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Heading { .. }) => open.push(String::new()),
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    document.links.push((dest_url.into_string(), String::new()));
                    open.push(String::new());
                }
                Event::Text(text) | Event::Code(text) => open.iter_mut().for_each(|open| *open += &text),
                Event::SoftBreak => open.iter_mut().for_each(|open| open.push(' ')),
                Event::End(TagEnd::Heading(_)) => document.headings.extend(open.pop()),
                Event::End(TagEnd::Link | TagEnd::Image) => {
                    let text = open.pop().unwrap_or_default();
                    document.links.iter_mut().rfind(|(_, so_far)| so_far.is_empty()).unwrap().1 = text;
                }
                _ => {}
            }
        }
        document
    }

    /// Returns the anchors of its headings, as GitHub makes them: letters, digits, hyphens and underscores in lower
    /// case, hyphens for spaces, and a number behind what was there before.
    fn anchors(&self) -> Vec<String> {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let anchor = |heading: &String| {
            let kept = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
            let anchor = heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-");
            let before = seen.entry(anchor.clone()).or_default();
            *before += 1;
            match *before {
                1 => anchor,
                more => format!("{anchor}-{}", more - 1),
            }
        };
        self.headings.iter().map(anchor).collect()
    }
}

/// Returns the pages of the manual, by their names.
fn pages() -> Vec<String> {
    let entries = std::fs::read_dir(repository().join(MANUAL)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut pages: Vec<String> = names.filter(|name| name.ends_with(".md") && name != "SUMMARY.md").collect();
    pages.sort();
    pages
}

/// Says what is wrong with a link of a document, if anything.
fn broken(from: &Path, link: &str) -> Option<String> {
    if link.contains("://") || link.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
    let target = match file {
        "" => from.to_owned(),
        file => from.parent().unwrap().join(file),
    };
    if !target.exists() {
        return Some("there is no such file".to_owned());
    }
    let anchors = Document::read(anchor.map(|_| target.as_path())?).anchors();
    (!anchors.iter().any(|heading| Some(heading.as_str()) == anchor))
        .then(|| format!("no heading has this anchor: {anchors:?}"))
}

#[test]
fn links_of_the_documents_lead_to_files_and_headings() {
    let root = repository();
    let mut documents: Vec<PathBuf> = pages().iter().map(|page| root.join(MANUAL).join(page)).collect();
    let others =
        ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "events/README.md", "events/encode-your-own.md"];
    documents.extend(others.map(|name| root.join(name)));
    documents.push(root.join("crates/store/README.md"));
    documents.push(root.join(MANUAL).join("SUMMARY.md"));
    let mut links = 0;
    let mut wrong = Vec::new();
    for document in &documents {
        for (link, _) in Document::read(document).links {
            links += 1;
            wrong.extend(broken(document, &link).map(|why| format!("{}: {link}: {why}", document.display())));
        }
    }
    assert!(links >= 100, "{links}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_summary_lists_each_page_once_by_its_title() {
    let folder = repository().join(MANUAL);
    let summary = Document::read(&folder.join("SUMMARY.md"));
    let mut listed: Vec<&str> = summary.links.iter().map(|(page, _)| page.as_str()).collect();
    listed.sort_unstable();
    assert_eq!(listed, pages());
    for (page, label) in &summary.links {
        let title = Document::read(&folder.join(page)).headings.remove(0);
        assert_eq!(title.split(':').next(), Some(label.as_str()), "{page}");
    }
}

#[test]
fn the_readme_is_short_and_links_into_the_manual() {
    let path = repository().join("README.md");
    let lines = std::fs::read_to_string(&path).unwrap().lines().count();
    assert!(lines <= 200, "{lines} lines: a page of the manual has more room");
    let links = Document::read(&path).links;
    for page in pages() {
        // These two are for those who are in the manual already.
        let in_the_manual = ["encode-your-own.md", "commands.md"].contains(&page.as_str());
        let link = format!("{MANUAL}/{page}");
        assert!(
            in_the_manual || links.iter().any(|(to, _)| *to == link),
            "the README does not link to {page}"
        );
    }
}

#[test]
fn anchors_are_made_as_github_makes_them() {
    let heading = |text: &str| text.to_owned();
    let headings = vec![heading("How others answer: nine tools"), heading("A `x`, b"), heading("A x b")];
    let document = Document { headings, links: Vec::new() };
    assert_eq!(document.anchors(), ["how-others-answer-nine-tools", "a-x-b", "a-x-b-1"].map(str::to_owned));
}

#[test]
fn the_entry_that_is_shown_without_a_log_is_accepted() {
    let read = |name: &str| std::fs::read_to_string(repository().join(name)).unwrap();
    let page = read(&format!("{MANUAL}/plain-text.md"));
    let (_, drafts) = page.split_once("<<'END'\n").expect("drafts");
    let (drafts, _) = drafts.split_once("\nEND\n").expect("their end");
    let head = "commitment/made loads ";
    for name in ["README.md".to_owned(), format!("{MANUAL}/your-own-log.md")] {
        let text = read(&name);
        let (_, shown) = text.split_once("```text\n").expect("an entry");
        let (shown, _) = shown.split_once("```").expect("its end");
        // The entry takes the place of the page's own of this key.
        let entries = drafts.split("\n\n").map(|entry| if entry.starts_with(head) { shown } else { entry });
        let sandbox = Sandbox::empty();
        sandbox.file("ambrel.asof", &entries.collect::<Vec<_>>().join("\n\n"));
        sandbox.file("log.jsonl", "");
        let said = sandbox.run(&["--log", "log.jsonl", "append", "ambrel.asof"]);
        assert!(shown.starts_with(head) && said.text().contains("loads (commitment)"), "{name}: {shown}");
    }
}
