//! Points in time, in seconds, in UTC.
//!
//! Certificates, accounts and updates are compared in time, and the core has no clock: every moment comes from a file
//! or from the caller. The years 0001 to 9999 are supported.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A point in time in UTC, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "string"))]
pub struct Moment(i64);

const SECONDS_A_DAY: i64 = 86_400;

impl Moment {
    /// The moment this many seconds after 1970-01-01T00:00:00Z; before it, if negative.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The moment of a UTC date and time; `None` if the date or time does not exist. A leap second counts as the first
    /// second of the next minute.
    #[must_use]
    pub const fn from_civil(year: i64, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> Option<Self> {
        if year < 1
            || year > 9999
            || month < 1
            || month > 12
            || day < 1
            || day > days_in_month(year, month)
            || hour > 23
            || minute > 59
            || second > 60
        {
            return None;
        }
        let seconds = days_from_civil(year, month, day) * SECONDS_A_DAY
            + hour as i64 * 3600
            + minute as i64 * 60
            + second as i64;
        Some(Self(seconds))
    }

    /// Midnight at the start of a day; for dates known at compile time.
    #[must_use]
    pub const fn day(year: i64, month: u8, day: u8) -> Self {
        match Self::from_civil(year, month, day, 0, 0, 0) {
            Some(moment) => moment,
            None => Self(0),
        }
    }

    /// Year, month, day, hour, minute and second in UTC.
    #[must_use]
    pub fn civil(self) -> Civil {
        let days = self.0.div_euclid(SECONDS_A_DAY);
        let rest = self.0.rem_euclid(SECONDS_A_DAY);
        let (year, month, day) = civil_from_days(days);
        let part = |value: i64| u8::try_from(value).unwrap_or(0);
        Civil {
            year,
            month,
            day,
            hour: part(rest / 3600),
            minute: part(rest / 60 % 60),
            second: part(rest % 60),
        }
    }

    /// The UTC date: `2025-02-11`.
    #[must_use]
    pub fn date(self) -> String {
        let Civil { year, month, day, .. } = self.civil();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// The moment in human-readable form, to the minute: `11 February 2025, 22:10 UTC`.
    #[must_use]
    pub fn in_words(self) -> String {
        let Civil { year, month, day, hour, minute, .. } = self.civil();
        format!("{day} {} {year:04}, {hour:02}:{minute:02} UTC", month_name(month))
    }

    /// This moment moved by some seconds, saturating.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Reads `2025-02-11T00:00:00Z`, with an offset instead of `Z` too, and a date alone. Without a zone it is UTC.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = match text.split_once(['T', ' ']) {
            Some((date, time)) => (date, time),
            None => (text, "00:00:00Z"),
        };
        let mut date = date.splitn(3, '-').map(number);
        let (year, month, day) = (date.next()??, date.next()??, date.next()??);
        let (time, shift) = zone(time)?;
        let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
        if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut time = time.splitn(3, ':').map(number);
        let (hour, minute) = (time.next()??, time.next()??);
        let second = match time.next() {
            Some(second) => second?,
            None => 0,
        };
        let part = |value: i64| u8::try_from(value).ok();
        Self::from_civil(year, part(month)?, part(day)?, part(hour)?, part(minute)?, part(second)?)
            .map(|moment| moment.plus_seconds(-shift))
    }
}

/// A calendar date and a time of day in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// Year AD.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil { year, month, day, hour, minute, second } = self.civil();
        let part = |number: i64| u8::try_from(number).ok().filter(|part| *part < 100);
        let (Some(century), Some(year_in_it)) = (part(year.div_euclid(100)), part(year.rem_euclid(100)))
        else {
            return write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
        };
        // Every row of a long list has one, and formatting six numbers one by one takes several times as long.
        let mut text = *b"0000-00-00T00:00:00Z";
        let parts =
            [(0, century), (2, year_in_it), (5, month), (8, day), (11, hour), (14, minute), (17, second)];
        for (place, part) in parts {
            if let Some(digits) = text.get_mut(place..place + 2) {
                digits.copy_from_slice(&[b'0' + part / 10, b'0' + part % 10]);
            }
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format_args!("`{text}` is not a time like 2025-02-11T00:00:00Z"))
        })
    }
}

fn number(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// The time of day without its zone, and the zone's offset from UTC in seconds.
fn zone(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return Some((time, 0));
    }
    let Some(at) = time.rfind(['+', '-']) else {
        return Some((time, 0));
    };
    let (time, zone) = time.split_at_checked(at)?;
    let ahead = if zone.starts_with('+') { 1 } else { -1 };
    let (hours, minutes) = zone.get(1..)?.split_at_checked(2)?;
    let hours = number(hours)?;
    let minutes = match minutes.strip_prefix(':').unwrap_or(minutes) {
        "" => 0,
        minutes if minutes.len() == 2 => number(minutes)?,
        _ => return None,
    };
    (hours < 24 && minutes < 60).then_some((time, ahead * (hours * 3600 + minutes * 60)))
}

/// The English name of a month.
#[must_use]
pub const fn month_name(month: u8) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many days a month has.
#[must_use]
pub const fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01, computed in eras of 400 years that start in March, so that the leap day ends a year.
const fn days_from_civil(year: i64, month: u8, day: u8) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month as i64 + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day as i64 - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (i64, u8, u8) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, unix: Option<i64>) {
        assert_eq!(Moment::parse(text).map(Moment::unix), unix, "{text}");
    }

    #[test]
    fn dates_and_times_are_parsed() {
        check("1970-01-01T00:00:00Z", Some(0));
        check("2025-02-11T00:00:00Z", Some(1_739_232_000));
        check("2025-02-11", Some(1_739_232_000));
        check("2024-02-29T23:59:59Z", Some(1_709_251_199));
        check("2025-02-11T02:00:00+02:00", Some(1_739_232_000));
        check("2025-02-10T22:30:00.0000000-0130", Some(1_739_232_000));
        check("1950-01-01T00:00:00Z", Some(-631_152_000));
        check("2023-02-29", None);
        check("2023-13-01", None);
        check("2023-01-01T24:00:00Z", None);
        check("yesterday", None);
        check("", None);
        check("2025-02-11T", None);
        check("2025-02-11T02:00:00+02", Some(1_739_232_000));
        check("2025-02-11T10:00:00.abc", None);
        check("2025-02-11T10:00:00.", None);
        check("2025-02-11T10:00:00+0a2", None);
        check("2025-02-11T10:00:00+1", None);
    }

    #[test]
    fn every_day_is_printed_as_it_is_read() {
        let first = Moment::day(1, 1, 1).unix() / SECONDS_A_DAY;
        let last = Moment::day(9999, 12, 31).unix() / SECONDS_A_DAY;
        for day in (first..=last).step_by(13) {
            let moment = Moment::from_unix(day * SECONDS_A_DAY + 3661);
            assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
        }
    }
}
