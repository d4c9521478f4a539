//! One part of a workbook, unpacked and read piece by piece. Nothing a zip header declares is
//! believed: bytes are counted as they come out, over the whole workbook and over each piece, so
//! that memory stays bounded whatever the file holds.

use crate::import::limits::{XLSX_EVENT_BYTES_MAX, XLSX_PIECES_MAX};
use crate::scenario::{Problem, quoted};
use quick_xml::Reader;
use quick_xml::events::{BytesEnd, BytesStart, Event};
use std::borrow::Cow;
use std::io::{self, BufReader, Read};

/// A reader that fails once a limit is passed.
pub(super) struct Metered<R> {
    inner: R,
    /// What the part, or what is left of the workbook, may still unpack to.
    part_left: u64,
    event_left: u64,
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
        if bytes > self.event_left {
            return Err(io::Error::other("a piece of markup or text over the limit"));
        }
        self.part_left -= bytes;
        self.event_left -= bytes;
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
    xml: Reader<BufReader<Metered<R>>>,
    buffer: Vec<u8>,
    pieces_read: u64,
}

impl<R: Read> Part<R> {
    /// Reads `inner`, at most `bytes_max` of it.
    pub(super) fn new(place: String, inner: R, bytes_max: u64) -> Self {
        let metered = Metered {
            inner,
            part_left: bytes_max,
            event_left: XLSX_EVENT_BYTES_MAX,
            unpacked: 0,
        };
        let mut xml = Reader::from_reader(BufReader::new(metered));
        let config = xml.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        Self {
            place,
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
        self.pieces_read += 1;
        if self.pieces_read > XLSX_PIECES_MAX {
            let found = format!("piece {} of markup or text", self.pieces_read);
            return Err(self.problem(&found, &format!("at most {XLSX_PIECES_MAX} in a part")));
        }
        self.xml.get_mut().get_mut().event_left = XLSX_EVENT_BYTES_MAX;
        self.buffer.clear();
        match self.xml.read_event_into(&mut self.buffer) {
            Ok(event) => Ok(piece(event)),
            Err(error) => Err(Problem::new(
                self.place.as_str(),
                quoted(&error.to_string()),
                format!(
                    "XML in pieces of at most {XLSX_EVENT_BYTES_MAX} bytes, within the limits of \
                     an import"
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
