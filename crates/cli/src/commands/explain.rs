use std::process::ExitCode;

use asof_core::did_you_mean;
use asof_query::{Code, near_codes, page};
use asof_render::Format;
use clap::Args;
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::Failure;

/// Explains a code that `check` or `append` names: what it means, an example, what to do
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The code, such as known-too-early; lists all if left out.
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
            Format::Json => context.print(&format!("{:#}\n", explained(code)))?,
            Format::Text | Format::Md | Format::Jsonl | Format::Csv | Format::Github => {
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

fn explained(code: Code) -> Value {
    let page = page(code);
    json!({
        "schema": "asof.explain/2",
        "code": code.name(),
        "severity": code.severity().name(),
        "title": page.title(),
        "text": page.text(),
    })
}

fn list(context: &Context<'_>) -> Result<ExitCode, Failure> {
    let document = match context.global.format() {
        Format::Json => {
            let row = |code: Code| json!({ "code": code.name(), "severity": code.severity().name(), "title": page(code).title() });
            let codes: Value = Code::all().map(row).collect();
            format!("{:#}\n", json!({ "schema": "asof.codes/2", "codes": codes }))
        }
        Format::Text | Format::Md | Format::Jsonl | Format::Csv | Format::Github => {
            let line = |code: Code| {
                format!("{:24} {:8} {}\n", code.name(), code.severity().name(), page(code).title())
            };
            Code::all().map(line).collect()
        }
    };
    context.print(&document)?;
    Ok(ExitCode::SUCCESS)
}
