//! What sort of problem of meaning there can be, and how bad each is.

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

crate::codes! {
    /// What sort of problem of meaning it is. Codes are stable.
    #[allow(missing_docs, reason = "each code says what it is")]
    pub enum Code(
        /// Returns how bad it is.
        severity: Severity,
    ) {
        DuplicateKey = "duplicate-key" => Severity::Error,
        Repeated = "repeated" => Severity::Warning,
        NoLocator = "no-locator" => Severity::Error,
        UnseenCharacter = "unseen-character" => Severity::Error,
        StoredUnseenCharacter = "stored-unseen-character" => Severity::Warning,
        UnknownReference = "unknown-reference" => Severity::Error,
        WrongReference = "wrong-reference" => Severity::Error,
        NamesItself = "names-itself" => Severity::Error,
        NamesRetracted = "names-retracted" => Severity::Warning,
        NoName = "no-name" => Severity::Error,
        SameName = "same-name" => Severity::Warning,
        RegistryCircle = "registry-circle" => Severity::Error,
        UnknownTarget = "unknown-target" => Severity::Error,
        WrongTarget = "wrong-target" => Severity::Error,
        ZoneChanged = "zone-changed" => Severity::Error,
        StillNamed = "still-named" => Severity::Warning,
        RetractionCircle = "retraction-circle" => Severity::Error,
        RetractedTwice = "retracted-twice" => Severity::Warning,
        CorrectsRetracted = "corrects-retracted" => Severity::Warning,
        InvertedDate = "inverted-date" => Severity::Error,
        KnownTooEarly = "known-too-early" => Severity::Error,
        KnownAfterRecorded = "known-after-recorded" => Severity::Warning,
        OccurredAfterRecorded = "occurred-after-recorded" => Severity::Warning,
        SkippedDay = "skipped-day" => Severity::Error,
        EarlyYear = "early-year" => Severity::Warning,
        LeftBeforeTook = "left-before-took" => Severity::Warning,
        DueTooEarly = "due-too-early" => Severity::Warning,
        OwedToOneself = "owed-to-oneself" => Severity::Warning,
        PlannedTooEarly = "planned-too-early" => Severity::Warning,
        HoursOutside = "hours-outside" => Severity::Warning,
        TwoRounds = "two-rounds" => Severity::Warning,
        OtherUnicodeForm = "other-unicode-form" => Severity::Warning,
        ZeroQuantity = "zero-quantity" => Severity::Warning,
        UnitSpelling = "unit-spelling" => Severity::Warning,
        PerDirection = "per-direction" => Severity::Warning,
        Shape = "shape" => Severity::Error,
        WrongPart = "wrong-part" => Severity::Error,
        SharedDelivery = "shared-delivery" => Severity::Warning,
        UnregisteredSpelling = "unregistered-spelling" => Severity::Warning,
        ToldTwice = "told-twice" => Severity::Warning,
        CouldMerge = "could-merge" => Severity::Note,
    }
}
