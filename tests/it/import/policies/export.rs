//! What is written says what was read: over random policies that the service accepts.

use super::{days, draft_of, weeks};
use crate::dice::Dice;
use vaultlab::import::policy::to_arm;
use vaultlab::scenario::check;
use vaultlab::scenario::draft::{
    AssumptionKind, MonthDaysDraft, MonthDraft, MonthlyDraft, PolicyDraft, PolicyKindDraft,
    RetentionDraft, ScheduleDraft, WeekOfMonthDraft, WeekdayDraft, YearlyDraft,
};
use vaultlab::scenario::presets::Preset;

/// An export says what the policy says.
#[track_caller]
pub(super) fn check_same_again(policy: &PolicyDraft) {
    let document = to_arm(policy);
    let again = draft_of(document.to_string().as_bytes());
    assert_eq!(again.policies, std::slice::from_ref(policy), "{document:#}");
    let about = |kind| again.assumptions.iter().any(|it| it.about == kind);
    assert!(!about(AssumptionKind::PolicySimplified), "{document:#}");
    assert!(!about(AssumptionKind::ZoneUnknown), "{document:#}");
}

#[test]
fn an_export_of_any_policy_says_the_same_again() {
    let mut random = Dice(0x5EED_0003);
    let one_vm = Preset::find("one-vm").unwrap().draft();
    for _ in 0..500 {
        let policy = random_policy(&mut random, &one_vm.vaults[0].name);
        let mut draft = one_vm.clone();
        draft.vms[0].policy = Some(policy.name.clone());
        draft.policies = vec![policy.clone()];
        if let Err(problems) = check(draft) {
            panic!("the generator is wrong: {problems:#?} {policy:#?}");
        }
        check_same_again(&policy);
    }
}

#[test]
fn an_export_has_the_windows_name_of_a_zone() {
    let zone = |zone: &str| {
        let policy = random_policy(&mut Dice(1), "rsv");
        let time_zone = zone.to_owned();
        to_arm(&PolicyDraft {
            time_zone,
            ..policy
        })["properties"]["timeZone"]
            .clone()
    };
    assert_eq!(zone("Europe/Paris"), "Romance Standard Time");
    assert_eq!(zone("Romance Standard Time"), "Romance Standard Time");
}

const WEEKDAYS: [WeekdayDraft; 7] = [
    WeekdayDraft::Monday,
    WeekdayDraft::Tuesday,
    WeekdayDraft::Wednesday,
    WeekdayDraft::Thursday,
    WeekdayDraft::Friday,
    WeekdayDraft::Saturday,
    WeekdayDraft::Sunday,
];

/// At least one of a list, in its order.
fn some<T: Copy>(random: &mut Dice, list: &[T]) -> Vec<T> {
    let sure = random.index(list.len());
    let is_taken = |(at, one): (usize, &T)| (at == sure || random.index(3) == 0).then_some(*one);
    list.iter().enumerate().filter_map(is_taken).collect()
}

/// A policy that the current profile accepts.
fn random_policy(random: &mut Dice, vault: &str) -> PolicyDraft {
    let kind = [PolicyKindDraft::Standard, PolicyKindDraft::Enhanced][random.index(2)];
    let is_enhanced = kind == PolicyKindDraft::Enhanced;
    let at = format!("{:02}:{:02}", random.index(24), 30 * random.index(2));
    let (schedule, snapshot_days) = match random.index(if is_enhanced { 3 } else { 2 }) {
        0 => (
            ScheduleDraft::Day { at },
            if is_enhanced { 1..31 } else { 1..6 },
        ),
        1 => {
            let on = some(random, &WEEKDAYS);
            (
                ScheduleDraft::Week { on, at },
                if is_enhanced { 5..21 } else { 5..6 },
            )
        }
        _ => {
            // Hours, backups in a whole day, days of snapshots.
            let every = [(4, 6, 11), (6, 4, 17), (8, 3, 22), (12, 2, 30), (24, 1, 30)];
            let (interval_hours, backups, most) = every[random.index(5)];
            let duration_hours = interval_hours * (1 + random.index(backups) as u32);
            let hours = ScheduleDraft::Hours {
                interval_hours,
                from: at,
                duration_hours,
            };
            (hours, 1..most + 1)
        }
    };
    let spread = (snapshot_days.end - snapshot_days.start) as usize;
    let days = snapshot_days.start + random.index(spread) as u32;
    PolicyDraft {
        name: format!("policy-{}", random.index(1_000)),
        vault: vault.to_owned(),
        kind,
        retention: random_retention(random, &schedule),
        schedule,
        time_zone: ["UTC", "India Standard Time", "Europe/Madrid"][random.index(3)].to_owned(),
        window: None,
        instant_restore_days: (random.index(3) > 0).then_some(days),
    }
}

fn random_retention(random: &mut Dice, schedule: &ScheduleDraft) -> RetentionDraft {
    let run_days = match schedule {
        ScheduleDraft::Week { on, .. } => Some(on.clone()),
        ScheduleDraft::Day { .. } | ScheduleDraft::Hours { .. } => None,
    };
    let of_days = run_days.clone().unwrap_or(WEEKDAYS.to_vec());
    let mut retention = RetentionDraft::default();
    if run_days.is_none() {
        retention.daily = days(30 + random.index(9_970) as u32);
    }
    let count = 5 + random.index(5_159) as u32;
    if run_days.is_some() {
        retention.weekly = weeks(count, &[]);
    } else if random.index(2) == 0 {
        retention.weekly = weeks(count, &some(random, &WEEKDAYS));
    }
    if random.index(2) == 0 {
        let months = 1 + random.index(1_188) as u32;
        let on = random_days(random, &of_days);
        retention.monthly = Some(MonthlyDraft { months, on });
    }
    if random.index(2) == 0 {
        retention.yearly = Some(YearlyDraft {
            years: 1 + random.index(99) as u32,
            months: some(random, &MONTHS),
            on: random_days(random, &of_days),
        });
    }
    retention
}

const MONTHS: [MonthDraft; 4] = [
    MonthDraft::January,
    MonthDraft::February,
    MonthDraft::July,
    MonthDraft::December,
];

fn random_days(random: &mut Dice, of_days: &[WeekdayDraft]) -> MonthDaysDraft {
    use WeekOfMonthDraft::{First, Fourth, Last, Second, Third};
    if random.index(2) == 0 {
        MonthDaysDraft::Week {
            days: some(random, of_days),
            weeks: some(random, &[First, Second, Third, Fourth, Last]),
        }
    } else {
        MonthDaysDraft::Date {
            days: some(random, &[1, 2, 15, 28]),
            last_day: random.index(2) == 0,
        }
    }
}
