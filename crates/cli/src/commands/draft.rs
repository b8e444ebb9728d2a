use std::process::ExitCode;

use asof_query::{Forms, Kind, one_of, plain_sample};
use asof_render::Format;
use clap::Args;
use serde_json::json;

use crate::context::Context;
use crate::failure::Failure;

/// Prints a form for a draft: fill it in, then `append` it
///
/// The form is plain text, with all that may be said below it as comments. With --format json it is JSON.
#[derive(Debug, Args)]
pub(crate) struct Draft {
    /// The kind, with its phase if it has one: announcement, meeting/held, person. Without it, lists all kinds.
    #[arg(value_name = "KIND")]
    kind: Option<String>,
}

impl Draft {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let forms = Forms::published();
        let kinds = forms.kinds();
        let Some(asked) = &self.kind else { return list(context, &kinds) };
        one_of("kind", asked, kinds.iter().flat_map(Kind::words))?;
        let mut chosen = kinds.iter().filter(|kind| kind.words().any(|word| word == asked));
        let in_json = matches!(context.global.format(), Format::Json | Format::Jsonl);
        if let Some(first) = chosen.next() {
            if in_json {
                print_json(context, &forms, first)?;
            } else {
                context.print(&plain_sample(&first.name))?;
            }
        }
        for other in chosen {
            context.advise(&format!("also {}: {}\n", other.name, other.about));
        }
        let how = "Replace KEY and every `FILL IN`, choose one of the words between `|`, and take out what does not apply";
        context.advise(&format!("{how}. Then: asof append FILE --dry-run\n"));
        Ok(ExitCode::SUCCESS)
    }
}

/// Lists the kinds, with what to know about each.
fn list(context: &Context<'_>, kinds: &[Kind]) -> Result<ExitCode, Failure> {
    let lines = kinds.iter().map(|kind| format!("{:26} {}\n", kind.name, kind.about));
    context.print(&lines.collect::<String>())?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the form of a kind as JSON.
fn print_json(context: &Context<'_>, forms: &Forms, kind: &Kind) -> Result<(), Failure> {
    let mut form = forms.form(&kind.name);
    if let (Some(process), Some(blank)) = (&context.global.process, form.draft.get_mut("process")) {
        *blank = json!(process);
    }
    context.print(&format!("{}\n", form.draft))
}
