//! The same figures as text for a terminal: aligned columns, no colour, no control characters.

mod errors;
mod jobs;
mod lab;
mod links;
mod operators;
mod plan;
mod points;
mod profiles;
mod restores;
mod scheme;
mod story;

pub use errors::errors;
pub use jobs::jobs;
pub use lab::lab;
pub use links::links;
pub use plan::{advice, plan};
pub use points::points;
pub use profiles::profiles;
pub use restores::restores;
pub use scheme::scheme;

use super::Report;
use super::scenario_view;
use super::view::{
    BillView, ByteCount, ComparisonView, CostView, MissView, NightView, ScenarioView, SummaryView,
};
use std::fmt::Write;

/// A column: its head and whether it is set to the right.
type Column<'t> = (&'t str, Align);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Align {
    Left,
    Right,
}
use Align::{Left, Right};

/// The whole run: verdict, nights, who is late or fails, sizes, bills.
#[must_use]
pub fn run(report: &Report) -> String {
    let summary = report.summary();
    let mut text = heading(&scenario_view(report.scenario()));
    let _ = writeln!(text, "\n{}\n", plain(&summary.verdict));
    if summary.nights > 0 {
        let all = report.nights();
        text += &nights(&all);
        text += &lost_most(&all);
    }
    for offender in [&summary.latest, &summary.failing].into_iter().flatten() {
        let _ = writeln!(text, "\n{}: {}", plain(&offender.vm), plain(&offender.why));
    }
    text += &story::story(report);
    let _ = writeln!(text, "\n{}", totals(&summary));
    for month in report.cost().months {
        let _ = writeln!(text, "\n{}", bill(&month));
    }
    let _ = writeln!(text, "Digest of the run: {}", summary.digest);
    text
}

/// What the run costs: sizes, classes, bills, what is left out.
#[must_use]
pub fn cost(report: &Report) -> String {
    let cost = report.cost();
    let mut text = heading(&scenario_view(report.scenario()));
    let CostView {
        currency,
        vms,
        protected_vms,
        used_bytes,
        protected_bytes,
        ..
    } = &cost;
    let _ = writeln!(
        text,
        "\nBilled: {protected_vms} of {}. Used at the start: {}; \
         protected-instance size at the end: {}.\n",
        counted(*vms, "machine"),
        used_bytes.0,
        protected_bytes.0
    );
    let columns = [
        ("Class", Left),
        ("Machines", Right),
        ("Units", Right),
        ("Full month", Right),
    ];
    let rows = cost.classes.iter().map(|class| {
        let full_month = class.full_month.0.to_string();
        vec![
            class.class.clone(),
            class.vms.to_string(),
            class.instances.to_string(),
            full_month,
        ]
    });
    text += &table(&columns, rows.collect());
    let fee = cost.instance_fee_full_month.0;
    let _ = writeln!(text, "\nInstance fees of a full month: {fee} {currency}");
    for month in &cost.months {
        let _ = writeln!(text, "\n{}", bill(month));
    }
    text += "Not in these figures:\n";
    for left_out in &cost.left_out {
        let _ = writeln!(text, "- {left_out}");
    }
    text
}

/// Two scenarios' bills side by side.
#[must_use]
pub fn comparison(view: &ComparisonView) -> String {
    let (first, second) = (plain(&view.first), plain(&view.second));
    let columns = [
        ("Month", Left),
        ("First", Right),
        ("Second", Right),
        ("Difference", Right),
    ];
    let rows = view.months.iter().map(|month| {
        let amounts = [month.first, month.second, month.difference];
        let mut row = vec![month.month.clone()];
        row.extend(amounts.map(|amount| amount.0.to_string()));
        row
    });
    let table = table(&columns, rows.collect());
    let (first_fee, second_fee) = (view.first_fee.0, view.second_fee.0);
    format!(
        "First: {first}\nSecond: {second}\nAmounts in {}\n\n{table}\n\
         Instance fees of a full month: {first_fee} and {second_fee}\n",
        view.currency
    )
}

/// What most of a night's transfer time was lost to, of the night that lost the largest share.
fn lost_most(nights: &[NightView]) -> String {
    let share = |night: &&NightView| night.lost.first().map_or(0.0, |most| most.percent);
    let worst = nights.iter().filter(|night| share(night) >= 1.0);
    let worst = worst.max_by(|a, b| share(a).total_cmp(&share(b)).then(b.night.cmp(&a.night)));
    let said = worst.and_then(|night| Some((&night.date, night.lost_most.as_ref()?)));
    said.map_or_else(String::new, |(date, sentence)| {
        format!("\nNight of {date}: {}\n", plain(sentence))
    })
}

fn heading(view: &ScenarioView) -> String {
    let ScenarioView {
        name,
        vms,
        start,
        days,
        profile,
        seed,
        window,
        time_zone,
        own_windows,
        ..
    } = view;
    let name = plain(name);
    let own = own_windows.as_ref();
    let own = own.map_or_else(String::new, |who| format!("; own windows: {who}"));
    let (vms, days) = (counted(*vms, "machine"), counted(*days, "day"));
    format!(
        "{name} · {vms} · {days} from {start} · {profile} · seed {seed}\n\
         Window {window} {time_zone}{own}\n"
    )
}

fn nights(nights: &[NightView]) -> String {
    // Rare, and only where a transfer outlives the run by weeks.
    let running = nights.iter().any(|night| night.running > 0);
    let mut columns = vec![
        ("Night", Left),
        ("Due", Right),
        ("Held", Right),
        ("Late", Right),
        ("Failed", Right),
        ("Skipped", Right),
    ];
    columns.extend(running.then_some(("Running", Right)));
    columns.extend([("Sent", Right), ("Slack", Right)]);
    let missed = nights.iter().any(|night| !night.missed.is_empty());
    columns.extend(missed.then_some(("Missed by", Left)));
    let row = |night: &NightView| {
        let counts = [
            night.due,
            night.held,
            night.late,
            night.failed,
            night.skipped,
        ];
        let mut row = vec![night.date.clone()];
        row.extend(counts.iter().map(u32::to_string));
        row.extend(running.then(|| night.running.to_string()));
        row.push(night.sent_bytes.0.to_string());
        row.push(night.slack.clone().unwrap_or_else(|| "–".to_owned()));
        row.extend(missed.then(|| missed_by(night)));
        row
    };
    let due = nights.iter().filter(|night| night.due > 0);
    table(&columns, due.map(row).collect())
}

/// The worst three machines of a night that missed their window, and how many more.
fn missed_by(night: &NightView) -> String {
    const NAMED: usize = 3;
    let one = |miss: &MissView| format!("{} {}", plain(&miss.vm), miss.by);
    let named: Vec<String> = night.missed.iter().take(NAMED).map(one).collect();
    let unnamed = night.missed.len().saturating_sub(NAMED);
    let more = u32::try_from(unnamed).expect("a night names few") + night.missed_more;
    let named = named.join(", ");
    match more {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn totals(summary: &SummaryView) -> String {
    let SummaryView {
        held,
        late,
        failed,
        skipped,
        running,
        ..
    } = summary;
    let ByteCount(stored) = summary.stored_bytes;
    let ByteCount(protected) = summary.protected_bytes;
    let backups = counted(summary.backups + running, "backup");
    let points = counted(summary.points, "recovery point");
    let running = if *running > 0 {
        format!(", {running} still running")
    } else {
        String::new()
    };
    format!(
        "{backups}: {held} held, {late} late, {failed} failed, {skipped} skipped{running}.\n\
         At the end: {protected} protected, {stored} stored in {points}."
    )
}

fn bill(month: &BillView) -> String {
    let partial = if month.complete {
        ""
    } else {
        " (part of the month)"
    };
    let columns = [
        ("Meter", Left),
        ("Item", Left),
        ("Quantity", Right),
        ("Unit", Left),
        ("Price", Right),
        (
            if month.currency == "USD" {
                "USD"
            } else {
                "Amount"
            },
            Right,
        ),
    ];
    let mut rows: Vec<Vec<String>> = month
        .lines
        .iter()
        .map(|line| {
            vec![
                line.meter.clone(),
                plain(&line.item),
                line.quantity.clone(),
                line.unit.clone(),
                line.unit_price.clone(),
                line.amount.0.to_string(),
            ]
        })
        .collect();
    let empty = String::new;
    let total = month.total.0.to_string();
    rows.push(vec![
        "Total".to_owned(),
        empty(),
        empty(),
        empty(),
        empty(),
        total,
    ]);
    format!("Bill of {}{partial}\n{}", month.name, table(&columns, rows))
}

/// `1 machine`, `25 machines`.
pub(super) fn counted(count: impl Into<u64>, one: &str) -> String {
    let count = count.into();
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {one}{plural}")
}

/// Aligned columns, two spaces apart, a rule below the heads.
fn table(columns: &[Column<'_>], rows: Vec<Vec<String>>) -> String {
    let heads: Vec<String> = columns.iter().map(|(head, _)| (*head).to_owned()).collect();
    let width = |i: usize| {
        let cells = rows
            .iter()
            .chain([&heads])
            .map(|row| row[i].chars().count());
        cells.max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    let mut text = String::new();
    for row in [&heads, &rule].into_iter().chain(&rows) {
        let cells = row
            .iter()
            .zip(columns)
            .zip(&widths)
            .map(|((cell, (_, align)), width)| {
                let space = " ".repeat(width - cell.chars().count());
                if *align == Right {
                    space + cell
                } else {
                    cell.clone() + &space
                }
            });
        let line = cells.collect::<Vec<_>>().join("  ");
        text += line.trim_end();
        text.push('\n');
    }
    text
}

/// A foreign name as a terminal may show it: control and direction characters and
/// line separators replaced.
#[must_use]
pub fn plain(text: &str) -> String {
    let hostile = |c: char| {
        c.is_control()
            || matches!(
                c,
                '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            )
    };
    text.chars()
        .map(|c| if hostile(c) { '\u{fffd}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_their_cells_hold() {
        let rows = vec![
            vec!["a".to_owned(), "1".to_owned()],
            vec!["é → ü".to_owned(), "22".to_owned()],
        ];
        let text = table(&[("Name", Left), ("N", Right)], rows);
        assert_eq!(text, "Name    N\n─────  ──\na       1\né → ü  22\n");
    }

    #[test]
    fn a_hostile_name_cannot_move_the_cursor_or_turn_the_line() {
        assert_eq!(
            plain("a\u{1b}[2Jb\u{202e}c\n"),
            "a\u{fffd}[2Jb\u{fffd}c\u{fffd}"
        );
    }
}
