//! The command: reads files, prints, exits. Everything it says comes from `vaultlab::api`.

mod cli;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(cli::Command::parse())
}
