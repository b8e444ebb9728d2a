use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Command, ValueHint};
use clap_mangen::{Man as Page, generate_to};

use super::HEADINGS;
use crate::context::Context;
use crate::failure::Failure;
use crate::words::quoted_path;

/// Prints the manual page of asof, or writes the pages of all commands to a folder
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// A folder for asof.1 and a page for each command, such as ~/.local/share/man/man1.
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    folder: Option<PathBuf>,
}

impl Man {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        match &self.folder {
            None => context.print(&first_page(context.declared))?,
            Some(folder) => {
                let unwritable = |source| Failure::Unwritable { path: folder.display().to_string(), source };
                for page in pages_there(folder).map_err(unwritable)? {
                    context.spare(&page, "folder")?;
                    refuse_pipe(&page)?;
                }
                write_pages(folder, context.declared).map_err(unwritable)?;
                let page = quoted_path(&folder.join("asof.1"));
                context.advise(&format!("asof: the manual is written; `man {page}` shows it\n"));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Makes the folder, and returns the files in it that pages may be written over.
fn pages_there(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let there: io::Result<Vec<PathBuf>> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect();
    Ok(there?.into_iter().filter(|path| path.extension() == Some(OsStr::new("1"))).collect())
}

/// Refuses to write into what is no ordinary file: nobody may ever read what is written into a pipe.
fn refuse_pipe(page: &Path) -> Result<(), Failure> {
    let is_pipe = fs::metadata(page).is_ok_and(|found| !found.is_file() && !found.is_dir());
    if !is_pipe {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "`{}` is not an ordinary file, so no page is written to it: move it away, or name another folder",
        page.display()
    )))
}

fn write_pages(folder: &Path, declared: fn() -> Command) -> io::Result<()> {
    generate_to(declared(), folder)?;
    fs::write(folder.join("asof.1"), first_page(declared))
}

/// Returns asof(1), which lists the commands under the headings of the help.
fn first_page(declared: fn() -> Command) -> String {
    let mut page = Vec::new();
    render_first_page(&mut page, declared).unwrap_or_else(|error| unreachable!("a page in memory: {error}"));
    String::from_utf8_lossy(&page).into_owned()
}

fn render_first_page(page: &mut Vec<u8>, declared: fn() -> Command) -> io::Result<()> {
    let command = || declared().disable_help_subcommand(true);
    let whole = Page::new(command());
    whole.render_title(page)?;
    whole.render_name_section(page)?;
    whole.render_synopsis_section(page)?;
    whole.render_description_section(page)?;
    for heading in HEADINGS {
        let group = command().subcommand_help_heading(heading).mut_subcommands(|command| {
            let stands_elsewhere = command.get_subcommand_help_heading() != Some(heading);
            command.hide(stands_elsewhere)
        });
        Page::new(group).render_subcommands_section(page)?;
    }
    whole.render_options_section(page)?;
    whole.render_extra_section(page)?;
    whole.render_version_section(page)
}
