//! ZIP archives that are the same on every machine: sorted names, one date that is passed in, no extra fields.
//!
//! The format is that of PKWARE's APPNOTE.TXT. Archives need three of its records: 4.3.7 before each file, 4.3.12 for
//! each file in the directory at the end, and 4.3.16 after it.

use super::compress;
use super::files::Files;
use crate::program::{Outcome, While as _};
use der::DateTime;
use std::time::Duration;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;

/// The first version with Deflate is 2.0.
const VERSION: u16 = 20;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Made on Unix, whose permissions are in the upper half of the attributes.
const MADE_BY: u16 = (3 << 8) | VERSION;
const PLAIN_FILE: u32 = 0o100_644 << 16;

/// An archive of these files, each of which has this date, in seconds since 1970.
pub(super) fn archive(files: &Files, date: u64) -> Outcome<Vec<u8>> {
    let (day, time) = written(date);
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in files {
        let at = size(archive.len())?;
        let deflated = compress::deflate(bytes);
        let (method, stored) =
            if deflated.len() < bytes.len() { (DEFLATED, &deflated) } else { (STORED, bytes) };

        // The fields that the record before a file and its entry in the directory have in common.
        let mut common = Vec::new();
        put16(&mut common, &[VERSION, FLAGS, method, time, day]);
        put32(&mut common, &[crc32(bytes), size(stored.len())?, size(bytes.len())?]);
        put16(&mut common, &[u16::try_from(name.len()).or_fail(name)?, 0]);

        put32(&mut archive, &[LOCAL]);
        archive.extend(&common);
        archive.extend(name.as_bytes());
        archive.extend(stored);

        put32(&mut directory, &[CENTRAL]);
        put16(&mut directory, &[MADE_BY]);
        directory.extend(&common);
        // No comment, the first disk, no hint whether it is text.
        put16(&mut directory, &[0, 0, 0]);
        put32(&mut directory, &[PLAIN_FILE, at]);
        directory.extend(name.as_bytes());
    }
    let count = u16::try_from(files.len()).or_fail("an archive holds at most 65535 files")?;
    let (at, length) = (size(archive.len())?, size(directory.len())?);
    archive.extend(directory);
    put32(&mut archive, &[END]);
    put16(&mut archive, &[0, 0, count, count]);
    put32(&mut archive, &[length, at]);
    put16(&mut archive, &[0]);
    Ok(archive)
}

/// A date and a time as the format stores them (4.4.6): in UTC, in steps of two seconds. For a year that it cannot
/// express, its first moment.
fn written(seconds: u64) -> (u16, u16) {
    let moment = DateTime::from_unix_duration(Duration::from_secs(seconds)).ok();
    match moment.map(|moment| (moment, moment.year())) {
        Some((moment, year @ 1980..=2107)) => {
            let [month, day, hour, minute, second] =
                [moment.month(), moment.day(), moment.hour(), moment.minutes(), moment.seconds()]
                    .map(u16::from);
            (((year - 1980) << 9) | (month << 5) | day, (hour << 11) | (minute << 5) | (second / 2))
        }
        _ => ((1 << 5) | 1, 0),
    }
}

fn size(length: usize) -> Outcome<u32> {
    u32::try_from(length).or_fail("an archive of this kind holds at most 4 GiB")
}

fn put16(into: &mut Vec<u8>, values: &[u16]) {
    into.extend(values.iter().flat_map(|value| value.to_le_bytes()));
}

fn put32(into: &mut Vec<u8>, values: &[u32]) {
    into.extend(values.iter().flat_map(|value| value.to_le_bytes()));
}

/// The CRC-32 of ZIP and gzip (ISO 3309): bit by bit, which is fast enough for a few megabytes.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn the_check_sum_is_the_usual_one() {
        assert_eq!(crc32(b""), 0);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn dates_are_those_of_a_calendar() {
        let check = |seconds: u64, expect: (u16, u16, u16), clock: (u16, u16, u16)| {
            let (day, time) = written(seconds);
            assert_eq!(((day >> 9) + 1980, (day >> 5) & 15, day & 31), expect, "{seconds}");
            assert_eq!((time >> 11, (time >> 5) & 63, (time & 31) * 2), clock, "{seconds}");
        };
        check(1_763_814_577, (2025, 11, 22), (12, 29, 36));
        check(951_782_400, (2000, 2, 29), (0, 0, 0));
        check(1_072_915_199, (2003, 12, 31), (23, 59, 58));
        check(1_072_915_200, (2004, 1, 1), (0, 0, 0));
        check(4_354_819_199, (2107, 12, 31), (23, 59, 58));
        for unknown in [0, 315_532_799, 4_354_819_200, u64::MAX] {
            check(unknown, (1980, 1, 1), (0, 0, 0));
        }
    }

    /// A server that compares only date and length must see that a file of the same length has changed.
    #[test]
    fn files_have_the_date_that_is_passed() {
        let files = Files::from([("a".to_owned(), b"1".to_vec())]);
        let dates =
            [1_763_814_576, 1_763_814_578].map(|date| archive(&files, date).unwrap()[10..14].to_vec());
        assert_ne!(dates[0], dates[1]);
    }

    #[test]
    fn every_record_is_where_the_next_one_says() {
        let files = Files::from([
            ("a.txt".to_owned(), b"again and again and again and again".to_vec()),
            ("b/c.bin".to_owned(), vec![7]),
        ]);
        let archive = archive(&files, 0).unwrap();
        let end = archive.len() - 22;
        let word = |at: usize| u32::from_le_bytes(archive[at..at + 4].try_into().unwrap());
        let half = |at: usize| u16::from_le_bytes(archive[at..at + 2].try_into().unwrap());
        assert_eq!((word(end), half(end + 10)), (END, 2));
        let mut entry = word(end + 16) as usize;
        for (name, bytes) in &files {
            assert_eq!(word(entry), CENTRAL);
            let length = half(entry + 28) as usize;
            assert_eq!(&archive[entry + 46..entry + 46 + length], name.as_bytes());
            let local = word(entry + 42) as usize;
            assert_eq!(word(local), LOCAL);
            let (method, stored) = (half(local + 8), word(local + 18) as usize);
            let from = local + 30 + half(local + 26) as usize;
            let stored = archive[from..from + stored].to_vec();
            let restored = match method {
                STORED => stored,
                _ => miniz_oxide::inflate::decompress_to_vec(&stored).unwrap(),
            };
            assert_eq!(&restored, bytes);
            assert_eq!(word(local + 14), crc32(bytes));
            entry += 46 + length;
        }
        assert_eq!(entry, end);
    }

    /// Requires Python, which has a ZIP reader of its own.
    #[test]
    fn another_program_opens_it() {
        let files = Files::from([("a/b.txt".to_owned(), b"words words words words".to_vec())]);
        let path = std::env::temp_dir().join(format!("strongmap-zip-{}.zip", std::process::id()));
        std::fs::write(&path, archive(&files, 0).unwrap()).unwrap();
        let answer = Command::new("python3").args(["-m", "zipfile", "--test"]).arg(&path).output();
        std::fs::remove_file(&path).unwrap();
        if let Ok(answer) = answer {
            assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
        }
    }
}
