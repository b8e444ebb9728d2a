//! What a slot could not accept. Nothing fails: it is said beside the state.

/// How many events an anomaly lists at most, and how many causes of its coming or going a diff lists.
pub(crate) const LISTED: usize = 25;

asof_core::words! {
    /// What sort of anomaly it is. Codes are stable.
    pub enum AnomalyCode {
        /// An event about something that no visible event opened.
        NotOpened = "not-opened",
        /// An event that its bounds prove earlier than what opened its slot.
        BeforeOpening = "before-opening",
        /// A delivery above the promise.
        OverDelivered = "over-delivered",
        /// A sum above what a log can hold exactly; it has no upper bound.
        BeyondNumbers = "beyond-numbers",
        /// A count in another unit than the slot's; it does not count.
        OtherUnit = "other-unit",
        /// A transfer in a direction that the commitment does not have; it does not count.
        OtherDirection = "other-direction",
        /// An answer by somebody who was not asked.
        NotAsked = "not-asked",
        /// A position said to replace one that is not visible.
        NothingToReplace = "nothing-to-replace",
        /// A gathering said to have been held and not held.
        HeldAndNotHeld = "held-and-not-held",
        /// Two gatherings with one number.
        SameRound = "same-round",
        /// A post attested after it was left.
        AttestedAfterLeft = "attested-after-left",
        /// A membership left before it is on record as joined.
        LeftBeforeJoining = "left-before-joining",
        /// Somebody seen both present and absent.
        PresentAndAbsent = "present-and-absent",
        /// Events that are each said to come after the other.
        Circle = "circle",
        /// An event said to come after another, though their dates say otherwise.
        OrderContradicted = "order-contradicted",
    }
}
