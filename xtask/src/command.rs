//! A command of another program: printed so that it can be copied to a shell, then run.
#![expect(clippy::disallowed_types, reason = "a time limit needs the clock")]

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::paths;

/// A program, its arguments, its folder and what differs in its environment.
#[derive(Clone)]
pub(crate) struct Cmd {
    program: String,
    args: Vec<String>,
    dir: PathBuf,
    set: Vec<(String, String)>,
    unset: Vec<String>,
}

impl Cmd {
    /// `line` is split at spaces: the program, then its arguments. It runs at the top of the
    /// repository.
    pub(crate) fn new(line: &str) -> Cmd {
        let mut words = line.split_whitespace().map(String::from);
        Cmd {
            program: words.next().unwrap_or_default(),
            args: words.collect(),
            dir: paths::root(),
            set: Vec::new(),
            unset: Vec::new(),
        }
    }

    /// Adds an argument that may hold spaces.
    pub(crate) fn arg(mut self, arg: impl Into<String>) -> Cmd {
        self.args.push(arg.into());
        self
    }

    /// Runs `program` in place of the one it was made with.
    pub(crate) fn replace_program(&mut self, program: &str) {
        self.program = program.to_string();
    }

    /// Adds a path as an argument.
    pub(crate) fn path(self, path: &Path) -> Cmd {
        self.arg(path.display().to_string())
    }

    /// Runs in `dir`.
    pub(crate) fn dir(mut self, dir: &Path) -> Cmd {
        self.dir = dir.to_path_buf();
        self
    }

    /// Sets a variable for the program.
    pub(crate) fn set(mut self, name: &str, value: impl Into<String>) -> Cmd {
        self.set.push((name.to_string(), value.into()));
        self
    }

    /// Hides a variable from the program.
    pub(crate) fn unset(mut self, name: &str) -> Cmd {
        self.unset.push(name.to_string());
        self
    }

    /// Prints the command, runs it without input, and fails unless it succeeds.
    pub(crate) fn run(&self) -> Result<()> {
        println!("$ {self}");
        let status = self
            .command()
            .status()
            .with_context(|| self.not_started())?;
        self.check(status)
    }

    /// The same, but it is ended when `limit` has passed.
    pub(crate) fn run_within(&self, limit: Duration) -> Result<()> {
        println!("$ {self}");
        let mut child = self.command().spawn().with_context(|| self.not_started())?;
        let status = wait_within(&mut child, limit)
            .with_context(|| format!("`{self}` did not end within {} s", limit.as_secs()))?;
        self.check(status)
    }

    /// What the program prints, without the last line end. Not printed: it only asks.
    pub(crate) fn output(&self) -> Result<String> {
        let output = self
            .command()
            .stderr(Stdio::piped())
            .output()
            .with_context(|| self.not_started())?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("`{self}` ended with {}: {}", output.status, said.trim());
        }
        Ok(String::from_utf8(output.stdout)?.trim_end().to_string())
    }

    /// This process becomes the program, so that a Ctrl-C or a kill reaches it directly.
    #[cfg(unix)]
    pub(crate) fn become_it(&self) -> Result<()> {
        use std::os::unix::process::CommandExt;
        println!("$ {self}");
        Err(self.command().exec()).with_context(|| self.not_started())
    }

    /// Elsewhere the program runs as a child.
    #[cfg(not(unix))]
    pub(crate) fn become_it(&self) -> Result<()> {
        self.run()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(&self.args)
            .current_dir(&self.dir)
            .stdin(Stdio::null());
        for name in &self.unset {
            command.env_remove(name);
        }
        command.envs(self.set.iter().map(|(name, value)| (name, value)));
        command
    }

    fn check(&self, status: ExitStatus) -> Result<()> {
        if !status.success() {
            bail!("`{self}` ended with {status}");
        }
        Ok(())
    }

    fn not_started(&self) -> String {
        format!(
            "`{}` could not be started: is it installed and in PATH?",
            self.program
        )
    }
}

impl fmt::Display for Cmd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = Vec::new();
        if !self.unset.is_empty() {
            words.push("env".to_string());
            words.extend(self.unset.iter().map(|name| format!("-u {name}")));
        }
        words.extend(
            self.set
                .iter()
                .map(|(name, value)| format!("{name}={}", quote(value))),
        );
        words.push(quote(&self.program));
        words.extend(self.args.iter().map(|arg| quote(arg)));
        let line = words.join(" ");
        if self.dir == paths::root() {
            return f.write_str(&line);
        }
        let dir = self.dir.strip_prefix(paths::root()).unwrap_or(&self.dir);
        write!(f, "(cd {} && {line})", quote(&dir.display().to_string()))
    }
}

/// `None` where the limit passed; the child is ended then.
fn wait_within(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let start = Instant::now();
    while start.elapsed() < limit {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}

/// A word as a shell takes it.
fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_string();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_printed_as_a_shell_takes_it() {
        let command = Cmd::new("npm run e2e")
            .dir(&paths::www())
            .set("FLAGS", "-a -b")
            .arg("it's");
        assert_eq!(
            command.to_string(),
            r"(cd www && FLAGS='-a -b' npm run e2e 'it'\''s')"
        );
        let command = Cmd::new("cargo build").unset("RUSTC").set("A", "1");
        assert_eq!(command.to_string(), "env -u RUSTC A=1 cargo build");
    }

    #[test]
    fn a_program_that_fails_or_is_missing_says_which() {
        let error = Cmd::new("cargo no-such-command").output().unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("`cargo no-such-command` ended with"),
            "{error}"
        );
        let error = Cmd::new("no-such-program-here").output().unwrap_err();
        assert!(
            error.to_string().contains("could not be started"),
            "{error}"
        );
    }
}
