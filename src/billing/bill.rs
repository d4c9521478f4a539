//! Bills: meters times prices, rounded once, line by line, to the cent.

use super::meter::{InstanceClass, MonthMeter};
use crate::azure::prices;
use crate::scenario::Scenario;
use crate::scenario::draft::RedundancyDraft;
use crate::scenario::policy::PolicyKind;
use crate::units::{Bytes, Money, SimDuration, VaultId};

/// The bill of one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// Its lines; what was not used has none.
    pub lines: Vec<Line>,
}

/// One line of a bill. The quantity is `used / whole` units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What was used.
    pub kind: LineKind,
    /// Used: unit-days, or byte-nanoseconds.
    pub used: u128,
    /// What makes one unit: the month's days, or a GiB for the month.
    pub whole: u128,
    /// Price of one unit.
    pub unit_price: Money,
    /// Quantity times price, to the cent.
    pub amount: Money,
}

/// What a line of a bill is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Instance fees of one class.
    Instances(InstanceClass),
    /// Storage of one vault.
    Storage(VaultId),
    /// Snapshots for instant restore, by the kind of policy.
    Snapshots(PolicyKind),
}

impl Bill {
    /// The bill of a month.
    #[must_use]
    pub fn of(scenario: &Scenario, meter: &MonthMeter) -> Self {
        let days = u128::from(meter.month.days);
        let instances = InstanceClass::ALL.into_iter().map(|class| {
            let used = u128::from(meter.instance_days[class as usize]);
            line(LineKind::Instances(class), used, days, unit_fee(class))
        });
        let month = SimDuration::days(meter.month.days);
        let gib_month = (Bytes::gib(1) * month).get();
        let storage = meter.stored.enumerate().map(|(vault, stored)| {
            let price = storage_price(scenario.vaults()[vault].redundancy);
            line(LineKind::Storage(vault), stored.get(), gib_month, price)
        });
        let snapshots = [PolicyKind::Standard, PolicyKind::Enhanced].map(|kind| {
            let held = meter.snapshots[kind as usize].get();
            line(
                LineKind::Snapshots(kind),
                held,
                gib_month,
                snapshot_price(kind),
            )
        });
        Self {
            lines: instances
                .chain(storage)
                .chain(snapshots)
                .filter(|line| line.used > 0)
                .collect(),
        }
    }
    /// The sum of its lines.
    #[must_use]
    pub fn total(&self) -> Money {
        self.lines.iter().map(|line| line.amount).sum()
    }
}

impl Line {
    /// The quantity with four decimals, rounded half up.
    #[must_use]
    #[expect(
        clippy::integer_division,
        reason = "splits decimals off, after rounding half up"
    )]
    pub fn quantity_text(&self) -> String {
        let whole_units = self.used / self.whole;
        let rest = self.used % self.whole;
        let decimals = (rest * 10_000 + self.whole / 2) / self.whole;
        format!(
            "{}.{:04}",
            whole_units + decimals / 10_000,
            decimals % 10_000
        )
    }
}

fn line(kind: LineKind, used: u128, whole: u128, unit_price: Money) -> Line {
    let amount = unit_price
        .share_rounded_half_up(used, whole)
        .rounded_to_cents();
    Line {
        kind,
        used,
        whole,
        unit_price,
        amount,
    }
}

/// Price of one fee unit of a class for a month.
#[must_use]
pub fn unit_fee(class: InstanceClass) -> Money {
    let fee = prices::INSTANCE_FEE.value;
    match class {
        InstanceClass::Small => fee.small,
        InstanceClass::Medium => fee.medium,
        InstanceClass::Large => fee.large_per_step,
    }
}

/// The instance fee of a machine of this size for a whole month.
#[must_use]
pub fn fee_of(protected: Bytes) -> Money {
    unit_fee(InstanceClass::of(protected)) * InstanceClass::instances(protected)
}

/// Price of a GiB in a vault for a month.
#[must_use]
pub fn storage_price(redundancy: RedundancyDraft) -> Money {
    match redundancy {
        RedundancyDraft::Lrs => prices::STORAGE_LRS.value,
        RedundancyDraft::Zrs => prices::STORAGE_ZRS.value,
        RedundancyDraft::Grs => prices::STORAGE_GRS.value,
        RedundancyDraft::RaGrs => prices::STORAGE_RA_GRS.value,
    }
}

/// Price of a GiB in snapshots for a month.
#[must_use]
pub const fn snapshot_price(kind: PolicyKind) -> Money {
    match kind {
        PolicyKind::Standard => prices::SNAPSHOT_STANDARD.value,
        PolicyKind::Enhanced => prices::SNAPSHOT_ENHANCED.value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_fee(size: Bytes, units: i64) {
        assert_eq!(fee_of(size), Money::units(units));
    }

    #[test]
    fn the_instance_fee_steps_at_50_at_500_and_at_every_started_500() {
        let byte = Bytes::new(1);
        check_fee(Bytes::ZERO, 5);
        check_fee(Bytes::gib(50), 5);
        check_fee(Bytes::gib(50) + byte, 10);
        check_fee(Bytes::gib(500), 10);
        check_fee(Bytes::gib(500) + byte, 20);
        check_fee(Bytes::gib(1000), 20);
        check_fee(Bytes::gib(1000) + byte, 30);
        check_fee(Bytes::gib(1128), 30);
    }

    #[test]
    fn a_gib_held_for_a_month_costs_exactly_its_price() {
        let month = (Bytes::gib(1) * SimDuration::days(31)).get();
        let price = storage_price(RedundancyDraft::Grs);
        assert_eq!(price.share_rounded_half_up(month, month), price);
        let line = line(
            LineKind::Storage(VaultId::new(0)),
            month * 400,
            month,
            price,
        );
        assert_eq!(
            line.amount,
            Money::from_nanos(17_920_000_000),
            "400 GiB: the published 17.92"
        );
        assert_eq!(line.quantity_text(), "400.0000");
    }

    #[test]
    fn half_a_month_is_half_a_unit() {
        let line = line(
            LineKind::Instances(InstanceClass::Small),
            15,
            30,
            Money::units(5),
        );
        assert_eq!(
            (line.quantity_text().as_str(), line.amount.to_string()),
            ("0.5000", "2.50".to_owned())
        );
    }
}
