//! How things stand at a moment, as text.

use super::{Left, Right, counted, plain, table};
use crate::report::view::{ItemView, LabSentView, LabView, MachineDetailView, TroubleView};
use std::fmt::Write;

/// The dashboard, every machine, what is next, and one machine if it was asked for.
#[must_use]
pub fn lab(view: &LabView) -> String {
    let dashboard = &view.dashboard;
    let mut text = format!(
        "{} at {} {} · {}\n{} protected. Jobs of the last 24 hours: {} succeeded, {} failed; {} running.\n\n",
        plain(&view.name),
        view.now.local,
        view.time_zone,
        view.profile,
        counted(dashboard.protected, "machine"),
        dashboard.succeeded_24h,
        dashboard.failed_24h,
        dashboard.running,
    );
    text += &items(&view.items);
    for (title, candidates) in [
        ("Can be registered", &view.to_register),
        ("Can be protected", &view.to_protect),
    ] {
        let names = candidates.iter().map(|one| match &one.group {
            Some(group) => plain(&format!("{group}/{}", one.name)),
            None => plain(&one.name),
        });
        let names: Vec<String> = names.collect();
        if !names.is_empty() {
            let _ = writeln!(text, "\n{title}: {}", names.join(", "));
        }
    }
    for notification in &view.notifications {
        let _ = writeln!(
            text,
            "\n{}  {}",
            notification.at.local,
            plain(&notification.text)
        );
    }
    if !view.next.is_empty() {
        text += "\nNext\n";
    }
    for next in &view.next {
        let _ = writeln!(text, "{}  {}", next.at.local, plain(&next.text));
    }
    let wrong = present(&view.service_troubles);
    if !wrong.is_empty() {
        let _ = write!(text, "\nWrong with the service\n{wrong}");
    }
    if let Some(machine) = &view.machine {
        text += &detail(machine);
    }
    text
}

fn items(items: &[ItemView]) -> String {
    let columns = [
        ("Machine", Left),
        ("State", Left),
        ("Power", Left),
        ("Policy", Left),
        ("Last backup", Left),
        ("Newest point", Left),
        ("Consistency", Left),
    ];
    let row = |item: &ItemView| {
        let name = match &item.group {
            Some(group) => format!("{group}/{}", item.name),
            None => item.name.clone(),
        };
        let last = item.last_backup.zip(item.last_backup_at.as_ref());
        let last = last.map(|(status, at)| format!("{} {}", at.local, status.name()));
        let newest = item.newest_point.as_ref().map(|at| at.local.clone());
        let power = if item.exists {
            &item.power
        } else {
            "not there"
        };
        let level = item.newest_consistency.clone();
        vec![
            plain(&name),
            item.state_text.clone(),
            power.to_owned(),
            plain(item.policy.as_deref().unwrap_or("–")),
            last.unwrap_or_else(|| "–".to_owned()),
            newest.unwrap_or_else(|| "–".to_owned()),
            level.unwrap_or_else(|| "–".to_owned()),
        ]
    };
    table(&columns, items.iter().map(row).collect())
}

fn detail(machine: &MachineDetailView) -> String {
    let mut text = format!("\n{} · {}\n", plain(&machine.name), machine.state_text);
    for section in &machine.sections {
        let _ = writeln!(text, "\n{}", section.title);
        for fact in &section.facts {
            let _ = writeln!(text, "  {}: {}", fact.label, plain(&fact.value));
        }
    }
    if !machine.changes.is_empty() {
        text += "\nChange log\n";
    }
    for change in &machine.changes {
        let _ = writeln!(text, "  {}  {}", change.at.local, change.text);
    }
    if !machine.writers.is_empty() {
        text += "\nVSS writers\n";
    }
    for writer in &machine.writers {
        let ends = if writer.fails { "fails" } else { "succeeds" };
        let _ = writeln!(
            text,
            "  {}: {ends}, freezes for {} s, logs of {}",
            plain(&writer.name),
            writer.freeze_s,
            writer.logs.0
        );
    }
    text += &disks_and_points(machine);
    let wrong = present(&machine.troubles);
    if !wrong.is_empty() {
        let _ = write!(text, "\nWrong with it\n{wrong}");
    }
    text
}

fn disks_and_points(machine: &MachineDetailView) -> String {
    let mut text = "\n".to_owned();
    let columns = [
        ("Disk", Left),
        ("Role", Left),
        ("Size", Right),
        ("Used", Right),
        ("Attached", Left),
    ];
    let rows = machine.disks.iter().map(|disk| {
        vec![
            plain(&disk.name),
            disk.role.clone(),
            disk.size.0.to_string(),
            disk.used.0.to_string(),
            yes_no(disk.attached),
        ]
    });
    text += &table(&columns, rows.collect());
    text += &blocks(machine);
    if machine.points.is_empty() {
        return text;
    }
    let columns = [
        ("Point", Left),
        ("Level", Left),
        ("Tiers", Left),
        ("Boots", Left),
        ("Not corrupt", Left),
        ("Nothing lost", Left),
        ("Applications", Left),
        ("Keys", Left),
        ("Reason", Left),
    ];
    let rows = machine.points.iter().map(|point| {
        vec![
            point.taken.local.clone(),
            point.level.clone(),
            point.tiers.join(", "),
            yes_no(point.boots),
            yes_no(point.no_corruption),
            yes_no(point.no_loss),
            yes_no(point.application_consistent),
            yes_no(point.has_keys),
            point.reason.clone(),
        ]
    });
    text.push('\n');
    text += &table(&columns, rows.collect());
    text
}

/// What is wrong, one thing a line, with its cure.
fn present(troubles: &[TroubleView]) -> String {
    let there = troubles.iter().filter(|trouble| trouble.present);
    let line =
        |trouble: &TroubleView| format!("  {}: {} {}\n", trouble.name, trouble.state, trouble.cure);
    there.map(line).collect()
}

fn yes_no(yes: bool) -> String {
    (if yes { "yes" } else { "–" }).to_owned()
}

/// The disks block by block, if the machine is simulated so.
fn blocks(machine: &MachineDetailView) -> String {
    let columns = [
        ("Blocks of", Left),
        ("Block", Right),
        ("Hold data", Right),
        ("Written since", Right),
        ("Cleared since", Right),
        ("Sent last", Right),
        ("Requests", Right),
    ];
    let disks = machine.disks.iter().filter_map(|disk| disk.blocks.as_ref());
    let Some(first) = disks.clone().next() else {
        return String::new();
    };
    let rows = disks.clone().map(|view| {
        let last = |of: fn(&LabSentView) -> String| view.last.as_ref().map_or_else(dash, of);
        vec![
            plain(&view.disk),
            view.block.0.to_string(),
            view.held.blocks.to_string(),
            view.written.blocks.to_string(),
            view.cleared.blocks.to_string(),
            last(|it| it.sent.blocks.to_string()),
            last(|it| it.requests.to_string()),
        ]
    });
    let mut text = format!("\n{}\n", first.since_text);
    text += &table(&columns, rows.collect());
    for view in disks {
        let last = view.last.as_ref().map(|last| &last.found);
        let next = view.next.as_ref().map(|next| &next.found);
        for said in last.into_iter().chain(next) {
            let _ = writeln!(text, "{}: {said}", plain(&view.disk));
        }
    }
    text
}

fn dash() -> String {
    "–".to_owned()
}
