//! What opens logs that are read for as long as the program runs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use asof_query::Opener;
use asof_store::Location;

use super::{Context, in_utf8, open_store};
use crate::failure::Failure;

impl Context<'_> {
    /// Returns what opens each of some logs, and the name of each; of none, what opens the log that is named, or the nearest
    /// one, without a name.
    pub(crate) fn openers(&self, logs: &[PathBuf]) -> Result<Vec<(String, Opener)>, Failure> {
        if logs.is_empty() {
            return Ok(vec![(String::new(), self.opener_of(self.location()?))]);
        }
        let mut openers: Vec<(String, Opener)> = Vec::new();
        for path in logs {
            let name = name_of(path);
            let said = |why: &str| Failure::Usage(format!("`{}`: {why}", path.display()));
            if name.is_empty() {
                return Err(said("its name has no letter to call it by: rename it"));
            }
            if openers.iter().any(|(other, _)| *other == name) {
                return Err(said("another log of that name is served: rename one"));
            }
            openers.push((name, self.opener_of(in_utf8(path)?.parse::<Location>()?)));
        }
        Ok(openers)
    }

    fn opener_of(&self, location: Location) -> Opener {
        let unsynced = self.unsynced();
        Arc::new(move || open_store(&location, unsynced))
    }
}

/// Returns what a log is called among several: the name of its file, what needs an escape in a URL left out.
fn name_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let plain: Vec<&str> =
        stem.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    plain.join("-").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn a_log_is_called_by_its_file() {
        for (path, name) in
            [("a/Talks 2025.jsonl", "talks-2025"), ("first.db", "first"), ("día.jsonl", "d-a"), ("…", "")]
        {
            assert_eq!(name_of(path.as_ref()), name);
        }
    }
}
