//! Sizes, rates and the storage meter. Binary prefixes only: what Azure's documents call a GB of
//! disk is 2^30 bytes (docs/model.md, "GB").

use super::SimDuration;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Sub, SubAssign};

/// A number of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(u64);

impl Bytes {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// This many bytes.
    #[must_use]
    pub const fn new(bytes: u64) -> Self {
        Self(bytes)
    }
    /// This many KiB.
    #[must_use]
    pub const fn kib(count: u64) -> Self {
        Self(count << 10)
    }
    /// This many MiB.
    #[must_use]
    pub const fn mib(count: u64) -> Self {
        Self(count << 20)
    }
    /// This many GiB.
    #[must_use]
    pub const fn gib(count: u64) -> Self {
        Self(count << 30)
    }
    /// This many TiB.
    #[must_use]
    pub const fn tib(count: u64) -> Self {
        Self(count << 40)
    }
    /// The nearest whole number of bytes to a computed size; negative and NaN become zero.
    #[must_use]
    pub fn from_f64_rounded(bytes: f64) -> Self {
        Self((bytes + 0.5) as u64)
    }
    /// The raw count.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
    /// For shares and rates; exact up to 2^53 bytes (8 PiB).
    #[must_use]
    pub const fn as_f64(self) -> f64 {
        self.0 as f64
    }
    /// How many units of `step` are started: 0 for nothing, 1 for a single byte.
    #[must_use]
    pub const fn steps_started(self, step: Self) -> u64 {
        self.0.div_ceil(step.0)
    }
    /// What is left above `floor`, or nothing.
    #[must_use]
    pub const fn saturating_sub(self, floor: Self) -> Self {
        Self(self.0.saturating_sub(floor.0))
    }
    /// The share of it that belongs to a part of a time, rounded down; nothing of an empty time.
    #[must_use]
    #[expect(clippy::integer_division, reason = "rounded down to whole bytes")]
    pub fn share(self, part: SimDuration, whole: SimDuration) -> Self {
        if whole == SimDuration::ZERO {
            return Self::ZERO;
        }
        let (part, whole) = (u128::from(part.as_nanos()), u128::from(whole.as_nanos()));
        let share = u128::from(self.0) * part.min(whole) / whole;
        Self(u64::try_from(share).expect("a share is not more than the whole"))
    }
    /// True for a size of zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add for Bytes {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl AddAssign for Bytes {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
impl Sub for Bytes {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl SubAssign for Bytes {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}
impl Mul<u64> for Bytes {
    type Output = Self;
    fn mul(self, count: u64) -> Self {
        Self(self.0 * count)
    }
}
impl Sum for Bytes {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::ZERO, Add::add)
    }
}
impl<'a> Sum<&'a Bytes> for Bytes {
    fn sum<I: Iterator<Item = &'a Bytes>>(sizes: I) -> Self {
        sizes.copied().sum()
    }
}

/// Writes the size in the largest unit that leaves at least one whole unit, with up to three
/// decimals: `47 GiB`, `1.5 TiB`, `512 B`. For people; documents carry the raw count.
impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u64, &str); 6] = [
            (1 << 60, "EiB"),
            (1 << 50, "PiB"),
            (1 << 40, "TiB"),
            (1 << 30, "GiB"),
            (1 << 20, "MiB"),
            (1 << 10, "KiB"),
        ];
        let Some((unit, name)) = UNITS.into_iter().find(|(unit, _)| self.0 >= *unit) else {
            return write!(f, "{} B", self.0);
        };
        let value = self.0 as f64 / unit as f64;
        let text = format!("{value:.3}");
        write!(
            f,
            "{} {name}",
            text.trim_end_matches('0').trim_end_matches('.')
        )
    }
}

/// Bytes a second: the capacity of a link or the speed of a flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BytesPerSec(u64);

impl BytesPerSec {
    /// This many bytes a second.
    #[must_use]
    pub const fn new(bytes_per_s: u64) -> Self {
        Self(bytes_per_s)
    }
    /// This many MB/s as disks are sold: 10^6 bytes a second.
    #[must_use]
    pub const fn mb(count: u64) -> Self {
        Self(count * 1_000_000)
    }
    /// This many MiB/s: 2^20 bytes a second.
    #[must_use]
    pub const fn mib(count: u64) -> Self {
        Self(count << 20)
    }
    /// The raw rate.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
    /// For the sharing of links.
    #[must_use]
    pub const fn as_f64(self) -> f64 {
        self.0 as f64
    }
}

/// Writes the rate as it was given: `20 MB/s` where it is whole in 10^6 bytes, else in binary units,
/// `12 MiB/s`.
impl fmt::Display for BytesPerSec {
    #[expect(clippy::integer_division, reason = "whole, as was just tested")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 > 0 && self.0.is_multiple_of(1_000_000) {
            write!(f, "{} MB/s", self.0 / 1_000_000)
        } else {
            write!(f, "{}/s", Bytes(self.0))
        }
    }
}

/// A size held for a time: byte-nanoseconds, exact. Divide by a month to get a billed quantity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteTime(u128);

impl ByteTime {
    /// Nothing held.
    pub const ZERO: Self = Self(0);
    /// The raw byte-nanoseconds.
    #[must_use]
    pub const fn get(self) -> u128 {
        self.0
    }
    /// What is left after taking off a smaller reading.
    ///
    /// # Panics
    /// If `smaller` is larger.
    #[must_use]
    pub const fn minus(self, smaller: Self) -> Self {
        assert!(self.0 >= smaller.0, "a meter is never negative");
        Self(self.0 - smaller.0)
    }
}
impl ByteTime {
    /// What a size holds that grows evenly from nothing to `bytes` in this time.
    #[must_use]
    #[expect(clippy::integer_division, reason = "half a byte-nanosecond is let go")]
    pub fn of_growth(bytes: Bytes, time: SimDuration) -> Self {
        Self((bytes * time).0 / 2)
    }
}
impl Mul<SimDuration> for Bytes {
    type Output = ByteTime;
    fn mul(self, held: SimDuration) -> ByteTime {
        ByteTime(u128::from(self.0) * u128::from(held.as_nanos()))
    }
}
impl AddAssign for ByteTime {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl Sum for ByteTime {
    fn sum<I: Iterator<Item = Self>>(readings: I) -> Self {
        Self(readings.map(|r| r.0).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_print_in_the_largest_unit_that_fits() {
        for (bytes, text) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (1024, "1 KiB"),
            (47 << 30, "47 GiB"),
            (3 << 39, "1.5 TiB"),
            (54_117_354_110, "50.401 GiB"),
        ] {
            assert_eq!(Bytes::new(bytes).to_string(), text);
        }
    }

    #[test]
    fn rates_print_in_the_unit_in_which_they_were_given() {
        assert_eq!(BytesPerSec::mb(20).to_string(), "20 MB/s");
        assert_eq!(BytesPerSec::mib(12).to_string(), "12 MiB/s");
        assert_eq!(BytesPerSec::new(0).to_string(), "0 B/s");
    }

    #[test]
    fn a_step_counts_as_soon_as_it_is_started() {
        let step = Bytes::gib(500);
        assert_eq!(Bytes::ZERO.steps_started(step), 0);
        assert_eq!(Bytes::gib(500).steps_started(step), 1);
        assert_eq!((Bytes::gib(500) + Bytes::new(1)).steps_started(step), 2);
    }

    #[test]
    fn rounding_a_computed_size_never_goes_below_zero() {
        assert_eq!(Bytes::from_f64_rounded(-3.0), Bytes::ZERO);
        assert_eq!(Bytes::from_f64_rounded(f64::NAN), Bytes::ZERO);
        assert_eq!(Bytes::from_f64_rounded(1.5), Bytes::new(2));
    }
}
