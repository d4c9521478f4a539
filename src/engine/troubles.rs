//! Troubles that show: which fault a machine's troubles and the service's lead to at a point. Not
//! here: troubles that matter only together with other states.

use super::Simulation;
use crate::azure::errors::Fault;
use crate::azure::troubles::At;
use crate::units::VmId;

impl Simulation {
    /// What goes wrong at a point of a machine's life, if something does: the first of its troubles
    /// and the service's, in the order of the catalogue.
    pub(super) fn shows(&self, vm: VmId, at: At) -> Option<Fault> {
        let troubles = self.world.vms[vm].troubles.and(self.world.troubles);
        if troubles.is_empty() {
            return None;
        }
        let mut shown = troubles.iter().flat_map(|trouble| trouble.row().shows);
        shown
            .find(|(place, _)| *place == at)
            .map(|(_, fault)| *fault)
    }
}
