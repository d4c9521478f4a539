//! What the run costs: the bill of every month, the classes of the instance fee, and each machine's
//! share. Amounts come from `billing`; here they only get names and reasons.

use super::Report;
use super::query::{InstancesQuery, InstancesSort, ROWS_MAX};
use super::view::{
    Amount, BillLine, BillView, ByteCount, CostView, InstanceClassView, InstanceRow, InstancesView,
    RuleView,
};
use crate::azure::fact::Source;
use crate::azure::prices;
use crate::billing::bill::unit_fee;
use crate::billing::{Bill, InstanceClass, Line, LineKind, MonthMeter, fee_of, storage_price};
use crate::scenario::draft::RedundancyDraft;
use crate::scenario::policy::PolicyKind;
use crate::units::{Bytes, Money, SimTime, VmId};
use std::cmp::Ordering;

/// What the model does not bill yet; the page and the terminal say so beside every total.
const LEFT_OUT: [&str; 2] = [
    "Archive tier, reserved capacity, discounts and taxes.",
    "A region's own prices: these are US-dollar list prices of West Europe.",
];

impl Report {
    /// The bill of every month, and the instance fee of a full month.
    #[must_use]
    pub fn cost(&self) -> CostView {
        let end = self.scenario.end();
        let vms = || self.scenario.vms().ids();
        let protected: Vec<Bytes> = vms()
            .filter_map(|vm| self.meters.protected_at(&self.ledger, vm, end))
            .collect();
        let used = vms().map(|vm| self.world.protected_size(vm, SimTime::ZERO));
        let months = self.meters.months.iter().enumerate();
        CostView {
            currency: prices::CURRENCY.to_owned(),
            vms: count(self.scenario.vms().len()),
            protected_vms: count(protected.len()),
            used_bytes: ByteCount(used.sum()),
            protected_bytes: ByteCount(protected.iter().sum()),
            classes: InstanceClass::ALL
                .map(|class| class_view(class, &protected))
                .to_vec(),
            instance_fee_full_month: Amount(protected.iter().map(|size| fee_of(*size)).sum()),
            months: months
                .map(|(index, meter)| self.bill_view(index, meter))
                .collect(),
            prices: price_lists(),
            rules: rules(),
            left_out: LEFT_OUT.map(str::to_owned).to_vec(),
        }
    }
    /// Each machine's share of the cost.
    #[must_use]
    pub fn instances(&self, query: &InstancesQuery) -> InstancesView {
        let filter = query.filter.to_lowercase();
        let matches = |vm: &VmId| self.vm_name(*vm).to_lowercase().contains(&filter);
        let mut rows: Vec<(VmId, Shares)> = self
            .scenario
            .vms()
            .ids()
            .filter(matches)
            .map(|vm| (vm, self.shares(vm)))
            .collect();
        rows.sort_by(|(a_vm, a), (b_vm, b)| {
            let order = self.instance_order(query.sort, (*a_vm, a), (*b_vm, b));
            if query.descending {
                order.reverse()
            } else {
                order
            }
        });
        let shown = rows
            .iter()
            .skip(query.from as usize)
            .take(query.count.min(ROWS_MAX) as usize);
        InstancesView {
            matching: count(rows.len()),
            from: query.from,
            rows: shown
                .map(|(vm, shares)| self.instance_row(*vm, shares))
                .collect(),
        }
    }

    fn shares(&self, vm: VmId) -> Shares {
        let end = self.scenario.end();
        let points = self
            .meters
            .points_of(vm)
            .iter()
            .map(|id| &self.ledger.points()[*id]);
        let alive = points.filter(|p| p.is_alive_at(end));
        Shares {
            protected: self.meters.protected_at(&self.ledger, vm, end),
            stored: self.meters.stored_at(&self.ledger, vm, end),
            points: count(alive.count()),
        }
    }
    fn instance_order(
        &self,
        sort: InstancesSort,
        (a_vm, a): (VmId, &Shares),
        (b_vm, b): (VmId, &Shares),
    ) -> Ordering {
        let fee = |shares: &Shares| shares.protected.map(fee_of);
        let order = match sort {
            InstancesSort::Name => Ordering::Equal,
            InstancesSort::Protected => a.protected.cmp(&b.protected),
            InstancesSort::Fee => fee(a).cmp(&fee(b)).then(a.protected.cmp(&b.protected)),
            InstancesSort::Stored => a.stored.cmp(&b.stored),
            InstancesSort::Points => a.points.cmp(&b.points),
        };
        order
            .then_with(|| self.vm_name(a_vm).cmp(self.vm_name(b_vm)))
            .then(a_vm.cmp(&b_vm))
    }
    fn instance_row(&self, vm: VmId, shares: &Shares) -> InstanceRow {
        let price = self.vault_at_end(vm).map_or(Money::ZERO, |vault| {
            storage_price(self.scenario.vaults()[vault].redundancy)
        });
        let stored = u128::from(shares.stored.get());
        let storage = price.share_rounded_half_up(stored, u128::from(Bytes::gib(1).get()));
        let fee = shares.protected.map_or(Money::ZERO, fee_of);
        let provisioned = self
            .scenario
            .backed_up_disks_of(vm)
            .map(|(_, disk)| disk.size)
            .sum();
        InstanceRow {
            vm: vm.get(),
            name: self.vm_name(vm).to_owned(),
            protected_bytes: shares.protected.map(ByteCount),
            provisioned_bytes: ByteCount(provisioned),
            instances: shares.protected.map_or(0, InstanceClass::instances),
            class: shares.protected.map_or_else(
                || "not billed yet".to_owned(),
                |size| class_name(InstanceClass::of(size)),
            ),
            fee: Amount(fee),
            stored_bytes: ByteCount(shares.stored),
            storage: Amount(storage),
            points: shares.points,
        }
    }
    fn bill_view(&self, index: usize, meter: &MonthMeter) -> BillView {
        let bill = Bill::of(&self.scenario, meter);
        BillView {
            month: count(index),
            name: meter.month.name.clone(),
            title: meter.month.title.clone(),
            complete: meter.month.complete,
            currency: prices::CURRENCY.to_owned(),
            lines: bill
                .lines
                .iter()
                .map(|line| self.bill_line(line, meter))
                .collect(),
            total: Amount(bill.total()),
        }
    }
    fn bill_line(&self, line: &Line, meter: &MonthMeter) -> BillLine {
        let (item, unit, meter_name, why) = match line.kind {
            LineKind::Instances(class) => (
                class_name(class),
                "instance-month",
                "Azure VM Protected Instances".to_owned(),
                instances_why(class, line.used, meter.month.days),
            ),
            LineKind::Snapshots(kind) => {
                let (item, meter, what) = match kind {
                    PolicyKind::Standard => (
                        "Standard policy",
                        "Page blob snapshots",
                        "what was overwritten on the disks since each snapshot",
                    ),
                    PolicyKind::Enhanced => (
                        "Enhanced policy",
                        "Managed disk snapshots",
                        "the oldest of each machine whole, the others what changed",
                    ),
                };
                let why = format!("Snapshots kept for instant restore: {what}.");
                (item.to_owned(), "GiB-month", meter.to_owned(), why)
            }
            LineKind::Storage(vault) => {
                let vault = &self.scenario.vaults()[vault];
                let redundancy = redundancy_name(vault.redundancy);
                (
                    vault.name.clone(),
                    "GiB-month",
                    format!("{redundancy} Data Stored"),
                    "All recovery points in the vault: the oldest of each machine whole, the \
                     others the blocks that changed, held from their commit to their removal."
                        .to_owned(),
                )
            }
        };
        BillLine {
            meter: meter_name,
            item,
            quantity: line.quantity_text(),
            unit: unit.to_owned(),
            unit_price: price_text(line.unit_price),
            amount: Amount(line.amount),
            why,
        }
    }
}

/// What one machine contributes at the end of the run.
struct Shares {
    protected: Option<Bytes>,
    stored: Bytes,
    points: u32,
}

fn class_view(class: InstanceClass, protected: &[Bytes]) -> InstanceClassView {
    let sizes = || {
        protected
            .iter()
            .copied()
            .filter(|size| InstanceClass::of(*size) == class)
    };
    InstanceClassView {
        class: class_name(class),
        vms: count(sizes().count()),
        instances: sizes().map(InstanceClass::instances).sum(),
        unit_price: Amount(unit_fee(class)),
        full_month: Amount(sizes().map(fee_of).sum()),
    }
}

/// The lists that the prices are from.
fn price_lists() -> String {
    let (fee, storage) = (prices::INSTANCE_FEE.source, prices::STORAGE_LRS.source);
    let snapshots = prices::SNAPSHOT_STANDARD.source;
    format!("instance fee: {fee}; storage: {storage}; snapshots: {snapshots}")
}

/// The rules that make the bill, each as the meters apply it.
fn rules() -> Vec<RuleView> {
    let fee = prices::INSTANCE_FEE.value;
    let currency = prices::CURRENCY;
    let steps = format!(
        "A machine costs {} {currency} a month up to {}, {} {currency} up to {}, and above that {} \
         {currency} for each {} started.",
        price_text(fee.small),
        gb(fee.small_max),
        price_text(fee.medium),
        gb(fee.medium_max),
        price_text(fee.large_per_step),
        gb(fee.step),
    );
    let rule = |rule: &str, source: Source| RuleView {
        rule: rule.to_owned(),
        source: source.to_string(),
    };
    vec![
        rule(&steps, prices::INSTANCE_FEE.source),
        rule(
            "A machine's size is the data used on all its disks but the temporary one, as its \
             newest backup found them; what is provisioned does not count.",
            prices::BASIS,
        ),
        rule(
            "A machine is billed from the day on which its first backup ends; that a started day \
             counts whole is a guess.",
            prices::BASIS,
        ),
        rule(
            "Billing goes on while data are kept, also after protection has stopped, at the size \
             of the last successful backup; it ends when they are deleted.",
            prices::BASIS,
        ),
        rule(
            "Snapshots for instant restore are billed beside the vault: with a Standard policy \
             what was overwritten since, with an Enhanced one everything once and then what \
             changed.",
            prices::SNAPSHOT_BASIS,
        ),
        rule(
            "Storage is every recovery point that is kept, by the GiB and for as long as it is \
             held.",
            prices::STORED_BASIS,
        ),
    ]
}

fn instances_why(class: InstanceClass, unit_days: u128, days: u64) -> String {
    let step = match class {
        InstanceClass::Small | InstanceClass::Medium => "one unit a machine".to_owned(),
        InstanceClass::Large => {
            let step = gb(prices::INSTANCE_FEE.value.step);
            format!("one unit for each started {step} of a machine")
        }
    };
    format!(
        "{unit_days} unit-days of the month's {days} days: {step}, from the day on which its first \
         backup ended."
    )
}

fn class_name(class: InstanceClass) -> String {
    let fee = prices::INSTANCE_FEE.value;
    match class {
        InstanceClass::Small => format!("≤ {}", gb(fee.small_max)),
        InstanceClass::Medium => format!("≤ {}", gb(fee.medium_max)),
        InstanceClass::Large => format!("> {}", gb(fee.medium_max)),
    }
}

/// A size of the price list as it says it: its GB are 2^30 bytes.
fn gb(size: Bytes) -> String {
    format!("{} GB", size.get() >> 30)
}

const fn redundancy_name(redundancy: RedundancyDraft) -> &'static str {
    match redundancy {
        RedundancyDraft::Lrs => "LRS",
        RedundancyDraft::Zrs => "ZRS",
        RedundancyDraft::Grs => "GRS",
        RedundancyDraft::RaGrs => "RA-GRS",
    }
}

/// A unit price with as many decimals as it has, two at least: `5.00`, `0.0448`.
fn price_text(price: Money) -> String {
    let nanos = price.as_nanos();
    let text = format!(
        "{}.{:09}",
        nanos.div_euclid(1_000_000_000),
        nanos.rem_euclid(1_000_000_000)
    );
    let short = text.trim_end_matches('0').len();
    let two_decimals = text.len() - 7;
    text[..short.max(two_decimals)].to_owned()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).expect("limits keep every count below 2^32")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_shows_the_decimals_that_it_has() {
        for (nanos, text) in [
            (5_000_000_000, "5.00"),
            (44_800_000, "0.0448"),
            (120_000_000, "0.12"),
        ] {
            assert_eq!(price_text(Money::from_nanos(nanos)), text);
        }
    }
}
