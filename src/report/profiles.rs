//! What the service's profiles say, row by row, with the sources.

use super::view::{FigureView, LimitValueView, LimitView, OriginView, ProfileView, ProfilesView};
use crate::azure::fact::{Fact, Source};
use crate::azure::limits::{LIMIT_HISTORY, LimitHistory};
use crate::azure::profile::{PROFILES, Profile};
use crate::azure::queue::Queue;
use crate::azure::rules::{
    self, ChangeDetection, ClockChanges, LifecycleStep, PointAppears, SnapshotDays, SoftDelete,
};
use crate::azure::timing;

/// Every profile, what they have in common, and how the limits moved; of one profile, what it says.
/// Nothing if there is none of this name.
#[must_use]
pub fn profiles(name: Option<&str>) -> Option<ProfilesView> {
    let Some(name) = name else {
        return Some(ProfilesView {
            profiles: PROFILES.iter().map(view).collect(),
            common: common(),
            limits: LIMIT_HISTORY.iter().map(limit).collect(),
        });
    };
    let profile = PROFILES.iter().find(|profile| profile.name == name)?;
    Some(ProfilesView {
        profiles: vec![view(profile)],
        common: Vec::new(),
        limits: Vec::new(),
    })
}

fn view(profile: &Profile) -> ProfileView {
    let mut rows = fleet_rows(profile);
    rows.extend(retention_rows(profile));
    rows.extend(behaviour_rows(profile));
    rows.extend(queue_rows(&profile.queue));
    ProfileView {
        name: profile.name.to_owned(),
        about: profile.about.to_owned(),
        rows,
    }
}

fn fleet_rows(profile: &Profile) -> Vec<FigureView> {
    let Profile {
        data_disks_max,
        disk_size_max,
        vm_disks_size_max,
        vms_per_vault_max,
        vms_per_policy_max,
        policies_per_vault_max,
        ..
    } = profile;
    vec![
        row("data disks of a machine, at most", data_disks_max, plain),
        row("size of a disk, at most", disk_size_max, plain),
        row(
            "size of a machine's disks, at most",
            vm_disks_size_max,
            plain,
        ),
        row("machines of a vault, at most", vms_per_vault_max, plain),
        row("machines of a policy, at most", vms_per_policy_max, plain),
        row(
            "policies of a vault, at most",
            policies_per_vault_max,
            plain,
        ),
    ]
}

fn retention_rows(profile: &Profile) -> Vec<FigureView> {
    let Profile {
        points_max,
        keep_days,
        keep_weeks,
        keep_months,
        keep_years,
        standard_snapshots,
        enhanced_snapshots,
        on_demand_days,
        on_demand_per_day_max,
        restores_per_day_max,
        ..
    } = profile;
    let days = |(min, max): &(u32, u32)| format!("{min} to {max} days");
    let weeks = |(min, max): &(u32, u32)| format!("{min} to {max} weeks");
    let months = |(min, max): &(u32, u32)| format!("{min} to {max} months");
    let years = |(min, max): &(u32, u32)| format!("{min} to {max} years");
    let no_points = "there are none";
    let mut rows = vec![
        row("recovery points of a machine, at most", points_max, plain),
        row("a daily point is kept", keep_days, days),
        row("a weekly point is kept", keep_weeks, weeks),
        row_or(
            "a monthly point is kept",
            keep_months.as_ref(),
            months,
            no_points,
        ),
        row_or(
            "a yearly point is kept",
            keep_years.as_ref(),
            years,
            no_points,
        ),
        row("an on-demand point is kept", on_demand_days, days),
        row(
            "on-demand backups of a machine in a day, at most",
            on_demand_per_day_max,
            plain,
        ),
        row_or(
            "restores of a machine in a day, at most",
            restores_per_day_max.as_ref(),
            plain,
            "no limit is published",
        ),
    ];
    let none = "until their transfer ends";
    rows.extend(snapshot_rows(
        "a Standard",
        standard_snapshots.as_ref(),
        none,
    ));
    let none = "there is no such policy";
    rows.extend(snapshot_rows(
        "an Enhanced",
        enhanced_snapshots.as_ref(),
        none,
    ));
    rows
}

/// How long a kind of policy keeps its snapshots.
fn snapshot_rows(kind: &str, fact: Option<&Fact<SnapshotDays>>, absent: &str) -> Vec<FigureView> {
    let say = |(least, most): (u32, u32), default: u32| {
        if least == most {
            format!("{least} days")
        } else {
            format!("{least} to {most} days; {default} in a new policy")
        }
    };
    let what = format!("snapshots of {kind} policy are kept");
    let daily = |days: &SnapshotDays| say(days.daily, days.daily_default);
    let mut rows = vec![row_or(&what, fact, daily, absent)];
    if let Some(fact) = fact {
        let weekly = |days: &SnapshotDays| say(days.weekly, days.weekly_default);
        rows.push(row(&format!("{what}, weekly"), fact, weekly));
        for &(hours, most) in fact.value.hourly {
            let what = format!("{what}, every {hours} hours");
            rows.push(row(&what, fact, |_| format!("at most {most} days")));
        }
    }
    rows
}

fn behaviour_rows(profile: &Profile) -> Vec<FigureView> {
    let Profile {
        steps,
        first_backup_on_demand,
        point_appears,
        change_detection,
        start_delay_max,
        clock_changes,
        soft_delete,
        archive,
        ..
    } = profile;
    let yes_no = |is_so: &bool| if *is_so { "yes" } else { "no" }.to_owned();
    vec![
        row(
            "until a machine is protected",
            steps,
            |steps: &&[LifecycleStep]| {
                let names: Vec<_> = steps.iter().map(|step| step_name(*step)).collect();
                names.join(", ")
            },
        ),
        row(
            "the first backup may be on demand",
            first_backup_on_demand,
            yes_no,
        ),
        row("a recovery point appears", point_appears, |appears| {
            match appears {
                PointAppears::AfterTransfer => "when its data are in the vault",
                PointAppears::WithSnapshot => "with its snapshot",
            }
            .to_owned()
        }),
        row(
            "changed blocks are found by",
            change_detection,
            |detection| {
                match detection {
                    ChangeDetection::Checksum => "checksums of every allocated block",
                    ChangeDetection::PageRanges => "what the storage says has changed",
                }
                .to_owned()
            },
        ),
        row(
            "a job starts after its time, at most",
            start_delay_max,
            plain,
        ),
        row(
            "when clocks change, a schedule",
            clock_changes,
            |changes| match changes {
                ClockChanges::KeepUtc => "keeps its UTC time".to_owned(),
            },
        ),
        row("deleted data", soft_delete, soft_delete_text),
        row("points can move to the archive tier", archive, yes_no),
    ]
}

/// How long data wait until they are moved.
fn queue_rows(queue: &Queue) -> Vec<FigureView> {
    vec![
        row("data wait in the queue, at most", &queue.longest, plain),
        row("data wait in the queue, on average", &queue.mean, plain),
        row(
            "data wait in the queue in busy hours, on average",
            &queue.busy_mean,
            plain,
        ),
        row("the queue's busy hours are", &queue.busy_hours, |hours| {
            let hours = super::limits::hours_text(*hours);
            format!("{hours}, in the window's zone")
        }),
    ]
}

/// Rules that no profile changes.
fn common() -> Vec<FigureView> {
    let range =
        |unit: &'static str| move |(min, max): &(u32, u32)| format!("{min} to {max} {unit}");
    let days = |days: &u32| format!("{days} days");
    let months = |months: &u32| format!("{months} months");
    vec![
        row(
            "an hourly schedule's window lasts",
            &rules::HOURLY_WINDOW_HOURS,
            range("hours"),
        ),
        row(
            "an on-demand point is kept where nothing is said",
            &rules::ON_DEMAND_DAYS_DEFAULT,
            days,
        ),
        row("a month of retention has", &rules::MONTH, plain),
        row("a year of retention has", &rules::YEAR, plain),
        row(
            "after midnight UTC, a clean-up comes",
            &timing::CLEAN_UP_AT,
            plain,
        ),
        row(
            "deleted data cost nothing for",
            &rules::SOFT_DELETE_FREE_DAYS,
            days,
        ),
        row(
            "before it can be archived, a point is in the vault for",
            &rules::ARCHIVE_AFTER_MONTHS,
            months,
        ),
        row(
            "when it is archived, a point has left",
            &rules::ARCHIVE_LEFT_MONTHS,
            months,
        ),
    ]
}

fn limit(history: &LimitHistory) -> LimitView {
    let value = |&(from, value, source): &(&str, &str, &str)| LimitValueView {
        from: from.to_owned(),
        value: value.to_owned(),
        source: source.to_owned(),
    };
    LimitView {
        limit: history.limit.to_owned(),
        values: history.values.iter().map(value).collect(),
    }
}

fn row<T>(what: &str, fact: &Fact<T>, say: impl Fn(&T) -> String) -> FigureView {
    FigureView {
        what: what.to_owned(),
        value: say(&fact.value),
        origin: Some(origin(fact.source)),
    }
}

fn row_or<T>(
    what: &str,
    fact: Option<&Fact<T>>,
    say: impl Fn(&T) -> String,
    absent: &str,
) -> FigureView {
    match fact {
        Some(fact) => row(what, fact, say),
        None => FigureView {
            what: what.to_owned(),
            value: absent.to_owned(),
            origin: None,
        },
    }
}

fn plain<T: ToString>(value: &T) -> String {
    value.to_string()
}

pub(super) fn origin(source: Source) -> OriginView {
    let (kind, source, date) = match source {
        Source::Published { title, date } => ("published", title, Some(date)),
        Source::Measured { what, date } => ("measured", what, Some(date)),
        Source::Guess { why } => ("guess", why, None),
    };
    OriginView {
        kind: kind.to_owned(),
        source: source.to_owned(),
        date: date.map(str::to_owned),
    }
}

const fn step_name(step: LifecycleStep) -> &'static str {
    match step {
        LifecycleStep::Discover => "discover",
        LifecycleStep::Register => "register",
        LifecycleStep::Protect => "protect",
    }
}

fn soft_delete_text(rule: &SoftDelete) -> String {
    let free = rules::SOFT_DELETE_FREE_DAYS.value;
    match rule {
        SoftDelete::None => "are gone at once".to_owned(),
        SoftDelete::Basic => format!("are held for {free} days, or gone at once"),
        SoftDelete::Enhanced { days_min, days_max } => {
            format!("are held for {days_min} to {days_max} days, or gone at once")
        }
    }
}
