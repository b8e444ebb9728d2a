//! An import of a table: its work grows with the rows, its memory with the names.

use std::fmt::Write as _;
use std::io::Cursor;

use allocation_counter::{AllocationInfo, measure};
use asof_query::{Log, Missing, Older, Rules, TableFormat, TableImport, TableOptions};
use asof_store::{Access, MemoryLog};

const RULES: &str = include_str!("../../events/rules/ged.toml");

/// The columns that the rules name.
const HEADER: &str = "id,type_of_violence,conflict_new_id,conflict_name,side_a_new_id,side_a,side_b_new_id,side_b,\
                      source_date,where_coordinates,country,date_prec,date_start,date_end,best,high,low";

/// Returns a table of so many rows, of ten actors and ten places.
fn table(rows: usize) -> String {
    let mut table = format!("{HEADER}\n");
    for id in 0..rows {
        let (a, b, day) = (id % 5, 5 + id % 5, 1 + id % 28);
        let date = format!("2019-01-{day:02} 00:00:00.000");
        writeln!(
            table,
            "{id},1,412,Veyra: Lowlands,{a},Army {a},{b},Front {b},,Town {a},Veyra,1,{date},{date},6,9,5"
        )
        .unwrap();
    }
    table
}

fn work(rows: usize) -> AllocationInfo {
    let (table, rules) = (table(rows), Rules::read(RULES).unwrap());
    let log = Log::new(
        asof_store::EventLog::read(&MemoryLog::from_text("", Access::ReadOnly), asof_store::ALL).unwrap(),
    );
    let options = TableOptions {
        ending: Some(TableFormat::Csv),
        process: None,
        missing: Missing::Listed,
        older: Older::Refused,
    };
    measure(|| {
        let import =
            TableImport::new(&rules, Cursor::new(&table), &log, options, &tempfile::tempfile).unwrap();
        assert_eq!((import.refused(), import.drafts()), (0, rows + 17));
    })
}

#[test]
fn twice_the_rows_take_twice_the_work_and_hardly_more_memory() {
    // What is made once is made before. The drafts of both are read in parts of a megabyte.
    work(10);
    let [small, large] = [3_000, 6_000].map(work);
    for (unit, small, large) in [
        ("allocations", small.count_total, large.count_total),
        ("bytes", small.bytes_total, large.bytes_total),
    ] {
        assert!(2 * large <= 5 * small, "{unit}: {small}, then {large}");
    }
    // A row is kept as a few numbers.
    let more = large.bytes_max.saturating_sub(small.bytes_max);
    assert!(more <= 3_000 * 200, "{}, then {}", small.bytes_max, large.bytes_max);
}
