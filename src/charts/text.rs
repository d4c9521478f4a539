//! Words for charts: names made safe to show, sizes estimated where no font can be asked.

/// The most characters of a name that a chart shows; the table has the rest.
const SHOWN_CHARS_MAX: usize = 120;

/// A name as charts show it: what would break a document or reverse a line (control and
/// bidirectional characters, which an inventory may hold) becomes the replacement character.
#[must_use]
pub fn shown(name: &str) -> String {
    let mut shown: String = name
        .chars()
        .take(SHOWN_CHARS_MAX)
        .map(|c| if breaks_text(c) { '\u{fffd}' } else { c })
        .collect();
    if name.chars().nth(SHOWN_CHARS_MAX).is_some() {
        shown.push('…');
    }
    shown
}

fn breaks_text(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// The width of a text in ems. The figures are those of DejaVu Sans, the widest of the usual
/// sans-serif fonts, so that a document laid out with them has room in any of them.
pub(super) fn width_em(text: &str) -> f64 {
    text.chars().map(char_em).sum()
}

fn char_em(c: char) -> f64 {
    let printable = u32::from(c)
        .checked_sub(32)
        .and_then(|i| usize::try_from(i).ok());
    let thousandths = match printable.and_then(|i| EM_THOUSANDTHS.get(i)) {
        Some(thousandths) => *thousandths,
        None if c == '·' => 318,
        None if c == '–' => 500,
        None if c == '×' => 838,
        None if c == '…' => 1000,
        None if u32::from(c) < 0x1100 => 700,
        None => 1000,
    };
    f64::from(thousandths) / 1000.0
}

/// Advance widths of the characters from space to tilde.
#[rustfmt::skip]
const EM_THOUSANDTHS: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
    636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
    1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
    603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
    500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
    635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
];

/// A whole number with commas between thousands, as the page writes numbers.
pub(super) fn grouped(number: f64, decimals: usize) -> String {
    let plain = format!("{number:.decimals$}");
    let (whole, fraction) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut text = String::new();
    let digits = whole.trim_start_matches('-').len();
    if number < 0.0 {
        text.push('-');
    }
    for (index, digit) in whole.trim_start_matches('-').chars().enumerate() {
        if index > 0 && (digits - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

/// `1 night`, `2 nights`.
pub(super) fn counted(count: usize, one: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {one}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_break_a_document_is_replaced() {
        for (name, safe) in [
            ("sql-prod-02", "sql-prod-02"),
            ("a\u{202e}txt.exe", "a\u{fffd}txt.exe"),
            ("bell\u{7}", "bell\u{fffd}"),
            ("año", "año"),
        ] {
            assert_eq!(shown(name), safe);
        }
        assert_eq!(shown(&"x".repeat(121)).chars().count(), 121);
        assert_eq!(shown(&"x".repeat(120)), "x".repeat(120));
    }

    #[test]
    fn thousands_are_grouped() {
        for (number, decimals, text) in [
            (0.0, 0, "0"),
            (999.0, 0, "999"),
            (1000.0, 0, "1,000"),
            (-1_234_567.5, 2, "-1,234,567.50"),
        ] {
            assert_eq!(grouped(number, decimals), text);
        }
    }
}
