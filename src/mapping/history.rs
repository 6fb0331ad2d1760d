//! How a certificate is judged over time, past and future: the same decision at every update level.

use super::update_level::{
    CHECKS_BEGIN, DISABLED_ENDS, DUPLICATE_TUPLES_FAIL, ENFORCEMENT_BEGINS, Level, NAME_POLICY_BEGINS,
    NTAUTH_AUDIT_BEGINS, NTAUTH_ENFORCED, NTAUTH_REGISTRY_ENDS, Phase, REGISTRY_ENDS, SAN_URI_CERTAIN,
};
use super::{Mapping, decide_without_mappings};
use crate::certificate::Certificate;
use crate::moment::Moment;
use crate::situation::{Scenario, Situation};

/// A period in which up-to-date domain controllers made the same decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Its first moment; absent if it has no beginning.
    pub from: Option<Moment>,
    /// The moment at which it ends, exclusive; absent if it is open-ended.
    pub until: Option<Moment>,
    /// The phase of the hardening at its beginning.
    pub phase: Phase,
    /// The decision in this period.
    pub mapping: Mapping,
}

impl Chapter {
    /// Whether the period contains a moment.
    #[must_use]
    pub fn holds(&self, moment: Moment) -> bool {
        self.from.is_none_or(|from| from <= moment) && self.until.is_none_or(|until| moment < until)
    }
}

/// The moments at which updates changed what domain controllers do, in order.
pub const TURNS: [Moment; 10] = [
    CHECKS_BEGIN,
    DISABLED_ENDS,
    NAME_POLICY_BEGINS,
    SAN_URI_CERTAIN,
    ENFORCEMENT_BEGINS,
    NTAUTH_AUDIT_BEGINS,
    NTAUTH_ENFORCED,
    REGISTRY_ENDS,
    NTAUTH_REGISTRY_ENDS,
    DUPLICATE_TUPLES_FAIL,
];

/// The periods of a certificate's validity with different decisions, assuming that domain controllers install each
/// update when it is released. Ignores the update level and the day of the situation; its other facts are taken to be
/// constant.
#[must_use]
pub fn history(
    certificate: &Certificate,
    issuers: &[&Certificate],
    situation: &Situation,
    scenario: Option<Scenario>,
) -> Vec<Chapter> {
    let mut situation = situation.clone();
    situation.dc.updated = None;
    let mut chapters: Vec<Chapter> = Vec::new();
    let before_all = TURNS.iter().min().map(|first| first.plus_seconds(-1));
    let starts =
        before_all.map(|moment| (None, moment)).into_iter().chain(TURNS.map(|turn| (Some(turn), turn)));
    let mut starts = starts.peekable();
    while let Some((from, moment)) = starts.next() {
        let until = starts.peek().map(|(_, next)| *next);
        situation.today = Some(moment);
        let mapping = decide_without_mappings(certificate, issuers, &situation, scenario);
        match chapters.last_mut() {
            Some(last) if is_alike(&last.mapping, &mapping) => last.until = until,
            _ => chapters.push(Chapter { from, until, phase: Level::at(moment).phase(), mapping }),
        }
    }
    within_validity(chapters, certificate)
}

fn is_alike(a: &Mapping, b: &Mapping) -> bool {
    let said = |it: &Mapping| (it.verdict, it.by, it.decision.outcome, it.decision.event, it.decision.error);
    said(a) == said(b)
}

/// Restricts the periods to the validity of the certificate.
fn within_validity(chapters: Vec<Chapter>, certificate: &Certificate) -> Vec<Chapter> {
    // The last second of validity is included.
    let end = certificate.not_after.map(|end| end.plus_seconds(1));
    chapters
        .into_iter()
        .map(|chapter| Chapter {
            from: chapter.from.max(certificate.not_before),
            phase: certificate
                .not_before
                .filter(|begin| chapter.from.is_none_or(|from| from < *begin))
                .map_or(chapter.phase, |begin| Level::at(begin).phase()),
            until: match (chapter.until, end) {
                (Some(until), Some(end)) => Some(until.min(end)),
                (until, end) => until.or(end),
            },
            ..chapter
        })
        .filter(|chapter| match (chapter.from, chapter.until) {
            (Some(from), Some(until)) => from < until,
            _ => true,
        })
        .collect()
}
