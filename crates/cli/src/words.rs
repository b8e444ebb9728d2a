//! Words for a person: a path to type, a stretch of time.

use std::borrow::Cow;
use std::path::Path;
use std::time::Instant;

use asof_query::quoted;

/// Returns the time since an instant in words; no floating point.
pub(crate) fn since(begun: Instant) -> String {
    let taken = begun.elapsed();
    if taken.as_secs() > 0 {
        format!("{}.{:03} s", taken.as_secs(), taken.subsec_millis())
    } else {
        format!("{}.{:03} ms", taken.subsec_millis(), taken.subsec_micros() % 1000)
    }
}

/// Returns a path as one would type it into a shell.
pub(crate) fn quoted_path(path: &Path) -> String {
    quoted(&path_word(&path.display().to_string()))
}

/// Returns a path as a word of a command; one that begins with `-` is not taken for an option.
pub(crate) fn path_word(path: &str) -> Cow<'_, str> {
    if path.starts_with('-') { format!("./{path}").into() } else { path.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_and_no_option() {
        assert_eq!(quoted_path(Path::new("it's here.db")), "\"it's here.db\"");
        assert_eq!(quoted_path(Path::new("-rf")), "./-rf");
    }
}
