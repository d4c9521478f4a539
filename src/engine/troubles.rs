//! Where troubles show: what is wrong with a machine or the whole service, looked for at one point
//! of its life, as the fault that this generation of the service knows. Not what a fault does to a
//! job: that is the job's to say.

use super::Simulation;
use crate::azure::errors::Fault;
use crate::azure::troubles::{At, Trouble};
use crate::scenario::setup::{Troubles, fits};
use crate::units::VmId;

impl Simulation {
    /// The machine's troubles and the service's.
    pub(super) fn troubles_of(&self, vm: VmId) -> Troubles {
        self.world.vms[vm].troubles.and(self.world.troubles)
    }
    /// The first fault that shows at this point of a machine's life, if one does.
    pub(super) fn shows(&self, vm: VmId, at: At) -> Option<Fault> {
        let troubles = self.troubles_of(vm);
        if troubles.is_empty() {
            return None;
        }
        let os = self.scenario.vms()[vm].os;
        // The service's troubles may be of guests that this machine is not.
        let fitting = troubles.iter().filter(|it| fits(it.row().family, os));
        self.first_shown(fitting, at)
    }
    /// The first fault that shows in what the service does without a machine.
    pub(super) fn shows_in_service(&self, at: At) -> Option<Fault> {
        self.first_shown(self.world.troubles.iter(), at)
    }

    fn first_shown(&self, troubles: impl Iterator<Item = Trouble>, at: At) -> Option<Fault> {
        let registers = self.registers();
        let shown = troubles.flat_map(|trouble| trouble.row().shows);
        let mut here = shown.filter(|(place, _)| *place == at);
        here.find_map(|(_, fault)| {
            if registers {
                in_classic(*fault, at)
            } else {
                (!fault.is_classic()).then_some(*fault)
            }
        })
    }
}

/// The service for classic machines tells little apart: whatever goes wrong at a point of a backup
/// has the one name that it has there.
const fn in_classic(fault: Fault, at: At) -> Option<Fault> {
    if fault.is_classic() {
        return Some(fault);
    }
    match at {
        At::Discover | At::Register | At::Protect => None,
        At::Begin => Some(Fault::BackupInternalError),
        At::Install | At::Call => Some(Fault::ExtensionNotInstalled),
        At::Snapshot => Some(Fault::SnapshotTimedOut),
        At::Transfer => Some(Fault::CopyTimedOut),
        At::Ask | At::Copy | At::Create | At::Mount => Some(fault),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classic_service_has_one_name_for_all_that_goes_wrong_at_a_point() {
        let shown = |fault, at| in_classic(fault, at);
        let own = Fault::RegisterNoCertificate;
        assert_eq!(shown(own, At::Register), Some(own));
        for (at, expected) in [
            (At::Register, None),
            (At::Protect, None),
            (At::Begin, Some(Fault::BackupInternalError)),
            (At::Call, Some(Fault::ExtensionNotInstalled)),
            (At::Snapshot, Some(Fault::SnapshotTimedOut)),
            (At::Transfer, Some(Fault::CopyTimedOut)),
            (At::Copy, Some(Fault::SharedDisk)),
        ] {
            assert_eq!(shown(Fault::SharedDisk, at), expected, "{at:?}");
        }
    }

    #[test]
    fn a_fault_is_of_the_classic_service_where_it_stands_among_them() {
        let classic = [
            Fault::DiscoveryInternalError,
            Fault::RegisterNotRunning,
            Fault::OperationInProgress,
            Fault::CancelNotOffered,
        ];
        assert!(classic.into_iter().all(Fault::is_classic));
        let others = [
            Fault::PointLimitReached,
            Fault::NotEncrypted,
            Fault::AgentStatusUnavailable,
            Fault::NothingDeleted,
        ];
        assert!(!others.into_iter().any(Fault::is_classic));
    }
}
