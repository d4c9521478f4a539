//! Two scenarios' bills side by side, month by month.

use super::Report;
use super::view::{Amount, ComparisonMonth, ComparisonView};
use crate::units::Money;
use std::collections::BTreeSet;

impl Report {
    /// This run's bills beside another's; a month that one of them does not touch costs it nothing.
    #[must_use]
    pub fn compare(&self, other: &Self) -> ComparisonView {
        let (ours, theirs) = (self.cost(), other.cost());
        let names: BTreeSet<&str> = ours
            .months
            .iter()
            .chain(&theirs.months)
            .map(|month| month.name.as_str())
            .collect();
        let months = names.into_iter().map(|name| {
            let total = |cost: &super::view::CostView| {
                let month = cost.months.iter().find(|month| month.name == name);
                month.map_or(Money::ZERO, |month| month.total.0)
            };
            let (first, second) = (total(&ours), total(&theirs));
            ComparisonMonth {
                month: name.to_owned(),
                first: Amount(first),
                second: Amount(second),
                difference: Amount(second - first),
            }
        });
        ComparisonView {
            first: self.scenario.name().to_owned(),
            second: other.scenario.name().to_owned(),
            currency: ours.currency.clone(),
            months: months.collect(),
            first_fee: ours.instance_fee_full_month,
            second_fee: theirs.instance_fee_full_month,
        }
    }
}
