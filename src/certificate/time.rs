//! Times as encoded in certificates.

use super::defects::Defects;
use super::walk::{Node, tag};
use crate::moment::Moment;
use der::Decode;
use x509_cert::time::Time;

/// The moment of a UTCTime or GeneralizedTime; `None`, with a defect, if it cannot be read.
pub(super) fn read(node: &Node<'_>, defects: &mut Defects) -> Option<Moment> {
    // The strict reader goes first; it accepts no year before 1970 and none of the forms that RFC 5280 forbids.
    if let Ok(time) = Time::from_der(node.bytes) {
        return i64::try_from(time.to_unix_duration().as_secs()).ok().map(Moment::from_unix);
    }
    let joined = node.joined(defects);
    read_text(node.tag & !tag::CONSTRUCTED, joined.as_deref().unwrap_or(node.content), node, defects)
}

/// The same for a validity date, which RFC 5280, section 4.1.2.5, requires to be a UTCTime until the year 2049.
pub(super) fn read_validity(node: &Node<'_>, defects: &mut Defects) -> Option<Moment> {
    const TWO_DIGITS_END: Moment = Moment::day(2050, 1, 1);
    let moment = read(node, defects)?;
    if node.tag == tag::GENERALIZED_TIME && moment < TWO_DIGITS_END {
        defects.add(
            "time-generalized-early",
            node.span(),
            "The time is a GeneralizedTime; RFC 5280 requires a UTCTime until the year 2049.",
        );
    }
    Some(moment)
}

/// The same with the tag given, for implicitly tagged times.
pub(super) fn read_as(tag: u8, node: &Node<'_>, defects: &mut Defects) -> Option<Moment> {
    read_text(tag, node.content, node, defects)
}

fn read_text(tag: u8, text: &[u8], node: &Node<'_>, defects: &mut Defects) -> Option<Moment> {
    let span = node.content_span();
    let long = match tag {
        tag::UTC_TIME => false,
        tag::GENERALIZED_TIME => true,
        // For any other tag: a four-digit year makes the text two digits longer.
        _ => {
            defects.add("time-type", node.span(), "The time is neither a UTCTime nor a GeneralizedTime.");
            text.iter().take_while(|octet| octet.is_ascii_digit()).count() >= 14
        }
    };
    let parsed = civil(text, long).or_else(|| {
        // Without seconds, the other type would be as long as this one, and any wrong digit would turn into a date.
        let other = civil(text, !long).filter(|other| other.seconds)?;
        let message = "The time does not match its type: its year has the wrong number of digits.";
        defects.add("time-type", span, message);
        Some(other)
    });
    let Some(parsed) = parsed else {
        let shown: String = String::from_utf8_lossy(text).chars().take(40).collect();
        defects.add(
            "time-unreadable",
            span,
            format!("The time `{}` cannot be read.", super::visible(&shown)),
        );
        return None;
    };
    let Parsed { moment, seconds, fraction, zone } = parsed;
    if !seconds {
        defects.add("time-without-seconds", span, "The time has no seconds; RFC 5280 requires them.");
    }
    if fraction {
        defects.add("time-with-fraction", span, "The time has fractions of a second; RFC 5280 forbids them.");
    }
    match zone {
        Zone::Utc => {}
        Zone::Offset => {
            defects.add("time-with-offset", span, "The time has a time zone offset; RFC 5280 requires UTC.");
        }
        Zone::Missing => defects.add(
            "time-without-zone",
            span,
            "The time does not state that it is UTC; RFC 5280 requires a Z at the end. It is read as UTC.",
        ),
    }
    Some(moment)
}

struct Parsed {
    moment: Moment,
    seconds: bool,
    fraction: bool,
    zone: Zone,
}

enum Zone {
    Utc,
    Offset,
    Missing,
}

/// Reads `YY[YY]MMDDhh[mm[ss[.f]]][Z|±hh[mm]]`.
fn civil(text: &[u8], long: bool) -> Option<Parsed> {
    let mut rest = text;
    let year = if long {
        100 * i64::from(pair(&mut rest)?) + i64::from(pair(&mut rest)?)
    } else {
        // RFC 5280, section 4.1.2.5.1: 50 and later are in the 20th century.
        let year = i64::from(pair(&mut rest)?);
        if year < 50 { 2000 + year } else { 1900 + year }
    };
    let (month, day, hour) = (pair(&mut rest)?, pair(&mut rest)?, pair(&mut rest)?);
    let minute = pair(&mut rest).unwrap_or(0);
    let second = pair(&mut rest);
    let mut fraction = false;
    if let Some((b'.' | b',', digits)) = rest.split_first() {
        fraction = true;
        let count = digits.iter().take_while(|octet| octet.is_ascii_digit()).count();
        rest = digits.get(count..)?;
    }
    let (zone, ahead) = match rest {
        [] => (Zone::Missing, 0),
        b"Z" | b"z" => (Zone::Utc, 0),
        [sign @ (b'+' | b'-'), offset @ ..] => {
            let mut offset = offset;
            let seconds =
                3600 * i64::from(pair(&mut offset)?) + 60 * i64::from(pair(&mut offset).unwrap_or(0));
            if !offset.is_empty() {
                return None;
            }
            (Zone::Offset, if *sign == b'+' { seconds } else { -seconds })
        }
        _ => return None,
    };
    let moment =
        Moment::from_civil(year, month, day, hour, minute, second.unwrap_or(0))?.plus_seconds(-ahead);
    Some(Parsed { moment, seconds: second.is_some(), fraction, zone })
}

/// Takes two digits from the start.
fn pair(text: &mut &[u8]) -> Option<u8> {
    let ([tens, ones], rest) = text.split_first_chunk::<2>()?;
    if !(tens.is_ascii_digit() && ones.is_ascii_digit()) {
        return None;
    }
    *text = rest;
    Some(10 * (tens - b'0') + (ones - b'0'))
}

#[cfg(test)]
mod tests {
    use super::super::walk::Walk;
    use super::*;

    #[track_caller]
    fn check(tag: u8, text: &str, expected: Option<&str>, defects: &[&str]) {
        let mut bytes = vec![tag, u8::try_from(text.len()).unwrap()];
        bytes.extend(text.as_bytes());
        let mut found = Defects::default();
        let node = Walk::new(&bytes, 0).next(&mut found).unwrap();
        assert_eq!(read(&node, &mut found), expected.map(|text| Moment::parse(text).unwrap()), "{text}");
        let ids: Vec<_> = found.into_vec().iter().map(|defect| defect.id).collect();
        assert_eq!(ids, defects, "{text}");
    }

    #[test]
    fn every_time_format_in_use_is_read() {
        check(0x17, "250211000000Z", Some("2025-02-11T00:00:00Z"), &[]);
        check(0x17, "500101000000Z", Some("1950-01-01T00:00:00Z"), &[]);
        check(0x18, "20500101000000Z", Some("2050-01-01T00:00:00Z"), &[]);
        check(0x18, "99991231235959Z", Some("9999-12-31T23:59:59Z"), &[]);
        check(0x17, "2502110000Z", Some("2025-02-11T00:00:00Z"), &["time-without-seconds"]);
        check(0x17, "250211020000+0200", Some("2025-02-11T00:00:00Z"), &["time-with-offset"]);
        check(
            0x17,
            "2502102200-02",
            Some("2025-02-11T00:00:00Z"),
            &["time-with-offset", "time-without-seconds"],
        );
        check(0x17, "250211000000", Some("2025-02-11T00:00:00Z"), &["time-without-zone"]);
        check(0x18, "20250211000000.5Z", Some("2025-02-11T00:00:00Z"), &["time-with-fraction"]);
        check(0x18, "2025021100Z", Some("2025-02-11T00:00:00Z"), &["time-without-seconds"]);
        check(0x13, "250211000000Z", Some("2025-02-11T00:00:00Z"), &["time-type"]);
        check(0x13, "20250211000000Z", Some("2025-02-11T00:00:00Z"), &["time-type"]);
        check(0x18, "250211000000Z", Some("2025-02-11T00:00:00Z"), &["time-type"]);
        check(0x17, "20250211000000Z", Some("2025-02-11T00:00:00Z"), &["time-type"]);
        check(0x17, "250230000000Z", None, &["time-unreadable"]);
        check(0x17, "250211000061Z", None, &["time-unreadable"]);
        check(0x17, "260101240000Z", None, &["time-unreadable"]);
        check(0x17, "201301010000Z", None, &["time-unreadable"]);
        check(0x18, "20260101240000Z", None, &["time-unreadable"]);
        check(0x17, "tomorrow", None, &["time-unreadable"]);
        check(0x17, "", None, &["time-unreadable"]);
        check(0x17, "250211000000Zulu", None, &["time-unreadable"]);
    }
}
