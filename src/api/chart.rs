//! Charts by name: finds the views that a chart is drawn from and hands them to a drawer.

use crate::charts::{Chart, Theme};
use crate::report::Report;
use crate::report::query::{ChartAt, ChartKind, FleetQuery, FleetSort, Look};
use crate::units::VmId;

/// Calls `draw` with a chart of a report; nothing when its night or machine does not exist.
pub fn with_chart<R>(
    report: &Report,
    kind: ChartKind,
    at: ChartAt,
    draw: impl FnOnce(&Chart<'_>) -> R,
) -> Option<R> {
    let ChartAt {
        night, from, count, ..
    } = at;
    Some(match kind {
        ChartKind::Night => {
            let query = FleetQuery {
                night,
                filter: String::new(),
                sort: FleetSort::Worst,
                descending: false,
                from,
                count,
            };
            let mut rows = report.fleet(&query).rows;
            rows.retain(|row| row.verdict.is_some());
            draw(&Chart::Night(&report.night_view(night)?, &rows))
        }
        ChartKind::Throughput => draw(&Chart::Lines(&report.throughput(night, at.link)?)),
        ChartKind::Sizes => draw(&Chart::Lines(&report.sizes())),
        ChartKind::Nights => draw(&Chart::Nights(&report.nights())),
        ChartKind::Bill => draw(&Chart::Bill(&report.cost().months)),
        ChartKind::Rpo => draw(&Chart::Lines(&report.rpo(VmId::new(at.vm))?)),
        ChartKind::Points => {
            let view = report.points(VmId::new(at.vm), report.instant(at.as_of_s))?;
            draw(&Chart::Points(&view))
        }
        ChartKind::Blocks => {
            let vm = VmId::new(at.vm);
            report.scenario().vms().get(vm)?;
            let mut disks = report.scenario().disks_of(vm);
            let (disk, _) = disks.nth(at.disk as usize)?;
            draw(&Chart::Blocks(report.blocks(vm).get(&disk)?))
        }
    })
}

/// The theme that a look names.
#[must_use]
pub fn theme(look: &Look) -> Theme {
    let Look {
        theme,
        font_family,
        font_px,
        scale,
    } = look;
    Theme::named(theme)
        .with_font(font_family, *font_px)
        .at_scale(*scale)
}
