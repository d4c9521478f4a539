//! From a draft to a scenario, or every problem with the path of its field. Nothing after this can
//! reject the input.
//!
//! The checks of single entities are in `check/entities.rs`, the bounded reading of single values
//! in `check/field.rs`.

mod entities;
mod field;

use super::calendar::{Calendar, Window};
use super::draft::{CalibrationDraft, SCHEMA_VERSION, ScenarioDraft, WindowDraft};
use super::{Calibration, Problem, Scenario, limits, quoted};
use crate::azure::fact::Fact;
use crate::azure::{profile, timing};
use crate::units::{BytesPerSec, SimDuration};
use field::Fields;

/// Turns what was typed into a scenario.
///
/// # Errors
/// Every problem, in the order of the document.
pub fn check(draft: ScenarioDraft) -> Result<Scenario, Vec<Problem>> {
    let mut fields = Fields::default();
    fields.equal("schema", draft.schema, SCHEMA_VERSION);
    fields.name("name", &draft.name);
    fields.within("seed", draft.seed, 0, limits::SEED_MAX);
    let calendar = Calendar::starting(&draft.start);
    if calendar.is_none() {
        fields.wrong(
            "start",
            quoted(&draft.start),
            "a date YYYY-MM-DD from 2000 to 2199",
        );
    }
    check_days(&mut fields, &draft);
    let profile = profile::PROFILES.iter().find(|p| p.name == draft.profile);
    if profile.is_none() {
        let names: Vec<_> = profile::PROFILES.iter().map(|p| p.name).collect();
        fields.wrong("profile", quoted(&draft.profile), names.join(", "));
    }
    fields.name("region", &draft.region);
    let window = check_window(&mut fields, &draft.window);
    let profile_or_first = profile.unwrap_or(&profile::PROFILES[0]);
    let entities = entities::check(&mut fields, &draft, profile_or_first);
    let calibration = check_calibration(&mut fields, &draft.calibration);
    fields.assumptions("assumptions", &draft.assumptions);
    let problems = fields.into_problems();
    match (calendar, profile, window) {
        (Some(calendar), Some(profile), Some(window)) if problems.is_empty() => {
            let entities::Entities {
                vaults,
                accounts,
                policies,
                vms,
                disks,
            } = entities;
            Ok(Scenario {
                draft,
                calendar,
                profile,
                window,
                calibration,
                vaults,
                accounts,
                policies,
                vms,
                disks,
            })
        }
        _ => Err(problems),
    }
}

fn check_days(fields: &mut Fields, draft: &ScenarioDraft) {
    let (days, vms) = (draft.days, draft.vms.len());
    fields.within("days", days, 1, limits::DAYS_MAX);
    let vm_days = vms as u64 * u64::from(days);
    if vm_days > limits::VM_DAYS_MAX {
        let found = format!("{vms} machines × {days} days = {vm_days}");
        let allowed = format!("at most {} machine-days", limits::VM_DAYS_MAX);
        fields.wrong("days", found, allowed);
    }
}

fn check_window(fields: &mut Fields, draft: &WindowDraft) -> Option<Window> {
    let WindowDraft {
        opens,
        closes,
        time_zone,
    } = draft;
    let opens = fields.time_of_day("window.opens", opens);
    let closes = fields.time_of_day("window.closes", closes);
    let zone = fields.zone("window.time_zone", time_zone);
    Some(Window {
        opens: opens?,
        closes: closes?,
        zone: zone?,
    })
}

fn check_calibration(fields: &mut Fields, draft: &CalibrationDraft) -> Calibration {
    let CalibrationDraft {
        start_delay_max_min,
        queue_mean_min,
        queue_busy_mean_min,
        initial_mb_per_s,
        incremental_mb_per_s,
    } = draft;
    let mut minutes = |field: &str, value: &Option<u64>, fact: Fact<SimDuration>, min: u64| {
        let Some(value) = *value else {
            return fact.value;
        };
        fields.within(&format!("calibration.{field}"), value, min, 1440);
        SimDuration::mins(value.min(1440))
    };
    let start_delay_max = minutes(
        "start_delay_max_min",
        start_delay_max_min,
        timing::START_DELAY_MAX,
        0,
    );
    let queue_mean = minutes("queue_mean_min", queue_mean_min, timing::QUEUE_MEAN, 0);
    let queue_busy_mean = minutes(
        "queue_busy_mean_min",
        queue_busy_mean_min,
        timing::QUEUE_BUSY_MEAN,
        0,
    );
    let mut rate = |field: &str, value: &Option<u64>, fact: Fact<BytesPerSec>| {
        let Some(value) = *value else {
            return fact.value;
        };
        fields.within(&format!("calibration.{field}"), value, 1, 10_000);
        BytesPerSec::mb(value.min(10_000))
    };
    Calibration {
        start_delay_max,
        queue_mean,
        queue_busy_mean,
        initial_rate: rate("initial_mb_per_s", initial_mb_per_s, timing::INITIAL_RATE),
        incremental_rate: rate(
            "incremental_mb_per_s",
            incremental_mb_per_s,
            timing::INCREMENTAL_RATE,
        ),
    }
}
