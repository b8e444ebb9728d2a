//! Pictures of the shipped record, as a user asks for them.

use crate::support::{Sandbox, assert_has};

const PICTURES: [&str; 4] = ["knowledge", "timeline", "deliveries", "delegations"];

#[test]
fn a_picture_is_the_same_in_a_file_and_on_standard_output() {
    let sandbox = Sandbox::with_record();
    for picture in PICTURES {
        let printed = sandbox.run(&["plot", picture, "2025-06-15"]).text().to_owned();
        sandbox.run(&["plot", picture, "2025-06-15", "-o", "picture.svg"]).text();
        assert_eq!(std::fs::read_to_string(sandbox.path("picture.svg")).unwrap(), printed, "{picture}");
        assert!(printed.starts_with("<svg ") && printed.ends_with("</svg>\n"), "{picture}");
        assert_has(
            &printed,
            &["As of Sun 15 June 2025, end of day (Europe/Istanbul)", "with everything this log knows"],
        );
    }
}

#[test]
fn a_picture_says_to_what_it_is_narrowed() {
    let sandbox = Sandbox::with_record();
    for picture in PICTURES {
        let all = sandbox.run(&["plot", picture, "last"]).text().to_owned();
        let few = sandbox
            .run(&["plot", picture, "last", "--party", "Türkiye", "--known", "2025-06-15"])
            .text()
            .to_owned();
        assert_has(&few, &["names Türkiye or somebody on its side", "by Sun 15 June 2025"]);
        assert!(few.len() < all.len(), "{picture}: {} of {}", few.len(), all.len());
        assert!(!all.contains("somebody on its side"), "{picture}");
    }
    let of_issue = sandbox.run(&["plot", "timeline", "last", "--issue", "prisoners"]).text().to_owned();
    assert_has(&of_issue, &["Only what is drawn about"]);
}

#[test]
fn a_picture_says_in_words_what_it_shows() {
    let sandbox = Sandbox::with_record();
    let told = |picture: &str| sandbox.run(&["plot", picture, "last"]).text().to_owned();
    assert_has(
        &told("knowledge"),
        &["events, ", "were public on the day on which they happened", "perhaps later"],
    );
    assert_has(&told("timeline"), &["Events: Russia ", "; 3 rounds held", "Round 2"]);
    let promised = "promised: 1,000 persons per side; delivered: 1,000 persons (not stated whether per side or in total)";
    assert_has(&told("deliveries"), &["4 promises of a number, 1 with deliveries on record", promised]);
    assert_has(
        &told("delegations"),
        &["Round 3, Russia, no longer listed: ", "Igor Kostyukov", "not listed; the list is not complete"],
    );
}
