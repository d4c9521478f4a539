//! The keys of encrypted disks, and the form in which recovery points hold them: who has a permit
//! reads them, nobody else, the backup service least of all.
//!
//! Not real cryptography. Keys are drawn, and a point's copy of them is mixed with a stream that a
//! secret of its vault makes: enough to show where keys are and who can read them, nothing more. A
//! point's copy is not stored with its record; it is made again from the same draws when it is asked
//! for.

use crate::azure::errors::Fault;
use crate::rng::{Draws, Purpose, entity_key};
use crate::scenario::Scenario;
use crate::scenario::draft::KeysDraft;
use crate::units::PointId;
use std::fmt;
use xxhash_rust::xxh3::xxh3_64_with_seed;

const BYTES: usize = 32;

/// Bytes that nobody reads without a [`Permit`]. It never shows them, in a text or in a message.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; BYTES]);

/// A secret as a recovery point holds it: unreadable for everybody who has the point only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapped([u8; BYTES]);

/// What lets a person use keys. The service has none: there is no way to make one without a person.
#[derive(Debug)]
pub struct Permit(());

/// What tells the secrets of one name apart.
#[derive(Clone, Copy)]
enum Slot {
    Bek,
    Kek,
    Vault,
}

impl Permit {
    /// The permit of an operator, by their place; nobody in particular may do anything.
    ///
    /// # Errors
    /// If they have no right to the key vaults.
    pub fn of(scenario: &Scenario, by: Option<usize>) -> Result<Self, Fault> {
        if by.is_none_or(|by| scenario.operators()[by].may_use_keys) {
            Ok(Self(()))
        } else {
            Err(Fault::KeysNotPermitted)
        }
    }
}

impl Secret {
    /// The keys of a machine: what its disks are encrypted with, and what encrypts that, if anything
    /// does.
    #[must_use]
    pub fn of_machine(draws: Draws, vm_key: u64, kind: KeysDraft) -> Vec<Self> {
        let slots: &[Slot] = match kind {
            KeysDraft::Bek => &[Slot::Bek],
            KeysDraft::BekAndKek => &[Slot::Bek, Slot::Kek],
        };
        let keys = slots.iter().map(|slot| Self::new(draws, vm_key, *slot));
        keys.collect()
    }
    /// What a vault wraps keys with.
    #[must_use]
    pub fn of_vault(draws: Draws, name: &str) -> Self {
        Self::new(draws, entity_key(name), Slot::Vault)
    }
    /// As a recovery point of this vault holds it.
    #[must_use]
    pub fn wrapped(&self, vault: &Self, point: PointId) -> Wrapped {
        Wrapped(vault.mixed(self.0, point))
    }
    /// The bytes themselves, for somebody who may read them.
    #[must_use]
    pub const fn read(&self, _permit: &Permit) -> [u8; BYTES] {
        self.0
    }

    fn new(draws: Draws, key: u64, slot: Slot) -> Self {
        Self(draws.at(key, slot as u64, Purpose::Secret).bytes())
    }
    /// Twice is not at all.
    fn mixed(&self, mut bytes: [u8; BYTES], point: PointId) -> [u8; BYTES] {
        for (i, word) in bytes.chunks_mut(size_of::<u64>()).enumerate() {
            let place = u64::from(point.get()) << 8 | i as u64;
            let stream = xxh3_64_with_seed(&self.0, place).to_le_bytes();
            word.iter_mut()
                .zip(stream)
                .for_each(|(byte, mask)| *byte ^= mask);
        }
        bytes
    }
}

impl Wrapped {
    /// The secret again, for somebody who may read it.
    #[must_use]
    pub fn unwrapped(&self, vault: &Secret, point: PointId, _permit: &Permit) -> Secret {
        Secret(vault.mixed(self.0, point))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Id;

    /// ENC-3: the service holds what it can't read.
    #[test]
    fn a_point_holds_keys_that_only_a_permit_opens() {
        let draws = Draws::new(7);
        let vault = Secret::of_vault(draws, "v");
        let keys = Secret::of_machine(draws, entity_key("sql"), KeysDraft::BekAndKek);
        assert_eq!(keys.len(), 2);
        assert_ne!(keys[0], keys[1]);
        let permit = Permit(());
        for key in &keys {
            let [one, two] = [3, 4].map(PointId::from_index);
            let wrapped = key.wrapped(&vault, one);
            assert_ne!(wrapped.0, key.0);
            assert_ne!(wrapped, key.wrapped(&vault, two));
            assert_eq!(wrapped.unwrapped(&vault, one, &permit), *key);
            let other_vault = Secret::of_vault(draws, "w");
            assert_ne!(wrapped.unwrapped(&other_vault, one, &permit), *key);
        }
    }

    #[test]
    fn machines_and_vaults_of_one_name_have_different_secrets() {
        let draws = Draws::new(7);
        let machine = Secret::of_machine(draws, entity_key("v"), KeysDraft::Bek);
        assert_ne!(machine[0], Secret::of_vault(draws, "v"));
    }

    #[test]
    fn a_secret_shows_nothing_of_itself() {
        let secret = Secret::of_vault(Draws::new(7), "v");
        assert_eq!(format!("{secret:?} {secret:#?}"), "Secret(…) Secret(…)");
    }
}
