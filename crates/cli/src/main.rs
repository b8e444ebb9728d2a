//! The `asof` binary.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A question lives for milliseconds, of which the allocator of the system took a quarter.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    asof_cli::main()
}
