//! One machine with everything about it: what is known of it in groups of facts, its disks, its
//! points, what can be wrong with it. What is inside the guest is in `guest.rs`.

use super::{Report, trouble_views};
use crate::azure::guest::WINDOWS_CHANGES;
use crate::azure::troubles::Owner;
use crate::blob::blocks::BlockSize;
use crate::ledger::Point;
use crate::report::fleet::os_name;
use crate::report::machine::role_name;
use crate::report::view::{
    ByteCount, ChangeView, FactView, LabDiskView, LabPointView, MachineDetailView, SectionView,
};
use crate::scenario::draft::{KeysDraft, OsDraft};
use crate::scenario::setup::fits;
use crate::units::{Bytes, VmId};

impl Report {
    /// A machine with everything about it; nothing when there is no such machine.
    #[must_use]
    pub fn machine_detail(&self, vm: VmId) -> Option<MachineDetailView> {
        let record = self.scenario.vms().get(vm)?;
        let state = self.item_state(vm);
        let takes = |owner| match owner {
            Owner::Guest | Owner::Machine | Owner::Target => true,
            Owner::Service => false,
        };
        let present = self.world.vms[vm].troubles;
        let mut points: Vec<LabPointView> = self
            .living_points(vm)
            .map(|point| self.lab_point(point))
            .collect();
        points.reverse();
        Some(MachineDetailView {
            vm: vm.get(),
            name: record.name.clone(),
            group: record.group.clone(),
            os: os_name(record.os).to_owned(),
            state,
            state_text: self.state_text(vm, state),
            sections: self.sections(vm),
            changes: self.change_log(vm),
            writers: self.vss_writers(vm),
            block_kib: self.block_kib(vm),
            block_kib_allowed: block_kib_allowed(),
            disks: self.lab_disks(vm),
            points,
            troubles: trouble_views(present, |row| {
                takes(row.owner) && fits(row.family, record.os)
            }),
        })
    }

    fn sections(&self, vm: VmId) -> Vec<SectionView> {
        let mut sections = vec![
            self.power_section(vm),
            self.agent_section(vm),
            self.extension_section(vm),
        ];
        match self.scenario.vms()[vm].os {
            OsDraft::Windows => sections.push(self.vss_section(vm)),
            OsDraft::Linux => sections.extend([self.freeze_section(vm), self.scripts_section(vm)]),
        }
        sections.extend([
            self.network_section(vm),
            self.keys_section(vm),
            self.locks_section(vm),
        ]);
        sections
    }
    fn power_section(&self, vm: VmId) -> SectionView {
        let state = &self.world.vms[vm];
        let mut facts = vec![
            fact("Exists", yes_no(state.exists)),
            fact("Power", self.power(vm)),
        ];
        let moments = [
            ("Power changed", state.restarted),
            ("Disks attached or detached", state.reshaped),
            ("Snapshots deleted by hand", state.snapshots_deleted),
        ];
        for (label, at) in moments {
            facts.extend(at.map(|at| fact(label, self.moment(at).local)));
        }
        section("power", "Machine", facts)
    }
    fn keys_section(&self, vm: VmId) -> SectionView {
        let Some(keys) = self.world.vms[vm].keys else {
            let facts = vec![fact("Azure Disk Encryption", "Off")];
            return section("keys", "Keys", facts);
        };
        let kind = match keys.kind {
            KeysDraft::Bek => "BitLocker encryption key",
            KeysDraft::BekAndKek => "BitLocker encryption key, wrapped by a key encryption key",
        };
        let vault = &self.scenario.key_vaults()[keys.key_vault].name;
        let facts = vec![
            fact("Azure Disk Encryption", kind),
            fact("Key vault", vault),
            fact("Keys are there", yes_no(keys.are_there)),
            fact(
                "Backup service may read them",
                yes_no(self.world.key_access[keys.key_vault]),
            ),
        ];
        section("keys", "Keys", facts)
    }
    fn locks_section(&self, vm: VmId) -> SectionView {
        let locks = self.world.vms[vm].locks;
        let facts = vec![
            fact("Machine locked", yes_no(locks.machine)),
            fact("Group of its snapshots locked", yes_no(locks.snapshots)),
            fact(
                "Storage account of its disks locked",
                yes_no(locks.storage_account),
            ),
        ];
        section("locks", "Locks", facts)
    }
    /// LIF-12: what enabling backup has changed in the machine.
    fn change_log(&self, vm: VmId) -> Vec<ChangeView> {
        let Some(since) = self.world.vms[vm].extension_since else {
            return Vec::new();
        };
        let os = self.scenario.vms()[vm].os;
        let extension = format!(
            "VM extension {} installed",
            super::guest::extension_name(os)
        );
        let in_guest: &[&str] = match os {
            OsDraft::Windows => &WINDOWS_CHANGES,
            OsDraft::Linux => &[],
        };
        let all = in_guest.iter().map(|text| (*text).to_owned());
        let change = |text| ChangeView {
            at: self.moment(since),
            text,
        };
        std::iter::once(extension).chain(all).map(change).collect()
    }
    fn block_kib(&self, vm: VmId) -> Option<u32> {
        let setup = self.scenario.vms()[vm].setup.as_ref();
        let size = setup.and_then(|setup| setup.blocks)?;
        Some(in_kib(size.bytes()))
    }
    fn lab_disks(&self, vm: VmId) -> Vec<LabDiskView> {
        let mut blocks = self.blocks(vm);
        let disks = self.scenario.disks_of(vm);
        let view = disks.map(|(id, disk)| {
            let writer = &self.world.writers[id];
            LabDiskView {
                name: disk.name.clone(),
                role: role_name(disk.role).to_owned(),
                size: ByteCount(writer.size(self.now)),
                used: ByteCount(writer.used(self.now)),
                attached: writer.is_attached(self.now),
                blocks: blocks.remove(&id),
            }
        });
        view.collect()
    }
    fn lab_point(&self, point: &Point) -> LabPointView {
        let level = point.quiesced.level();
        let guarantees = level.guarantees();
        let tiers = [
            ("snapshot", point.has_snapshot_at(self.now)),
            ("vault", point.is_in_vault_at(self.now)),
        ];
        let tiers = tiers.iter().filter(|(_, is_there)| *is_there);
        LabPointView {
            taken: self.moment(point.taken),
            level: level.name().to_owned(),
            reason: point.quiesced.reason().to_owned(),
            boots: guarantees.boots,
            no_corruption: guarantees.no_corruption,
            no_loss: guarantees.no_loss,
            application_consistent: guarantees.application_consistent,
            tiers: tiers.map(|(tier, _)| (*tier).to_owned()).collect(),
            has_keys: point.has_keys,
            leaves_out: point.leaves_out,
        }
    }
}

/// Powers of two.
fn block_kib_allowed() -> Vec<u32> {
    let (least, most) = (BlockSize::MIN.bytes(), BlockSize::MAX.bytes());
    let all = std::iter::successors(Some(in_kib(least)), |kib| kib.checked_mul(2));
    all.take_while(|kib| *kib <= in_kib(most)).collect()
}

fn in_kib(bytes: Bytes) -> u32 {
    u32::try_from(bytes.get() >> 10).expect("a block is at most 4 MiB")
}

pub(super) fn section(id: &str, title: &str, facts: Vec<FactView>) -> SectionView {
    SectionView {
        id: id.to_owned(),
        title: title.to_owned(),
        facts,
    }
}

pub(super) fn fact(label: &str, value: impl AsRef<str>) -> FactView {
    FactView {
        label: label.to_owned(),
        value: value.as_ref().to_owned(),
    }
}

pub(super) const fn yes_no(yes: bool) -> &'static str {
    if yes { "Yes" } else { "No" }
}
