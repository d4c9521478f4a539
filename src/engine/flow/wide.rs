//! A sum that forgets nothing: two doubles that together hold about 106 bits.
//!
//! Capacities, meters and remainders are differences of nearly equal sums, taken millions of times
//! in a run. Plain doubles would let each start and end of a flow leave a trace; here it does not.
//! Only + and - of doubles, so the result is the same on every machine.

/// An unevaluated sum of two doubles; the second is at most half a last place of the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub(super) struct Wide {
    // In this order: two normalised sums compare like their first parts, then their second.
    high: f64,
    low: f64,
}

impl Wide {
    pub(super) const ZERO: Self = Self {
        high: 0.0,
        low: 0.0,
    };

    pub(super) const fn of(number: f64) -> Self {
        Self {
            high: number,
            low: 0.0,
        }
    }

    pub(super) fn plus(self, term: f64) -> Self {
        let (sum, error) = sum_and_error(self.high, term);
        let low = self.low + error;
        normalised(sum, low)
    }

    pub(super) fn minus(self, term: f64) -> Self {
        self.plus(-term)
    }

    /// The difference, rounded once.
    pub(super) fn since(self, earlier: Self) -> f64 {
        let (sum, error) = sum_and_error(self.high, -earlier.high);
        sum + (error + (self.low - earlier.low))
    }

    /// `whole - self`, rounded once.
    pub(super) fn missing_to(self, whole: f64) -> f64 {
        Self::of(whole).since(self)
    }

    pub(super) fn combined(self, other: Self) -> Self {
        self.plus(other.high).plus(other.low)
    }

    pub(super) fn reduced(self, other: Self) -> Self {
        self.minus(other.high).minus(other.low)
    }

    pub(super) const fn rounded(self) -> f64 {
        self.high
    }
}

/// Knuth's two-sum: the rounded sum and exactly what the rounding lost.
fn sum_and_error(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    let a_part = sum - b_part;
    (sum, (a - a_part) + (b - b_part))
}

fn normalised(high: f64, low: f64) -> Wide {
    let sum = high + low;
    Wide {
        high: sum,
        low: low - (sum - high),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_term_survives_a_large_sum() {
        let sum = Wide::ZERO.plus(1e16).plus(0.1).plus(1e-9);
        assert!((sum.minus(1e16).minus(0.1).rounded() - 1e-9).abs() < 1e-16);
        assert!((sum.since(Wide::ZERO.plus(1e16).plus(1e-9)) - 0.1).abs() < 1e-16);
    }

    #[test]
    fn what_is_added_and_taken_again_leaves_no_trace() {
        let terms = (1..1_000).map(|i| 1e9 / f64::from(i));
        let sum = terms.clone().fold(Wide::ZERO, Wide::plus);
        let rest = terms.fold(sum, Wide::minus);
        assert!(rest.rounded().abs() < 1e-18, "{rest:?}");
    }
}
