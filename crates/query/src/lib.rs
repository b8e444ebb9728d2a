//! Questions asked of a log.
