//! Numbers in bytes, exact and without a detour over text or floats.

/// A whole number in decimal digits, below 2^64.
pub(super) fn whole(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |value, byte| {
        let digit = u64::from(byte.wrapping_sub(b'0'));
        if digit > 9 {
            return None;
        }
        value.checked_mul(10)?.checked_add(digit)
    })
}

/// A number of units, perhaps with decimals, in nanoseconds; what is less than one is cut off. The
/// unit is a power of ten.
pub(super) fn nanos(text: &[u8], unit_ns: u64) -> Option<u64> {
    let point = text.iter().position(|byte| *byte == b'.');
    let Some(point) = point else {
        return whole(text)?.checked_mul(unit_ns);
    };
    let mut nanos = whole(&text[..point])?.checked_mul(unit_ns)?;
    let decimals = &text[point + 1..];
    let mut place_ns = unit_ns;
    for byte in decimals {
        let digit = u64::from(byte.wrapping_sub(b'0'));
        if digit > 9 {
            return None;
        }
        place_ns /= 10;
        nanos = nanos.checked_add(digit * place_ns)?;
    }
    (!decimals.is_empty()).then_some(nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_digits_alone_and_below_2_to_the_64th() {
        for (text, value) in [
            ("0", Some(0)),
            ("007", Some(7)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("99999999999999999999999", None),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("1e3", None),
            ("1 2", None),
            ("٣", None),
        ] {
            assert_eq!(whole(text.as_bytes()), value, "{text}");
        }
    }

    #[test]
    fn times_are_exact_to_the_nanosecond_and_cut_off_below() {
        const SECOND: u64 = 1_000_000_000;
        for (text, unit_ns, value) in [
            ("938.513000001", SECOND, Some(938_513_000_001)),
            ("0.1234567899", SECOND, Some(123_456_789)),
            ("1.5", 1_000, Some(1_500)),
            ("1.9", 1, Some(1)),
            ("18446744073", SECOND, Some(18_446_744_073 * SECOND)),
            ("18446744074", SECOND, None),
            ("18446744073.999999999", SECOND, None),
            (".5", SECOND, None),
            ("5.", SECOND, None),
            ("1.5.5", SECOND, None),
            ("1,5", SECOND, None),
        ] {
            assert_eq!(nanos(text.as_bytes(), unit_ns), value, "{text}");
        }
    }
}
