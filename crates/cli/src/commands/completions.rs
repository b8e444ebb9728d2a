use std::process::ExitCode;

use clap::Args;
use clap_complete::{Shell, generate};

use crate::context::Context;
use crate::failure::Failure;

/// Prints the shell completions of asof
///
/// Put them where the shell looks for such files, for example:
///
///   bash        asof completions bash > ~/.local/share/bash-completion/completions/asof
///   zsh         asof completions zsh > ~/.zfunc/_asof     (with ~/.zfunc in $fpath)
///   fish        asof completions fish > ~/.config/fish/completions/asof.fish
///   elvish      asof completions elvish >> ~/.config/elvish/rc.elv
///   powershell  asof completions powershell >> $PROFILE
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let mut script = Vec::new();
        generate(self.shell, &mut (context.declared)(), "asof", &mut script);
        context.print(&String::from_utf8_lossy(&script))?;
        Ok(ExitCode::SUCCESS)
    }
}
