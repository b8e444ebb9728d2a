//! What sort of problem of meaning there can be, and how bad each is.

use std::fmt;

crate::words! {
    /// How bad a problem is.
    pub enum Severity {
        /// Worth knowing; never fails a check.
        Note = "note",
        /// Probably a slip; fails a strict check.
        Warning = "warning",
        /// The entry cannot mean what it says; refused by an append.
        Error = "error",
    }
}

/// What sort of problem of meaning it is. Codes are stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each code says what it is")]
pub enum Code {
    DuplicateKey,
    Repeated,
    NoLocator,
    UnseenCharacter,
    StoredUnseenCharacter,
    UnknownReference,
    WrongReference,
    NamesItself,
    NamesRetracted,
    NoName,
    SameName,
    RegistryCircle,
    UnknownTarget,
    WrongTarget,
    ZoneChanged,
    StillNamed,
    RetractionCircle,
    RetractedTwice,
    CorrectsRetracted,
    InvertedDate,
    KnownTooEarly,
    KnownAfterRecorded,
    OccurredAfterRecorded,
    SkippedDay,
    EarlyYear,
    LeftBeforeTook,
    DueTooEarly,
    OwedToOneself,
    PlannedTooEarly,
    HoursOutside,
    TwoRounds,
    OtherUnicodeForm,
    ZeroQuantity,
    UnitSpelling,
    PerDirection,
    Shape,
    WrongPart,
    SharedDelivery,
    UnregisteredSpelling,
    ToldTwice,
    CouldMerge,
}

impl Code {
    /// All codes.
    pub const ALL: [Self; 41] = [
        Self::DuplicateKey,
        Self::Repeated,
        Self::NoLocator,
        Self::UnseenCharacter,
        Self::StoredUnseenCharacter,
        Self::UnknownReference,
        Self::WrongReference,
        Self::NamesItself,
        Self::NamesRetracted,
        Self::NoName,
        Self::SameName,
        Self::RegistryCircle,
        Self::UnknownTarget,
        Self::WrongTarget,
        Self::ZoneChanged,
        Self::StillNamed,
        Self::RetractionCircle,
        Self::RetractedTwice,
        Self::CorrectsRetracted,
        Self::InvertedDate,
        Self::KnownTooEarly,
        Self::KnownAfterRecorded,
        Self::OccurredAfterRecorded,
        Self::SkippedDay,
        Self::EarlyYear,
        Self::LeftBeforeTook,
        Self::DueTooEarly,
        Self::OwedToOneself,
        Self::PlannedTooEarly,
        Self::HoursOutside,
        Self::TwoRounds,
        Self::OtherUnicodeForm,
        Self::ZeroQuantity,
        Self::UnitSpelling,
        Self::PerDirection,
        Self::Shape,
        Self::WrongPart,
        Self::SharedDelivery,
        Self::UnregisteredSpelling,
        Self::ToldTwice,
        Self::CouldMerge,
    ];

    /// Returns the code's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::DuplicateKey => "duplicate-key",
            Self::Repeated => "repeated",
            Self::NoLocator => "no-locator",
            Self::UnseenCharacter => "unseen-character",
            Self::StoredUnseenCharacter => "stored-unseen-character",
            Self::UnknownReference => "unknown-reference",
            Self::WrongReference => "wrong-reference",
            Self::NamesItself => "names-itself",
            Self::NamesRetracted => "names-retracted",
            Self::NoName => "no-name",
            Self::SameName => "same-name",
            Self::RegistryCircle => "registry-circle",
            Self::UnknownTarget => "unknown-target",
            Self::WrongTarget => "wrong-target",
            Self::ZoneChanged => "zone-changed",
            Self::StillNamed => "still-named",
            Self::RetractionCircle => "retraction-circle",
            Self::RetractedTwice => "retracted-twice",
            Self::CorrectsRetracted => "corrects-retracted",
            Self::InvertedDate => "inverted-date",
            Self::KnownTooEarly => "known-too-early",
            Self::KnownAfterRecorded => "known-after-recorded",
            Self::OccurredAfterRecorded => "occurred-after-recorded",
            Self::SkippedDay => "skipped-day",
            Self::EarlyYear => "early-year",
            Self::LeftBeforeTook => "left-before-took",
            Self::DueTooEarly => "due-too-early",
            Self::OwedToOneself => "owed-to-oneself",
            Self::PlannedTooEarly => "planned-too-early",
            Self::HoursOutside => "hours-outside",
            Self::TwoRounds => "two-rounds",
            Self::OtherUnicodeForm => "other-unicode-form",
            Self::ZeroQuantity => "zero-quantity",
            Self::UnitSpelling => "unit-spelling",
            Self::PerDirection => "per-direction",
            Self::Shape => "shape",
            Self::WrongPart => "wrong-part",
            Self::SharedDelivery => "shared-delivery",
            Self::UnregisteredSpelling => "unregistered-spelling",
            Self::ToldTwice => "told-twice",
            Self::CouldMerge => "could-merge",
        }
    }

    /// Returns how bad it is.
    pub fn severity(self) -> Severity {
        match self {
            Self::DuplicateKey
            | Self::NoLocator
            | Self::UnseenCharacter
            | Self::UnknownReference
            | Self::WrongReference
            | Self::NamesItself
            | Self::NoName
            | Self::RegistryCircle
            | Self::UnknownTarget
            | Self::WrongTarget
            | Self::RetractionCircle
            | Self::ZoneChanged
            | Self::InvertedDate
            | Self::KnownTooEarly
            | Self::SkippedDay
            | Self::Shape
            | Self::WrongPart => Severity::Error,
            Self::Repeated
            | Self::StoredUnseenCharacter
            | Self::SameName
            | Self::NamesRetracted
            | Self::StillNamed
            | Self::RetractedTwice
            | Self::CorrectsRetracted
            | Self::KnownAfterRecorded
            | Self::OccurredAfterRecorded
            | Self::EarlyYear
            | Self::LeftBeforeTook
            | Self::DueTooEarly
            | Self::OwedToOneself
            | Self::PlannedTooEarly
            | Self::HoursOutside
            | Self::TwoRounds
            | Self::OtherUnicodeForm
            | Self::ZeroQuantity
            | Self::UnitSpelling
            | Self::PerDirection
            | Self::SharedDelivery
            | Self::UnregisteredSpelling
            | Self::ToldTwice => Severity::Warning,
            Self::CouldMerge => Severity::Note,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
