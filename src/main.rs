//! The command: everything it does is in `vaultlab::cli`.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    vaultlab::cli::run(vaultlab::cli::Command::parse())
}
