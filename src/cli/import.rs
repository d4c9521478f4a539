//! `vaultlab import`: finds the files, reads them, says what was taken, what was not, and what stands
//! in the way of a run.

use super::output::{say, write};
use super::{Outcome, Stop, input};
use crate::api;
use crate::import::limits::{FILE_BYTES_MAX, FILES_BYTES_MAX, FILES_MAX};
use crate::report::text::plain;
use crate::report::view::{ImportView, LeftOutView, ProblemView};
use crate::scenario::Problem;
use std::fmt::Write;
use std::path::{Path, PathBuf};

pub(super) fn import(
    paths: &[PathBuf],
    policies: &[PathBuf],
    powered_on_only: bool,
    output: Option<&Path>,
) -> Outcome {
    let mut files = Vec::new();
    for path in paths.iter().chain(policies) {
        add(path, &mut files)?;
    }
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let view = api::import_files(&files, powered_on_only)?;
    write(output, &view.scenario)?;
    say(summary(&view).trim_end());
    if view.problems.is_empty() {
        return Ok(());
    }
    say("The scenario does not run as it is:");
    let problem = |view: &ProblemView| Problem::new(&view.place, &view.found, &view.allowed);
    Err(Stop::Problems(view.problems.iter().map(problem).collect()))
}

/// A file, or every file of a folder by name: not the folders in it, nor what a desktop hides there.
fn add(path: &Path, files: &mut Vec<(String, Vec<u8>)>) -> Result<(), Stop> {
    let name = path.display().to_string();
    let unreadable = |error: std::io::Error| input::problem(&name, &error.to_string(), "readable");
    let hidden = |path: &PathBuf| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'))
    };
    let mut paths = vec![path.to_owned()];
    if path.is_dir() {
        let entries = std::fs::read_dir(path).map_err(unreadable)?;
        let entries = entries.filter_map(Result::ok).map(|entry| entry.path());
        // One more than allowed is enough for the refusal.
        paths = entries
            .filter(|path| path.is_file() && !hidden(path))
            .take(FILES_MAX + 1)
            .collect();
        paths.sort();
    }
    for path in paths {
        let name = path.display().to_string();
        files.push((name.clone(), input::bytes(&name, FILE_BYTES_MAX)?));
        let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
        if files.len() > FILES_MAX || bytes > FILES_BYTES_MAX {
            let found = format!("{} files of {bytes} bytes so far", files.len());
            let allowed = format!("at most {FILES_MAX} files of {FILES_BYTES_MAX} bytes together");
            return Err(input::problem("import", &found, &allowed));
        }
    }
    Ok(())
}

fn summary(view: &ImportView) -> String {
    let mut text = String::new();
    for source in &view.sources {
        let _ = writeln!(text, "{}: {}", plain(&source.file), source.kind);
    }
    let _ = writeln!(text, "{} machines taken", view.taken);
    for LeftOutView {
        reason,
        count,
        names,
    } in &view.left_out
    {
        let shown: Vec<String> = names.iter().take(5).map(|name| plain(name)).collect();
        let names = if shown.is_empty() {
            String::new()
        } else {
            format!(": {}", shown.join(", "))
        };
        let more =
            if shown.len() < usize::try_from(*count).unwrap_or(usize::MAX) && !shown.is_empty() {
                ", …"
            } else {
                ""
            };
        let _ = writeln!(text, "{count} left out ({reason}){names}{more}");
    }
    if view.unreadable > 0 {
        let _ = writeln!(text, "{} could not be read:", view.unreadable);
        for problem in &view.unreadable_listed {
            let line = format!(
                "{}: found {}; allowed: {}",
                problem.place, problem.found, problem.allowed
            );
            let _ = writeln!(text, "  {}", plain(&line));
        }
    }
    for assumption in &view.assumptions {
        let _ = writeln!(
            text,
            "{} assumptions: {}",
            assumption.count, assumption.about
        );
    }
    text
}
