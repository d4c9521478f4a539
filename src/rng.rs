//! Draws, keyed by what they are for. A draw depends on the seed, the entity, the day and the
//! purpose, never on how many draws came before: adding a machine or a fault leaves every other
//! draw as it was, and a changed scenario is compared under the same luck.

use crate::units::SimDuration;
use rand::{Rng, SeedableRng};
use rand_xoshiro::SplitMix64;
use xxhash_rust::xxh3::xxh3_64;

/// What a draw decides. A number is never reused: it is part of every past result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Purpose {
    /// How long after its scheduled time a job starts.
    StartDelay = 1,
    /// How long its preparation takes.
    Prepare = 2,
    /// How long its snapshot takes.
    Snapshot = 3,
    /// How long it waits in the service's queue.
    Queue = 4,
    /// How long the commit takes.
    Commit = 5,
    /// How busy a machine is on a day.
    Activity = 6,
    /// How much of a disk changes a day.
    Change = 7,
    /// What a generated fleet looks like.
    Preset = 8,
    /// How long a discovery takes.
    Discover = 20,
    /// How long a registration takes.
    Register = 21,
    /// How long a registered machine takes to be given a policy.
    ConfigureProtection = 22,
    /// How long a machine takes to start or to shut down.
    Power = 23,
    /// How long a restore waits, copies and creates.
    Restore = 24,
    /// What the keys of an encrypted machine are, and those of a vault.
    Secret = 25,
    /// Which blocks of a disk are written.
    Writes = 30,
    /// Where a search for a plan goes on.
    Plan = 40,
}

/// The source of all draws of a run.
#[derive(Clone, Copy, Debug)]
pub struct Draws {
    seed: u64,
}

/// A short stream of numbers for one purpose.
#[derive(Clone, Debug)]
pub struct Draw {
    stream: SplitMix64,
}

/// The key of an entity: equal names have equal keys, wherever they stand in a list.
#[must_use]
pub fn entity_key(name: &str) -> u64 {
    xxh3_64(name.as_bytes())
}

impl Draws {
    /// All draws of the run with this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }
    /// The draw for an entity on a day.
    #[must_use]
    pub fn at(self, entity: u64, day: u64, purpose: Purpose) -> Draw {
        let mut key = [0; 25];
        key[..8].copy_from_slice(&self.seed.to_le_bytes());
        key[8..16].copy_from_slice(&entity.to_le_bytes());
        key[16..24].copy_from_slice(&day.to_le_bytes());
        key[24] = purpose as u8;
        Draw {
            stream: SplitMix64::seed_from_u64(xxh3_64(&key)),
        }
    }
}

impl Draw {
    /// Evenly in [0, 1), in steps of 2^-53.
    pub fn unit(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
        (self.stream.next_u64() >> 11) as f64 * STEP
    }
    /// Any bytes, eight at a time.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.stream.fill_bytes(&mut bytes);
        bytes
    }
    /// Evenly between two lengths.
    pub fn between(&mut self, min: SimDuration, max: SimDuration) -> SimDuration {
        let span = (max - min).as_secs_f64();
        min + SimDuration::from_secs_f64_rounded_up(self.unit() * span)
    }
    /// Exponentially distributed with this mean, cut at `max`.
    pub fn exponential(&mut self, mean: SimDuration, max: SimDuration) -> SimDuration {
        let secs = -mean.as_secs_f64() * libm::log(1.0 - self.unit());
        SimDuration::from_secs_f64_rounded_up(secs).min(max)
    }
    /// Exponentially distributed with mean 1.
    pub fn exponential_unit(&mut self) -> f64 {
        -libm::log(1.0 - self.unit())
    }
    /// Geometrically distributed from 1 on: it goes on with the chance of which this is the
    /// logarithm.
    pub fn geometric(&mut self, log_goes_on: f64) -> u64 {
        if log_goes_on == f64::NEG_INFINITY {
            return 1;
        }
        1 + (libm::log(1.0 - self.unit()) / log_goes_on) as u64
    }
    /// Log-normally distributed around a mean of 1.
    pub fn log_normal_mean_one(&mut self, sigma: f64) -> f64 {
        libm::exp(sigma * self.normal() - sigma * sigma / 2.0)
    }
    /// Normally distributed, mean 0 and deviation 1 (Box and Muller's cosine half).
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.unit())).sqrt();
        radius * libm::cos(std::f64::consts::TAU * self.unit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_depends_on_its_key_only() {
        let draws = Draws::new(42);
        let one = draws.at(entity_key("sql"), 3, Purpose::Queue).unit();
        let _other = draws.at(entity_key("web"), 3, Purpose::Queue).unit();
        assert_eq!(one, draws.at(entity_key("sql"), 3, Purpose::Queue).unit());
        assert_ne!(one, draws.at(entity_key("sql"), 4, Purpose::Queue).unit());
        assert_ne!(one, draws.at(entity_key("sql"), 3, Purpose::Commit).unit());
        assert_ne!(
            one,
            Draws::new(43)
                .at(entity_key("sql"), 3, Purpose::Queue)
                .unit()
        );
    }

    #[test]
    fn draws_have_the_mean_they_promise() {
        let n = 20_000;
        let mean = |draw: &dyn Fn(&mut Draw) -> f64| {
            let total: f64 = (0..n)
                .map(|day| draw(&mut Draws::new(7).at(1, day, Purpose::Activity)))
                .sum();
            total / n as f64
        };
        assert!((mean(&|d| d.unit()) - 0.5).abs() < 0.01);
        assert!((mean(&|d| d.log_normal_mean_one(0.35)) - 1.0).abs() < 0.01);
        let hour = SimDuration::hours(1);
        let wait = mean(&|d| d.exponential(hour, SimDuration::hours(8)).as_secs_f64());
        assert!((wait / 3600.0 - 1.0).abs() < 0.03, "{wait}");
    }

    #[test]
    fn a_length_is_drawn_inside_its_bounds() {
        let (min, max) = (SimDuration::mins(5), SimDuration::mins(10));
        for day in 0..1000 {
            let length = Draws::new(1)
                .at(2, day, Purpose::Snapshot)
                .between(min, max);
            assert!((min..=max).contains(&length));
        }
    }
}
