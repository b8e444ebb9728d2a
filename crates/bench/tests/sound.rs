//! What is generated is a log like any other.

use asof_bench::{Shape, write_log};
use asof_query::{Check, Log, check};
use asof_store::{Access, MemoryLog};

const EVENTS: usize = 1000;

fn log(shape: Shape) -> String {
    let mut log = Vec::new();
    write_log(&mut log, shape, EVENTS).unwrap();
    String::from_utf8(log).unwrap()
}

#[test]
fn a_generated_log_is_sound_and_the_same_each_time() {
    for shape in [Shape::Mixed, Shape::OneProcess, Shape::Deliveries, Shape::Corrections] {
        let text = log(shape);
        assert_eq!(text, log(shape), "{shape:?}");
        let read = Log::read(&MemoryLog::from_text(&text, Access::ReadOnly)).unwrap();
        let found = check(&read, "generated", &Check::ALL).problems;
        assert!(found.is_empty(), "{shape:?}: {found:?}");
        assert!(read.contents().verify().damage.is_empty(), "{shape:?}");
        let bytes = text.len() / read.events().len();
        assert!((400..800).contains(&bytes), "{shape:?}: {bytes} bytes an event");
    }
}

#[test]
fn a_mixed_log_has_every_kind_late_and_early_entries_and_amendments() {
    let text = log(Shape::Mixed);
    let kinds = [
        "announcement",
        "meeting",
        "attendance",
        "delegation",
        "position",
        "proposal",
        "answer",
        "agreement",
        "commitment",
        "exchange",
        "ceasefire",
        "incident",
        "resolution",
        "claim",
        "confirmation",
        "correction",
        "retraction",
        "office",
        "process",
    ];
    for kind in kinds {
        assert!(text.contains(&format!("\"what\":{{\"{kind}\":")), "{kind}");
    }
    let dates = |line: &str, field: &str| {
        let from = line.find(&format!("\"{field}\":\""))? + field.len() + 4;
        Some(line[from..from + 10].to_owned())
    };
    let events: Vec<(String, String)> =
        text.lines().filter_map(|line| dates(line, "occurred").zip(dates(line, "known"))).collect();
    let late = events.iter().filter(|(occurred, known)| known > occurred).count();
    assert!((EVENTS / 25..EVENTS / 10).contains(&late), "{late}");
}
