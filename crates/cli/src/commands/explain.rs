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
        match context.global.format() {
            Format::Json => {
                context.print(&format!("{:#}\n", Explained::of(code).json(&Names::default())))?;
            }
            Format::Text
            | Format::Md
            | Format::Jsonl
            | Format::Csv
            | Format::Html
            | Format::CloudEvents
            | Format::Github => {
                context.print(page(code).text())?;
            }
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
    let document = match context.global.format() {
        Format::Json => format!("{:#}\n", Codes::all().json(&Names::default())),
        Format::Text
        | Format::Md
        | Format::Jsonl
        | Format::Csv
        | Format::Html
        | Format::CloudEvents
        | Format::Github => {
            let line = |code: Code| {
                format!("{:24} {:8} {}\n", code.name(), code.severity().name(), page(code).title())
            };
            Code::all().map(line).collect()
        }
    };
    context.print(&document)?;
    Ok(ExitCode::SUCCESS)
}
