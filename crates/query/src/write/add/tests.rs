//! Every kind can be completed by answers, and gives a draft.

use asof_core::Draft;
use asof_store::JsonlLog;

use super::ask::Of;
use super::{Answers, Ask, Flow, FlowStart};
use crate::source::log::Log;
use crate::write::drafts::{DraftForm, read_drafts};
use crate::write::form::Forms;
use crate::write::plain::Shape;

fn log(name: &str) -> Log {
    let file = format!("{}/../../fixtures/logs/{name}.jsonl", env!("CARGO_MANIFEST_DIR"));
    Log::read(&JsonlLog::open(file).unwrap()).unwrap()
}

fn of_kind(log: &Log, kind: &str) -> FlowStart {
    let process = log.processes().first().map(|process| process.key.clone());
    FlowStart { kind: Some(kind.to_owned()), process, ..FlowStart::default() }
}

/// How somebody answers who fills in as little as they can, or as much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Author {
    Terse,
    Thorough,
}

impl Author {
    fn answer(self, ask: &Ask) -> String {
        match &ask.answers {
            Answers::AnyOf(_) if self == Self::Terse => String::new(),
            Answers::AnyOf(choices) => {
                choices.iter().map(|choice| &*choice.word).collect::<Vec<_>>().join(", ")
            }
            // Two items of each list.
            Answers::OneOf(_) if self == Self::Thorough && ask.id.ends_with(".1.more") => "yes".to_owned(),
            Answers::OneOf(choices) => match self {
                Self::Terse => choices[0].word.clone(),
                Self::Thorough if ask.id.ends_with(".more") => "no".to_owned(),
                Self::Thorough => choices.last().unwrap().word.clone(),
            },
            Answers::Text(candidates) => match (&ask.default, candidates.first(), &ask.of) {
                (Some(default), ..) => default.clone(),
                (None, Some(candidate), _) => candidate.key.clone(),
                (None, None, Of::Field(field)) => text(&field.shape),
                (None, None, _) => "new-one".to_owned(),
            },
        }
    }
}

/// Returns plain text of a shape.
fn text(shape: &Shape) -> String {
    match shape {
        Shape::Text => "some text: with, signs; \"and\" quotation".to_owned(),
        Shape::Token(token) => {
            let example =
                token.example.clone().filter(|example| !["KEY", "WORD"].contains(&example.as_str()));
            example.unwrap_or_else(|| "new-one".to_owned())
        }
        Shape::Integer => "2".to_owned(),
        Shape::Boolean => "true".to_owned(),
        Shape::Quantity => "300..400 person each-side best 350".to_owned(),
        Shape::Deadline => "2023-04-01".to_owned(),
        Shape::Citation => "14".to_owned(),
        Shape::Json => "{\"low\": 390}".to_owned(),
        Shape::List(of) => text(of),
        Shape::Item(_) => unreachable!("an item is asked for field by field"),
    }
}

/// Answers all questions; returns their ids.
fn complete(flow: &mut Flow<'_>, author: Author) -> Vec<String> {
    let mut asked = Vec::new();
    while let Some(ask) = flow.next() {
        let answer = author.answer(&ask);
        flow.answer(&answer).unwrap_or_else(|error| panic!("{}: `{answer}`: {error}", ask.id));
        asked.push(ask.id);
        assert!(asked.len() < 200, "{asked:?}");
    }
    asked
}

#[test]
fn every_kind_can_be_completed_and_gives_a_draft() {
    let log = log("river-and-harbour");
    for kind in Forms::published().kinds() {
        for author in [Author::Terse, Author::Thorough] {
            let mut flow = Flow::new(&log, of_kind(&log, &kind.name));
            complete(&mut flow, author);
            let text = flow.text();
            for draft in flow.drafts() {
                Draft::from_json(&draft.to_string())
                    .unwrap_or_else(|error| panic!("{} {author:?}: {error}\n{draft:#}", kind.name));
            }
            let read = read_drafts(&text, DraftForm::Plain, &());
            let read =
                read.unwrap_or_else(|problems| panic!("{} {author:?}: {problems:?}\n{text}", kind.name));
            let written: Vec<_> = read.iter().map(|read| read.draft.to_value()).collect();
            let made: Vec<_> = flow
                .drafts()
                .iter()
                .map(|draft| Draft::from_json(&draft.to_string()).unwrap().to_value())
                .collect();
            assert_eq!(written, made, "{text}");
        }
    }
}

/// Answers the questions of these ids, in their order.
fn answer(flow: &mut Flow<'_>, answers: &[(&str, &str)]) {
    for (id, text) in answers {
        assert_eq!(flow.next().unwrap().id, *id, "{}", flow.text());
        flow.answer(text).unwrap_or_else(|error| panic!("{id}: {error}"));
    }
}

#[test]
fn a_name_is_known_by_every_spelling_and_completed() {
    let log = log("cinder-pass");
    let mut flow = Flow::new(&log, of_kind(&log, "claim"));
    answer(&mut flow, &[("sources", "14"), ("occurred", "2023-03-20"), ("known", "2023-03-20")]);
    let ask = flow.next().unwrap();
    assert_eq!(ask.id, "attributed_to");
    let offered = ask.suggestions("askel, HILL");
    assert_eq!(offered, ["askel, hill-league  Hill League"]);
    assert_eq!(flow.accept(&ask, &offered[0]).unwrap(), "askel, hill-league");
    assert_eq!(flow.accept(&ask, "hill league,askel").unwrap(), "hill-league, askel");
}

#[test]
fn a_name_that_nothing_bears_is_registered_before_the_entry() {
    let log = log("cinder-pass");
    let mut flow = Flow::new(&log, of_kind(&log, "claim"));
    answer(
        &mut flow,
        &[
            ("sources", "14"),
            ("occurred", "2023-03-20"),
            ("known", "2023-03-20"),
            ("attributed_to", "Bram Öst, askel"),
            ("new.Bram Öst.as", "no"),
            ("attributed_to", "Bram Öst, askel"),
            ("new.Bram Öst.as", "person"),
            ("new.Bram Öst.key", "bram-ost"),
            ("new.Bram Öst.party", "veldrum"),
            ("says", "the pass is open"),
            ("more", "about"),
        ],
    );
    assert!(flow.answer("nothing-like-it").unwrap_err().contains("no event `nothing-like-it`"));
    answer(&mut flow, &[("about", "r1-held"), ("summary", "They said that the pass was open.")]);
    assert_eq!(flow.next().unwrap().default.unwrap(), "bram-ost-claim-2023-03-20");
    flow.answer("open-pass").unwrap();
    assert!(flow.next().is_none());
    let expected = "\
sources: tannow-2023

person bram-ost: Bram Öst
party: veldrum
sources: 14

process: cinder-pass-2023
attributed_to: source

claim open-pass 2023-03-20 by bram-ost, askel
says: the pass is open
about: r1-held
sources: 14
> They said that the pass was open.
";
    assert_eq!(flow.text(), expected);
}

#[test]
fn answers_are_taken_back_one_by_one_and_offered_again() {
    let log = log("cinder-pass");
    let mut flow = Flow::new(&log, of_kind(&log, "claim"));
    assert!(!flow.back(), "the kind was given");
    answer(&mut flow, &[("sources", "14"), ("occurred", "2023-03-20/2023-03-22")]);
    assert_eq!(flow.next().unwrap().default.unwrap(), "2023-03-22");
    assert!(flow.back());
    let again = flow.next().unwrap();
    assert_eq!((again.id.as_str(), again.default.as_deref()), ("occurred", Some("2023-03-20/2023-03-22")));
    flow.answer("2023-03-20").unwrap();
    flow.reopen("sources");
    assert_eq!(flow.next().unwrap().id, "sources");
    answer(&mut flow, &[("sources", "15"), ("known", "2023-03-20")]);
}

#[test]
fn what_cannot_be_an_answer_is_refused_with_what_can() {
    let log = log("cinder-pass");
    let mut flow = Flow::new(&log, of_kind(&log, "position"));
    assert!(flow.answer("book fourteen").unwrap_err().contains("no name of a field"));
    answer(&mut flow, &[("sources", "14")]);
    assert!(flow.answer("2023-13-01").unwrap_err().contains("12 months"));
    assert!(flow.answer("").unwrap_err().contains("cannot be left out"));
    answer(&mut flow, &[("occurred", "2023-03-20"), ("known", "2023-03-20"), ("attributed_to", "source")]);
    assert!(flow.answer("veldrum, hill-league").unwrap_err().contains("one name"));
    answer(&mut flow, &[("party", "veldrum")]);
}

#[test]
fn a_source_is_registered_where_a_place_in_it_is_named() {
    let log = log("cinder-pass");
    let mut flow = Flow::new(&log, of_kind(&log, "process/resumed"));
    answer(
        &mut flow,
        &[
            ("sources", "14; annual-report 5"),
            ("new.annual-report.as", "source"),
            ("new.annual-report.name", "Report of the year (invented)"),
            ("new.annual-report.key", "annual-report"),
            ("occurred", "2023-03-20"),
        ],
    );
    let text = flow.text();
    assert!(text.contains("source annual-report: Report of the year (invented)\n\n"), "{text}");
    assert!(text.contains("sources: 14; annual-report 5\n"), "{text}");
}
