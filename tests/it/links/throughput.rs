//! Throughput of one link over a night: which can be chosen, what they carry, what limits them.

use super::{done, every_link};
use crate::fleets::{random, report, run};
use vaultlab::ledger::{LinkName, LinkUsage};
use vaultlab::report::Report;
use vaultlab::report::view::ChartView;

fn chosen(report: &Report, night: u32) -> Vec<(u32, String)> {
    let links = report.links_of_night(night).expect("there is such a night");
    links.into_iter().map(|it| (it.link, it.name)).collect()
}

fn one(report: &Report, night: u32, link: u32) -> ChartView {
    report
        .throughput(night, Some(link))
        .expect("both are there")
}

#[test]
fn the_links_that_carried_anything_can_be_chosen_and_of_machines_the_one_held_most() {
    let session = done(&every_link());
    let report = report(&session);
    let names: Vec<String> = chosen(report, 0)
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    assert_eq!(
        names,
        [
            "vault vault",
            "the region",
            "storage account sa03",
            "the requests of storage account sa03",
            "the size of sql",
        ]
    );
    assert!(report.links_of_night(99).is_none());
    assert!(report.throughput(0, Some(99)).is_none());
}

/// Nights do not overlap here and all that is sent is sent in one: what the chart of a vault shows is
/// to the byte what its jobs have sent.
#[test]
fn what_a_night_shows_of_a_vault_is_what_its_backups_have_sent() {
    let session = done(&every_link());
    let report = report(&session);
    for night in report.nights() {
        let (link, name) = &chosen(report, night.night)[0];
        assert_eq!(name, "vault vault");
        let view = one(report, night.night, *link);
        let mib: f64 = view.series[0].values.iter().sum::<f64>() * view.step_s as f64;
        let sent = night.sent_bytes.0.as_f64();
        let shown = mib * f64::from(1 << 20);
        assert!(
            (shown - sent).abs() < 1.0 + 1e-9 * sent,
            "{shown} of {sent}"
        );
    }
}

#[test]
fn a_capacity_that_changes_by_the_hour_is_drawn_by_the_hour() {
    let session = done(&every_link());
    let report = report(&session);
    let links = chosen(report, 0);
    let (region, _) = links
        .iter()
        .find(|(_, name)| name == "the region")
        .expect("it is limited");
    let view = one(report, 0, *region);
    let series = &view.series[0];
    assert_eq!(
        (series.limit, series.limits.len()),
        (None, view.times.len())
    );
    let mut steps: Vec<(String, f64)> = Vec::new();
    for (time, limit) in view.times.iter().zip(&series.limits) {
        if steps.last().is_none_or(|(_, last)| last != limit) {
            steps.push((time[11..].to_owned(), *limit));
        }
    }
    let steps: Vec<(&str, f64)> = steps
        .iter()
        .map(|(time, it)| (time.as_str(), *it))
        .collect();
    assert_eq!(steps, [("21:30", 80.0), ("22:00", 60.0), ("02:00", 80.0)]);
    let requests = links
        .iter()
        .find(|(_, name)| name.starts_with("the requests"));
    let (requests, _) = requests.expect("sa03 answered some");
    let view = one(report, 0, *requests);
    assert_eq!(
        (view.unit.as_str(), view.series[0].limit),
        ("requests/s", Some(14_000.0))
    );
}

/// Only what the busy hours carry is limited: in the others there is no limit to draw.
#[test]
fn an_hour_without_a_limit_has_none() {
    let text = every_link().replace("\"region_mib_per_s\": 80,", "");
    let session = done(&text);
    let report = report(&session);
    let place = report
        .ledger()
        .usage()
        .iter()
        .position(|it| it.link == LinkName::Region);
    let place = u32::try_from(place.expect("it is limited")).expect("few links");
    let view = one(report, 0, place);
    let limits = &view.series[0].limits;
    assert!(
        limits[0].is_infinite() && limits.contains(&60.0),
        "{limits:?}"
    );
}

#[test]
fn nothing_shown_is_above_its_limit_in_any_fleet() {
    for seed in 0..30 {
        let session = run(random(seed));
        let report = report(&session);
        for night in 0..report.night_count() {
            for (link, name) in chosen(report, night) {
                let view = one(report, night, link);
                let series = &view.series[0];
                for (i, value) in series.values.iter().enumerate() {
                    let limit = series.limits.get(i).copied().or(series.limit);
                    let limit = limit.unwrap_or(f64::INFINITY);
                    assert!(
                        *value <= limit * (1.0 + 1e-9),
                        "seed {seed}, {name}: {value}"
                    );
                }
                assert_eq!(view.step_s, LinkUsage::SLOT.whole_secs());
            }
        }
    }
}
