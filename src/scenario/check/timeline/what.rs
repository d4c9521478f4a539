//! What an operator does: names resolved, figures inside their limits. What the service would refuse
//! is not a problem here.

use crate::azure::profile::Profile;
use crate::azure::rules;
use crate::scenario::calendar::Calendar;
use crate::scenario::check::entities::{Entities, Names};
use crate::scenario::check::field::Fields;
use crate::scenario::check::setup;
use crate::scenario::draft::{
    ActionKindDraft, DiskRoleDraft, OsDraft, RestoreDraft, RestoreKindDraft, StoppedDataDraft,
};
use crate::scenario::timeline::{ActionKind, RestoreOrder};
use crate::scenario::{limits, quoted};
use crate::units::{Bytes, DiskId, PolicyId, SimDuration, VmId};

/// What an action is seen against.
pub(super) struct Around<'a> {
    /// Its machine; nothing where there is none, or none of that name.
    pub(super) vm: Option<VmId>,
    pub(super) calendar: Option<Calendar>,
    pub(super) profile: &'a Profile,
    pub(super) names: &'a Names,
    pub(super) entities: &'a Entities,
}

impl Around<'_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "a list in three parts")]
    pub(super) fn check(
        &self,
        fields: &mut Fields,
        place: &str,
        what: &ActionKindDraft,
    ) -> Option<ActionKind> {
        use ActionKindDraft as Draft;
        Some(match what {
            Draft::Protect { policy } => ActionKind::Protect(self.policy(fields, place, policy)?),
            Draft::ChangePolicy { policy } => {
                ActionKind::ChangePolicy(self.policy(fields, place, policy)?)
            }
            Draft::BackUpNow { keep_days } => self.back_up_now(fields, place, *keep_days),
            Draft::StopProtection { data } => match data {
                StoppedDataDraft::Keep => ActionKind::StopAndKeep,
                StoppedDataDraft::Delete => ActionKind::StopAndDelete,
            },
            Draft::Resume { policy: None } => ActionKind::Resume(None),
            Draft::Resume { policy: Some(name) } => {
                ActionKind::Resume(Some(self.policy(fields, place, name)?))
            }
            Draft::Undelete {} => ActionKind::Undelete,
            Draft::Discover {} => ActionKind::Discover,
            Draft::Register {} => ActionKind::Register,
            Draft::Cancel {} => ActionKind::Cancel,
            Draft::Restore(order) => ActionKind::Restore(self.restore(fields, place, order)?),
            Draft::DeleteSnapshots {} => ActionKind::DeleteSnapshots,
            Draft::DeleteVault { vault } => {
                let place = format!("{place}.vault");
                let known = &self.names.vaults;
                ActionKind::DeleteVault(fields.reference(&place, vault, known, "vault")?)
            }
            Draft::Lock { on } => ActionKind::Lock(*on),
            Draft::Unlock { on } => ActionKind::Unlock(*on),
            Draft::ChangeKeyAccess {
                backup_service_may_read,
            } => ActionKind::ChangeKeyAccess(*backup_service_may_read),
            Draft::LoseKeys {} => ActionKind::LoseKeys,
            Draft::RestoreKeys {} => ActionKind::RestoreKeys,
            Draft::ReadKeys {} => ActionKind::ReadKeys,
            Draft::BeginTrouble { trouble } => {
                ActionKind::BeginTrouble(self.trouble(fields, place, trouble)?)
            }
            Draft::EndTrouble { trouble } => {
                ActionKind::EndTrouble(self.trouble(fields, place, trouble)?)
            }
            _ => return self.check_machine(fields, place, what),
        })
    }

    /// What is done to a machine itself.
    #[expect(clippy::wildcard_enum_match_arm, reason = "a list in three parts")]
    fn check_machine(
        &self,
        fields: &mut Fields,
        place: &str,
        what: &ActionKindDraft,
    ) -> Option<ActionKind> {
        use ActionKindDraft as Draft;
        Some(match what {
            Draft::Start {} => ActionKind::Start,
            Draft::Stop {} => ActionKind::Stop,
            Draft::Deallocate {} => ActionKind::Deallocate,
            Draft::Restart {} => ActionKind::Restart,
            Draft::CreateVm {} => ActionKind::CreateVm,
            Draft::DeleteVm {} => ActionKind::DeleteVm,
            Draft::ChangeNetwork { network } => ActionKind::ChangeNetwork(*network),
            Draft::FillDisk { disk, add_gib } => {
                let disk = self.disk(fields, place, disk);
                let most = self.profile.disk_size_max.value;
                let added = fields.gib(&format!("{place}.add_gib"), *add_gib, most);
                ActionKind::FillDisk(disk?, added)
            }
            Draft::DeleteData { disk, gib } => {
                let disk = self.disk(fields, place, disk);
                let most = self.profile.disk_size_max.value;
                let gone = fields.gib(&format!("{place}.gib"), *gib, most);
                ActionKind::DeleteData(disk?, gone)
            }
            Draft::GrowDisk { disk, size_gib } => {
                let disk = self.disk(fields, place, disk);
                let max_gib = self.profile.disk_size_max.value.get() >> 30;
                fields.within(&format!("{place}.size_gib"), *size_gib, 1, max_gib);
                ActionKind::GrowDisk(disk?, Bytes::gib((*size_gib).clamp(1, max_gib)))
            }
            Draft::AddDisk { disk } => ActionKind::AddDisk(self.disk(fields, place, disk)?),
            Draft::RemoveDisk { disk } => {
                let id = self.disk(fields, place, disk)?;
                self.removable(fields, place, id);
                ActionKind::RemoveDisk(id)
            }
            _ => return self.check_guest(fields, place, what),
        })
    }

    /// What is done inside a guest.
    #[expect(clippy::wildcard_enum_match_arm, reason = "a list in three parts")]
    fn check_guest(
        &self,
        fields: &mut Fields,
        place: &str,
        what: &ActionKindDraft,
    ) -> Option<ActionKind> {
        use ActionKindDraft as Draft;
        Some(match what {
            Draft::InstallAgent { version } => {
                let place = format!("{place}.version");
                ActionKind::InstallAgent(setup::check_version(fields, &place, version.as_deref()))
            }
            Draft::FlagAgent { flagged } => ActionKind::FlagAgent(*flagged),
            Draft::ChangeAgent {
                state,
                answers_after_min,
            } => {
                setup::length(
                    fields,
                    &format!("{place}.answers_after_min"),
                    *answers_after_min,
                );
                let late = SimDuration::mins(u64::from(*answers_after_min));
                ActionKind::ChangeAgent(*state, late)
            }
            Draft::ChangeWriter {
                writer,
                fails,
                freeze_s,
            } => {
                setup::length(fields, &format!("{place}.freeze_s"), *freeze_s);
                ActionKind::ChangeWriter {
                    writer: self.writer(fields, place, writer)?,
                    fails: *fails,
                    freeze_s: *freeze_s,
                }
            }
            Draft::ChangeWriteHold { seconds } => {
                self.only(fields, place, OsDraft::Windows);
                setup::length(fields, &format!("{place}.seconds"), *seconds);
                ActionKind::ChangeWriteHold(*seconds)
            }
            Draft::ChangeVssBackup { copy } => {
                self.only(fields, place, OsDraft::Windows);
                ActionKind::ChangeVssBackup(*copy)
            }
            Draft::ChangeFreeze(change) => {
                self.only(fields, place, OsDraft::Linux);
                for (field, seconds) in [
                    ("takes_s", change.takes_s),
                    ("hold_max_s", change.hold_max_s),
                    ("wait_max_s", change.wait_max_s),
                ] {
                    setup::length(fields, &format!("{place}.{field}"), seconds.unwrap_or(0));
                }
                ActionKind::ChangeFreeze(change.clone())
            }
            Draft::ChangeScripts { scripts } => {
                self.only(fields, place, OsDraft::Linux);
                if let Some(scripts) = scripts {
                    setup::check_scripts(fields, &format!("{place}.scripts"), scripts);
                }
                ActionKind::ChangeScripts(*scripts)
            }
            _ => return None,
        })
    }

    fn policy(&self, fields: &mut Fields, place: &str, name: &str) -> Option<PolicyId> {
        let known = &self.names.policies;
        fields.reference(&format!("{place}.policy"), name, known, "policy")
    }
    fn back_up_now(&self, fields: &mut Fields, place: &str, days: Option<u32>) -> ActionKind {
        let (min, max) = self.profile.on_demand_days.value;
        let days = days.unwrap_or(rules::ON_DEMAND_DAYS_DEFAULT.value);
        fields.within(&format!("{place}.keep_days"), days, min, max);
        ActionKind::BackUpNow(SimDuration::days(u64::from(days.clamp(min, max))))
    }
    fn restore(
        &self,
        fields: &mut Fields,
        place: &str,
        order: &RestoreDraft,
    ) -> Option<RestoreOrder> {
        let RestoreDraft {
            how,
            to,
            account,
            until,
            tier,
            at_once,
            same_name,
        } = order;
        if let Some(most) = *at_once {
            let (min, max) = limits::RESTORES_AT_ONCE;
            fields.within(&format!("{place}.at_once"), most, min, max);
        }
        let account = match account {
            None => None,
            Some(name) if *how == RestoreKindDraft::Files => {
                let allowed = "none: a mount copies nothing";
                fields.wrong(&format!("{place}.account"), quoted(name), allowed);
                return None;
            }
            Some(name) => {
                let place = format!("{place}.account");
                let known = &self.names.accounts;
                Some(fields.reference(&place, name, known, "storage account")?)
            }
        };
        let until = match (until, self.calendar) {
            (Some(text), Some(calendar)) => {
                let at = calendar.utc_instant(text);
                if at.is_none() {
                    let allowed = "a time such as 2026-03-04T21:00:00Z in the run";
                    fields.wrong(&format!("{place}.until"), quoted(text), allowed);
                }
                Some(at?)
            }
            (Some(_), None) | (None, _) => None,
        };
        Some(RestoreOrder {
            how: *how,
            to: *to,
            account,
            until,
            tier: *tier,
            at_once: *at_once,
            same_name: *same_name,
        })
    }
    fn trouble(
        &self,
        fields: &mut Fields,
        place: &str,
        name: &str,
    ) -> Option<crate::azure::troubles::Trouble> {
        let os = self.vm.map(|vm| self.entities.vms[vm].os);
        setup::check_trouble(fields, &format!("{place}.trouble"), name, os)
    }
    fn only(&self, fields: &mut Fields, place: &str, only: OsDraft) {
        if let Some(vm) = self.vm {
            let os = self.entities.vms[vm].os;
            setup::of_family(fields, &format!("{place}.vm"), os, only, true);
        }
    }
    /// The place of a writer of the action's machine; nothing is said where there is no machine.
    fn writer(&self, fields: &mut Fields, place: &str, name: &str) -> Option<usize> {
        let vm = &self.entities.vms[self.vm?];
        let writers = vm.setup.iter().flat_map(|setup| &setup.writers);
        let found = writers.enumerate().find(|(_, writer)| writer.name == name);
        if found.is_none() {
            let allowed = format!("the name of a VSS writer of {}", quoted(&vm.name));
            fields.wrong(&format!("{place}.writer"), quoted(name), allowed);
        }
        found.map(|(index, _)| index)
    }
    /// A machine keeps the disk that it boots from, and the temporary one.
    fn removable(&self, fields: &mut Fields, place: &str, disk: DiskId) {
        let disk = &self.entities.disks[disk];
        match disk.role {
            DiskRoleDraft::Data | DiskRoleDraft::Excluded => {}
            DiskRoleDraft::Os | DiskRoleDraft::Temp => {
                let place = format!("{place}.disk");
                fields.wrong(&place, quoted(&disk.name), "the name of a data disk");
            }
        }
    }
    /// The disk of the action's machine with this name; nothing is said where there is no machine.
    fn disk(&self, fields: &mut Fields, place: &str, name: &str) -> Option<DiskId> {
        let vm = &self.entities.vms[self.vm?];
        let ids = (vm.disk_first.get()..vm.disk_first.get() + vm.disk_count).map(DiskId::new);
        let disks = &self.entities.disks;
        let disk = ids.into_iter().find(|id| disks[*id].name == name);
        if disk.is_none() {
            let allowed = format!("the name of a disk of {}", quoted(&vm.name));
            fields.wrong(&format!("{place}.disk"), quoted(name), allowed);
        }
        disk
    }
}
