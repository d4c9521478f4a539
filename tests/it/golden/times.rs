//! Where the time of a run's backups went, or of its restores where it has some, in lines that a
//! person reads. For the goldens that ask about time.

use std::fmt::Write;
use vaultlab::ledger::Carrier;
use vaultlab::report::Report;
use vaultlab::units::{SimDuration, VmId};

/// Of each backup its parts, and why it took long; of each night what was lost. Of each restore its
/// disks.
pub(super) fn times_text(report: &Report) -> String {
    if !report.ledger().tasks().is_empty() {
        return restores(report);
    }
    let mut text = String::from("BACKUPS (how long from when each was due; its parts)\n");
    for night in report.nights() {
        for vm in report.scenario().vms().ids() {
            text += &backup(report, vm, night.night);
        }
        if let Some(most) = &night.lost_most {
            let _ = writeln!(text, "night of {}: {most}", night.date);
        }
    }
    text
}

fn backup(report: &Report, vm: VmId, night: u32) -> String {
    let Some(view) = report.machine(vm, night) else {
        return String::new();
    };
    if view.parts.is_empty() {
        return String::new();
    }
    let secs: f64 = view.parts.iter().map(|part| part.length_s).sum();
    let all = SimDuration::from_secs_f64_rounded_up(secs);
    let sent = view.facts.iter().find(|fact| fact.label == "Sent");
    let sent = sent.map(|fact| fact.value.clone());
    let mut text = format!(
        "night {night} {}: {all}, {} sent\n",
        view.name,
        sent.unwrap_or_default()
    );
    for part in view.parts.iter().filter(|part| part.length_s >= 1.0) {
        let _ = writeln!(
            text,
            "  {}: {} ({:.1} %)",
            part.label, part.length, part.percent
        );
    }
    let _ = writeln!(text, "  {}", view.why);
    text
}

fn restores(report: &Report) -> String {
    let ledger = report.ledger();
    let mut text = String::from("RESTORES (how long from the order; each disk's copy)\n");
    for (id, task) in ledger.tasks().enumerate() {
        let (Some(restore), Some(end), Some(vm)) = (task.restore, task.end(), task.vm) else {
            continue;
        };
        let tier = if restore.from_snapshot {
            "its snapshot"
        } else {
            "the vault"
        };
        let name = &report.scenario().vms()[vm].name;
        let length = end.since(task.began);
        let bytes = restore.bytes;
        let _ = writeln!(text, "{name} from {tier}: {length}, {bytes}");
        for (slot, copy) in (0..).zip(ledger.copies_of(id)) {
            let disk = &report.scenario().disks()[copy.disk].name;
            let took = copy.ended.map(|ended| ended.since(copy.began));
            let took = took.unwrap_or_default();
            let lost = ledger.losses_of(Carrier::Copies(id, slot));
            let lost: SimDuration = lost.iter().map(|loss| loss.time).sum();
            let _ = writeln!(
                text,
                "  {disk}: {} in {took}, {lost} of it waiting for links",
                copy.bytes
            );
        }
    }
    text
}
