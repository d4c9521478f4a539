//! Importing: what `import` found, as a view.

use crate::import::{self, File, Imported, LeftOutReason, Options, Power, SourceKind, Summary};
use crate::report::view::{AssumptionCountView, ImportView, LeftOutView, SourceView};
use crate::scenario::{Problem, check};

/// Makes a scenario from exports of an inventory and from policies, given as (name, bytes). Where the
/// service or the simulator would refuse it, it is made all the same and its problems are listed.
///
/// # Errors
/// Every file that is not understood or over a limit, or that there is neither machine nor policy in
/// any.
pub fn import_files(
    files: &[(&str, &[u8])],
    powered_on_only: bool,
) -> Result<ImportView, Vec<Problem>> {
    let files: Vec<File<'_>> = files
        .iter()
        .map(|(name, bytes)| File { name, bytes })
        .collect();
    let power = if powered_on_only {
        Power::PoweredOnOnly
    } else {
        Power::All
    };
    let Imported { draft, summary } = import::import(&files, Options { power })?;
    let problems = check(draft.clone()).err().unwrap_or_default();
    let Summary {
        sources,
        machines,
        left_out,
        unreadable,
        assumptions,
    } = summary;
    let count = |n: usize| u32::try_from(n).expect("limits keep every count below 2^32");
    Ok(ImportView {
        scenario: super::to_text(&draft),
        taken: count(machines),
        sources: sources
            .iter()
            .map(|source| SourceView {
                file: source.file.clone(),
                kind: source_text(source.kind).to_owned(),
            })
            .collect(),
        left_out: left_out
            .into_iter()
            .map(|left| LeftOutView {
                reason: left_out_text(left.reason).to_owned(),
                count: left.count,
                names: left.names,
            })
            .collect(),
        unreadable: unreadable.count,
        unreadable_listed: super::problem_views(&unreadable.listed),
        problems: super::problem_views(&problems),
        assumptions: assumptions
            .iter()
            .map(|one| AssumptionCountView {
                about: one.about.name().to_owned(),
                count: (one.of_fleet + one.of_machines) as u64,
            })
            .collect(),
    })
}

const fn source_text(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::RvtoolsInfo => "RVTools vInfo",
        SourceKind::RvtoolsDisk => "RVTools vDisk",
        SourceKind::RvtoolsPartition => "RVTools vPartition",
        SourceKind::RvtoolsOther => "RVTools, a sheet that is not needed",
        SourceKind::Azure => "Azure JSON",
    }
}

const fn left_out_text(reason: LeftOutReason) -> &'static str {
    match reason {
        LeftOutReason::PoweredOff => "powered off",
        LeftOutReason::Template => "template",
        LeftOutReason::BlankRow => "blank row",
        LeftOutReason::Duplicate => "listed twice",
        LeftOutReason::NotListed => "disk or partition of a machine that is not listed",
        LeftOutReason::UnattachedDisk => "disk that no machine uses",
        LeftOutReason::OtherWorkload => "policy for something else",
        LeftOutReason::OtherResource => "resource that is not needed",
    }
}
