//! Logs of any size, made by rule: the same arguments give the same bytes.
//!
//! ```
//! use asof_bench::{Shape, write_log};
//!
//! let mut log = Vec::new();
//! write_log(&mut log, Shape::Mixed, 400)?;
//! assert!(log.split(|byte| *byte == b'\n').count() > 400);
//! # Ok::<(), asof_bench::GenerateError>(())
//! ```

mod chain;
mod drafts;

use std::io::{self, Write};

use chain::Chain;

pub use drafts::Shape;

/// Why a log was not written.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// What was made is no draft: the generator is wrong.
    #[error("the generator made a draft that cannot be read: {draft}")]
    Draft {
        /// The draft.
        draft: String,
        /// Why it cannot be read.
        source: Box<asof_core::LineError>,
    },
    /// It cannot be written.
    #[error("the log cannot be written")]
    Write(#[from] io::Error),
}

/// Writes a log with this many events, and the registry that they need, as JSON Lines.
///
/// # Errors
///
/// See [`GenerateError`].
pub fn write_log(out: &mut dyn Write, shape: Shape, events: usize) -> Result<(), GenerateError> {
    let mut chain = Chain::default();
    drafts::each(shape, events, |draft| {
        out.write_all(chain.line(draft)?.as_bytes())?;
        out.write_all(b"\n")?;
        Ok(())
    })
}
