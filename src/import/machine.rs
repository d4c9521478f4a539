//! A machine as any source describes it, before it has a policy and a name of its own. The guesses
//! that all sources share are here.

use super::summary::assumption;
use super::text;
use crate::azure::assumed::USED_PERCENT;
use crate::scenario::draft::{
    AssumptionDraft, AssumptionKind, DiskDraft, DiskKindDraft, DiskRoleDraft, OsDraft,
};
use crate::scenario::quoted;
use std::collections::{BTreeMap, BTreeSet};

/// A machine of a source.
pub(super) struct Machine {
    pub(super) name: String,
    pub(super) resource_group: Option<String>,
    pub(super) os: OsDraft,
    /// Azure's name of its region.
    pub(super) location: Option<String>,
    pub(super) disks: Vec<DiskDraft>,
    pub(super) assumptions: Vec<AssumptionDraft>,
}

/// A disk of which nothing says how much is used.
pub(super) fn disk(
    name: &str,
    role: DiskRoleDraft,
    kind: DiskKindDraft,
    size_gib: u64,
) -> DiskDraft {
    DiskDraft {
        name: name.to_owned(),
        role,
        added_later: false,
        kind,
        size_gib,
        used_gib: size_gib as f64 * USED_PERCENT.value as f64 / 100.0,
        account: None,
        change_percent_per_day: None,
        hot_percent: None,
        writes: None,
        growth_gib_per_day: None,
    }
}

/// The family of an operating system by its full name, and what had to be assumed: a blank one is
/// taken for Windows, one that is neither Windows nor a known Linux for Linux.
pub(super) fn os_of(name: &str) -> (OsDraft, Vec<AssumptionDraft>) {
    const LINUXES: [&str; 18] = [
        "linux",
        "ubuntu",
        "debian",
        "centos",
        "red hat",
        "redhat",
        "rhel",
        "suse",
        "sles",
        "fedora",
        "oracle",
        "rocky",
        "alma",
        "photon",
        "coreos",
        "flatcar",
        "amazon",
        "canonical",
    ];
    let lower = name.to_lowercase();
    if lower.contains("windows") {
        return (OsDraft::Windows, Vec::new());
    }
    if LINUXES.iter().any(|linux| lower.contains(linux)) {
        return (OsDraft::Linux, Vec::new());
    }
    let (os, assumed) = if lower.trim().is_empty() {
        (
            OsDraft::Windows,
            "no operating system is stated: Windows".to_owned(),
        )
    } else {
        (
            OsDraft::Linux,
            format!("{} is taken for Linux", quoted(name)),
        )
    };
    (os, vec![assumption(AssumptionKind::OsUnknown, assumed)])
}

/// Names that are taken, each within a scope.
#[derive(Default)]
pub(super) struct Names {
    taken: BTreeSet<(String, String)>,
    /// The last number given to a name, so that ten thousand machines of one name stay cheap.
    numbered: BTreeMap<(String, String), usize>,
}

impl Names {
    /// The name, or with ` (2)` and so on where it is taken without regard to case; takes it.
    pub(super) fn take(&mut self, scope: &str, name: &str) -> String {
        let key = |name: &str| (scope.to_lowercase(), name.to_lowercase());
        if self.taken.insert(key(name)) {
            return name.to_owned();
        }
        let number = self.numbered.entry(key(name)).or_insert(1);
        loop {
            *number += 1;
            let candidate = text::numbered(name, *number);
            if self.taken.insert(key(&candidate)) {
                return candidate;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_os(name: &str, os: OsDraft, assumptions: usize) {
        let (found, assumed) = os_of(name);
        assert_eq!((found, assumed.len()), (os, assumptions), "{name}");
    }

    #[test]
    fn a_system_is_known_by_its_name() {
        check_os(
            "Microsoft Windows Server 2016 (64-bit)",
            OsDraft::Windows,
            0,
        );
        check_os("Red Hat Enterprise Linux 6 (64-bit)", OsDraft::Linux, 0);
        check_os("CentOS 4/5 or later (32-bit)", OsDraft::Linux, 0);
    }

    #[test]
    fn an_unknown_system_is_an_assumption() {
        check_os("", OsDraft::Windows, 1);
        check_os("FreeBSD (64-bit)", OsDraft::Linux, 1);
    }

    #[test]
    fn a_taken_name_gets_the_next_free_number() {
        let mut names = Names::default();
        let taken = ["web", "web (2)", "WEB", "web"].map(|name| names.take("g", name));
        assert_eq!(taken, ["web", "web (2)", "WEB (3)", "web (4)"]);
        assert_eq!(names.take("other", "web"), "web");
    }
}
