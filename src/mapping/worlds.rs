//! Everything that is not known or that no source settles, as a list of possible worlds.

use super::account::{self, Found, Words};
use super::name_policy::{self, Covered};
use super::ruling::{Logon, proves};
use super::strings::own_sid;
use super::update_level::{NAME_POLICY_BEGINS, SAN_URI_CERTAIN};
use super::{By, Step};
use crate::catalog::Confidence;
use crate::certificate::{Certificate, SanUri};
use crate::sid::Sid;
use crate::situation::{AccountKind, ServerVersion, Situation};

/// One combination of the possible values of what is not known.
#[derive(Clone, Debug, Default)]
pub(super) struct World {
    /// The index of the answering group of domain controllers.
    pub(super) controller: usize,
    /// The SID in the extension, if the domain controller reads it.
    pub(super) extension: Option<Sid>,
    /// Whether the SID extension keeps the domain controller from reading the SID URI.
    pub(super) extension_counts: bool,
    /// The SID in the SID URI, if the domain controller reads it.
    pub(super) uri: Option<Sid>,
    /// Whether a line of the name mapping policy covers the logon.
    pub(super) covered: bool,
}

/// Something that no source settles, or that is not known, and that affects the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The SID extension is not encoded as AD CS does it.
    Encoding,
    /// There are several SID extensions.
    SeveralExtensions,
    /// The SID extension has no SID, and a SID URI has one.
    EmptyExtension,
    /// The SID URI is not in the exact format.
    Spelling,
    /// Several SID URIs have different SIDs.
    SeveralAddresses,
    /// There are several SAN extensions.
    SeveralNameExtensions,
    /// Some domain controllers read the SID URI and some do not.
    MixedControllers,
    /// Which update made domain controllers read the SID URI is not documented.
    Backport,
    /// The policy goes by the thumbprint of a CA whose certificate is not at hand.
    IssuerThumbprint,
    /// The account was not found by the first of several UPNs, and the policy covers only one of them.
    SeveralNames,
    /// The CA has several certificates, and the policy lists only some of them.
    SeveralIssuers,
    /// `UpnSuffix` and `IssuerSubject` are on one line and only one applies.
    TwoRules,
    /// Microsoft's own texts disagree on whether Server 2016 supports the policy.
    PolicyOn2016,
    /// Some domain controllers support the name mapping policy and some do not.
    PolicyOnSome,
    /// Some domain controllers support the form with issuer and SID and some do not.
    IssuerSidOnSome,
}

impl Doubt {
    pub(super) fn step(&self) -> Step {
        let (id, finding) = match self {
            Self::Encoding => (
                "sid-encoding",
                "The SID extension is not encoded as AD CS does it. Whether a domain controller reads it is not documented.",
            ),
            Self::SeveralExtensions => (
                "sid-several",
                "The certificate has several SID extensions. Which one a domain controller uses, if any, is not documented.",
            ),
            Self::EmptyExtension => (
                "sid-encoding",
                "The SID extension contains no SID. Whether a domain controller then reads the SID URI is not documented.",
            ),
            Self::Spelling => (
                "san-uri-spelling",
                "The SID URI does not have exactly the expected format. Whether a domain controller accepts it is not documented.",
            ),
            Self::SeveralAddresses => (
                "san-uri-several",
                "Several SAN URIs contain different SIDs. Which one a domain controller uses is not documented.",
            ),
            Self::SeveralNameExtensions => (
                "san-several",
                "The certificate has several SAN extensions, where only one is allowed. Whether a domain controller reads more than the first is not documented.",
            ),
            Self::MixedControllers => (
                "mixed-controllers",
                "Only domain controllers with Server 2019 or later read the SID URI. Whether it counts depends on which one answers.",
            ),
            Self::Backport => (
                "san-uri-backport",
                "Which update made domain controllers read the SID URI is not documented. Since October 2024 they do.",
            ),
            Self::IssuerThumbprint => (
                "name-policy-issuer",
                "The policy for name-based strong mappings uses the thumbprint of the issuing CA, whose certificate was not added.",
            ),
            Self::SeveralNames => (
                "name-policy-names",
                "The policy for name-based strong mappings covers only one of several UPNs. Which one a domain controller uses is not documented.",
            ),
            Self::SeveralIssuers => (
                "name-policy-issuers",
                "The issuing CA has several certificates, and the policy for name-based strong mappings covers only one of them. Which one a domain controller uses is not documented. Add a line for each.",
            ),
            Self::TwoRules => (
                "name-policy-rules",
                "A line in the policy for name-based strong mappings matches only in part. Whether one part is enough is not documented.",
            ),
            Self::PolicyOnSome => (
                "name-policy-controllers",
                "Only domain controllers with Server 2019 or later support the policy for name-based strong mappings. Whether it counts depends on which one answers.",
            ),
            Self::IssuerSidOnSome => (
                "explicit-controllers",
                "Only domain controllers that run Server 2022 or later support explicit mappings by issuer and SID. Whether it counts depends on which one answers.",
            ),
            Self::PolicyOn2016 => (
                "name-policy-2016",
                "Microsoft's own texts disagree on whether Server 2016 supports the policy for name-based strong mappings.",
            ),
        };
        let confidence = match self {
            Self::MixedControllers | Self::PolicyOnSome | Self::IssuerSidOnSome | Self::IssuerThumbprint => {
                Confidence::Documented
            }
            _ => Confidence::Inferred,
        };
        Step { id, finding: finding.to_owned(), confidence, doubt: true }
    }
}

/// All possible worlds, the most likely first, and the doubts that made them several.
pub(super) fn worlds(logon: &Logon<'_>) -> (Vec<World>, Vec<Doubt>) {
    let mut doubts = Vec::new();
    let extensions = extension_readings(logon, &mut doubts);
    let controllers = controllers(logon.situation);
    let mut worlds = Vec::new();
    let (mut covered_somewhere, mut uncovered_somewhere) = (false, false);
    for (place, version) in controllers.iter().enumerate() {
        let uris = uri_readings(logon, *version, &mut doubts);
        let coverings = covered(logon, *version, &mut doubts);
        covered_somewhere |= coverings.contains(&true);
        uncovered_somewhere |= coverings == [false];
        for (extension, extension_counts) in &extensions {
            for uri in &uris {
                for covered in &coverings {
                    worlds.push(World {
                        controller: place,
                        extension: extension.clone(),
                        extension_counts: *extension_counts,
                        uri: uri.clone(),
                        covered: *covered,
                    });
                }
            }
        }
    }
    if logon.certificate.sid_extension.is_none()
        && addresses(logon.certificate).next().is_some()
        && controllers.iter().any(|version| version.reads_sid_uri())
        && controllers.iter().any(|version| !version.reads_sid_uri())
    {
        doubts.push(Doubt::MixedControllers);
    }
    if covered_somewhere && uncovered_somewhere {
        doubts.push(Doubt::PolicyOnSome);
    }
    if logon.maps_by_issuer_sid()
        && controllers.iter().any(|version| version.knows_issuer_sid())
        && controllers.iter().any(|version| !version.knows_issuer_sid())
    {
        doubts.push(Doubt::IssuerSidOnSome);
    }
    (worlds, doubts)
}

/// The releases that may answer, newest first; one that reads SID URIs if none is stated.
pub(super) fn controllers(situation: &Situation) -> Vec<ServerVersion> {
    let mut versions = situation.dc.versions.clone();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    versions.dedup();
    if versions.is_empty() { vec![ServerVersion::V2025] } else { versions }
}

/// What a domain controller may read from the SID extension, and whether it then ignores the SID URI.
fn extension_readings(logon: &Logon<'_>, doubts: &mut Vec<Doubt>) -> Vec<(Option<Sid>, bool)> {
    let certificate = logon.certificate;
    let Some(extension) = &certificate.sid_extension else {
        return vec![(None, false)];
    };
    match &extension.sid {
        Some(sid) if extension.standard => vec![(Some(sid.clone()), true)],
        Some(sid) => {
            doubts.push(if extension.others.is_empty() { Doubt::Encoding } else { Doubt::SeveralExtensions });
            let sids = telling(logon, std::iter::once(sid).chain(&extension.others));
            let readings = sids.map(|sid| (Some(sid.clone()), true));
            readings.chain([(None, false), (None, true)]).collect()
        }
        None if extension.meant.is_some() => {
            doubts.push(Doubt::Encoding);
            vec![(None, false), (extension.meant.clone(), true), (None, true)]
        }
        // Samba treats an extension that it cannot read as absent.
        None if addresses(certificate).next().is_none() => vec![(None, false)],
        None => {
            doubts.push(Doubt::EmptyExtension);
            vec![(None, false), (None, true)]
        }
    }
}

/// How many SIDs are tried: two of those that may be the account's, two of those that are not, and the one that the
/// explicit mapping by issuer and SID uses.
const MAX_SIDS: usize = 5;

/// Selects those of several SIDs that decide. A certificate may contain thousands, and each would add another world.
/// But all SIDs that may be the account's have the same effect, except that two of them contradict each other, and so
/// do all that are not the account's. If the account's SID is known, no other SID is of the first kind.
pub(super) fn telling<'a>(
    logon: &Logon<'_>,
    claimed: impl Iterator<Item = &'a Sid>,
) -> impl Iterator<Item = &'a Sid> {
    let account = logon.situation.account.object_sid();
    let own = own_sid(logon.certificate);
    let mut kept: [Option<&Sid>; MAX_SIDS] = [None; MAX_SIDS];
    let (mut fitting, mut foreign) = (0, 0);
    for sid in claimed {
        if kept.iter().flatten().any(|known| *known == sid) {
            continue;
        }
        let alike = if proves(sid, account, Words::LeftOut).is_ok() { &mut fitting } else { &mut foreign };
        *alike += 1;
        if (*alike <= 2 || own == Some(sid))
            && let Some(place) = kept.iter_mut().find(|place| place.is_none())
        {
            *place = Some(sid);
        }
    }
    kept.into_iter().flatten()
}

/// The SID URIs with a SID.
pub(super) fn addresses(certificate: &Certificate) -> impl Iterator<Item = &SanUri> {
    certificate.san_uris.iter().filter(|uri| uri.sid.is_some())
}

/// What a domain controller may read from the SID URIs.
fn uri_readings(logon: &Logon<'_>, version: ServerVersion, doubts: &mut Vec<Doubt>) -> Vec<Option<Sid>> {
    if !version.reads_sid_uri() || addresses(logon.certificate).next().is_none() {
        return vec![None];
    }
    let mut doubt = |doubt| {
        if !doubts.contains(&doubt) {
            doubts.push(doubt);
        }
    };
    let to_the_letter = addresses(logon.certificate).filter(|uri| uri.standard);
    let loosely = addresses(logon.certificate).filter(|uri| !uri.standard);
    let claimed = to_the_letter.chain(loosely).filter_map(|uri| uri.sid.as_ref());
    let mut sids: Vec<Option<Sid>> = telling(logon, claimed).map(|sid| Some(sid.clone())).collect();
    if sids.len() > 1 {
        doubt(Doubt::SeveralAddresses);
    }
    if addresses(logon.certificate).all(|uri| !uri.standard) {
        doubt(Doubt::Spelling);
        sids.push(None);
    }
    if !logon.level().has(SAN_URI_CERTAIN) {
        doubt(Doubt::Backport);
        sids.push(None);
    }
    sids
}

/// Whether the name mapping policy covers the logon: every possible answer.
fn covered(logon: &Logon<'_>, version: ServerVersion, doubts: &mut Vec<Doubt>) -> Vec<bool> {
    let Some(lines) = logon.situation.dc.name_policy.as_deref().filter(|lines| !lines.is_empty()) else {
        return vec![false];
    };
    if logon.kind() != AccountKind::User
        || version < ServerVersion::V2016
        || !logon.level().has(NAME_POLICY_BEGINS)
    {
        return vec![false];
    }
    let found = account::search(logon.certificate, logon.situation, AccountKind::User, Words::LeftOut).found;
    let upns: Vec<Option<&str>> = match found {
        Found::ByName(By::Upn) => {
            account::upns_taken(logon.certificate, logon.situation).into_iter().map(Some).collect()
        }
        _ => vec![None],
    };
    let issuers: Vec<Option<&Certificate>> = match logon.issuers {
        [] => vec![None],
        known => known.iter().copied().map(Some).collect(),
    };
    let issuer_subject = logon.explicit.iter().any(|it| it.matches && it.form == Some("issuer_subject"));
    let level = logon.level();
    let answers: Vec<Vec<Covered>> = upns
        .iter()
        .map(|upn| {
            let covers = |issuer: &Option<&Certificate>| {
                name_policy::covers(lines, logon.certificate, *issuer, *upn, issuer_subject, level)
            };
            issuers.iter().map(covers).collect()
        })
        .collect();
    let by_one_issuer = |place: usize| answers.iter().filter_map(move |of_name| of_name.get(place));
    let mut open = Vec::new();
    if (0..issuers.len()).any(|place| differ(by_one_issuer(place))) {
        open.push(Doubt::SeveralNames);
    }
    if answers.iter().any(|of_name| differ(of_name.iter())) {
        open.push(Doubt::SeveralIssuers);
    }
    let mut ways = Vec::new();
    for answer in answers.iter().flatten() {
        match answer {
            Covered::No => ways.push(false),
            Covered::Yes if version.knows_name_policy() => ways.push(true),
            Covered::Yes => open.push(Doubt::PolicyOn2016),
            Covered::IfIssuer => open.push(Doubt::IssuerThumbprint),
            Covered::Disputed => open.push(Doubt::TwoRules),
        }
    }
    let is_open = !open.is_empty();
    for doubt in open {
        if !doubts.contains(&doubt) {
            doubts.push(doubt);
        }
    }
    [true, false].into_iter().filter(|way| is_open || ways.contains(way)).collect()
}

fn differ<'c>(mut answers: impl Iterator<Item = &'c Covered>) -> bool {
    let first = answers.next();
    answers.any(|other| Some(other) != first)
}
