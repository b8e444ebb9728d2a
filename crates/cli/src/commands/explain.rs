use std::process::ExitCode;

use asof_core::did_you_mean;
use asof_query::{Code, Codes, Document, Explain as Explained, Names, near_codes, page};
use asof_render::Format;
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// Explains a code from `check` or `append`: what it means, an example, what to do
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The code, such as known-too-early. Without it, lists all codes.
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

impl Explain {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let Some(name) = &self.code else { return list(context) };
        let Some(code) = Code::all().find(|code| code.name() == name) else {
            return Err(Failure::Usage(unknown(name)));
        };
        if is_json(context) {
            context.print(&format!("{:#}\n", Explained::of(code).json(&Names::default())))?;
        } else {
            context.print(page(code).text())?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn unknown(name: &str) -> String {
    match did_you_mean(&near_codes(name)) {
        None => format!("there is no code `{name}`: `asof explain` lists them"),
        Some(meant) => format!("there is no code `{name}`; {meant}"),
    }
}

fn list(context: &Context<'_>) -> Result<ExitCode, Failure> {
    let line =
        |code: Code| format!("{:24} {:8} {}\n", code.name(), code.severity().name(), page(code).title());
    let document = match is_json(context) {
        true => format!("{:#}\n", Codes::all().json(&Names::default())),
        false => Code::all().map(line).collect(),
    };
    context.print(&document)?;
    Ok(ExitCode::SUCCESS)
}

/// Returns whether the answer is printed as JSON; in every other format that it has, it is text.
fn is_json(context: &Context<'_>) -> bool {
    context.global.format() == Format::Json
}
