//! The page in a browser: Chromium, driven by the cases in `browser/cases`. `npm ci` in `tests/e2e/browser` installs what they need.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::support::{Sandbox, repository};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// Talks of their own beside those of the record.
const OTHER_TALKS: &str = r#"{"key":"harbour","what":{"registered":{"process":{"title":"Harbour talks","zone":"UTC","parties":["ukraine"]}}}}"#;

/// A log that is served at a free port; its server is stopped when it is dropped.
struct Serving {
    child: Child,
    base: String,
}

impl Serving {
    fn begin(sandbox: &Sandbox, options: &[&str]) -> Self {
        let mut command = sandbox.command();
        command.args(["--log", "events/log.jsonl", "serve", "--port", "0"]).args(options);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut base = String::new();
        BufReader::new(child.stdout.take().expect("its output"))
            .read_line(&mut base)
            .expect("its first line");
        assert!(base.starts_with("http://127.0.0.1:"), "{base}");
        Self { child, base: base.trim_end().to_owned() }
    }

    /// Serves a log to which the form appends.
    fn with_form(sandbox: &Sandbox) -> Self {
        sandbox.file("token", TOKEN);
        #[cfg(unix)]
        {
            use std::fs::{Permissions, set_permissions};
            use std::os::unix::fs::PermissionsExt;
            set_permissions(sandbox.path("token"), Permissions::from_mode(0o600))
                .expect("a file of one's own");
        }
        Self::begin(sandbox, &["--allow-append", "--token-file", "token"])
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a case in a browser.
#[track_caller]
fn passes(case: &str, needs: &[(&str, &str)]) {
    let folder: PathBuf = repository().join("tests/e2e/browser");
    assert!(folder.join("node_modules").is_dir(), "run `npm ci` in {}", folder.display());
    let mut command = Command::new("node");
    command.arg("page.mjs").arg(case).current_dir(folder).envs(needs.iter().copied());
    let ran = command.output().expect("node starts");
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && ran.stdout == b"passed\n", "{case}: {said}");
}

/// Runs a case on the shipped record, served for reading.
#[track_caller]
fn passes_on_the_record(case: &str) {
    let sandbox = Sandbox::with_record();
    let serving = Serving::begin(&sandbox, &[]);
    passes(case, &[("BASE", &serving.base)]);
}

#[test]
#[ignore = "needs chromium"]
fn the_day_is_moved_by_keys_mouse_date_and_links() {
    passes_on_the_record("time");
}

#[test]
#[ignore = "needs chromium"]
fn parts_open_in_their_place_and_links_stay_true() {
    passes_on_the_record("reading");
}

#[test]
#[ignore = "needs chromium"]
fn nothing_reaches_beyond_a_phone() {
    passes_on_the_record("phone");
}

#[test]
#[ignore = "needs chromium"]
fn scripts_are_not_needed() {
    passes_on_the_record("still");
}

#[test]
#[ignore = "needs chromium"]
fn an_entry_is_appended_by_the_form() {
    let sandbox = Sandbox::with_unguarded_record();
    let serving = Serving::with_form(&sandbox);
    let log = sandbox.log();
    let log = log.to_str().expect("a path in UTF-8");
    passes("form", &[("BASE", &serving.base), ("TOKEN", TOKEN), ("LOG", log)]);
}

#[test]
#[ignore = "needs chromium"]
fn a_page_says_when_the_log_has_grown() {
    let sandbox = Sandbox::with_record();
    let serving = Serving::begin(&sandbox, &[]);
    let log = sandbox.log();
    let log = log.to_str().expect("a path in UTF-8");
    let program = env!("CARGO_BIN_EXE_asof-under-test");
    passes("news", &[("BASE", &serving.base), ("LOG", log), ("ASOF", program)]);
}

#[test]
#[ignore = "needs chromium"]
fn a_site_in_files_needs_no_server() {
    let sandbox = Sandbox::with_record();
    sandbox.run(&["--log", "events/log.jsonl", "export", "site", "site"]).text();
    let site = sandbox.path("site");
    passes("site", &[("SITE", site.to_str().expect("a path in UTF-8"))]);
}

/// Returns a log of which a page asks which talks are meant.
fn with_other_talks() -> Sandbox {
    let several = Sandbox::with_record();
    several.file("talks.jsonl", OTHER_TALKS);
    several.run(&["--log", "events/log.jsonl", "append", "talks.jsonl"]).text();
    several
}

#[test]
#[ignore = "needs chromium"]
fn one_of_several_talks_is_found_and_chosen() {
    let several = with_other_talks();
    let list = Serving::begin(&several, &[]);
    passes("list", &[("SEVERAL", &list.base)]);
}

#[test]
#[ignore = "needs chromium"]
fn every_sort_of_page_is_accessible_in_light_and_dark() {
    let sandbox = Sandbox::with_unguarded_record();
    let serving = Serving::with_form(&sandbox);
    let several = with_other_talks();
    let list = Serving::begin(&several, &[]);
    passes("axe", &[("BASE", &serving.base), ("TOKEN", TOKEN), ("SEVERAL", &list.base)]);
}
