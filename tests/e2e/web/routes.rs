//! Pages as they are sent, for a person to review.

use insta::assert_snapshot;

use super::support::{Pages, Sent};
use crate::support::{Sandbox, repository};

fn pages(log: &str) -> Pages {
    Pages::of(&Sandbox::with_log(&repository().join(format!("fixtures/logs/{log}.jsonl"))))
}

/// Returns a page with each element on a line of its own, without what stands for the texts of its files.
fn lined(sent: &Sent) -> String {
    let text = sent.text().replace("><", ">\n<");
    let mut parts = text.split("?v=");
    let begin = parts.next().unwrap_or_default().to_owned();
    // Sixteen digits stand for each text.
    let rest = parts.map(|part| format!("?v=TEXT{}", &part[16..]));
    format!("{}\n{begin}{}", sent.status, rest.collect::<String>())
}

/// Returns what a page shows, without what stands around it.
fn shown(sent: &Sent) -> String {
    let lined = lined(sent);
    let (begin, end) = (lined.find("<main"), lined.find("</main>"));
    format!("{}\n{}", sent.status, &lined[begin.unwrap()..end.unwrap()])
}

#[test]
fn a_whole_page() {
    assert_snapshot!("state", lined(&pages("first-days").get("/?at=2025-05-16&known=then")));
}

#[test]
fn what_pages_show() {
    for (name, log, url) in [
        ("part", "first-days", "/state/delegations?at=2025-05-16"),
        ("event", "first-days", "/event/talks/r1-held"),
        ("about", "first-days", "/meeting/talks/offer?at=2025-05-16"),
        ("diff", "first-days", "/diff?from=2025-05-14&to=2025-05-16"),
        ("disputes", "cinder-pass", "/disputes"),
        ("search", "first-days", "/search?text=umer"),
        ("picture", "first-days", "/plot/knowledge"),
        ("choice", "river-and-harbour", "/"),
        ("wrong-day", "first-days", "/?at=2025-02-30"),
        ("wrong-parameter", "first-days", "/?att=2025-05-16"),
        ("wrong-event", "first-days", "/event/talks/r1-helt"),
        ("wrong-page", "first-days", "/stats"),
    ] {
        assert_snapshot!(name, shown(&pages(log).get(url)));
    }
}
