//! A page for every code: what it means, an example that provokes it, what to do.

use asof_core::check::{Code as Meaning, Severity};
use asof_core::{LineCode, nearest};
use asof_projector::{AnomalyCode, role, row};
use asof_store::DamageCode;

use crate::answers::answer::Document;
use crate::check::IntegrityCode;
use crate::check::assertion::AssertionCode;
use crate::check::problem::{Code, Refusal};

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

/// Takes the page of a code from the file of that name.
macro_rules! page {
    ($name:literal) => {
        Page(include_str!(concat!("explain/", $name, ".md")))
    };
}

/// Returns the page about a code.
pub fn page(code: Code) -> Page {
    match code {
        Code::Line(code) => of_line(code),
        Code::Damage(code) => of_damage(code),
        Code::Meaning(code) => of_meaning(code),
        Code::Anomaly(code) => of_anomaly(code),
        Code::OrderUndecided => page!("order-undecided"),
        Code::Assertion(code) => of_assertion(code),
        Code::Refusal(code) => of_refusal(code),
        Code::Integrity(code) => of_integrity(code),
        Code::ForeignMessage => page!("foreign-message"),
    }
}

fn of_line(code: LineCode) -> Page {
    match code {
        LineCode::NotJson => page!("not-json"),
        LineCode::UnknownField => page!("unknown-field"),
        LineCode::MissingField => page!("missing-field"),
        LineCode::RepeatedField => page!("repeated-field"),
        LineCode::ForbiddenField => page!("forbidden-field"),
        LineCode::WrongType => page!("wrong-type"),
        LineCode::UnknownWord => page!("unknown-word"),
        LineCode::OneKind => page!("one-kind"),
        LineCode::BadNumber => page!("bad-number"),
        LineCode::BadQuantity => page!("bad-quantity"),
        LineCode::BadDate => page!("bad-date"),
        LineCode::BadDuration => page!("bad-duration"),
        LineCode::BadKey => page!("bad-key"),
        LineCode::BadText => page!("bad-text"),
        LineCode::BadLines => page!("bad-lines"),
        LineCode::BadZone => page!("bad-zone"),
        LineCode::BadStamp => page!("bad-stamp"),
        LineCode::WrongReplacement => page!("wrong-replacement"),
    }
}

fn of_damage(code: DamageCode) -> Page {
    match code {
        DamageCode::NotUtf8 => page!("not-utf8"),
        DamageCode::Blank => page!("blank-line"),
        DamageCode::NotAnEvent(code) => of_line(code),
        DamageCode::DuplicateId => page!("duplicate-id"),
        DamageCode::TooLong => page!("line-too-long"),
        DamageCode::ByteOrderMark => page!("byte-order-mark"),
        DamageCode::CarriageReturn => page!("carriage-return"),
        DamageCode::Sequence => page!("broken-sequence"),
        DamageCode::RecordedBack => page!("recorded-back"),
        DamageCode::Commit => page!("broken-append"),
        DamageCode::Unfinished => page!("unfinished-append"),
        DamageCode::NotCanonical => page!("no-hash"),
        DamageCode::Hash => page!("altered-line"),
    }
}

fn of_meaning(code: Meaning) -> Page {
    match code {
        Meaning::DuplicateKey => page!("duplicate-key"),
        Meaning::Repeated => page!("repeated"),
        Meaning::NoLocator => page!("no-locator"),
        Meaning::UnseenCharacter => page!("unseen-character"),
        Meaning::StoredUnseenCharacter => page!("stored-unseen-character"),
        Meaning::UnknownReference => page!("unknown-reference"),
        Meaning::WrongReference => page!("wrong-reference"),
        Meaning::NamesItself => page!("names-itself"),
        Meaning::NamesRetracted => page!("names-retracted"),
        Meaning::NoName => page!("no-name"),
        Meaning::SameName => page!("same-name"),
        Meaning::RegistryCircle => page!("registry-circle"),
        Meaning::UnknownTarget => page!("unknown-target"),
        Meaning::WrongTarget => page!("wrong-target"),
        Meaning::ZoneChanged => page!("zone-changed"),
        Meaning::StillNamed => page!("still-named"),
        Meaning::RetractionCircle => page!("retraction-circle"),
        Meaning::RetractedTwice => page!("retracted-twice"),
        Meaning::CorrectsRetracted => page!("corrects-retracted"),
        Meaning::InvertedDate => page!("inverted-date"),
        Meaning::KnownTooEarly => page!("known-too-early"),
        Meaning::KnownAfterRecorded => page!("known-after-recorded"),
        Meaning::OccurredAfterRecorded => page!("occurred-after-recorded"),
        Meaning::SkippedDay => page!("skipped-day"),
        Meaning::EarlyYear => page!("early-year"),
        Meaning::LeftBeforeTook => page!("left-before-took"),
        Meaning::DueTooEarly => page!("due-too-early"),
        Meaning::OwedToOneself => page!("owed-to-oneself"),
        Meaning::PlannedTooEarly => page!("planned-too-early"),
        Meaning::HoursOutside => page!("hours-outside"),
        Meaning::TwoRounds => page!("two-rounds"),
        Meaning::OtherUnicodeForm => page!("other-unicode-form"),
        Meaning::ZeroQuantity => page!("zero-quantity"),
        Meaning::UnitSpelling => page!("unit-spelling"),
        Meaning::PerDirection => page!("per-direction"),
        Meaning::Shape => page!("shape"),
        Meaning::UnregisteredSpelling => page!("unregistered-spelling"),
        Meaning::WrongPart => page!("wrong-part"),
        Meaning::SharedDelivery => page!("shared-delivery"),
        Meaning::ToldTwice => page!("told-twice"),
        Meaning::CouldMerge => page!("could-merge"),
    }
}

fn of_anomaly(code: AnomalyCode) -> Page {
    match code {
        AnomalyCode::NotOpened => page!("not-opened"),
        AnomalyCode::BeforeOpening => page!("before-opening"),
        AnomalyCode::OverDelivered => page!("over-delivered"),
        AnomalyCode::BeyondNumbers => page!("beyond-numbers"),
        AnomalyCode::OtherUnit => page!("other-unit"),
        AnomalyCode::OtherDirection => page!("other-direction"),
        AnomalyCode::NotAsked => page!("not-asked"),
        AnomalyCode::NothingToReplace => page!("nothing-to-replace"),
        AnomalyCode::HeldAndNotHeld => page!("held-and-not-held"),
        AnomalyCode::SameRound => page!("same-round"),
        AnomalyCode::AttestedAfterLeft => page!("attested-after-left"),
        AnomalyCode::LeftBeforeJoining => page!("left-before-joining"),
        AnomalyCode::PresentAndAbsent => page!("present-and-absent"),
        AnomalyCode::Circle => page!("circle"),
        AnomalyCode::OrderContradicted => page!("order-contradicted"),
    }
}

fn of_assertion(code: AssertionCode) -> Page {
    match code {
        AssertionCode::Failed => page!("failed-assertion"),
        AssertionCode::UnknownPath => page!("unknown-path"),
        AssertionCode::Impossible => page!("impossible-value"),
    }
}

fn of_refusal(code: Refusal) -> Page {
    match code {
        Refusal::KeyReused => page!("key-reused"),
        Refusal::IdReused => page!("id-reused"),
        Refusal::TooLarge => page!("too-large"),
    }
}

fn of_integrity(code: IntegrityCode) -> Page {
    match code {
        IntegrityCode::DamagedDatabase => page!("damaged-database"),
        IntegrityCode::Shorter => page!("shorter-than-receipt"),
        IntegrityCode::Unlike => page!("unlike-receipt"),
        IntegrityCode::ClockAhead => page!("clock-ahead"),
    }
}
