//! The statistics of a whole list: as JSON, as CSV for spreadsheets, and as Markdown.

use super::{csv, markdown};
use crate::moment::Moment;
use crate::report::overview::{self, Overview};
use serde::Serialize;
use std::fmt::Write;

/// The statistics in the contract.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Numbers<'a> {
    pub schema: &'static str,
    pub today: Option<Moment>,
    pub certificates: usize,
    pub duplicates: usize,
    pub others: usize,
    pub signs: Signs,
    pub verdicts: Vec<Group<'a>>,
    pub templates: Vec<Group<'a>>,
    pub issuers: Vec<Group<'a>>,
    pub holders: Vec<Group<'a>>,
    pub months: Vec<Group<'a>>,
    pub codes: Vec<Code<'a>>,
    pub remedies: Vec<Remedy<'a>>,
}

/// The number of items with each sign.
#[derive(Clone, Copy, Debug, Serialize)]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Signs {
    pub refused: usize,
    pub warning: usize,
    pub cannot_tell: usize,
    pub good: usize,
    pub not_concerned: usize,
}

/// A group of certificates.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Group<'a> {
    pub key: &'a str,
    pub total: usize,
    #[serde(flatten)]
    pub signs: Signs,
}

/// A code, and the number of certificates for which it is predicted.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Code<'a> {
    pub label: &'a str,
    pub title: &'a str,
    pub link: &'a str,
    pub count: usize,
}

/// A remedy, and the number of certificates that need it.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the contract names and describes every field")]
pub struct Remedy<'a> {
    pub title: &'a str,
    pub template: Option<&'a str>,
    pub count: usize,
}

/// Converts the statistics to the contract.
#[must_use]
pub fn numbers(overview: &Overview, today: Option<Moment>) -> Numbers<'_> {
    Numbers {
        schema: "strongmap/1",
        today,
        certificates: overview.certificates,
        duplicates: overview.duplicates,
        others: overview.others,
        signs: signs(overview.signs),
        verdicts: groups(&overview.verdicts),
        templates: groups(&overview.templates),
        issuers: groups(&overview.issuers),
        holders: groups(&overview.holders),
        months: groups(&overview.months),
        codes: overview
            .codes
            .iter()
            .map(|seen| Code {
                label: &seen.code.label,
                title: &seen.title,
                link: &seen.code.link,
                count: seen.count,
            })
            .collect(),
        remedies: overview
            .remedies
            .iter()
            .map(|group| Remedy {
                title: &group.remedy,
                template: Some(group.template.as_str()).filter(|template| !template.is_empty()),
                count: group.count,
            })
            .collect(),
    }
}

fn groups(groups: &[overview::Group]) -> Vec<Group<'_>> {
    groups
        .iter()
        .map(|group| Group { key: &group.key, total: group.signs.total(), signs: signs(group.signs) })
        .collect()
}

const fn signs(signs: overview::Signs) -> Signs {
    let overview::Signs { refused, warning, cannot_tell, good, not_concerned } = signs;
    Signs { refused, warning, cannot_tell, good, not_concerned }
}

/// The statistics as JSON, on one line.
#[must_use]
pub fn json(overview: &Overview, today: Option<Moment>) -> String {
    serde_json::to_string(&numbers(overview, today)).unwrap_or_default() + "\n"
}

/// The groups as CSV for spreadsheets: one row per group.
#[must_use]
pub fn table(overview: &Overview) -> String {
    let head = ["by", "which", "all", "refused", "with a warning", "cannot tell", "good", "not concerned"];
    let mut text = csv::row(head.map(str::to_owned));
    for (by, groups) in sections(overview) {
        for group in groups {
            let count = group.signs;
            text.push_str(&csv::row([
                by.to_lowercase(),
                group.title.clone(),
                count.total().to_string(),
                count.refused.to_string(),
                count.warning.to_string(),
                count.cannot_tell.to_string(),
                count.good.to_string(),
                count.not_concerned.to_string(),
            ]));
        }
    }
    text
}

/// The statistics as Markdown.
#[must_use]
pub fn markdown(overview: &Overview, today: Option<Moment>) -> String {
    let mut text = String::from("# Certificates at a glance\n\n");
    let signs = overview.signs;
    let _ = writeln!(
        text,
        "{} {}: {} refused, {} with a warning, {} \"cannot tell\", {} good, {} not concerned. Duplicates, not counted \
         again: {}. Other items: {}.\n",
        overview.certificates,
        if overview.certificates == 1 { "certificate" } else { "certificates" },
        signs.refused,
        signs.warning,
        signs.cannot_tell,
        signs.good,
        signs.not_concerned,
        overview.duplicates,
        overview.others
    );
    if !overview.remedies.is_empty() {
        text.push_str("## What fixes the most\n\n| What to do | Template | Certificates |\n|---|---|---:|\n");
        for group in &overview.remedies {
            let (remedy, template) = (markdown::escaped(&group.remedy), markdown::escaped(&group.template));
            let _ = writeln!(text, "| {remedy} | {template} | {} |", group.count);
        }
        text.push('\n');
    }
    if !overview.codes.is_empty() {
        text.push_str("## What you see\n\n| Code | What it says | Certificates |\n|---|---|---:|\n");
        for seen in &overview.codes {
            let (label, title) = (markdown::escaped(&seen.code.label), markdown::escaped(&seen.title));
            let _ = writeln!(text, "| {label} | {title} | {} |", seen.count);
        }
        text.push('\n');
    }
    for (by, groups) in sections(overview) {
        let _ = writeln!(
            text,
            "## By {}\n\n| {by} | All | Refused | Warning | Cannot tell | Good | Not concerned |\n\
             |---|---:|---:|---:|---:|---:|---:|",
            by.to_lowercase()
        );
        for group in groups {
            let count = group.signs;
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} | {} |",
                markdown::escaped(&group.title),
                count.total(),
                count.refused,
                count.warning,
                count.cannot_tell,
                count.good,
                count.not_concerned
            );
        }
        text.push('\n');
    }
    if let Some(today) = today {
        let _ = writeln!(text, "---\n\nChecked with Strongmap {} for {today}.", env!("CARGO_PKG_VERSION"));
    }
    text
}

fn sections(overview: &Overview) -> [(&'static str, &[overview::Group]); 5] {
    [
        ("Verdict", &overview.verdicts),
        ("Template", &overview.templates),
        ("Issuer", &overview.issuers),
        ("Expiry", &overview.months),
        ("Subject type", &overview.holders),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::row::Label;

    fn sample() -> Overview {
        let signs = overview::Signs { refused: 2, good: 1, not_concerned: 4, ..overview::Signs::default() };
        let group = |key: &str| overview::Group { key: key.into(), title: key.into(), signs };
        Overview {
            certificates: 7,
            signs,
            templates: vec![group("=Corp|User")],
            codes: vec![overview::Seen {
                code: Label { label: "RAS 853".into(), link: "#/code/ras/853".into() },
                title: "No usable *certificate*".into(),
                count: 2,
            }],
            remedies: vec![overview::FixGroup {
                remedy: "Issue it with a SID".into(),
                template: String::new(),
                count: 2,
            }],
            ..Overview::default()
        }
    }

    #[test]
    fn formats_agree_and_values_are_escaped() {
        let today = Some(Moment::day(2026, 11, 20));
        let json: serde_json::Value = serde_json::from_str(&json(&sample(), today)).unwrap();
        assert_eq!((&json["schema"], &json["signs"]["refused"]), (&"strongmap/1".into(), &2.into()));
        assert_eq!(json["templates"][0]["total"], 7);
        assert_eq!(json["remedies"][0]["template"], serde_json::Value::Null);
        assert_eq!(json["codes"][0]["title"], "No usable *certificate*");
        assert!(table(&sample()).contains("\"template\",\"'=Corp|User\",\"7\",\"2\""));
        let text = markdown(&sample(), today);
        assert!(text.contains("| \\=Corp\\|User | 7 | 2 | 0 | 0 | 1 | 4 |"), "{text}");
        assert!(text.contains("| RAS 853 | No usable \\*certificate\\* | 2 |"), "{text}");
        assert!(text.contains("for 2026-11-20"));
    }
}
