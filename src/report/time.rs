//! Moments and durations in words.

use super::Reader;
use crate::moment::{Civil, Moment, month_name};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The remaining validity, or how long ago it ended.
pub(super) fn validity(begin: Option<Moment>, end: Option<Moment>, reader: &Reader<'_>) -> String {
    let Some(today) = reader.situation.today else { return String::new() };
    match (begin, end) {
        (Some(begin), _) if begin > today => format!("begins in {}", stretch(begin.unix() - today.unix())),
        (_, Some(end)) if end < today => format!("expired {} ago", stretch(today.unix() - end.unix())),
        (_, Some(end)) => format!("expires in {}", stretch(end.unix() - today.unix())),
        (_, None) => String::new(),
    }
}

/// A duration, rounded as in everyday language.
pub(super) fn stretch(seconds: i64) -> String {
    let days = seconds / DAY;
    let (count, unit) = match days {
        0 if seconds < HOUR => (seconds / MINUTE, "minute"),
        0 | 1 => (seconds / HOUR, "hour"),
        2..21 => (days, "day"),
        21..77 => (days / 7, "week"),
        77..730 => (days * 12 / 365, "month"),
        _ => (days / 365, "year"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// A moment in the reader's time zone; `None` if that is UTC or not known.
pub(super) fn local(moment: Moment, reader: &Reader<'_>) -> Option<String> {
    let minutes = (reader.minutes_east)(moment).filter(|minutes| *minutes != 0)?;
    let Civil { year, month, day, hour, minute, .. } = moment.plus_seconds(minutes * MINUTE).civil();
    Some(format!("{day} {} {year:04}, {hour:02}:{minute:02} your time", month_name(month)))
}

/// A month in words.
pub(super) fn month(year: i64, month: u8) -> String {
    format!("{} {year:04}", month_name(month))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::situation::Situation;

    #[track_caller]
    fn check(begin: Moment, end: Moment, expect: &str) {
        let situation = Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() };
        assert_eq!(validity(Some(begin), Some(end), &Reader::somewhere(&situation)), expect);
    }

    #[test]
    fn validity_is_written_in_everyday_words() {
        let begin = Moment::day(2025, 1, 1);
        check(begin, Moment::day(2027, 1, 15), "expires in 8 weeks");
        check(begin, Moment::day(2026, 11, 21), "expires in 24 hours");
        check(begin, Moment::day(2026, 11, 20).plus_seconds(90), "expires in 1 minute");
        check(begin, Moment::day(2026, 12, 5), "expires in 15 days");
        check(begin, Moment::day(2027, 11, 20), "expires in 12 months");
        check(begin, Moment::day(2036, 11, 20), "expires in 10 years");
        check(begin, Moment::day(2026, 8, 20), "expired 3 months ago");
        check(Moment::day(2026, 12, 20), Moment::day(2027, 11, 20), "begins in 4 weeks");
    }

    #[test]
    fn local_time_is_shown_if_it_differs_from_utc() {
        let situation = Situation::default();
        let moment = Moment::day(2026, 11, 20);
        assert_eq!(local(moment, &Reader::somewhere(&situation)), None);
        let east = Reader { situation: &situation, minutes_east: |_| Some(60) };
        assert_eq!(local(moment, &east).as_deref(), Some("20 November 2026, 01:00 your time"));
        let west = Reader { situation: &situation, minutes_east: |_| Some(-210) };
        assert_eq!(local(moment, &west).as_deref(), Some("19 November 2026, 20:30 your time"));
    }
}
