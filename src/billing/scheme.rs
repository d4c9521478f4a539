//! What a custom backup costs: what its accounts hold, month by month as bills do it, and its
//! requests.

use crate::azure::prices;
use crate::engine::scheme::Held;
use crate::scenario::calendar::Month;
use crate::units::{ByteTime, Bytes, Money, SimDuration};

/// What a way of keeping a backup costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SchemeCost {
    /// Backups and their snapshots.
    pub backups: Money,
    /// Snapshots beside the disk.
    pub beside: Money,
    /// Requests.
    pub requests: Money,
}

impl SchemeCost {
    /// The cost of what was held within these months, and of so many requests: to the cent, each
    /// line of each month.
    #[must_use]
    pub fn of(months: &[Month], held: &[Held], requests: u64) -> Self {
        let mut cost = Self::default();
        for month in months {
            let (mut backups, mut beside) = (ByteTime::ZERO, ByteTime::ZERO);
            for held in held {
                let (from, to) = (held.from.max(month.from), held.to.min(month.to));
                let time = to.saturating_since(from);
                backups += held.backups * time;
                beside += held.beside * time;
            }
            cost.backups += amount(prices::PAGE_BLOBS.value, backups, month);
            cost.beside += amount(prices::SNAPSHOT_STANDARD.value, beside, month);
        }
        cost.requests = prices::PAGE_BLOB_REQUESTS
            .value
            .share_rounded_half_up(
                u128::from(requests),
                u128::from(prices::PAGE_BLOB_REQUESTS_COUNT.value),
            )
            .rounded_to_cents();
        cost
    }
    /// All of it.
    #[must_use]
    pub fn total(&self) -> Money {
        self.backups + self.beside + self.requests
    }
}

fn amount(price: Money, held: ByteTime, month: &Month) -> Money {
    let gib_month = (Bytes::gib(1) * SimDuration::days(month.days)).get();
    price
        .share_rounded_half_up(held.get(), gib_month)
        .rounded_to_cents()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::calendar::Calendar;
    use crate::units::SimTime;

    /// April has 30 days: 1024 GiB for half of it are 512 GiB-months.
    #[test]
    fn a_gib_held_for_half_a_month_costs_half_its_price() {
        let calendar = Calendar::starting("2026-04-01").expect("a date");
        let held = Held {
            from: SimTime::ZERO,
            to: SimTime::ZERO + SimDuration::days(15),
            backups: Bytes::gib(1024),
            beside: Bytes::gib(10),
        };
        let cost = SchemeCost::of(&calendar.months(30), &[held], 1_000_000);
        let amounts = [cost.backups, cost.beside, cost.requests, cost.total()];
        let amounts = amounts.map(|amount| amount.to_string());
        assert_eq!(amounts, ["23.04", "0.60", "0.04", "23.68"]);
    }

    /// 48 hours around the end of March: a day of a month of 31, a day of one of 30.
    #[test]
    fn each_month_has_its_own_length() {
        let calendar = Calendar::starting("2026-03-31").expect("a date");
        let held = Held {
            from: SimTime::ZERO,
            to: SimTime::ZERO + SimDuration::days(9),
            backups: Bytes::gib(930),
            beside: Bytes::ZERO,
        };
        let cost = SchemeCost::of(&calendar.months(2), &[held], 0);
        // 930 / 31 = 30 and 930 / 30 = 31 GiB-months at 0.045: 1.35 and 1.395, to the cent.
        assert_eq!(cost.total().to_string(), "2.75");
    }
}
