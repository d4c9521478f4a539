//! The project's commands: `cargo xtask start`, `cargo xtask test` and the steps behind them.
//!
//! A command here is a list of steps. A step prints the line that would do the same by hand, and
//! how long it took; the first that fails ends the command. Nothing in here knows what the
//! simulator does.

mod apt;
mod browser;
mod bundle;
mod ci;
mod command;
mod instructions;
mod paths;
mod start;
mod steps;
mod toolchain;
mod www;
mod zones;

use std::process::ExitCode;

use anyhow::Result;

use steps::Steps;

const HELP: &str = "\
cargo xtask start [--no-serve]  build the page and serve it on this machine
cargo xtask test                everything that CI runs, in its order
cargo xtask pkg                 make pkg/, the npm package
cargo xtask instructions        count instructions by valgrind and compare with the record
cargo xtask instructions --renew REASON
                                write the record anew
cargo xtask zones               make src/azure/zones.rs from the Unicode table

VAULTLAB_WASM_STD=debian        take Debian's compiler for WebAssembly even where rustup would do
VAULTLAB_CHROMIUM=PATH          the browser for the page's tests (CHROMIUM=PATH does as well)
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut steps = Steps::default();
    let result = match words[..] {
        ["start"] => start::build(&mut steps),
        ["start", "--no-serve"] => start::build(&mut steps),
        ["pkg"] => start::pkg(&mut steps).map(|_| ()),
        ["test"] => ci::test(&mut steps),
        ["instructions"] => instructions::check(&mut steps),
        ["instructions", "--renew", reason] => instructions::renew(&mut steps, reason),
        ["zones"] => zones::generate(&mut steps),
        ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    let code = finish(&steps, result);
    if words == ["start"] && code == ExitCode::SUCCESS {
        return report_error(start::serve());
    }
    code
}

/// Prints the table of times and, last, the line that says whether everything passed.
fn finish(steps: &Steps, result: Result<()>) -> ExitCode {
    print!("{}", steps.table());
    let code = report_error(result);
    let failed = u8::from(code != ExitCode::SUCCESS);
    println!("{} passed, {failed} failed", steps.passed());
    code
}

fn report_error(result: Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
