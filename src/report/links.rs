//! What links are called, and how much each carries.

use super::Report;
use crate::azure::timing;
use crate::ledger::LinkName;
use crate::units::BytesPerSec;

impl Report {
    /// A link in a sentence: `storage account sa03`.
    pub(super) fn link_name(&self, link: LinkName) -> String {
        let named = |kind: &str, name: &str| format!("{kind} {name}");
        match link {
            LinkName::Vault(id) => named("vault", &self.scenario.vaults()[id].name),
            LinkName::Account(id) => named("storage account", &self.scenario.accounts()[id].name),
            LinkName::Requests(id) => {
                let name = &self.scenario.accounts()[id].name;
                named("the requests of storage account", name)
            }
            LinkName::VaultOut(id) => {
                named("the way out of vault", &self.scenario.vaults()[id].name)
            }
            LinkName::Vm(id) => named("the size of", self.vm_name(id)),
            LinkName::Region => "the region".to_owned(),
        }
    }
    /// What kind of link it is, and its own name.
    pub(super) fn link_kind(&self, link: LinkName) -> (&'static str, String) {
        let (kind, name) = match link {
            LinkName::Vault(id) => ("vault", self.scenario.vaults()[id].name.as_str()),
            LinkName::Account(id) => ("account", self.scenario.accounts()[id].name.as_str()),
            LinkName::Requests(id) => ("requests", self.scenario.accounts()[id].name.as_str()),
            LinkName::VaultOut(id) => ("vault-out", self.scenario.vaults()[id].name.as_str()),
            LinkName::Vm(id) => ("vm", self.vm_name(id)),
            LinkName::Region => ("region", self.scenario.draft().region.as_str()),
        };
        (kind, name.to_owned())
    }
    /// Bytes, or requests, a second that it carries at most; of the region, outside its busy hours.
    pub(super) fn link_rate(&self, link: LinkName) -> f64 {
        let calibration = self.scenario.calibration();
        match link {
            LinkName::Vault(id) => self.scenario.vaults()[id].rate.as_f64(),
            LinkName::Account(id) => self.scenario.accounts()[id].rate.as_f64(),
            LinkName::Requests(id) => self.scenario.accounts()[id].requests_per_s,
            LinkName::VaultOut(_) => timing::VAULT_READ_RATE.value.as_f64(),
            LinkName::Vm(id) => {
                let setup = self.scenario.vms()[id].setup.as_ref();
                let rate = setup.and_then(|setup| setup.rate);
                rate.map_or(f64::INFINITY, |rate| rate.as_f64())
            }
            LinkName::Region => {
                let rate = calibration.region_rate.or(calibration.region_busy_rate);
                rate.map_or(f64::INFINITY, |rate| rate.as_f64())
            }
        }
    }
    /// The same for a person.
    pub(super) fn link_limit(&self, link: LinkName) -> String {
        let rate = self.link_rate(link);
        if link.is_of_requests() {
            format!("{rate:.0} requests/s")
        } else {
            BytesPerSec::new(rate as u64).to_string()
        }
    }
}
