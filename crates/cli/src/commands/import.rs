use std::fs::File;
use std::io::{self, ErrorKind, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use asof_query::{
    Answer, DraftSchema, FilledSheets, Imported, Kind, Log, Missing, Older, Rules, TableError, TableFormat,
    TableImport, TableOptions, TableRun, one_of, template_columns,
};
use asof_render as render;
use clap::Args;

use super::append::{Writing, name_of};
use crate::context::{Context, text_of};
use crate::failure::Failure;
use crate::output::Output;
use crate::terminal::width;

/// The rules that ship with the program, by name.
const SHIPPED: [(&str, &str); 5] = [
    ("acled", include_str!("../../../../events/rules/acled.toml")),
    ("ged", include_str!("../../../../events/rules/ged.toml")),
    ("icews", include_str!("../../../../events/rules/icews.toml")),
    ("pax", include_str!("../../../../events/rules/pax.toml")),
    ("timelinejs", include_str!("../../../../events/rules/timelinejs.toml")),
];

/// Imports the rows of a table, by rules or as a filled-in sheet
///
/// Without --rules, each row is an entry: its columns are fields, and its cells hold what plain text has in them. --template
/// prints such a sheet. All of it is appended, or none.
///
/// With --rules, rows that cannot be imported are refused with line, column and reason; the others are imported all the same, and
/// the exit code is 1. Import the same table again, or a newer edition of it: what stands in the log as it is is not written
/// twice, and what differs becomes a correction, if the rules have `[again]`.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The table: .csv, .tsv, .jsonl, .xlsx, .xls or .ods; `-` is standard input.
    #[arg(value_name = "FILE", required_unless_present = "template")]
    file: Option<PathBuf>,
    /// The rules: a file, or acled, ged, icews, pax, timelinejs.
    #[arg(long, value_name = "RULES")]
    rules: Option<PathBuf>,
    /// Print a sheet to fill, as CSV: exchange, meeting/held, person.
    #[arg(long, value_name = "KIND", conflicts_with_all = ["file", "rules"])]
    template: Option<String>,
    /// Show what would be imported, but write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write the rows that are refused to this file, each with why, to be mended and imported again.
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    /// Import nothing if a row is refused.
    #[arg(long)]
    all_or_nothing: bool,
    /// End with code 0 if no more rows than these are refused.
    #[arg(long, value_name = "N", default_value_t = 0)]
    rejects_ok: u64,
    /// Retract the events of the data set that the table no longer has.
    #[arg(long)]
    retract_missing: bool,
    /// Import an edition that is older than one in the log.
    #[arg(long)]
    older: bool,
    /// Import only if the log ends at this event.
    #[arg(long, value_name = "SEQ")]
    expect: Option<u64>,
}

impl Import {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        match (&self.template, &self.rules) {
            (Some(kind), _) => print_template(context, kind),
            (None, Some(rules)) => self.run_by_rules(context, rules),
            (None, None) => self.run_filled(context),
        }
    }

    /// Returns the table; it is there unless a sheet to fill is asked for.
    fn file(&self) -> &Path {
        self.file.as_deref().unwrap_or(Path::new("-"))
    }

    /// Appends the entries of sheets that were filled in.
    fn run_filled(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let name = name_of(self.file());
        let table = self.table(context)?;
        let format = ending(self.file()).unwrap_or(TableFormat::Csv);
        let filled = FilledSheets::read(table, format, &context.destination(), &tempfile::tempfile);
        let FilledSheets { drafts, problems, blank } = filled.map_err(|source| self.unreadable(source))?;
        if !problems.is_empty() {
            return Err(Failure::Refused { file: Some(name), problems });
        }
        if drafts.is_empty() {
            return Err(Failure::Usage(format!("`{name}` has no row that is filled in")));
        }
        let code =
            Writing { expect: self.expect, dry_run: self.dry_run }.write(context, Some(&name), &drafts)?;
        context.tell_filled(&drafts);
        if blank > 0 {
            context
                .advise(&format!("{} not filled in, and left out\n", render::counted(blank as u64, "row")));
        }
        Ok(code)
    }

    fn run_by_rules(&self, context: &Context<'_>, path: &Path) -> Result<ExitCode, Failure> {
        let rules = self.read_rules(path)?;
        let mut table = self.table(context)?;
        let log = Log::read(&*context.open()?)?;
        let mut import = TableImport::new(&rules, &table, &log, self.options(context), &tempfile::tempfile)
            .map_err(|source| self.unreadable(source))?;
        let head = log.head();
        drop(log);
        let imported = self.append(context, &mut import, head)?;
        if let Some(path) = &self.refused {
            table
                .seek(SeekFrom::Start(0))
                .map_err(|source| self.unreadable(TableError::Unreadable(source)))?;
            self.write_refused(&import, &table, path)?;
        }
        self.say(context, &import, &imported)
    }

    fn options<'a>(&self, context: &'a Context<'_>) -> TableOptions<'a> {
        TableOptions {
            ending: ending(self.file()),
            process: context.global.process.as_deref(),
            missing: if self.retract_missing { Missing::Retracted } else { Missing::Listed },
            older: if self.older { Older::Allowed } else { Older::Refused },
        }
    }

    /// Reads the rules: those of a file, or those that ship under this name.
    fn read_rules(&self, path: &Path) -> Result<Rules, Failure> {
        let name = path.display().to_string();
        let shipped =
            SHIPPED.iter().find(|(shipped, _)| *shipped == name).map(|(_, text)| (*text).to_owned());
        let text = match shipped.filter(|_| !path.exists()) {
            Some(text) => text,
            None => text_of(path).map_err(|source| match source.kind() {
                ErrorKind::NotFound => Failure::Usage(format!(
                    "there is no file `{name}`, and no rules of that name ship with asof: there are {}",
                    SHIPPED.map(|(name, _)| name).join(", ")
                )),
                _ => Failure::Input { path: name.clone(), source },
            })?,
        };
        Rules::read(&text).map_err(|faults| Failure::Rules { file: name, faults })
    }

    /// Opens the table; what can be read only once is kept in a temporary file.
    fn table(&self, context: &Context<'_>) -> Result<File, Failure> {
        context.spare_input(self.file())?;
        let kept = |mut source: &mut dyn io::Read| {
            let mut kept = tempfile::tempfile()?;
            io::copy(&mut source, &mut kept)?;
            kept.seek(SeekFrom::Start(0))?;
            Ok(kept)
        };
        let opened = if self.file() == Path::new("-") {
            kept(&mut io::stdin().lock())
        } else {
            File::open(self.file())
                .and_then(|mut file| if file.metadata()?.is_file() { Ok(file) } else { kept(&mut file) })
        };
        opened.map_err(|source| Failure::Input { path: self.file().display().to_string(), source })
    }

    fn unreadable(&self, source: TableError) -> Failure {
        Failure::Table { file: name_of(self.file()), source }
    }

    /// Appends what was made of the table: to a copy of the log, if it is only tried out or must be whole, and then to the log.
    fn append(
        &self,
        context: &Context<'_>,
        import: &mut TableImport<'_>,
        head: u64,
    ) -> Result<Imported, Failure> {
        let (name, all, mut progress) = (name_of(self.file()), import.drafts(), context.progress());
        let mut show = |done: usize| progress.show(|| format!("imported {done} of {all} drafts of {name}"));
        let failed = |error| context.not_imported(error, self.file(), self.dry_run);
        let mut tried = None;
        if self.dry_run || self.all_or_nothing {
            let copy = context.copied_aside()?;
            let mut store = context.open_at(&copy.location)?;
            tried = Some(import.append(&mut *store, self.expect, &mut show).map_err(failed)?);
        }
        match tried {
            Some(tried) if self.dry_run => Ok(tried),
            Some(_) if import.refused() > 0 => Ok(Imported::nothing(head)),
            _ => import.append(&mut *context.open()?, self.expect, &mut show).map_err(failed),
        }
    }

    fn write_refused(&self, import: &TableImport<'_>, table: &File, path: &Path) -> Result<(), Failure> {
        let mut out = tempfile::spooled_tempfile(1 << 20);
        import
            .write_refused(table, ending(self.file()), &tempfile::tempfile, &mut out)
            .map_err(|source| self.unreadable(source))?;
        let unwritable = |source| Failure::Unwritable { path: path.display().to_string(), source };
        out.seek(SeekFrom::Start(0)).map_err(unwritable)?;
        let mut output = Output::to(path)?;
        output.copy(&mut out)?;
        Ok(output.finish()?)
    }

    /// Prints what was done.
    fn say(
        &self,
        context: &Context<'_>,
        import: &TableImport<'_>,
        imported: &Imported,
    ) -> Result<ExitCode, Failure> {
        if !imported.remarks.is_empty() {
            context.remark(&format!("{}\n", render::problems(None, &imported.remarks, width())));
        }
        if imported.further_remarks() > 0 {
            let more = imported.further_remarks();
            context.warn(&format!("{more} more like these; `asof check` shows them all"));
        }
        context.warn_of_writing(imported.set_aside.as_ref(), imported.recorded);
        let held_back = self.all_or_nothing && !self.dry_run && import.refused() > 0;
        let (file, rules) = (
            name_of(self.file()),
            self.rules.as_deref().map_or_else(String::new, |rules| rules.display().to_string()),
        );
        let run = TableRun { file: &file, rules: &rules, dry_run: self.dry_run, held_back };
        let answer = Answer::new(import.answer(run, imported), &asof_query::Names::default());
        let printed = if self.dry_run || held_back {
            context.print_answer(answer, &["log"])?
        } else {
            context.answer_written(answer, &["log"], imported.head)?
        };
        Ok(if import.refused() as u64 > self.rejects_ok { ExitCode::from(1) } else { printed })
    }
}

/// Prints a sheet to fill: its columns, and a row for each kind.
fn print_template(context: &Context<'_>, kind: &str) -> Result<ExitCode, Failure> {
    let Some((columns, kinds)) = template_columns(kind) else {
        one_of("kind", kind, DraftSchema::published().kinds().iter().flat_map(Kind::words))?;
        return Err(Failure::Usage(format!("there is no sheet for `{kind}`: name a kind with its phase")));
    };
    let empty = ",".repeat(columns.len() - 1);
    let rows = kinds.iter().map(|kind| format!("{kind}{empty}\n"));
    context.print(&format!("{}\n{}", columns.join(","), rows.collect::<String>()))?;
    Ok(ExitCode::SUCCESS)
}

/// Returns what the name of a file says of its form.
fn ending(file: &Path) -> Option<TableFormat> {
    TableFormat::of_ending(file.extension()?.to_str()?)
}
