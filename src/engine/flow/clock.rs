//! What a network needs to know of time. A run counts nanoseconds; a check against exact
//! arithmetic counts seconds without rounding.

use crate::units::{SimDuration, SimTime};

/// A kind of instant.
pub trait Clock: Copy + PartialOrd {
    /// Before everything.
    const START: Self;
    /// The seconds from `earlier`, which is not later, to here.
    fn secs_since(self, earlier: Self) -> f64;
    /// The first instant that is at least this many seconds later.
    #[must_use]
    fn after_secs(self, secs: f64) -> Self;
}

impl Clock for SimTime {
    const START: Self = Self::ZERO;

    fn secs_since(self, earlier: Self) -> f64 {
        self.since(earlier).as_secs_f64()
    }
    fn after_secs(self, secs: f64) -> Self {
        let wait = SimDuration::from_secs_f64_rounded_up(secs);
        Self::from_nanos(self.as_nanos().saturating_add(wait.as_nanos()))
    }
}

/// An instant as seconds since the start, not rounded to nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Seconds(pub f64);

impl Clock for Seconds {
    const START: Self = Self(0.0);

    fn secs_since(self, earlier: Self) -> f64 {
        self.0 - earlier.0
    }
    fn after_secs(self, secs: f64) -> Self {
        Self(self.0 + secs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_never_finishes_a_transfer_early() {
        let noon = SimTime::from_nanos(43_200_000_000_000);
        assert_eq!(noon.after_secs(1e-10).as_nanos(), 43_200_000_000_001);
        assert_eq!(noon.after_secs(f64::INFINITY), SimTime::MAX);
    }
}
