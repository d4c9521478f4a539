//! Verdicts on small scenarios whose answer a person sees at once: inside or outside the window,
//! who is named and why, and what a run that was not simulated to its end says. Windows of policies
//! and machines are in `verdicts/windows.rs`.

mod windows;

use crate::fleets::{report, run};
use vaultlab::api::Session;
use vaultlab::ledger::LinkName;
use vaultlab::report::view::{SummaryView, Verdict};
use vaultlab::scenario::draft::{NetworkDraft, RetentionDraft, ScenarioDraft, ScheduleDraft};
use vaultlab::scenario::presets::Preset;
use vaultlab::units::{ByteTime, SimDuration, SimTime, VmId};

/// Machines with one disk of 20 GiB that changes by a tenth a day; no start delay, no queue.
fn small(machines: usize, days: u32, due: &str, zone: &str) -> ScenarioDraft {
    let mut draft = Preset::find("one-vm").expect("the preset exists").draft();
    draft.days = days;
    draft.window.time_zone = zone.to_owned();
    draft.policies[0].time_zone = zone.to_owned();
    draft.policies[0].schedule = ScheduleDraft::Day { at: due.to_owned() };
    draft.calibration.start_delay_max_min = Some(0);
    draft.calibration.queue_mean_min = Some(0);
    draft.calibration.queue_busy_mean_min = Some(0);
    draft.vms[0].disks.truncate(1);
    draft.vms[0].disks[0].used_gib = 20.0;
    draft.vms[0].disks[0].change_percent_per_day = Some(10.0);
    let vm = draft.vms[0].clone();
    draft.vms = (1..=machines)
        .map(|i| vaultlab::scenario::draft::VmDraft {
            name: format!("vm-{i}"),
            ..vm.clone()
        })
        .collect();
    draft
}

fn summary(session: &Session) -> SummaryView {
    report(session).summary()
}

#[track_caller]
fn check_verdict(draft: ScenarioDraft, sentence: &str) -> Session {
    let session = run(draft);
    assert_eq!(summary(&session).verdict, sentence);
    session
}

#[test]
fn a_backup_inside_the_window_holds() {
    check_verdict(small(2, 3, "22:00", "UTC"), "All 3 nights hold.");
}

#[test]
fn a_backup_far_outside_the_window_does_not_hold_however_quick_it_is() {
    let draft = small(1, 3, "12:00", "UTC");
    let session = check_verdict(
        draft,
        "0 of 3 nights hold; vm-1 misses the window on 3 nights.",
    );
    let why = report(&session).machine(VmId::new(0), 0).unwrap().why;
    assert_eq!(why, "It was due 6 h after the window had closed.");
    assert!(
        report(&session)
            .nights()
            .iter()
            .all(|night| night.slack.is_none())
    );
}

#[test]
fn a_backup_due_before_the_window_opens_is_told_so() {
    let session = run(small(1, 2, "20:30", "UTC"));
    let machine = report(&session).machine(VmId::new(0), 0).unwrap();
    assert_eq!(machine.verdict, Some(Verdict::Late));
    assert_eq!(
        machine.why,
        "It was due 1 h 30 min before the window opened."
    );
}

/// The trap of a schedule that keeps its UTC time: from 29 March on, 05:30 local has become 06:30.
#[test]
fn a_schedule_that_leaves_its_window_when_the_clocks_change_is_caught() {
    let mut draft = small(1, 5, "05:30", "Europe/Madrid");
    draft.start = "2026-03-27".to_owned();
    draft.window.closes = "06:15".to_owned();
    let session = run(draft);
    let verdicts: Vec<(String, u32, u32)> = report(&session)
        .nights()
        .into_iter()
        .map(|night| (night.date, night.held, night.late))
        .collect();
    let expected = [
        ("2026-03-26", 1, 0),
        ("2026-03-27", 1, 0),
        ("2026-03-28", 0, 1),
        ("2026-03-29", 0, 1),
        ("2026-03-30", 0, 1),
    ];
    assert_eq!(
        verdicts,
        expected.map(|(date, held, late)| (date.to_owned(), held, late))
    );
    let why = report(&session).machine(VmId::new(0), 3).unwrap().why;
    assert_eq!(why, "It was due 15 min after the window had closed.");
}

#[test]
fn a_night_on_which_everything_fails_does_not_hold() {
    let mut draft = small(3, 2, "22:00", "UTC");
    draft
        .vms
        .iter_mut()
        .for_each(|vm| vm.network = NetworkDraft::NoOutbound);
    let sentence = "0 of 2 nights hold; 3 machines fail, vm-1 most often, on 2 nights.";
    let session = check_verdict(draft, sentence);
    assert!(
        report(&session)
            .nights()
            .iter()
            .all(|night| night.slack.is_none())
    );
}

#[test]
fn a_failure_beside_backups_that_held_is_named_and_the_night_holds() {
    let mut draft = small(2, 2, "22:00", "UTC");
    draft.vms[1].network = NetworkDraft::NoOutbound;
    check_verdict(draft, "All 2 nights hold; vm-2 fails on 2 nights.");
}

#[test]
fn a_night_whose_transfer_was_skipped_does_not_hold_though_the_others_did() {
    let mut draft = small(2, 3, "22:00", "UTC");
    draft
        .accounts
        .push(vaultlab::scenario::draft::AccountDraft {
            name: "slow".to_owned(),
            mib_per_s: Some(1),
            ..vaultlab::scenario::draft::AccountDraft::default()
        });
    draft.vms[0].disks[0].used_gib = 100.0;
    draft.vms[0].disks[0].account = Some("slow".to_owned());
    let session = check_verdict(
        draft,
        "1 of 3 nights hold; vm-1 misses the window on 2 nights.",
    );
    let nights = report(&session).nights();
    let counts: Vec<_> = nights
        .iter()
        .map(|night| (night.held, night.skipped))
        .collect();
    assert_eq!(counts, [(1, 0), (1, 1), (2, 0)]);
}

#[test]
fn a_full_vault_is_named_as_the_cause() {
    let mut draft = small(2, 1, "22:00", "UTC");
    draft.vaults[0].mib_per_s = Some(1);
    let why = summary(&run(draft)).latest.unwrap().why;
    // 2 × 20 GiB at 1 MiB/s are 11 h 22 min 40 s from the first start to the last end.
    assert!(
        why.contains("Transferring 20 GiB took 11 h 18 min"),
        "{why}"
    );
    assert!(
        why.contains("Vault vault-1 (1 MiB/s) cost it 11 h 1 min of that."),
        "{why}"
    );
}

#[test]
fn a_transfer_that_outlives_the_run_by_a_month_is_cut_and_says_so() {
    let mut draft = small(1, 1, "22:00", "UTC");
    draft.vaults[0].mib_per_s = Some(1);
    draft.vms[0].disks[0].used_gib = 2_900.0;
    let session = run(draft.clone());
    let told = summary(&session);
    assert_eq!((told.backups, told.running), (0, 1));
    let why = told.latest.unwrap().why;
    assert!(
        why.contains("still running") && why.contains("took 30 d"),
        "{why}"
    );
    // 2,400 GiB take 28 days and a half: that is waited for.
    draft.vms[0].disks[0].used_gib = 2_400.0;
    assert_eq!(summary(&run(draft)).running, 0);
}

#[test]
fn points_of_the_summary_are_those_whose_bytes_it_counts() {
    let session = run(small(1, 1, "23:55", "UTC"));
    let told = summary(&session);
    assert_eq!(
        (told.points, told.stored_bytes.0.get()),
        (0, 0),
        "its commit is after the last day"
    );
}

#[test]
fn a_week_of_retention_is_seven_days() {
    let mut draft = small(1, 40, "22:00", "UTC");
    let on = vec![vaultlab::scenario::draft::WeekdayDraft::Monday];
    draft.policies[0].schedule = ScheduleDraft::Week {
        on,
        at: "22:00".to_owned(),
    };
    draft.policies[0].retention = RetentionDraft::of_weeks(2);
    let session = run(draft);
    // Due on 2, 9, 16, 23, 30 March and 6 April; the first is removed at noon of the 17th.
    let removed = report(&session)
        .ledger()
        .points()
        .iter()
        .next()
        .and_then(|point| point.vault)
        .unwrap()
        .removed;
    let noon_of_the_17th = SimTime::ZERO + SimDuration::days(16) + SimDuration::hours(12);
    assert_eq!(removed, noon_of_the_17th);
}

#[test]
fn the_chart_of_sizes_shows_what_is_held_at_the_end_of_each_day() {
    let mut draft = small(3, 12, "22:00", "UTC");
    draft.policies[0].retention = RetentionDraft::of_days(7);
    let session = run(draft);
    let report = report(&session);
    let chart = report.sizes();
    for day in 0..12 {
        let end = SimTime::ZERO + SimDuration::days(day + 1);
        let last = SimTime::from_nanos(end.as_nanos() - 1);
        let vms = || report.scenario().vms().ids();
        let stored: u64 = vms()
            .map(|vm| report.meters().stored_at(report.ledger(), vm, last).get())
            .sum();
        let protected =
            vms().filter_map(|vm| report.meters().protected_at(report.ledger(), vm, last));
        let protected: u64 = protected.map(|size| size.get()).sum();
        let day = usize::try_from(day).unwrap();
        assert_eq!(
            chart.series[0].values[day], stored as f64,
            "stored on day {day}"
        );
        assert_eq!(
            chart.series[1].values[day], protected as f64,
            "protected on day {day}"
        );
    }
}

#[test]
fn a_disk_is_never_read_faster_than_the_blob_target() {
    let mut draft = small(1, 2, "22:00", "UTC");
    draft.calibration.incremental_mb_per_s = Some(1_000);
    draft.calibration.disk_requests_per_s = Some(100_000);
    draft.vms[0].disks[0].size_gib = 8_192;
    draft.vms[0].disks[0].change_percent_per_day = Some(90.0);
    let session = run(draft);
    let ledger = report(&session).ledger();
    let (id, job) = ledger.jobs().enumerate().nth(1).unwrap();
    let (.., start, _) = job.phases().nth(4).unwrap();
    let transfer = ledger.transfers_of(id)[0];
    let secs = transfer.ended.unwrap().since(start).as_secs_f64();
    // 60 MiB/s, below the 500 MB/s of its tier and the service's 1,000; its lists take a moment.
    let share = transfer.sent.as_f64() / secs / (60.0 * 1_048_576.0);
    assert!((0.999..=1.000_001).contains(&share), "{share}");
    assert!(
        ledger
            .usage()
            .iter()
            .any(|usage| matches!(usage.link, LinkName::Vault(_)))
    );
}

#[test]
fn nothing_due_is_said_and_costs_nothing() {
    let mut draft = small(1, 1, "22:00", "UTC");
    let on = vec![vaultlab::scenario::draft::WeekdayDraft::Friday];
    draft.policies[0].schedule = ScheduleDraft::Week {
        on,
        at: "22:00".to_owned(),
    };
    draft.policies[0].retention = RetentionDraft::of_weeks(2);
    let session = check_verdict(draft, "No backup was due.");
    assert!(report(&session).cost().months[0].lines.is_empty());
    assert!(
        report(&session).meters().months[0]
            .stored
            .iter()
            .all(|held| *held == ByteTime::ZERO)
    );
}

/// What the calendar says of the second night, and its verdict.
#[track_caller]
fn check_night(draft: ScenarioDraft, verdict: Option<Verdict>, sentence: &str) {
    let session = run(draft);
    let night = report(&session).night_view(1).expect("there is one");
    let slack = night.slack.unwrap_or_default();
    let sentence = sentence.replace("SLACK", &slack);
    assert_eq!((night.verdict, night.sentence), (verdict, sentence));
}

#[test]
fn a_night_says_how_much_was_left_or_who_missed_most_and_how_many_failed() {
    check_night(
        small(2, 3, "22:00", "UTC"),
        Some(Verdict::Held),
        "All backups held, SLACK to spare.",
    );
    let early = "2 of 2 missed the window; worst vm-1, due 1 h before its window.";
    check_night(small(2, 3, "21:00", "UTC"), Some(Verdict::Late), early);
    let failing = |machines: usize, of: usize| {
        let mut draft = small(machines, 3, "22:00", "UTC");
        for vm in &mut draft.vms[..of] {
            vm.network = NetworkDraft::NoOutbound;
        }
        draft
    };
    let beside = "All that ran held, SLACK to spare. One failed.";
    check_night(failing(2, 1), Some(Verdict::Held), beside);
    let beside = "All that ran held, SLACK to spare. 2 failed.";
    check_night(failing(3, 2), Some(Verdict::Held), beside);
    let failed = Some(Verdict::Failed);
    check_night(failing(1, 1), failed, "The backup failed.");
    check_night(failing(2, 2), failed, "All 2 backups failed.");
}
