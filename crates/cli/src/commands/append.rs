use std::collections::BTreeSet;
use std::env::temp_dir;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use asof_core::Recorded;
use asof_query::{
    Answer, AppendError, Appended, CopyError, DraftFile, DraftFileError, DraftForm, ImportError, ImportFault,
    Log, Names, Read, VerifiedLog, append, copy, effect, import, read_drafts, recorded_ahead, try_out,
};
use asof_render as render;
use asof_store::{Clock, Location, SystemClock, TornTail};
use clap::Args;
use tempfile::TempDir;

use crate::context::{Context, DraftInput, form_of_path, unreadable};
use crate::failure::Failure;
use crate::terminal::width;

/// Appends drafts to the log, all or none, and prints what they changed
///
/// More than 4,096 drafts are written in several appends, each all or none: the registry first, then one negotiation after
/// another. If one is refused, those before it stand. Append the same file again to go on: nothing is written twice.
#[derive(Debug, Args)]
pub(crate) struct Append {
    /// A file of drafts, in plain text or as JSON objects; `-` is standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    writing: Writing,
}

/// How to append.
#[derive(Debug, Args)]
pub(crate) struct Writing {
    /// Append only if the log ends at this event; ignored if nothing new would be written.
    #[arg(long, value_name = "SEQ")]
    pub(super) expect: Option<u64>,
    /// Show what would change, but write nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
}

impl Append {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let name = name_of(&self.file);
        let refused = |problems| Failure::Refused { file: Some(name.clone()), problems };
        let drafts = match context.drafts(&self.file)? {
            DraftInput::Text(text) => {
                let form = form_of_path(&self.file).unwrap_or_else(|| DraftForm::of(&text));
                read_drafts(&text, form, &context.destination()).map_err(refused)?
            }
            DraftInput::File(file) => {
                let file = DraftFile::read(file, form_of_path(&self.file), &context.destination());
                let file = file.map_err(|error| match error {
                    DraftFileError::Unreadable(source) => unreadable(&self.file, source),
                    DraftFileError::Problems(problems) => refused(problems),
                })?;
                if file.batches() > 1 {
                    return self.import(context, &name, &file);
                }
                let read = (0..file.batches()).map(|batch| file.batch(batch)).collect::<Result<Vec<_>, _>>();
                read.map_err(|source| unreadable(&self.file, source))?.concat()
            }
        };
        if drafts.is_empty() {
            return Err(Failure::Usage(format!(
                "`{}` contains no draft; `asof draft KIND` prints a form for one",
                self.file.display()
            )));
        }
        let code = self.writing.write(context, Some(&name), &drafts)?;
        context.tell_filled(&drafts);
        Ok(code)
    }

    /// Appends the drafts of a long file, batch by batch.
    fn import(&self, context: &Context<'_>, name: &str, file: &DraftFile) -> Result<ExitCode, Failure> {
        let Writing { expect, dry_run } = self.writing;
        let question = context.question()?;
        let copy = if dry_run { Some(context.copied_aside()?) } else { None };
        let mut store = match &copy {
            Some(copy) => context.open_at(&copy.location)?,
            None => context.open()?,
        };
        let (all, mut progress) = (file.drafts(), context.progress());
        let imported = import(&mut *store, file, expect, &mut |done| {
            progress.show(|| format!("appended {done} of {all} drafts of {name}"));
        });
        drop(progress);
        let imported = imported.map_err(|error| context.not_imported(error, &self.file, dry_run))?;
        if !imported.remarks.is_empty() {
            context.remark(&format!("{}\n", render::problems(Some(name), &imported.remarks, width())));
        }
        if imported.further_remarks() > 0 {
            context.warn(&format!(
                "{} more like these; `asof check` shows them all",
                imported.further_remarks()
            ));
        }
        context.warn_of_writing(imported.set_aside.as_ref(), imported.recorded);
        let after = match imported.process() {
            Some(process) => {
                let names = BTreeSet::from([process.to_string()]);
                let read = Log::read_about(&*store, &names);
                Some(read.map_err(|source| AppendError::Unread { head: imported.head, source })?)
            }
            None => None,
        };
        let names = Names::default();
        let names = after.as_ref().map_or(&names, Log::names);
        let answer = Answer::new(imported.answer(Some(name), dry_run, after.as_ref(), &question), names);
        if dry_run {
            context.print_answer(answer, &["state"])
        } else {
            context.answer_written(answer, &["state"], imported.head)
        }
    }
}

impl Writing {
    /// Only shows what would change.
    pub(super) const TRIAL: Self = Self { expect: None, dry_run: true };

    /// Appends wherever the log ends.
    pub(super) const NOW: Self = Self { expect: None, dry_run: false };

    /// Appends if the log ends at an event.
    pub(super) fn at(head: u64) -> Self {
        Self { expect: Some(head), dry_run: false }
    }

    /// Checks drafts against the log, writes them, and prints the effect.
    pub(crate) fn write(
        &self,
        context: &Context<'_>,
        file: Option<&str>,
        drafts: &[Read],
    ) -> Result<ExitCode, Failure> {
        let appended = self.append(context, file, drafts)?;
        let answer = effect(&appended, &context.question()?);
        if self.dry_run {
            context.answer(&appended.after, answer, &["state"])
        } else {
            context.answer_written(
                Answer::new(answer, appended.after.names()),
                &["state"],
                appended.receipt.head,
            )
        }
    }

    /// Checks drafts against the log and writes them, and says what is strange about that.
    pub(super) fn append(
        &self,
        context: &Context<'_>,
        file: Option<&str>,
        drafts: &[Read],
    ) -> Result<Appended, Failure> {
        let question = context.question()?;
        let mut store = context.open()?;
        let written = if self.dry_run {
            try_out(&*store, drafts, self.expect, question.process)
        } else {
            append(&mut *store, drafts, self.expect, question.process)
        };
        let appended = written.map_err(|error| context.not_appended(error, file))?;
        if !appended.remarks.is_empty() {
            context.remark(&format!("{}\n", render::problems(file, &appended.remarks, width())));
        }
        let recorded = appended.receipt.written.map(|written| written.recorded);
        context.warn_of_writing(appended.receipt.set_aside.as_ref(), recorded);
        Ok(appended)
    }
}

impl Context<'_> {
    /// Returns why drafts of a long file were not all appended.
    pub(crate) fn not_imported(&self, error: ImportError, file: &Path, dry_run: bool) -> Failure {
        let ImportError { stands, source } = error;
        let failure = match source {
            ImportFault::Append(error) => self.not_appended(error, Some(&name_of(file))),
            ImportFault::Unreadable(source) => unreadable(file, source),
        };
        match stands.batches {
            0 => failure,
            _ if dry_run => failure,
            _ => Failure::Partly { appended: stands.appended, head: stands.head, why: Box::new(failure) },
        }
    }

    /// Returns why drafts of a file were not appended.
    fn not_appended(&self, error: AppendError, file: Option<&str>) -> Failure {
        match error {
            AppendError::Refused(problems) => Failure::Refused { file: file.map(str::to_owned), problems },
            AppendError::Altered(damage) => self.damaged(&damage),
            other => other.into(),
        }
    }

    /// Says what drafts in plain text left to the reader, where that could be wrong.
    pub(crate) fn tell_filled(&self, drafts: &[Read]) {
        let known = || drafts.iter().filter(|read| read.filled.known);
        let seldom = known().filter(|read| read.filled.is_seldom_public).count();
        let asked = match seldom {
            0 => String::new(),
            1 => " (one of them is an exchange, an incident or a claim: was that public on the day?)"
                .to_owned(),
            count => format!(
                " ({count} of them are exchanges, incidents or claims: were those public on the day?)"
            ),
        };
        if known().next().is_some() {
            self.advise(&format!(
                "known = occurred for {}{asked}\n",
                render::counted(known().count() as u64, "entry")
            ));
        }
        let keys = drafts.iter().filter(|read| read.filled.key.is_some()).count();
        if keys > 0 {
            self.advise(&format!(
                "{} proposed; `asof format -w FILE` writes them into the file\n",
                render::counted(keys as u64, "key")
            ));
        }
    }

    /// Says what was strange about the end of a log that was written to.
    pub(crate) fn warn_of_writing(&self, set_aside: Option<&TornTail>, recorded: Option<Recorded>) {
        if let Some(aside) = set_aside {
            self.warn_set_aside(aside);
        }
        if let Some(recorded) = recorded
            && recorded_ahead(recorded, SystemClock.now()).is_some()
        {
            self.warn(&format!(
                "recorded at {recorded}, which is in the future: the previous event was recorded by a clock that was \
                     ahead"
            ));
        }
    }

    /// Copies the log to a temporary place, to try out there what does not fit in memory.
    pub(crate) fn copied_aside(&self) -> Result<Aside, Failure> {
        let unwritable = |source| Failure::Unwritable { path: temp_dir().display().to_string(), source };
        let folder = tempfile::tempdir().map_err(unwritable)?;
        let location = Location::Sqlite(folder.path().join("log.db"));
        let from = self.open()?;
        let failed = |error: CopyError| Failure::CopyTo {
            from: self.log_name().unwrap_or_default(),
            location: location.to_string(),
            source: Box::new(error),
        };
        let original = VerifiedLog::of(&*from)?;
        copy(&*from, original, &mut *self.create_at(&location)?, &mut |_| {}).map_err(failed)?;
        Ok(Aside { location, _folder: folder })
    }
}

/// A copy of a log in a folder that is removed with it.
pub(crate) struct Aside {
    pub(crate) location: Location,
    _folder: TempDir,
}

/// Returns how problems name a file of drafts.
pub(crate) fn name_of(file: &Path) -> String {
    if file == Path::new("-") { "stdin".to_owned() } else { file.display().to_string() }
}
