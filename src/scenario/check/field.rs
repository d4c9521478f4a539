//! Reading single values: each reader notes a problem instead of stopping.

use crate::scenario::calendar::{Window, Zone, time_of_day};
use crate::scenario::draft::{AssumptionDraft, WindowDraft};
use crate::scenario::{Problem, limits, quoted};
use crate::units::Bytes;
use jiff::civil::Time;
use std::collections::BTreeMap;
use std::fmt::{self, Display};

/// Collects the problems of a draft, up to [`limits::PROBLEMS_LISTED_MAX`]; the rest are counted.
#[derive(Default)]
pub(in crate::scenario) struct Fields {
    problems: Vec<Problem>,
    unlisted: usize,
}

impl Fields {
    pub(in crate::scenario) fn wrong(
        &mut self,
        place: &str,
        found: impl Display,
        allowed: impl Display,
    ) {
        if self.problems.len() < limits::PROBLEMS_LISTED_MAX {
            self.problems.push(Problem::new(place, found, allowed));
        } else {
            self.unlisted += 1;
        }
    }
    pub(in crate::scenario) fn into_problems(mut self) -> Vec<Problem> {
        if self.unlisted > 0 {
            let listed = self.problems.len();
            let found = format!("{} problems", listed + self.unlisted);
            let allowed = format!("none; the first {listed} are listed");
            self.problems.push(Problem::new("scenario", found, allowed));
        }
        self.problems
    }
    pub(in crate::scenario) fn equal<T: PartialEq + Display>(
        &mut self,
        place: &str,
        found: T,
        allowed: T,
    ) {
        if found != allowed {
            self.wrong(place, found, allowed);
        }
    }
    pub(in crate::scenario) fn within<T: PartialOrd + Display>(
        &mut self,
        place: &str,
        found: T,
        min: T,
        max: T,
    ) {
        if !(min <= found && found <= max) {
            self.wrong(place, found, format!("{min} to {max}"));
        }
    }
    pub(in crate::scenario) fn count(&mut self, place: &str, found: usize, min: usize, max: usize) {
        if !(min..=max).contains(&found) {
            self.wrong(place, format!("{found} entries"), format!("{min} to {max}"));
        }
    }
    pub(in crate::scenario) fn name(&mut self, place: &str, name: &str) {
        let chars = name.chars().count();
        if name.trim().is_empty() {
            self.wrong(place, quoted(name), "a name");
        } else if chars > limits::NAME_CHARS_MAX {
            let allowed = format!("at most {} characters", limits::NAME_CHARS_MAX);
            self.wrong(place, format!("{chars} characters"), allowed);
        } else if name.chars().any(char::is_control) {
            self.wrong(place, quoted(name), "a name without control characters");
        }
    }
    /// What an import assumed: shown beside the figures, so bounded like a name.
    pub(in crate::scenario) fn assumptions(
        &mut self,
        place: &str,
        assumptions: &[AssumptionDraft],
    ) {
        self.count(place, assumptions.len(), 0, limits::ASSUMPTIONS_MAX);
        for (i, assumption) in assumptions.iter().enumerate().take(limits::ASSUMPTIONS_MAX) {
            let chars = assumption.assumed.chars().count();
            let place = format!("{place}[{i}].assumed");
            if chars > limits::ASSUMPTION_CHARS_MAX {
                let allowed = format!("at most {} characters", limits::ASSUMPTION_CHARS_MAX);
                self.wrong(&place, format!("{chars} characters"), allowed);
            } else if assumption.assumed.chars().any(char::is_control) {
                let allowed = "a sentence without control characters";
                self.wrong(&place, quoted(&assumption.assumed), allowed);
            }
        }
    }
    /// A name that no earlier entry of its kind has.
    pub(in crate::scenario) fn unique_name<T: Copy>(
        &mut self,
        place: &str,
        name: &str,
        entry: T,
        seen: &mut BTreeMap<String, T>,
    ) {
        self.name(place, name);
        if seen.insert(name.to_owned(), entry).is_some() {
            self.wrong(
                place,
                format!("{} again", quoted(name)),
                "a name that no other has",
            );
        }
    }
    /// The entry that a name refers to.
    pub(in crate::scenario) fn reference<T: Copy>(
        &mut self,
        place: &str,
        name: &str,
        known: &BTreeMap<String, T>,
        kind: &str,
    ) -> Option<T> {
        let entry = known.get(name).copied();
        if entry.is_none() {
            let article = if kind.starts_with('o') { "an" } else { "a" };
            let allowed = format!("the name of {article} {kind} in this scenario");
            self.wrong(place, quoted(name), allowed);
        }
        entry
    }
    pub(in crate::scenario) fn time_of_day(&mut self, place: &str, text: &str) -> Option<Time> {
        let time = time_of_day(text);
        if time.is_none() {
            self.wrong(place, quoted(text), "a time HH:MM from 00:00 to 23:59");
        }
        time
    }
    pub(in crate::scenario) fn zone(&mut self, place: &str, name: &str) -> Option<Zone> {
        let zone = Zone::find(name);
        if zone.is_none() {
            let allowed = "an IANA zone (Europe/Madrid) or a Windows zone (Romance Standard Time)";
            self.wrong(place, quoted(name), allowed);
        }
        zone
    }
    /// A window. Whatever its times are, it opens every day.
    pub(in crate::scenario) fn window(&mut self, at: &str, draft: &WindowDraft) -> Option<Window> {
        let WindowDraft {
            opens,
            closes,
            time_zone,
        } = draft;
        let opens = self.time_of_day(&format!("{at}.opens"), opens);
        let closes = self.time_of_day(&format!("{at}.closes"), closes);
        let zone = self.zone(&format!("{at}.time_zone"), time_zone);
        Some(Window {
            opens: opens?,
            closes: closes?,
            zone: zone?,
        })
    }
    /// A percentage, if there is one.
    pub(in crate::scenario) fn percent(&mut self, place: &str, value: Option<f64>) -> Option<f64> {
        if let Some(value) = value {
            self.within(place, Figure(value), Figure(0.0), Figure(100.0));
        }
        value
    }
    /// A size in GiB, rounded to whole bytes.
    pub(in crate::scenario) fn gib(&mut self, place: &str, value: f64, max: Bytes) -> Bytes {
        const GIB: f64 = (1_u64 << 30) as f64;
        let max_gib = max.as_f64() / GIB;
        self.within(place, Figure(value), Figure(0.0), Figure(max_gib));
        Bytes::from_f64_rounded(value * GIB).min(max)
    }
}

/// A number as a message shows it: 1e300 has three hundred zeros otherwise.
#[derive(PartialEq, PartialOrd)]
pub(in crate::scenario) struct Figure(pub(in crate::scenario) f64);

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.abs();
        if magnitude == 0.0 || (1e-6..1e15).contains(&magnitude) {
            write!(f, "{}", self.0)
        } else {
            write!(f, "{:e}", self.0)
        }
    }
}
