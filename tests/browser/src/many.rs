//! Thousands of different certificates to drop, made from a few.

use crate::outcome::While as _;
use crate::visit;
use crate::{Failure, Outcome, Session};
use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// Certificates from which many are made: only the last bytes of the serial number differ.
const SEEDS: [&str; 4] = [
    "mapping/sid-absent/met.pem",
    "mapping/sid-absent/broken.pem",
    "mapping/no-name-at-all/broken.pem",
    "mapping/sid-near-miss/broken-uri-date.pem",
];

/// A certificate from which many are made.
#[derive(Clone, Debug)]
pub struct Seed {
    /// Its bytes.
    pub der: Vec<u8>,
    /// The offset of the last bytes of the serial number.
    pub at: usize,
}

/// One for each kind of verdict.
///
/// # Errors
/// If a case cannot be read.
pub fn seeds() -> Outcome<Vec<Seed>> {
    SEEDS.iter().map(|path| seed(path)).collect()
}

/// The seed made from a case.
///
/// # Errors
/// If the case cannot be read.
pub fn seed(path: &str) -> Outcome<Seed> {
    let text = visit::File::case(path)?.text();
    let body: String = text
        .split("-----BEGIN CERTIFICATE-----")
        .nth(1)
        .and_then(|rest| rest.split("-----END").next())
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let der = Base64::decode_vec(&body).or_fail(format_args!("{path} is no PEM"))?;
    let at = serial(&der).ok_or_else(|| Failure(format!("{path} has no serial number")))?;
    Ok(Seed { der, at })
}

/// The offset of the last four bytes of the serial number, which follows the version.
fn serial(der: &[u8]) -> Option<usize> {
    let at = der.windows(5).position(|window| window == [0xa0, 3, 2, 1, 2])? + 5;
    let length = usize::from(*der.get(at + 1)?);
    (length > 5).then_some(at + 2 + length - 4)
}

/// Drops this many files on the page.
///
/// # Errors
/// If the page does not let that happen.
pub fn drop(browser: &Session, seeds: &[Seed], count: usize) -> Outcome<()> {
    hold(browser, seeds, count)?;
    drop_held(browser)
}

/// Prepares this many files to be dropped.
///
/// # Errors
/// If the page does not let that happen.
pub fn hold(browser: &Session, seeds: &[Seed], count: usize) -> Outcome<()> {
    browser.value("walk.holdMany(arguments[0], arguments[1])", &[handed(seeds), json!(count)]).map(|_| ())
}

/// Makes this many files here, not in the page.
#[must_use]
pub fn files(seeds: &[Seed], count: u32) -> Vec<visit::File> {
    let file = |(number, seed): (u32, &Seed)| {
        let mut bytes = seed.der.clone();
        if let Some(octets) = bytes.get_mut(seed.at..seed.at + 4) {
            octets.copy_from_slice(&number.to_be_bytes());
        }
        visit::File { name: format!("{number}.cer"), bytes }
    };
    (0..count).zip(seeds.iter().cycle()).map(file).collect()
}

/// Drops the files that were prepared.
///
/// # Errors
/// If the page does not let that happen.
pub fn drop_held(browser: &Session) -> Outcome<()> {
    browser.value("walk.dropHeld()", &[]).map(|_| ())
}

/// Writes one PEM file with this many certificates, all different, from a fleet: certificates one after the other, each
/// with a header of four bytes. Returns the average number of bytes per certificate.
///
/// # Errors
/// If one of the files cannot be read or written.
pub fn bundle(fleet: &Path, count: u32, file: &Path) -> Outcome<usize> {
    let bytes = std::fs::read(fleet).or_fail(format_args!("{} cannot be read", fleet.display()))?;
    let fleet = split(&bytes);
    let in_vain = || format!("{} cannot be written", file.display());
    let mut pen = BufWriter::new(File::create(file).or_fail(in_vain())?);
    let mut length = 0;
    for (number, der) in (0..count).zip(fleet.iter().cycle()) {
        let der = numbered(der, number);
        length += der.len();
        let base64 = Base64::encode_string(&der);
        pen.write_all(b"-----BEGIN CERTIFICATE-----\n").or_fail(in_vain())?;
        for line in base64.as_bytes().chunks(64) {
            pen.write_all(line).and_then(|()| pen.write_all(b"\n")).or_fail(in_vain())?;
        }
        pen.write_all(b"-----END CERTIFICATE-----\n").or_fail(in_vain())?;
    }
    pen.flush().or_fail(in_vain())?;
    Ok(length / (count.max(1) as usize))
}

fn split(mut rest: &[u8]) -> Vec<&[u8]> {
    let mut fleet = Vec::new();
    while let [_, _, high, low, ..] = rest {
        let length = 4 + usize::from(u16::from_be_bytes([*high, *low]));
        let Some((der, behind)) = rest.split_at_checked(length) else { break };
        fleet.push(der);
        rest = behind;
    }
    fleet
}

/// Gives a certificate of the fleet another number: in its serial number, which begins at the sixteenth byte of all of
/// them, and as six digits after a hyphen wherever its subject is named.
fn numbered(der: &[u8], number: u32) -> Vec<u8> {
    let mut der = der.to_vec();
    if let Some(octets) = der.get_mut(21..25) {
        octets.copy_from_slice(&number.to_be_bytes());
    }
    let digits = format!("{number:06}").into_bytes();
    let names = |window: &[u8]| {
        let [before, b'-', behind @ ..] = window else { return false };
        before.is_ascii_lowercase() && behind.iter().all(u8::is_ascii_digit)
    };
    let places: Vec<usize> =
        der.windows(8).enumerate().filter(|(_, it)| names(it)).map(|(at, _)| at).collect();
    for at in places {
        if let Some(octets) = der.get_mut(at + 2..at + 8) {
            octets.copy_from_slice(&digits);
        }
    }
    der
}

fn handed(seeds: &[Seed]) -> Value {
    let one = |seed: &Seed| json!({ "at": seed.at, "base64": Base64::encode_string(&seed.der) });
    seeds.iter().map(one).collect()
}

/// Waits until this many items are listed, and nothing is still being read.
///
/// # Errors
/// If that takes too long.
pub fn settled(browser: &Session, count: usize) -> Outcome<()> {
    let listed = format!(
        "walk.settled() && /^{count} item/.test((document.querySelector('.list h2')?.textContent ?? '').replaceAll('\\u202f', ''))"
    );
    browser.wait_long("everything to be listed", &listed).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_a_fleet_has_its_own_number() {
        let check = |name: &[u8], expect: &[u8]| {
            let der = |serial: [u8; 4], name: &[u8]| [[0; 21].as_slice(), &serial, name].concat();
            assert_eq!(numbered(&der([9; 4], name), 4711), der([0, 0, 0x12, 0x67], expect));
        };
        check(b"alice-000012@corp, bob-000012", b"alice-004711@corp, bob-004711");
        check(b"2026-000012, alice-00001", b"2026-000012, alice-00001");
        let fleet = [0x30, 0x82, 0, 1, 5, 0x30, 0x82, 0, 2, 6, 7, 0x30, 0x82, 0, 9];
        assert_eq!(
            split(&fleet),
            [fleet.get(..5).unwrap(), fleet.get(5..11).unwrap()],
            "the last breaks off"
        );
    }
}
