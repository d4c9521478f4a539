//! `check flows`: the sharing of links alone, on a topology from a file, so that it can be compared
//! with other implementations. The format is described in docs/check.md.

use crate::engine::flow::{End, FlowSpec, LinkSpec, NIGHT_SECS_MAX, replay};
use crate::scenario::{Problem, parser_said, quoted};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;

/// Links in a file.
const LINKS_MAX: usize = 100_000;
/// Flows in a file.
const FLOWS_MAX: usize = 1_000_000;
/// Changes of capacity in a file.
const CHANGES_MAX: usize = 1_000_000;
/// Links that one flow crosses.
const LINKS_PER_FLOW_MAX: usize = 64;
/// The largest number in a file. By it and the next, nothing that is computed overflows.
const NUMBER_MAX: f64 = 1e18;
/// The smallest number in a file other than zero.
const NUMBER_MIN: f64 = 1e-18;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlowsFile<'a> {
    #[serde(borrow)]
    links: Vec<LinkRow<'a>>,
    #[serde(borrow)]
    flows: Vec<FlowRow<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkRow<'a> {
    id: String,
    #[serde(borrow)]
    capacity_bytes_per_s: Option<&'a RawValue>,
    #[serde(borrow, default)]
    changes: Vec<(&'a RawValue, &'a RawValue)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlowRow<'a> {
    id: String,
    #[serde(borrow)]
    start_s: Option<&'a RawValue>,
    #[serde(borrow)]
    bytes: Option<&'a RawValue>,
    #[serde(borrow, default)]
    links: Uses<'a>,
    #[serde(borrow)]
    cap_bytes_per_s: Option<&'a RawValue>,
    #[serde(borrow)]
    weight: Option<&'a RawValue>,
    #[serde(borrow)]
    cancel_s: Option<&'a RawValue>,
}

/// The links of a flow: a list of names, or names with what a byte takes there.
#[derive(Default)]
struct Uses<'a>(Vec<(String, Option<&'a RawValue>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Uses<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UsesVisitor)
    }
}

struct UsesVisitor;

impl<'de> Visitor<'de> for UsesVisitor {
    type Value = Uses<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of links, or links with what a byte takes of each")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut uses = Vec::new();
        while let Some(id) = seq.next_element()? {
            uses.push((id, None));
        }
        Ok(Uses(uses))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut uses = Vec::new();
        while let Some((id, per_byte)) = map.next_entry()? {
            uses.push((id, Some(per_byte)));
        }
        Ok(Uses(uses))
    }
}

/// What became of the flows of a file.
#[derive(Default, Serialize)]
struct Answer<'a> {
    finish_s: BTreeMap<&'a str, f64>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    cancelled: BTreeMap<&'a str, Cancelled>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    unfinished: BTreeMap<&'a str, Unfinished<'a>>,
    /// Only where there are unfinished ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    gave_up_after_s: Option<f64>,
}

#[derive(Serialize)]
struct Cancelled {
    at_s: f64,
    bytes_left: f64,
}

#[derive(Serialize)]
struct Unfinished<'a> {
    held_by: Option<&'a str>,
}

/// How each flow of a file ends, as `{"finish_s": {id: seconds}}`, and those that do not.
///
/// # Errors
/// Every problem of the file.
pub fn check_flows(text: &str) -> Result<String, Vec<Problem>> {
    let file: FlowsFile<'_> = serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let found = parser_said(&error.to_string());
        vec![Problem::new(place, found, "the format of docs/check.md")]
    })?;
    let (links, flows) = read(&file)?;
    let mut answer = Answer::default();
    let ids = file.flows.iter().map(|flow| flow.id.as_str());
    for (id, end) in ids.zip(replay(&links, &flows)) {
        match end {
            End::Finished(secs) => {
                answer.finish_s.insert(id, secs);
            }
            End::Cancelled { secs, bytes_left } => {
                let at_s = secs;
                answer.cancelled.insert(id, Cancelled { at_s, bytes_left });
            }
            End::Unfinished { link } => {
                let held_by = link.map(|link| file.links[link].id.as_str());
                answer.unfinished.insert(id, Unfinished { held_by });
                answer.gave_up_after_s = Some(NIGHT_SECS_MAX);
            }
        }
    }
    Ok(super::view_text(&answer))
}

fn read(file: &FlowsFile<'_>) -> Result<(Vec<LinkSpec>, Vec<FlowSpec>), Vec<Problem>> {
    let mut reader = Reader::default();
    let changes = file.links.iter().map(|link| link.changes.len()).sum();
    for (what, count, max) in [
        ("links", file.links.len(), LINKS_MAX),
        ("flows", file.flows.len(), FLOWS_MAX),
        ("changes", changes, CHANGES_MAX),
    ] {
        if count > max {
            reader.problem(what, format!("{count} entries"), format!("at most {max}"));
        }
    }
    if !reader.problems.is_empty() {
        return Err(reader.problems);
    }
    let links = file.links.iter().enumerate();
    let links = links.map(|(i, row)| reader.link(i, row)).collect();
    let mut ids = BTreeMap::new();
    let mut flows = Vec::with_capacity(file.flows.len());
    for (i, row) in file.flows.iter().enumerate() {
        reader.is_new(&mut ids, &row.id, "flows", i);
        flows.push(reader.flow(i, row));
    }
    if reader.problems.is_empty() {
        Ok((links, flows))
    } else {
        Err(reader.problems)
    }
}

/// Reads one file and notes what is wrong with it.
#[derive(Default)]
struct Reader<'a> {
    problems: Vec<Problem>,
    /// The links by name.
    links: BTreeMap<&'a str, usize>,
}

/// Whether a number may be zero.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Zero {
    Allowed,
    Refused,
}

impl<'a> Reader<'a> {
    fn problem(
        &mut self,
        place: impl Into<String>,
        found: impl fmt::Display,
        allowed: impl fmt::Display,
    ) {
        self.problems.push(Problem::new(place, found, allowed));
    }

    /// Names are unique.
    fn is_new(
        &mut self,
        names: &mut BTreeMap<&'a str, usize>,
        name: &'a str,
        what: &str,
        i: usize,
    ) {
        if names.insert(name, i).is_some() {
            let found = format!("{} again", quoted(name));
            self.problem(format!("{what}[{i}].id"), found, "a name of its own");
        }
    }

    /// A JSON number, or one as text; one if it is wrong.
    fn number(&mut self, place: String, raw: Option<&RawValue>, zero: Zero) -> f64 {
        let text = raw.map_or("null", RawValue::get);
        let unquoted: Option<String> = serde_json::from_str(text).ok();
        let number: Option<f64> = unquoted.as_deref().unwrap_or(text).parse().ok();
        let lowest = if zero == Zero::Allowed {
            "zero or more"
        } else {
            "more than zero"
        };
        let is_low = |v: f64| v < 0.0 || v == 0.0 && zero == Zero::Refused;
        match number {
            None if raw.is_none() => self.problem(place, "nothing", lowest),
            None => self.problem(place, "no number", lowest),
            Some(v) if is_low(v) => self.problem(place, v, lowest),
            Some(v) if v == 0.0 || (NUMBER_MIN..=NUMBER_MAX).contains(&v) => return v,
            Some(v) => {
                let allowed = format!("{NUMBER_MIN:e} to {NUMBER_MAX:e}");
                self.problem(place, format!("{v:e}"), allowed);
            }
        }
        1.0
    }

    fn link(&mut self, i: usize, row: &'a LinkRow<'_>) -> LinkSpec {
        let mut links = std::mem::take(&mut self.links);
        self.is_new(&mut links, &row.id, "links", i);
        self.links = links;
        let place = format!("links[{i}].capacity_bytes_per_s");
        let capacity = self.number(place, row.capacity_bytes_per_s, Zero::Refused);
        let mut changes: Vec<(f64, f64)> = Vec::with_capacity(row.changes.len());
        for (j, (secs, capacity)) in row.changes.iter().enumerate() {
            let place = format!("links[{i}].changes[{j}]");
            let at = self.number(format!("{place}[0]"), Some(secs), Zero::Allowed);
            if changes.last().is_some_and(|(before, _)| *before >= at) {
                self.problem(format!("{place}[0]"), at, "later than the change before it");
            }
            let capacity = self.number(format!("{place}[1]"), Some(capacity), Zero::Allowed);
            changes.push((at, capacity));
        }
        LinkSpec { capacity, changes }
    }

    fn flow(&mut self, i: usize, row: &FlowRow<'_>) -> FlowSpec {
        let place = |field: &str| format!("flows[{i}].{field}");
        let start_secs = self.number(place("start_s"), row.start_s, Zero::Allowed);
        let bytes = self.number(place("bytes"), row.bytes, Zero::Allowed);
        let mut positive = |field: &str, raw: Option<&RawValue>| {
            raw.map(|raw| self.number(place(field), Some(raw), Zero::Refused))
        };
        let cap_bytes_per_s = positive("cap_bytes_per_s", row.cap_bytes_per_s);
        let weight = positive("weight", row.weight).unwrap_or(1.0);
        let cancel = row.cancel_s.map(|raw| (place("cancel_s"), raw));
        let cancel_secs = cancel.map(|(place, raw)| {
            let at = self.number(place.clone(), Some(raw), Zero::Allowed);
            if at < start_secs {
                self.problem(place, at, "not before it starts");
            }
            at
        });
        FlowSpec {
            start_secs,
            bytes,
            links: self.path(&place("links"), row),
            cap_bytes_per_s,
            weight,
            cancel_secs,
        }
    }

    /// The links of a flow as indices, each once.
    fn path(&mut self, place: &str, row: &FlowRow<'_>) -> Vec<(usize, f64)> {
        let Uses(uses) = &row.links;
        if uses.len() > LINKS_PER_FLOW_MAX {
            let found = format!("{} links", uses.len());
            self.problem(place, found, format!("at most {LINKS_PER_FLOW_MAX}"));
            return Vec::new();
        }
        if uses.is_empty() && row.cap_bytes_per_s.is_none() {
            self.problem(place, "no link and no cap", "one of the two");
        }
        let mut path: Vec<(usize, f64)> = Vec::with_capacity(uses.len());
        for (name, per_byte) in uses {
            let Some(&link) = self.links.get(name.as_str()) else {
                self.problem(place, quoted(name), "the id of a link");
                continue;
            };
            let seen = path.iter().any(|(other, _)| *other == link);
            match per_byte {
                None if seen => {}
                None => path.push((link, 1.0)),
                Some(_) if seen => {
                    self.problem(place, format!("{} again", quoted(name)), "each link once");
                }
                Some(raw) => {
                    let inside = format!("{place}[{}]", quoted(name));
                    path.push((link, self.number(inside, Some(raw), Zero::Refused)));
                }
            }
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_problems(text: &str, expected: &[&str]) {
        let problems = check_flows(text).unwrap_err();
        assert_eq!(
            problems.iter().map(ToString::to_string).collect::<Vec<_>>(),
            expected
        );
    }

    #[track_caller]
    fn check_answer(text: &str, expected: &serde_json::Value) {
        let answer: serde_json::Value = serde_json::from_str(&check_flows(text).unwrap()).unwrap();
        assert_eq!(answer, *expected);
    }

    #[test]
    fn two_flows_share_a_link_until_one_ends() {
        check_answer(
            r#"{"links":[{"id":"a","capacity_bytes_per_s":100}],
                "flows":[{"id":"x","start_s":0,"bytes":500,"links":["a"]},
                         {"id":"y","start_s":"0","bytes":"1000","links":["a","a"]}]}"#,
            &serde_json::json!({"finish_s": {"x": 10.0, "y": 15.0}}),
        );
    }

    #[test]
    fn weights_amounts_changes_and_cancels_count() {
        check_answer(
            r#"{"links":[{"id":"requests","capacity_bytes_per_s":10,"changes":[[20,5],["40",10]]},
                         {"id":"dead","capacity_bytes_per_s":1,"changes":[[0,0]]}],
                "flows":[{"id":"w","start_s":0,"bytes":100,"links":{"requests":0.5},"weight":3,"cancel_s":100},
                         {"id":"x","start_s":0,"bytes":100,"links":{"requests":"0.5"}},
                         {"id":"y","start_s":0,"bytes":10,"links":["dead"],"cancel_s":7},
                         {"id":"z","start_s":0,"bytes":10,"links":["dead"],"cap_bytes_per_s":5}]}"#,
            &serde_json::json!({
                "finish_s": {"w": 100.0 / 15.0, "x": 10.0},
                "cancelled": {"y": {"at_s": 7.0, "bytes_left": 10.0}},
                "unfinished": {"z": {"held_by": "dead"}},
                "gave_up_after_s": 1e15,
            }),
        );
    }

    #[test]
    fn every_problem_of_a_file_is_named() {
        check_problems(
            r#"{"links":[{"id":"a","capacity_bytes_per_s":0},{"id":"a","capacity_bytes_per_s":1},
                         {"id":"b","changes":[[5,-1],[5,"inf"]]}],
                "flows":[{"id":"x","start_s":-1,"bytes":"many","links":["c"]},
                         {"id":"x","start_s":0,"bytes":1e999},
                         {"id":"y","start_s":8,"weight":0,"cancel_s":7,"bytes":1e-30,
                          "links":{"a":true,"b":0,"b":1}}]}"#,
            &[
                "links[0].capacity_bytes_per_s: found 0; allowed: more than zero",
                "links[1].id: found \"a\" again; allowed: a name of its own",
                "links[2].capacity_bytes_per_s: found nothing; allowed: more than zero",
                "links[2].changes[0][1]: found -1; allowed: zero or more",
                "links[2].changes[1][0]: found 5; allowed: later than the change before it",
                "links[2].changes[1][1]: found inf; allowed: 1e-18 to 1e18",
                "flows[0].start_s: found -1; allowed: zero or more",
                "flows[0].bytes: found no number; allowed: zero or more",
                "flows[0].links: found \"c\"; allowed: the id of a link",
                "flows[1].id: found \"x\" again; allowed: a name of its own",
                "flows[1].bytes: found inf; allowed: 1e-18 to 1e18",
                "flows[1].links: found no link and no cap; allowed: one of the two",
                "flows[2].bytes: found 1e-30; allowed: 1e-18 to 1e18",
                "flows[2].weight: found 0; allowed: more than zero",
                "flows[2].cancel_s: found 7; allowed: not before it starts",
                "flows[2].links[\"a\"]: found no number; allowed: more than zero",
                "flows[2].links[\"b\"]: found 0; allowed: more than zero",
                "flows[2].links: found \"b\" again; allowed: each link once",
            ],
        );
    }

    #[test]
    fn an_unknown_field_is_refused_rather_than_ignored() {
        let text = r#"{"links":[],"flows":[{"id":"x","start_s":0,"bytes":1,"share":2}]}"#;
        let problem = check_flows(text).unwrap_err().remove(0).to_string();
        assert!(problem.contains("unknown field `share`"), "{problem}");
    }
}
