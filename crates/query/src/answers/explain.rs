//! A page for every code: what it means, an example that provokes it, what to do.

use asof_core::check::Severity;
use asof_core::nearest;
use asof_projector::{role, row};

use crate::answers::document::Document;
use crate::check::problem::Code;

row! {
    /// The page about a code: what `explain CODE` prints. It has no as-of point.
    pub struct Explain as "Explain" {
        /// The code.
        code: Code,
        /// How bad a problem of this sort is.
        severity: Severity,
        /// What is wrong, in a few words.
        title: &'static str,
        /// The page, as Markdown: what it means, an example that provokes it, what to do.
        text: &'static str,
    }
}

row! {
    /// Every code that a problem can have: what `explain` prints. It has no as-of point.
    pub struct Codes as "Codes" {
        /// The codes: of lines, of logs, of meaning, of states, of assertions, of refusals, of receipts.
        codes: Vec<Explained> as role::Rows,
    }
}

row! {
    /// A code. Codes are stable; others may come.
    pub struct Explained as "Explained" {
        /// The code.
        code: Code,
        /// How bad a problem of this sort is.
        severity: Severity,
        /// What is wrong, in a few words.
        title: &'static str,
    }
}

impl Document for Explain {
    const NAME: &'static str = "explain";
}

impl Document for Codes {
    const NAME: &'static str = "codes";
}

impl Explain {
    /// Returns the page about a code as a document.
    pub fn of(code: Code) -> Self {
        let page = page(code);
        Self { code, severity: code.severity(), title: page.title(), text: page.text() }
    }
}

impl Codes {
    /// Returns all codes as a document.
    pub fn all() -> Self {
        let explained = |code: Code| Explained { code, severity: code.severity(), title: page(code).title() };
        Self { codes: Code::all().map(explained).collect() }
    }
}

/// The page about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page(&'static str);

impl Page {
    /// Returns the page as text.
    pub fn text(self) -> &'static str {
        self.0
    }

    /// Returns its title: what is wrong, in a few words.
    pub fn title(self) -> &'static str {
        let first = self.0.lines().next().unwrap_or_default();
        first.split_once(": ").map_or(first, |(_, title)| title)
    }
}

/// Returns the codes with a name near to this one.
pub fn near_codes(name: &str) -> Vec<&'static str> {
    nearest(name, Code::all().map(|code| (code.name(), code.name())))
}

/// Lists the pages of codes: each has the file of its name.
macro_rules! pages {
    ($($name:literal,)+) => {
        &[$(($name, Page(include_str!(concat!("explain/", $name, ".md"))))),+]
    };
}

const PAGES: &[(&str, Page)] = pages! {
    "altered-line", "attested-after-left", "bad-date", "bad-duration", "bad-key", "bad-lines", "bad-number",
    "bad-quantity", "bad-stamp", "bad-text", "bad-zone", "before-opening", "beyond-numbers", "blank-line",
    "broken-append", "broken-sequence", "byte-order-mark", "carriage-return", "circle", "clock-ahead",
    "corrects-retracted", "could-merge", "damaged-database", "due-too-early", "duplicate-id", "duplicate-key",
    "early-year", "failed-assertion", "forbidden-field", "foreign-message", "held-and-not-held",
    "hours-outside", "id-reused", "impossible-value", "inverted-date", "key-reused", "known-after-recorded",
    "known-too-early", "left-before-joining", "left-before-took", "line-too-long", "missing-field",
    "names-itself", "names-retracted", "no-hash", "no-locator", "no-name", "not-asked", "not-json", "not-plain",
    "not-opened", "not-utf8", "nothing-to-replace", "occurred-after-recorded", "one-kind",
    "order-contradicted", "order-undecided", "other-direction", "other-unicode-form", "other-unit",
    "over-delivered", "owed-to-oneself", "per-direction", "planned-too-early", "present-and-absent",
    "recorded-back", "registry-circle", "repeated", "repeated-field", "retracted-twice", "retraction-circle",
    "same-name", "same-round", "shape", "shared-delivery", "shorter-than-receipt", "skipped-day",
    "still-named", "stored-unseen-character", "told-twice", "too-large", "two-rounds", "unfinished-append",
    "unit-spelling", "unknown-field", "unknown-path", "unknown-reference", "unknown-target", "unknown-word",
    "unlike-receipt", "unregistered-spelling", "unseen-character", "wrong-part", "wrong-reference",
    "wrong-replacement", "wrong-target", "wrong-type", "zero-quantity", "zone-changed",
};

/// Returns the page about a code.
pub fn page(code: Code) -> Page {
    PAGES.iter().find(|(name, _)| *name == code.name()).map_or(Page(""), |(_, page)| *page)
}
