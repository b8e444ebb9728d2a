use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use tempfile::TempDir;

use crate::context::Context;
use crate::failure::Failure;

/// Writes the record for other programs
#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Site(Site),
}

/// Writes the page as files: each day on which something changes, with and without hindsight, and each event, person,
/// meeting and promise
///
/// They open without a server, or are served by any. Nothing stands in the folder until all of it does.
#[derive(Debug, Args)]
struct Site {
    /// The folder to write to: a new or an empty one or, with --force, one with a site.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Replace a site that is already in the folder.
    #[arg(long)]
    force: bool,
}

impl Export {
    pub(crate) fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        let What::Site(site) = &self.what;
        site.run(context)
    }
}

impl Site {
    fn run(&self, context: &Context<'_>) -> Result<ExitCode, Failure> {
        self.refuse_other_files()?;
        let log = context.read_whole()?;
        let now = context.question()?.now;
        let unwritable = |source| Failure::Unwritable { path: self.folder.display().to_string(), source };
        let beside =
            self.folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(beside).map_err(unwritable)?;
        let made = TempDir::with_prefix_in(".asof-site", beside).map_err(unwritable)?;
        let mut progress = context.progress();
        let mut done = 0;
        let count = asof_web::export(log, now, |file| {
            done += 1;
            progress.show(|| format!("wrote {done} files"));
            write(made.path(), &file.path, &file.text)
        });
        drop(progress);
        let count = count.map_err(unwritable)?;
        self.put_in_place(made).map_err(unwritable)?;
        context.print(&format!(
            "{count} files in {}; open {}\n",
            self.folder.display(),
            self.folder.join("index.html").display()
        ))?;
        Ok(ExitCode::SUCCESS)
    }

    /// Refuses to write where something else stands.
    fn refuse_other_files(&self) -> Result<(), Failure> {
        let folder = self.folder.display();
        let is_empty = match fs::read_dir(&self.folder) {
            Ok(mut files) => files.next().is_none(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => true,
            Err(source) => return Err(Failure::Unwritable { path: folder.to_string(), source }),
        };
        let is_site =
            || fs::read_to_string(self.folder.join("index.html")).is_ok_and(|page| asof_web::is_page(&page));
        match (is_empty, self.force) {
            (true, _) => Ok(()),
            (false, true) if is_site() => Ok(()),
            (false, true) => {
                Err(Failure::Usage(format!("`{folder}` holds other files: name a folder of its own")))
            }
            (false, false) => Err(Failure::Usage(format!(
                "`{folder}` is not empty: name another folder, or write in the place of a site there with --force"
            ))),
        }
    }

    /// Puts the site in its place; one that stood there is gone only then.
    fn put_in_place(&self, made: TempDir) -> io::Result<()> {
        let old = TempDir::with_prefix_in(".asof-old", made.path().parent().unwrap_or(Path::new(".")))?;
        if self.folder.exists() {
            fs::rename(&self.folder, old.path().join("site"))?;
        }
        readable(made.path())?;
        fs::rename(made.keep(), &self.folder)
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

/// Lets others read a folder that was made for oneself alone.
fn readable(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    let _ = folder;
    Ok(())
}
