//! What is in a place that was written: a stream of bytes that depends on who wrote it and on the
//! offset alone. So contents need no memory, and any page can be had, compared and hashed at once.

/// What was written by one writer in one go; two stamps have different bytes everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp(u64);

impl Stamp {
    /// The contents of a disk in one of its versions.
    #[must_use]
    pub const fn new(disk: u64, version: u32) -> Self {
        Self(mix(disk ^ mix(version as u64)))
    }
    /// A number that stands for the bytes of this stamp at an offset: equal for equal bytes.
    #[must_use]
    pub const fn word(self, offset: u64) -> u64 {
        mix(self.0 ^ mix(offset >> WORD_SHIFT))
    }
    /// The bytes from an offset on.
    ///
    /// # Panics
    /// If offset or length is not a multiple of 8.
    pub fn fill(self, offset: u64, out: &mut [u8]) {
        let (words, rest) = out.as_chunks_mut::<WORD_BYTES>();
        assert!(
            rest.is_empty() && offset.is_multiple_of(WORD_BYTES as u64),
            "contents are read in whole words"
        );
        for (word, at) in words.iter_mut().zip((offset..).step_by(WORD_BYTES)) {
            *word = self.word(at).to_le_bytes();
        }
    }
}

const WORD_BYTES: usize = 8;
const WORD_SHIFT: u32 = 3;

/// A bijection that spreads every bit (the finaliser of SplitMix64).
const fn mix(value: u64) -> u64 {
    let z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_stream_is_the_same_whatever_is_read_around_it() {
        let stamp = Stamp::new(7, 3);
        let mut whole = [0; 4096];
        stamp.fill(0, &mut whole);
        let mut part = [0; 512];
        stamp.fill(1024, &mut part);
        assert_eq!(part, whole[1024..1536]);
    }

    #[test]
    fn another_disk_version_or_place_has_other_bytes() {
        let word = |disk, version, offset| Stamp::new(disk, version).word(offset);
        let here = word(1, 1, 0);
        for other in [word(2, 1, 0), word(1, 2, 0), word(1, 1, 8)] {
            assert_ne!(here, other);
        }
    }
}
