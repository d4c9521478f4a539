//! Views made by hand for charts: small, and with one of everything that a chart can show.

use vaultlab::report::view::{
    BillLine, BillView, ChartView, FleetRow, Moment, NightView, PartView, PhaseName, PhaseView,
    ReasonView, SeriesView, Verdict,
};
use vaultlab::units::{Bytes, Money};

const HOUR_S: u64 = 3600;

pub(crate) fn moment(s: u64, local: &str) -> Moment {
    Moment {
        s,
        utc: format!("{}Z", local.replace(' ', "T")),
        local: local.to_owned(),
    }
}

/// The night of 4 March, whose window is 22:00 to 06:00.
pub(crate) fn night() -> NightView {
    NightView {
        night: 2,
        date: "2026-03-04".to_owned(),
        title: "Wednesday 4 March 2026".to_owned(),
        opens: moment(70 * HOUR_S, "2026-03-04 22:00"),
        closes: moment(78 * HOUR_S, "2026-03-05 06:00"),
        due: 12,
        held: 8,
        late: 1,
        failed: 1,
        skipped: 1,
        running: 1,
        verdict: Some(Verdict::Late),
        sentence: "2 of 12 missed the window.".to_owned(),
        slack: None,
        missed: Vec::new(),
        missed_more: 0,
        sent_bytes: Bytes::gib(311).into(),
        lost: Vec::new(),
        lost_most: None,
    }
}

/// Twelve machines of that night, the worst ones first.
pub(crate) fn rows() -> Vec<FleetRow> {
    let held = |vm, name: &str, at, hours: [f64; 6]| row(vm, name, Verdict::Held, at, &hours);
    let mut rows = vec![
        row(
            0,
            "sql-prod-02",
            Verdict::Late,
            0.0,
            &[0.78, 0.3, 0.25, 2.4, 5.85, 0.1],
        ),
        row(1, "web-legacy", Verdict::Failed, 0.0, &[0.4, 0.5]),
        row(
            2,
            "a-machine-whose-name-is-far-too-long-for-the-column",
            Verdict::Skipped,
            0.0,
            &[1.2, 0.1, 0.2],
        ),
        row(
            3,
            "build-03",
            Verdict::Running,
            0.0,
            &[1.7, 0.1, 0.1, 0.5, 3.6],
        ),
        held(4, "files-01", 0.0, [0.2, 0.1, 0.15, 1.2, 0.9, 0.04]),
        held(5, "app-07", 1.5, [0.2, 0.1, 0.1, 0.3, 0.4, 0.04]),
        held(6, "app-08", 1.5, [0.4, 0.1, 0.1, 0.4, 1.4, 0.04]),
        held(7, "erp-db", 0.0, [1.1, 0.2, 0.2, 1.6, 2.3, 0.05]),
        held(8, "mail-01", 0.0, [0.9, 0.1, 0.1, 0.2, 0.8, 0.04]),
        held(9, "dc-01", 0.0, [1.9, 0.1, 0.1, 0.0, 0.3, 0.001]),
        held(10, "lin-web-1", 0.5, [0.1, 0.0001, 0.1, 0.9, 0.6, 0.04]),
    ];
    rows[0].detail = Some("1 h 41 min late".to_owned());
    rows[0].reasons = vec![ReasonView {
        reason: "contention for storage account sa03".to_owned(),
        percent: 20.1,
    }];
    rows[1].detail = Some("ExtensionSnapshotFailedNoNetwork".to_owned());
    rows.push(FleetRow {
        verdict: None,
        phases: Vec::new(),
        due: None,
        ..row(11, "lin-web-2", Verdict::Held, 0.0, &[])
    });
    rows
}

/// A machine's row: phases of these hours, from a time after the window's opening on.
pub(crate) fn row(vm: u32, name: &str, verdict: Verdict, at_hours: f64, hours: &[f64]) -> FleetRow {
    let names = [
        PhaseName::Start,
        PhaseName::Prepare,
        PhaseName::Snapshot,
        PhaseName::Queue,
        PhaseName::Transfer,
        PhaseName::Commit,
    ];
    let mut at = 70.0 + at_hours;
    let total: f64 = hours.iter().sum();
    let phases = names.into_iter().zip(hours).map(|(phase, hours)| {
        let start = at;
        at += hours;
        PhaseView {
            phase,
            start_s: (start * 3600.0) as u64,
            end_s: (at * 3600.0) as u64,
            length: format!("{:.0} min", hours * 60.0),
            percent: hours / total * 100.0,
        }
    });
    let phases: Vec<PhaseView> = phases.collect();
    FleetRow {
        vm,
        name: name.to_owned(),
        os: "linux".to_owned(),
        policy: "daily-22:00".to_owned(),
        vault: "vault-a".to_owned(),
        used_bytes: Bytes::gib(120).into(),
        sent_bytes: Some(Bytes::gib(3).into()),
        due: Some("22:00".to_owned()),
        start: None,
        end: None,
        length: None,
        verdict: Some(verdict),
        detail: None,
        own_window: None,
        parts: phases.iter().flat_map(parts_of).collect(),
        reasons: Vec::new(),
        phases,
    }
}

/// A phase as one part of its own; of a transfer a third is lost to an account.
fn parts_of(phase: &PhaseView) -> Vec<PartView> {
    let part = |name: &str, label: &str, link: Option<&str>, share: f64| PartView {
        phase: Some(phase.phase),
        part: name.to_owned(),
        label: label.to_owned(),
        link: link.map(str::to_owned),
        length: phase.length.clone(),
        length_s: (phase.end_s - phase.start_s) as f64 * share,
        percent: phase.percent * share,
    };
    if phase.phase != PhaseName::Transfer {
        return vec![part("other", "something else", None, 1.0)];
    }
    let lost = "waiting for storage account sa03";
    vec![
        part("blob", "moving data", None, 2.0 / 3.0),
        part("shared", lost, Some("storage account sa03"), 1.0 / 3.0),
    ]
}

/// Throughput of a vault and an account, five minutes a value; the account is at its limit.
pub(crate) fn throughput() -> ChartView {
    let count: u32 = 97;
    let wave = |from: u32, to: u32, top: f64, shake: f64| {
        let value = move |i: u32| {
            let share = f64::from(i.clamp(from, to) - from) / f64::from(to - from);
            let noise = f64::from((i * 7919) % 13) / 13.0 * shake;
            (4.0 * share * (1.0 - share) * top
                + if share > 0.0 && share < 1.0 {
                    noise
                } else {
                    0.0
                })
            .max(0.0)
        };
        (0..count).map(value).collect::<Vec<f64>>()
    };
    let capped = wave(10, 80, 110.0, 4.0).into_iter().map(|v| v.min(60.0));
    let series = |name: &str, kind: &str, limit, values| SeriesView {
        name: name.to_owned(),
        kind: kind.to_owned(),
        limit,
        limits: Vec::new(),
        values,
    };
    ChartView {
        title: "Throughput by link".to_owned(),
        unit: "MiB/s".to_owned(),
        start_s: 70 * HOUR_S,
        step_s: 300,
        times: (0..count).map(|i| clock(22 * 60 + i * 5)).collect(),
        series: vec![
            series("vault-a", "vault", Some(500.0), wave(2, 95, 72.0, 9.0)),
            series("sa03", "account", Some(60.0), capped.collect()),
        ],
    }
}

fn clock(minutes: u32) -> String {
    let (day, minutes) = (4 + minutes.div_euclid(1440), minutes % 1440);
    format!(
        "2026-03-{day:02} {:02}:{:02}",
        minutes.div_euclid(60),
        minutes % 60
    )
}

/// Sizes over a run of thirty days.
pub(crate) fn sizes() -> ChartView {
    let days = 30;
    let grown = |first: f64, growth: f64| {
        (0..days)
            .map(|i| first + growth * f64::from(i))
            .map(f64::round)
            .collect()
    };
    let series = |name: &str, values| SeriesView {
        name: name.to_owned(),
        kind: name.to_owned(),
        limit: None,
        limits: Vec::new(),
        values,
    };
    let tib = f64::from(1 << 20) * f64::from(1 << 20);
    let date = |i: u32| {
        if i < 30 {
            format!("2026-03-{:02}", i + 2)
        } else {
            format!("2026-04-{:02}", i - 29)
        }
    };
    ChartView {
        title: "Sizes over the run".to_owned(),
        unit: "bytes".to_owned(),
        start_s: 0,
        step_s: 24 * HOUR_S,
        times: (0..days).map(date).collect(),
        series: vec![
            series("stored", grown(3.1 * tib, 0.11 * tib)),
            series("protected", grown(4.2 * tib, 0.01 * tib)),
        ],
    }
}

/// So many nights from 2 March 2026 on: late on Wednesdays, failed from the ninth week on now and then.
pub(crate) fn nights(count: u32) -> Vec<NightView> {
    let first = "2026-03-02"
        .parse::<jiff::civil::Date>()
        .expect("a date of this century");
    let one = |i: u32| {
        let date = first
            .checked_add(jiff::Span::new().days(i64::from(i)))
            .expect("a date of this century");
        let (late, failed) = (
            u32::from(i % 7 == 2),
            u32::from(i > 60 && i.is_multiple_of(11)),
        );
        let skipped = u32::from(i % 17 == 8);
        let verdict = match (late, skipped) {
            (0, 0) => Verdict::Held,
            (0, _) => Verdict::Skipped,
            _ => Verdict::Late,
        };
        NightView {
            night: i,
            date: date.to_string(),
            title: date.strftime("%A %-d %B %Y").to_string(),
            opens: moment(u64::from(i) * 24 * HOUR_S, &format!("{date} 22:00")),
            due: if i % 29 == 27 { 0 } else { 25 },
            held: 25 - late - failed - skipped,
            late: if i % 29 == 27 { 0 } else { late },
            failed,
            skipped,
            running: 0,
            verdict: (i % 29 != 27).then_some(verdict),
            slack: Some("1 h 12 min".to_owned()),
            ..night()
        }
    };
    (0..count).map(one).collect()
}

/// The bill of so many months, the first one and the last one in part.
pub(crate) fn bill(count: u32) -> Vec<BillView> {
    let line = |meter: &str, item: &str, cents: i64| BillLine {
        meter: meter.to_owned(),
        item: item.to_owned(),
        quantity: "25.0000".to_owned(),
        unit: "instance-month".to_owned(),
        unit_price: "10.00".to_owned(),
        amount: Money::from_nanos(i128::from(cents) * 10_000_000).into(),
        why: "25 machines for the whole month".to_owned(),
    };
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = |i: u32| {
        let part = if i == 0 || i + 1 == count { 60 } else { 100 };
        let (year, number) = (2026 + (i + 2).div_euclid(12), (i + 2) % 12 + 1);
        let cents = [
            215 * part,
            40 * part,
            (120 + 18 * i64::from(i)) * part,
            (30 + 6 * i64::from(i)) * part,
        ];
        let total: i64 = cents.iter().sum();
        BillView {
            month: i,
            name: format!("{year}-{number:02}"),
            title: format!("{} {year}", MONTHS[number as usize - 1]),
            complete: part == 100,
            currency: "EUR".to_owned(),
            lines: vec![
                line("Azure VM protected instance", "≤ 500 GB", cents[0]),
                line("Azure VM protected instance", "≤ 50 GB", cents[1]),
                line("GRS data stored", "vault-a", cents[2]),
                line("LRS data stored", "vault-b", cents[3]),
            ],
            total: Money::from_nanos(i128::from(total) * 10_000_000).into(),
        }
    };
    (0..count).map(month).collect()
}
