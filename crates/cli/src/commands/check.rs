use std::process::ExitCode;

use asof_core::check::Severity;
use asof_query::{Check as Named, Checked, Checks, Document, Log, Names, Receipt, check, integrity};
use asof_render::Format;
use asof_store::{Clock, EventLog, StoreError, SystemClock};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::context::Context;
use crate::failure::Failure;
use crate::terminal::width;
use asof_render::{self as render, Shape};

/// Finds problems in the log, and says where, why and what to do
///
/// The exit code is 1 if there is an error or, with --strict, a warning; notes never count. `asof explain CODE`
/// explains a problem.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Run only these checks; without a name, all of them.
    #[arg(value_name = "NAME", value_parser = named())]
    names: Vec<Named>,
    /// Read and hash every byte again, and check only structure and hashes; for a database, also its pages.
    #[arg(long, conflicts_with = "names")]
    integrity: bool,
    /// Show that the log still begins with the events of a receipt; without a NAME, implies --integrity.
    #[arg(long, value_name = "RECEIPT")]
    against: Option<Receipt>,
    /// List the checks in running order, and run none.
    #[arg(long, conflicts_with_all = ["integrity", "against"])]
    list: bool,
}

fn named() -> impl TypedValueParser<Value = Named> {
    PossibleValuesParser::new(Named::ALL.map(Named::name))
        .map(|name| Named::named(&name).unwrap_or_else(|| unreachable!("`{name}` is the name of a check")))
}

impl Check {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let global = context.global;
        if global.known.is_some() || global.recorded.is_some() || global.no_inferred {
            return Err(Failure::Usage(
                "check reads the whole log: --known, --recorded and --no-inferred are only for questions"
                    .to_owned(),
            ));
        }
        if self.list {
            return list(context);
        }
        let file = context.log_name()?;
        let store = context.open()?;
        for caution in store.cautions() {
            context.warn(&format!("{file}: {caution}"));
        }
        let checked = self.check(&*store, &file)?;
        match global.format() {
            Format::Text => context.print(&render::checked(&checked, width()))?,
            Format::Md => context.print(&fenced(&render::checked(&checked, width())))?,
            Format::Github => context.print(&render::github(&file, &checked.problems))?,
            Format::Json | Format::Jsonl | Format::Csv | Format::Html | Format::CloudEvents => {
                context.print(&format!("{:#}\n", checked.document().json(&Names::default())))?;
            }
        }
        let worst = if global.strict { Severity::Warning } else { Severity::Error };
        Ok(ExitCode::from(u8::from(checked.has(worst))))
    }

    fn check(&self, store: &dyn EventLog, file: &str) -> Result<Checked, StoreError> {
        let log = Log::read(store)?;
        let checked = match &self.names[..] {
            [] => {
                let is_integrity_alone = self.integrity || self.against.is_some();
                let checked =
                    if is_integrity_alone { integrity(&log, file) } else { check(&log, file, &Named::ALL) };
                checked.examined(store.examine()?.as_ref()).at(&log, SystemClock.now())
            }
            names => check(&log, file, names),
        };
        Ok(match self.against {
            Some(receipt) => checked.against(&log, receipt),
            None => checked,
        })
    }

    /// Returns what it answers with.
    pub(super) fn shape(&self) -> Shape {
        if self.list { Shape::DOCUMENT } else { Shape::Problems }
    }
}

/// Returns a text as it stands, for Markdown.
pub(super) fn fenced(text: &str) -> String {
    format!("```text\n{text}```\n")
}

/// Prints the checks in running order, with what each demands.
fn list(context: &Context<'_>) -> Result<ExitCode, Failure> {
    let lines = || Named::ALL.map(|check| format!("{:12} {}\n", check.name(), check.about())).concat();
    match context.global.format() {
        Format::Text => context.print(&lines())?,
        Format::Md => context.print(&fenced(&lines()))?,
        Format::Json | Format::Jsonl | Format::Csv | Format::Html | Format::CloudEvents | Format::Github => {
            context.print(&format!("{:#}\n", Checks::all().json(&Names::default())))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_can_be_named() {
        assert!(Named::ALL.iter().all(|check| Named::named(check.name()) == Some(*check)));
    }
}
