use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use asof_query::{Log, ResolvedQuery, quoted};
use asof_render::{Dialect, counted};
use asof_tables::{PACKAGE, Table, csv, datasette, is_package, package, sqlite, tables};
use clap::Args;

use super::folder::NewFolder;
use crate::commands::state::WhenArgument;
use crate::context::Context;
use crate::failure::Failure;
use crate::output::new_file_in;

/// Writes what counts at a moment as flat tables with typed columns, for data frames, databases and spreadsheets
///
/// A folder gets a CSV file a table and datapackage.json, which says what each column holds. A file that ends in .sqlite or
/// .db is one database of all tables, with slot_history: what every field of the state said, from when to when on both
/// clocks. Beside it stands a file that gives Datasette a form for that. What is written stands in its place when it is
/// whole.
#[derive(Debug, Args)]
pub(super) struct Tables {
    /// The folder or the database to write.
    #[arg(value_name = "DIR|FILE.sqlite")]
    target: PathBuf,
    #[command(flatten)]
    moment: WhenArgument,
    /// Write Parquet files in the place of CSV.
    #[cfg(feature = "parquet")]
    #[arg(long)]
    parquet: bool,
    /// Replace tables that are already there.
    #[arg(long)]
    force: bool,
}

impl Tables {
    pub(super) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        match self.target.extension().and_then(|ending| ending.to_str()) {
            Some("sqlite" | "db" | "sqlite3") => self.write_database(context),
            _ => self.write_folder(context),
        }
    }

    fn asked(&self, context: &Context<'_>) -> Result<(&'static Log, ResolvedQuery), Failure> {
        let log = context.read_of_one()?;
        let asked = context.question()?.at(log, self.moment.written(context))?;
        Ok((log, asked))
    }

    fn write_folder(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        if self.is_parquet() && context.global.excel {
            return Err(Failure::Usage("--excel is for CSV: leave out --parquet, or --excel".to_owned()));
        }
        let holds_tables = |folder: &Path| fs::read(folder.join(PACKAGE)).is_ok_and(|text| is_package(&text));
        let new = NewFolder::in_place_of(&self.target, "tables", self.force, holds_tables)?;
        let (log, asked) = self.asked(context)?;
        let tables = tables(log, &asked);
        let made = new.begin()?;
        let write = |name: &str, bytes: &[u8]| {
            fs::write(made.path().join(name), bytes).map_err(|source| new.unwritable(source))
        };
        let dialect = if context.global.excel { Dialect::Excel } else { Dialect::Plain };
        let ending = if self.is_parquet() { "parquet" } else { "csv" };
        for table in &tables {
            write(&format!("{}.{ending}", table.name), &self.file_of(table, dialect))?;
        }
        let title = log.names().get(asked.process.as_str());
        let package = package(&tables, asked.process.as_str(), title, ending);
        write(PACKAGE, format!("{package:#}\n").as_bytes())?;
        new.put_in_place(made)?;
        let folder = self.target.display();
        let described = self.target.join(PACKAGE);
        context.print(&format!(
            "{} in {folder}; {} says what they hold\n",
            sum(&tables),
            described.display()
        ))?;
        Ok(ExitCode::SUCCESS)
    }

    #[cfg(feature = "parquet")]
    fn is_parquet(&self) -> bool {
        self.parquet
    }

    #[cfg(not(feature = "parquet"))]
    fn is_parquet(&self) -> bool {
        false
    }

    /// Returns an option that only files in a folder have a use for, if there is one.
    fn for_files(&self, context: &Context<'_>) -> Option<&'static str> {
        context.global.excel.then_some("--excel").or(self.is_parquet().then_some("--parquet"))
    }

    fn file_of(&self, table: &Table, dialect: Dialect) -> Vec<u8> {
        #[cfg(feature = "parquet")]
        if self.parquet {
            return asof_tables::parquet(table);
        }
        csv(table, dialect).into_bytes()
    }

    fn write_database(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        if let Some(option) = self.for_files(context) {
            return Err(Failure::Usage(format!(
                "{option} is for files in a folder: name a folder, or leave it out"
            )));
        }
        let shown = self.target.display();
        if self.target.exists() && !(self.force && asof_tables::holds_tables(&self.target)) {
            return Err(Failure::Usage(match self.force {
                true => {
                    format!("`{shown}` holds other things than tables that were exported: name another file")
                }
                false => format!(
                    "`{shown}` is there already: name another file, or replace its tables with --force"
                ),
            }));
        }
        let (log, asked) = self.asked(context)?;
        let mut tables = tables(log, &asked);
        tables.push(asof_tables::slot_table(log, &asked));
        let folder = self.target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let unwritable = |source: io::Error| Failure::Unwritable { path: shown.to_string(), source };
        let database = new_file_in(folder).map_err(unwritable)?;
        sqlite(database.path(), &tables).map_err(|error| unwritable(io::Error::other(error)))?;
        let name = self.target.file_stem().and_then(|name| name.to_str()).unwrap_or("record");
        let beside = self.target.with_extension("metadata.yml");
        let title = log.names().get(asked.process.as_str());
        fs::write(&beside, datasette(&tables, name, title)).map_err(unwritable)?;
        database.persist(&self.target).map_err(|error| unwritable(error.error))?;
        let [file, metadata] = [&self.target, &beside].map(|path| quoted(&path.display().to_string()));
        let command = format!("datasette {file} --metadata {metadata}");
        context.print(&format!("{} in {shown}; show them with: {command}\n", sum(&tables)))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Returns how many tables and rows there are.
fn sum(tables: &[Table]) -> String {
    let rows = tables.iter().map(|table| table.rows.len() as u64).sum();
    format!("{} with {}", counted(tables.len() as u64, "table"), counted(rows, "row"))
}
