//! The lab: a scenario run up to a moment is the beginning of the whole run, its dashboard is its list
//! of jobs, and its timeline grows and shrinks. `lab/blocks.rs`: a machine's
//! disks block by block. `lab/story.rs`: what is told of a run.

mod blocks;
mod story;

use crate::operators::{Story, back_up_now, machine, network, stop_delete, stop_keep};
use serde_json::{Value, json};
use vaultlab::api::{Lab, Session, lab_act, lab_cut, preset_text, run_text};
use vaultlab::engine::Simulation;
use vaultlab::report::query::JobQuery;
use vaultlab::report::view::{JobStatus, LabView, MachineDetailView, OperationName};
use vaultlab::scenario::{Problem, check, limits, parse};
use vaultlab::units::{SimDuration, SimTime};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

fn lab(text: &str, at_s: u64) -> Lab {
    Lab::open(text, at_s).expect("a small scenario")
}

fn lines(problems: Result<impl Sized, Vec<Problem>>) -> Vec<String> {
    let problems = problems.err().unwrap_or_default();
    problems.iter().map(ToString::to_string).collect()
}

fn demo() -> String {
    preset_text("demo").expect("there is a demo")
}

// A run up to a moment

fn simulation(text: &str) -> Simulation {
    Simulation::new(parse(text).and_then(check).expect("a valid scenario"))
}

fn at(s: u64) -> SimTime {
    SimTime::ZERO + SimDuration::secs(s)
}

#[test]
fn a_run_that_is_stopped_on_its_way_goes_on_as_if_it_had_not_been() {
    let (_, _, whole) = simulation(&demo()).finish();
    let mut stopped = simulation(&demo());
    for s in [0, HOUR, 21 * HOUR, 21 * HOUR, 22 * HOUR + 1, 9 * DAY + 77] {
        stopped.run_until(at(s));
        assert_eq!(stopped.now(), at(s));
    }
    let (_, _, ledger) = stopped.finish();
    assert_eq!(ledger.digest(), whole.digest());
}

#[test]
fn what_a_run_up_to_a_moment_holds_is_the_beginning_of_the_whole_run() {
    let (_, _, whole) = simulation(&demo()).finish();
    for s in [21 * HOUR + 600, 3 * DAY + 22 * HOUR, 12 * DAY] {
        let mut begun = simulation(&demo());
        begun.run_until(at(s));
        let jobs = begun.ledger().jobs();
        for (so_far, in_the_end) in jobs.iter().zip(whole.jobs()) {
            assert!(so_far.due <= at(s));
            assert_eq!(so_far.due, in_the_end.due);
            let ended = in_the_end.ended().filter(|ended| *ended <= at(s));
            assert_eq!(so_far.ended(), ended);
        }
        let due = whole.jobs().iter().filter(|job| job.due <= at(s)).count();
        assert_eq!(jobs.len(), due);
    }
}

#[test]
fn a_moment_after_the_end_is_the_end() {
    let view = lab(&Story::of_days(2).text(), 99 * DAY).view(None);
    assert_eq!((view.now.s, view.end.s), (2 * DAY, 2 * DAY));
}

// The dashboard and the list of jobs

#[track_caller]
fn check_dashboard(lab: &Lab) {
    let view = lab.view(None);
    let dashboard = &view.dashboard;
    let matching = |status, from_s| {
        let query = JobQuery {
            status: Some(status),
            from_s,
            ..JobQuery::default()
        };
        lab.jobs(&query).matching
    };
    let since = Some(dashboard.since_s);
    assert_eq!(
        [
            dashboard.succeeded_24h,
            dashboard.failed_24h,
            dashboard.running
        ],
        [
            matching(JobStatus::Succeeded, since),
            matching(JobStatus::Failed, since),
            matching(JobStatus::Running, None)
        ],
        "at {}",
        view.now.utc
    );
}

/// LIF-11: each count of the dashboard opens the list of jobs with as many.
#[test]
fn every_count_of_the_dashboard_is_a_filter_of_the_list_of_jobs() {
    let mut sums = [0, 0, 0];
    for hours in [0, 21, 22, 23, 30, 46, 100, 700] {
        let lab = lab(&demo(), hours * HOUR);
        check_dashboard(&lab);
        let counts = lab.view(None).dashboard;
        sums[0] += counts.succeeded_24h;
        sums[1] += counts.failed_24h;
        sums[2] += counts.running;
    }
    assert!(sums.iter().all(|sum| *sum > 0), "{sums:?}");
}

/// LIF-11: protected machines, and what ended within the last 24 hours.
#[test]
fn the_dashboard_counts_protected_machines_and_the_jobs_of_the_last_day() {
    let story = Story::of_days(5)
        .then_to("b", "03-02 10:00", network("no-outbound"))
        .then("03-04 10:00", stop_keep());
    let counts = |day: u64, hour: u64| {
        let view = lab(&story.text(), day * DAY + hour * HOUR).view(None);
        let it = view.dashboard;
        [it.protected, it.succeeded_24h, it.failed_24h, it.running]
    };
    assert_eq!(counts(0, 12), [2, 0, 0, 0]);
    assert_eq!(counts(0, 22), [2, 0, 0, 2]);
    assert_eq!(counts(1, 12), [2, 2, 0, 0]);
    assert_eq!(counts(2, 12), [2, 1, 1, 0]);
    assert_eq!(counts(3, 12), [1, 1, 1, 0]);
    assert_eq!(counts(4, 23), [1, 0, 1, 0]);
}

/// LIF-11: the list filters by operation, status, time and machine.
#[test]
fn the_list_of_jobs_is_filtered_by_operation_status_time_and_machine() {
    let story = Story::of_days(4).then_to("b", "03-02 10:00", network("no-outbound"));
    let lab = lab(&story.text(), 4 * DAY);
    let found = |query: JobQuery| -> Vec<String> {
        let query = JobQuery {
            count: 100,
            ..query
        };
        let view = lab.jobs(&query);
        assert_eq!(view.matching as usize, view.rows.len());
        let line = |job: &vaultlab::report::view::JobView| {
            format!(
                "{} {} {}",
                &job.began.utc[5..10],
                job.name,
                job.status.name()
            )
        };
        view.rows.iter().map(line).collect()
    };
    let of = |query: JobQuery| found(query).join(", ");
    assert_eq!(
        of(JobQuery::default()),
        "03-04 b failed, 03-04 a succeeded, 03-03 b failed, 03-03 a succeeded, \
         03-02 b failed, 03-02 a succeeded, 03-01 b succeeded, 03-01 a succeeded"
    );
    let status = Some(JobStatus::Failed);
    assert_eq!(
        of(JobQuery {
            status,
            ..JobQuery::default()
        }),
        "03-04 b failed, 03-03 b failed, 03-02 b failed"
    );
    let (from_s, to_s) = (Some(DAY + 12 * HOUR), Some(2 * DAY + 12 * HOUR));
    assert_eq!(
        of(JobQuery {
            from_s,
            to_s,
            vm: Some(0),
            ..JobQuery::default()
        }),
        "03-02 a succeeded"
    );
    let operation = Some(OperationName::Restore);
    assert_eq!(
        of(JobQuery {
            operation,
            ..JobQuery::default()
        }),
        ""
    );
    let filter = "NoNetwork".to_owned();
    assert_eq!(
        of(JobQuery {
            filter,
            to_s: Some(2 * DAY),
            ..JobQuery::default()
        }),
        "03-02 b failed"
    );
}

#[test]
fn a_job_that_failed_says_why_and_what_cures_it() {
    let story = Story::of_days(3).then("03-02 10:00", network("no-outbound"));
    let view = lab(&story.text(), 3 * DAY).view(None);
    let failed = view.jobs.iter().find(|job| job.name == "a");
    let failed = failed.expect("a has a job");
    let fault = failed.fault.as_ref().expect("it has failed");
    assert_eq!(failed.status, JobStatus::Failed);
    assert_eq!(
        failed.detail,
        "By the schedule of daily: failed as the snapshot was taken."
    );
    assert_eq!(fault.code, "ExtensionSnapshotFailedNoNetwork");
    let is_said = [&fault.message, &fault.remedy, &fault.retry];
    assert!(is_said.iter().all(|text| text.ends_with('.')));
}

// The machines

fn states(story: &Story, vm: usize, moments: &[u64]) -> Vec<String> {
    let state = |s: &u64| {
        let item = lab(&story.text(), *s).view(None).items.swap_remove(vm);
        item.state_text
    };
    moments.iter().map(state).collect()
}

#[test]
fn a_machine_waits_for_its_first_backup_is_protected_stopped_and_deleted() {
    let story = Story::of_days(5)
        .then("03-03 10:00", stop_keep())
        .then("03-04 10:00", stop_delete());
    let moments = [HOUR, DAY, 2 * DAY + 11 * HOUR, 4 * DAY];
    assert_eq!(
        states(&story, 0, &moments),
        [
            "Protected (initial backup pending)",
            "Protected",
            "Protection stopped, data kept",
            "Deleted (soft delete until 2026-03-18 10:00)",
        ]
    );
    assert_eq!(states(&story, 2, &[HOUR]), ["Not protected"]);
    let classic = Story::of_days(2).under("classic-2015");
    assert_eq!(states(&classic, 2, &[HOUR]), ["Not discovered"]);
}

/// LIF-4, LIF-5: machines of one name are told apart by their groups; only those that are not
/// protected, and are where the vault is, can be protected.
#[test]
fn the_list_to_protect_has_machines_of_one_name_with_their_groups() {
    let twin = |group: &str| {
        let mut twin = machine("twin", None);
        twin["resource_group"] = json!(group);
        twin
    };
    let mut far = machine("far", None);
    far["setup"] = json!({"region": "northeurope"});
    let mut later = machine("later", None);
    later["setup"] = json!({"created_later": true});
    let vms = json!([
        machine("a", Some("daily")),
        twin("rg-1"),
        twin("rg-2"),
        far,
        later
    ]);
    let view = lab(&Story::of_days(2).with("/vms", vms).text(), HOUR).view(None);
    let names = view.to_protect.iter();
    let names = names.map(|one| (one.vm, one.name.as_str(), one.group.as_deref()));
    let names: Vec<_> = names.collect();
    assert_eq!(
        names,
        [(1, "twin", Some("rg-1")), (2, "twin", Some("rg-2"))]
    );
    assert!(view.to_register.is_empty(), "there is no registration");
}

fn detail(view: LabView) -> MachineDetailView {
    view.machine.expect("the machine was asked for")
}

#[test]
fn a_machine_is_shown_with_everything_about_it() {
    let story = Story::of_days(3)
        .with("/vms/0/os", json!("windows"))
        .with(
            "/vms/0/setup",
            json!({"agent": {"version": "2.6.1000.0"}, "vss_copy_backup": true,
                   "troubles": ["vss-service-broken"],
                   "writers": [{"name": "SqlServerWriter", "freeze_s": 5, "log_gib_per_day": 2}]}),
        )
        .then("03-01 10:00", network("no-dns"));
    let of_a = detail(lab(&story.text(), 12 * HOUR).view(Some(0)));
    let ids = |machine: &MachineDetailView| -> Vec<String> {
        let ids = machine.sections.iter().map(|section| section.id.clone());
        ids.collect()
    };
    assert_eq!(
        ids(&of_a),
        [
            "power",
            "agent",
            "extension",
            "vss",
            "network",
            "keys",
            "locks"
        ]
    );
    let value = |id: &str, label: &str| {
        let section = of_a.sections.iter().find(|section| section.id == id);
        let mut facts = section.expect("the section").facts.iter();
        let fact = facts.find(|fact| fact.label == label);
        fact.expect("the fact").value.clone()
    };
    assert_eq!(value("agent", "Version"), "2.6.1000.0");
    assert_eq!(value("agent", "New enough"), "No");
    assert_eq!(
        value("network", "Way out"),
        "Azure's names are not resolved"
    );
    assert_eq!(
        value("vss", "Kind of backup"),
        "Copy: applications keep their logs"
    );
    assert_eq!(of_a.writers[0].logs.0.to_string(), "1 GiB");
    let present = of_a.troubles.iter().filter(|trouble| trouble.present);
    let present: Vec<&str> = present.map(|trouble| trouble.name.as_str()).collect();
    assert_eq!(present, ["vss-service-broken"]);
    let of_b = detail(lab(&story.text(), 2 * DAY).view(Some(1)));
    assert!(ids(&of_b).contains(&"scripts".to_owned()));
    assert_eq!(of_b.points.len(), 2);
    assert!(of_b.points[0].taken.s > of_b.points[1].taken.s);
    let has = |name: &str| of_b.troubles.iter().any(|trouble| trouble.name == name);
    assert!(has("mount-unclean") && !has("com-plus-stopped") && !has("compute-fails"));
}

#[test]
fn a_machine_that_is_not_there_has_no_details() {
    assert_eq!(
        lab(&Story::of_days(1).text(), 0).view(Some(3)).machine,
        None
    );
}

#[test]
fn what_comes_next_is_told_with_the_moment_to_go_to() {
    let story = Story::of_days(3).then("03-02 10:00", stop_keep());
    let next = |s| {
        let view = lab(&story.text(), s).view(None);
        let lines = view.next.into_iter();
        let lines = lines.map(|next| format!("{} {}", &next.at.utc[5..13], next.text));
        lines.collect::<Vec<String>>()
    };
    assert_eq!(
        next(HOUR),
        [
            "03-01T22 Backups of daily are due.",
            "03-02T10 a: Stop protection, keep the data."
        ]
    );
    let busy = next(22 * HOUR);
    assert!(busy[0].starts_with("03-01T22 Backup of "), "{busy:?}");
    assert!(busy[0].ends_with(" ends."), "{busy:?}");
}

/// What is told to end then has ended then.
#[test]
fn what_is_told_to_end_ends_at_that_moment() {
    let text = demo();
    let before = lab(&text, 3 * DAY + 22 * HOUR).view(None);
    assert!(before.dashboard.running > 0);
    let end = before
        .next
        .iter()
        .find(|next| next.text.ends_with(" ends."));
    let after = lab(&text, end.expect("something ends").at.s).view(None);
    assert!(after.dashboard.running < before.dashboard.running);
}

// The timeline grows and shrinks

#[test]
fn an_action_is_taken_at_its_moment_and_cut_again() {
    let text = lab_cut(&Story::of_days(3).text(), u64::MAX).expect("nothing is later");
    let action = back_up_now(5);
    let acted = lab_act(&text, 10 * HOUR, &{
        let mut action = action;
        action["vm"] = json!("a");
        action.to_string()
    });
    let acted = acted.expect("a valid action");
    let view = lab(&acted, 10 * HOUR).view(None);
    assert_eq!(view.jobs.len(), 1, "it is taken at once");
    assert_eq!(view.actions_later, 0);
    assert_eq!(lab(&acted, 9 * HOUR).view(None).actions_later, 1);
    let draft = parse(&acted).expect("a scenario");
    assert_eq!(draft.timeline[0].at, "2026-03-01T10:00:00Z");
    assert_eq!(lab_cut(&acted, 10 * HOUR).as_ref(), Ok(&acted));
    assert_eq!(lab_cut(&acted, 10 * HOUR - 1).as_ref(), Ok(&text));
}

#[test]
fn an_action_that_is_none_or_that_the_scenario_does_not_take_is_refused() {
    let text = Story::of_days(3).text();
    let refused = |at_s, action: &str| lines(lab_act(&text, at_s, action));
    let allowed = "allowed: an action as a timeline has it, without `at`";
    assert_eq!(
        refused(0, "[]"),
        [format!("action: found no object; {allowed}")]
    );
    assert_eq!(
        refused(0, r#"{"do": "discover", "at": "2026-03-01T10:00:00Z"}"#),
        [format!("action: found a time of its own; {allowed}")]
    );
    assert_eq!(
        refused(0, r#"{"do": "dance"}"#)[0].split("; ").nth(1),
        Some(allowed)
    );
    assert_eq!(
        refused(0, r#"{"do": "start", "vm": "nobody"}"#),
        [
            "timeline[0].vm: found \"nobody\"; allowed: the name of a machine in this scenario, \
             with its resource group if it has one"
        ]
    );
    for at_s in [3 * DAY, u64::MAX] {
        let late = refused(at_s, r#"{"do": "start", "vm": "a"}"#);
        assert!(late[0].starts_with("timeline[0].at: found "), "{late:?}");
    }
    assert!(refused(3 * DAY - 1, r#"{"do": "start", "vm": "a"}"#).is_empty());
}

// Limits

fn fleet(vms: usize, days: u32) -> String {
    let vms: Value = (0..vms).map(|i| machine(&format!("m-{i}"), None)).collect();
    Story::of_days(days).with("/vms", vms).text()
}

#[test]
fn a_lab_takes_50_machines_and_366_days() {
    assert!(lines(Lab::open(&fleet(limits::LAB_VMS_MAX, 366), 0)).is_empty());
    assert_eq!(
        lines(Lab::open(&fleet(51, limits::LAB_DAYS_MAX + 1), 0)),
        [
            "vms: found 51 machines; allowed: at most 50 in a lab",
            "days: found 367; allowed: at most 366 in a lab"
        ]
    );
}

#[test]
fn the_text_of_an_action_has_at_most_64_kib() {
    let text = Story::of_days(1).text();
    let action = |bytes: usize| {
        let action = r#"{"do": "start", "vm": "a"}"#;
        action.to_owned() + &" ".repeat(bytes - action.len())
    };
    let most = limits::ACTION_BYTES_MAX;
    assert!(lines(lab_act(&text, 0, &action(most))).is_empty());
    assert_eq!(
        lines(lab_act(&text, 0, &action(most + 1))),
        ["action: found 65537 bytes; allowed: an action as a timeline has it, without `at`"]
    );
}

#[test]
fn the_document_of_a_run_tells_5000_lines_and_counts_the_rest() {
    let told = |actions: usize| {
        let story = Story::of_days(1).with("/vms", json!([machine("a", None)]));
        let act = json!({"do": "undelete", "vm": "a", "at": "2026-03-01T10:00:00Z"});
        let timeline: Value = vec![act; actions].into();
        let mut session = Session::open(&story.with("/timeline", timeline).text());
        let session = session.as_mut().expect("a valid scenario");
        while !session.step(1 << 20).done {}
        let run: Value = serde_json::from_str(&run_text(session)).expect("JSON");
        let lines = run["story"].as_array().expect("a story").len();
        (lines, run["story_left_out"].as_u64().expect("a count"))
    };
    let most = limits::STORY_LINES_MAX;
    assert_eq!(told(most), (most, 0));
    assert_eq!(told(most + 1), (most, 1));
}
