//! Bytes as text, and foreign names as names that are safe to show and to compare. Not a parser:
//! it knows encodings and characters, no format.

use super::limits::NAME_CHARS_MAX;
use std::borrow::Cow;

/// The text of a file: UTF-8, or UTF-16 where a byte order mark says so, or else Windows-1252,
/// which every sequence of bytes is. A mark is left out.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest),
        [0xFF, 0xFE, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xFE, 0xFF, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
        },
    }
}

/// A foreign name: what can't be seen or turns the reading direction becomes `U+FFFD`, white space
/// around it goes, and it is cut at [`NAME_CHARS_MAX`]. What looks like a formula or like markup
/// stays as it is: whoever writes it into a sheet or a page escapes it there.
pub(super) fn name(text: &str) -> String {
    let shown = text
        .trim()
        .chars()
        .map(|c| if is_hidden(c) { '\u{FFFD}' } else { c });
    shown.take(NAME_CHARS_MAX).collect()
}

/// A name followed by a number, within [`NAME_CHARS_MAX`]: `web` and 2 give `web (2)`.
pub(super) fn numbered(name: &str, number: usize) -> String {
    let suffix = format!(" ({number})");
    let kept = NAME_CHARS_MAX - suffix.chars().count();
    name.chars().take(kept).chain(suffix.chars()).collect()
}

/// A header without case, spaces and punctuation: `Capacity MiB` and `capacity mib` are one.
pub(super) fn header(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
        || matches!(
            c,
            '\u{00AD}' | '\u{061C}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        )
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _odd) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Windows-1252 as browsers read it: its five unassigned bytes are control characters.
fn windows_1252(byte: u8) -> char {
    const FROM_0X80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž',
        '\u{8F}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => FROM_0X80[usize::from(byte - 0x80)],
        0x00..=0x7F | 0xA0..=0xFF => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_decoded(bytes: &[u8], text: &str) {
        assert_eq!(decoded(bytes), text);
    }

    #[test]
    fn a_mark_chooses_the_encoding_and_is_left_out() {
        check_decoded(b"\xEF\xBB\xBFVM", "VM");
        check_decoded(b"\xFF\xFEV\0M\0", "VM");
        check_decoded(b"\xFE\xFF\0V\0M", "VM");
    }

    #[test]
    fn what_is_not_utf_8_is_windows_1252() {
        check_decoded("Bogotá".as_bytes(), "Bogotá");
        check_decoded(b"Bogot\xE1 \x80", "Bogotá €");
    }

    #[test]
    fn a_broken_utf_16_text_is_still_a_text() {
        check_decoded(b"\xFF\xFE\x00\xD8A\0B", "\u{FFFD}A");
    }

    #[track_caller]
    fn check_name(text: &str, expected: &str) {
        assert_eq!(name(text), expected);
    }

    #[test]
    fn what_can_not_be_seen_in_a_name_is_replaced() {
        check_name(" web\0\n01 ", "web\u{FFFD}\u{FFFD}01");
        check_name("abc\u{202E}exe", "abc\u{FFFD}exe");
        check_name("a\u{1b}[31m", "a\u{FFFD}[31m");
    }

    #[test]
    fn what_looks_like_a_formula_or_markup_is_only_a_name() {
        check_name("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0");
        check_name("<script>", "<script>");
    }

    #[test]
    fn a_name_is_cut_above_256_characters_and_a_number_still_fits() {
        check_name(&"é".repeat(256), &"é".repeat(256));
        check_name(&"é".repeat(257), &"é".repeat(256));
        assert_eq!(numbered("web", 2), "web (2)");
        assert_eq!(numbered(&"x".repeat(256), 10).chars().count(), 256);
    }

    #[test]
    fn headers_are_compared_without_case_and_spaces() {
        assert_eq!(header(" Capacity MiB"), header("capacitymib"));
        assert_eq!(header("Free % "), "free");
    }
}
