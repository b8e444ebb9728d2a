//! Texts of a log that would be markup, scripts or commands if a page took them as such.

use std::collections::{BTreeMap, BTreeSet};

use asof_core::unseen::is_suspect;
use axum::http::StatusCode;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::support::{Page, Pages, Sent};
use super::walk::stroll;
use crate::support::unseen::{HOSTILE, drafts_with, hostile_sandbox, sandbox_of};
use crate::support::{Sandbox, repository};

/// What ends a text, an attribute, an element or a section of data in HTML, SVG, Markdown or JSON, and what browsers run.
const MARKUP: [&str; 16] = [
    "<script>alert(1)</script>",
    "\"onx=\"alert(1)\"",
    "' onx='alert(1)'",
    "]]><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</title><svg onload=alert(1)>",
    "</style><style>*{}",
    "--><!--",
    "&lt;b&gt;&#60;i&#62;",
    "javascript:alert(1)",
    "[a](javascript:alert(1))",
    "data:text/html,<b>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "\\u003cb\\u003e\u{3c}/main\u{3e}",
    "`</code><b>`",
];

fn marked() -> Sandbox {
    sandbox_of(&drafts_with(&MARKUP.map(str::to_owned)))
}

/// The elements of pages and pictures.
const ELEMENTS: [&str; 52] = [
    "a", "body", "button", "circle", "code", "dd", "defs", "desc", "details", "div", "dl", "dt", "fieldset",
    "footer", "form", "g", "h1", "h2", "head", "header", "html", "input", "label", "legend", "li", "line",
    "link", "main", "meta", "nav", "option", "output", "p", "path", "pattern", "pre", "rect", "script",
    "section", "select", "small", "span", "strong", "summary", "svg", "table", "tbody", "td", "text",
    "textarea", "th", "thead",
];
const FURTHER: [&str; 3] = ["title", "tr", "ul"];

/// Their attributes.
const ATTRIBUTES: [&str; 70] = [
    "action",
    "aria-current",
    "aria-describedby",
    "aria-hidden",
    "aria-invalid",
    "aria-label",
    "aria-labelledby",
    "autocomplete",
    "charset",
    "checked",
    "class",
    "content",
    "cx",
    "cy",
    "d",
    "data-day",
    "data-finds",
    "data-first",
    "data-head",
    "data-key",
    "data-label",
    "data-opens",
    "defer",
    "fill",
    "for",
    "height",
    "hidden",
    "href",
    "id",
    "lang",
    "max",
    "method",
    "min",
    "name",
    "open",
    "overflow",
    "patternTransform",
    "patternUnits",
    "placeholder",
    "preserveAspectRatio",
    "r",
    "rel",
    "required",
    "role",
    "rows",
    "scope",
    "selected",
    "src",
    "tabindex",
    "transform",
    "type",
    "value",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "xmlns",
    "y",
    "y1",
    "y2",
    "text-anchor",
    "stroke",
    "rx",
    "dx",
    "dy",
    "font-size",
    "points",
    "cols",
    "list",
];

/// Returns whether a name is one of a list, as HTML compares them.
fn is_of(lists: &[&[&str]], name: &str) -> bool {
    lists.iter().any(|list| list.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

/// Asserts that a page has nothing but its own elements, attributes and links.
#[track_caller]
fn assert_own(page: &Page, url: &str) {
    for tag in &page.tags {
        assert!(is_of(&[&ELEMENTS, &FURTHER], &tag.name), "{url}: {tag:?}");
        for (name, value) in &tag.attributes {
            assert!(is_of(&[&ATTRIBUTES], name), "{url}: {tag:?}");
            if ["href", "src", "action"].contains(&name.as_str()) {
                let is_own = value.is_empty() || value.starts_with('#') || value.starts_with('/');
                assert!(is_own && !value.starts_with("//"), "{url}: {value}");
            }
        }
        assert!(tag.name != "script" || tag.text.is_empty(), "{url}: {tag:?}");
    }
}

/// Asserts that a picture by itself is XML with nothing but its own elements and attributes; its style is that of any.
#[track_caller]
fn assert_picture(text: &str, style: &str, url: &str) {
    let mut reader = Reader::from_str(text);
    let (mut tags, mut depth) = (0, 0);
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{url}: {error}"));
        depth += i32::from(matches!(event, Event::Start(_))) - i32::from(matches!(event, Event::End(_)));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                tags += 1;
                let name = tag.name().as_ref().to_owned();
                assert!(name == "style" || is_of(&[&ELEMENTS, &FURTHER], &name), "{url}: {name}");
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap_or_else(|error| panic!("{url}: {error}"));
                    let name = attribute.key.as_ref().to_owned();
                    assert!(is_of(&[&ATTRIBUTES], &name) && name != "href", "{url}: {name}");
                }
            }
            Event::Text(_) | Event::GeneralRef(_) | Event::End(_) => {}
            Event::Eof => break,
            other => panic!("{url}: {other:?}"),
        }
    }
    assert!(tags > 3 && depth == 0, "{url}");
    assert_eq!(style_of(text), style, "{url}");
}

fn style_of(picture: &str) -> &str {
    let begin = picture.find("<style>").unwrap();
    &picture[begin..picture.find("</style>").unwrap()]
}

/// Asserts that an answer that people read has no character that no reader sees.
#[track_caller]
fn assert_seen(sent: &Sent, url: &str) {
    let found = sent.text().chars().find(|character| is_suspect(*character) && *character != '\n');
    assert_eq!(found, None, "{url}: {}", sent.text());
}

/// Asserts that everything that a log answers is made of its own elements, and is seen.
fn assert_harmless(sandbox: &Sandbox) {
    let pages = Pages::of(sandbox);
    let plain = Pages::of(&Sandbox::with_record()).get("/plot/knowledge?format=svg&at=first");
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for process in ["river-2031", "harbour-2032"] {
        for (url, sent) in stroll(&pages, &format!("/?process={process}")) {
            assert_eq!(sent.status, StatusCode::OK, "{url}");
            let kind = sent.header("content-type").split(';').next().unwrap().to_owned();
            match kind.as_str() {
                "text/html" => assert_own(&sent.page(), &url),
                "image/svg+xml" if url.contains("format=svg") => {
                    assert_picture(sent.text(), style_of(plain.text()), &url);
                }
                "application/json" => assert!(sent.json().is_object(), "{url}"),
                _ => {}
            }
            // Programs get the texts as they are.
            if !["application/json", "text/csv"].contains(&kind.as_str()) {
                assert_seen(&sent, &url);
            }
            *kinds.entry(kind).or_default() += 1;
        }
    }
    for (kind, fewest) in [
        ("text/html", 120),
        ("image/svg+xml", 12),
        ("application/json", 55),
        ("text/markdown", 55),
        ("text/plain", 55),
    ] {
        assert!(kinds[kind] >= fewest, "{kinds:?}");
    }
}

#[test]
fn markup_in_a_text_is_text() {
    assert_harmless(&marked());
}

#[test]
fn characters_that_nobody_sees_are_shown_by_their_numbers() {
    assert_harmless(&hostile_sandbox());
}

#[test]
fn what_is_typed_into_an_address_is_text_and_seen() {
    let pages = Pages::of(&Sandbox::with_log(&repository().join("fixtures/logs/first-days.jsonl")));
    let typed = MARKUP.iter().map(|text| (*text).to_owned());
    let mut statuses = BTreeSet::new();
    for text in typed.chain(HOSTILE.iter().map(|character| format!("x{character}y"))) {
        let value: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        for url in [
            format!("/?process=talks&at={value}"),
            format!("/?process={value}"),
            format!("/?process=talks&known={value}"),
            format!("/?process=talks&{value}=1"),
            format!("/?process=talks&format={value}"),
            format!("/?process=talks&chain={value}"),
            format!("/?as-of={value}"),
            format!("/search?process=talks&text={value}"),
            format!("/log?process=talks&grep={value}"),
            format!("/log?process=talks&kind={value}"),
            format!("/log?process=talks&person={value}"),
            format!("/names?process=talks&text={value}"),
            format!("/about?process=talks&thing={value}"),
            format!("/why?process=talks&path={value}"),
            format!("/compare?process=talks&meetings={value}"),
            format!("/event/talks/{}", value.replace('+', "%20")),
            format!("/state/{}", value.replace('+', "%20")),
        ] {
            let sent = pages.get(&url);
            statuses.insert(sent.status.as_u16());
            if sent.header("content-type").starts_with("text/html") {
                let page = sent.page();
                assert_own(&page, &url);
                // What a form sends along is that what was asked.
                let hidden = page.named("input").filter(|tag| tag.get("type") == Some("hidden"));
                let sent_along: Vec<&str> = hidden.filter_map(|tag| tag.get("value")).collect();
                let shown =
                    sent_along.iter().fold(sent.text().to_owned(), |shown, value| shown.replace(value, ""));
                let unseen = shown.chars().find(|character| is_suspect(*character) && *character != '\n');
                assert_eq!(unseen, None, "{url}: {shown}");
            }
        }
    }
    assert_eq!(statuses, BTreeSet::from([200, 400, 404]));
}
