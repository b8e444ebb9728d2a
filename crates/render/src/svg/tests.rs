//! What every picture keeps: it is well-formed, hides nothing, and says in words what it shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use asof_core::{Draft, Key};
use asof_projector::EventStatus;
use asof_query::rows::Marks;
use asof_query::{Drawn, Log, Picture, Query, Selection, drawn};
use asof_store::{Access, EventLog, Expected, MemoryLog};
use chrono::{DateTime, NaiveDate, TimeDelta};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::{EventLinks, STYLE, plot};

pub(super) static RECORD: LazyLock<Log> = LazyLock::new(|| {
    let text = include_str!("../../../../events/istanbul.jsonl");
    Log::read(&MemoryLog::from_text(text, Access::ReadOnly)).unwrap()
});

pub(super) static RIVER: LazyLock<Log> = LazyLock::new(|| {
    let text = include_str!("../../../../fixtures/logs/river-and-harbour.jsonl");
    Log::read(&MemoryLog::from_text(text, Access::ReadOnly)).unwrap()
});

/// Returns a log of some drafts.
pub(super) fn log(drafts: &[String]) -> Log {
    let mut log = MemoryLog::from_text("", Access::ReadWrite);
    let drafts: Vec<Draft> = drafts.iter().map(|draft| Draft::from_json(draft).unwrap()).collect();
    log.append(&drafts, Expected::Any).unwrap();
    Log::read(&log).unwrap()
}

/// Returns what a picture draws of a process at a day, by what is known now or was known then.
pub(super) fn drawn_at(
    log: &Log,
    process: Option<&str>,
    picture: Picture,
    day: &str,
    is_then: bool,
) -> Drawn {
    let query = Query::of(process, DateTime::from_timestamp(1_790_000_000, 0).unwrap());
    let asked = query.at(log, Some(day)).unwrap();
    let asked = if is_then { asked.as_known_then() } else { asked };
    drawn(log, &asked, picture, &Selection::default())
}

/// An element: its name, its attributes, and the text directly in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) text: String,
}

impl Element {
    pub(super) fn number(&self, name: &str) -> i64 {
        self.attributes[name].parse().unwrap()
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.attributes.get("class").is_some_and(|classes| classes.split(' ').any(|one| one == class))
    }
}

/// Returns the elements of a picture in their order; panics if it is not well-formed.
pub(super) fn elements(svg: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(svg);
    reader.config_mut().expand_empty_elements = true;
    let (mut elements, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                let attributes = start.attributes().map(|attribute| {
                    let attribute = attribute.unwrap();
                    let value = quick_xml::escape::unescape(&attribute.value).unwrap().into_owned();
                    (attribute.key.0.to_owned(), value)
                });
                let name = start.name().0.to_owned();
                open.push(elements.len());
                elements.push(Element { name, attributes: attributes.collect(), text: String::new() });
            }
            Event::End(_) => {
                open.pop();
            }
            Event::Text(text) => {
                if let Some(place) = open.last() {
                    elements[*place].text.push_str(&text);
                }
            }
            Event::GeneralRef(entity) => {
                let entity = format!("&{};", &*entity);
                elements[*open.last().unwrap()].text.push_str(&quick_xml::escape::unescape(&entity).unwrap());
            }
            Event::Eof => break,
            other => panic!("{other:?} in a picture"),
        }
    }
    assert!(open.is_empty());
    elements
}

/// What a picture may be made of.
const NAMES: [&str; 14] = [
    "svg", "title", "desc", "style", "defs", "pattern", "g", "a", "rect", "circle", "path", "text", "tspan",
    "line",
];

/// Asserts what holds for every picture, and returns its elements.
pub(super) fn sound(svg: &str) -> Vec<Element> {
    let elements = sound_of(svg);
    let about = &elements[0].attributes["aria-describedby"];
    let desc = elements.iter().find(|element| element.attributes.get("id") == Some(about)).unwrap();
    assert!(
        desc.text.starts_with("As of ") && desc.text.chars().any(|c| c.is_ascii_digit()),
        "{}",
        desc.text
    );
    elements
}

/// Asserts what holds for every piece of SVG, and returns its elements.
pub(super) fn sound_of(svg: &str) -> Vec<Element> {
    let elements = elements(svg);
    for Element { name, attributes, .. } in &elements {
        assert!(NAMES.contains(&name.as_str()), "{name}");
        assert!(
            !attributes.contains_key("style"),
            "a style of its own, which a page forbids: {attributes:?}"
        );
        assert!(!attributes.keys().any(|name| name.starts_with("on")), "{attributes:?}");
    }
    let hidden = |character: &char| asof_core::unseen::is_suspect(*character) && *character != '\n';
    assert_eq!(svg.chars().find(hidden), None);
    assert!(!svg.contains(['\u{fffe}', '\u{ffff}']), "no character of XML");
    assert!(elements[0].attributes.contains_key("viewBox"), "the name is written as SVG has it");
    elements
}

fn days() -> impl Iterator<Item = String> {
    let first = NaiveDate::from_ymd_opt(2025, 5, 10).unwrap();
    (0..77).map(move |day| (first + TimeDelta::days(day)).to_string())
}

#[test]
fn pictures_of_every_week_are_sound() {
    for (log, process, days) in [
        (&RECORD, "istanbul-2025", ["first", "2025-05-15", "2025-06-12", "last"]),
        (&RECORD, "ukraine-2022", ["first", "2022-03-29", "2025-06-12", "last"]),
        (&RIVER, "river-2031", ["first", "2031-03-20", "2031-06-25", "last"]),
        (&RIVER, "harbour-2032", ["first", "2032-05-01", "2032-06-25", "last"]),
    ] {
        for (picture, day) in Picture::ALL.iter().copied().flat_map(|picture| days.map(|day| (picture, day)))
        {
            for is_then in [false, true] {
                let drawn = drawn_at(log, Some(process), picture, day, is_then);
                assert_eq!(drawn.picture(), picture);
                sound(&plot(&drawn, None, is_then));
            }
        }
    }
}

#[test]
fn a_picture_for_a_page_has_no_style_and_links_its_events() {
    let to = |process: &Key, event: &Key| Some(format!("/event/{process}/{event}?a=1&b=2"));
    let links: Option<&EventLinks<'_>> = Some(&to);
    for picture in Picture::ALL.iter().copied() {
        let drawn = drawn_at(&RECORD, None, picture, "last", false);
        let in_page = sound(&plot(&drawn, links, false));
        assert!(in_page.iter().all(|element| element.name != "style"));
        assert_eq!(in_page[0].attributes["role"], "group");
        let linked = in_page.iter().filter(|element| element.name == "a");
        let addresses: BTreeSet<&String> = linked.map(|element| &element.attributes["href"]).collect();
        assert!(
            addresses.iter().all(|to| to.starts_with("/event/istanbul-2025/") && to.ends_with("?a=1&b=2"))
        );
        assert!(addresses.len() >= 5, "{picture}: {}", addresses.len());
        let alone = sound(&plot(&drawn, None, true));
        let style = alone.iter().find(|element| element.name == "style").unwrap();
        assert_eq!((style.text.as_str(), alone[0].attributes["role"].as_str()), (STYLE, "img"));
    }
}

/// Texts that would be markup, or that no reader sees.
const HOSTILE: &str =
    "<script>alert(1)</script> \\\" onx='y' & ]]> &#x202e; \u{202e}back \u{2067}right \u{9b}31m \u{fffe}";

#[test]
fn hostile_texts_stay_texts() {
    let registered =
        |key: &str, what: &str| format!("{{\"key\":\"{key}\",\"what\":{{\"registered\":{what}}}}}");
    let said = |key: &str, day: &str, what: &str| {
        format!(
            "{{\"process\":\"talks\",\"key\":\"{key}\",\"occurred\":\"{day}\",\"known\":\"{day}\",\
             \"attributed_to\":[\"a\"],\"sources\":[{{\"source\":\"s\",\"section\":\"{HOSTILE}\"}}],\
             \"summary\":\"{HOSTILE}\",\"what\":{what}}}"
        )
    };
    let named = format!("{{\"body\":{{\"names\":[{{\"name\":\"{HOSTILE}\"}}]}}}}");
    let promise = format!(
        "{{\"commitment\":{{\"offered\":{{\"owed_by\":[\"a\"],\"what\":\"{HOSTILE}\",\"category\":\"x\",\
         \"quantity\":{{\"low\":10,\"high\":10,\"bound\":\"exact\",\"unit\":\"crate & <b>\",\"per\":\"one-way\"}}}}}}}}"
    );
    let list = "{\"delegation\":{\"observed\":{\"meeting\":\"m\",\"party\":\"a\",\"complete\":false,\"members\":[\
                {\"person\":\"p\"},{\"description\":\"<b>\\u202e</b>\"}]}}}";
    let log = log(&[
        registered(
            "talks",
            &format!("{{\"process\":{{\"title\":\"{HOSTILE}\",\"zone\":\"UTC\",\"parties\":[\"a\"]}}}}"),
        ),
        registered("a", &named),
        registered("p", &named.replace("body", "person")),
        registered("s", "{\"source\":{\"title\":\"S\"}}"),
        said("c", "2025-01-02", &format!("{{\"claim\":{{\"says\":\"{HOSTILE}\"}}}}")),
        said("c2", "[2025-01-02..2025-03-03]", &format!("{{\"claim\":{{\"says\":\"{HOSTILE}\"}}}}")),
        said("k", "2025-01-02", &promise),
        said(
            "m-held",
            "2025-02-02",
            "{\"meeting\":{\"held\":{\"meeting\":\"m\",\"round\":1,\"parties\":[\"a\"]}}}",
        ),
        said("d", "2025-02-02", list),
    ]);
    for picture in Picture::ALL.iter().copied() {
        let drawn = drawn_at(&log, None, picture, "last", false);
        let told = sound(&plot(&drawn, Some(&|_, _| Some(format!("/{HOSTILE}"))), false));
        let texts: String = told.iter().map(|element| element.text.as_str()).collect();
        assert!(
            texts.contains("<script>alert(1)</script> \" onx='y' & ]]> &#x202e; <U+202E>back"),
            "{picture}: {texts}"
        );
    }
}

#[test]
fn exactly_the_boxes_inside_the_rectangle_of_the_point_are_in_force() {
    let (mut inside, mut outside) = (0, 0);
    for (day, is_then) in days().flat_map(|day| [(day.clone(), false), (day, true)]) {
        let drawn = drawn_at(&RECORD, Some("istanbul-2025"), Picture::Knowledge, &day, is_then);
        let told = sound(&plot(&drawn, None, true));
        let point = told.iter().find(|element| element.has_class("point")).unwrap();
        let (right, top) = (point.number("x") + point.number("width"), point.number("y"));
        let boxes = told.iter().filter(|element| element.name == "rect" && element.has_class("mark"));
        // Those of the legend stand in a group of their own, at its left edge.
        for mark in boxes.filter(|mark| mark.number("x") >= point.number("x")) {
            let is_inside = mark.number("x") + mark.number("width") <= right && mark.number("y") >= top;
            assert_eq!(mark.has_class("in-force"), is_inside, "{day}, then: {is_then}: {mark:?}");
            *(if is_inside { &mut inside } else { &mut outside }) += 1;
        }
        let Marks::Knowledge(events) = &drawn.marks else { panic!("another picture") };
        let spots = events.iter().filter(|event| event.occurred.is_some() && event.known.is_some());
        let in_force = spots.filter(|event| event.standing == EventStatus::InForce).count();
        let desc = told.iter().find(|element| element.name == "desc").unwrap();
        assert!(
            desc.text.contains(&format!("count there: {}", crate::counted(in_force as u64, "event"))),
            "{}",
            desc.text
        );
    }
    assert!(inside > 1000 && outside > 1000, "{inside} inside, {outside} outside");
}

#[test]
fn of_very_many_events_cells_with_counts_are_drawn() {
    let mut drafts = vec![
        r#"{"key":"talks","what":{"registered":{"process":{"title":"T","zone":"UTC","parties":["a"]}}}}"#
            .to_owned(),
        r#"{"key":"a","what":{"registered":{"body":{"names":[{"name":"A"}]}}}}"#.to_owned(),
        r#"{"key":"s","what":{"registered":{"source":{"title":"S"}}}}"#.to_owned(),
    ];
    drafts.extend((0..5001).map(|number| {
        let day = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + TimeDelta::days(number % 300);
        format!(
            r#"{{"process":"talks","key":"c{number}","occurred":"{day}","known":"{day}","attributed_to":["a"],
            "sources":[{{"source":"s","lines":"1"}}],"summary":"S.","what":{{"claim":{{"says":"x"}}}}}}"#
        )
    }));
    let log = log(&drafts);
    for picture in [Picture::Knowledge, Picture::Timeline] {
        let svg = plot(&drawn_at(&log, None, picture, "last", false), None, true);
        let told = sound(&svg);
        let cells = told.iter().filter(|element| element.has_class("cell")).count();
        assert!((10..1000).contains(&cells), "{picture}: {cells}");
        assert!(told.iter().all(|element| !element.has_class("in-force")), "{picture}");
        assert!(svg.len() < 200_000, "{picture}: {}", svg.len());
    }
}
