//! Distinguishes parts of dates and times from codes, because log lines begin with both.

/// The maximum number of characters of a date or time on either side of one of its parts.
const LONGEST: usize = 12;
/// Windows puts these directional marks around the parts of a date.
const MARKS: [char; 2] = ['\u{200E}', '\u{200F}'];

/// Whether the word at this position is a part of a date or a time, such as `11/20/2026` or `8:00:00`.
pub(super) fn holds(text: &str, from: usize, word: &str) -> bool {
    if word.len() > 4 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let is_part = |c: &char| c.is_ascii_digit() || matches!(c, '/' | ':') || MARKS.contains(c);
    let before = text.get(..from).unwrap_or_default().chars().rev().take_while(is_part).take(LONGEST);
    let after = text.get(from + word.len()..).unwrap_or_default().chars().take_while(is_part).take(LONGEST);
    let mut run: Vec<char> = before.collect();
    run.reverse();
    run.extend(word.chars().chain(after));
    let run: String = run.into_iter().filter(|c| !MARKS.contains(c)).collect();
    is_time(&run) || is_date(&run)
}

/// Whether a text is a time, with or without seconds.
fn is_time(text: &str) -> bool {
    // A label's colon may come before it.
    let text = text.trim_matches(':');
    let parts: Vec<Option<u32>> = text.split(':').map(part).collect();
    // In traces, the fraction of a second follows a colon and has three digits.
    let is_fraction = || text.rsplit(':').next().is_some_and(|last| last.len() == 3);
    match parts.as_slice() {
        [Some(0..24), Some(0..60)] | [Some(0..24), Some(0..60), Some(0..60)] => true,
        [Some(0..24), Some(0..60), Some(0..60), Some(0..1000)] => is_fraction(),
        _ => false,
    }
}

/// Whether a text is a date with a four-digit year.
fn is_date(text: &str) -> bool {
    let parts: Vec<Option<u32>> = text.trim_matches(':').split('/').map(part).collect();
    match parts.as_slice() {
        [Some(one), Some(other), Some(1900..2200)] | [Some(1900..2200), Some(one), Some(other)] => {
            (1..=31).contains(one) && (1..=31).contains(other) && one.min(other) <= &12
        }
        _ => false,
    }
}

fn part(text: &str) -> Option<u32> {
    if (1..=4).contains(&text.len()) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_dates_and_times_are_recognized() {
        fn check(text: &str, word: &str, expect: bool) {
            let from = text.find(word).unwrap();
            assert_eq!(holds(text, from, word), expect, "{word} in {text}");
        }
        check("11/20/2026 8:00:00 AM", "11", true);
        check("11/20/2026 8:00:00 AM", "20", true);
        check("11/20/2026 8:00:00 AM", "2026", true);
        check("11/20/2026 8:00:00 AM", "8", true);
        check("\u{200E}11/\u{200E}20/\u{200E}2026", "20", true);
        check("2026/11/20", "11", true);
        check("20.11.2026 08:16", "16", true);
        check("at 08:16:39.123", "16", true);
        for part in ["08", "01", "05", "123"] {
            check("[2345] 02-12 08:01:05:123: failed", part, true);
        }
        check("00:11:22:33", "22", false);
        check("39/40/41", "40", false);
        check("13801/13806", "13806", false);
        check("nps:16", "16", false);
        check("16:", "16", false);
        check("6273:16", "16", false);
        check("16:258", "16", false);
        check("1/1/1/1/1/2026", "2026", false);
        check("00:11:22:33:44:55", "33", false);
    }
}
