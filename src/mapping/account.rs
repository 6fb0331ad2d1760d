//! Looks up the account: whether the names in a certificate are those of the account.

use super::{By, Question};
use crate::catalog::{Code, Confidence, Family};
use crate::certificate::Certificate;
use crate::situation::{Account, AccountKind, Dc, Scenario, Situation};

/// The parts of a scenario that affect a domain controller's decision. Scenarios with equal parts get the same
/// decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Whether computers log on, used if neither the account nor the certificate shows the type of account.
    pub(super) by_computers: bool,
    /// Whether a TLS server asks the domain controller, by its own mapping methods.
    pub(super) through_tls_server: bool,
    /// Whether there is no logon, so that only the verdict counts and not the outcome.
    pub(super) without_logon: bool,
}

impl Usage {
    /// The relevant parts of a scenario.
    #[must_use]
    pub const fn of(scenario: Option<Scenario>) -> Self {
        Self {
            by_computers: matches!(
                scenario,
                Some(Scenario::DeviceTunnel | Scenario::WifiComputer | Scenario::IpsecAccountMapping)
            ),
            through_tls_server: matches!(scenario, Some(Scenario::LdapsClient)),
            without_logon: match scenario {
                Some(scenario) => !scenario.maps_an_account(),
                None => false,
            },
        }
    }
}

/// Whether the sentences of a decision are needed. Most decisions are made only to compare their outcomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// They are written.
    Written,
    /// They stay empty.
    LeftOut,
}

impl Words {
    /// A sentence, if sentences are needed.
    pub(super) fn say<T: Into<String>>(self, sentence: impl FnOnce() -> T) -> String {
        match self {
            Self::Written => sentence().into(),
            Self::LeftOut => String::new(),
        }
    }
}

/// The result of a domain controller's search for the account.
#[derive(Clone, Debug)]
pub(super) struct Search {
    /// What was found.
    pub(super) found: Found,
    /// The result, as a sentence.
    pub(super) finding: String,
    /// How sure the result is.
    pub(super) confidence: Confidence,
    /// Whether it is only assumed that the name is the account's.
    pub(super) assumed: bool,
    /// What must be known to be sure.
    pub(super) question: Option<Question>,
}

/// The outcome of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The account was found by a name in the certificate.
    ByName(By),
    /// The account was found by the user name hint of the client.
    ByHint,
    /// There is no name to search by; the client may send a user name hint.
    Nothing { hint_possible: bool },
    /// The name is not the account's.
    Misnamed { by: Option<By>, error: Code },
}

/// No account has the name.
pub(super) const UNKNOWN_NAME: Code = Code::new(Family::Krb, 6);
/// Another account has the name.
pub(super) const WRONG_NAME: Code = Code::new(Family::Krb, 75);

/// The type of account: as stated, else as the known names of the account show, else as the certificate shows.
#[must_use]
pub(crate) fn kind(certificate: &Certificate, situation: &Situation, usage: Usage) -> AccountKind {
    stated_kind(&situation.account).unwrap_or_else(|| match names(certificate) {
        (true, false) => AccountKind::User,
        (false, true) => AccountKind::Computer,
        _ if usage.by_computers => AccountKind::Computer,
        _ => AccountKind::User,
    })
}

/// The type of account as stated, directly or by its names.
#[must_use]
pub(crate) fn stated_kind(account: &Account) -> Option<AccountKind> {
    let named_like_a_computer = account.sam.as_deref().is_some_and(|sam| sam.ends_with('$'));
    match account.kind {
        Some(kind) => Some(kind),
        None if named_like_a_computer => Some(AccountKind::Computer),
        None if account.upn.is_some() => Some(AccountKind::User),
        None => account.dns.is_some().then_some(AccountKind::Computer),
    }
}

/// Whether neither the account nor the certificate shows the type of account, or the certificate has a UPN although
/// computers log on in this scenario.
#[must_use]
pub(super) fn kind_is_open(certificate: &Certificate, account: &Account, usage: Usage) -> bool {
    let (user, computer) = names(certificate);
    stated_kind(account).is_none() && (user == computer || (user && usage.by_computers))
}

/// Whether it has a UPN, and whether it has a DNS name.
fn names(certificate: &Certificate) -> (bool, bool) {
    (usable_upn(certificate).is_some(), usable_dns(certificate).next().is_some())
}

/// The first name by which a domain controller looks up an account of this type; `None` if it ignores the name.
#[must_use]
pub(crate) fn usable_name<'a>(certificate: &'a Certificate, dc: &Dc, kind: AccountKind) -> Option<&'a str> {
    name_of(certificate, kind).filter(|_| kind == AccountKind::Computer || !ignores_upn(dc))
}

/// The first name for an account of this type, whether or not a domain controller uses it.
#[must_use]
pub(crate) fn name_of(certificate: &Certificate, kind: AccountKind) -> Option<&str> {
    match kind {
        AccountKind::User => usable_upn(certificate),
        AccountKind::Computer => usable_dns(certificate).next().map(str::trim),
    }
}

/// The `sAMAccountName` that a name implies, if its suffix is the stated domain.
#[must_use]
pub(crate) fn sam_of(name: &str, dc: &Dc, kind: AccountKind) -> Option<String> {
    let realm = realm(dc)?;
    let (sam, domain) = match kind {
        AccountKind::User => name.rsplit_once('@').map(|(local, suffix)| (local.to_owned(), suffix))?,
        AccountKind::Computer => {
            let (host, domain) = name.trim_end_matches('.').split_once('.')?;
            (format!("{}$", short(host)), domain)
        }
    };
    (same(realm, domain) && !sam.is_empty()).then_some(sam)
}

/// Computer account names are limited to the length of NetBIOS names, host names are not.
fn short(host: &str) -> String {
    host.chars().take(15).collect()
}

/// Whether domain controllers ignore the UPN in certificates.
pub(super) fn ignores_upn(dc: &Dc) -> bool {
    dc.use_subject_alt_name == Some(0)
}

fn usable_dns(certificate: &Certificate) -> impl Iterator<Item = &str> {
    certificate.dns_names().filter(|name| !name.trim().is_empty())
}

fn usable_upn(certificate: &Certificate) -> Option<&str> {
    certificate.upns().map(str::trim).find(|upn| !upn.is_empty())
}

/// Searches by the names in the certificate, then by the user name hint of the client.
#[must_use]
pub(super) fn search(
    certificate: &Certificate,
    situation: &Situation,
    kind: AccountKind,
    words: Words,
) -> Search {
    match kind {
        AccountKind::User => user(certificate, situation, words),
        AccountKind::Computer => computer(certificate, situation, words),
    }
}

/// How a name in the certificate relates to the account.
enum Fit {
    Fits,
    /// Nothing that is known contradicts it.
    Assumed(Option<Question>),
    Differs {
        error: Code,
        question: Option<Question>,
    },
}

fn user(certificate: &Certificate, situation: &Situation, words: Words) -> Search {
    let Some(first) = usable_name(certificate, &situation.dc, AccountKind::User) else {
        let why = if ignores_upn(&situation.dc) {
            "UseSubjectAltName is 0, so the UPN and any SID in the certificate are ignored."
        } else {
            "The certificate has no UPN."
        };
        return without_name(why, situation, words);
    };
    let by = By::Upn;
    let upn = fitting_upn(certificate, situation).unwrap_or(first);
    if upn != first {
        return Search {
            found: Found::ByName(by),
            finding: words.say(|| format!(
                "Of several UPNs, {upn} is the account's. Which one a domain controller uses is not documented."
            )),
            confidence: Confidence::Inferred,
            assumed: false,
            question: None,
        };
    }
    match upn_fit(upn, &situation.account, &situation.dc, words) {
        Fit::Fits => Search {
            found: Found::ByName(by),
            finding: words.say(|| format!("The UPN {upn} is the account's.")),
            confidence: Confidence::Documented,
            assumed: false,
            question: None,
        },
        Fit::Assumed(question) => Search {
            found: Found::ByName(by),
            finding: words.say(|| format!("The UPN {upn} identifies an account.")),
            confidence: Confidence::Documented,
            assumed: true,
            question,
        },
        Fit::Differs { error, question } => Search {
            found: Found::Misnamed { by: Some(by), error },
            finding: words.say(|| format!("The UPN {upn} is not the account's.")),
            confidence: Confidence::Documented,
            assumed: false,
            question,
        },
    }
}

/// The UPN in the certificate that is not the account's and by which Windows looks up the account first: Windows does
/// not ignore it, and the client sends no user name hint for the account.
#[must_use]
pub(super) fn name_in_the_way<'a>(certificate: &'a Certificate, situation: &Situation) -> Option<&'a str> {
    let account = &situation.account;
    let hinted = account.username_hint.as_deref().map(str::trim).filter(|hint| !hint.is_empty());
    if hinted.is_some_and(|hint| hint_fits(hint, account)) || fitting_upn(certificate, situation).is_some() {
        return None;
    }
    let first = usable_name(certificate, &situation.dc, AccountKind::User)?;
    let fit = upn_fit(first, account, &situation.dc, Words::LeftOut);
    matches!(fit, Fit::Differs { .. }).then_some(first)
}

/// Whether a DNS name in the certificate is the computer's, or may be.
#[must_use]
pub(super) fn has_name_of_computer(certificate: &Certificate, situation: &Situation) -> bool {
    matches!(computer(certificate, situation, Words::LeftOut).found, Found::ByName(_))
}

/// The UPNs by which a domain controller may have found the account: the account's own, or else the first. If the
/// account's own is not the first, it may use either.
pub(super) fn upns_taken<'a>(certificate: &'a Certificate, situation: &Situation) -> Vec<&'a str> {
    let first = usable_name(certificate, &situation.dc, AccountKind::User);
    let fitting = first.and_then(|_| fitting_upn(certificate, situation));
    fitting.into_iter().chain(first.filter(|first| fitting != Some(first))).collect()
}

/// The first UPN in the certificate that is the account's.
fn fitting_upn<'a>(certificate: &'a Certificate, situation: &Situation) -> Option<&'a str> {
    let fits =
        |upn: &&str| matches!(upn_fit(upn, &situation.account, &situation.dc, Words::LeftOut), Fit::Fits);
    certificate.upns().map(str::trim).filter(|upn| !upn.is_empty()).find(fits)
}

/// The account's `userPrincipalName` counts, and so does the implicit UPN, `sAMAccountName@domain`.
fn upn_fit(upn: &str, account: &Account, dc: &Dc, words: Words) -> Fit {
    if account.upn.as_deref().is_some_and(|own| same(own, upn)) {
        return Fit::Fits;
    }
    let (local, suffix) = upn.rsplit_once('@').unwrap_or((upn, ""));
    let own_realm = realm(dc).map(|realm| same(realm, suffix));
    let own_sam = account.sam.as_deref().map(|sam| same(sam, local));
    match (own_sam, own_realm) {
        (Some(true), Some(true)) => return Fit::Fits,
        (Some(true), None) => {
            return Fit::Assumed(account.upn.is_some().then(|| {
                question(
                    "dc-realm",
                    words.say(|| {
                        format!("If the domain is not {suffix}, the name {upn} is not the account's.")
                    }),
                )
            }));
        }
        _ => {}
    }
    if account.upn.is_none() {
        let foreign = own_realm == Some(false) && !dc.upn_suffixes.iter().any(|known| same(known, suffix));
        let suspect = own_sam.is_some() || foreign;
        return Fit::Assumed(suspect.then(|| {
            question(
                "account-upn",
                words.say(|| format!("If the account's UPN is not {upn}, the logon fails.")),
            )
        }));
    }
    let known_suffix = own_realm != Some(false) || dc.upn_suffixes.iter().any(|known| same(known, suffix));
    Fit::Differs {
        error: if known_suffix { WRONG_NAME } else { UNKNOWN_NAME },
        question: (own_sam.is_none() && own_realm != Some(false) && !suffix.is_empty()).then(|| {
            question(
                "account-sam",
                words.say(|| {
                    format!("If the account's sAMAccountName is {local}, {upn} is its implicit UPN.")
                }),
            )
        }),
    }
}

fn computer(certificate: &Certificate, situation: &Situation, words: Words) -> Search {
    let mut differs = None;
    let mut assumed = None;
    for name in usable_dns(certificate) {
        match dns_fit(name, &situation.account, &situation.dc, words) {
            Fit::Fits => {
                return Search {
                    found: Found::ByName(By::Dns),
                    finding: words.say(|| format!("The DNS name {name} is the computer's.")),
                    confidence: Confidence::Documented,
                    assumed: false,
                    question: None,
                };
            }
            Fit::Assumed(question) => assumed = assumed.or(Some((name, question))),
            Fit::Differs { error, question } => differs = differs.or(Some((name, error, question))),
        }
    }
    if let Some((name, question)) = assumed {
        return Search {
            found: Found::ByName(By::Dns),
            finding: words.say(|| format!("The DNS name {name} identifies a computer account.")),
            confidence: Confidence::Documented,
            assumed: true,
            question,
        };
    }
    if let Some((name, error, question)) = differs {
        return Search {
            found: Found::Misnamed { by: Some(By::Dns), error },
            finding: words.say(|| format!(
                "The DNS name {name} is not the computer's: the host part must be the account's name and the rest the domain's name."
            )),
            confidence: Confidence::Documented,
            assumed: false,
            question,
        };
    }
    if let Some(upn) = usable_upn(certificate) {
        return Search {
            found: Found::Misnamed { by: Some(By::Upn), error: WRONG_NAME },
            finding: words.say(|| {
                format!("A computer is found by a DNS name in the SAN. There is only the UPN {upn}.")
            }),
            confidence: Confidence::Documented,
            assumed: false,
            question: None,
        };
    }
    without_name("The certificate has no DNS name in its SAN.", situation, words)
}

/// [MS-PKCA] 3.1.5.2.1: the host part with `$` is the account's name, and the rest is the domain's DNS name.
fn dns_fit(name: &str, account: &Account, dc: &Dc, words: Words) -> Fit {
    let name = name.trim_end_matches('.');
    let (host, domain) = name.split_once('.').unwrap_or((name, ""));
    let own_realm = realm(dc).map(|realm| same(realm, domain));
    let own_sam = account.sam.as_deref().map(|sam| {
        let sam = sam.trim_end_matches('$');
        same(sam, host) || same(sam, &short(host))
    });
    let own_dns = account.dns.as_deref().map(|dns| same(dns.trim_end_matches('.'), name));
    let own_host = account.dns.as_deref().and_then(|dns| dns.split('.').next());
    match (own_sam, own_realm, own_dns) {
        (Some(false), _, _) | (_, Some(false), _) => Fit::Differs { error: WRONG_NAME, question: None },
        (_, _, Some(true)) | (Some(true), Some(true), _) => Fit::Fits,
        // A computer's DNS name may be in another domain than the one it is joined to; the account is found by the
        // latter.
        (None, _, Some(false)) => Fit::Differs {
            error: WRONG_NAME,
            question: own_host.is_some_and(|own| same(own, host)).then(|| {
                question(
                    "account-sam",
                    words.say(|| format!("If the account's sAMAccountName is {host}$, {name} is its name.")),
                )
            }),
        },
        (Some(true), None, Some(false)) => Fit::Assumed(Some(question(
            "dc-realm",
            words.say(|| format!("If the domain is not {domain}, the name {name} is not the computer's.")),
        ))),
        (_, _, None) => Fit::Assumed(None),
    }
}

fn without_name(why: &str, situation: &Situation, words: Words) -> Search {
    let account = &situation.account;
    let (found, finding) = match account.username_hint.as_deref().map(str::trim) {
        None => (
            Found::Nothing { hint_possible: true },
            words.say(|| {
                format!("{why} Only a user name hint or an explicit mapping can identify an account.")
            }),
        ),
        Some("") => (
            Found::Nothing { hint_possible: false },
            words.say(|| format!("{why} The client sends no user name hint either, so no account is found.")),
        ),
        Some(hint) if hint_fits(hint, account) => (
            Found::ByHint,
            words.say(|| {
                format!("{why} The client sends the user name hint {hint}, which identifies the account.")
            }),
        ),
        Some(hint) => (
            Found::Misnamed { by: None, error: WRONG_NAME },
            words.say(|| {
                format!("{why} The client sends the user name hint {hint}, which is not the account's name.")
            }),
        ),
    };
    Search { found, finding, confidence: Confidence::Documented, assumed: false, question: None }
}

/// A hint may be a UPN, `DOMAIN\name` or a bare name.
fn hint_fits(hint: &str, account: &Account) -> bool {
    let bare = hint.rsplit_once('\\').map_or(hint, |(_, name)| name);
    let local = bare.rsplit_once('@').map_or(bare, |(local, _)| local);
    let by_upn = account.upn.as_deref().map(|upn| same(upn, bare));
    let by_sam =
        account.sam.as_deref().map(|sam| same(sam.trim_end_matches('$'), local.trim_end_matches('$')));
    match (by_upn, by_sam) {
        (None, None) => true,
        (Some(upn), None) => upn || !bare.contains('@'),
        (upn, Some(sam)) => sam || upn == Some(true) || (upn.is_none() && bare.contains('@')),
    }
}

/// The DNS name of the domain; a NetBIOS name cannot be compared with the names in certificates.
fn realm(dc: &Dc) -> Option<&str> {
    dc.realm.as_deref().map(str::trim).filter(|realm| realm.contains('.'))
}

fn question(id: &'static str, why: String) -> Question {
    Question { id, why }
}

/// Active Directory compares names without regard to case.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim(), other.trim());
    one.eq_ignore_ascii_case(other) || (!one.is_ascii() && one.to_lowercase() == other.to_lowercase())
}
