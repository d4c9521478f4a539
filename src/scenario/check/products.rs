//! How much for how long: products that bound the memory and the sums of a run, whatever operators
//! do in it.

use super::entities::full_name;
use super::field::Fields;
use super::writes;
use crate::scenario::draft::{ActionDraft, ActionKindDraft, ScenarioDraft, ScheduleDraft, VmDraft};
use crate::scenario::limits;
use std::collections::BTreeMap;

/// The run's days, by themselves and times what there is on each.
pub(super) fn check(fields: &mut Fields, draft: &ScenarioDraft) {
    fields.within("days", draft.days, 1, limits::DAYS_MAX);
    if !(1..=limits::DAYS_MAX).contains(&draft.days) {
        // The products would only say the same again.
        return;
    }
    let days = u64::from(draft.days);
    let most = Most::of(draft);
    let machines = draft.vms.iter().map(|vm| most.backups_per_day(vm)).sum();
    let disks = draft
        .vms
        .iter()
        .map(|vm| most.backups_per_day(vm) * vm.disks.len() as u64)
        .sum();
    let links = (draft.accounts.len() + draft.vaults.len()) as u64;
    let gib = draft.vms.iter().map(|vm| most.provisioned_gib(vm)).sum();
    let blocks = draft.vms.iter().map(|vm| most.blocks(vm)).sum::<u64>();
    if blocks > limits::BLOCKS_MAX {
        let allowed = format!("at most {}", limits::BLOCKS_MAX);
        fields.wrong(
            "vms",
            format!("{blocks} blocks simulated one by one"),
            allowed,
        );
    }
    let disks_of_all = draft.vms.iter().flat_map(|vm| &vm.disks);
    let played = disks_of_all.map(|disk| writes::played(disk, &draft.traces, days));
    let played = played.fold(0, u64::saturating_add);
    if played > limits::TRACE_PLAYED_MAX {
        let allowed = format!("at most {}", limits::TRACE_PLAYED_MAX);
        fields.wrong(
            "traces",
            format!("{played} writes in the whole run"),
            allowed,
        );
    }
    for (count, what, times, most) in [
        (machines, "backups a day", days, limits::VM_DAYS_MAX),
        (disks, "disks a day", days, limits::DISK_DAYS_MAX),
        (links, "accounts and vaults", days, limits::LINK_DAYS_MAX),
        (gib, "provisioned GiB", days + 1, limits::GIB_DAYS_MAX),
        (blocks, "blocks", days, limits::BLOCK_DAYS_MAX),
    ] {
        let product = count * times;
        if product > most {
            let found = format!("{count} {what} × {times} days = {product}");
            fields.wrong("days", found, format!("a product of at most {most}"));
        }
    }
}

/// The most that a machine can come to, with what operators do.
struct Most<'a> {
    /// Backups a day of each policy.
    of_policy: BTreeMap<&'a str, u64>,
    /// Backups a day of each machine that operators give a policy, by [`full_name`].
    of_action: BTreeMap<String, u64>,
    /// Provisioned GiB of each disk that operators make larger, by its machine's [`full_name`].
    grown: BTreeMap<String, BTreeMap<&'a str, u64>>,
}

impl<'a> Most<'a> {
    fn of(draft: &'a ScenarioDraft) -> Self {
        let policies = draft.policies.iter();
        let mut most = Self {
            of_policy: policies
                .map(|policy| (policy.name.as_str(), per_day(&policy.schedule)))
                .collect(),
            of_action: BTreeMap::new(),
            grown: BTreeMap::new(),
        };
        for action in &draft.timeline {
            most.add(action);
        }
        most
    }
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the number of actions bounds what all others add"
    )]
    fn add(&mut self, action: &'a ActionDraft) {
        let vm = || {
            let name = action.vm.as_deref().unwrap_or_default();
            full_name(action.resource_group.as_deref(), name)
        };
        match &action.what {
            ActionKindDraft::Protect { policy }
            | ActionKindDraft::ChangePolicy { policy }
            | ActionKindDraft::Resume {
                policy: Some(policy),
            } => {
                let backups = self.of_policy(policy);
                let of_vm = self.of_action.entry(vm()).or_default();
                *of_vm = backups.max(*of_vm);
            }
            ActionKindDraft::GrowDisk { disk, size_gib } => {
                let of_vm = self.grown.entry(vm()).or_default();
                let of_disk = of_vm.entry(disk).or_default();
                *of_disk = (*size_gib).max(*of_disk);
            }
            _ => {}
        }
    }
    fn of_policy(&self, policy: &str) -> u64 {
        self.of_policy.get(policy).copied().unwrap_or(1)
    }
    fn backups_per_day(&self, vm: &VmDraft) -> u64 {
        let own = vm.policy.as_deref().map_or(1, |name| self.of_policy(name));
        if self.of_action.is_empty() {
            return own;
        }
        let name = full_name(vm.resource_group.as_deref(), &vm.name);
        own.max(self.of_action.get(&name).copied().unwrap_or(1))
    }
    /// Blocks of a machine that is simulated block by block.
    fn blocks(&self, vm: &VmDraft) -> u64 {
        let Some(blocks) = vm.setup.as_ref().and_then(|setup| setup.blocks) else {
            return 0;
        };
        let gib = self.provisioned_gib(vm);
        // A size that is none is a problem of its own.
        (gib << 20).div_ceil(blocks.block_kib.max(1))
    }
    fn provisioned_gib(&self, vm: &VmDraft) -> u64 {
        // A disk over its own limit is a problem of its own.
        let size_max = limits::DISK_SIZE_MAX.get() >> 30;
        let name = full_name(vm.resource_group.as_deref(), &vm.name);
        let grown = self.grown.get(&name);
        let sizes = vm.disks.iter().map(|disk| {
            let grown = grown.and_then(|disks| disks.get(disk.name.as_str()));
            let grown = grown.copied().unwrap_or_default();
            disk.size_gib.max(grown).min(size_max)
        });
        sizes.sum()
    }
}

/// The most backups a day of a schedule.
fn per_day(schedule: &ScheduleDraft) -> u64 {
    match schedule {
        ScheduleDraft::Day { .. } | ScheduleDraft::Week { .. } => 1,
        ScheduleDraft::Hours {
            interval_hours,
            duration_hours,
            ..
        } => u64::from(
            duration_hours
                .div_ceil((*interval_hours).max(1))
                .clamp(1, 24),
        ),
    }
}
