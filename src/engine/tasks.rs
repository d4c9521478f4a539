//! Jobs that are not backups: discovery, registration, configuring protection; and cancelling.

use super::Simulation;
use crate::azure::errors::Fault;
use crate::units::{VaultId, VmId};

impl Simulation {
    /// Asks the subscription for its machines.
    pub(super) fn discover(&mut self) -> Result<(), Fault> {
        Ok(())
    }
    /// Attaches the extension to a machine and associates it with the vault.
    pub(super) fn register(&mut self, _vm: VmId) -> Result<(), Fault> {
        Ok(())
    }
    /// Cancels the running job of a machine.
    pub(super) fn cancel(&mut self, vm: VmId) -> Result<(), Fault> {
        match self.world.vms[vm].task {
            Some(task) => self.cancel_restore(task),
            None => Ok(()),
        }
    }
    /// Deletes a vault, if nothing is in it.
    pub(super) fn delete_vault(&mut self, _vault: VaultId) -> Result<(), Fault> {
        Ok(())
    }
}
