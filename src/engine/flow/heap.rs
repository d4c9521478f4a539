//! A binary heap whose items know where they sit, so that any of them can leave.
//!
//! Items are numbers; the owner of the items keeps the seats. Equal keys come in an order that is
//! fixed by the history of calls, and callers do not rely on it. A heap of `()` is a plain bag.

/// Where items sit. An item is in at most one heap at a time that uses the same seats.
pub(super) trait Seats {
    fn set_seat(&mut self, item: u32, seat: u32);
    fn seat(&self, item: u32) -> u32;
}

impl Seats for Vec<u32> {
    fn set_seat(&mut self, item: u32, seat: u32) {
        self[item as usize] = seat;
    }
    fn seat(&self, item: u32) -> u32 {
        self[item as usize]
    }
}

/// Items with keys; the smallest key is at hand.
#[derive(Clone, Debug)]
pub(super) struct Heap<K> {
    places: Vec<(K, u32)>,
}

impl<K> Default for Heap<K> {
    fn default() -> Self {
        Self { places: Vec::new() }
    }
}

impl<K: Copy + PartialOrd> Heap<K> {
    pub(super) const fn len(&self) -> usize {
        self.places.len()
    }
    pub(super) const fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
    pub(super) fn first(&self) -> Option<(K, u32)> {
        self.places.first().copied()
    }
    /// The items in no useful order.
    pub(super) fn unsorted(&self) -> impl Iterator<Item = u32> {
        self.places.iter().map(|(_, item)| *item)
    }

    pub(super) fn push(&mut self, key: K, item: u32, seats: &mut impl Seats) {
        self.places.push((key, item));
        self.rise(self.places.len() - 1, seats);
    }

    /// Removes an item that sits in this heap.
    pub(super) fn remove(&mut self, item: u32, seats: &mut impl Seats) {
        let seat = seats.seat(item) as usize;
        assert!(self.places[seat].1 == item, "an item sits where it says");
        self.places.swap_remove(seat);
        if seat < self.places.len() {
            self.settle(seat, seats);
        }
    }

    /// Gives the item at hand or any other a new key.
    pub(super) fn rekey(&mut self, item: u32, key: K, seats: &mut impl Seats) {
        let seat = seats.seat(item) as usize;
        assert!(self.places[seat].1 == item, "an item sits where it says");
        self.places[seat].0 = key;
        self.settle(seat, seats);
    }

    /// Gives the items new keys, in the order of `unsorted`.
    pub(super) fn rekey_all(&mut self, keys: impl Iterator<Item = K>, seats: &mut impl Seats) {
        for (place, key) in self.places.iter_mut().zip(keys) {
            place.0 = key;
        }
        for seat in (0..self.places.len()).rev() {
            self.sink(seat, seats);
        }
    }

    fn settle(&mut self, seat: usize, seats: &mut impl Seats) {
        if seat > 0 && self.places[seat].0 < self.places[(seat - 1) >> 1].0 {
            self.rise(seat, seats);
        } else {
            self.sink(seat, seats);
        }
    }

    fn rise(&mut self, mut seat: usize, seats: &mut impl Seats) {
        let moving = self.places[seat];
        while seat > 0 {
            let parent = (seat - 1) >> 1;
            if self.places[parent].0 <= moving.0 {
                break;
            }
            self.put(seat, self.places[parent], seats);
            seat = parent;
        }
        self.put(seat, moving, seats);
    }

    fn sink(&mut self, mut seat: usize, seats: &mut impl Seats) {
        let moving = self.places[seat];
        loop {
            let left = 2 * seat + 1;
            let Some(mut least) = self.places.get(left).copied() else {
                break;
            };
            let mut child = left;
            if let Some(right) = self.places.get(left + 1)
                && right.0 < least.0
            {
                (least, child) = (*right, left + 1);
            }
            if moving.0 <= least.0 {
                break;
            }
            self.put(seat, least, seats);
            seat = child;
        }
        self.put(seat, moving, seats);
    }

    fn put(&mut self, seat: usize, place: (K, u32), seats: &mut impl Seats) {
        self.places[seat] = place;
        seats.set_seat(place.1, seat as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_leave_in_key_order_whatever_was_rekeyed_or_removed() {
        let mut seats = vec![0; 500];
        let mut heap = Heap::default();
        let key = |item: u32, salt: u32| item.wrapping_mul(2_654_435_761).rotate_left(salt) >> 20;
        for item in 0..500 {
            heap.push(key(item, 0), item, &mut seats);
        }
        for item in (0..500).step_by(3) {
            heap.remove(item, &mut seats);
        }
        for item in (1..500).step_by(3) {
            heap.rekey(item, key(item, 9), &mut seats);
        }
        let mut expected: Vec<u32> = (0..500)
            .filter(|item| item % 3 > 0)
            .map(|item| key(item, if item % 3 == 1 { 9 } else { 0 }))
            .collect();
        expected.sort_unstable();
        let mut left = Vec::new();
        while let Some((key, item)) = heap.first() {
            left.push(key);
            heap.remove(item, &mut seats);
        }
        assert_eq!(left, expected);
    }

    #[test]
    fn rekeying_all_sorts_anew() {
        let mut seats = vec![0; 100];
        let mut heap = Heap::default();
        for item in 0..100_u32 {
            heap.push(0, item, &mut seats);
        }
        let keys: Vec<u32> = heap.unsorted().map(|item| (item * 37 + 11) % 101).collect();
        heap.rekey_all(keys.into_iter(), &mut seats);
        for _ in 0..100 {
            let (key, item) = heap.first().unwrap();
            assert!(heap.places.iter().all(|(other, _)| *other >= key));
            heap.remove(item, &mut seats);
        }
        assert!(heap.is_empty());
    }
}
