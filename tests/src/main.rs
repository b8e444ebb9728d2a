//! The program under test: the same entry point as the `asof` binary, built beside the tests.

use std::process::ExitCode;

fn main() -> ExitCode {
    asof_cli::main()
}
