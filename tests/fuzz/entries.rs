//! Lines of logs and drafts.

use asof_core::{Draft, Event};
use asof_query::{DraftForm, PlainWriter, Problem, read_drafts};

use crate::mutation::{Mutation, Tally, lines_of};

#[test]
fn a_line_is_an_event_that_is_written_and_read_as_the_same_or_refused_with_its_place() {
    static TALLY: Tally = Tally::new();
    let lines = lines_of(&["events", "fixtures/logs", "fixtures/errors"]);
    bolero::check!().with_type::<Mutation>().for_each(|mutation| {
        let text = mutation.of(&lines);
        let read = Event::from_line(&text);
        TALLY.count(read.is_ok());
        match read {
            Ok(event) => {
                let line = event.to_line();
                assert_eq!(Event::from_line(&line).as_ref(), Ok(&event), "{text}");
                assert!(!line.contains('\n'), "{text}");
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                if let Some(columns) = error.columns(&text) {
                    assert!(1 <= columns.first && columns.first <= columns.end, "{columns:?} of {text}");
                }
            }
        }
    });
    TALLY.tell("lines of a log");
}

#[test]
fn a_draft_is_written_and_read_as_the_same_in_both_forms_or_refused() {
    static TALLY: Tally = Tally::new();
    let drafts = lines_of(&["fixtures/logs", "fixtures/errors"]);
    bolero::check!().with_type::<Mutation>().for_each(|mutation| {
        let text = mutation.of(&drafts);
        let read = Draft::from_json(&text);
        TALLY.count(read.is_ok());
        if let Ok(draft) = read {
            assert_eq!(Draft::from_json(&draft.to_json()).as_ref(), Ok(&draft), "{text}");
            assert_eq!(of_plain(&PlainWriter::default().write(&draft)), Ok(vec![draft]), "{text}");
        }
    });
    TALLY.tell("drafts");
}

#[test]
fn plain_text_is_read_and_written_as_the_same_or_refused_with_its_place() {
    static TALLY: Tally = Tally::new();
    let mut writer = PlainWriter::default();
    let drafts = lines_of(&["fixtures/logs"]);
    let drafts = drafts.iter().filter_map(|line| Draft::from_json(line).ok());
    let blocks: Vec<String> = drafts.map(|draft| writer.write(&draft)).collect();
    bolero::check!().with_type::<Mutation>().for_each(|mutation| {
        let text = mutation.of(&blocks);
        let read = of_plain(&text);
        TALLY.count(read.is_ok());
        match read {
            Ok(drafts) => {
                let mut writer = PlainWriter::default();
                let written: String = drafts.iter().map(|draft| writer.write(draft)).collect();
                assert_eq!(of_plain(&written), Ok(drafts), "{text}");
            }
            Err(problems) => {
                let lines = text.lines().count().max(1);
                for problem in problems {
                    assert!(1 <= problem.line && problem.line <= lines, "{problem:?} of {text}");
                }
            }
        }
    });
    TALLY.tell("blocks of plain text");
}

fn of_plain(text: &str) -> Result<Vec<Draft>, Vec<Problem>> {
    let read = read_drafts(text, DraftForm::Plain, &())?;
    Ok(read.into_iter().map(|read| read.draft).collect())
}
