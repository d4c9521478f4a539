//! Reading what a command names: files, presets, standard input. Bounded, and every refusal names
//! the file.

use super::{ScenarioArgs, Stop};
use crate::api;
use crate::scenario::draft::ScenarioDraft;
use crate::scenario::presets::Preset;
use crate::scenario::{Problem, limits, parse};
use std::fs::File;
use std::io::Read;

/// The scenario that the arguments name, with their changes.
pub(super) fn draft(args: &ScenarioArgs) -> Result<ScenarioDraft, Stop> {
    let ScenarioArgs {
        scenario,
        seed,
        days,
        blocks,
        block_kib,
    } = args;
    let mut draft = named(scenario)?;
    draft.seed = seed.unwrap_or(draft.seed);
    draft.days = days.unwrap_or(draft.days);
    for vm in blocks {
        api::set_blocks(&mut draft, vm, Some(*block_kib))?;
    }
    Ok(draft)
}

/// A file if there is one of this name, else a preset.
pub(super) fn named(name: &str) -> Result<ScenarioDraft, Stop> {
    if name != "-"
        && !std::path::Path::new(name).exists()
        && let Some(preset) = Preset::find(name)
    {
        return Ok(preset.draft());
    }
    let text = text(name).map_err(|stop| match stop {
        Stop::Problems(mut problems) => {
            let presets: Vec<_> = api::presets().into_iter().map(|preset| preset.id).collect();
            problems[0].allowed += &format!(", or a preset: {}", presets.join(", "));
            Stop::Problems(problems)
        }
        Stop::GateMissed(_) => stop,
    })?;
    Ok(parse(&text)?)
}

/// A file's text, or that of standard input.
pub(super) fn text(name: &str) -> Result<String, Stop> {
    let bytes = bytes(name, limits::TEXT_BYTES_MAX)?;
    String::from_utf8(bytes).map_err(|_| problem(name, "bytes that are no text", "UTF-8 text"))
}

/// A file's bytes, or those of standard input, up to a limit.
pub(super) fn bytes(name: &str, bytes_max: usize) -> Result<Vec<u8>, Stop> {
    let mut bytes = Vec::new();
    let most = bytes_max as u64;
    let read = if name == "-" {
        std::io::stdin().take(most + 1).read_to_end(&mut bytes)
    } else {
        File::open(name).and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
    };
    match read {
        Err(error) => Err(problem(name, &error.to_string(), "a readable file")),
        Ok(count) if count as u64 > most => Err(problem(
            name,
            "a larger file",
            &format!("at most {most} bytes"),
        )),
        Ok(_) => Ok(bytes),
    }
}

/// What came of the second of two scenarios: its problems say that they are not the first's.
pub(super) fn in_file<T>(name: &str, result: Result<T, Stop>) -> Result<T, Stop> {
    result.map_err(|stop| match stop {
        Stop::Problems(mut problems) => {
            for problem in problems.iter_mut().filter(|problem| problem.place != name) {
                problem.place = format!("{name}: {}", problem.place);
            }
            Stop::Problems(problems)
        }
        Stop::GateMissed(_) => stop,
    })
}

pub(super) fn problem(place: &str, found: &str, allowed: &str) -> Stop {
    Stop::Problems(vec![Problem::new(place, found, allowed)])
}
