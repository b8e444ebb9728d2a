use std::process::ExitCode;

use asof_query::{FILL_IN, Forms, Kind, one_of};
use clap::Args;
use serde_json::json;

use crate::context::Context;
use crate::failure::Failure;

/// Prints a form for a draft: fill it in, then `append` it
#[derive(Debug, Args)]
pub(crate) struct Draft {
    /// The kind, with its phase if it has one: announcement, meeting/held, person. Without it, lists all kinds.
    #[arg(value_name = "KIND")]
    kind: Option<String>,
}

impl Draft {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let drafts = Forms::published();
        let kinds = drafts.kinds();
        let Some(asked) = &self.kind else { return list(context, &kinds) };
        one_of("kind", asked, kinds.iter().flat_map(Kind::words))?;
        let mut chosen = kinds.iter().filter(|kind| kind.words().any(|word| word == asked));
        if let Some(first) = chosen.next() {
            print(context, &drafts, first)?;
        }
        for other in chosen {
            context.advise(&format!("also {}: {}\n", other.name, other.about));
        }
        context.advise(&format!(
            "Replace every `{FILL_IN}` or delete the field, and choose one of the words between `|`. Fields left as null, [] or false are ignored. Then: asof append FILE --dry-run\n"
        ));
        Ok(ExitCode::SUCCESS)
    }
}

/// Lists the kinds, with what to know about each.
fn list(context: &Context<'_>, kinds: &[Kind]) -> Result<ExitCode, Failure> {
    let lines = kinds.iter().map(|kind| format!("{:26} {}\n", kind.name, kind.about));
    context.print(&lines.collect::<String>())?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the form of a kind, and says what its fields are.
fn print(context: &Context<'_>, drafts: &Forms, kind: &Kind) -> Result<(), Failure> {
    let mut form = drafts.form(&kind.name);
    if let (Some(process), Some(blank)) = (&context.global.process, form.draft.get_mut("process")) {
        *blank = json!(process);
    }
    context.print(&format!("{}\n", form.draft))?;
    context.advise(&format!("{}: {}\n", kind.name, kind.help()));
    for (heading, fields) in [("Fill in", &form.needed), ("Optional", &form.optional)] {
        let lines = fields.iter().map(|(field, about)| format!("  {field:19} {about}\n"));
        context.advise(&format!("{heading}:\n{}", lines.collect::<String>()));
    }
    Ok(())
}
