use std::path::PathBuf;
use std::process::ExitCode;

use asof_mcp::{LogToAsk, McpError, Settings};
use clap::Args;

use crate::context::Context;
use crate::failure::Failure;

/// Answers assistants over the Model Context Protocol, on standard input and output
///
/// An assistant starts it: the manual page on assistants shows how to configure one. It only reads, reads the log anew when it
/// grows, and ends when its input does.
#[derive(Debug, Args)]
pub(crate) struct Mcp {
    /// Logs to answer from beside each other, each under the name of its file.
    #[arg(value_name = "LOG")]
    logs: Vec<PathBuf>,
    /// How long an answer may be, in bytes; a longer one is cut, and says how to ask for the rest.
    #[arg(long, value_name = "NUMBER", default_value_t = Settings::BYTES, value_parser = clap::value_parser!(u32).range(10_000..))]
    max_bytes: u32,
}

impl From<McpError> for Failure {
    fn from(error: McpError) -> Self {
        match error {
            McpError::Store(error) => Self::Store(error),
            other => Self::Mcp(other),
        }
    }
}

impl Mcp {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        refuse_what_an_assistant_asks(context)?;
        let logs = context.openers(&self.logs)?;
        let logs = logs.into_iter().map(|(name, open)| LogToAsk { name, open });
        asof_mcp::serve(logs.collect(), Settings { now: context.fixed_now()?, bytes: self.max_bytes })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Refuses what each question has an argument for, and a file for what is no answer.
fn refuse_what_an_assistant_asks(context: &Context<'_>) -> Result<(), Failure> {
    let global = context.global;
    global.asks_nothing("the assistant").map_err(Failure::Usage)?;
    if global.output.is_some() {
        return Err(Failure::Usage("an assistant reads standard output: leave out -o".to_owned()));
    }
    Ok(())
}
