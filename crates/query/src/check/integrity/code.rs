//! What can be wrong with a log as a whole.

use asof_core::check::Severity;

asof_core::codes! {
    /// What keeps a log from being what it was. Codes are stable.
    pub enum IntegrityCode(
        /// Returns how bad it is.
        severity: Severity,
    ) {
        /// What keeps the lines is damaged beyond them.
        DamagedDatabase = "damaged-database" => Severity::Error,
        /// It ends before the event that a receipt is of.
        Shorter = "shorter-than-receipt" => Severity::Error,
        /// Its events are not those that a receipt is of.
        Unlike = "unlike-receipt" => Severity::Error,
        /// Its last event was recorded later than now. Nothing is lost by it.
        ClockAhead = "clock-ahead" => Severity::Warning,
    }
}
