//! Reading what a command names: files, presets, standard input. Bounded, and every refusal names
//! the file.

use super::{ScenarioArgs, Stop};
use crate::api;
use crate::scenario::draft::ScenarioDraft;
use crate::scenario::presets::Preset;
use crate::scenario::scheme::{self, draft::SchemeDraft};
use crate::scenario::{Problem, limits, parse, quoted};
use std::fs::File;
use std::io::Read;

/// A scenario of either kind.
pub(super) enum Named {
    /// Machines that the service backs up.
    Fleet(Box<ScenarioDraft>),
    /// A disk that somebody backs up without it.
    Scheme(Box<SchemeDraft>),
}

impl Named {
    fn fleet(self) -> Result<ScenarioDraft, Stop> {
        match self {
            Self::Fleet(draft) => Ok(*draft),
            Self::Scheme(_) => Err(problem(
                "kind",
                "a custom backup",
                "a fleet: a custom backup is for `vaultlab simulate`",
            )),
        }
    }
}

/// The scenario that the arguments name, with their changes.
pub(super) fn scenario(args: &ScenarioArgs) -> Result<Named, Stop> {
    let ScenarioArgs {
        scenario,
        seed,
        days,
        blocks,
        block_kib,
    } = args;
    let mut named = either(scenario)?;
    let (its_seed, its_days) = match &mut named {
        Named::Fleet(draft) => (&mut draft.seed, &mut draft.days),
        Named::Scheme(draft) => (&mut draft.seed, &mut draft.days),
    };
    *its_seed = seed.unwrap_or(*its_seed);
    *its_days = days.unwrap_or(*its_days);
    match &mut named {
        Named::Fleet(draft) => {
            for vm in blocks {
                api::set_blocks(draft, vm, Some(*block_kib))?;
            }
        }
        Named::Scheme(_) => {
            if let Some(vm) = blocks.first() {
                let allowed = "nothing: a custom backup is always simulated page by page";
                return Err(problem("--blocks", &quoted(vm), allowed));
            }
        }
    }
    Ok(named)
}

/// The same of a fleet.
pub(super) fn draft(args: &ScenarioArgs) -> Result<ScenarioDraft, Stop> {
    scenario(args)?.fleet()
}

/// A fleet by its name: a file if there is one, else a preset.
pub(super) fn named(name: &str) -> Result<ScenarioDraft, Stop> {
    either(name)?.fleet()
}

fn either(name: &str) -> Result<Named, Stop> {
    if name != "-" && !std::path::Path::new(name).exists() {
        if let Some(preset) = Preset::find(name) {
            return Ok(Named::Fleet(Box::new(preset.draft())));
        }
        if name == scheme::CUSTOM_12_HOURLY {
            return Ok(Named::Scheme(Box::new(scheme::custom_12_hourly())));
        }
    }
    let text = text(name).map_err(|stop| match stop {
        Stop::Problems(mut problems) => {
            let presets = api::preset_names().join(", ");
            problems[0].allowed += &format!(", or a preset: {presets}");
            Stop::Problems(problems)
        }
        Stop::GateMissed(_) => stop,
    })?;
    Ok(if scheme::is_scheme(&text) {
        Named::Scheme(Box::new(scheme::parse(&text)?))
    } else {
        Named::Fleet(Box::new(parse(&text)?))
    })
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
