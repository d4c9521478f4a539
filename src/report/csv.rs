//! The same figures as CSV for a spreadsheet. A cell that a spreadsheet would take for a formula is
//! preceded by an apostrophe: names come from foreign inventories.

use super::Report;
use super::view::{BlobsView, ComparisonView, CostView, JobView, StepView};

/// Every backup of the run, one a line.
#[must_use]
pub fn backups(report: &Report) -> String {
    let calendar = report.scenario.calendar();
    let head = [
        "night",
        "machine",
        "policy",
        "due",
        "started",
        "ended",
        "verdict",
        "detail",
        "sent_bytes",
    ];
    let mut rows = Vec::new();
    for of_night in &report.nights {
        for id in &of_night.jobs {
            let job = report.ledger.jobs()[*id];
            let vm = &report.scenario.vms()[job.vm];
            let time = |at: Option<_>| at.map(|at| calendar.utc_text(at)).unwrap_or_default();
            rows.push([
                of_night.night.date.to_string(),
                vm.name.clone(),
                report.scenario.policies()[job.policy].name.clone(),
                calendar.utc_text(job.due),
                time(job.started()),
                time(job.ended()),
                report.verdict(&job, &of_night.night).name().to_owned(),
                report.detail(&job, &of_night.night).unwrap_or_default(),
                report.sent(*id).get().to_string(),
            ]);
        }
    }
    table(head, rows)
}

/// Every line of every month's bill.
#[must_use]
pub fn bills(cost: &CostView) -> String {
    let head = [
        "month",
        "complete",
        "meter",
        "item",
        "quantity",
        "unit",
        "unit_price",
        "amount",
        "currency",
    ];
    let rows = cost.months.iter().flat_map(|month| {
        month.lines.iter().map(|line| {
            [
                month.name.clone(),
                month.complete.to_string(),
                line.meter.clone(),
                line.item.clone(),
                line.quantity.clone(),
                line.unit.clone(),
                line.unit_price.clone(),
                line.amount.0.to_string(),
                cost.currency.clone(),
            ]
        })
    });
    table(head, rows.collect())
}

/// Jobs, one a line.
#[must_use]
pub fn jobs(all: &[JobView]) -> String {
    let head = [
        "id",
        "operation",
        "machine",
        "status",
        "began_utc",
        "ended_utc",
        "fault",
        "attempts",
        "detail",
    ];
    let row = |job: &JobView| {
        let ended = job.ended.as_ref().map(|at| at.utc.clone());
        let fault = job.fault.as_ref().map(|fault| fault.code.clone());
        [
            job.id.clone(),
            job.operation.name().to_owned(),
            job.name.clone(),
            job.status.name().to_owned(),
            job.began.utc.clone(),
            ended.unwrap_or_default(),
            fault.unwrap_or_default(),
            job.attempts.to_string(),
            job.detail.clone(),
        ]
    };
    table(head, all.iter().map(row).collect())
}

/// A machine's recovery points as of a date, newest first.
#[must_use]
pub fn points(view: &super::view::PointsView) -> String {
    let head = [
        "taken_utc",
        "reasons",
        "tiers",
        "vault_until_utc",
        "snapshot_until_utc",
        "vault_bytes",
        "snapshot_bytes",
        "cost_a_month",
        "archive",
    ];
    let rows = view.points.iter();
    let rows = rows.map(|point| point.cells(" ", |size| size.get().to_string()));
    table(head, rows.collect())
}

/// The steps of a custom backup, one a line.
#[must_use]
pub fn steps(view: &BlobsView) -> String {
    let head = [
        "step",
        "window",
        "by_hand",
        "begins_utc",
        "takes_s",
        "request",
        "what",
        "moved_bytes",
        "requests",
        "changed_bytes",
        "cleared_bytes",
        "ranges",
        "proven",
        "refused",
    ];
    let row = |step: &StepView| {
        let size = |size: Option<super::view::ByteCount>| size.map(|size| size.0.get());
        [
            step.number.to_string(),
            step.window.map(|it| it.to_string()).unwrap_or_default(),
            step.by_hand.to_string(),
            step.at.utc.clone(),
            step.takes_s.to_string(),
            step.request.clone(),
            step.what.clone(),
            step.moved.0.get().to_string(),
            step.requests.to_string(),
            size(step.changed)
                .map(|it| it.to_string())
                .unwrap_or_default(),
            size(step.cleared)
                .map(|it| it.to_string())
                .unwrap_or_default(),
            step.ranges.map(|it| it.to_string()).unwrap_or_default(),
            step.proven.map(|it| it.to_string()).unwrap_or_default(),
            step.refused.clone().unwrap_or_default(),
        ]
    };
    table(head, view.steps.iter().map(row).collect())
}

/// Two scenarios' totals, month by month.
#[must_use]
pub fn comparison(view: &ComparisonView) -> String {
    let head = ["month", "first", "second", "difference", "currency"];
    let row = |month: &super::view::ComparisonMonth| {
        let amount = |amount: super::view::Amount| amount.0.to_string();
        let amounts = [month.first, month.second, month.difference].map(amount);
        let [first, second, difference] = amounts;
        [
            month.month.clone(),
            first,
            second,
            difference,
            view.currency.clone(),
        ]
    };
    table(head, view.months.iter().map(row).collect())
}

fn table<const N: usize>(head: [&str; N], rows: Vec<[String; N]>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(head)
        .expect("writing to memory does not fail");
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| unformulated(cell)))
            .expect("nor does this");
    }
    let bytes = writer.into_inner().expect("nor flushing");
    String::from_utf8(bytes).expect("every cell is text")
}

fn unformulated(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula && !is_number(cell) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// Whether this is a difference below zero, such as `-7.45`, and nothing else.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let (units, cents) = digits.split_once('.').unwrap_or((digits, "0"));
    [units, cents]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_a_formula_is_only_text() {
        let text = table(
            ["name", "n"],
            vec![["=cmd|' /C calc'!A0".to_owned(), "1".to_owned()]],
        );
        assert_eq!(text, "name,n\n'=cmd|' /C calc'!A0,1\n");
    }
}
