//! Steps with a name, a time and a table at the end.
#![expect(
    clippy::disallowed_types,
    reason = "a build may read the clock; a simulation may not"
)]

use std::fmt::Write;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The steps of a command so far.
#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<Step>,
}

struct Step {
    name: &'static str,
    took: Duration,
    passed: bool,
}

impl Steps {
    /// Does `work` under `name`. Its error names the step.
    pub(crate) fn run<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        println!("\n== {name}");
        let start = Instant::now();
        let result = work();
        let took = start.elapsed();
        println!("-- {name}: {:.1} s", took.as_secs_f64());
        self.done.push(Step {
            name,
            took,
            passed: result.is_ok(),
        });
        result.with_context(|| format!("step `{name}` failed"))
    }

    /// How many steps have passed.
    pub(crate) fn passed(&self) -> usize {
        self.done.iter().filter(|step| step.passed).count()
    }

    /// A line for each step, in the order in which they ran.
    pub(crate) fn table(&self) -> String {
        let mut table = String::from("\n");
        for Step { name, took, passed } in &self.done {
            let outcome = if *passed { "ok" } else { "FAILED" };
            let _ = writeln!(table, "{:>8.1} s  {outcome:<6}  {name}", took.as_secs_f64());
        }
        let total: Duration = self.done.iter().map(|step| step.took).sum();
        let _ = writeln!(table, "{:>8.1} s  total", total.as_secs_f64());
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_fails_is_named_and_not_counted_as_passed() {
        let mut steps = Steps::default();
        steps.run("first", || Ok(())).unwrap();
        let error = steps
            .run::<()>("second", || anyhow::bail!("the reason"))
            .unwrap_err();
        assert_eq!(format!("{error:#}"), "step `second` failed: the reason");
        assert_eq!(steps.passed(), 1);
        let table = steps.table();
        assert!(
            table.contains("ok      first") && table.contains("FAILED  second"),
            "{table}"
        );
    }
}
