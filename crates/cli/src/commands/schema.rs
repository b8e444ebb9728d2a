use std::process::ExitCode;

use asof_query::contract::{self, CONTRACTS};
use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::context::Context;
use crate::failure::Failure;

/// Prints the JSON Schema of a document
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// The document; `event` is one line of a log, `draft` is the input of `append`. Without it, lists all documents.
    #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(CONTRACTS.iter().map(|contract| contract.name)))]
    name: Option<String>,
}

impl Schema {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let printed = match self.name.as_deref().and_then(contract::find) {
            Some(contract) => format!("{:#}\n", contract.schema()),
            None => list(),
        };
        context.print(&printed)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Lists the documents, each with a sentence.
fn list() -> String {
    CONTRACTS.iter().map(|contract| format!("{:10} {}\n", contract.name, contract.about())).collect()
}
