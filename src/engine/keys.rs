//! Keys of encrypted disks: who may read them, and how they come back. What they are is in
//! `model/secret.rs`. Backups that can't read them are `backup.rs`'s.

use super::Simulation;
use crate::azure::errors::Fault;
use crate::model::secret::{Permit, Secret};
use crate::model::{Keys, Protection};
use crate::scenario::timeline::ActionKind;
use crate::units::{PointId, VmId};

impl Simulation {
    /// Loses, restores or reads the keys of a machine.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only the three actions on keys come here"
    )]
    pub(super) fn act_on_keys(
        &mut self,
        vm: VmId,
        by: Option<usize>,
        what: &ActionKind,
    ) -> Result<(), Fault> {
        let keys = self.world.vms[vm].keys.ok_or(Fault::NotEncrypted)?;
        match what {
            ActionKind::LoseKeys => in_key_vault(keys)?,
            ActionKind::ReadKeys => {
                let permit = Permit::of(&self.scenario, by)?;
                in_key_vault(keys)?;
                // Whoever asked has them now; no record has.
                let key = self.world.vms[vm].key;
                for secret in Secret::of_machine(self.draws, key, keys.kind) {
                    let _bytes = secret.read(&permit);
                }
                return Ok(());
            }
            ActionKind::RestoreKeys => {
                let permit = Permit::of(&self.scenario, by)?;
                self.restore_keys(vm, keys, &permit)?;
            }
            _ => unreachable!("operators.rs sends actions on keys only"),
        }
        let are_there = matches!(what, ActionKind::RestoreKeys);
        self.world.vms[vm].keys = Some(Keys { are_there, ..keys });
        Ok(())
    }

    /// Takes the keys out of the newest point that holds them.
    fn restore_keys(&self, vm: VmId, keys: Keys, permit: &Permit) -> Result<(), Fault> {
        let state = &self.world.vms[vm];
        if let Protection::Deleted { .. } = state.protection {
            return Err(Fault::DataDeleted);
        }
        let points = state.in_vault.iter().chain(state.snapshots.iter());
        let with_keys = points.filter(|point| self.ledger.points()[*point].has_keys);
        let point: PointId = with_keys.max().ok_or(Fault::KeysNotInPoint)?;
        let policy = state.protection.policy();
        let policy = policy.expect("a machine with points has or had a policy");
        let vault = self.scenario.vault_of(policy);
        let vault = Secret::of_vault(self.draws, &self.scenario.vaults()[vault].name);
        for secret in Secret::of_machine(self.draws, state.key, keys.kind) {
            let held = secret.wrapped(&vault, point);
            assert_eq!(
                held.unwrapped(&vault, point, permit),
                secret,
                "a point gives back the keys that it was given"
            );
        }
        Ok(())
    }
}

const fn in_key_vault(keys: Keys) -> Result<(), Fault> {
    if keys.are_there {
        Ok(())
    } else {
        Err(Fault::KeysLost)
    }
}
