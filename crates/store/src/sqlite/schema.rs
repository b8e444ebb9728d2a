//! The tables, indexes and triggers of a database that holds a log: which there must be, and that nobody added to them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rusqlite::{Connection, Transaction};

const SCHEMA: &str = include_str!("schema.sql");

/// What belongs to the table of events: kind and name, and how it is made.
type Objects = BTreeMap<(String, String), String>;

/// Those of a log, taken from the text of the schema: every program that opens a database needs them.
static OWN: LazyLock<Objects> = LazyLock::new(|| {
    let made = SCHEMA.split("\nCREATE ").skip(1).filter_map(|made| Some(made.rsplit_once(';')?.0));
    made.map(|made| {
        let mut words = made.strip_prefix("UNIQUE ").unwrap_or(made).split_whitespace();
        let mut word = || words.next().unwrap_or_default();
        ((word().to_lowercase(), word().to_owned()), format!("CREATE {made}"))
    })
    .collect()
});

/// How the schema of a database differs from that of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schema {
    /// What is foreign, missing or changed, a clause each; nothing if it is as it should be.
    pub(super) flaws: Vec<String>,
    /// Whether the events can be read all the same.
    pub(super) is_readable: bool,
}

/// Sets an empty database up.
pub(super) fn set_up(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute_batch(SCHEMA)
}

impl Schema {
    /// Compares the schema of a database with that of a log. What other tables or views there are matters to nobody.
    pub(super) fn of(connection: &Connection) -> rusqlite::Result<Self> {
        let found = objects(connection)?;
        let table = ("table".to_owned(), "event".to_owned());
        let is_readable = found.get(&table) == OWN.get(&table);
        let foreign = found.keys().filter(|name| !OWN.contains_key(*name));
        let foreign = foreign.map(|(kind, name)| format!("the {kind} `{name}` belongs to another program"));
        let own = OWN.iter().filter_map(|(name, sql)| match found.get(name) {
            None => Some(format!("the {} `{}` is missing", name.0, name.1)),
            Some(found) if found != sql => Some(format!("the {} `{}` was changed", name.0, name.1)),
            Some(_) => None,
        });
        Ok(Self { flaws: own.chain(foreign).collect(), is_readable })
    }
}

fn objects(connection: &Connection) -> rusqlite::Result<Objects> {
    // An index that comes with a constraint has no text.
    let sql =
        "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE tbl_name = 'event' COLLATE NOCASE";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_the_schema_is_what_sqlite_makes_of_it() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(SCHEMA).unwrap();
        assert_eq!(*OWN, objects(&connection).unwrap());
        assert_eq!(OWN.len(), 6);
    }
}
