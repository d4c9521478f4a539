//! The links of a run: what transfers share. A vault's way in and its way out, a storage account's
//! bytes and its requests, a machine's own, the region's. One that a scenario does not limit is not
//! there and costs nothing. How links are shared is in `flow.rs`; who moves is in `transfers.rs`.

use super::flow::{LinkId, Network, Use};
use crate::azure::timing;
use crate::ledger::LinkName;
use crate::scenario::{Calibration, Scenario};
use crate::units::{AccountId, Id, SimTime, VaultId, VmId};
use std::collections::BTreeMap;

/// The links that a transfer crosses.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path {
    /// Places among the links.
    hops: [u32; Path::HOPS_MAX],
    len: u8,
    /// How many of them, the last ones, carry requests.
    of_requests: u8,
    /// Requests for each byte.
    requests_per_byte: f64,
}

impl Path {
    /// The most links that one transfer crosses.
    pub(super) const HOPS_MAX: usize = 5;

    fn new(requests_per_byte: f64) -> Self {
        Self {
            hops: [0; Self::HOPS_MAX],
            len: 0,
            of_requests: 0,
            requests_per_byte,
        }
    }
    fn push(&mut self, link: usize) {
        self.hops[usize::from(self.len)] = u32::try_from(link).expect("limits keep links few");
        self.len += 1;
    }
    /// The places of its links, and what each carries for a byte.
    pub(super) fn hops(&self) -> impl Iterator<Item = (usize, f64)> + use<> {
        let len = usize::from(self.len);
        let of_bytes = len - usize::from(self.of_requests);
        let (hops, requests) = (self.hops, self.requests_per_byte);
        (0..len).map(move |hop| {
            let for_a_byte = if hop < of_bytes { 1.0 } else { requests };
            (hops[hop] as usize, for_a_byte)
        })
    }
}

/// Every link, in the order in which the ledger follows them.
#[derive(Clone, Debug)]
pub(super) struct Links {
    names: Vec<LinkName>,
    ids: Vec<LinkId>,
    accounts_first: usize,
    requests_first: usize,
    vaults_out_first: usize,
    /// Machines whose disks share a link.
    vms: BTreeMap<VmId, usize>,
    region: Option<usize>,
}

impl Links {
    /// The links of a scenario, added to a network.
    pub(super) fn new(scenario: &Scenario, is_busy: bool, network: &mut Network<SimTime>) -> Self {
        let (mut names, mut ids) = (Vec::new(), Vec::new());
        let mut add = |name: LinkName, capacity: f64| {
            names.push(name);
            ids.push(network.add_link(capacity));
            names.len() - 1
        };
        let (vaults, accounts) = (scenario.vaults(), scenario.accounts());
        for id in vaults.ids() {
            add(LinkName::Vault(id), vaults[id].rate.as_f64());
        }
        for id in accounts.ids() {
            add(LinkName::Account(id), accounts[id].rate.as_f64());
        }
        for id in accounts.ids() {
            add(LinkName::Requests(id), accounts[id].requests_per_s);
        }
        for id in vaults.ids() {
            let rate = timing::VAULT_READ_RATE.value;
            add(LinkName::VaultOut(id), rate.as_f64());
        }
        let mut vms = BTreeMap::new();
        for (id, vm) in scenario.vms().enumerate() {
            if let Some(rate) = vm.setup.as_ref().and_then(|setup| setup.rate) {
                vms.insert(id, add(LinkName::Vm(id), rate.as_f64()));
            }
        }
        let calibration = scenario.calibration();
        let region = region_capacity(calibration, is_busy);
        let region = region.map(|capacity| add(LinkName::Region, capacity));
        Self {
            names,
            ids,
            accounts_first: vaults.len(),
            requests_first: vaults.len() + accounts.len(),
            vaults_out_first: vaults.len() + 2 * accounts.len(),
            vms,
            region,
        }
    }
    pub(super) fn names(&self) -> &[LinkName] {
        &self.names
    }
    /// A link as a flow uses it, by its place.
    pub(super) fn use_of(&self, link: usize, per_byte: f64) -> Use {
        let link = self.ids[link];
        Use { link, per_byte }
    }
    /// The place of a link.
    pub(super) fn place(&self, link: LinkId) -> usize {
        let place = self.ids.binary_search(&link);
        place.expect("the network's links are these")
    }
    /// The link of the region, where it limits transfers.
    pub(super) fn region(&self) -> Option<LinkId> {
        self.region.map(|link| self.ids[link])
    }
    /// The way of a disk that is only read.
    pub(super) fn reading(
        &self,
        vm: VmId,
        account: Option<AccountId>,
        requests_per_byte: f64,
    ) -> Path {
        let mut path = Path::new(requests_per_byte);
        self.leave(vm, account, &mut path);
        path
    }
    /// The way of what a disk sends to a vault.
    pub(super) fn sending(
        &self,
        vault: VaultId,
        vm: VmId,
        account: Option<AccountId>,
        requests_per_byte: f64,
    ) -> Path {
        let mut path = Path::new(requests_per_byte);
        path.push(vault.index());
        if let Some(region) = self.region {
            path.push(region);
        }
        self.leave(vm, account, &mut path);
        path
    }
    /// The way of a disk that comes back from a vault.
    pub(super) fn copying(
        &self,
        vault: VaultId,
        account: Option<AccountId>,
        requests_per_byte: f64,
    ) -> Path {
        let mut path = Path::new(requests_per_byte);
        path.push(self.vaults_out_first + vault.index());
        if let Some(region) = self.region {
            path.push(region);
        }
        self.use_account(account, &mut path);
        path
    }

    /// Out of a machine's disk.
    fn leave(&self, vm: VmId, account: Option<AccountId>, path: &mut Path) {
        if !self.vms.is_empty()
            && let Some(link) = self.vms.get(&vm)
        {
            path.push(*link);
        }
        self.use_account(account, path);
    }
    fn use_account(&self, account: Option<AccountId>, path: &mut Path) {
        if let Some(account) = account {
            path.push(self.accounts_first + account.index());
            path.push(self.requests_first + account.index());
            path.of_requests = 1;
        }
    }
}

/// What the region carries in its busy hours or in the others; nothing where it limits nobody ever.
pub(super) fn region_capacity(calibration: &Calibration, is_busy: bool) -> Option<f64> {
    /// A scenario that limits only the busy hours: more than all disks together can move.
    const WITHOUT_END: f64 = 1e15;
    let busy = calibration.region_busy_rate?;
    let quiet = calibration
        .region_rate
        .map_or(WITHOUT_END, |rate| rate.as_f64());
    Some(if is_busy { busy.as_f64() } else { quiet })
}
