//! Points come and go: added to their tiers, removed by the daily clean-up, planned anew when a
//! policy changes. The rules are in `scenario/policy.rs`, the choice in `model/keeper.rs`; here it
//! is applied, and what it frees is worked out.
//!
//! A clean-up looks only at machines that have something to remove: each change notes on which day
//! the next of a machine's points may go, so the cost follows the number of backups, not machines
//! times days.

use super::blocks::Since;
use super::{Event, Simulation};
use crate::azure::errors::Fault;
use crate::ledger::{Point, SnapshotHeld, SnapshotTier, Trigger, VaultTier};
use crate::model::{Moment, Protection, Taken, clean_up_from};
use crate::scenario::Policy;
use crate::scenario::policy::PolicyKind;
use crate::units::{Bytes, JobId, PointId, PolicyId, SimDuration, SimTime, VmId};
use std::collections::BTreeMap;

/// Which machines a clean-up has to look at, by its day.
#[derive(Clone, Debug, Default)]
pub(super) struct CleanUps {
    vms_by_day: BTreeMap<u64, Vec<VmId>>,
}

/// Which snapshots have to be measured while they grow, by the day whose midnight (UTC) it is.
#[derive(Clone, Debug, Default)]
pub(super) struct Measures {
    points_by_day: BTreeMap<u64, Vec<PointId>>,
}

impl Simulation {
    /// Schedules the first clean-up at or after an instant, unless the last day is over by then.
    pub(super) fn schedule_clean_up(&mut self, from: SimTime) {
        let at = clean_up_from(from);
        if at < self.scenario.end() {
            self.push(at, Event::CleanUp);
        }
    }
    /// Removes every point whose time has come, from both tiers.
    pub(super) fn clean_up(&mut self) {
        let today = self.now.day();
        let mut vms = self.clean_ups.vms_by_day.remove(&today).unwrap_or_default();
        // In the order of the fleet, whatever the order in which they were noted.
        vms.sort_unstable();
        vms.dedup();
        for vm in vms {
            if let Protection::Active(_) = self.world.vms[vm].protection {
                self.clean_up_machine(vm);
            }
        }
        self.schedule_clean_up(self.now + SimDuration::from_nanos(1));
    }
    /// Removes what is to go of a machine. Where its snapshots are locked they stay, and so do their
    /// copies in the vault: none goes before its snapshot.
    fn clean_up_machine(&mut self, vm: VmId) {
        let is_locked = self.world.vms[vm].locks.snapshots;
        for point in self.world.vms[vm].in_vault.plan(self.now) {
            if !(is_locked && self.world.vms[vm].snapshots.has(point)) {
                self.expire(vm, point);
            }
        }
        if !is_locked {
            for point in self.world.vms[vm].snapshots.plan(self.now) {
                self.remove_snapshot(vm, point);
            }
        }
        self.note_clean_up_after(vm, self.now + SimDuration::from_nanos(1));
        self.forget_moments(vm);
    }
    /// The lock on a machine's snapshots is gone: the next clean-up removes what it kept.
    pub(super) fn snapshots_unlocked(&mut self, vm: VmId) {
        self.note_clean_up(vm);
    }
    /// Deletes the snapshots of a machine with the collection that holds them. Points that are
    /// nowhere else are gone.
    pub(super) fn delete_snapshots(&mut self, vm: VmId) -> Result<(), Fault> {
        if self.world.vms[vm].snapshots.is_empty() {
            return Err(Fault::NoSnapshot);
        }
        self.snapshots_may_go(vm)?;
        let snapshots: Vec<PointId> = self.world.vms[vm].snapshots.iter().collect();
        for point in snapshots {
            self.remove_snapshot(vm, point);
        }
        self.world.vms[vm].snapshots_deleted = Some(self.now);
        self.collection_deleted(vm);
        Ok(())
    }
    /// Whether no lock keeps a snapshot of the machine.
    pub(super) fn snapshots_may_go(&self, vm: VmId) -> Result<(), Fault> {
        let state = &self.world.vms[vm];
        if state.locks.snapshots && !state.snapshots.is_empty() {
            return Err(Fault::SnapshotLocked);
        }
        Ok(())
    }
    /// Notes the first clean-up that has something to remove of a machine.
    fn note_clean_up(&mut self, vm: VmId) {
        self.note_clean_up_after(vm, self.now);
    }
    /// Notes the first such clean-up at or after an instant. Locked snapshots are no reason for one.
    fn note_clean_up_after(&mut self, vm: VmId, from: SimTime) {
        let state = &self.world.vms[vm];
        let of_snapshots = state.snapshots.next_death();
        let of_snapshots = of_snapshots.filter(|_| !state.locks.snapshots);
        let deaths = [state.in_vault.next_death(), of_snapshots];
        if let Some(death) = deaths.into_iter().flatten().min() {
            let day = clean_up_from(death.max(from)).day();
            let vms = self.clean_ups.vms_by_day.entry(day).or_default();
            if vms.last() != Some(&vm) {
                vms.push(vm);
            }
        }
    }

    /// Adds a point to the snapshot tier; what differs since an earlier point may be known already.
    pub(super) fn keep_snapshot(
        &mut self,
        vm: VmId,
        point: PointId,
        policy: PolicyId,
        since: Option<Since>,
    ) {
        let Policy {
            kind, snapshots, ..
        } = &self.scenario.policies()[policy];
        let kind = *kind;
        if snapshots.is_none() {
            return;
        }
        let before = self.world.vms[vm].snapshots.newest();
        let known = since.filter(|since| Some(since.point) == before);
        let known = known.map(|since| since.differs);
        debug_assert!(
            known.is_none_or(|known| before.is_some_and(|it| known == self.between(vm, it, point))),
            "what a job sends is what differs"
        );
        let held = match kind {
            PolicyKind::Standard => SnapshotHeld::Diverged {
                bytes: Bytes::ZERO,
                until: self.ledger.points()[point].taken,
            },
            PolicyKind::Enhanced => {
                let of_kind = before.filter(|before| self.is_incremental(*before));
                let added = match of_kind {
                    Some(before) => known.unwrap_or_else(|| self.between(vm, before, point)),
                    None => self.ledger.points()[point].protected,
                };
                let freed = Bytes::ZERO;
                SnapshotHeld::Incremental { added, freed }
            }
        };
        if let Some(before) = before {
            self.end_growth_at(vm, before, point, known);
        }
        let removed = SimTime::MAX;
        self.ledger.point_mut(point).snapshot = Some(SnapshotTier { held, removed });
        let record = &self.ledger.points()[point];
        let death = self.scenario.policies()[policy].snapshot_death(&record.kept());
        if record.is_growing() {
            // One that is a day old is not of a machine that is backed up every day.
            self.measure_on(record.taken.day() + 2, point);
        }
        self.world.vms[vm].snapshots.add(point, death);
        self.note_clean_up(vm);
    }
    /// Adds a point to the vault's.
    pub(super) fn keep_in_vault(&mut self, vm: VmId, job: JobId, point: PointId, policy: PolicyId) {
        let record = &self.ledger.points()[point];
        let has_snapshot = self.world.vms[vm].snapshots.has(point);
        let policy = &self.scenario.policies()[policy];
        let (death, _) = policy.vault_death(&record.kept(), has_snapshot);
        let sent = self.ledger.jobs()[job].sent;
        let held = self.commit_blocks(vm, job, point).unwrap_or(sent);
        self.ledger.point_mut(point).vault = Some(VaultTier {
            committed: self.now,
            held,
            removed: SimTime::MAX,
            freed: Bytes::ZERO,
            heir: None,
        });
        self.world.vms[vm].in_vault.add(point, death);
        self.note_clean_up(vm);
    }
    /// Plans every point of a machine anew, by the policy that it has now.
    pub(super) fn replan(&mut self, vm: VmId, policy: PolicyId) {
        let policy = &self.scenario.policies()[policy];
        let points = self.ledger.points();
        let state = &mut self.world.vms[vm];
        let snapshots = &state.snapshots;
        state.in_vault.replan(|point| {
            let has_snapshot = snapshots.has(point);
            policy.vault_death(&points[point].kept(), has_snapshot).0
        });
        state
            .snapshots
            .replan(|point| policy.snapshot_death(&points[point].kept()));
        self.note_clean_up(vm);
    }
    /// Removes everything of a machine at once. A deletion is refused while a lock keeps snapshots;
    /// a lock that came later keeps nothing that soft delete lets go.
    pub(super) fn purge(&mut self, vm: VmId) {
        let now = self.now;
        let in_vault: Vec<PointId> = self.world.vms[vm].in_vault.iter().collect();
        for point in in_vault {
            self.world.vms[vm].in_vault.remove(point);
            let tier = self.ledger.point_mut(point).vault.as_mut();
            let tier = tier.expect("what the vault keeps is in it");
            tier.freed = tier.held;
            tier.removed = now;
            self.purge_blocks(vm, point);
        }
        let snapshots: Vec<PointId> = self.world.vms[vm].snapshots.iter().collect();
        for point in snapshots {
            self.remove_snapshot(vm, point);
        }
    }
    /// A machine is deleted: a snapshot that grows holds what it holds by now.
    pub(super) fn end_growth_now(&mut self, vm: VmId, point: PointId) {
        let now = self.moment_now(vm);
        self.end_growth(vm, point, now);
    }
    /// The run ends: what snapshots that still grow hold by now.
    pub(super) fn end_all_growth(&mut self) {
        for vm in self.scenario.vms().ids() {
            if let Some(newest) = self.world.vms[vm].snapshots.newest() {
                let now = self.moment_now(vm);
                self.end_growth(vm, newest, now);
            }
        }
    }
    /// A month ends: what is billed of it must not depend on how long the run goes on.
    pub(super) fn measure_all(&mut self) {
        for vm in self.scenario.vms().ids() {
            if let Some(newest) = self.world.vms[vm].snapshots.newest() {
                self.measure(newest);
            }
        }
    }
    /// Snapshots that have grown for long are measured every midnight.
    pub(super) fn measure_old(&mut self) {
        let today = self.now.day();
        let points = self.measures.points_by_day.remove(&today);
        for point in points.unwrap_or_default() {
            if self.measure(point) {
                self.measure_on(today + 1, point);
            }
        }
    }
    fn measure_on(&mut self, day: u64, point: PointId) {
        let midnight = SimTime::ZERO + SimDuration::days(day);
        if midnight >= self.scenario.end() {
            return;
        }
        let points = self.measures.points_by_day.entry(day).or_default();
        let is_first = points.is_empty();
        points.push(point);
        if is_first {
            self.push(midnight, Event::OldSnapshotsMeasured);
        }
    }
    /// Notes what a snapshot holds now, if it still grows.
    pub(super) fn measure(&mut self, point: PointId) -> bool {
        let record = &self.ledger.points()[point];
        let (vm, is_growing) = (record.vm, record.is_growing());
        if is_growing {
            let now = self.moment_now(vm);
            let size = self.world.protected_size(vm, now.at);
            let differs = self.world.difference(vm, self.moment_of(point), now);
            let held = self.diverged(point, (now.at, size), differs);
            self.ledger.add_measure(point, self.now, held);
        }
        is_growing
    }
    /// What was overwritten on a machine's disks since a point, given what differs and how much the
    /// machine holds by then. New data overwrite nothing; what was overwritten on a disk stays held
    /// though the disk is detached.
    fn diverged(&self, point: PointId, (at, size): (SimTime, Bytes), differs: Bytes) -> Bytes {
        let grown = size.saturating_sub(self.ledger.points()[point].protected);
        let measured = self.ledger.measured_before(point, at);
        differs.saturating_sub(grown).max(measured)
    }

    /// A point leaves the vault; what its next neighbour still needs moves there.
    fn expire(&mut self, vm: VmId, gone: PointId) {
        let (before, after) = self.world.vms[vm].in_vault.neighbours(gone);
        let heir = after.expect("the newest point never expires");
        self.world.vms[vm].in_vault.remove(gone);
        let needed = match before {
            Some(before) => self.between(vm, before, heir),
            // The oldest is always whole.
            None => self.ledger.points()[heir].protected,
        };
        let held = |point: PointId| self.ledger.points()[point].vault.map(|tier| tier.held);
        let of_heir = held(heir).unwrap_or_default();
        let both = held(gone).unwrap_or_default() + of_heir;
        // Whole blocks are counted: a byte that grows may seem to need less than is there.
        let needed = needed.clamp(of_heir, both);
        let needed = self.expire_blocks(vm, gone, heir).unwrap_or(needed);
        let now = self.now;
        let tier = self.ledger.point_mut(gone).vault.as_mut();
        let tier = tier.expect("what expires is in the vault");
        tier.removed = now;
        tier.heir = Some(heir);
        tier.freed = both - needed;
        let tier = self.ledger.point_mut(heir).vault.as_mut();
        tier.expect("an heir is in the vault").held = needed;
    }
    /// A snapshot goes. Of managed disks, what the next one still needs moves there.
    pub(super) fn remove_snapshot(&mut self, vm: VmId, gone: PointId) {
        let moment = self.moment_now(vm);
        self.end_growth(vm, gone, moment);
        let (_, after) = self.world.vms[vm].snapshots.neighbours(gone);
        self.world.vms[vm].snapshots.remove(gone);
        let heir = after.filter(|after| self.is_incremental(*after));
        let heir = heir.map(|heir| self.ledger.points()[heir]);
        let now = self.now;
        let Point {
            protected,
            snapshot: Some(tier),
            ..
        } = self.ledger.point_mut(gone)
        else {
            return;
        };
        tier.removed = now;
        if let SnapshotHeld::Incremental { freed, .. } = &mut tier.held {
            // The oldest is whole, and only the oldest goes: all live equally long.
            *freed = match heir.map(|heir| (heir.protected, heir.snapshot.map(|it| it.held))) {
                Some((whole, Some(SnapshotHeld::Incremental { added, .. }))) => {
                    (*protected + added).saturating_sub(whole)
                }
                _ => *protected,
            };
        }
    }
    /// A snapshot of page blobs stops to grow, if it still does.
    fn end_growth(&mut self, vm: VmId, point: PointId, later: Moment) {
        let record = &self.ledger.points()[point];
        let earlier = self.moment_of(point);
        if !record.is_growing() || later.at <= earlier.at {
            return;
        }
        let size = self.world.protected_size(vm, later.at);
        let differs = self.world.difference(vm, earlier, later);
        let bytes = self.diverged(point, (later.at, size), differs);
        self.has_grown(point, bytes, later.at);
    }
    /// The same with the machine's next snapshot.
    fn end_growth_at(&mut self, vm: VmId, point: PointId, next: PointId, known: Option<Bytes>) {
        let points = self.ledger.points();
        let (record, next_record) = (&points[point], &points[next]);
        if !record.is_growing() || next_record.taken <= record.taken {
            return;
        }
        let later = (next_record.taken, next_record.protected);
        let differs = known.unwrap_or_else(|| self.between(vm, point, next));
        let bytes = self.diverged(point, later, differs);
        self.has_grown(point, bytes, later.0);
    }
    fn has_grown(&mut self, point: PointId, bytes: Bytes, until: SimTime) {
        let held = SnapshotHeld::Diverged { bytes, until };
        let removed = SimTime::MAX;
        self.ledger.point_mut(point).snapshot = Some(SnapshotTier { held, removed });
    }
    fn is_incremental(&self, point: PointId) -> bool {
        match self.ledger.points()[point].snapshot {
            Some(SnapshotTier {
                held: SnapshotHeld::Incremental { .. },
                ..
            }) => true,
            Some(SnapshotTier {
                held: SnapshotHeld::Diverged { .. },
                ..
            })
            | None => false,
        }
    }
    /// What differs between two points of a machine.
    fn between(&self, vm: VmId, earlier: PointId, later: PointId) -> Bytes {
        self.world
            .difference(vm, self.moment_of(earlier), self.moment_of(later))
    }
    /// The moment that a point restores to.
    pub(super) fn moment_of(&self, point: PointId) -> Moment {
        let Point {
            taken,
            activity_days,
            ..
        } = self.ledger.points()[point];
        Moment {
            at: taken,
            activity_days,
        }
    }
    fn moment_now(&mut self, vm: VmId) -> Moment {
        self.write_up_to_now(vm);
        Moment {
            at: self.now,
            activity_days: self.world.vms[vm].activity.days_up_to(self.now),
        }
    }
    /// The record of a point, before it is in any tier.
    pub(super) fn new_point(&mut self, vm: VmId, job: JobId, taken: Taken) -> PointId {
        let record = self.ledger.jobs()[job];
        let own_life = match record.trigger {
            Trigger::OnDemand(life) => Some(life),
            Trigger::Schedule(_) => None,
        };
        self.ledger.add_point(Point {
            vm,
            job,
            taken: taken.at,
            appeared: self.now,
            activity_days: taken.activity_days,
            protected: taken.protected,
            reasons: record.reasons,
            quiesced: taken.quiesced,
            has_keys: taken.has_keys,
            leaves_out: taken.leaves_out,
            own_life,
            snapshot: None,
            vault: None,
        })
    }
}
