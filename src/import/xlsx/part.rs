//! One part of a workbook, unpacked and read piece by piece. Nothing a zip header declares is
//! believed: bytes are counted as they come out, over the whole workbook and over each piece, so
//! that memory stays bounded whatever the file holds.

use crate::scenario::{Problem, quoted};
use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use std::borrow::Cow;
use std::io::{self, BufReader, Read};

/// How much of a part is read.
#[derive(Clone, Copy)]
pub(super) struct Allowance {
    /// Unpacked bytes.
    pub(super) bytes_max: u64,
    /// Pieces of markup or text.
    pub(super) pieces_max: u64,
    /// Bytes of one piece, give or take a reader's buffer.
    pub(super) piece_bytes_max: u64,
}

/// A reader that fails once a limit is passed.
pub(super) struct Metered<R> {
    inner: R,
    /// What the part, or what is left of the workbook, may still unpack to.
    part_left: u64,
    piece_left: u64,
    /// Unpacked so far.
    unpacked: u64,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buf)?;
        let bytes = count as u64;
        self.unpacked += bytes;
        if bytes > self.part_left {
            return Err(io::Error::other("more unpacked data than is allowed"));
        }
        if bytes > self.piece_left {
            return Err(io::Error::other("a piece of markup or text over the limit"));
        }
        self.part_left -= bytes;
        self.piece_left -= bytes;
        Ok(count)
    }
}

/// What a part consists of, as far as an import cares.
pub(super) enum Piece<'p> {
    /// `<name …>`; an empty element is a start and an end.
    Start(Element<'p>),
    /// `</name>`.
    End(End<'p>),
    /// Text between elements, entities resolved.
    Text(Cow<'p, str>),
    /// Comments, declarations and processing instructions.
    Nothing,
    /// The end of the part.
    Eof,
}

/// The start of an element.
pub(super) struct Element<'p>(BytesStart<'p>);

impl Element<'_> {
    /// Without prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The attribute of this name, with or without a prefix; of two the first.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().as_ref() == name)?;
        let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0);
        Some(value.ok()?.into_owned())
    }
}

/// The end of an element.
pub(super) struct End<'p>(BytesEnd<'p>);

impl End<'_> {
    /// Without prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }
}

/// A part while it is read.
pub(super) struct Part<R: Read> {
    /// File and part, for messages.
    place: String,
    allowance: Allowance,
    xml: Reader<BufReader<Metered<R>>>,
    buffer: Vec<u8>,
    pieces_read: u64,
}

impl<R: Read> Part<R> {
    /// Reads `inner`.
    pub(super) fn new(place: String, inner: R, allowance: Allowance) -> Self {
        let metered = Metered {
            inner,
            part_left: allowance.bytes_max,
            piece_left: allowance.piece_bytes_max,
            unpacked: 0,
        };
        let mut xml = Reader::from_reader(BufReader::new(metered));
        let config = xml.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        Self {
            place,
            allowance,
            xml,
            buffer: Vec::new(),
            pieces_read: 0,
        }
    }

    /// Bytes unpacked so far.
    pub(super) fn unpacked(&mut self) -> u64 {
        self.xml.get_mut().get_mut().unpacked
    }

    /// The next piece.
    ///
    /// # Errors
    /// A limit is passed, or the part is not XML.
    pub(super) fn next(&mut self) -> Result<Piece<'_>, Problem> {
        let Allowance {
            bytes_max: _,
            pieces_max,
            piece_bytes_max,
        } = self.allowance;
        self.pieces_read += 1;
        if self.pieces_read > pieces_max {
            let found = format!("piece {} of markup or text", self.pieces_read);
            return Err(self.problem(&found, &format!("at most {pieces_max} in a part")));
        }
        self.xml.get_mut().get_mut().piece_left = piece_bytes_max;
        self.buffer.clear();
        match self.xml.read_event_into(&mut self.buffer) {
            Ok(event) => Ok(piece(event)),
            Err(error) => Err(Problem::new(
                self.place.as_str(),
                quoted(&error.to_string()),
                format!(
                    "XML in pieces of at most {piece_bytes_max} bytes, within an import's limits"
                ),
            )),
        }
    }

    /// A problem of this part.
    pub(super) fn problem(&self, found: &str, allowed: &str) -> Problem {
        Problem::new(self.place.as_str(), found, allowed)
    }
}

fn piece(event: Event<'_>) -> Piece<'_> {
    match event {
        Event::Start(start) | Event::Empty(start) => Piece::Start(Element(start)),
        Event::End(end) => Piece::End(End(end)),
        Event::Text(text) => Piece::Text(text.xml10_content()),
        Event::CData(text) => Piece::Text(text.xml10_content()),
        Event::GeneralRef(entity) => {
            let character = entity.resolve_char_ref().ok().flatten();
            let text = character.map(String::from).or_else(|| {
                quick_xml::escape::resolve_predefined_entity(&entity).map(str::to_owned)
            });
            text.map_or(Piece::Nothing, |text| Piece::Text(Cow::Owned(text)))
        }
        Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => Piece::Nothing,
        Event::Eof => Piece::Eof,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads to the end, or to the first problem.
    fn read(xml: &str, allowance: Allowance) -> Result<Vec<String>, Problem> {
        let mut part = Part::new("p".to_owned(), xml.as_bytes(), allowance);
        let mut pieces = Vec::new();
        loop {
            pieces.push(match part.next()? {
                Piece::Start(element) => format!("<{}", element.name()),
                Piece::End(end) => format!("/{}", end.name()),
                Piece::Text(text) => text.into_owned(),
                Piece::Nothing => String::new(),
                Piece::Eof => return Ok(pieces),
            });
        }
    }

    const ENOUGH: Allowance = Allowance {
        bytes_max: 1_000_000,
        pieces_max: 1_000,
        piece_bytes_max: 100_000,
    };

    #[test]
    fn markup_and_text_come_in_pieces_without_prefixes() {
        let pieces = read("<x:a>1&lt;&#50;<b/><!-- c --></x:a>", ENOUGH).unwrap();
        assert_eq!(pieces, ["<a", "1", "<", "2", "<b", "/b", "", "/a"]);
    }

    #[track_caller]
    fn check_limit(xml: &str, exact: Allowance, one_less: Allowance, found: &str) {
        assert!(read(xml, exact).is_ok());
        let problem = read(xml, one_less).unwrap_err();
        assert!(problem.found.contains(found), "{problem}");
    }

    #[test]
    fn a_part_unpacks_to_as_much_as_is_allowed_and_no_more() {
        let limit = |bytes_max| Allowance {
            bytes_max,
            ..ENOUGH
        };
        check_limit("<a>b</a>", limit(8), limit(7), "more unpacked data");
    }

    #[test]
    fn a_part_has_as_many_pieces_as_are_allowed_and_no_more() {
        let limit = |pieces_max| Allowance {
            pieces_max,
            ..ENOUGH
        };
        check_limit("<a>b</a>", limit(4), limit(3), "piece 4 of");
    }

    #[test]
    fn a_piece_is_as_long_as_is_allowed_and_no_longer() {
        let xml = format!("<a>{}</a>", "b".repeat(50_000));
        let limit = |piece_bytes_max| Allowance {
            piece_bytes_max,
            ..ENOUGH
        };
        check_limit(&xml, limit(60_000), limit(40_000), "a piece of markup");
    }
}
