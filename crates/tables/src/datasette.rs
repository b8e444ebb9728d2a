//! What a database of tables is, for Datasette: descriptions, and queries with forms.

use std::fmt::Write;

use crate::table::Table;

/// Returns the metadata of a database for Datasette, as YAML: what each table and column says, and queries for the state on
/// one day as known on another, for how a row changed and for what was promised. `database` is the name of its file without
/// the ending.
pub fn datasette(tables: &[Table], database: &str, title: &str) -> String {
    let mut text = format!("title: {}\ndatabases:\n  {}:\n", scalar(title), scalar(database));
    text.push_str("    queries:\n");
    for query in QUERIES {
        let _ = write!(
            text,
            "      {}:\n        title: {}\n        description: {}\n        sql: |-\n",
            query.name,
            scalar(query.title),
            scalar(query.about)
        );
        for line in query.sql.lines() {
            let _ = writeln!(text, "          {line}");
        }
    }
    text.push_str("    tables:\n");
    for table in tables {
        let _ = write!(
            text,
            "      {}:\n        description: {}\n        columns:\n",
            table.name,
            scalar(&table.about)
        );
        for column in &table.columns {
            let _ = writeln!(text, "          {}: {}", column.name, scalar(&column.about));
        }
    }
    text
}

/// A query that Datasette shows with a form: a field for each parameter.
struct Query {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    sql: &'static str,
}

const QUERIES: [Query; 3] = [
    Query {
        name: "state_on_day_as_known_on_day",
        title: "State on a day, as known on a day",
        about: "occurred: the day whose end is asked about, as 2025-05-24. known: the day by whose end it was public. \
                Leave either empty for all that the record holds. path and field narrow the answer: commitments finds \
                every commitment, delivered what was delivered on it. Datasette shows the first 1,000 rows.",
        sql: "\
with written as (
  select trim(:occurred) as occurred, trim(:known) as known, trim(:path) as path, trim(:field) as field
),
asked as (
  select path, field, coalesce(nullif(occurred, ''), 'all') as occurred, coalesce(nullif(known, ''), 'all') as known,
    (occurred in ('', 'all') or date(occurred) is occurred) and (known in ('', 'all') or date(known) is known) as is_read
  from written
),
here as (
  select slots.*, asked.path as wanted_path, asked.field as wanted_field
  from slot_history as slots, asked
  where is_read
    and occurred_first_day <= asked.occurred
    and coalesce(occurred_last_day, 'all') >= asked.occurred
    and known_first_day <= asked.known
    and coalesce(known_last_day, 'all') >= asked.known
)
select path, field, value, low, high, best, bound, unit, per,
  (select value from here as claimants
   where claimants.process = here.process and claimants.path = here.path and claimants.field = 'attributed_to'
  ) as attributed_to
from here
where (wanted_path = '' or path = wanted_path or path like wanted_path || '/%' or path like '%/' || wanted_path)
  and (wanted_field = '' or field = wanted_field)
union all
select 'write each day as 2025-05-24, or leave it empty', null, null, null, null, null, null, null, null, null
from asked where not is_read
order by 1, 2",
    },
    Query {
        name: "history_of_a_row",
        title: "How a row changed",
        about: "Every value that the fields of a row had, with the days at whose ends it had them, on the day it \
                happened and on the day it was public. path is that of the row, as commitments and its key.",
        sql: "\
select field, value, low, high, unit, occurred_first_day, occurred_last_day, known_first_day, known_last_day
from slot_history
where path = :path
order by field, known_first_day, occurred_first_day",
    },
    Query {
        name: "promised_and_delivered",
        title: "Promised, delivered, outstanding",
        about: "What was promised with a number, how much of it this record has as delivered, and what is left by those \
                numbers: where per differs or is unstated, nobody knows that they count the same.",
        sql: "\
select key, category, owed_by, owed_to, attributed_to, status, promised_low, promised_high, promised_per, delivered_low,
  delivered_high, delivered_bound, delivered_per, outstanding_low, outstanding_high, outstanding_per, promised_unit, due,
  overdue_days, discrepancies, events
from commitments
where promised_bound is not null
order by path",
    },
];

/// Returns a text as a scalar of YAML, in double quotes: JSON is YAML.
fn scalar(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
