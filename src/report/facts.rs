//! The third level of the report: the basis of the answer.

use super::fields::{self, place};
use super::{
    Cited, ExplicitReport, FieldReport, FindingReport, LinkReport, Pointed, Proof, Reader, Remark, Section,
    Segment, Sign, StepReport, Summary, answer, code, story, time,
};
use crate::catalog;
use crate::certificate::{self, Certificate, Oid, Span, hex, visible};
use crate::chain::{Link, Signature};
use crate::examination::{Found, Judgment, Kind};
use crate::mapping::{Explicit, Step, Strength};
use crate::rules::{self, Finding, Rule};
use serde_json::Value;

/// The display name of an item.
pub(super) fn name(found: &Found) -> String {
    let Some(certificate) = &found.certificate else {
        return visible(&found.file);
    };
    let name = certificate
        .upns()
        .next()
        .or_else(|| certificate.dns_names().next())
        .or_else(|| certificate.subject.common_name())
        .map(str::to_owned)
        .or_else(|| (!certificate.subject.is_empty()).then(|| certificate.subject.to_string()))
        .or_else(|| certificate.emails().next().map(str::to_owned))
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| found.file.clone());
    visible(&name)
}

/// The most important facts.
pub(super) fn first_looked_for(found: &Found, judgment: &Judgment, reader: &Reader<'_>) -> Vec<FieldReport> {
    let Some(certificate) = &found.certificate else { return Vec::new() };
    let summary = summary(found, judgment, reader);
    let mut facts = Vec::new();
    if !certificate.is_ca() {
        let absent = if certificate.is_unreliable() { "not readable" } else { "none" };
        facts.push(match summary.sid.as_str() {
            "" => FieldReport { note: absent.to_owned(), ..fields::exact("SID", "", None) },
            sid => fields::sid("SID", sid, None),
        });
    }
    if let Some(end) = certificate.not_after {
        facts
            .push(FieldReport { note: summary.expiry, ..fields::exact("Valid to (UTC)", &end.date(), None) });
    }
    if !summary.issuer.is_empty() {
        facts.push(fields::text("Issued by", &summary.issuer, None));
    }
    if !summary.template.is_empty() {
        facts.push(fields::exact("Template", &summary.template, None));
    }
    facts
}

/// The remaining validity of an item, in words.
pub(super) fn expiry(found: &Found, reader: &Reader<'_>) -> String {
    let validity = |it: &Certificate| time::validity(it.not_before, it.not_after, reader);
    found.certificate.as_ref().map(validity).unwrap_or_default()
}

pub(super) fn proof(found: &Found, judgment: &Judgment, reader: &Reader<'_>) -> Proof {
    let mapping = judgment.mapping.as_ref();
    let certificate = found.certificate.as_ref();
    let list = found.list.as_deref();
    let mut defects: Vec<Remark> =
        found.defects.iter().map(|it| remark(it.id, &it.message, it.span)).collect();
    if matches!(found.kind, Kind::Locked | Kind::Unknown)
        && let Some(at) = answer::reason(found)
    {
        // The answer already contains it.
        defects.remove(at);
    }
    let mut sections = fields::of_certificate(found, reader);
    sections.extend(list.into_iter().flat_map(|list| fields::of_revocation_list(list, reader)));
    sections.extend(evidence(found));
    let steps = mapping
        .filter(|_| story::logs_on(certificate, judgment))
        .map(|mapping| mapping.decision.steps.as_slice())
        .unwrap_or_default();
    Proof {
        steps: steps
            .iter()
            .map(|step| StepReport { finding: visible(&step.finding), confidence: step.confidence })
            .collect(),
        sources: cited(steps.iter().flat_map(Step::sources)),
        findings: judgment
            .findings
            .iter()
            .filter_map(|(rule, it)| Some(finding(rules::find(rule)?, it)))
            .collect(),
        near_misses: certificate
            .map(|certificate| certificate.near_misses.as_slice())
            .unwrap_or_default()
            .iter()
            .map(|it| remark(it.id, &it.message, it.span))
            .collect(),
        defects,
        sections,
        extensions: match (certificate, list) {
            (Some(_), _) if found.kind == Kind::Certificate => {
                fields::extensions(&certificate::read(&found.der).certificate.extensions)
            }
            (Some(certificate), _) => fields::extensions(&certificate.extensions),
            (None, Some(list)) => fields::extensions(&list.extensions),
            (None, None) => Vec::new(),
        },
        strings: mapping.map(|mapping| mapping.strings.clone()).unwrap_or_default(),
        explicit: mapping
            .map(|mapping| mapping.explicit.as_slice())
            .unwrap_or_default()
            .iter()
            .map(explicit)
            .collect(),
        chain: judgment.chain.iter().map(link).collect(),
        chain_end: certificate.map(|it| chain_end(it, judgment)).unwrap_or_default(),
        summary: summary(found, judgment, reader),
    }
}

fn finding(rule: &Rule, finding: &Finding) -> FindingReport {
    FindingReport {
        rule: rule.id.to_owned(),
        title: rule.title.to_owned(),
        weight: finding.weight,
        because: visible(&finding.because),
        confidence: finding.confidence,
        place: finding.span.map(place),
        explanation: code::explanation(rule),
        sources: cited(rule.sources),
    }
}

/// The sources with these keys, each once.
fn cited<'a>(keys: impl IntoIterator<Item = &'a &'static str>) -> Vec<Cited> {
    let mut cited: Vec<Cited> = Vec::new();
    for source in keys.into_iter().filter_map(|key| catalog::source(key)) {
        if cited.iter().all(|known| known.title != source.title) {
            cited.push(Cited { title: source.title.to_owned(), locator: source.locator.to_owned() });
        }
    }
    cited
}

/// Where the chain ends, as far as the files show.
fn chain_end(certificate: &Certificate, judgment: &Judgment) -> String {
    let Some(issuer) = &certificate.issuer else { return String::new() };
    if let Some(signature) = judgment.self_signed {
        return self_signed(signature);
    }
    match judgment.chain.last() {
        None => format!(
            "The certificate of its issuer is missing. Add the certificate of {} to see more.",
            visible(issuer.common_name().unwrap_or(&issuer.to_string()))
        ),
        Some(link) if link.signature == Signature::Wrong => {
            "The chain ends at the wrong signature.".to_owned()
        }
        Some(_) => "This is the chain as far as the files show it.".to_owned(),
    }
}

fn link(link: &Link) -> LinkReport {
    let (sign, known) = match link.signature {
        Signature::Verified => (Sign::Good, "The signature was verified with the key of this certificate.".to_owned()),
        Signature::Wrong => (
            Sign::Refused,
            "Name and key identifier match, but the key of this CA did not create the signature: the certificate \
             below it was altered after it was issued, or names a CA that did not issue it."
                .to_owned(),
        ),
        Signature::NotChecked(reason) => {
            (Sign::CannotTell, format!("Found by name; the signature was not verified: {reason}."))
        }
    };
    LinkReport {
        place: link.issuer,
        name: String::new(),
        expiry: String::new(),
        known,
        sign,
        others: link.others.clone(),
    }
}

fn self_signed(signature: Signature) -> String {
    match signature {
        Signature::Verified => "Self-signed: the signature was verified with its own key.".to_owned(),
        Signature::Wrong => {
            "It names itself as its issuer, but its own key did not create the signature: it was altered."
                .to_owned()
        }
        Signature::NotChecked(reason) => {
            format!("It names itself as its issuer; the signature was not verified: {reason}.")
        }
    }
}

pub(super) fn summary(found: &Found, judgment: &Judgment, reader: &Reader<'_>) -> Summary {
    let Some(certificate) = &found.certificate else { return Summary::default() };
    let issuer = certificate.issuer.as_ref();
    // A truncated file has other hashes than the certificate.
    let hash = |octets: &[u8]| if found.is_truncated() { String::new() } else { hex(octets) };
    Summary {
        issuer: visible(
            &issuer
                .and_then(|issuer| issuer.common_name().map(str::to_owned))
                .or_else(|| issuer.map(ToString::to_string))
                .unwrap_or_default(),
        ),
        template: certificate
            .template
            .as_ref()
            .and_then(|template| template.name.clone().or_else(|| template.oid.as_ref().map(Oid::to_string)))
            .map(|text| visible(&text))
            .unwrap_or_default(),
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        thumbprint: hash(&certificate.sha1.octets()),
        sha256: hash(&certificate.sha256),
        sid: judgment
            .mapping
            .as_ref()
            .and_then(|mapping| mapping.sid.as_ref())
            .map(ToString::to_string)
            .unwrap_or_default(),
        expiry: time::validity(certificate.not_before, certificate.not_after, reader),
    }
}

/// The facts about accounts, servers or clients in a file, by their keys in the situation.
fn evidence(found: &Found) -> Option<Section> {
    let evidence = found.evidence.as_deref()?;
    let mut rows = Vec::new();
    flatten("", &serde_json::to_value(evidence).ok()?, &mut rows);
    if evidence.account.alt_security_identities.as_ref().is_some_and(Vec::is_empty) {
        rows.push(fields::text("account.alt_security_identities", "none", None));
    }
    let notes = found.notes.iter().filter_map(|note| note.split_once(": "));
    rows.extend(notes.map(|(label, value)| fields::exact(&visible(label), value, None)));
    Some(Section { title: "What it contains".to_owned(), rows })
}

fn flatten(path: &str, value: &Value, rows: &mut Vec<FieldReport>) {
    match value {
        Value::Object(members) => {
            for (key, inner) in members {
                flatten(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, inner, rows);
            }
        }
        Value::Array(values) => values.iter().for_each(|inner| flatten(path, inner, rows)),
        Value::Null => {}
        Value::String(text) => rows.push(fields::exact(path, text, None)),
        other => rows.push(fields::exact(path, &other.to_string(), None)),
    }
}

fn remark(id: &str, message: &str, span: Option<Span>) -> Remark {
    Remark { id: id.to_owned(), message: visible(message), place: span.map(place) }
}

/// How an explicit mapping on the account relates to the certificate, in words.
pub(super) fn explicit(explicit: &Explicit) -> ExplicitReport {
    let (sign, verdict) = match (explicit.strength, explicit.matches) {
        (Strength::Strong, true) => (Sign::Good, "A strong mapping that matches this certificate."),
        (Strength::Weak, true) => (Sign::Refused, "It matches this certificate, but it is a weak mapping."),
        (Strength::Invalid, _) => (Sign::Refused, "A domain controller ignores it."),
        (_, false) => (Sign::Refused, "It does not match this certificate."),
    };
    ExplicitReport {
        text: visible(&explicit.text),
        segments: segments(&explicit.text, &explicit.differences.iter().map(|it| it.at).collect::<Vec<_>>()),
        verdict: verdict.to_owned(),
        sign,
        differences: explicit
            .differences
            .iter()
            .map(|it| Pointed { message: visible(&it.message), at: it.at })
            .collect(),
    }
}

/// A text split at the characters to mark; a mark after its end gets its own segment.
pub(super) fn segments(text: &str, marks: &[usize]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for (at, character) in text.chars().enumerate() {
        let marked = marks.contains(&at);
        let shown = visible(&character.to_string());
        match segments.last_mut() {
            Some(last) if !marked && !last.marked => last.text.push_str(&shown),
            _ => segments.push(Segment { text: shown, marked }),
        }
    }
    if marks.iter().any(|at| *at >= text.chars().count()) {
        segments.push(Segment { text: "⌟".to_owned(), marked: true });
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, marks: &[usize], expect: &[&str]) {
        let shown: Vec<String> = segments(text, marks)
            .into_iter()
            .map(|segment| if segment.marked { format!("*{}", segment.text) } else { segment.text })
            .collect();
        assert_eq!(shown, expect);
    }

    #[test]
    fn characters_are_marked_at_their_positions() {
        check("X509:<I>", &[5], &["X509:", "*<", "I>"]);
        check("abc", &[], &["abc"]);
        check("abc", &[3], &["abc", "*⌟"]);
        check("äöü", &[0, 1], &["*ä", "*ö", "ü"]);
        check("", &[], &[]);
    }
}
