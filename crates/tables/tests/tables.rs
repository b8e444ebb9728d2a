//! What holds of the tables of every log.

#[path = "../../query/tests/logs/mod.rs"]
mod logs;

use std::collections::{BTreeMap, BTreeSet};

use asof_core::{AsOf, Key, Until};
use asof_query::{Log, Query, ResolvedQuery};
use asof_tables::{Table, Type, datasette, slot_table, sqlite, tables};
use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rusqlite::{Connection, named_params};
use serde_json::Value;

fn asked(log: &Log, process: &Key, when: Option<&str>) -> ResolvedQuery {
    Query::of(Some(process.as_str()), DateTime::<Utc>::UNIX_EPOCH).at(log, when).unwrap()
}

/// Returns the tables of each negotiation of each log, those of the slot history left out.
fn all() -> Vec<(String, Vec<Table>)> {
    let mut all = Vec::new();
    for (file, log) in logs::logs() {
        for info in log.processes() {
            all.push((format!("{} of {file}", info.key), tables(&log, &asked(&log, &info.key, None))));
        }
    }
    all
}

fn table<'t>(tables: &'t [Table], name: &str) -> &'t Table {
    tables.iter().find(|table| table.name == name).unwrap_or_else(|| panic!("no table {name}"))
}

fn cell<'t>(table: &'t Table, row: &'t [Value], column: &str) -> &'t Value {
    &row[table.column(column).unwrap_or_else(|| panic!("no column {column} in {}", table.name))]
}

fn is_of(cell: &Value, holds: Type) -> bool {
    let reads = |read: fn(&str) -> bool| cell.as_str().is_some_and(read);
    match holds {
        _ if cell.is_null() => true,
        Type::Text => cell.is_string(),
        Type::Integer => cell.is_i64(),
        Type::Number => cell.is_u64() || reads(|text| text.contains('.') && text.parse::<f64>().is_ok()),
        Type::Flag => cell.is_boolean(),
        Type::Day => reads(|text| text.parse::<NaiveDate>().is_ok()),
        Type::Instant => reads(|text| text.ends_with('Z') && text.parse::<DateTime<Utc>>().is_ok()),
    }
}

#[test]
fn names_are_unique_keys_name_one_row_and_cells_are_of_their_types() {
    for (of, tables) in all() {
        let names: BTreeSet<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names.len(), tables.len(), "{of}");
        for table in &tables {
            let columns: BTreeSet<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            assert_eq!(columns.len(), table.columns.len(), "columns of {} of {of}", table.name);
            assert!(table.columns.iter().all(|column| !column.about.is_empty()), "{}", table.name);
            let mut keys = BTreeSet::new();
            for row in &table.rows {
                assert_eq!(row.len(), table.columns.len(), "{} of {of}", table.name);
                for (cell, column) in row.iter().zip(&table.columns) {
                    assert!(is_of(cell, column.holds), "{cell} in {}.{} of {of}", table.name, column.name);
                }
                let key: Vec<String> =
                    table.key.iter().map(|name| cell(table, row, name).to_string()).collect();
                assert!(!key.contains(&"null".to_owned()), "{key:?} of {} of {of}", table.name);
                assert!(
                    table.key.is_empty() || keys.insert(key.clone()),
                    "{key:?} twice in {} of {of}",
                    table.name
                );
            }
        }
    }
}

#[test]
fn parts_are_of_rows_that_are_there() {
    for (of, tables) in all() {
        for part in &tables {
            let Some(parent) = &part.parent else { continue };
            let whole = table(&tables, &parent.table);
            let key = |of: &Table, row: &[Value]| -> Vec<Value> {
                parent.key.iter().map(|name| cell(of, row, name).clone()).collect()
            };
            let keys: Vec<Vec<Value>> = whole.rows.iter().map(|row| key(whole, row)).collect();
            for row in &part.rows {
                assert!(keys.contains(&key(part, row)), "{row:?} of {} of {of}", part.name);
            }
        }
    }
}

#[test]
fn tables_and_columns_are_the_same_at_every_point_and_of_every_log() {
    let shape = |tables: &[Table]| -> Vec<(String, Vec<String>)> {
        let columns = |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect();
        tables.iter().map(|table| (table.name.clone(), columns(table))).collect()
    };
    let all = all();
    let first = shape(&all[0].1);
    assert!(all.iter().all(|(_, tables)| shape(tables) == first));
    let logs = logs::logs();
    let (_, log) = &logs[0];
    let process = log.processes()[0].key.clone();
    assert_eq!(shape(&tables(log, &asked(log, &process, Some("1900-01-01")))), first);
}

/// A sum of cells; `None` if one of them is null.
fn sum<'c>(cells: impl Iterator<Item = &'c Value>) -> Option<f64> {
    let number = |cell: &Value| cell.as_f64().or_else(|| cell.as_str()?.parse().ok());
    cells.map(number).sum()
}

#[test]
fn lots_add_up_to_the_sums_of_the_state() {
    let (mut rows, mut told_twice) = (0, 0);
    for (of, tables) in all() {
        let (lots, sums) = (table(&tables, "deliveries"), table(&tables, "exchanges"));
        for row in &sums.rows {
            let path = cell(sums, row, "path");
            let own = || lots.rows.iter().filter(|lot| cell(lots, lot, "path") == path);
            let counted = || own().filter(|lot| !cell(lots, lot, "adds_low").is_null());
            assert!(own().count() > 0, "{path} of {of}");
            if cell(sums, row, "quantity_bound") == "unknown" {
                assert_eq!(counted().count(), 0, "{path} of {of}");
                continue;
            }
            let low = sum(counted().map(|lot| cell(lots, lot, "adds_low")));
            let high = sum(counted().map(|lot| cell(lots, lot, "adds_high")));
            let stated = |part: &str| sum(std::iter::once(cell(sums, row, part)));
            // What is below a number has no least.
            assert_eq!(low, Some(stated("quantity_low").unwrap_or_default()), "{path} of {of}");
            assert_eq!(high, stated("quantity_high"), "{path} of {of}");
            rows += 1;
            let is_told_again =
                |lot: &&Vec<Value>| cell(lots, lot, "adds_low") != cell(lots, lot, "quantity_low");
            told_twice += counted().filter(is_told_again).count();
        }
    }
    assert!(rows > 10 && told_twice > 0, "{rows} sums, {told_twice} lots that may be told twice");
}

/// What the fields of a state say, by path and name, as text.
type Said = BTreeMap<(String, String), String>;

fn folded(log: &Log, process: &Key, point: &AsOf) -> Said {
    let state = log.as_of(point).state_without_registry(process);
    let fields = state.slots.iter().flat_map(|(path, slot)| {
        slot.fields().into_iter().map(|(field, value)| ((path.to_string(), field), value))
    });
    let says = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    let text = |value: Value| match value {
        Value::String(text) => text,
        Value::Array(list) if list.iter().all(Value::is_string) => {
            list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    };
    fields.filter(|(_, value)| says(value)).map(|(name, value)| (name, text(value))).collect()
}

/// Returns the query of the form that Datasette shows for a state.
fn query() -> String {
    let metadata = datasette(&[], "record", "Record");
    let lines = metadata.lines().skip_while(|line| !line.contains("state_on_day_as_known_on_day"));
    let sql = lines.skip_while(|line| !line.ends_with("sql: |-")).skip(1);
    let sql: Vec<&str> = sql.take_while(|line| line.starts_with("          ")).map(str::trim).collect();
    sql.join("\n")
}

#[test]
fn the_query_of_the_form_says_what_the_state_of_a_day_says() {
    let logs = logs::logs();
    let sql = query();
    for file in ["events/istanbul.jsonl", "fixtures/logs/river-and-harbour.jsonl"] {
        let (_, log) = logs.iter().find(|(name, _)| name == file).unwrap();
        let process = log.processes().last().unwrap().key.clone();
        let zone = log.zone(&process);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("record.sqlite");
        let slots = slot_table(log, &asked(log, &process, None));
        assert!(
            slots
                .rows
                .iter()
                .flat_map(|row| row.iter().zip(&slots.columns))
                .all(|(cell, column)| is_of(cell, column.holds))
        );
        sqlite(&path, std::slice::from_ref(&slots)).unwrap();
        let database = Connection::open(&path).unwrap();
        let (first, last) = log.days(&process);
        let (first, last) = (first.unwrap() - chrono::Days::new(2), last.unwrap() + chrono::Days::new(2));
        let days: Vec<Option<NaiveDate>> =
            first.iter_days().take_while(|day| *day <= last).map(Some).chain([None]).collect();
        let day = || proptest::sample::select(days.clone());
        let config = ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() };
        TestRunner::new(config)
            .run(&(day(), day()), |(occurred, known)| {
                let written = |day: Option<NaiveDate>| day.map_or(String::new(), |day| day.to_string());
                let (on, by) = (written(occurred), written(known));
                let mut statement = database.prepare_cached(&sql).unwrap();
                let asked = named_params! { ":occurred": on, ":known": by, ":path": "", ":field": "" };
                let rows =
                    statement.query_map(asked, |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?))).unwrap();
                let mut said: Said = rows.map(Result::unwrap).collect();
                said.retain(|(_, field), _| field != "events");
                let end = |day: Option<NaiveDate>| {
                    let midnight = day.map(|day| day.succ_opt().unwrap().and_time(chrono::NaiveTime::MIN));
                    midnight.map_or(Until::All, |midnight| Until::Before(zone.showing(midnight)[0].to_utc()))
                };
                let point = AsOf { occurred: end(occurred), known: end(known), ..AsOf::ALL };
                let folded = folded(log, &process, &point);
                for name in said.keys().chain(folded.keys()) {
                    prop_assert_eq!(said.get(name), folded.get(name), "{:?} on {} by {}", name, on, by);
                }
                Ok(())
            })
            .unwrap();
    }
}

#[test]
fn a_day_that_the_form_cannot_read_is_answered_with_how_to_write_it() {
    let logs = logs::logs();
    let (_, log) = &logs[0];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("record.sqlite");
    let process = log.processes().last().unwrap().key.clone();
    let until = asked(log, &process, Some("2025-05-16"));
    sqlite(&path, &[slot_table(log, &until)]).unwrap();
    let database = Connection::open(&path).unwrap();
    let mut statement = database.prepare(&query()).unwrap();
    let mut rows = |occurred: &str, path: &str| -> Vec<String> {
        let asked =
            named_params! { ":occurred": occurred, ":known": "", ":path": path, ":field": "promised" };
        statement.query_map(asked, |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    for day in ["2025-5-16", "16/05/2025", "16 May 2025", "2025-05-16T12:00", "2025-02-30"] {
        assert_eq!(rows(day, ""), ["write each day as 2025-05-24, or leave it empty"], "{day}");
    }
    let found = ["commitments/r1-prisoners".to_owned()];
    assert_eq!(
        (rows(" 2025-05-16 ", "r1-prisoners"), rows("", "commitments")),
        (found.to_vec(), found.to_vec())
    );
}
