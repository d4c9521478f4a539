//! One folder of `tests/golden` a question: `why.md` says which, `scenario.json` asks it, and
//! `ledger.txt` and `cost.txt` are the answer, byte for byte; of a question about time `times.txt` is. `UPDATE_GOLDEN=1 cargo test golden`
//! rewrites the answers; the diff is what is reviewed. What a person computed by hand stands in
//! `why.md`.

mod times;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use vaultlab::api::Session;
use vaultlab::ledger::{Job, JobOutcome, Ledger, Point, SnapshotHeld, SnapshotTier};
use vaultlab::report::{Report, text};
use vaultlab::scenario::Scenario;
use vaultlab::scenario::presets::Preset;
use vaultlab::units::{PointId, SimDuration, SimTime};

#[test]
fn every_question_has_the_answer_that_was_reviewed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry is readable").path())
        .filter(|path| path.join("scenario.json").exists())
        .collect();
    cases.sort();
    assert!(cases.len() >= 6, "goldens are found: {cases:?}");
    let wrong: Vec<String> = cases.iter().flat_map(|case| check(case)).collect();
    assert!(
        wrong.is_empty(),
        "{}\nUPDATE_GOLDEN=1 rewrites them",
        wrong.join("\n")
    );
}

/// Node and Chromium compare themselves with the same file (`www/tests`, `www/e2e`).
#[test]
fn every_preset_has_the_digest_that_every_machine_has() {
    let mut digests = String::new();
    for preset in vaultlab::api::presets() {
        let text = vaultlab::api::preset_text(&preset.id).unwrap();
        let mut session = Session::open(&text).unwrap();
        while !session.step(u64::MAX).done {}
        let summary = session.report().unwrap().summary();
        let _ = writeln!(digests, "{} {}", preset.id, summary.digest);
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/digests.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &digests).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(file).unwrap(),
        digests,
        "UPDATE_GOLDEN=1 rewrites it"
    );
}

/// What the command says of a machine's points: the figures that a person reads.
#[test]
fn the_points_of_two_years_are_what_was_reviewed() {
    let text = vaultlab::api::preset_text("retention-years").unwrap();
    let mut session = Session::open(&text).unwrap();
    while !session.step(u64::MAX).done {}
    let report = session.report().unwrap();
    let mut said = String::new();
    for (id, date) in [
        (0, "2026-06-30"),
        (1, "2026-03-03"),
        (2, "2026-04-05"),
        (3, "2025-05-08"),
    ] {
        let at = report.end_of_day_or_moment(date).expect("a day of the run");
        let view = report.points(vaultlab::units::VmId::new(id), at);
        said += &text::points(&view.expect("the machine is there"));
        said.push('\n');
    }
    check_text("points.txt", &said);
}

/// The life of a small fleet in both generations, as `simulate` tells it: every step, what failed and
/// what cured it, a restore, the end of the bill.
#[test]
fn the_life_of_a_small_fleet_is_told_from_its_beginning_to_the_end_of_its_bill() {
    for preset in ["lifecycle-classic", "lifecycle-current"] {
        let draft = Preset::find(preset).expect("it is there").draft();
        let mut session = Session::of(draft).expect("it is valid");
        while !session.step(u64::MAX).done {}
        let report = session.report().expect("the run is complete");
        check_text(&format!("{preset}.txt"), &text::run(report));
    }
}

/// A custom backup of a small disk, and what somebody does to it by hand: every step, what was refused
/// and what it led to, a restore, the three ways.
#[test]
fn a_custom_backup_is_told_step_by_step() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/custom-every-4-hours.json");
    let document = std::fs::read_to_string(file).expect("the example is there");
    let blobs = vaultlab::api::Blobs::open(&document, None).expect("it is valid");
    check_text("custom-every-4-hours.txt", &text::scheme(&blobs.view()));
}

/// What `plan` says of a night that two hundred machines miss together, under both objectives, and
/// what `advise` says of it.
#[test]
fn the_plan_of_a_crowded_night_is_what_was_reviewed() {
    let text = vaultlab::api::preset_text("crowded-night").expect("it is there");
    let mut said = String::new();
    for order in [
        r#"{"budget": 40}"#,
        r#"{"budget": 40, "objective": "least-change"}"#,
        r#"{"budget": 60, "at_once": 40}"#,
    ] {
        let (view, _) = vaultlab::api::plan(&text, order).expect("it is right");
        said += &text::plan(&view);
        said.push('\n');
    }
    said += &text::advice(&vaultlab::api::advise(&text).expect("it is right"));
    check_text("plan.txt", &said);
}

/// What `restore` says of ten machines of the demo fleet without snapshots: into one storage account
/// (RES-3), into ten, and three at a time; then of the whole fleet as it is, from snapshots (RES-4).
#[test]
fn the_restore_of_ten_machines_is_what_was_reviewed() {
    let text = vaultlab::api::preset_text("demo").expect("it is there");
    let ten = r#""vms": ["erp-db", "erp-app-01", "erp-app-02", "sql-prod-01", "mail-01", "files-01",
        "files-02", "rds-01", "rds-02", "pg-01"], "tier": "vault", "account_mib_per_s": 100"#;
    let mut said = String::new();
    for list in [
        format!(r#"{{{ten}, "accounts": 1}}"#),
        format!(r#"{{{ten}, "accounts": 10}}"#),
        format!(r#"{{{ten}, "accounts": 10, "at_once": 3}}"#),
        r#"{"all": true}"#.to_owned(),
    ] {
        let view = vaultlab::api::restore(&text, &list).expect("it is right");
        said += &text::restores(&view);
        said.push('\n');
    }
    check_text("restore.txt", &said);
}

/// A text as it was reviewed.
fn check_text(name: &str, said: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, said).expect("a golden can be written");
    }
    let golden = std::fs::read_to_string(file).expect("the golden is there");
    assert!(golden == said, "{name}: UPDATE_GOLDEN=1 rewrites it");
}

/// The files of a case that differ from what a run says.
fn check(case: &Path) -> Vec<String> {
    let read = |name: &str| std::fs::read_to_string(case.join(name)).unwrap_or_default();
    assert!(
        read("why.md").len() > 40,
        "{}: says why it is there",
        case.display()
    );
    let mut session = Session::open(&read("scenario.json"))
        .unwrap_or_else(|problems| panic!("{}: {problems:?}", case.display()));
    while !session.step(u64::MAX).done {}
    let report = session.report().expect("the run is complete");
    // A question about time or links has its own answer; the bill and every phase would only hide it.
    let answers = if case.join("links.txt").exists() {
        vec![("links.txt", text::links(&report.all_links()))]
    } else if case.join("times.txt").exists() {
        vec![("times.txt", times::times_text(report))]
    } else {
        vec![
            ("ledger.txt", ledger_text(report)),
            ("cost.txt", text::cost(report)),
        ]
    };
    let mut wrong = Vec::new();
    for (name, answer) in answers {
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(case.join(name), &answer).expect("the golden is writable");
        }
        let golden = read(name);
        if golden != answer {
            let line = golden
                .lines()
                .zip(answer.lines())
                .position(|(old, new)| old != new);
            let line = line.unwrap_or(golden.lines().count().min(answer.lines().count()));
            let shown = |text: &str| text.lines().nth(line).unwrap_or("(ends)").to_owned();
            wrong.push(format!(
                "{}/{name}, line {}:\n  golden {}\n  now    {}",
                case.display(),
                line + 1,
                shown(&golden),
                shown(&answer)
            ));
        }
    }
    wrong
}

/// Jobs with their phases and disks, then recovery points, then what links carried.
fn ledger_text(report: &Report) -> String {
    let (scenario, ledger) = (report.scenario(), report.ledger());
    let mut text = String::from("JOBS (phase: length; disk: bytes sent, length of its transfer)\n");
    for (id, job) in ledger.jobs().enumerate() {
        let name = &scenario.vms()[job.vm].name;
        let due = scenario.calendar().utc_text(job.due);
        let local = scenario
            .calendar()
            .local_text(job.due, &scenario.window().zone);
        let _ = writeln!(
            text,
            "{due} {name} (local {local}): {}",
            outcome(ledger, job)
        );
        let phases = job.phases().map(|(phase, start, end)| {
            format!(
                "{} {}",
                format!("{phase:?}").to_lowercase(),
                secs(end.since(start))
            )
        });
        let _ = writeln!(text, "  {}", phases.collect::<Vec<_>>().join(", "));
        let moving = job
            .phases()
            .find(|(phase, ..)| format!("{phase:?}") == "Transfer");
        let started = moving.map(|(_, start, _)| start);
        for transfer in ledger.transfers_of(id) {
            let disk = &scenario.disks()[transfer.disk].name;
            let length = transfer
                .ended
                .zip(started)
                .map(|(ended, start)| secs(ended.since(start)));
            let length = length.unwrap_or_else(|| "not sent".to_owned());
            let _ = writeln!(text, "  {disk}: {} B, {length}", transfer.sent.get());
        }
    }
    text += "\nRECOVERY POINTS\n";
    for (id, point) in ledger.points().enumerate() {
        text += &point_text(scenario, ledger, id, point);
    }
    if !ledger.operators().is_empty() {
        text += "\nOPERATORS\n";
    }
    for record in ledger.operators() {
        let name = record.vm.map_or("service", |vm| &scenario.vms()[vm].name);
        let refused = record.refused.map(|fault| fault.row().code);
        let outcome = refused.map_or_else(|| "done".to_owned(), |code| format!("refused, {code}"));
        let (at, what) = (
            when(scenario, record.at),
            scenario.timeline()[record.action as usize].what.name(),
        );
        let _ = writeln!(text, "{at} {name} {what}: {outcome}");
    }
    text
}

fn point_text(scenario: &Scenario, ledger: &Ledger, id: PointId, point: &Point) -> String {
    let name = &scenario.vms()[point.vm].name;
    let reasons: Vec<&str> = point.reasons.iter().map(|reason| reason.name()).collect();
    let mut text = format!(
        "#{} {name} taken {}, {} B protected, {}\n",
        id.get(),
        when(scenario, point.taken),
        point.protected.get(),
        if reasons.is_empty() {
            "no reason".to_owned()
        } else {
            reasons.join(" ")
        }
    );
    let until = |removed: SimTime| {
        if removed == SimTime::MAX {
            "is there".to_owned()
        } else {
            format!("removed {}", when(scenario, removed))
        }
    };
    if let Some(SnapshotTier { held, removed }) = point.snapshot {
        let held = match held {
            SnapshotHeld::Diverged { bytes, until } => {
                format!("{} B diverged by {}", bytes.get(), when(scenario, until))
            }
            SnapshotHeld::Incremental { added, freed } => {
                format!("{} B added, {} B freed", added.get(), freed.get())
            }
        };
        let _ = writeln!(text, "  snapshot {}: {held}", until(removed));
    }
    if let Some(tier) = point.vault {
        let sent = ledger.jobs()[point.job].sent.get();
        let committed = when(scenario, tier.committed);
        let (until, freed) = (until(tier.removed), tier.freed.get());
        let heir = tier
            .heir
            .map(|heir| format!(", the rest to #{}", heir.get()));
        let _ = writeln!(
            text,
            "  vault from {committed}, {until}: {sent} B added, {freed} B freed{}",
            heir.unwrap_or_default()
        );
    }
    text
}

fn outcome(ledger: &Ledger, job: &Job) -> String {
    match job.outcome {
        JobOutcome::Running => "running".to_owned(),
        JobOutcome::Completed(point) => {
            assert_eq!(
                ledger.points()[point].vm,
                job.vm,
                "a point belongs to its machine"
            );
            format!("completed, {} B sent", job.sent.get())
        }
        JobOutcome::TransferSkipped(_) => "transfer skipped".to_owned(),
        JobOutcome::Cancelled => "cancelled".to_owned(),
        JobOutcome::Withdrawn => "withdrawn".to_owned(),
        JobOutcome::Failed(fault) => format!("failed, {}", fault.row().code),
    }
}

fn when(scenario: &Scenario, at: SimTime) -> String {
    scenario
        .calendar()
        .utc_text(SimTime::from_nanos(at.as_nanos()))
}

fn secs(length: SimDuration) -> String {
    let millis = length.as_nanos().div_ceil(1_000_000);
    format!(
        "{}.{:03} s",
        millis.div_euclid(1000),
        millis.rem_euclid(1000)
    )
}
