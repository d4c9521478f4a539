//! From a draft to a scenario, or every problem with the path of its field. Nothing after this can
//! reject the input.
//!
//! The checks of single entities are in `check/entities.rs`, of policies in `check/policies.rs`, of
//! what operators do in `check/timeline.rs`; the bounded reading of single values is in
//! `check/field.rs`.

mod entities;
mod field;
mod policies;
mod timeline;

use super::calendar::{Calendar, Window};
use super::draft::{
    CalibrationDraft, PolicyDraft, SCHEMA_VERSION, ScenarioDraft, ScheduleDraft, VmDraft,
    WindowDraft,
};
use super::{Calibration, Policy, Problem, Scenario, limits, quoted};
use crate::azure::fact::Fact;
use crate::azure::profile::{self, Profile};
use crate::azure::timing;
use crate::units::{BytesPerSec, SimDuration, VaultId};
use field::Fields;
use std::collections::BTreeMap;

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
    let profile_or_current = profile.unwrap_or(&profile::CURRENT);
    let (entities, names) = entities::check(&mut fields, &draft, profile_or_current);
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
                timeline,
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

/// How long, by itself and together with how much: what bounds the memory and the sums of a run.
fn check_days(fields: &mut Fields, draft: &ScenarioDraft) {
    fields.within("days", draft.days, 1, limits::DAYS_MAX);
    if !(1..=limits::DAYS_MAX).contains(&draft.days) {
        // The products would only say the same again.
        return;
    }
    let days = u64::from(draft.days);
    let backups = backups_per_day(draft);
    let of_vm = |vm: &VmDraft| {
        vm.policy
            .as_deref()
            .and_then(|name| backups.get(name))
            .copied()
    };
    let per_day = |vm: &VmDraft| of_vm(vm).unwrap_or(1);
    let machines = draft.vms.iter().map(per_day).sum();
    let disks = draft
        .vms
        .iter()
        .map(|vm| per_day(vm) * vm.disks.len() as u64)
        .sum();
    let links = (draft.accounts.len() + draft.vaults.len()) as u64;
    let sizes = draft
        .vms
        .iter()
        .flat_map(|vm| &vm.disks)
        .map(|disk| disk.size_gib);
    // A disk over its own limit is a problem of its own.
    let size_max = profile::CURRENT.disk_size_max.value.get() >> 30;
    let gib = sizes.map(|size| size.min(size_max)).sum();
    for (count, what, times, most) in [
        (machines, "backups a day", days, limits::VM_DAYS_MAX),
        (disks, "disks a day", days, limits::DISK_DAYS_MAX),
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

/// The most backups a day of each policy.
fn backups_per_day(draft: &ScenarioDraft) -> BTreeMap<&str, u64> {
    let per_day = |schedule: &ScheduleDraft| match schedule {
        ScheduleDraft::Day { .. } | ScheduleDraft::Week { .. } => 1,
        ScheduleDraft::Hours {
            interval_hours,
            duration_hours,
            ..
        } => u64::from(
            duration_hours
                .div_ceil((*interval_hours).max(1))
                .clamp(1, 24),
        ),
    };
    let policies = draft.policies.iter();
    policies
        .map(|policy| (policy.name.as_str(), per_day(&policy.schedule)))
        .collect()
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
