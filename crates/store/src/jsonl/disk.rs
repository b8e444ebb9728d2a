//! What a writer asks of the disk that holds the log.

use std::fs::File;
use std::io::{self, Write};

/// What a writer asks of the disk; a test puts one that fails in its place.
///
/// Until a sync succeeds, a crash may leave any beginning of what was written, or of what was cut off.
pub(super) trait Disk: Send {
    /// Writes all bytes at the end of the file; of those, any number is written if it fails.
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    /// Makes what was written durable.
    fn sync(&mut self, file: &File) -> io::Result<()> {
        file.sync_data()
    }

    /// Shortens the file to this length, durably.
    fn cut_off(&mut self, file: &File, len: u64) -> io::Result<()> {
        file.set_len(len)?;
        file.sync_all()
    }
}

/// The disk as the operating system gives it.
pub(super) struct SystemDisk;

impl Disk for SystemDisk {}
