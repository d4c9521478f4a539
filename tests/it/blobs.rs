//! Page blobs: what all requests together do is what plain arrays of pages do.
//!
//! `blobs/model.rs`: random histories against such arrays. `blobs/check.rs`: `vaultlab check blob`.

mod check;
mod model;

use vaultlab::azure::blobs;

/// Bytes of a page.
const PAGE: u64 = blobs::PAGE.value.get();

/// A plain generator of numbers: its seed is all there is to tell of a failure.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }
    /// A number below this one.
    fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }
}

/// Tells the seed of a history when it fails.
struct Told(u64);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("seed {}", self.0);
        }
    }
}
