//! The `asof` binary.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A question takes milliseconds. The system's allocator took a quarter of its instructions.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    asof_cli::main()
}
