//! Thousands of different certificates to drop, made of a few.

use crate::outcome::While as _;
use crate::visit::File;
use crate::{Failure, Outcome, Session};
use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};

/// Certificates of which each becomes many: only the last octets of the serial number differ.
const SEEDS: [&str; 4] = [
    "mapping/sid-absent/met.pem",
    "mapping/sid-absent/broken.pem",
    "mapping/no-name-at-all/broken.pem",
    "mapping/sid-near-miss/broken-uri-date.pem",
];

/// A certificate of which many are made.
#[derive(Clone, Debug)]
pub struct Seed {
    /// Its bytes.
    pub der: Vec<u8>,
    /// Where the last octets of the serial number are.
    pub at: usize,
}

/// One for each kind of verdict.
///
/// # Errors
/// If a case cannot be read.
pub fn seeds() -> Outcome<Vec<Seed>> {
    SEEDS
        .iter()
        .map(|path| {
            let text = File::case(path)?.text();
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
        })
        .collect()
}

/// Behind the head of the certificate, that of its body, and its version.
fn serial(der: &[u8]) -> Option<usize> {
    let at = der.windows(5).position(|window| window == [0xa0, 3, 2, 1, 2])? + 5;
    let length = usize::from(*der.get(at + 1)?);
    (length > 5).then_some(at + 2 + length - 4)
}

/// Drops as many files on the page.
///
/// # Errors
/// If the page does not let that happen.
pub fn drop(browser: &Session, seeds: &[Seed], count: usize) -> Outcome<()> {
    browser.value("walk.dropMany(arguments[0], arguments[1])", &[handed(seeds), json!(count)]).map(|_| ())
}

/// Makes one file of as many, which `walk.dropBundle()` drops.
///
/// # Errors
/// If the page does not let that happen.
pub fn bundle(browser: &Session, seeds: &[Seed], count: usize) -> Outcome<()> {
    browser.value("walk.makeBundle(arguments[0], arguments[1])", &[handed(seeds), json!(count)]).map(|_| ())
}

fn handed(seeds: &[Seed]) -> Value {
    let one = |seed: &Seed| json!({ "at": seed.at, "base64": Base64::encode_string(&seed.der) });
    seeds.iter().map(one).collect()
}

/// Waits until as many items are listed, and nothing is still to come.
///
/// # Errors
/// If that takes too long.
pub fn settled(browser: &Session, count: usize) -> Outcome<()> {
    let listed = format!(
        "walk.settled() && /^{count} item/.test((document.querySelector('.list h2')?.textContent ?? '').replaceAll('\\u202f', ''))"
    );
    browser.wait_long("everything to be listed", &listed).map(|_| ())
}
