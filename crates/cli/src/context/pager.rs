//! A text longer than the terminal goes through a pager, as with git and jj; one that fits does not.

use std::io::Write;
use std::process::{Command, ExitStatus, Stdio};

/// The pager where none is named: it shows colours, ends at once with a text that fits, and leaves it on the screen.
const DEFAULT: &str = "less -FRX";

/// With what a shell says that there is no such command, or that it cannot be run.
const NOT_FOUND: i32 = 127;
const NOT_RUN: i32 = 126;

/// Returns the pager that the environment names, first by what it sets for this program; `None` if it wants none.
pub(super) fn from_environment() -> Option<String> {
    let named = |variable: &str| std::env::var(variable).ok();
    chosen(named("ASOF_PAGER"), named("PAGER"))
}

fn chosen(own: Option<String>, general: Option<String>) -> Option<String> {
    let named = own.or(general).unwrap_or_else(|| DEFAULT.to_owned());
    let named = named.trim();
    (!named.is_empty() && named != "cat").then(|| named.to_owned())
}

/// Shows a text by a pager; returns whether it did. A reader who leaves before the end has seen what they wanted.
pub(super) fn show(pager: &str, text: &str) -> bool {
    let has_run = |status: ExitStatus| !matches!(status.code(), Some(NOT_FOUND | NOT_RUN));
    run(pager, text).is_some_and(|status| has_run(status) && !has_crashed(status))
}

/// Returns whether a pager was ended by a signal that no reader sends: nobody knows how much it had shown. A shell says so
/// with a code of its own.
#[cfg(unix)]
fn has_crashed(status: ExitStatus) -> bool {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGPIPE, SIGQUIT, SIGTERM};
    use std::os::unix::process::ExitStatusExt;
    let told =
        status.code().and_then(|code| code.checked_sub(128)).filter(|signal| (1..=64).contains(signal));
    status
        .signal()
        .or(told)
        .is_some_and(|signal| ![SIGHUP, SIGINT, SIGPIPE, SIGQUIT, SIGTERM].contains(&signal))
}

#[cfg(not(unix))]
fn has_crashed(_: ExitStatus) -> bool {
    false
}

fn run(pager: &str, text: &str) -> Option<ExitStatus> {
    let (shell, option) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut child = Command::new(shell).args([option, pager]).stdin(Stdio::piped()).spawn().ok()?;
    if let Some(mut input) = child.stdin.take() {
        let _ = input.write_all(text.as_bytes());
    }
    child.wait().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_own_variable_goes_first_and_an_empty_one_means_no_pager() {
        let chosen = |own: Option<&str>, general: Option<&str>| {
            chosen(own.map(str::to_owned), general.map(str::to_owned))
        };
        assert_eq!(chosen(Some("more"), Some("most")).as_deref(), Some("more"));
        assert_eq!(chosen(None, Some("most -s")).as_deref(), Some("most -s"));
        assert_eq!(chosen(None, None).as_deref(), Some("less -FRX"));
        for none in ["", " ", "cat"] {
            assert_eq!(chosen(Some(none), Some("most")), None);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_pager_gets_the_whole_text_and_one_that_is_missing_shows_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("copy");
        let text = "one\n".repeat(100_000);
        assert!(show(&format!("cat > '{}'", copy.display()), &text));
        assert_eq!(std::fs::read_to_string(copy).unwrap(), text);
        assert!(show("head -1 > /dev/null", &text), "who leaves early has seen it");
        assert!(!show("asof-no-such-pager 2> /dev/null", &text));
    }

    #[cfg(unix)]
    #[test]
    fn a_pager_that_cannot_run_or_crashes_has_shown_nothing_and_one_that_was_quit_has() {
        let text = "one\n".repeat(100_000);
        for failed in
            ["/ 2> /dev/null", "exit 126", "kill -KILL $$", "kill -SEGV $$", "sh -c 'kill -KILL $$'; exit $?"]
        {
            assert!(!show(failed, &text), "{failed}");
        }
        for quit in ["exit 1", "kill -INT $$", "kill -TERM $$", "sh -c 'kill -HUP $$'; exit $?"] {
            assert!(show(quit, &text), "{quit}");
        }
    }
}
