//! What pages were written with. Contents follow from the ink and the place alone, so a copy that
//! keeps places keeps contents, and none of them takes memory.

use crate::blob::content::Stamp;

/// What a range of pages was written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ink {
    /// One byte over and over.
    Fill(u8),
    /// The stream of a stamp, at the blob's own offsets.
    Stream(Stamp),
}

impl Ink {
    /// The bytes from an offset of the blob on, in whole words.
    pub(super) fn fill(self, offset: u64, out: &mut [u8]) {
        match self {
            Self::Fill(byte) => out.fill(byte),
            Self::Stream(stamp) => stamp.fill(offset, out),
        }
    }
    /// Which ink it is, as numbers; none for zeros, which is what no ink reads as.
    pub(super) const fn number(self) -> Option<(u64, u64)> {
        match self {
            Self::Fill(0) => None,
            Self::Fill(byte) => Some((0, byte as u64)),
            Self::Stream(stamp) => Some((1, stamp.word(0))),
        }
    }
}
