//! What nobody knows, and what no source settles: every way in which it may be.

use super::account::{self, Found, Words};
use super::name_policy::{self, Covered};
use super::ruling::Logon;
use super::update_level::{NAME_POLICY_BEGINS, SAN_URI_CERTAIN};
use super::{By, Step};
use crate::catalog::Confidence;
use crate::certificate::{Certificate, SanUri};
use crate::sid::Sid;
use crate::situation::{AccountKind, ServerVersion, Situation};

/// One way in which what nobody knows may be.
#[derive(Clone, Debug, Default)]
pub(super) struct World {
    /// Which group of domain controllers answers.
    pub(super) controller: usize,
    /// The SID in the extension, if the domain controller reads it.
    pub(super) extension: Option<Sid>,
    /// Whether the extension keeps the domain controller from looking at the address.
    pub(super) extension_counts: bool,
    /// The SID in the address, if the domain controller reads it.
    pub(super) uri: Option<Sid>,
    /// Whether a line of the name policy covers the logon.
    pub(super) covered: bool,
}

/// Something that no source settles, or that is not known, and on which the decision hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The extension is not encoded as Microsoft's authorities do.
    Encoding,
    /// There are several extensions.
    SeveralExtensions,
    /// The extension is there, holds no SID, and an address holds one.
    EmptyExtension,
    /// The address is not written to the letter.
    Spelling,
    /// Several addresses carry different SIDs.
    SeveralAddresses,
    /// Some domain controllers read the address and some do not.
    MixedControllers,
    /// The update that taught domain controllers to read the address is not documented.
    Backport,
    /// The policy goes by the thumbprint of an authority whose certificate is not at hand.
    IssuerThumbprint,
    /// `UpnSuffix` and `IssuerSubject` stand in one line and only one holds.
    TwoRules,
    /// Microsoft's own texts disagree on whether Server 2016 knows the policy.
    PolicyOn2016,
    /// Some domain controllers know the name policy and some do not.
    PolicyOnSome,
}

impl Doubt {
    pub(super) fn step(&self) -> Step {
        let (id, finding) = match self {
            Self::Encoding => (
                "sid-encoding",
                "The SID extension is not encoded as Microsoft's authorities do it. Whether a domain controller reads it is not documented.",
            ),
            Self::SeveralExtensions => (
                "sid-several",
                "The certificate has several SID extensions. Which one a domain controller takes, if any, is not documented.",
            ),
            Self::EmptyExtension => (
                "sid-encoding",
                "The SID extension holds no SID. Whether a domain controller then looks at the address is not documented.",
            ),
            Self::Spelling => (
                "san-uri-spelling",
                "The address with the SID is not written to the letter. Whether a domain controller forgives that is not documented.",
            ),
            Self::SeveralAddresses => (
                "san-uri-several",
                "Several addresses carry different SIDs. Which one a domain controller takes is not documented.",
            ),
            Self::MixedControllers => (
                "mixed-controllers",
                "Only domain controllers with Server 2019 or later read the SID in an address. Which one answers decides whether it counts.",
            ),
            Self::Backport => (
                "san-uri-backport",
                "Which update taught domain controllers to read the SID in an address is not documented. Since October 2024 they do.",
            ),
            Self::IssuerThumbprint => (
                "name-policy-issuer",
                "The name policy goes by the thumbprint of the issuing authority, and its certificate is not at hand.",
            ),
            Self::TwoRules => (
                "name-policy-rules",
                "A line of the name policy fits only in part. Whether one part is enough is not documented.",
            ),
            Self::PolicyOnSome => (
                "name-policy-controllers",
                "Only domain controllers with Server 2019 or later know the name policy. Which one answers decides whether it counts.",
            ),
            Self::PolicyOn2016 => (
                "name-policy-2016",
                "Microsoft's own texts disagree on whether Server 2016 knows the name policy.",
            ),
        };
        let confidence = match self {
            Self::MixedControllers | Self::PolicyOnSome | Self::IssuerThumbprint => Confidence::Documented,
            _ => Confidence::Inferred,
        };
        Step { id, finding: finding.to_owned(), confidence, doubt: true }
    }
}

/// Every way in which it may be, the likeliest first; and what makes it several.
pub(super) fn worlds(logon: &Logon<'_>) -> (Vec<World>, Vec<Doubt>) {
    let mut doubts = Vec::new();
    let extensions = extension_readings(logon.certificate, &mut doubts);
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
    let reads = |version: &&ServerVersion| **version >= ServerVersion::V2019;
    if logon.certificate.sid_extension.is_none()
        && addresses(logon.certificate).next().is_some()
        && controllers.iter().any(|version| reads(&version))
        && controllers.iter().any(|version| !reads(&version))
    {
        doubts.push(Doubt::MixedControllers);
    }
    if covered_somewhere && uncovered_somewhere {
        doubts.push(Doubt::PolicyOnSome);
    }
    (worlds, doubts)
}

/// The releases that may answer; one that reads addresses, if nobody said. Newest first.
pub(super) fn controllers(situation: &Situation) -> Vec<ServerVersion> {
    let mut versions = situation.dc.versions.clone();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    versions.dedup();
    if versions.is_empty() { vec![ServerVersion::V2025] } else { versions }
}

/// What a domain controller may take from the extension, and whether it then leaves the address alone.
fn extension_readings(certificate: &Certificate, doubts: &mut Vec<Doubt>) -> Vec<(Option<Sid>, bool)> {
    let Some(extension) = &certificate.sid_extension else {
        return vec![(None, false)];
    };
    match &extension.sid {
        Some(sid) if extension.standard => vec![(Some(sid.clone()), true)],
        Some(sid) => {
            doubts.push(if extension.others.is_empty() { Doubt::Encoding } else { Doubt::SeveralExtensions });
            let mut readings = vec![(Some(sid.clone()), true)];
            for other in &extension.others {
                if readings.iter().all(|(known, _)| known.as_ref() != Some(other)) {
                    readings.push((Some(other.clone()), true));
                }
            }
            readings.extend([(None, false), (None, true)]);
            readings
        }
        None if extension.meant.is_some() => {
            doubts.push(Doubt::Encoding);
            vec![(None, false), (extension.meant.clone(), true), (None, true)]
        }
        // Samba treats what it cannot read as absent.
        None if addresses(certificate).next().is_none() => vec![(None, false)],
        None => {
            doubts.push(Doubt::EmptyExtension);
            vec![(None, false), (None, true)]
        }
    }
}

/// The addresses that carry a SID.
pub(super) fn addresses(certificate: &Certificate) -> impl Iterator<Item = &SanUri> {
    certificate.san_uris.iter().filter(|uri| uri.sid.is_some())
}

/// What a domain controller may take from the addresses.
fn uri_readings(logon: &Logon<'_>, version: ServerVersion, doubts: &mut Vec<Doubt>) -> Vec<Option<Sid>> {
    if version < ServerVersion::V2019 || addresses(logon.certificate).next().is_none() {
        return vec![None];
    }
    let mut doubt = |doubt| {
        if !doubts.contains(&doubt) {
            doubts.push(doubt);
        }
    };
    let mut sids: Vec<Option<Sid>> = Vec::new();
    let to_the_letter = addresses(logon.certificate).filter(|uri| uri.standard).map(|uri| uri.sid.clone());
    let loosely = addresses(logon.certificate).filter(|uri| !uri.standard).map(|uri| uri.sid.clone());
    for sid in to_the_letter.chain(loosely) {
        if !sids.contains(&sid) {
            sids.push(sid);
        }
    }
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

/// Whether the name policy covers the logon, in every way that is possible.
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
    let upn =
        match account::search(logon.certificate, logon.situation, AccountKind::User, Words::LeftOut).found {
            Found::ByName(By::Upn) => logon.certificate.upns().next(),
            _ => None,
        };
    let issuer_subject = logon.explicit.iter().any(|it| it.matches && it.form == Some("issuer_subject"));
    let answer =
        name_policy::covers(lines, logon.certificate, logon.issuer, upn, issuer_subject, logon.level());
    let doubt = match answer {
        Covered::No => return vec![false],
        Covered::Yes if version >= ServerVersion::V2019 => return vec![true],
        Covered::Yes => Doubt::PolicyOn2016,
        Covered::IfIssuer => Doubt::IssuerThumbprint,
        Covered::Disputed => Doubt::TwoRules,
    };
    if !doubts.contains(&doubt) {
        doubts.push(doubt);
    }
    vec![true, false]
}
