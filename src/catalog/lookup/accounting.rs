//! Parses records of NPS log files in both comma-separated formats. The third format, XML, names its fields itself.
//!
//! Of all the numbers in a record, only the reason code is a code.

use std::borrow::Cow;

/// In the database-compatible format, every field has a fixed position: server, service, date and time come first.
const REASON_FIELD: usize = 25;
/// In the IAS format, six fixed fields come first, then pairs of attribute number and value.
const ATTRIBUTES_BEGIN: usize = 6;
const REASON_ATTRIBUTE: &str = "4142";

/// The reason codes of all records in a query, and the query without these records.
pub(super) fn split(query: &str) -> (Vec<u32>, Cow<'_, str>) {
    if !query.lines().any(is_record) {
        return (Vec::new(), Cow::Borrowed(query));
    }
    let reasons = query.lines().filter_map(Record::of).filter_map(|record| record.reason()).collect();
    let others: Vec<&str> = query.lines().filter(|line| !is_record(line)).collect();
    (reasons, others.join("\n").into())
}

/// Whether a line is a record of an NPS log file.
pub(crate) fn is_record(line: &str) -> bool {
    Record::of(line).is_some()
}

enum Record<'a> {
    DatabaseCompatible(Vec<&'a str>),
    Ias(Vec<&'a str>),
}

impl<'a> Record<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let fields = fields(line);
        let holds = |at: usize, is_it: fn(&str) -> bool| fields.get(at).is_some_and(|field| is_it(field));
        if holds(1, is_service) && holds(2, is_date) && holds(3, is_time) {
            Some(Self::DatabaseCompatible(fields))
        } else if holds(2, is_date) && holds(3, is_time) && holds(4, is_service) {
            Some(Self::Ias(fields))
        } else {
            None
        }
    }

    fn reason(&self) -> Option<u32> {
        let reason = match self {
            Self::DatabaseCompatible(fields) => fields.get(REASON_FIELD)?,
            Self::Ias(fields) => {
                let pairs = fields.get(ATTRIBUTES_BEGIN..)?.as_chunks::<2>().0;
                pairs
                    .iter()
                    .find_map(|[attribute, value]| (*attribute == REASON_ATTRIBUTE).then_some(value))?
            }
        };
        reason.parse().ok()
    }
}

/// The fields of a line, without their quotes. A comma within quotes belongs to the field.
fn fields(line: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let is_end = |c: char| {
        is_quoted ^= c == '"';
        c == ',' && !is_quoted
    };
    line.trim().split(is_end).map(|field| field.trim().trim_matches('"')).collect()
}

/// NPS still logs as the Internet Authentication Service; a VPN server that logs for itself as RAS.
fn is_service(field: &str) -> bool {
    ["IAS", "NPS", "RAS"].contains(&field)
}

fn is_date(field: &str) -> bool {
    consists_of(field, &['/', '.', '-'])
}

fn is_time(field: &str) -> bool {
    consists_of(field, &[':', '.'])
}

/// Whether a field consists of digits and at least two of these marks.
fn consists_of(field: &str, marks: &[char]) -> bool {
    field.matches(marks).count() >= 2 && field.chars().all(|c| c.is_ascii_digit() || marks.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expect: Option<u32>) {
        assert_eq!(Record::of(line).and_then(|record| record.reason()), expect, "{line}");
    }

    #[test]
    fn database_compatible_records_have_the_reason_in_one_field() {
        // Date, time, type, user, full name, 15 fields, type of authentication, policy, reason.
        let record = |policy: &str, reason: &str| {
            let (before, between) = (r#""NPS1","IAS",11/22/2026,02:15:01,3,,"CORP\alice""#, ",".repeat(16));
            format!("{before}{between},5,{policy},{reason},\"311 1 10.0.0.1 11/22/2026 01:00:00 7\",,,,")
        };
        check(&record(r#""Corp VPN""#, "16"), Some(16));
        check(&record(r#""VPN, inside""#, "16"), Some(16));
        check(&record(r#""Corp ""new"" VPN""#, "262"), Some(262));
        check(&record(r#""Corp VPN""#, ""), None);
        check(&record(r#""Corp VPN""#, "16").replace("IAS", "RAS"), Some(16));
        check(&record(r#""Corp VPN""#, "16").replace("11/22/2026", "22.11.2026"), Some(16));
    }

    #[test]
    fn ias_records_have_the_reason_after_its_attribute() {
        let head = r"10.0.0.5,CORP\alice,11/22/2026,02:15:01,IAS,NPS1";
        check(&format!("{head},4136,3,4142,16,25,311 1 10.0.0.1"), Some(16));
        // A value equal to the attribute number is not the attribute.
        check(&format!("{head},5,4142,4136,3,4142,22"), Some(22));
        check(&format!("{head},4136,3"), None);
        check(head, None);
    }

    #[test]
    fn other_lines_are_no_records() {
        for line in ["", "16", "a,b,c,d,e,f", "1,IAS,2,3,4", r#""x","IAS",today,02:15:01"#, "a,b,1.2,3:4,IAS"]
        {
            assert!(!is_record(line), "{line}");
        }
        assert_eq!(split("error 13801, please"), (Vec::new(), Cow::Borrowed("error 13801, please")));
    }

    #[test]
    fn records_are_separated_from_other_lines() {
        let head = "10.0.0.5,CORP\\alice,11/22/2026,02:15:01,IAS,NPS1";
        let text = format!("{head},4142,16\r\n{head},4136,1\r\nerror 812\r\n{head},4142,22");
        assert_eq!(split(&text), (vec![16, 22], "error 812".into()));
    }
}
