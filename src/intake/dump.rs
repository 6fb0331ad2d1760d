//! Hexadecimal dumps: lines of an address, bytes, and the corresponding characters, as printed by certutil, xxd,
//! hexdump, tcpdump and PowerShell's `Format-Hex`.

use super::text::{Holds, Page};
use super::{Place, Search};
use crate::certificate::Span;

/// Looks for every dump in a text.
pub(super) fn find(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    for dump in dumps(&page.bytes) {
        let known =
            page.open(search, &dump.bytes, &place.written("hexadecimal dump", dump.span), Holds::Packet);
        if known {
            page.blank(dump.span);
        }
    }
}

struct Dump {
    span: Span,
    bytes: Vec<u8>,
}

/// A line that may be part of a dump.
#[derive(Clone, Copy)]
struct Line<'a> {
    address: usize,
    /// The rest of the line after the address.
    bytes: &'a [u8],
    span: Span,
}

/// The most bytes of one line.
const WIDEST: usize = 64;

fn dumps(text: &[u8]) -> Vec<Dump> {
    let mut dumps = Vec::new();
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n' || *byte == b'\r') {
        let span = Span { offset, length: line.len() };
        offset += line.len();
        if line.trim_ascii().is_empty() {
            continue;
        }
        match address(line, span) {
            Some(next) if follows(&lines, next) => lines.push(next),
            next => {
                dumps.extend(dump(&lines));
                lines.clear();
                lines.extend(next.filter(|next| next.address == 0));
            }
        }
    }
    dumps.extend(dump(&lines));
    dumps
}

/// Whether the address of a line directly follows the bytes of the previous one.
fn follows(lines: &[Line<'_>], next: Line<'_>) -> bool {
    let Some(last) = lines.last() else { return false };
    let Some(between) = next.address.checked_sub(last.address) else { return false };
    (1..=WIDEST).contains(&between) && bytes(last.bytes, between).len() == between
}

fn dump(lines: &[Line<'_>]) -> Option<Dump> {
    let (first, last) = (lines.first()?, lines.last()?);
    let mut all = Vec::new();
    for pair in lines.windows(2) {
        if let [line, next] = pair {
            all.extend(bytes(line.bytes, next.address.saturating_sub(line.address)));
        }
    }
    // The number of bytes in the last line is not stated; it is at most that of the first.
    let widest = lines.get(1).map_or(16, |second| second.address);
    all.extend(bytes(last.bytes, widest.min(WIDEST)));
    let end = last.span.offset + last.span.length;
    Some(Dump { span: Span { offset: first.span.offset, length: end - first.span.offset }, bytes: all })
}

fn address(line: &[u8], span: Span) -> Option<Line<'_>> {
    let line = line.trim_ascii();
    let line = line.strip_prefix(b"0x").unwrap_or(line);
    let digits = line.iter().take(17).take_while(|byte| byte.is_ascii_hexdigit()).count();
    if !(4..=16).contains(&digits) {
        return None;
    }
    let (number, rest) = line.split_at_checked(digits)?;
    let rest = rest.strip_prefix(b":").unwrap_or(rest);
    if !rest.first().is_some_and(u8::is_ascii_whitespace) {
        return None;
    }
    let address = usize::from_str_radix(std::str::from_utf8(number).ok()?, 16).ok()?;
    Some(Line { address, bytes: rest, span })
}

/// The bytes of a line, up to the text column, at most as many as wanted.
fn bytes(line: &[u8], most: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = line.trim_ascii_start();
    while bytes.len() < most {
        let gap = rest.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == b'-').count();
        if gap > 2 {
            break;
        }
        rest = rest.get(gap..).unwrap_or_default();
        let [high, low, behind @ ..] = rest else { break };
        let (Some(high), Some(low)) = (char::from(*high).to_digit(16), char::from(*low).to_digit(16)) else {
            break;
        };
        bytes.extend(u8::try_from(high << 4 | low));
        rest = behind;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::{Content, File, recognise};
    use super::*;
    use forge::container::dump as forged;

    #[track_caller]
    fn check(text: &str, expect: &[&[u8]]) {
        let found: Vec<Vec<u8>> = dumps(text.as_bytes()).into_iter().map(|dump| dump.bytes).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn certificate_inside_a_packet_is_found() {
        let root = forge::Ca::root("Corp Root CA").der();
        let packet = [&[0x16, 3, 3][..], &[7; 60], &root, &[9; 30]].concat();
        let text = forged::xxd(&packet);
        let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
        let found: Vec<(&str, &Content)> =
            items.iter().map(|item| (item.origin.as_str(), &item.content)).collect();
        let origin = "certificate 1 of 1, found by its structure in hexadecimal dump";
        assert_eq!(found, [(origin, &Content::Certificate(root))]);
    }

    #[test]
    fn dumps_of_every_program_are_read() {
        let bytes: Vec<u8> = (0x30..0x30 + 50).collect();
        check(&forged::certutil(&bytes), &[&bytes]);
        check(&forged::xxd(&bytes), &[&bytes]);
        check("Offset  00 01 02\r\n00000000   30 31 32  012\r\n00000003   33         3\r\n", &[b"0123"]);
        check(
            "00000000  30 31 32 33 34 35 36 37  38 39 3a 3b 3c 3d 3e 3f  |0123456789:;<=>?|\n00000010\n",
            &[b"0123456789:;<=>?"],
        );
        check("0000 30 31\n0004 32\n", &[b"01"]);
        check("\t0x0000:  3031 3233  0123\n\t0x0004:  3435       45\n", &[b"012345"]);
        check("no dump\n1234\n", &[]);
    }
}
