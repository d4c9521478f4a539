//! `check flows`: the sharing of links alone, on a topology from a file, so that it can be compared
//! with other implementations. The format is described in docs/check.md.

use crate::engine::flow::{FlowSpec, finish_times};
use crate::scenario::{Problem, parser_said, quoted};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Links in a file.
const LINKS_MAX: usize = 100_000;
/// Flows in a file.
const FLOWS_MAX: usize = 1_000_000;
/// Links that one flow crosses.
const LINKS_PER_FLOW_MAX: usize = 64;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlowsFile {
    links: Vec<LinkRow>,
    flows: Vec<FlowRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkRow {
    id: String,
    capacity_bytes_per_s: Number,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FlowRow {
    id: String,
    start_s: Number,
    bytes: Number,
    #[serde(default)]
    links: Vec<String>,
    #[serde(default)]
    cap_bytes_per_s: Option<Number>,
}

/// A JSON number, or one as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Plain(f64),
    Text(String),
}

impl Number {
    fn value(&self) -> Option<f64> {
        match self {
            Self::Plain(value) => Some(*value),
            Self::Text(text) => text.parse().ok(),
        }
        .filter(|value| value.is_finite())
    }
}

/// When each flow of a file finishes, as `{"finish_s": {id: seconds}}`.
///
/// # Errors
/// Every problem of the file.
pub fn check_flows(text: &str) -> Result<String, Vec<Problem>> {
    let file: FlowsFile = serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let found = parser_said(&error.to_string());
        vec![Problem::new(place, found, "the format of docs/check.md")]
    })?;
    let (link_bytes_per_s, flows) = read(&file)?;
    let finish = finish_times(&link_bytes_per_s, &flows);
    let ids = file.flows.iter().map(|flow| flow.id.as_str());
    let finish: BTreeMap<&str, f64> = ids.zip(finish).collect();
    Ok(super::view_text(&BTreeMap::from([("finish_s", finish)])))
}

fn read(file: &FlowsFile) -> Result<(Vec<f64>, Vec<FlowSpec>), Vec<Problem>> {
    let mut problems = Vec::new();
    for (what, count, max) in [
        ("links", file.links.len(), LINKS_MAX),
        ("flows", file.flows.len(), FLOWS_MAX),
    ] {
        if count > max {
            problems.push(Problem::new(
                what,
                format!("{count} entries"),
                format!("at most {max}"),
            ));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut number = |place: String, number: &Number, zero_allowed: bool| -> f64 {
        let value = number.value();
        let right = value.is_some_and(|v| if zero_allowed { v >= 0.0 } else { v > 0.0 });
        if !right {
            let found = value.map_or_else(|| "no number".to_owned(), |v| v.to_string());
            let allowed = if zero_allowed {
                "zero or more"
            } else {
                "more than zero"
            };
            problems.push(Problem::new(place, found, allowed));
        }
        value.unwrap_or_default()
    };
    let capacity = |(i, link): (usize, &LinkRow)| {
        number(
            format!("links[{i}].capacity_bytes_per_s"),
            &link.capacity_bytes_per_s,
            false,
        )
    };
    let capacities = file.links.iter().enumerate().map(capacity).collect();
    let mut flows: Vec<FlowSpec> = Vec::with_capacity(file.flows.len());
    for (i, flow) in file.flows.iter().enumerate() {
        let cap = flow.cap_bytes_per_s.as_ref();
        flows.push(FlowSpec {
            start_secs: number(format!("flows[{i}].start_s"), &flow.start_s, true),
            bytes: number(format!("flows[{i}].bytes"), &flow.bytes, true),
            links: Vec::new(),
            cap_bytes_per_s: cap
                .map(|cap| number(format!("flows[{i}].cap_bytes_per_s"), cap, false)),
        });
    }
    resolve(file, &mut flows, &mut problems);
    if problems.is_empty() {
        Ok((capacities, flows))
    } else {
        Err(problems)
    }
}

/// Turns the names of links into indices; names are unique and exist.
fn resolve(file: &FlowsFile, flows: &mut [FlowSpec], problems: &mut Vec<Problem>) {
    let mut indices = BTreeMap::new();
    for (i, link) in file.links.iter().enumerate() {
        if indices.insert(link.id.as_str(), i).is_some() {
            let found = format!("{} again", quoted(&link.id));
            problems.push(Problem::new(
                format!("links[{i}].id"),
                found,
                "a name of its own",
            ));
        }
    }
    let mut ids = BTreeMap::new();
    for (i, (row, flow)) in file.flows.iter().zip(flows).enumerate() {
        if ids.insert(row.id.as_str(), i).is_some() {
            let found = format!("{} again", quoted(&row.id));
            problems.push(Problem::new(
                format!("flows[{i}].id"),
                found,
                "a name of its own",
            ));
        }
        let place = format!("flows[{i}].links");
        if row.links.len() > LINKS_PER_FLOW_MAX {
            let found = format!("{} links", row.links.len());
            problems.push(Problem::new(
                &place,
                found,
                format!("at most {LINKS_PER_FLOW_MAX}"),
            ));
            continue;
        }
        if row.links.is_empty() && flow.cap_bytes_per_s.is_none() {
            problems.push(Problem::new(&place, "no link and no cap", "one of the two"));
        }
        for link in &row.links {
            match indices.get(link.as_str()) {
                Some(index) => flow.links.push(*index),
                None => problems.push(Problem::new(&place, quoted(link), "the id of a link")),
            }
        }
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

    #[test]
    fn two_flows_share_a_link_until_one_ends() {
        let text = r#"{"links":[{"id":"a","capacity_bytes_per_s":100}],
            "flows":[{"id":"x","start_s":0,"bytes":500,"links":["a"]},
                     {"id":"y","start_s":"0","bytes":"1000","links":["a"]}]}"#;
        let out: serde_json::Value = serde_json::from_str(&check_flows(text).unwrap()).unwrap();
        assert_eq!(out["finish_s"]["x"], 10.0);
        assert_eq!(out["finish_s"]["y"], 15.0);
    }

    #[test]
    fn every_problem_of_a_file_is_named() {
        check_problems(
            r#"{"links":[{"id":"a","capacity_bytes_per_s":0},{"id":"a","capacity_bytes_per_s":1}],
                "flows":[{"id":"x","start_s":-1,"bytes":"many","links":["b"]},
                         {"id":"x","start_s":0,"bytes":1}]}"#,
            &[
                "links[0].capacity_bytes_per_s: found 0; allowed: more than zero",
                "flows[0].start_s: found -1; allowed: zero or more",
                "flows[0].bytes: found no number; allowed: zero or more",
                "links[1].id: found \"a\" again; allowed: a name of its own",
                "flows[0].links: found \"b\"; allowed: the id of a link",
                "flows[1].id: found \"x\" again; allowed: a name of its own",
                "flows[1].links: found no link and no cap; allowed: one of the two",
            ],
        );
    }

    #[test]
    fn a_weight_is_refused_rather_than_ignored() {
        let text = r#"{"links":[],"flows":[{"id":"x","start_s":0,"bytes":1,"weight":2}]}"#;
        let problem = check_flows(text).unwrap_err().remove(0).to_string();
        assert!(problem.contains("unknown field `weight`"), "{problem}");
    }
}
