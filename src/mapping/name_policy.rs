//! The policy "Allow name-based strong mappings for certificates": parses its lines, reports faults and matches
//! certificates.
//!
//! ```text
//! line   = thumbprint ";" oids ";" rules        one line per issuing CA
//! oids   = oid *("," oid)                       certificate policies of the leaf; commas, any order
//! rules  = rule *("," rule)
//! rule   = "UpnSuffix=" domain / "IssuerSubject"
//! ```

use super::account::{name_of, same};

use super::update_level::{DUPLICATE_TUPLES_FAIL, Level};
use crate::certificate::{Certificate, hex};
use crate::situation::AccountKind;
use std::collections::{BTreeMap, BTreeSet};

/// A parsed line of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tuple {
    /// SHA-1 thumbprint of the issuing CA's certificate, in lower case.
    pub thumbprint: String,
    /// Certificate policy OIDs in dotted form; the certificate must contain one of them.
    pub policies: Vec<String>,
    /// The UPN suffixes for which a mapping by UPN becomes strong.
    pub upn_suffixes: Vec<String>,
    /// Whether a mapping by issuer and subject becomes strong.
    pub issuer_subject: bool,
}

/// A fault in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which line, counted from 0.
    pub line: usize,
    /// Stable name, such as `duplicate-thumbprint`.
    pub id: &'static str,
    /// A human-readable sentence.
    pub message: String,
    /// The character position in the line at which it begins.
    pub at: usize,
}

/// Writes a line.
#[must_use]
pub fn build(tuple: &Tuple) -> String {
    let mut rules: Vec<String> =
        tuple.upn_suffixes.iter().map(|suffix| format!("UpnSuffix={suffix}")).collect();
    if tuple.issuer_subject {
        rules.push("IssuerSubject".to_owned());
    }
    format!("{}; {}; {}", tuple.thumbprint, tuple.policies.join(", "), rules.join(", "))
}

/// The line that would cover a certificate of a CA; `None` if the certificate has no certificate policy or no UPN.
#[must_use]
pub fn line_for(certificate: &Certificate, issuer: &Certificate) -> Option<Tuple> {
    let suffix =
        certificate.upns().find_map(|upn| upn.rsplit_once('@')).map(|(_, suffix)| suffix.to_owned())?;
    let policies: Vec<String> = certificate.policies.iter().map(ToString::to_string).collect();
    (!policies.is_empty()).then(|| Tuple {
        thumbprint: hex(&issuer.sha1.octets()),
        policies,
        upn_suffixes: vec![suffix],
        issuer_subject: false,
    })
}

/// A line to write, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The line.
    pub line: Tuple,
    /// The lines that it replaces, counted from 0: those of the same CA, because a CA may be on one line only.
    pub replaces: Vec<usize>,
}

impl Suggestion {
    /// Which lines it replaces, as a sentence.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        let numbers: Vec<String> = self.replaces.iter().map(|number| (number + 1).to_string()).collect();
        let both = if self.line.issuer_subject {
            " Whether UpnSuffix or IssuerSubject alone is enough when both are on one line is not documented. Test with one certificate first."
        } else {
            ""
        };
        let (lines, they_cover) = match numbers.as_slice() {
            [] => return None,
            [only] => (format!("line {only}"), "it covers"),
            [..] => (format!("lines {}", numbers.join(", ")), "they cover"),
        };
        Some(format!(
            "It replaces {lines} and keeps what {they_cover}, because a CA may be on one line only.{both}"
        ))
    }
}

/// The line that covers a certificate of a CA and everything that the existing lines of this CA cover; `None` if that
/// is an existing line, or if the certificate has no certificate policy or no UPN.
#[must_use]
pub fn suggest(lines: &[String], certificate: &Certificate, issuer: &Certificate) -> Option<Suggestion> {
    let mut line = line_for(certificate, issuer)?;
    let parsed = lines.iter().map(|line| parse(line).0).enumerate();
    let same: Vec<(usize, Tuple)> = parsed
        .filter_map(|(number, tuple)| Some((number, tuple.filter(|it| it.thumbprint == line.thumbprint)?)))
        .collect();
    let own = (std::mem::take(&mut line.policies), std::mem::take(&mut line.upn_suffixes));
    for (_, tuple) in &same {
        line.policies.extend_from_slice(&tuple.policies);
        line.upn_suffixes.extend_from_slice(&tuple.upn_suffixes);
        line.issuer_subject |= tuple.issuer_subject;
    }
    if !own.0.iter().any(|policy| line.policies.contains(policy)) {
        line.policies.extend(own.0);
    }
    line.upn_suffixes.extend(own.1);
    let mut seen = BTreeSet::new();
    line.policies.retain(|policy| seen.insert(policy.clone()));
    seen.clear();
    line.upn_suffixes.retain(|suffix| seen.insert(suffix.to_lowercase()));
    if let [(_, there)] = same.as_slice()
        && there.policies.len() == line.policies.len()
        && there.upn_suffixes.len() == line.upn_suffixes.len()
    {
        return None;
    }
    Some(Suggestion { line, replaces: same.into_iter().map(|(number, _)| number).collect() })
}

/// Parses a line: the tuple that a domain controller reads, if any, and the faults.
#[must_use]
pub fn parse(line: &str) -> (Option<Tuple>, Vec<Fault>) {
    let mut reader = Reader::default();
    let sections = split(line, ';', 0);
    let tuple = reader.tuple(&sections);
    (tuple, reader.faults)
}

/// The faults of the lines, by themselves and for a certificate.
#[must_use]
pub fn lint(lines: &[String], certificate: Option<&Certificate>, issuers: &[&Certificate]) -> Vec<Fault> {
    faults(lines, certificate, issuers, |_| true)
}

/// The faults that keep the policy from covering this certificate: lines about the certificates of another CA are as
/// they should be.
#[must_use]
pub(super) fn faults_for(
    lines: &[String],
    certificate: &Certificate,
    issuers: &[&Certificate],
) -> Vec<Fault> {
    let meant = || issuers.iter().copied().chain([certificate]);
    let is_meant =
        |tuple: &Tuple| meant().any(|certificate| hex(&certificate.sha1.octets()) == tuple.thumbprint);
    faults(lines, Some(certificate), issuers, is_meant)
}

/// The faults of the lines. Only what `concerns` the certificate is compared with it.
fn faults(
    lines: &[String],
    certificate: Option<&Certificate>,
    issuers: &[&Certificate],
    concerns: impl Fn(&Tuple) -> bool,
) -> Vec<Fault> {
    let parsed: Vec<_> = lines.iter().map(|line| parse(line)).collect();
    let is_named = |thumbprint: &str| {
        let mut tuples = parsed.iter().filter_map(|(tuple, _)| tuple.as_ref());
        tuples.any(|tuple| tuple.thumbprint == thumbprint)
    };
    let thumbprints: Vec<String> = issuers.iter().map(|issuer| hex(&issuer.sha1.octets())).collect();
    let unnamed = thumbprints.iter().find(|thumbprint| !is_named(thumbprint));
    let mut faults = Vec::new();
    let mut first = BTreeMap::new();
    for (number, (tuple, own)) in parsed.iter().enumerate() {
        faults.extend(own.iter().cloned().map(|fault| Fault { line: number, ..fault }));
        let Some(tuple) = tuple else { continue };
        let earlier = *first.entry(&tuple.thumbprint).or_insert(number);
        if earlier != number {
            faults.push(Fault {
                line: number,
                id: "duplicate-thumbprint",
                message: format!(
                    "Line {} has the same thumbprint. A thumbprint may be on one line only. After the updates of February 2026, a repeated thumbprint is reported to make every line fail. Combine the policies and rules on one line.",
                    earlier + 1
                ),
                at: 0,
            });
        }
        if let Some(certificate) = certificate.filter(|_| concerns(tuple)) {
            let misses = misses(tuple, certificate, &thumbprints);
            faults.extend(misses.map(|fault| Fault { line: number, ..fault }));
        }
        if let Some(unnamed) = unnamed.filter(|_| thumbprints.contains(&tuple.thumbprint)) {
            faults.push(Fault {
                line: number,
                id: "issuer-certificates",
                message: format!(
                    "The CA has another certificate, with the thumbprint {unnamed}. Which one a domain controller uses is not documented. Write a line for each."
                ),
                at: 0,
            });
        }
    }
    faults
}

/// Whether the policy makes a mapping strong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Covered {
    Yes,
    No,
    /// Depends on the issuing CA's certificate, which is not at hand.
    IfIssuer,
    /// `UpnSuffix` and `IssuerSubject` are on one line and only one applies.
    Disputed,
}

/// Checks whether the lines cover a certificate whose account was found by UPN, or by issuer and subject.
#[must_use]
pub(super) fn covers(
    lines: &[String],
    certificate: &Certificate,
    issuer: Option<&Certificate>,
    upn: Option<&str>,
    issuer_subject: bool,
    level: Level,
) -> Covered {
    let tuples: Vec<Tuple> = lines.iter().filter_map(|line| parse(line).0).collect();
    let mut seen = BTreeSet::new();
    let repeated = !tuples.iter().all(|tuple| seen.insert(&tuple.thumbprint));
    if repeated && level.has(DUPLICATE_TUPLES_FAIL) {
        return Covered::No;
    }
    let mut answer = Covered::No;
    for tuple in &tuples {
        let by_issuer = issuer.map(|issuer| hex(&issuer.sha1.octets()) == tuple.thumbprint);
        if by_issuer == Some(false) || !has_a_policy(tuple, certificate) {
            continue;
        }
        let by_suffix = upn.is_some_and(|upn| has_suffix(tuple, upn));
        let both = tuple.issuer_subject && !tuple.upn_suffixes.is_empty();
        let holds = match (by_suffix, tuple.issuer_subject && issuer_subject) {
            (false, false) => continue,
            (true, true) => Covered::Yes,
            _ if both => Covered::Disputed,
            _ => Covered::Yes,
        };
        match (by_issuer, holds) {
            (Some(_), Covered::Yes) => return Covered::Yes,
            (None, _) => answer = Covered::IfIssuer,
            (Some(_), other) => answer = other,
        }
    }
    answer
}

/// Why a well-formed line does not cover a certificate issued by a CA with these thumbprints.
fn misses<'a>(
    tuple: &'a Tuple,
    certificate: &'a Certificate,
    issuers: &[String],
) -> impl Iterator<Item = Fault> + use<'a> {
    let mut faults = Vec::new();
    let mut add = |id: &'static str, message: String| faults.push(Fault { line: 0, id, message, at: 0 });
    if tuple.thumbprint == hex(&certificate.sha1.octets()) {
        add(
            "leaf-thumbprint",
            "This is the thumbprint of the certificate itself. The line needs the thumbprint of the issuing CA."
                .to_owned(),
        );
    } else if let Some(issuer) = issuers.first()
        && !issuers.contains(&tuple.thumbprint)
    {
        add(
            "other-issuer",
            format!("This is another CA. The certificate was issued by the CA with the thumbprint {issuer}."),
        );
    }
    if !has_a_policy(tuple, certificate) {
        add(
            "policy-not-in-certificate",
            "The certificate contains none of the certificate policies on this line.".to_owned(),
        );
    }
    let covered = certificate.upns().map(str::trim).find(|upn| has_suffix(tuple, upn));
    match name_of(certificate, AccountKind::User) {
        Some(upn) if !tuple.issuer_subject && !has_suffix(tuple, upn) => {
            let rest = covered.map(|covered| {
                format!(
                    " {covered} has one, but which of several UPNs a domain controller uses is not documented."
                )
            });
            add(
                "suffix-not-in-certificate",
                format!("The UPN {upn} has none of the suffixes on this line.{}", rest.unwrap_or_default()),
            );
        }
        None if certificate.dns_names().next().is_some() => add(
            "computer-not-covered",
            "The policy covers users only. This certificate names a computer and no user.".to_owned(),
        ),
        _ => {}
    }
    faults.into_iter()
}

/// [MS-PKCA] 3.1.5.2.1.5 speaks of triplets of issuer, policy and type of mapping, so one policy is enough.
fn has_a_policy(tuple: &Tuple, certificate: &Certificate) -> bool {
    tuple.policies.iter().any(|policy| certificate.policies.iter().any(|own| own.to_string() == *policy))
}

fn has_suffix(tuple: &Tuple, upn: &str) -> bool {
    upn.rsplit_once('@')
        .is_some_and(|(_, suffix)| tuple.upn_suffixes.iter().any(|allowed| same(allowed, suffix)))
}

/// Parses the sections of a line and collects their faults.
#[derive(Default)]
struct Reader {
    faults: Vec<Fault>,
}

/// A section of a line, trimmed, and the character position at which it begins.
#[derive(Clone, Copy)]
struct Part<'a> {
    text: &'a str,
    at: usize,
}

impl Reader {
    fn tuple(&mut self, sections: &[Part<'_>]) -> Option<Tuple> {
        let [thumbprint, policies, rules] = self.in_order(sections)?;
        let thumbprint = self.thumbprint(thumbprint);
        let policies = self.policies(policies);
        let rules = self.rules(rules);
        let (upn_suffixes, issuer_subject) = rules?;
        Some(Tuple { thumbprint: thumbprint?, policies: policies?, upn_suffixes, issuer_subject })
    }

    /// The three sections: thumbprint, policies, rules.
    fn in_order<'a>(&mut self, sections: &[Part<'a>]) -> Option<[Part<'a>; 3]> {
        let full: Vec<Part<'a>> = match sections {
            [rest @ .., last] if last.text.is_empty() && rest.len() == 3 => rest.to_vec(),
            all => all.to_vec(),
        };
        match full.as_slice() {
            &[first, second, third] => {
                let ordered = !is_oid_list(first.text) && !is_rules(first.text) && !is_rules(second.text)
                    && !is_thumbprint(second.text) && !is_thumbprint(third.text) && !is_oid_list(third.text);
                if ordered {
                    return Some([first, second, third]);
                }
                self.add(
                    "section-order",
                    "The order is: CA thumbprint; certificate policies; rules.",
                    first.at,
                );
            }
            &[first, second] if is_rules(second.text) && is_thumbprint(first.text) => {
                self.no_policy(second.at);
            }
            &[_, second] if is_oid_list(second.text) => self.no_rule(second.at),
            full => self.add(
                "section-count",
                format!(
                    "A line has three sections, separated by semicolons: thumbprint; certificate policies; rules. This one has {}.",
                    full.len()
                ),
                0,
            ),
        }
        None
    }

    fn thumbprint(&mut self, part: Part<'_>) -> Option<String> {
        if is_thumbprint(part.text) {
            return Some(part.text.to_ascii_lowercase());
        }
        let plain: String =
            part.text.chars().filter(|c| !matches!(c, ' ' | ':' | '-' | '\u{200e}' | '\u{feff}')).collect();
        if part.text.is_empty() {
            self.add("missing-thumbprint", "A line begins with the thumbprint of the issuing CA.", part.at);
        } else if is_thumbprint(&plain) {
            self.add(
                "thumbprint-separators",
                "Write the thumbprint as 40 digits without spaces, colons or invisible characters.",
                part.at,
            );
        } else if part.text.split([',', ' ']).filter(|piece| is_thumbprint(piece)).count() > 1 {
            self.add(
                "several-thumbprints",
                "Each line names exactly one CA. Write one line for each CA.",
                part.at,
            );
        } else if plain.len() == 64 && plain.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            self.add(
                "thumbprint-sha256",
                "This is a SHA-256 hash. The thumbprint is the SHA-1 hash, 40 digits.",
                part.at,
            );
        } else {
            self.add(
                "thumbprint-form",
                format!("The thumbprint must be 40 hexadecimal digits. `{}` is not.", part.text),
                part.at,
            );
        }
        None
    }

    fn policies(&mut self, part: Part<'_>) -> Option<Vec<String>> {
        let oids: Vec<Part<'_>> =
            split(part.text, ',', part.at).into_iter().filter(|oid| !oid.text.is_empty()).collect();
        if oids.is_empty() {
            self.no_policy(part.at);
            return None;
        }
        for oid in oids.iter().filter(|oid| !is_oid(oid.text)) {
            self.add(
                "policy-form",
                format!("`{}` is not an OID such as 1.3.6.1.4.1.311.21.8.1.", oid.text),
                oid.at,
            );
        }
        oids.iter().all(|oid| is_oid(oid.text)).then(|| oids.iter().map(|oid| oid.text.to_owned()).collect())
    }

    fn rules(&mut self, part: Part<'_>) -> Option<(Vec<String>, bool)> {
        let mut suffixes = Vec::new();
        let mut issuer_subject = false;
        let before = self.faults.len();
        for rule in split(part.text, ',', part.at).into_iter().filter(|rule| !rule.text.is_empty()) {
            let (key, value) = rule
                .text
                .split_once('=')
                .map_or((rule.text, None), |(key, value)| (key.trim(), Some(value.trim())));
            match (key.to_ascii_lowercase().as_str(), value) {
                ("issuersubject", None) => issuer_subject = true,
                ("upnsuffix", Some(suffix)) if suffix.starts_with('@') => {
                    self.add("suffix-at-sign", "Write the suffix without the @ sign.", rule.at);
                }
                ("upnsuffix", Some(suffix)) if !suffix.is_empty() && !suffix.contains([' ', '@']) => {
                    suffixes.push(suffix.to_owned());
                }
                ("upnsuffix", _) => {
                    self.add(
                        "suffix-empty",
                        "UpnSuffix= must be followed by a domain, such as corp.example.",
                        rule.at,
                    );
                }
                _ => self.add(
                    "unknown-rule",
                    format!("`{}` is not a rule. The rules are UpnSuffix=… and IssuerSubject.", rule.text),
                    rule.at,
                ),
            }
        }
        if self.faults.len() > before {
            return None;
        }
        if suffixes.is_empty() && !issuer_subject {
            self.no_rule(part.at);
            return None;
        }
        Some((suffixes, issuer_subject))
    }

    fn no_policy(&mut self, at: usize) {
        self.add(
            "missing-policy-oid",
            "At least one certificate policy OID is required between the thumbprint and the rules.",
            at,
        );
    }

    fn no_rule(&mut self, at: usize) {
        self.add("missing-rule", "UpnSuffix=… or IssuerSubject is required after the policies.", at);
    }

    fn add(&mut self, id: &'static str, message: impl Into<String>, at: usize) {
        self.faults.push(Fault { line: 0, id, message: message.into(), at });
    }
}

/// The trimmed parts between separators, each with the character position at which it begins.
fn split(text: &str, separator: char, start: usize) -> Vec<Part<'_>> {
    let mut at = start;
    text.split(separator)
        .map(|part| {
            let trimmed = part.trim_start();
            let blanks = part.chars().count() - trimmed.chars().count();
            let found = Part { text: trimmed.trim_end(), at: at + blanks };
            at += part.chars().count() + 1;
            found
        })
        .collect()
}

fn is_thumbprint(text: &str) -> bool {
    text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_oid(text: &str) -> bool {
    text.split('.').count() > 1
        && text.split('.').all(|arc| {
            !arc.is_empty()
                && arc.bytes().all(|byte| byte.is_ascii_digit())
                && (arc == "0" || !arc.starts_with('0'))
        })
}

fn is_oid_list(text: &str) -> bool {
    text.split(',').all(|oid| is_oid(oid.trim()))
}

fn is_rules(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("upnsuffix") || text.contains("issuersubject")
}
