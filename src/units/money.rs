//! Amounts of money: integer billionths of a currency unit. Made from meters in `billing` only;
//! the currency is the price book's.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Sub};

/// An amount in billionths of the price book's currency. Prices of a byte-second need the small
/// unit, bills of a large fleet the wide integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(i128);

const NANOS_PER_UNIT: i128 = 1_000_000_000;

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// This many whole currency units.
    #[must_use]
    pub const fn units(count: i64) -> Self {
        Self(count as i128 * NANOS_PER_UNIT)
    }
    /// This many billionths.
    #[must_use]
    pub const fn from_nanos(nanos: i128) -> Self {
        Self(nanos)
    }
    /// The raw billionths.
    #[must_use]
    pub const fn as_nanos(self) -> i128 {
        self.0
    }
    /// The share `part / whole` of this amount, half a billionth rounded away from zero.
    ///
    /// # Panics
    /// If `whole` is zero.
    #[must_use]
    pub fn share_rounded_half_up(self, part: u128, whole: u128) -> Self {
        assert!(whole > 0, "a share of nothing has no size");
        // Both are scaled down together until the product fits; 2^-60 of an amount is far below a
        // billionth for any bill that the limits allow.
        let (mut part, mut whole) = (part, whole);
        let magnitude = self.0.unsigned_abs();
        while part
            .checked_mul(magnitude)
            .is_none_or(|p| p.checked_add(whole).is_none())
        {
            part >>= 1;
            whole >>= 1;
        }
        #[expect(clippy::integer_division, reason = "rounds half up, as the name says")]
        let share = (part * magnitude + whole / 2) / whole;
        let share = i128::try_from(share).expect("a share of an i128 fits in one");
        Self(if self.0 < 0 { -share } else { share })
    }
    /// The amount to the cent, half a cent rounded away from zero: what an invoice line shows.
    #[must_use]
    #[expect(clippy::integer_division, reason = "rounds half up, as the name says")]
    pub const fn cents_rounded_half_up(self) -> i128 {
        const NANOS_PER_CENT: i128 = NANOS_PER_UNIT / 100;
        let half = if self.0 < 0 {
            -NANOS_PER_CENT / 2
        } else {
            NANOS_PER_CENT / 2
        };
        (self.0 + half) / NANOS_PER_CENT
    }
    /// This amount as an invoice line carries it: to the cent, half a cent rounded away from zero.
    #[must_use]
    #[expect(clippy::integer_division, reason = "a unit is a hundred cents exactly")]
    pub const fn rounded_to_cents(self) -> Self {
        Self(self.cents_rounded_half_up() * (NANOS_PER_UNIT / 100))
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Mul<u64> for Money {
    type Output = Self;
    fn mul(self, count: u64) -> Self {
        Self(self.0 * i128::from(count))
    }
}
impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// Writes the amount to the cent: `960.00`, `-0.05`.
impl fmt::Display for Money {
    #[expect(clippy::integer_division, reason = "splits cents off, after rounding")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.cents_rounded_half_up();
        let sign = if cents < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_print_to_the_cent_rounded_half_up() {
        for (nanos, text) in [
            (0, "0.00"),
            (4_999_999, "0.00"),
            (5_000_000, "0.01"),
            (-5_000_000, "-0.01"),
            (960_000_000_000, "960.00"),
        ] {
            assert_eq!(Money::from_nanos(nanos).to_string(), text);
        }
    }

    #[test]
    fn a_share_is_exact_where_it_can_be_and_rounds_half_up_where_not() {
        assert_eq!(
            Money::units(10).share_rounded_half_up(31, 31),
            Money::units(10)
        );
        assert_eq!(
            Money::from_nanos(1).share_rounded_half_up(1, 2),
            Money::from_nanos(1)
        );
        assert_eq!(
            Money::from_nanos(1).share_rounded_half_up(1, 3),
            Money::ZERO
        );
        assert_eq!(
            Money::units(1).share_rounded_half_up(u128::MAX, u128::MAX),
            Money::units(1),
            "meters too large to multiply are scaled down first"
        );
    }
}
