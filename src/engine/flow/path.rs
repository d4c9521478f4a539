//! The paths of all live flows in one arena: a flow's hops lie side by side, and the space of an
//! ended flow goes to the next one with as many links. Paths of any length; no allocation per flow.

use super::heap::Seats;

/// One link of one flow's path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hop {
    pub(super) flow: u32,
    pub(super) link: u32,
    /// Where this hop sits among the users of the link.
    seat: u32,
    /// What the flow takes of the link for each byte that it moves.
    pub(super) share: f64,
}

/// Where a flow's hops are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Path {
    first: u32,
    len: u32,
}

impl Path {
    pub(super) fn hops(self) -> std::ops::Range<u32> {
        self.first..self.first + self.len
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Paths {
    hops: Vec<Hop>,
    /// Unused spaces, by length.
    spare: Vec<Vec<u32>>,
}

impl Paths {
    pub(super) fn add(&mut self, flow: u32, uses: &[(u32, f64)]) -> Path {
        let seat = 0;
        let hops = uses.iter().map(|&(link, share)| Hop {
            flow,
            link,
            seat,
            share,
        });
        let len = uses.len() as u32;
        if let Some(first) = self.spare.get_mut(uses.len()).and_then(Vec::pop) {
            for (index, hop) in (first as usize..).zip(hops) {
                self.hops[index] = hop;
            }
            return Path { first, len };
        }
        let first = u32::try_from(self.hops.len()).expect("memory ends before 2^32 hops");
        self.hops.extend(hops);
        Path { first, len }
    }

    pub(super) fn remove(&mut self, path: Path) {
        let len = path.len as usize;
        if self.spare.len() <= len {
            self.spare.resize(len + 1, Vec::new());
        }
        self.spare[len].push(path.first);
    }

    /// Hops in use and spare.
    pub(super) const fn len(&self) -> usize {
        self.hops.len()
    }

    pub(super) fn hop(&self, hop: u32) -> Hop {
        self.hops[hop as usize]
    }

    pub(super) fn crosses(&self, path: Path, link: u32) -> bool {
        path.hops().any(|hop| self.hop(hop).link == link)
    }
}

impl Seats for Paths {
    fn set_seat(&mut self, item: u32, seat: u32) {
        self.hops[item as usize].seat = seat;
    }
    fn seat(&self, item: u32) -> u32 {
        self.hops[item as usize].seat
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_space_of_an_ended_flow_is_used_again() {
        let mut paths = Paths::default();
        let kept = paths.add(0, &[(1, 1.0), (2, 1.0), (3, 1.0)]);
        let ended = paths.add(1, &[(4, 1.0), (5, 1.0)]);
        paths.remove(ended);
        let reused = paths.add(2, &[(6, 1.0), (7, 0.5)]);
        assert_eq!(reused.hops(), ended.hops());
        assert!(paths.crosses(reused, 7) && !paths.crosses(kept, 7));
    }
}
