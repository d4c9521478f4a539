//! From a draft to a scenario, or every problem with the path of its field. Nothing after this can
//! reject the input.
//!
//! The checks of single entities are in `check/entities.rs`, of policies in `check/policies.rs`, of
//! what is particular about a machine in
//! `check/setup.rs`, what operators do in `check/timeline.rs`, of how much for how long in `check/products.rs`; the
//! bounded reading of single values is in `check/field.rs`.

mod entities;
pub(super) mod field;
mod policies;
mod products;
mod setup;
mod timeline;
mod writes;

use super::calendar::Calendar;
use super::draft::{CalibrationDraft, PolicyDraft, SCHEMA_VERSION, ScenarioDraft};
use super::{Calibration, Policy, Problem, Scenario, limits, quoted};
use crate::azure::fact::Fact;
use crate::azure::profile::{self, Profile};
use crate::azure::timing;
use crate::units::{BytesPerSec, SimDuration, VaultId};
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
    products::check(&mut fields, &draft);
    let profile = profile::PROFILES.iter().find(|p| p.name == draft.profile);
    if profile.is_none() {
        let names: Vec<_> = profile::PROFILES.iter().map(|p| p.name).collect();
        fields.wrong("profile", quoted(&draft.profile), names.join(", "));
    }
    fields.name("region", &draft.region);
    let window = fields.window("window", &draft.window);
    let profile_or_current = profile.unwrap_or(&profile::CURRENT);
    let (entities, names) = entities::check(&mut fields, &draft, profile_or_current);
    let troubles = setup::check_troubles(&mut fields, "troubles", &draft.troubles, None);
    let timeline = timeline::check(
        &mut fields,
        &draft,
        profile_or_current,
        calendar,
        &names,
        &entities,
    );
    let calibration = check_calibration(&mut fields, &draft.calibration, profile_or_current);
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
                key_vaults,
                operators,
                traces,
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
                key_vaults,
                operators,
                troubles,
                timeline,
                traces,
            })
        }
        _ => Err(problems),
    }
}

/// Turns one policy without a vault into what the engine follows.
///
/// # Errors
/// Every problem, with paths that begin with `place`.
pub fn check_policy(
    draft: &PolicyDraft,
    profile: &Profile,
    place: &str,
) -> Result<Policy, Vec<Problem>> {
    let mut fields = Fields::default();
    let policy = policies::check_rules(&mut fields, place, draft, profile, VaultId::new(0));
    let problems = fields.into_problems();
    if problems.is_empty() {
        Ok(policy)
    } else {
        Err(problems)
    }
}

fn check_calibration(
    fields: &mut Fields,
    draft: &CalibrationDraft,
    profile: &Profile,
) -> Calibration {
    let CalibrationDraft {
        start_delay_max_min,
        queue_mean_min,
        queue_busy_mean_min,
        initial_mb_per_s,
        incremental_mb_per_s,
        disk_requests_per_s,
        region_mib_per_s,
        region_busy_mib_per_s,
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
        profile.start_delay_max,
        0,
    );
    let queue_mean = minutes("queue_mean_min", queue_mean_min, profile.queue.mean, 0);
    let queue_busy_mean = minutes(
        "queue_busy_mean_min",
        queue_busy_mean_min,
        profile.queue.busy_mean,
        0,
    );
    let mut rate = |field: &str, value: &Option<u64>, fact: Fact<BytesPerSec>| {
        let Some(value) = *value else {
            return fact.value;
        };
        fields.within(&format!("calibration.{field}"), value, 1, 10_000);
        BytesPerSec::mb(value.min(10_000))
    };
    let initial_rate = rate("initial_mb_per_s", initial_mb_per_s, timing::INITIAL_RATE);
    let incremental_rate = rate(
        "incremental_mb_per_s",
        incremental_mb_per_s,
        timing::INCREMENTAL_RATE,
    );
    let requests = disk_requests_per_s.unwrap_or(timing::DISK_REQUESTS_PER_SEC.value);
    fields.within("calibration.disk_requests_per_s", requests, 1, 100_000);
    let mut region =
        |field: &str, value| entities::rate(fields, &format!("calibration.{field}"), value);
    let region_rate = region("region_mib_per_s", *region_mib_per_s);
    let region_busy_rate = region("region_busy_mib_per_s", *region_busy_mib_per_s);
    Calibration {
        start_delay_max,
        queue_mean,
        queue_busy_mean,
        initial_rate,
        incremental_rate,
        disk_requests_per_s: requests.clamp(1, 100_000),
        region_rate,
        region_busy_rate: region_busy_rate.or(region_rate),
    }
}
