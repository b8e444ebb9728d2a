//! The `asof` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    asof_cli::main()
}
