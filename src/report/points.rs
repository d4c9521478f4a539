//! Which recovery points does a machine have, why, until when, and what do they cost? As of any
//! date of the run.

mod calendar;

use super::Report;
use super::view::{Amount, ByteCount, DayMark, FactView, PointRow, PointsView, RuleView};
use crate::azure::fact::Source;
use crate::azure::timing::CLEAN_UP_AT;
use crate::azure::{prices, rules};
use crate::billing::{fee_of, snapshot_price, storage_price};
use crate::ledger::{Point, SnapshotHeld};
use crate::model::Protection;
use crate::scenario::Policy;
use crate::scenario::policy::{
    ArchiveHindrance, Kept, PolicyKind, Reason, Reasons, archive_hindrance,
};
use crate::units::{Bytes, Money, PointId, SimDuration, SimTime, VmId};
use std::collections::BTreeMap;

/// A machine as of a moment.
struct AsOf<'r> {
    report: &'r Report,
    vm: VmId,
    now: SimTime,
    protection: Protection,
    policy: Option<&'r Policy>,
    /// Its protected-instance size, while it is billed.
    protected: Option<Bytes>,
    /// What has moved to living points from those that are gone.
    moved: BTreeMap<PointId, Bytes>,
    newest_in_vault: Option<PointId>,
    newest_snapshot: Option<PointId>,
    /// The oldest snapshot of managed disks: the whole one.
    whole_snapshot: Option<PointId>,
}

impl Report {
    /// A machine's recovery points as of a moment; nothing when there is no such machine. A moment
    /// after the run's end is its end.
    #[must_use]
    pub fn points(&self, vm: VmId, now: SimTime) -> Option<PointsView> {
        let record = self.scenario.vms().get(vm)?;
        let now = now.min(self.scenario.end());
        let of_vm = AsOf::new(self, vm, now);
        let living = || of_vm.living();
        let mut rows: Vec<PointRow> = living().map(|id| of_vm.row(id)).collect();
        rows.reverse();
        let changes = self.changes_of(vm).into_iter();
        Some(PointsView {
            vm: vm.get(),
            name: record.name.clone(),
            as_of: self.moment(now),
            run_ends: of_vm.run_ends().to_string(),
            changes_s: changes.map(SimTime::whole_secs).collect(),
            state: of_vm.state(),
            policy: of_vm
                .policy
                .map(|policy| self.describe(policy))
                .unwrap_or_default(),
            facts: of_vm.facts(),
            days: of_vm.days(&rows),
            points: rows,
            operators: self.operators_of(vm, now),
            rules: point_rules(),
        })
    }
    /// The machines with a name, or with `RESOURCE-GROUP/NAME`.
    #[must_use]
    pub fn vms_named(&self, name: &str) -> Vec<VmId> {
        let drafts = &self.scenario.draft().vms;
        let is_named = |vm: &VmId| {
            let draft = &drafts[vm.get() as usize];
            let group = draft.resource_group.as_deref();
            let full = group.map(|group| format!("{group}/{}", draft.name));
            draft.name == name || full.as_deref() == Some(name)
        };
        self.scenario.vms().ids().filter(is_named).collect()
    }
    /// The last moment of a day of the run, in the window's zone, or a moment of it (UTC).
    #[must_use]
    pub fn end_of_day_or_moment(&self, text: &str) -> Option<SimTime> {
        let end_of_day = self.day_named(text).map(|day| self.instant(day.s));
        let moment = || self.scenario.calendar().utc_instant(text);
        let at = end_of_day.or_else(moment)?;
        (at <= self.scenario.end()).then_some(at)
    }
}

impl<'r> AsOf<'r> {
    fn new(report: &'r Report, vm: VmId, now: SimTime) -> Self {
        let points = report.meters.points_of(vm);
        let point = |id: &PointId| report.ledger.points()[*id];
        let mut moved: BTreeMap<PointId, Bytes> = BTreeMap::new();
        for tier in points.iter().filter_map(|id| point(id).vault) {
            if let Some(heir) = tier.heir.filter(|_| tier.removed <= now) {
                *moved.entry(heir).or_default() += tier.held - tier.freed;
            }
        }
        let in_vault = |id: &&PointId| point(id).is_in_vault_at(now);
        let snapshot = |id: &&PointId| point(id).has_snapshot_at(now);
        let is_incremental = |id: &&PointId| match point(id).snapshot.map(|tier| tier.held) {
            Some(SnapshotHeld::Incremental { .. }) => true,
            Some(SnapshotHeld::Diverged { .. }) | None => false,
        };
        let protection = report.ledger.protection_at(vm, now);
        Self {
            report,
            vm,
            now,
            protection,
            policy: report.policy_at(vm, now),
            protected: report.meters.protected_at(&report.ledger, vm, now),
            moved,
            newest_in_vault: points.iter().rev().find(in_vault).copied(),
            newest_snapshot: points.iter().rev().find(snapshot).copied(),
            whole_snapshot: points
                .iter()
                .find(|id| snapshot(id) && is_incremental(id))
                .copied(),
        }
    }
    fn point(&self, id: PointId) -> &'r Point {
        &self.report.ledger.points()[id]
    }
    /// The points that live, oldest first.
    fn living(&self) -> impl Iterator<Item = PointId> {
        let points = self.report.meters.points_of(self.vm).iter().copied();
        points.filter(|id| self.point(*id).is_alive_at(self.now))
    }
    /// Whether it is protected, and what that means for its points.
    fn state(&self) -> String {
        let name = self.policy.map_or("", |policy| policy.name.as_str());
        let clock = |at: SimTime| self.report.moment(at).local;
        match self.protection {
            Protection::None => "Not protected; nothing is held.".to_owned(),
            Protection::Active(_) => format!("Protected by policy {name}."),
            Protection::Stopped(_) => {
                "Protection is stopped; every point is kept and billed until it is deleted."
                    .to_owned()
            }
            Protection::Deleted {
                free_from, purge, ..
            } => format!(
                "Deleted; soft delete holds the points until {}, free of charge from {} on.",
                clock(purge),
                clock(free_from)
            ),
        }
    }
    fn facts(&self) -> Vec<FactView> {
        let fact = |label: &str, value: String| FactView {
            label: label.to_owned(),
            value,
        };
        let count = |in_tier: fn(&Point, SimTime) -> bool| {
            let points = self
                .living()
                .filter(|id| in_tier(self.point(*id), self.now));
            points.count().to_string()
        };
        let report = self.report;
        let stored = self.living().filter_map(|id| self.held(id)).sum::<Bytes>();
        let snapshots = self
            .living()
            .filter_map(|id| self.snapshot_held(id))
            .sum::<Bytes>();
        let protected = report
            .meters
            .protected_at(&report.ledger, self.vm, self.now);
        let fee = protected.map_or(Money::ZERO, fee_of);
        let cost: Money = self.living().map(|id| self.cost(id)).sum();
        let currency = prices::CURRENCY;
        vec![
            fact("Points", self.living().count().to_string()),
            fact(
                "In the vault",
                format!("{} holding {stored}", count(Point::is_in_vault_at)),
            ),
            fact(
                "Snapshots",
                format!("{} holding {snapshots}", count(Point::has_snapshot_at)),
            ),
            fact(
                "Protected-instance size",
                protected.map_or("not billed".to_owned(), |size| size.to_string()),
            ),
            fact("Instance fee a month", format!("{fee} {currency}")),
            fact(
                "Cost of points a month",
                format!("{} {currency}", cost.rounded_to_cents()),
            ),
        ]
    }
    /// What a point holds in the vault.
    fn held(&self, id: PointId) -> Option<Bytes> {
        let point = self.point(id);
        point.is_in_vault_at(self.now).then(|| {
            let sent = self.report.ledger.jobs()[point.job].sent;
            sent + self.moved.get(&id).copied().unwrap_or_default()
        })
    }
    /// What a point's snapshot holds.
    fn snapshot_held(&self, id: PointId) -> Option<Bytes> {
        let point = self.point(id);
        if !point.has_snapshot_at(self.now) {
            return None;
        }
        if self.whole_snapshot == Some(id) {
            return Some(point.protected);
        }
        Some(self.report.ledger.snapshot_held_at(id, self.now))
    }
    /// What a point costs for a month as it is: nothing while the machine is not billed.
    fn cost(&self, id: PointId) -> Money {
        if self.protected.is_none() {
            return Money::ZERO;
        }
        let gib_month = |bytes: Option<Bytes>, price: Money| {
            let bytes = u128::from(bytes.unwrap_or_default().get());
            price.share_rounded_half_up(bytes, u128::from(Bytes::gib(1).get()))
        };
        let point = self.point(id);
        let kind = match point.snapshot.map(|tier| tier.held) {
            Some(SnapshotHeld::Incremental { .. }) => PolicyKind::Enhanced,
            Some(SnapshotHeld::Diverged { .. }) | None => PolicyKind::Standard,
        };
        let report = self.report;
        let policy = report.ledger.jobs()[point.job].policy;
        let vault = &report.scenario.vaults()[report.scenario.vault_of(policy)];
        gib_month(self.held(id), storage_price(vault.redundancy))
            + gib_month(self.snapshot_held(id), snapshot_price(kind))
    }
    fn row(&self, id: PointId) -> PointRow {
        let point = self.point(id);
        let moment = |at: SimTime| self.report.moment(at);
        let reasons = point.reasons.iter().map(|one| one.name().to_owned());
        let (in_vault, snapshot) = (
            point.is_in_vault_at(self.now),
            point.has_snapshot_at(self.now),
        );
        let tiers = [(snapshot, "snapshot"), (in_vault, "vault")];
        let tiers = tiers.into_iter().filter(|(is_there, _)| *is_there);
        let (vault_until, reason) = self.vault_until(id).unzip();
        PointRow {
            point: id.get(),
            taken: moment(point.taken),
            reasons: reasons.collect(),
            tiers: tiers.map(|(_, tier)| tier.to_owned()).collect(),
            snapshot_until: self.snapshot_until(id).map(moment),
            vault_until: vault_until.map(moment),
            life: self.life(id),
            held_bytes: self.held(id).map(ByteCount),
            snapshot_bytes: self.snapshot_held(id).map(ByteCount),
            cost: Amount(self.cost(id).rounded_to_cents()),
            archive: self.archive(id),
            // While nothing goes, the reason that has the longest range.
            mark: mark(reason.flatten().or(point.reasons.iter().last()), in_vault),
        }
    }
    /// When the policy of the moment lets the vault's copy go, and for which reason it lives so
    /// long. Nothing while nothing goes.
    fn vault_until(&self, id: PointId) -> Option<(SimTime, Option<Reason>)> {
        let point = self.point(id);
        let policy = self.acting_policy()?;
        let is_there = point.is_in_vault_at(self.now);
        let has_snapshot = point.has_snapshot_at(self.now);
        is_there.then(|| policy.vault_death(&point.kept(), has_snapshot))
    }
    /// The policy, while it decides over points.
    fn acting_policy(&self) -> Option<&'r Policy> {
        match self.protection {
            Protection::Active(_) => self.policy,
            Protection::None | Protection::Stopped(_) | Protection::Deleted { .. } => None,
        }
    }
    fn snapshot_until(&self, id: PointId) -> Option<SimTime> {
        let point = self.point(id);
        let policy = self.acting_policy()?;
        let is_there = point.has_snapshot_at(self.now);
        is_there.then(|| policy.snapshot_death(&point.kept()))
    }
    /// Why a point lives and when it dies.
    fn life(&self, id: PointId) -> String {
        match self.protection {
            Protection::Stopped(_) => {
                return "Kept until it is deleted: protection is stopped.".to_owned();
            }
            Protection::Deleted { purge, .. } => {
                let purge = self.report.moment(purge).local;
                return format!("Deleted; gone on {purge} unless taken back.");
            }
            Protection::None | Protection::Active(_) => {}
        }
        let snapshot = self.snapshot_until(id).map(|until| {
            let newest = self.newest_snapshot == Some(id);
            self.until("Snapshot", until, newest)
        });
        let in_vault = self.vault_until(id).map(|(until, reason)| {
            let newest = self.newest_in_vault == Some(id);
            let what = reason.map_or("In the vault, no range of the policy keeps it;", |reason| {
                match reason {
                    Reason::Daily => "In the vault as the day's point,",
                    Reason::Weekly => "In the vault as the week's point,",
                    Reason::Monthly => "In the vault as the month's point,",
                    Reason::Yearly => "In the vault as the year's point,",
                    Reason::OnDemand => "In the vault because somebody asked for it,",
                }
            });
            self.until(what, until, newest)
        });
        let parts: Vec<String> = [in_vault, snapshot].into_iter().flatten().collect();
        parts.join(" ")
    }
    fn until(&self, what: &str, until: SimTime, is_newest: bool) -> String {
        let date = self.report.moment(until).local;
        match (until <= self.now, is_newest) {
            (false, false) => format!("{what} until {date}."),
            (false, true) => format!("{what} until {date}, or longer while it is the newest."),
            (true, true) => format!("{what} past {date}, because it is the newest."),
            (true, false) => format!("{what} until the next clean-up; its time ended on {date}."),
        }
    }
    fn archive(&self, id: PointId) -> String {
        let point = self.point(id);
        let in_vault = point.vault.filter(|_| point.is_in_vault_at(self.now));
        let Some((tier, policy)) = in_vault.zip(self.policy) else {
            return "no: not in the vault".to_owned();
        };
        if !self.report.scenario.profile().archive.value {
            return "no: the profile has no archive tier".to_owned();
        }
        let short = [Reason::Daily, Reason::Weekly].into_iter();
        let short = short.filter(|reason| point.reasons.has(*reason));
        let short = short.fold(Reasons::NONE, |all, one| all.and(Reasons::only(one)));
        let kept = point.kept();
        let short_death = (!short.is_empty()).then(|| {
            let as_short = Kept {
                reasons: short,
                ..kept
            };
            policy.retention.death(&as_short).0
        });
        // While nothing goes, a point has for ever to live, and no day or week needs it.
        let (death, short_death) = match self.acting_policy() {
            Some(_) => (policy.retention.death(&kept).0, short_death),
            None => (SimTime::MAX, None),
        };
        match archive_hindrance(&kept, tier.committed, death, short_death, self.now) {
            None => "yes".to_owned(),
            Some(ArchiveHindrance::NotMonthlyOrYearly) => {
                "no: neither monthly nor yearly".to_owned()
            }
            Some(ArchiveHindrance::TooYoung) => format!(
                "not yet: less than {} months in the vault",
                rules::ARCHIVE_AFTER_MONTHS.value
            ),
            Some(ArchiveHindrance::TooShort) => format!(
                "no: less than {} months to live",
                rules::ARCHIVE_LEFT_MONTHS.value
            ),
            Some(ArchiveHindrance::StillDailyOrWeekly) => {
                "not yet: still a daily or weekly point".to_owned()
            }
        }
    }
}

const fn mark(reason: Option<Reason>, in_vault: bool) -> DayMark {
    match reason {
        _ if !in_vault => DayMark::Snapshot,
        None | Some(Reason::Daily) => DayMark::Daily,
        Some(Reason::Weekly) => DayMark::Weekly,
        Some(Reason::Monthly) => DayMark::Monthly,
        Some(Reason::Yearly) => DayMark::Yearly,
        Some(Reason::OnDemand) => DayMark::OnDemand,
    }
}

/// The rules that decide over points, with their sources.
fn point_rules() -> Vec<RuleView> {
    let rule = |rule: String, source: Source| RuleView {
        rule,
        source: source.to_string(),
    };
    let days = |length: SimDuration| (SimTime::ZERO + length).day();
    let clean_up_hour = CLEAN_UP_AT.value.whole_secs().div_euclid(3_600);
    vec![
        rule(
            "A point lives as long as the longest of its reasons; it keeps its reasons, and the \
             policy of today says how long each counts."
                .to_owned(),
            rules::REASONS,
        ),
        rule("The newest point never goes.".to_owned(), rules::NEWEST),
        rule(
            format!("A month is {} days.", days(rules::MONTH.value)),
            rules::MONTH.source,
        ),
        rule(
            format!("A year is {} days.", days(rules::YEAR.value)),
            rules::YEAR.source,
        ),
        rule(
            format!(
                "Points whose time has ended go at the daily clean-up, at {clean_up_hour:02}:00 UTC."
            ),
            CLEAN_UP_AT.source,
        ),
        rule(
            "When a point goes, blocks that the next one still needs move to that one.".to_owned(),
            prices::STORED_BASIS,
        ),
    ]
}
