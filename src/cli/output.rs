//! Writing answers, and showing progress on a terminal.

use super::Outcome;
use super::input::problem;
use crate::report::view::ProgressView;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Writes an answer to a file, or to standard output.
pub(super) fn write(path: Option<&Path>, text: &str) -> Outcome {
    let Some(path) = path else {
        let mut out = std::io::stdout();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        return match written {
            // A reader that has seen enough closes the pipe: that is no error.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(problem(
                "standard output",
                &error.to_string(),
                "a writable place",
            )),
            _ => Ok(()),
        };
    };
    std::fs::write(path, text).map_err(|error| {
        problem(
            &path.display().to_string(),
            &error.to_string(),
            "a writable file",
        )
    })
}

/// Says something beside the answer, on standard error. Nobody may be listening: that is no error.
pub(super) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A progress bar on standard error; nothing when that is not a terminal.
pub(super) struct Progress(ProgressBar);

impl Progress {
    pub(super) fn new(days: u32) -> Self {
        let bar = ProgressBar::new(u64::from(days));
        let style = ProgressStyle::with_template("{bar:40} day {pos} of {len}  {eta} left");
        bar.set_style(style.expect("the template is right"));
        Self(bar)
    }
    pub(super) fn show(&self, progress: &ProgressView) {
        self.0.set_position(u64::from(progress.day));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
