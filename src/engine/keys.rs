//! Keys of encrypted disks: who may read them, and how they come back.

use super::Simulation;
use crate::azure::errors::Fault;
use crate::scenario::timeline::ActionKind;
use crate::units::VmId;

impl Simulation {
    /// Loses, restores or reads the keys of a machine.
    pub(super) fn act_on_keys(
        &mut self,
        _vm: VmId,
        _by: Option<usize>,
        _what: &ActionKind,
    ) -> Result<(), Fault> {
        Ok(())
    }
}
