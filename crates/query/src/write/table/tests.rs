//! Tables made into drafts and appended: what comes out, what is refused, and what another edition does.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::LazyLock;

use asof_core::{Draft, Entry, RecordKind};
use asof_store::{ALL, MemoryLog};
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::write::rules::TableFormat;

/// The rules that ship with the program, each with its sample.
const SHIPPED: [(&str, &str, &str); 5] = [
    (
        "acled",
        include_str!("../../../../../events/rules/acled.toml"),
        include_str!("../../../../../fixtures/import/acled.csv"),
    ),
    (
        "ged",
        include_str!("../../../../../events/rules/ged.toml"),
        include_str!("../../../../../fixtures/import/ged.csv"),
    ),
    (
        "icews",
        include_str!("../../../../../events/rules/icews.toml"),
        include_str!("../../../../../fixtures/import/icews.tsv"),
    ),
    (
        "pax",
        include_str!("../../../../../events/rules/pax.toml"),
        include_str!("../../../../../fixtures/import/pax.csv"),
    ),
    (
        "timelinejs",
        include_str!("../../../../../events/rules/timelinejs.toml"),
        include_str!("../../../../../fixtures/import/timelinejs.csv"),
    ),
];

const OPTIONS: TableOptions<'static> = TableOptions {
    ending: Some(TableFormat::Csv),
    process: None,
    missing: Missing::Listed,
    older: Older::Refused,
};

/// Rules of a made-up list of sayings.
fn sayings(rest: &str) -> String {
    format!(
        "asof = \"import/1\"\n[edition]\nsource = \"sayings-1\"\ntitle = \"Sayings\"\nissued = \"2020\"\n\
         [process]\nkey = \"talks\"\ntitle = \"Talks\"\nzone = \"UTC\"\n\
         [each]\nkey = \"s-{{id}}\"\nexternal_ids = \"sayings {{id}}\"\nsummary = \"It was said.\"\nsources = \"paragraph \\\"{{id}}\\\"\"\n\
         occurred = {{ date = \"{{day}}\", format = \"%Y-%m-%d\" }}\nknown = {{ else = \"occurred\", mark = \"?\" }}\n\
         [[event]]\nkind = \"claim\"\nsays = \"{{says}}\"\n{rest}\n\
         [again]\nby = \"sayings\"\nbecause = \"record\"\nreason = \"{{edition}} has another {{fields}}.\"\n"
    )
}

fn edition(rules: &str, name: &str, issued: &str) -> Rules {
    let rules = rules.replace("sayings-1", name).replace("\"2020\"", &format!("\"{issued}\""));
    Rules::read(&rules).unwrap()
}

/// Imports a table; returns the lines and reasons of refused rows.
fn imported(
    log: &mut MemoryLog,
    rules: &Rules,
    table: &str,
    options: TableOptions<'_>,
) -> Result<Vec<String>, String> {
    let before = Log::read(log).unwrap();
    let mut import =
        TableImport::new(rules, Cursor::new(table.as_bytes()), &before, options, &tempfile::tempfile)
            .map_err(|error| error.to_string())?;
    import.append(log, None, &mut |_| {}).map_err(|error| format!("{error:?}"))?;
    let refused = import.made.refused.iter();
    Ok(refused
        .map(|(line, row)| format!("{line} {}: {}", row.column.as_deref().unwrap_or("-"), row.reason))
        .collect())
}

fn drafts(log: &MemoryLog) -> Vec<Draft> {
    log.read(ALL).unwrap().events().iter().map(|event| event.draft.clone()).collect()
}

fn keys(log: &MemoryLog) -> Vec<String> {
    drafts(log).iter().map(|draft| draft.key.to_string()).collect()
}

#[test]
fn a_row_that_cannot_be_imported_is_refused_and_the_others_are_not() {
    let rules = Rules::read(&sayings("when = { kind = [\"saying\"] }")).unwrap();
    let table = "id,day,says,kind\n1,2019-01-14,one,saying\n2,14.01.2019,two,saying\n3,2019-01-15,,saying\n4,2019-01-16,four,song\n\
                 5,2019-01-17,five\n1,2019-01-18,other,saying\n1,2019-01-14,one,saying\na b,2019-01-19,x,saying\n7,2019-01-20,ok,saying\n";
    let mut log = MemoryLog::new();
    let refused = imported(&mut log, &rules, table, OPTIONS).unwrap();
    assert_eq!(keys(&log), ["sayings-1", "talks", "s-1", "s-7"]);
    assert_eq!(
        refused,
        [
            "3 day: `14.01.2019` is no date by `%Y-%m-%d`",
            "4 says: `claim` needs `says`: says is empty",
            "5 kind: no event of the rules is for this row (kind \"song\")",
            "6 -: the row has 3 cells, and there are 4 columns",
            "7 id: `s-1` is the key of line 2 too, which has other values",
            "9 id: in `key`, `s-a b` is not a key: use lower-case letters a-z and digits, joined by single hyphens; write s-a-b",
        ]
    );
}

#[test]
fn what_the_log_refuses_is_placed_in_its_row() {
    let rules = Rules::read(&sayings("about = \"{about}\"")).unwrap();
    let table = "id,day,says,about\n1,2019-01-14,one,\n2,2019-01-15,two,nowhere\n3,2019-01-16,three,s-1\n";
    let mut log = MemoryLog::new();
    let refused = imported(&mut log, &rules, table, OPTIONS).unwrap();
    assert_eq!(keys(&log), ["sayings-1", "talks", "s-1", "s-3"]);
    assert_eq!(refused.len(), 1);
    assert!(refused[0].starts_with("3 about: ") && refused[0].contains("[unknown-reference]"), "{refused:?}");
}

#[test]
fn the_same_table_again_changes_nothing_and_another_edition_corrects() {
    let rules = sayings("");
    let first = "id,day,says\n1,2019-01-14,one\n2,2019-01-15,two\n3,2019-01-16,three\n";
    let mut log = MemoryLog::new();
    imported(&mut log, &edition(&rules, "sayings-1", "2020"), first, OPTIONS).unwrap();
    let all = drafts(&log);
    imported(&mut log, &edition(&rules, "sayings-1", "2020"), first, OPTIONS).unwrap();
    assert_eq!(drafts(&log), all);

    let second = first.replace("two", "zwei").replace("2019-01-16", "2019-01-17");
    imported(&mut log, &edition(&rules, "sayings-2", "2021"), &second, OPTIONS).unwrap();
    let added = drafts(&log)[all.len()..].to_vec();
    let told: Vec<String> = added
        .iter()
        .map(|draft| format!("{}: {}", draft.key, draft.summary().map_or("", |text| text.as_str())))
        .collect();
    assert_eq!(
        told,
        [
            "sayings-2: ",
            "fix-s-2-sayings-2: sayings-2 has another says.",
            "fix-s-3-sayings-2: sayings-2 has another occurred."
        ]
    );
    // A date that fell back follows what it fell back to.
    assert_eq!(added[2].assertion().unwrap().known.to_string(), "2019-01-17?");
    assert_eq!(added[2].sources()[0].source.as_str(), "sayings-2");

    // The second edition again is nothing; the first is older, and is refused unless that is asked for.
    let all = drafts(&log);
    imported(&mut log, &edition(&rules, "sayings-2", "2021"), &second, OPTIONS).unwrap();
    assert_eq!(drafts(&log), all);
    let older = imported(&mut log, &edition(&rules, "sayings-1", "2020"), first, OPTIONS).unwrap_err();
    assert!(older.contains("`sayings-1` is older than `sayings-2` (2021)"), "{older}");
    let allowed = TableOptions { older: Older::Allowed, ..OPTIONS };
    imported(&mut log, &edition(&rules, "sayings-1", "2020"), first, allowed).unwrap();
    assert_eq!(keys(&log)[all.len()..], ["fix-s-2-sayings-1", "fix-s-3-sayings-1"]);

    // A third edition with the values of the second corrects the corrections.
    imported(&mut log, &edition(&rules, "sayings-3", "2022"), &second, OPTIONS).unwrap();
    assert_eq!(keys(&log)[all.len() + 2..], ["sayings-3", "fix-s-2-sayings-3", "fix-s-3-sayings-3"]);
}

#[test]
fn what_a_newer_edition_no_longer_has_is_listed_and_retracted_if_asked() {
    let rules = sayings("");
    let first = "id,day,says\n1,2019-01-14,one\n2,2019-01-15,two\n";
    let second = "id,day,says\n1,2019-01-14,one\n";
    let mut log = MemoryLog::new();
    imported(&mut log, &edition(&rules, "sayings-1", "2020"), first, OPTIONS).unwrap();
    let newer = edition(&rules, "sayings-2", "2021");
    imported(&mut log, &newer, second, OPTIONS).unwrap();
    assert_eq!(keys(&log).len(), 5);
    let before = Log::read(&log).unwrap();
    let import =
        TableImport::new(&newer, Cursor::new(second.as_bytes()), &before, OPTIONS, &tempfile::tempfile)
            .unwrap();
    assert_eq!(import.made.missing, [("talks".to_owned(), "s-2".to_owned())]);

    let retracts = TableOptions { missing: Missing::Retracted, ..OPTIONS };
    imported(&mut log, &newer, second, retracts).unwrap();
    let last = drafts(&log).pop().unwrap();
    assert_eq!(last.key.as_str(), "retract-s-2-sayings-2");
    let Entry::Record(record) = &last.entry else { panic!("{last:?}") };
    assert!(matches!(&record.kind, RecordKind::Retraction(retraction) if retraction.of.as_str() == "s-2"));
    // Rows that are refused are there: nothing is retracted beside them, nor by a file of them.
    let mut other = MemoryLog::new();
    imported(&mut other, &edition(&rules, "sayings-1", "2020"), first, OPTIONS).unwrap();
    let before = keys(&other);
    let broken = second.replace("2019-01-14", "14.1.2019");
    imported(&mut other, &edition(&rules, "sayings-1", "2020"), &broken, retracts).unwrap();
    let of_refused = "asof_line,asof_column,asof_reason,id,day,says\n2,day,x,1,2019-01-14,one\n";
    imported(&mut other, &edition(&rules, "sayings-1", "2020"), of_refused, retracts).unwrap();
    assert_eq!(keys(&other), before);
    let log_of_both = Log::read(&other).unwrap();
    let import =
        TableImport::new(&newer, Cursor::new(broken.as_bytes()), &log_of_both, retracts, &tempfile::tempfile)
            .unwrap();
    assert_eq!((import.made.missing.len(), import.made.tally.not_retracted), (1, 1));

    // It is missing no more, and its row does not come back by itself.
    let all = keys(&log);
    imported(&mut log, &newer, second, retracts).unwrap();
    imported(&mut log, &newer, first, retracts).unwrap();
    assert_eq!(keys(&log), all);
}

#[test]
fn without_a_rule_for_it_another_value_is_refused() {
    let rules = sayings("");
    let rules = Rules::read(&rules[..rules.find("[again]").unwrap()]).unwrap();
    let mut log = MemoryLog::new();
    imported(&mut log, &rules, "id,day,says\n1,2019-01-14,one\n", OPTIONS).unwrap();
    let refused = imported(&mut log, &rules, "id,day,says\n1,2019-01-14,uno\n", OPTIONS).unwrap();
    assert!(refused[0].contains("`s-1` stands in the log with other values (says)"), "{refused:?}");
}

#[test]
fn a_process_has_one_zone_and_who_bears_a_name_one_key() {
    let rules = sayings("").replace("zone = \"UTC\"", "zone = \"{zone}\"").replace(
        "[[event]]",
        "attributed_to = \"{who}\"\n[let]\nwho = { actor = \"{name}\", as = \"body\", key = \"{name|key}\" }\n[[event]]",
    );
    let rules = rules.replace("[[event]]", "").replace("attributed_to = \"{who}\"\n", "");
    let (head, rest) = rules.split_once("kind = \"claim\"").unwrap();
    let rules = format!("{head}[[event]]\nkind = \"claim\"\nattributed_to = \"{{who}}\"{rest}");
    let rules = Rules::read(&rules).unwrap_or_else(|faults| panic!("{faults:?}\n{rules}"));
    let table = "id,day,says,zone,name\n1,2019-01-14,one,Europe/Oslo,C\u{f4}te\n2,2019-01-15,two,Europe/Paris,C\u{f4}te\n\
                 3,2019-01-16,three,Europe/Olso,C\u{f4}te\n4,2019-01-17,four,Europe/Oslo,Cote\n5,2019-01-18,five,Europe/Oslo,C\u{f4}te\n";
    let mut log = MemoryLog::new();
    let refused = imported(&mut log, &rules, table, OPTIONS).unwrap();
    assert_eq!(keys(&log), ["sayings-1", "cote", "talks", "s-1", "s-5"]);
    for (reason, part) in refused.iter().zip([
        "3 zone: the process `talks` has the zone Europe/Oslo by line 2, and Europe/Paris here",
        "4 zone: `Europe/Olso` is no time zone: did you mean Europe/Oslo or",
        "5 name: `cote` would be the key of `Cote`, and is that of the body `C\u{f4}te`",
    ]) {
        assert!(reason.starts_with(part), "{reason}");
    }
}

#[test]
fn refused_rows_are_written_as_they_stood_and_come_in_again() {
    let rules = Rules::read(&sayings("")).unwrap();
    let table = "id,day,says\n1,2019-01-14,one\n2,14.1.2019,\"two, \"\"three\"\"\"\n";
    let log = Log::read(&MemoryLog::new()).unwrap();
    let written = |table: &str| {
        let import =
            TableImport::new(&rules, Cursor::new(table.as_bytes()), &log, OPTIONS, &tempfile::tempfile)
                .unwrap();
        let mut out = Vec::new();
        import.write_refused(Cursor::new(table), OPTIONS.ending, &tempfile::tempfile, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let once = "asof_line,asof_column,asof_reason,id,day,says\n\
                3,day,`14.1.2019` is no date by `%Y-%m-%d`,2,14.1.2019,\"two, \"\"three\"\"\"\n";
    assert_eq!(written(table), once);
    assert_eq!(written(once), once.replace("\n3,", "\n2,"));
}

/// What stands in the cell that the law replaces.
const MARK: &str = "zq7x";

/// Returns the drafts that a table makes, or none if its row is refused or left out.
fn made(rules: &Rules, table: &str, line: u32) -> Vec<Value> {
    let log = Log::read(&MemoryLog::new()).unwrap();
    let import = TableImport::new(rules, Cursor::new(table.as_bytes()), &log, OPTIONS, &tempfile::tempfile);
    let import = import.unwrap_or_else(|error| panic!("{error}: {table}"));
    let batches = (0..import.drafts.batches()).flat_map(|batch| import.drafts.batch(batch).unwrap());
    let of_row = batches.filter(|read| import.made.origins[read.line - 1].line == line);
    of_row.map(|read| read.draft.to_value()).collect()
}

/// Returns the texts in a value, each by its path.
fn leaves(value: &Value, at: &str, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| leaves(value, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(number, item)| leaves(item, &format!("{at}/{number}"), found));
        }
        Value::String(text) => drop(found.insert(at.to_owned(), text.clone())),
        other => drop(found.insert(at.to_owned(), other.to_string())),
    }
}

/// The cells of a table, by rows.
type Cells = Vec<Vec<String>>;

/// The shipped rules with their samples, each with what stands between cells.
static TABLES: LazyLock<Vec<(Rules, u8, Cells)>> = LazyLock::new(|| {
    let tables = SHIPPED.iter().map(|(_, rules, sample)| {
        let rules = Rules::read(&rules.replace("windows-1252", "utf-8")).unwrap();
        let delimiter = if sample.contains('\t') { b'\t' } else { b',' };
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(sample.as_bytes());
        let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
        (rules, delimiter, rows.collect())
    });
    tables.collect()
});

fn written(delimiter: u8, rows: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Returns cells, many of them with what would mean something in plain text, TOML or JSON.
fn cell() -> impl Strategy<Value = String> {
    const PIECES: [&str; 16] = [
        "\" page \"4",
        "\"; other \"1",
        "\" url \"x",
        "\\",
        "\\\"",
        "\"",
        ", b",
        "; c",
        " section d",
        "{id}",
        "{{",
        "}",
        "~",
        "300..400",
        "[a..b]",
        "null",
    ];
    let any = "[a-z\"\\\\;,{}\\[\\]~?/|:> '\u{e9}#&=.-]{1,8}";
    let piece = prop_oneof![
        any.prop_map(|text: String| text),
        prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned)
    ];
    prop::collection::vec(piece, 1..4).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_cell_comes_out_as_itself_or_its_row_is_refused(
        table in 0..SHIPPED.len(),
        row in 1..8usize,
        column in 0..30usize,
        cell in cell(),
    ) {
        let (rules, delimiter, rows) = &TABLES[table];
        let (row, column) = (1 + row % (rows.len() - 1), column % rows[0].len());
        let cell = crate::write::rules::without_markup(&cell);
        prop_assume!(!cell.is_empty() && cell != "NA" && crate::write::rules::without_markup(&cell) == cell);
        let with = |text: &str| {
            let mut rows = vec![rows[0].clone(), rows[row].clone()];
            rows[1][column] = text.to_owned();
            made(rules, &written(*delimiter, &rows), 2)
        };
        let (marked, made) = (with(MARK), with(&cell));
        // What makes drafts of this cell makes as many of any other, or refuses it.
        if marked.is_empty() || made.is_empty() {
            return Ok(());
        }
        prop_assert_eq!(marked.len(), made.len());
        // A key has the first six words of a headline.
        let six: Vec<&str> = cell.split_whitespace().take(6).collect();
        let forms = [cell.clone(), slug::slugify(&cell), slug::slugify(six.join(" ")), cell.to_lowercase()];
        for (marked, made) in marked.iter().zip(&made) {
            let (mut expected, mut found) = (BTreeMap::new(), BTreeMap::new());
            leaves(marked, "", &mut expected);
            leaves(made, "", &mut found);
            prop_assert_eq!(expected.keys().collect::<Vec<_>>(), found.keys().collect::<Vec<_>>(), "{:?}", cell);
            for (path, text) in &expected {
                let is_one = forms.iter().any(|form| found[path] == text.replace(MARK, form));
                prop_assert!(is_one, "{path}: {} for {cell:?}", found[path]);
            }
        }
    }
}
