//! Retention, against a naive implementation: what is kept, why and until when.
//!
//! `retention/file.rs`: what `check retention` must answer. `retention/engine.rs`: whole runs.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail by panicking, too"
)]

mod engine;
mod file;
mod naive;
mod random;

use serde_json::Value;
use vaultlab::api::check_retention;

const SEEDS: u64 = 1_000;

/// The first date whose answers differ, or how many dates there are.
fn first_difference(ours: &Value, naive: &Value) -> String {
    let dates = |answer: &Value| answer["as_of"].as_array().cloned().unwrap_or_default();
    let (ours, naive) = (dates(ours), dates(naive));
    let differing = ours.iter().zip(&naive).find(|(ours, naive)| ours != naive);
    let Some((ours, naive)) = differing else {
        return format!("{} dates, not {}", ours.len(), naive.len());
    };
    let list = |date: &Value, name: &str| date[name].as_array().cloned().unwrap_or_default();
    let mut text = format!("as of {}, not {}", ours["time"], naive["time"]);
    for name in ["points", "refused"] {
        let (ours, naive) = (list(ours, name), list(naive, name));
        for item in ours.iter().filter(|item| !naive.contains(item)) {
            text += &format!("\n  {name}: only the component has {item}");
        }
        for item in naive.iter().filter(|item| !ours.contains(item)) {
            text += &format!("\n  {name}: only the naive one has {item}");
        }
    }
    text
}

#[test]
fn over_1000_seeds_the_component_keeps_what_a_naive_implementation_keeps() {
    let mut full = 0;
    for seed in 0..SEEDS {
        let document = random::document(seed);
        let answer = match check_retention(&document.to_string()) {
            Ok(answer) => serde_json::from_str::<Value>(&answer).unwrap(),
            Err(problems) => panic!("seed {seed} is refused: {problems:#?}"),
        };
        let naive = file::answer(&document);
        assert!(
            answer == naive,
            "seed {seed}, {}",
            first_difference(&answer, &naive)
        );
        let mut dates = naive["as_of"].as_array().unwrap().iter();
        full += u32::from(dates.any(|date| date["refused"] != Value::Array(Vec::new())));
    }
    assert!(full >= 50, "only {full} machines were full");
}
