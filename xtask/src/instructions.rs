//! `cargo xtask instructions`: how many instructions the parts of a run take, by gungraun on
//! valgrind, and whether that is what `benches/instructions.txt` has on record.
//!
//! The counts depend on the compiler and the C library, not on the machine's speed or load. Where
//! valgrind is missing nothing is counted, and that is said.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::command::Cmd;
use crate::paths;
use crate::steps::Steps;

/// A change of more than this share fails.
const CHANGE_MAX: f64 = 0.03;
/// The runner's version is the library's, which Cargo.toml pins.
const RUNNER: &str = "gungraun-runner@0.20.0";

type Counts = BTreeMap<String, u64>;

/// Counts and compares with the record.
pub(crate) fn check(steps: &mut Steps) -> Result<()> {
    let Some(counts) = count(steps)? else {
        return Ok(());
    };
    let text = fs::read_to_string(record())
        .context("there is no record yet: `cargo xtask instructions --renew REASON` makes one")?;
    let complaints = compare(&parse(&text)?, &counts);
    if !complaints.is_empty() {
        bail!(
            "{}\n`cargo xtask instructions --renew REASON` makes this the record",
            complaints.join("\n")
        );
    }
    Ok(())
}

/// Counts and writes the record anew.
pub(crate) fn renew(steps: &mut Steps, reason: &str) -> Result<()> {
    if let Some(counts) = count(steps)? {
        let compiler = Cmd::new("rustc --version").output()?;
        fs::write(record(), to_text(&counts, reason, &compiler))?;
    }
    Ok(())
}

fn record() -> PathBuf {
    paths::root().join("benches/instructions.txt")
}

/// The instructions of each benchmark; `None` without valgrind.
fn count(steps: &mut Steps) -> Result<Option<Counts>> {
    if Cmd::new("valgrind --version").output().is_err() {
        println!("skipped: no instructions are counted, because valgrind is not installed");
        return Ok(None);
    }
    let runner = steps.run("gungraun's runner", runner)?;
    let output = steps.run("count", || {
        let line = "cargo bench --locked --bench instructions -- --output-format=json";
        let command = Cmd::new(line).set("GUNGRAUN_RUNNER", runner.display().to_string());
        println!("$ {command}");
        command.output()
    })?;
    let counts = counts_of(&output)?;
    for (name, count) in &counts {
        println!("{count:>14} {name}");
    }
    Ok(Some(counts))
}

/// The program that gungraun runs its benchmarks by; built once.
fn runner() -> Result<PathBuf> {
    let folder = paths::target().join("tools");
    let program = folder.join("bin/gungraun-runner");
    if !program.exists() {
        Cmd::new("cargo install --locked --root")
            .path(&folder)
            .arg(RUNNER)
            .run()?;
    }
    Ok(program)
}

/// What gungraun prints: a line of JSON for each benchmark.
fn counts_of(output: &str) -> Result<Counts> {
    let mut counts = Counts::new();
    for line in output.lines().filter(|line| line.starts_with('{')) {
        let summary: Value = serde_json::from_str(line)?;
        let function = summary["function_name"].as_str();
        let id = summary["id"].as_str();
        let (function, id) = function.zip(id).context("a benchmark has a name")?;
        let metrics = &summary["profiles"][0]["data"]["total"]["metrics"];
        let count = metrics["Ir"]["values"]["new"].as_u64();
        let count = count.with_context(|| format!("{function} {id} counts instructions"))?;
        counts.insert(format!("{function}/{id}"), count);
    }
    if counts.is_empty() {
        bail!("gungraun has counted nothing");
    }
    Ok(counts)
}

/// What has changed too much, appeared or gone.
fn compare(recorded: &Counts, counts: &Counts) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, count) in counts {
        match recorded.get(name) {
            None => complaints.push(format!("{name}: {count}, and nothing on record")),
            Some(before) => {
                let change = *count as f64 / *before as f64 - 1.0;
                if change.abs() > CHANGE_MAX {
                    let percent = change * 100.0;
                    complaints.push(format!("{name}: {count}, {percent:+.1} % from {before}"));
                }
            }
        }
    }
    let gone = recorded.keys().filter(|name| !counts.contains_key(*name));
    complaints.extend(gone.map(|name| format!("{name}: on record, and not counted")));
    complaints
}

fn parse(text: &str) -> Result<Counts> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let count = |line: &str| {
        let (name, count) = line.split_once(' ')?;
        Some((name.to_string(), count.trim().parse().ok()?))
    };
    lines
        .map(|line| count(line).with_context(|| format!("`{line}` is no name and count")))
        .collect()
}

fn to_text(counts: &Counts, reason: &str, compiler: &str) -> String {
    let mut text = format!(
        "# Instructions by `cargo xtask instructions`, {compiler}. A change of more than 3 % fails\n\
         # until this is renewed. Renewed because: {reason}\n"
    );
    for (name, count) in counts {
        let _ = writeln!(text, "{name} {count}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(all: &[(&str, u64)]) -> Counts {
        all.iter().map(|(name, n)| (name.to_string(), *n)).collect()
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let some = counts(&[("a/x", 1), ("b/y", 2_000_000)]);
        let text = to_text(&some, "first record", "rustc 1.95.0");
        assert_eq!(parse(&text).unwrap(), some);
        assert!(parse("a/x many").is_err());
    }

    #[test]
    fn a_change_of_more_than_three_percent_is_told_in_either_direction() {
        let before = counts(&[("a", 1_000), ("b", 1_000), ("c", 1_000), ("gone", 1)]);
        let after = counts(&[("a", 1_029), ("b", 1_031), ("c", 960), ("new", 5)]);
        let expected = [
            "b: 1031, +3.1 % from 1000",
            "c: 960, -4.0 % from 1000",
            "new: 5, and nothing on record",
            "gone: on record, and not counted",
        ];
        assert_eq!(compare(&before, &after), expected);
    }
}
