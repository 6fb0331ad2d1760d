//! What to ask, and what is assumed without an answer.
//!
//! Every unknown fact is tried with its possible answers. A question is asked if one of them leads to a settled verdict
//! or outcome that differs from the one without it. Three things are assumed without asking, because an environment
//! where they do not hold fails everywhere at once: that a name leads to the intended account, that the issuer for a
//! logon by name is in the NTAuth store, and that no CA certificate is registered as a key.

use super::account::{self, Words};
use super::decision::assessed;
use super::form::Form;
use super::ruling::{Logon, Ruling, no_accounts, rule};
use super::strings::write_one;
use super::update_level::{Level, Mode, NAME_POLICY_BEGINS, NtAuth, Phase};
use super::worlds::{Doubt, addresses, telling};
use super::{By, Outcome, Question, Strength, Verdict};
use crate::moment::Moment;
use crate::sid::{Class, Sid};
use crate::situation::{AccountKind, Schannel, ServerVersion, Setting, Situation, UpdateMonth};

/// The questions whose answers would change the verdict or the outcome.
#[must_use]
pub(super) fn ask(logon: &Logon<'_>, ruling: &Ruling) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    let mut add = |id: &'static str, why: String| {
        if !questions.iter().any(|known| known.id == id) {
            questions.push(Question { id, why });
        }
    };
    for (id, why) in doubtful(ruling) {
        add(id, why.to_owned());
    }
    if let Some(question) = ruling.search_question.as_ref().filter(|_| name_matters(logon, ruling)) {
        add(question.id, question.why.clone());
    }
    for probe in PROBES {
        let changes = (probe.answers)(logon).iter().any(|situation| {
            let explicit = assessed(logon.certificate, situation);
            let words = Words::LeftOut;
            let other = rule(&Logon { situation, explicit: &explicit, words, ..*logon });
            settles(&other) && is_another(logon, &other, ruling)
        });
        if changes {
            add(probe.id, (probe.why)(logon, ruling));
        }
    }
    if policy_could_help(logon, ruling) {
        add(
            "name-policy",
            "A line in the policy for name-based strong mappings could make this mapping strong.".to_owned(),
        );
    }
    questions
}

/// Whether it makes a difference if the name in the certificate is the account's or not.
fn name_matters(logon: &Logon<'_>, ruling: &Ruling) -> bool {
    let nobodys = "nobody@nowhere.invalid".to_owned();
    let certificate = logon.certificate;
    let own = with(logon, |it| {
        it.account.upn = certificate.upns().next().map(str::to_owned);
        it.account.dns = certificate.dns_names().next().map(str::to_owned);
        (it.account.sam, it.dc.realm) = (None, None);
    });
    let anothers = with(logon, |it| {
        it.account.upn = Some(nobodys.clone());
        it.account.dns = Some(nobodys.clone());
        it.account.sam = Some(nobodys);
    });
    [own, anothers].iter().any(|situation| {
        let other = rule(&Logon { situation, words: Words::LeftOut, ..*logon });
        is_another(logon, &other, ruling)
    })
}

/// Whether the verdict or the outcome differs.
fn is_another(logon: &Logon<'_>, one: &Ruling, other: &Ruling) -> bool {
    one.verdict != other.verdict || (!logon.usage.without_logon && one.outcome != other.outcome)
}

/// Whether a ruling is useful: the verdict is settled, it is refused in any case, or it depends only on which domain
/// controller answers.
fn settles(ruling: &Ruling) -> bool {
    ruling.verdict != Verdict::Undecided
        || matches!(ruling.outcome, Outcome::Denied | Outcome::DependsOnController)
}

/// Questions from doubts that no source settles.
fn doubtful(ruling: &Ruling) -> impl Iterator<Item = (&'static str, &'static str)> {
    ruling.doubts.iter().map(|doubt| match doubt {
        Doubt::MixedControllers => (
            "dc-version",
            "Domain controllers differ: only Server 2019 and later read the SID URI. The result depends on which one answers.",
        ),
        Doubt::PolicyOnSome => {
            ("dc-version", "Domain controllers differ: only Server 2019 and later support the policy for name-based strong mappings. The result depends on which one answers.")
        }
        Doubt::Backport => (
            "dc-updated",
            "Only with the updates of October 2024 or later is it certain that a domain controller reads the SID URI.",
        ),
        Doubt::IssuerSidOnSome => (
            "dc-version",
            "Domain controllers differ: only Server 2022 and later support explicit mappings by issuer and SID. The result depends on which one answers.",
        ),
        Doubt::IssuerThumbprint => (
            "issuer-certificate",
            "The policy for name-based strong mappings uses the thumbprint of the issuing CA. Add the CA certificate.",
        ),
        Doubt::PolicyOn2016 => {
            ("dc-version", "Whether Server 2016 supports the policy for name-based strong mappings is disputed. Server 2019 and later do.")
        }
        Doubt::Encoding
        | Doubt::SeveralExtensions
        | Doubt::EmptyExtension
        | Doubt::Spelling
        | Doubt::SeveralAddresses
        | Doubt::SeveralNameExtensions
        | Doubt::SeveralNames
        | Doubt::SeveralIssuers
        | Doubt::TwoRules => (
            "dc-event",
            "Only a test shows how a domain controller handles this: event 39 means that it was ignored, event 41 that another SID was read.",
        ),
    })
}

/// A fact that may be unknown, and the answers to try.
struct Probe {
    id: &'static str,
    /// The situation with each answer; empty if the fact is known.
    answers: fn(&Logon<'_>) -> Vec<Situation>,
    why: fn(&Logon<'_>, &Ruling) -> String,
}

const PROBES: &[Probe] = &[
    Probe {
        id: "username-hint",
        answers: hints,
        why: |_, _| {
            "The certificate has no name that identifies the account. If the client sends a user name hint, the SID can be used.".to_owned()
        },
    },
    Probe {
        id: "account-sid",
        answers: sids,
        why: |_, _| {
            "The SID in the certificate must be the account's objectSid. With any other SID, the logon is refused.".to_owned()
        },
    },
    Probe {
        id: "account-kind",
        answers: kinds,
        why: |_, _| "A user is found by the UPN, a computer by its DNS name.".to_owned(),
    },
    Probe {
        id: "alt-security-identities",
        answers: strings,
        why: |_, _| {
            "A strong mapping for this certificate in altSecurityIdentities would be enough, whatever else is missing.".to_owned()
        },
    },
    Probe {
        id: "key-trust",
        answers: key_trust,
        why: |_, _| {
            "If this key is registered on the account (Windows Hello for Business), that is a strong mapping."
                .to_owned()
        },
    },
    Probe {
        id: "dc-version",
        answers: versions,
        why: |logon, _| {
            if logon.maps_by_issuer_sid() {
                "Only Server 2022 and later support explicit mappings by issuer and SID.".to_owned()
            } else {
                "The SID is only in a SAN URI. Server 2016 and older do not read it.".to_owned()
            }
        },
    },
    Probe {
        id: "dc-updated",
        answers: updates,
        why: |logon, ruling| {
            let obstacle_is_ntauth =
                ruling.verdict == Verdict::Strong && logon.situation.dc.ntauth_has_issuer == Some(false);
            if obstacle_is_ntauth {
                "Domain controllers without the updates of July 2025 do not refuse an explicit mapping whose issuer is not in the NTAuth store.".to_owned()
            } else {
                "Domain controllers last updated before September 2025 may still accept weak mappings."
                    .to_owned()
            }
        },
    },
    Probe {
        id: "dc-enforcement",
        answers: enforcement,
        why: |_, _| {
            "At this update level the domain controller still reads StrongCertificateBindingEnforcement."
                .to_owned()
        },
    },
    Probe {
        id: "account-created",
        answers: created,
        why: |_, _| {
            "In compatibility mode, a weakly mapped certificate that is older than its account is refused."
                .to_owned()
        },
    },
    Probe {
        id: "backdating",
        answers: backdating,
        why: |_, _| {
            "CertificateBackdatingCompensation can allow a certificate that is older than the account."
                .to_owned()
        },
    },
    Probe {
        id: "ntauth",
        answers: nt_auth,
        why: |_, _| {
            "An explicit mapping is accepted only if the issuing CA is in the NTAuth store.".to_owned()
        },
    },
    Probe {
        id: "nt-auth-bypass",
        answers: nt_auth_bypass,
        why: |_, _| {
            "At this update level the domain controller still reads AllowNtAuthPolicyBypass.".to_owned()
        },
    },
    Probe {
        id: "schannel-methods",
        answers: methods,
        why: |_, _| {
            "CertificateMappingMethods on the TLS server decides which mapping methods it tries.".to_owned()
        },
    },
];

fn with(logon: &Logon<'_>, change: impl FnOnce(&mut Situation)) -> Situation {
    let mut situation = logon.situation.clone();
    change(&mut situation);
    situation
}

fn hints(logon: &Logon<'_>) -> Vec<Situation> {
    let account = &logon.situation.account;
    if account.username_hint.is_some() || !has_sid(logon) {
        return Vec::new();
    }
    let name = account.sam.clone().or_else(|| account.upn.clone()).unwrap_or_else(|| "account".to_owned());
    vec![with(logon, |it| it.account.username_hint = Some(name))]
}

fn sids(logon: &Logon<'_>) -> Vec<Situation> {
    if logon.situation.account.object_sid().is_some() || !has_sid(logon) {
        return Vec::new();
    }
    let certificate = logon.certificate;
    let in_extension = || certificate.sid_extension.iter().flat_map(|it| it.sid.iter().chain(&it.others));
    let in_addresses = || certificate.san_uris.iter().filter_map(|it| it.sid.as_ref());
    // Two SIDs of some domain, so that one of them differs from the SID in the certificate.
    let others = ["S-1-5-21-1-1-1-1000", "S-1-5-21-1-1-1-1001"].into_iter().filter_map(Sid::parse);
    let other = others.into_iter().find(|other| in_extension().chain(in_addresses()).all(|sid| sid != other));
    telling(logon, in_extension())
        .chain(telling(logon, in_addresses()))
        .filter(|sid| matches!(sid.class(), Class::Domain | Class::Builtin))
        .cloned()
        .chain(other)
        .map(|sid| with(logon, |it| it.account.sid = Some(sid)))
        .collect()
}

fn has_sid(logon: &Logon<'_>) -> bool {
    let extension = logon.certificate.sid_extension.as_ref();
    extension.is_some_and(|it| it.sid.is_some()) || addresses(logon.certificate).next().is_some()
}

fn kinds(logon: &Logon<'_>) -> Vec<Situation> {
    if !account::kind_is_open(logon.certificate, &logon.situation.account, logon.usage) {
        return Vec::new();
    }
    [AccountKind::User, AccountKind::Computer]
        .map(|kind| with(logon, |it| it.account.kind = Some(kind)))
        .to_vec()
}

fn strings(logon: &Logon<'_>) -> Vec<Situation> {
    if logon.situation.account.alt_security_identities.is_some() {
        return Vec::new();
    }
    [Form::Ski, Form::IssuerSerial, Form::Sha1Puk]
        .into_iter()
        .find_map(|form| write_one(form, logon.certificate))
        .into_iter()
        .map(|text| with(logon, |it| it.account.alt_security_identities = Some(vec![text])))
        .collect()
}

/// Keys are registered with self-signed certificates that are not CA certificates.
fn key_trust(logon: &Logon<'_>) -> Vec<Situation> {
    if logon.situation.account.key_trust.is_some() || !logon.certificate.is_self_issued_leaf() {
        return Vec::new();
    }
    vec![with(logon, |it| it.account.key_trust = Some(true))]
}

fn versions(logon: &Logon<'_>) -> Vec<Situation> {
    let dc = &logon.situation.dc;
    let matters = addresses(logon.certificate).next().is_some()
        || dc.name_policy.iter().flatten().next().is_some()
        || logon.maps_by_issuer_sid();
    if !dc.versions.is_empty() || !matters {
        return Vec::new();
    }
    [ServerVersion::V2016, ServerVersion::V2022]
        .map(|version| with(logon, |it| it.dc.versions = vec![version]))
        .to_vec()
}

fn updates(logon: &Logon<'_>) -> Vec<Situation> {
    let months = [UpdateMonth { year: 2024, month: 12 }, UpdateMonth { year: 2025, month: 3 }];
    let out =
        |month: &UpdateMonth| logon.situation.today.is_none_or(|today| Level::at(today) >= Level::of(*month));
    if logon.situation.dc.updated.is_some() {
        return Vec::new();
    }
    months.into_iter().filter(out).map(|month| with(logon, |it| it.dc.updated = Some(month))).collect()
}

fn enforcement(logon: &Logon<'_>) -> Vec<Situation> {
    if !logon.situation.dc.enforcement.is_unknown() || logon.level().phase() == Phase::EnforcementOnly {
        return Vec::new();
    }
    [0, 1, 2].map(|value| with(logon, |it| it.dc.enforcement = Setting::Set(value))).to_vec()
}

/// As old as the certificate, or as new as an account can be.
fn created(logon: &Logon<'_>) -> Vec<Situation> {
    let Some(begins) = logon.certificate.not_before.filter(|_| logon.situation.account.created.is_none())
    else {
        return Vec::new();
    };
    let latest = logon.situation.today.unwrap_or(Moment::day(9999, 12, 31));
    [begins.min(latest), latest].map(|created| with(logon, |it| it.account.created = Some(created))).to_vec()
}

fn is_compatible(logon: &Logon<'_>) -> bool {
    logon.level().mode(logon.situation.dc.enforcement) == Mode::Compatibility
}

fn backdating(logon: &Logon<'_>) -> Vec<Situation> {
    if !logon.situation.dc.backdating_seconds.is_unknown() || !is_compatible(logon) {
        return Vec::new();
    }
    vec![with(logon, |it| it.dc.backdating_seconds = Setting::Set(u32::MAX))]
}

fn nt_auth(logon: &Logon<'_>) -> Vec<Situation> {
    let explicit = logon.explicit.iter().any(|it| it.matches && it.strength == Strength::Strong);
    if logon.situation.dc.ntauth_has_issuer.is_some() || !explicit {
        return Vec::new();
    }
    vec![with(logon, |it| it.dc.ntauth_has_issuer = Some(false))]
}

fn nt_auth_bypass(logon: &Logon<'_>) -> Vec<Situation> {
    let dc = &logon.situation.dc;
    if !dc.nt_auth_bypass.is_unknown() || dc.ntauth_has_issuer != Some(false) {
        return Vec::new();
    }
    [0, 1, 2].map(|value| with(logon, |it| it.dc.nt_auth_bypass = Setting::Set(value))).to_vec()
}

fn methods(logon: &Logon<'_>) -> Vec<Situation> {
    if !logon.usage.through_tls_server || logon.situation.schannel.mapping_methods.is_some() {
        return Vec::new();
    }
    [0x1F, Schannel::DEFAULT_MAPPING_METHODS, 0x08, 0x10]
        .map(|methods| with(logon, |it| it.schannel.mapping_methods = Some(methods)))
        .to_vec()
}

/// Whether a policy line that is not known could make this mapping strong.
fn policy_could_help(logon: &Logon<'_>, ruling: &Ruling) -> bool {
    let dc = &logon.situation.dc;
    // The policy is tried before the SID.
    let by_another_sid =
        ruling.verdict == Verdict::Mismatch && matches!(ruling.by, Some(By::SidExtension | By::SanUri));
    dc.name_policy.is_none()
        && (ruling.verdict == Verdict::Weak || by_another_sid)
        && logon.kind() == AccountKind::User
        && !logon.certificate.policies.is_empty()
        && logon.level().has(NAME_POLICY_BEGINS)
        && (dc.versions.is_empty() || dc.versions.iter().any(|version| version.knows_name_policy()))
}

/// The assumptions made for lack of an answer, as sentences.
#[must_use]
pub(super) fn assume(logon: &Logon<'_>, ruling: &Ruling) -> Vec<String> {
    let Situation { account, dc, .. } = logon.situation;
    let level = logon.level();
    let mut assumptions = Vec::new();
    let mut assume = |text: String| assumptions.push(text);
    if dc.updated.is_none() {
        assume(match logon.situation.today {
            Some(today) => {
                format!("Every domain controller has the updates released by {}.", today.date())
            }
            None => "Every domain controller is fully patched.".to_owned(),
        });
    } else if let (Some(month), Some(today)) = (dc.updated, logon.situation.today)
        && Level::of(month) > Level::at(today)
    {
        assume(format!(
            "The update level {month} is used as entered, although those updates were not released by {}.",
            today.date()
        ));
    }
    if dc.versions.is_empty() {
        let oldest = if logon.maps_by_issuer_sid() { ServerVersion::V2022 } else { ServerVersion::V2019 };
        assume(format!("Every domain controller runs {} or later.", oldest.title()));
    }
    if dc.enforcement.is_unknown() && !matches!(level.phase(), Phase::EnforcementOnly | Phase::BeforeChecks) {
        assume("StrongCertificateBindingEnforcement is not set.".to_owned());
    }
    let mode = level.mode(dc.enforcement);
    let is_accepted = matches!(ruling.outcome, Outcome::Allowed | Outcome::AllowedWithWarning);
    let may_be = |verdict| ruling.verdict == verdict || (ruling.verdict == Verdict::Undecided && is_accepted);
    if mode == Mode::Compatibility && may_be(Verdict::Weak) {
        match account.created.zip(logon.certificate.not_before) {
            None => assume("The account is older than the certificate.".to_owned()),
            Some((created, begins)) if begins < created && dc.backdating_seconds.is_unknown() => {
                assume(
                    "CertificateBackdatingCompensation is not set, so the limit is ten minutes.".to_owned(),
                );
            }
            Some(_) => {}
        }
    }
    if let Some(told) = account.sid.as_ref().filter(|_| account.object_sid().is_none()) {
        assume(format!(
            "The account's SID is treated as not known: {told} was provided, {}",
            no_accounts(told)
        ));
    }
    if account.object_sid().is_none() && ruling.sid.is_some() && may_be(Verdict::Strong) {
        assume("The SID in the certificate is the account's.".to_owned());
    }
    if account::kind_is_open(logon.certificate, account, logon.usage) {
        assume(match logon.kind() {
            AccountKind::User => "The account is a user account.".to_owned(),
            AccountKind::Computer => "The account is a computer account.".to_owned(),
        });
    }
    let untold = account.upn.is_none() && account.sam.is_none() && account.dns.is_none();
    if untold || ruling.name_assumed {
        assume("The name in the certificate matches the intended account.".to_owned());
    }
    if ruling.steps.iter().any(|step| step.id == "another-name") {
        assume(
            match logon.kind() {
                AccountKind::User => "The client sends a user name hint, or UseSubjectAltName is 0 on the client and on every domain controller.",
                AccountKind::Computer => "An explicit mapping is enough for a computer without its DNS name.",
            }
            .to_owned(),
        );
    }
    if account.alt_security_identities.is_none() {
        assume("The account has no explicit mapping for this certificate.".to_owned());
    }
    if dc.name_policy.is_none() && logon.kind() == AccountKind::User {
        assume("The policy for name-based strong mappings is off.".to_owned());
    }
    if dc.ntauth_has_issuer.is_none() {
        assume("The issuing CA is in the NTAuth store.".to_owned());
    } else if dc.ntauth_has_issuer == Some(false)
        && dc.nt_auth_bypass.is_unknown()
        && ruling.found_explicitly
        && level.nt_auth(Setting::Set(1)) != level.nt_auth(Setting::Set(2))
    {
        let audits = level.nt_auth(Setting::NotSet) == NtAuth::Audited;
        assume(format!(
            "AllowNtAuthPolicyBypass is not set, so the domain controller {}.",
            if audits { "only warns" } else { "refuses" }
        ));
    }
    if logon.usage.through_tls_server && logon.situation.schannel.mapping_methods.is_none() {
        let default = Schannel::DEFAULT_MAPPING_METHODS;
        assume(format!("CertificateMappingMethods on the TLS server has its default value, {default:#x}."));
    }
    assumptions
}
