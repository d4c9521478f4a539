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
use crate::azure::{self, profile, timing};
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

/// How long, by itself and together with how much: what bounds the memory and the sums of a run.
fn check_days(fields: &mut Fields, draft: &ScenarioDraft) {
    fields.within("days", draft.days, 1, limits::DAYS_MAX);
    if !(1..=limits::DAYS_MAX).contains(&draft.days) {
        // The products would only say the same again.
        return;
    }
    let days = u64::from(draft.days);
    let disks = draft.vms.iter().map(|vm| vm.disks.len() as u64).sum();
    let links = (draft.accounts.len() + draft.vaults.len()) as u64;
    let sizes = draft
        .vms
        .iter()
        .flat_map(|vm| &vm.disks)
        .map(|disk| disk.size_gib);
    // A disk over its own limit is a problem of its own.
    let size_max = azure::limits::DISK_SIZE_MAX.value.get() >> 30;
    let gib = sizes.map(|size| size.min(size_max)).sum();
    for (count, what, times, most) in [
        (
            draft.vms.len() as u64,
            "machines",
            days,
            limits::VM_DAYS_MAX,
        ),
        (disks, "disks", days, limits::DISK_DAYS_MAX),
        (links, "accounts and vaults", days, limits::LINK_DAYS_MAX),
        (gib, "provisioned GiB", days + 1, limits::GIB_DAYS_MAX),
    ] {
        let product = count.saturating_mul(times);
        if product > most {
            let found = format!("{count} {what} × {times} days = {product}");
            fields.wrong("days", found, format!("a product of at most {most}"));
        }
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
