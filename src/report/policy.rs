//! A policy in plain sentences. It reads a draft, so that a policy that no service would accept can
//! be read, too.

use super::Report;
use super::text::plain;
use crate::azure::profile::PROFILES;
use crate::scenario::Policy;
use crate::scenario::draft::{
    MonthDaysDraft, PolicyDraft, PolicyKindDraft, RetentionDraft, ScheduleDraft, WindowDraft,
};
use std::fmt::Debug;

impl Report {
    /// What a policy says, in plain sentences.
    pub(super) fn describe(&self, policy: &Policy) -> Vec<String> {
        let draft = self.scenario.draft();
        let found = draft
            .policies
            .iter()
            .find(|draft| draft.name == policy.name);
        found.map_or_else(Vec::new, |policy| describe(policy, &draft.profile))
    }
}

/// The policies as text, each a name and its sentences; the profile is named as in a scenario.
#[must_use]
pub fn text(policies: &[&PolicyDraft], profile: &str) -> String {
    let one = |policy: &&PolicyDraft| {
        let lines = describe(policy, profile).into_iter();
        let lines: String = lines.map(|line| format!("  {}\n", plain(&line))).collect();
        format!("{}\n{lines}", plain(&policy.name))
    };
    let texts: Vec<String> = policies.iter().map(one).collect();
    texts.join("\n")
}

/// What a policy says: its kind, its schedule, its snapshots and each range of its retention.
#[must_use]
pub fn describe(policy: &PolicyDraft, profile: &str) -> Vec<String> {
    let PolicyDraft {
        name: _,
        vault,
        kind,
        schedule,
        time_zone,
        window,
        instant_restore_days,
        retention,
    } = policy;
    let kind_name = match kind {
        PolicyKindDraft::Standard => "Standard",
        PolicyKindDraft::Enhanced => "Enhanced",
    };
    let mut lines = vec![
        format!("{kind_name} policy of vault {vault}."),
        schedule_sentence(schedule, time_zone),
    ];
    if let Some(window) = window {
        let WindowDraft {
            opens,
            closes,
            time_zone,
        } = window;
        lines.push(format!(
            "Its window opens at {opens} and closes at {closes}, {time_zone}."
        ));
    }
    lines.extend(match instant_restore_days {
        Some(days) => Some(snapshots_stay(*days, "")),
        None => snapshots_of_new(*kind, schedule, profile),
    });
    lines.extend(ranges(retention));
    lines
}

fn schedule_sentence(schedule: &ScheduleDraft, zone: &str) -> String {
    match schedule {
        ScheduleDraft::Day { at } => format!("A backup every day at {at}, {zone}."),
        ScheduleDraft::Week { on, at } => {
            format!("A backup every {} at {at}, {zone}.", listed(&names(on)))
        }
        ScheduleDraft::Hours {
            interval_hours,
            from,
            duration_hours,
        } => format!(
            "A backup every {} for {} from {from}, every day, {zone}; only the last of them goes \
             to the vault.",
            counted(*interval_hours, "hour"),
            counted(*duration_hours, "hour")
        ),
    }
}

fn snapshots_stay(days: u32, why: &str) -> String {
    format!(
        "Snapshots stay for {} for instant restore{why}.",
        counted(days, "day")
    )
}

/// What a new policy's snapshots do; nothing is known of it in a profile that does not exist.
fn snapshots_of_new(
    kind: PolicyKindDraft,
    schedule: &ScheduleDraft,
    profile: &str,
) -> Option<String> {
    let profile = PROFILES.iter().find(|known| known.name == profile)?;
    let days = match kind {
        PolicyKindDraft::Standard => profile.standard_snapshots,
        PolicyKindDraft::Enhanced => profile.enhanced_snapshots,
    };
    let Some(days) = days else {
        return Some("A snapshot goes when its data are in the vault.".to_owned());
    };
    let days = match schedule {
        ScheduleDraft::Day { .. } | ScheduleDraft::Hours { .. } => days.value.daily_default,
        ScheduleDraft::Week { .. } => days.value.weekly_default,
    };
    Some(snapshots_stay(days, ", as in a new policy"))
}

fn ranges(retention: &RetentionDraft) -> Vec<String> {
    let RetentionDraft {
        daily,
        weekly,
        monthly,
        yearly,
    } = retention;
    let daily = daily.as_ref().map(|daily| {
        format!(
            "Every day's point is kept for {}.",
            counted(daily.days, "day")
        )
    });
    let weekly = weekly.as_ref().map(|weekly| {
        let which = weekly
            .on
            .as_ref()
            .map_or("Every point is".to_owned(), |on| {
                format!("The points of {} are", listed(&names(on)))
            });
        format!("{which} kept for {}.", counted(weekly.weeks, "week"))
    });
    let monthly = monthly.as_ref().map(|monthly| {
        let days = month_days(&monthly.on);
        let life = counted(monthly.months, "month");
        format!("The points of {days} of every month are kept for {life}.")
    });
    let yearly = yearly.as_ref().map(|yearly| {
        let (days, months) = (month_days(&yearly.on), listed(&names(&yearly.months)));
        let life = counted(yearly.years, "year");
        format!("The points of {days} of {months} are kept for {life}.")
    });
    [daily, weekly, monthly, yearly]
        .into_iter()
        .flatten()
        .collect()
}

fn month_days(on: &MonthDaysDraft) -> String {
    match on {
        MonthDaysDraft::Week { days, weeks } => {
            let weeks = listed(&names(weeks)).to_lowercase();
            format!("the {weeks} {}", listed(&names(days)))
        }
        MonthDaysDraft::Date { days, last_day } => {
            let days = days.iter().map(|day| format!("day {day}"));
            let last = last_day.then(|| "the last day".to_owned());
            listed(&days.chain(last).collect::<Vec<_>>())
        }
    }
}

/// Days, weeks and months are named as their variants.
fn names<T: Debug>(list: &[T]) -> Vec<String> {
    list.iter().map(|one| format!("{one:?}")).collect()
}

fn listed(parts: &[String]) -> String {
    match parts {
        [] => "no day".to_owned(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

fn counted(count: u32, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::draft::{
        MonthDraft, MonthlyDraft, WeekOfMonthDraft, WeekdayDraft, WeeklyDraft, YearlyDraft,
    };

    fn nightly() -> PolicyDraft {
        PolicyDraft {
            name: "nightly".to_owned(),
            vault: "rsv".to_owned(),
            kind: PolicyKindDraft::Standard,
            schedule: ScheduleDraft::Day { at: "22:00".into() },
            time_zone: "UTC".to_owned(),
            window: None,
            instant_restore_days: None,
            retention: RetentionDraft::of_days(30),
        }
    }

    #[track_caller]
    fn check_sentences(policy: &PolicyDraft, profile: &str, expected: &[&str]) {
        assert_eq!(describe(policy, profile), expected);
    }

    #[test]
    fn a_plain_policy_is_four_sentences() {
        let expected = [
            "Standard policy of vault rsv.",
            "A backup every day at 22:00, UTC.",
            "Snapshots stay for 2 days for instant restore, as in a new policy.",
            "Every day's point is kept for 30 days.",
        ];
        check_sentences(&nightly(), "current", &expected);
        let at_once = "A snapshot goes when its data are in the vault.";
        let expected = [expected[0], expected[1], at_once, expected[3]];
        check_sentences(&nightly(), "classic-2015", &expected);
    }

    #[test]
    fn every_range_is_a_sentence_of_its_own() {
        let (wednesday, sunday) = (WeekdayDraft::Wednesday, WeekdayDraft::Sunday);
        let policy = PolicyDraft {
            kind: PolicyKindDraft::Enhanced,
            schedule: ScheduleDraft::Hours {
                interval_hours: 4,
                from: "08:00".into(),
                duration_hours: 16,
            },
            instant_restore_days: Some(1),
            retention: RetentionDraft {
                weekly: Some(WeeklyDraft {
                    weeks: 12,
                    on: Some(vec![wednesday, sunday]),
                }),
                monthly: Some(MonthlyDraft {
                    months: 60,
                    on: MonthDaysDraft::Date {
                        days: vec![1, 15],
                        last_day: true,
                    },
                }),
                yearly: Some(YearlyDraft {
                    years: 1,
                    months: vec![MonthDraft::January, MonthDraft::July],
                    on: MonthDaysDraft::Week {
                        days: vec![sunday],
                        weeks: vec![WeekOfMonthDraft::First, WeekOfMonthDraft::Last],
                    },
                }),
                ..RetentionDraft::of_days(180)
            },
            ..nightly()
        };
        let expected = [
            "Enhanced policy of vault rsv.",
            "A backup every 4 hours for 16 hours from 08:00, every day, UTC; only the last of them \
             goes to the vault.",
            "Snapshots stay for 1 day for instant restore.",
            "Every day's point is kept for 180 days.",
            "The points of Wednesday and Sunday are kept for 12 weeks.",
            "The points of day 1, day 15 and the last day of every month are kept for 60 months.",
            "The points of the first and last Sunday of January and July are kept for 1 year.",
        ];
        check_sentences(&policy, "current", &expected);
    }

    #[test]
    fn a_weekly_policy_keeps_every_point() {
        let policy = PolicyDraft {
            schedule: ScheduleDraft::Week {
                on: vec![WeekdayDraft::Sunday],
                at: "22:00".into(),
            },
            retention: RetentionDraft::of_weeks(1),
            ..nightly()
        };
        let expected = [
            "Standard policy of vault rsv.",
            "A backup every Sunday at 22:00, UTC.",
            "Snapshots stay for 5 days for instant restore, as in a new policy.",
            "Every point is kept for 1 week.",
        ];
        check_sentences(&policy, "current", &expected);
    }

    #[test]
    fn a_name_that_could_steer_a_terminal_is_made_harmless() {
        let policy = PolicyDraft {
            name: "a\u{1b}b".to_owned(),
            vault: "v\u{202e}".to_owned(),
            ..nightly()
        };
        let text = text(&[&policy], "current");
        assert!(text.starts_with("a\u{fffd}b\n  Standard policy of vault v\u{fffd}.\n"));
    }
}
