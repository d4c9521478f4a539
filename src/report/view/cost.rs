//! The views of the bill and of what each machine contributes to it.

use super::{Amount, ByteCount, RuleView};
use serde::Serialize;

views! {
/// One line of a month's bill.
pub struct BillLine {
    /// The meter's name on the invoice.
    pub meter: String,
    /// What it is for: a vault's or an instance class's name.
    pub item: String,
    /// How much, to four decimals.
    pub quantity: String,
    /// `instance-month` or `GiB-month`.
    pub unit: String,
    /// Price of one unit.
    pub unit_price: String,
    /// Quantity times price, to the cent.
    pub amount: Amount,
    /// How the figure came about, as a sentence.
    pub why: String,
}

/// How many machines are in a class of the instance fee.
pub struct InstanceClassView {
    /// `≤ 50 GB`, `≤ 500 GB`, `> 500 GB`.
    pub class: String,
    /// Machines.
    pub vms: u32,
    /// Fee units: 500-GB steps started; 1 in the first two classes.
    pub instances: u64,
    /// Price of one unit.
    pub unit_price: Amount,
    /// What the class costs in a full month.
    pub full_month: Amount,
}

/// The bill of one calendar month (UTC).
pub struct BillView {
    /// Its index among the run's months.
    pub month: u32,
    /// `2026-03`.
    pub name: String,
    /// `March 2026`.
    pub title: String,
    /// True when the run covers the whole month.
    pub complete: bool,
    /// ISO 4217.
    pub currency: String,
    /// The lines.
    pub lines: Vec<BillLine>,
    /// Their sum.
    pub total: Amount,
}

/// What a run costs.
pub struct CostView {
    /// ISO 4217.
    pub currency: String,
    /// Machines in the scenario.
    pub vms: u32,
    /// Machines with at least one successful backup: what is billed.
    pub protected_vms: u32,
    /// Data on all disks but temporary ones at the start of the run.
    pub used_bytes: ByteCount,
    /// Protected-instance size at the end of the run.
    pub protected_bytes: ByteCount,
    /// The classes of the instance fee by the size at the end.
    pub classes: Vec<InstanceClassView>,
    /// Instance fees of a full month at the sizes of the end of the run.
    pub instance_fee_full_month: Amount,
    /// The bill of every month that the run touches.
    pub months: Vec<BillView>,
    /// Where the prices come from, with the lists' dates.
    pub prices: String,
    /// The rules that make the bill, with their sources.
    pub rules: Vec<RuleView>,
    /// What the model leaves out of the bill, one sentence each.
    pub left_out: Vec<String>,
}

/// One machine's share of the cost, for the table.
pub struct InstanceRow {
    /// The machine's index.
    pub vm: u32,
    /// Its name.
    pub name: String,
    /// Its protected-instance size at the end of the run; nothing before the first backup.
    pub protected_bytes: Option<ByteCount>,
    /// Provisioned size of the disks that are backed up.
    pub provisioned_bytes: ByteCount,
    /// Fee units.
    pub instances: u64,
    /// The class.
    pub class: String,
    /// Instance fee of a full month.
    pub fee: Amount,
    /// Stored in the vault at the end of the run.
    pub stored_bytes: ByteCount,
    /// Its storage for a full month at that size.
    pub storage: Amount,
    /// Recovery points alive at the end of the run.
    pub points: u32,
}

/// A slice of the instance table.
pub struct InstancesView {
    /// How many machines match the filter.
    pub matching: u32,
    /// Index of the first row returned among the matching ones.
    pub from: u32,
    /// The rows.
    pub rows: Vec<InstanceRow>,
}

/// Two scenarios' bills side by side.
pub struct ComparisonView {
    /// The first scenario's name.
    pub first: String,
    /// The second one's.
    pub second: String,
    /// ISO 4217.
    pub currency: String,
    /// Every month that either touches.
    pub months: Vec<ComparisonMonth>,
    /// Instance fees of a full month in the first.
    pub first_fee: Amount,
    /// Instance fees of a full month in the second.
    pub second_fee: Amount,
}

/// A month in both.
pub struct ComparisonMonth {
    /// `2026-03`.
    pub month: String,
    /// Its total in the first.
    pub first: Amount,
    /// Its total in the second.
    pub second: Amount,
    /// What the second costs more.
    pub difference: Amount,
}
}
