//! Single figures of a scenario that a person may set to tune its links and limits: each known by
//! the path of its field, read from a draft and written into it. What a figure may be is the check's
//! to say; here is only what can be written down at all.

use super::draft::{AccountDraft, CalibrationDraft, ScenarioDraft, VaultDraft, VmDraft};
use super::{Problem, limits, quoted};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A figure that a scenario may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// One of the model's.
    Calibration(Calibrated),
    /// What all transfers into a vault share.
    VaultRate(usize),
    /// What the disks of a storage account share.
    AccountRate(usize),
    /// The requests that they share.
    AccountRequests(usize),
    /// What others take of both.
    OtherLoad(usize),
    /// What the disks of a machine share.
    VmRate(usize),
}

/// A figure of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Calibrated {
    /// The latest a job starts after its time.
    StartDelayMax,
    /// Mean wait in the service's queue outside the busy hours.
    QueueMean,
    /// Mean wait in the busy hours.
    QueueBusyMean,
    /// Most a disk's first backup moves.
    InitialRate,
    /// Most a disk's later backups move.
    IncrementalRate,
    /// Requests a second with which a disk is read.
    DiskRequests,
    /// What the region carries.
    RegionRate,
    /// The same in the busy hours.
    RegionBusyRate,
}

impl Calibrated {
    /// All of them, in the order of the document.
    pub const ALL: [Self; 8] = [
        Self::StartDelayMax,
        Self::QueueMean,
        Self::QueueBusyMean,
        Self::InitialRate,
        Self::IncrementalRate,
        Self::DiskRequests,
        Self::RegionRate,
        Self::RegionBusyRate,
    ];

    /// Its field.
    const fn name(self) -> &'static str {
        match self {
            Self::StartDelayMax => "start_delay_max_min",
            Self::QueueMean => "queue_mean_min",
            Self::QueueBusyMean => "queue_busy_mean_min",
            Self::InitialRate => "initial_mb_per_s",
            Self::IncrementalRate => "incremental_mb_per_s",
            Self::DiskRequests => "disk_requests_per_s",
            Self::RegionRate => "region_mib_per_s",
            Self::RegionBusyRate => "region_busy_mib_per_s",
        }
    }
    const fn field(self, draft: &mut CalibrationDraft) -> &mut Option<u64> {
        match self {
            Self::StartDelayMax => &mut draft.start_delay_max_min,
            Self::QueueMean => &mut draft.queue_mean_min,
            Self::QueueBusyMean => &mut draft.queue_busy_mean_min,
            Self::InitialRate => &mut draft.initial_mb_per_s,
            Self::IncrementalRate => &mut draft.incremental_mb_per_s,
            Self::DiskRequests => &mut draft.disk_requests_per_s,
            Self::RegionRate => &mut draft.region_mib_per_s,
            Self::RegionBusyRate => &mut draft.region_busy_mib_per_s,
        }
    }
    const fn get(self, draft: &CalibrationDraft) -> Option<u64> {
        match self {
            Self::StartDelayMax => draft.start_delay_max_min,
            Self::QueueMean => draft.queue_mean_min,
            Self::QueueBusyMean => draft.queue_busy_mean_min,
            Self::InitialRate => draft.initial_mb_per_s,
            Self::IncrementalRate => draft.incremental_mb_per_s,
            Self::DiskRequests => draft.disk_requests_per_s,
            Self::RegionRate => draft.region_mib_per_s,
            Self::RegionBusyRate => draft.region_busy_mib_per_s,
        }
    }
}

impl Setting {
    /// The setting at a path.
    #[must_use]
    pub fn at(path: &str) -> Option<Self> {
        let (list, field) = path.split_once('.')?;
        if list == "calibration" {
            let named = |it: &Calibrated| it.name() == field;
            return Calibrated::ALL
                .into_iter()
                .find(named)
                .map(Self::Calibration);
        }
        let (list, index) = list.strip_suffix(']')?.split_once('[')?;
        let is_plain = index == "0" || !index.starts_with(['0', '+']);
        let index: usize = index.parse().ok().filter(|_| is_plain)?;
        match (list, field) {
            ("vaults", "mib_per_s") => Some(Self::VaultRate(index)),
            ("accounts", "mib_per_s") => Some(Self::AccountRate(index)),
            ("accounts", "requests_per_s") => Some(Self::AccountRequests(index)),
            ("accounts", "other_load_percent") => Some(Self::OtherLoad(index)),
            ("vms", "setup.mib_per_s") => Some(Self::VmRate(index)),
            _ => None,
        }
    }
    /// The unit in which it is set.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Calibration(
                Calibrated::StartDelayMax | Calibrated::QueueMean | Calibrated::QueueBusyMean,
            ) => "min",
            Self::Calibration(Calibrated::InitialRate | Calibrated::IncrementalRate) => "MB/s",
            Self::Calibration(Calibrated::DiskRequests) | Self::AccountRequests(_) => "requests/s",
            Self::Calibration(Calibrated::RegionRate | Calibrated::RegionBusyRate)
            | Self::VaultRate(_)
            | Self::AccountRate(_)
            | Self::VmRate(_) => "MiB/s",
            Self::OtherLoad(_) => "%",
        }
    }
    /// What a draft says, as it would be typed; nothing where it says nothing.
    #[must_use]
    pub fn get(self, draft: &ScenarioDraft) -> Option<String> {
        let account = |i: usize| draft.accounts.get(i);
        let whole = |value: Option<u64>| value.map(|value| value.to_string());
        match self {
            Self::Calibration(one) => whole(one.get(&draft.calibration)),
            Self::VaultRate(i) => whole(draft.vaults.get(i)?.mib_per_s),
            Self::AccountRate(i) => whole(account(i)?.mib_per_s),
            Self::AccountRequests(i) => whole(account(i)?.requests_per_s),
            Self::OtherLoad(i) => account(i)?.other_load_percent.map(|load| load.to_string()),
            Self::VmRate(i) => whole(draft.vms.get(i)?.setup.as_ref()?.mib_per_s),
        }
    }
    /// Sets it to what was typed, or back to what holds where a scenario says nothing.
    fn set(self, draft: &mut ScenarioDraft, typed: Option<&str>) -> Result<(), Problem> {
        let absent = |list: &str, count: usize| {
            let allowed = format!("one of the {count} {list} of this scenario");
            Problem::new(self.to_string(), "nothing there", allowed)
        };
        match self {
            Self::Calibration(one) => {
                *one.field(&mut draft.calibration) = self.read(typed, "a whole number")?;
            }
            Self::VaultRate(i) => {
                let count = draft.vaults.len();
                let vault: Option<&mut VaultDraft> = draft.vaults.get_mut(i);
                vault.ok_or_else(|| absent("vaults", count))?.mib_per_s =
                    self.read(typed, "a whole number")?;
            }
            Self::AccountRate(i) | Self::AccountRequests(i) | Self::OtherLoad(i) => {
                let count = draft.accounts.len();
                let account = draft.accounts.get_mut(i);
                let account = account.ok_or_else(|| absent("accounts", count))?;
                self.set_of_account(account, typed)?;
            }
            Self::VmRate(i) => {
                let count = draft.vms.len();
                let vm = draft.vms.get_mut(i).ok_or_else(|| absent("vms", count))?;
                set_rate_of_vm(vm, self.read(typed, "a whole number")?);
            }
        }
        Ok(())
    }
    fn set_of_account(
        self,
        account: &mut AccountDraft,
        typed: Option<&str>,
    ) -> Result<(), Problem> {
        match self {
            Self::AccountRequests(_) => {
                account.requests_per_s = self.read(typed, "a whole number")?;
            }
            Self::OtherLoad(_) => account.other_load_percent = self.read(typed, "a number")?,
            Self::AccountRate(_) | Self::Calibration(_) | Self::VaultRate(_) | Self::VmRate(_) => {
                account.mib_per_s = self.read(typed, "a whole number")?
            }
        }
        Ok(())
    }
    fn read<T: FromStr>(self, typed: Option<&str>, allowed: &str) -> Result<Option<T>, Problem> {
        let Some(typed) = typed else { return Ok(None) };
        let text = typed.trim();
        // A sign, an exponent or `inf` is no figure that a document would hold.
        let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let read = text.parse().ok().filter(|_| is_plain);
        let wrong = || Problem::new(self.to_string(), quoted(typed), allowed);
        read.map(Some).ok_or_else(wrong)
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calibration(one) => write!(f, "calibration.{}", one.name()),
            Self::VaultRate(i) => write!(f, "vaults[{i}].mib_per_s"),
            Self::AccountRate(i) => write!(f, "accounts[{i}].mib_per_s"),
            Self::AccountRequests(i) => write!(f, "accounts[{i}].requests_per_s"),
            Self::OtherLoad(i) => write!(f, "accounts[{i}].other_load_percent"),
            Self::VmRate(i) => write!(f, "vms[{i}].setup.mib_per_s"),
        }
    }
}

/// A machine that nothing else is particular about has no setup.
fn set_rate_of_vm(vm: &mut VmDraft, rate: Option<u64>) {
    let mut setup = vm.setup.take().unwrap_or_default();
    setup.mib_per_s = rate;
    vm.setup = (*setup != Default::default()).then_some(setup);
}

/// Sets figures of a draft by their paths, each to what was typed or, with nothing, back to what
/// holds where a scenario says nothing. What cannot be written down is left as it was.
///
/// # Errors
/// Every path that leads to no setting, every text that is no figure; the others are set.
pub fn set(
    draft: &mut ScenarioDraft,
    edits: &BTreeMap<String, Option<String>>,
) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    for (path, typed) in edits.iter().take(limits::SETTINGS_MAX) {
        let allowed = "the path of a link or limit that may be set; `vaultlab links` lists them";
        let set = match Setting::at(path) {
            None => Err(Problem::new("settings", quoted(path), allowed)),
            Some(setting) => setting.set(draft, typed.as_deref()),
        };
        problems.extend(set.err());
    }
    if edits.len() > limits::SETTINGS_MAX {
        let allowed = format!("at most {} at once", limits::SETTINGS_MAX);
        problems.push(Problem::new("settings", edits.len(), allowed));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}
