//! What people and other programs write, mutated at random: read or refused, never a panic, and what is read is
//! written and read again as the same.
//!
//! Each target runs for a second, or as long as `BOLERO_RANDOM_TEST_TIME_MS` says; what fails is printed with the
//! `BOLERO_RANDOM_SEED` that brings it back.

mod dates;
mod entries;
mod locations;
mod logs;
mod mutation;
