//! What is particular about a machine, valid: names resolved, figures inside their limits. What
//! becomes of it during a run is the model's.

use super::draft::{
    AgentStateDraft, FreezeDraft, KeysDraft, OsDraft, PowerDraft, ScriptsDraft, WorkloadDraft,
};
use crate::azure::guest;
use crate::azure::troubles::{Family, Trouble, troubles};
use crate::blob::blocks::BlockSize;
use crate::units::{Bytes, BytesPerSec, SimDuration};

/// What is particular about a machine. [`Setup::default`] is an ordinary one.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// Its region is the vaults'.
    pub in_region: bool,
    /// It does not exist when the run begins.
    pub created_later: bool,
    /// Its power when the run begins.
    pub power: PowerDraft,
    /// Its agent when the run begins.
    pub agent: Agent,
    /// Its VSS writers when the run begins.
    pub writers: Vec<VssWriter>,
    /// Seconds for which VSS holds back writes.
    pub write_hold_s: u32,
    /// Applications keep their logs.
    pub vss_copy_backup: bool,
    /// How a Linux guest freezes.
    pub freeze: FreezeDraft,
    /// Its scripts.
    pub scripts: Option<ScriptsDraft>,
    /// Its encryption.
    pub encryption: Option<Encryption>,
    /// What it is for.
    pub workload: Option<WorkloadDraft>,
    /// What its disks share, if that limits them.
    pub rate: Option<BytesPerSec>,
    /// Its disks are simulated in blocks of this size.
    pub blocks: Option<BlockSize>,
    /// What is wrong with it.
    pub troubles: Troubles,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            in_region: true,
            created_later: false,
            power: PowerDraft::Running,
            agent: Agent::default(),
            writers: Vec::new(),
            write_hold_s: guest::WRITE_HOLD_S.value,
            vss_copy_backup: false,
            freeze: FreezeDraft::default(),
            scripts: None,
            encryption: None,
            workload: None,
            rate: None,
            blocks: None,
            troubles: Troubles::NONE,
        }
    }
}

/// A machine's VM agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agent {
    /// How it does.
    pub state: AgentStateDraft,
    /// Its product version, component by component.
    pub version: [u32; 4],
    /// The machine's property says that it has an agent.
    pub flagged: bool,
    /// After how long it runs a command.
    pub answers_after: SimDuration,
}

impl Default for Agent {
    fn default() -> Self {
        Self {
            state: AgentStateDraft::Ready,
            version: guest::AGENT_VERSION_NEWEST.value,
            flagged: true,
            answers_after: SimDuration::ZERO,
        }
    }
}

/// A VSS writer.
#[derive(Clone, Debug, PartialEq)]
pub struct VssWriter {
    /// Its name.
    pub name: String,
    /// Seconds for which it freezes its application.
    pub freeze_s: u32,
    /// It answers VSS with an error.
    pub fails: bool,
    /// What its application writes to its logs a day.
    pub log_per_day: Bytes,
}

/// A machine's encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encryption {
    /// The key vault, by its place among the scenario's.
    pub key_vault: usize,
    /// Which keys.
    pub keys: KeysDraft,
}

/// A set of troubles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Troubles(u64);

const _: () = assert!(Trouble::COUNT <= 64, "a set has a bit for each trouble");

impl Troubles {
    /// None.
    pub const NONE: Self = Self(0);

    /// With one more.
    #[must_use]
    pub const fn with(self, trouble: Trouble) -> Self {
        Self(self.0 | 1 << trouble as u8)
    }
    /// With one less.
    #[must_use]
    pub const fn without(self, trouble: Trouble) -> Self {
        Self(self.0 & !(1 << trouble as u8))
    }
    /// With all of another set.
    #[must_use]
    pub const fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
    /// Whether one is among them.
    #[must_use]
    pub const fn has(self, trouble: Trouble) -> bool {
        self.0 & 1 << trouble as u8 != 0
    }
    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
    /// Each, in the order of the catalogue.
    pub fn iter(self) -> impl Iterator<Item = Trouble> {
        let all = troubles().map(|row| row.trouble);
        all.filter(move |trouble| self.has(*trouble))
    }
}

/// Whether guests of this family can have a trouble.
#[must_use]
pub const fn fits(family: Family, os: OsDraft) -> bool {
    match (family, os) {
        (Family::Any, _)
        | (Family::Windows, OsDraft::Windows)
        | (Family::Linux, OsDraft::Linux) => true,
        (Family::Windows, OsDraft::Linux) | (Family::Linux, OsDraft::Windows) => false,
    }
}

/// A version of an agent, `2.6.1198.718`: up to four numbers, absent ones are 0.
#[must_use]
pub fn parse_version(text: &str) -> Option<[u32; 4]> {
    let mut version = [0; 4];
    let mut places = version.iter_mut();
    for component in text.split('.') {
        let is_number = component.bytes().all(|byte| byte.is_ascii_digit());
        *places.next()? = component.parse().ok().filter(|_| is_number)?;
    }
    Some(version)
}

/// A version as text.
#[must_use]
pub fn version_text(version: [u32; 4]) -> String {
    version.map(|number| number.to_string()).join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_number_by_number_not_letter_by_letter() {
        let parsed = |text| parse_version(text).expect("a version");
        assert!(parsed("2.6.1198.718") > parsed("2.6.999.999"));
        assert!(parsed("2.10.0.0") > parsed("2.9.0.0"));
        assert_eq!(parsed("2.6"), parsed("2.6.0.0"));
        assert_eq!(version_text(parsed("2.6.1198.718")), "2.6.1198.718");
        for wrong in ["", "2.", "2.6.1.2.3", "2.x", "+2.6", "-1", "99999999999"] {
            assert_eq!(parse_version(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_set_of_troubles_has_what_was_added_and_not_taken_away() {
        let one = Troubles::NONE.with(Trouble::StorageFaults);
        let two = one.with(Trouble::RuntimeMissing);
        assert!(two.has(Trouble::RuntimeMissing) && !one.has(Trouble::RuntimeMissing));
        assert_eq!(two.without(Trouble::RuntimeMissing), one);
        assert_eq!(two.iter().count(), 2);
        assert!(Troubles::NONE.is_empty() && !one.is_empty());
        assert_eq!(one.and(two), two);
    }
}
