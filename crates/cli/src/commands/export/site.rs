use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::folder::NewFolder;
use crate::context::Context;
use crate::failure::Failure;

/// Writes the page as files: each day on which something changes, with and without hindsight, and each event, person,
/// meeting and promise
///
/// They open without a server, or are served by any. Nothing stands in the folder until all of it does.
#[derive(Debug, Args)]
pub(super) struct Site {
    /// The folder to write to: a new or an empty one or, with --force, one with a site.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Replace a site that is already in the folder.
    #[arg(long)]
    force: bool,
}

impl Site {
    pub(super) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let is_page = |path: &Path| fs::read_to_string(path).is_ok_and(|page| asof_web::is_page(&page));
        let is_site = |folder: &Path| is_page(&folder.join("index.html"));
        let new = NewFolder::in_place_of(&self.folder, "a site", self.force, is_site)?;
        let log = context.read_whole()?;
        let now = context.question()?.now;
        let made = new.begin()?;
        let mut progress = context.progress();
        let mut done = 0;
        let count = asof_web::export(log, now, |file| {
            done += 1;
            progress.show(|| format!("wrote {done} files"));
            write(made.path(), &file.path, &file.text)
        });
        drop(progress);
        let count = count.map_err(|source| new.unwritable(source))?;
        new.put_in_place(made)?;
        context.print(&format!(
            "{count} files in {}; open {}\n",
            self.folder.display(),
            self.folder.join("index.html").display()
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes a file of a site, with the folders in which it stands.
fn write(folder: &Path, path: &str, text: &str) -> io::Result<()> {
    let path = folder.join(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}
