//! What to do about a mapping, with commands that can be pasted.
//!
//! A registry value that turns the checks off is shown only where it still works, and always with the day on which it
//! stops working.

use super::account::{
    UNKNOWN_NAME, Usage, has_name_of_computer, ignores_upn, name_in_the_way, name_of, usable_name,
};
use super::explicit::{MAY_BE_ACCEPTED, NAME_UNREADABLE};
use super::form::{Form, Survival};
use super::name_policy;
use super::strings::{cautions, recommended};
use super::update_level::{Level, NAME_POLICY_BEGINS, REGISTRY_ENDS};
use super::{By, Explicit, Mapping, Outcome, Verdict, decide_without_sentences};
use crate::certificate::{Certificate, SAN_URI_PREFIX, SidExtension};
use crate::remedy::{self, Remedy, Shell, Term, ldap_escaped, powershell_quoted};
use crate::sid::Class;
use crate::situation::{Account, AccountKind, Scenario, ServerVersion, Setting, Situation, UpdateMonth};

/// What to do, the most useful first; empty if nothing needs to be done.
#[must_use]
pub fn remedies(
    certificate: &Certificate,
    issuers: &[&Certificate],
    situation: &Situation,
    scenario: Option<Scenario>,
    mapping: &Mapping,
) -> Vec<Remedy> {
    let kind = mapping.kind;
    let mut remedies = Vec::new();
    let by_name = matches!(mapping.by, Some(By::Upn | By::Dns));
    let no_account_found =
        mapping.verdict == Verdict::Undecided || mapping.decision.error == Some(UNKNOWN_NAME);
    let is_there = name_of(certificate, kind).is_some();
    let only_explicit = kind == AccountKind::User && ignores_upn(&situation.dc);
    if only_explicit && is_there && mapping.verdict != Verdict::Strong {
        remedies.push(let_the_upn_count());
        let mut counting = situation.clone();
        counting.dc.use_subject_alt_name = Some(1);
        remedies.extend(afterwards(certificate, issuers, &counting, scenario));
    } else if no_account_found && kind == AccountKind::User && !is_there {
        remedies.push(issue_with_a_name());
    }
    // Organizations that have lines in the policy rely on it, mostly because others issue their certificates.
    let mut by_policy = (mapping.verdict != Verdict::Strong)
        .then(|| cover_by_policy(certificate, issuers, situation, kind))
        .flatten();
    let goes_by_policy = situation.dc.name_policy.as_ref().is_some_and(|lines| !lines.is_empty());
    remedies.extend(by_policy.take_if(|_| goes_by_policy && mapping.verdict != Verdict::Mismatch));
    match mapping.verdict {
        Verdict::Strong => {}
        Verdict::Mismatch if by_name => {
            remedies.push(correct_the_name(certificate, kind));
            remedies.extend(after_the_name(certificate, issuers, situation, scenario, kind));
        }
        Verdict::Mismatch => remedies.push(issue_for_this_account(mapping, kind)),
        Verdict::Weak | Verdict::None | Verdict::Undecided => {
            let leads_nowhere = usable_name(certificate, &situation.dc, kind).is_none();
            if mapping.verdict == Verdict::Undecided && leads_nowhere && !only_explicit {
                remedies.push(identify_the_account());
            }
            // A SID in the correct format, or one that the domain controllers ignore, is not what is missing.
            let is_there = |it: &SidExtension| it.standard && it.sid.is_some();
            if !only_explicit && !certificate.sid_extension.as_ref().is_some_and(is_there) {
                let read = |other: &Situation| {
                    decide_without_sentences(certificate, issuers, other, scenario).verdict
                };
                remedies.extend(issue_with_a_sid(certificate, situation, mapping, kind, read));
            }
        }
    }
    if mapping.verdict != Verdict::Strong {
        remedies.extend(map_explicitly(certificate, situation, scenario, mapping));
        remedies.extend(by_policy);
    }
    if mapping.decision.outcome == Outcome::Denied
        && mapping.verdict == Verdict::Weak
        && !Level::stated(&situation.dc, situation.today).has(REGISTRY_ENDS)
    {
        remedies.extend(compatibility_mode(situation, |other| {
            decide_without_sentences(certificate, issuers, other, scenario).decision.outcome
        }));
    }
    if mapping.verdict == Verdict::Weak {
        remedies.push(list_weak_mappings());
    }
    remedies
}

/// What would fail next if the name were the account's, so that a reissue can fix both at once.
fn after_the_name(
    certificate: &Certificate,
    issuers: &[&Certificate],
    situation: &Situation,
    scenario: Option<Scenario>,
    kind: AccountKind,
) -> Vec<Remedy> {
    // If no name of the account is known, any name may be the account's.
    let mut named = situation.clone();
    named.account.kind = Some(kind);
    (named.account.upn, named.account.sam, named.account.dns, named.dc.realm) = (None, None, None, None);
    afterwards(certificate, issuers, &named, scenario)
}

/// What would fail next in a situation in which the first obstacle is gone.
fn afterwards(
    certificate: &Certificate,
    issuers: &[&Certificate],
    situation: &Situation,
    scenario: Option<Scenario>,
) -> Vec<Remedy> {
    let mapping = decide_without_sentences(certificate, issuers, situation, scenario);
    let by_name = matches!(mapping.by, Some(By::Upn | By::Dns));
    if mapping.decision.outcome != Outcome::Denied || (mapping.verdict == Verdict::Mismatch && by_name) {
        return Vec::new();
    }
    let then = remedies(certificate, issuers, situation, scenario, &mapping);
    then.into_iter().filter(|it| it.term == Term::Permanent).map(|it| it.with_term(Term::Later)).collect()
}

/// Ways to get a new certificate with the SID, as far as they suit the origin of this one.
fn issue_with_a_sid(
    certificate: &Certificate,
    situation: &Situation,
    mapping: &Mapping,
    kind: AccountKind,
    verdict: impl Fn(&Situation) -> Verdict,
) -> Vec<Remedy> {
    let mut remedies = Vec::new();
    let has_address = mapping.san_uri.as_ref().is_some_and(|uri| uri.sid.is_some());
    let mut newer = situation.clone();
    newer.dc.versions = vec![ServerVersion::V2025];
    newer.dc.updated = Some(UpdateMonth { year: 2025, month: 9 });
    if mapping.sid_extension.is_none() && has_address && verdict(&newer) == Verdict::Strong {
        remedies.push(Remedy::new(
            "Make every domain controller read the SID URI",
            &[
                "Server 2019 or later is required. With the updates of October 2024 or later, it is certain that domain controllers read the SID URI.",
                "Replace older domain controllers, or issue certificates with the SID extension, which every patched domain controller reads.",
            ],
        ));
    }
    let versions = &situation.dc.versions;
    let somebody_reads = versions.is_empty() || versions.iter().any(|it| it.reads_sid_uri());
    let corrected = correct_the_address(certificate, situation).filter(|_| somebody_reads);
    let is_corrected = corrected.is_some();
    remedies.extend(corrected);
    if certificate.template.is_some() {
        remedies.extend([template(certificate, kind), ca_setting()]);
    }
    if !has_address && !is_corrected && somebody_reads {
        remedies.push(intune_scep(situation, kind));
    }
    remedies.push(intune_pkcs(kind));
    if certificate.template.is_none() {
        remedies.extend([template(certificate, kind), ca_setting()]);
    }
    if !has_address && !is_corrected && somebody_reads {
        remedies.push(other_issuer(situation));
    }
    remedies
}

/// Corrects a SID URI that does not count only because of its spelling.
fn correct_the_address(certificate: &Certificate, situation: &Situation) -> Option<Remedy> {
    if certificate.san_uris.iter().any(|uri| uri.standard) {
        return None;
    }
    let account = situation.account.object_sid();
    let meant = certificate.san_uris.iter().filter_map(|uri| uri.meant.as_ref());
    let sid =
        meant.filter(|sid| sid.class() == Class::Domain).find(|sid| account.is_none_or(|it| it == *sid))?;
    let mut remedy = Remedy::new(
        "Correct the SID URI",
        &[
            "In an Intune SCEP profile, enter only {{OnPremisesSecurityIdentifier}} as the URI value. Intune adds the rest. Then enroll again.",
            "Only domain controllers with Server 2019 or later read it.",
        ],
    );
    remedy.steps.insert(0, format!("The SAN URI must be exactly {SAN_URI_PREFIX}{sid}"));
    remedy.steps.extend(some_do_not_read_it(situation));
    Some(remedy)
}

fn template(certificate: &Certificate, kind: AccountKind) -> Remedy {
    let filter = certificate
        .template
        .as_ref()
        .and_then(|template| match (&template.oid, &template.name) {
            (Some(oid), _) => Some(format!("(msPKI-Cert-Template-OID={})", ldap_escaped(&oid.to_string()))),
            (None, Some(name)) => Some(format!("(cn={})", ldap_escaped(name))),
            (None, None) => None,
        })
        .unwrap_or_else(|| "(objectClass=pKICertificateTemplate)".to_owned());
    // Certificates name templates of version 1, which cannot be changed, and give the OID of all others.
    let is_fixed = certificate.template.as_ref().is_some_and(|template| template.oid.is_none());
    let steps: &[&str] = if is_fixed {
        &[
            "The template has version 1, so it cannot be changed. If the command shows SuppliedInRequest as True, duplicate it. In the duplicate (Subject Name tab), select Build from this Active Directory information, add the old template on the Superseded Templates tab, and publish the duplicate on the CA.",
            "Enroll again. Certificates issued earlier do not change.",
        ]
    } else {
        &[
            "In the template (Subject Name tab), select Build from this Active Directory information. With Supply in the request, the CA does not add the SID.",
            "Make sure that the template's enrollment flag 0x80000 (CT_FLAG_NO_SECURITY_EXTENSION) is not set. The command shows NoSid as True where it is set.",
            "Right-click the template and select Reenroll All Certificate Holders. Otherwise autoenrollment keeps a certificate until it is about to expire. Then enroll again; certificates issued earlier do not change.",
        ]
    };
    Remedy::new("Let AD CS add the SID extension", steps).with(
        Shell::Powershell,
        format!(
            "Get-ADObject -SearchBase \"CN=Certificate Templates,CN=Public Key Services,CN=Services,$((Get-ADRootDSE).configurationNamingContext)\" \
             -LDAPFilter {} -Properties msPKI-Enrollment-Flag,msPKI-Certificate-Name-Flag | Select-Object Name,\
             @{{n='NoSid';e={{[bool]($_.'msPKI-Enrollment-Flag' -band 0x80000)}}}},\
             @{{n='SuppliedInRequest';e={{[bool]($_.'msPKI-Certificate-Name-Flag' -band 1)}}}}",
            powershell_quoted(&filter)
        ),
    )
    .with(
        Shell::Certutil,
        match kind {
            AccountKind::User => "certutil -user -pulse",
            AccountKind::Computer => "certutil -pulse",
        },
    )
}

fn ca_setting() -> Remedy {
    Remedy::new(
        "Check that the CA can add the SID extension",
        &[
            "If the first command lists 1.3.6.1.4.1.311.25.2, the CA omits the SID extension from every certificate.",
            "The second command removes it from the list, the third restarts the CA service. Then enroll again.",
        ],
    )
    .with_term(Term::Check)
    .with(Shell::Certutil, "certutil -getreg policy\\DisableExtensionList")
    .with(Shell::Certutil, "certutil -setreg policy\\DisableExtensionList -1.3.6.1.4.1.311.25.2")
    .with(Shell::Powershell, "Restart-Service -Name CertSvc")
}

fn intune_scep(situation: &Situation, kind: AccountKind) -> Remedy {
    let mut remedy = Remedy::new(
        "Add the SID to the Intune SCEP profile",
        &[
            "In the SCEP certificate profile, add a subject alternative name of type URI with only the value below. Intune adds the rest of the URI.",
            "The account must be synchronized from Active Directory. A cloud-only Entra account has no such SID.",
            "Only new and renewed certificates get it. Domain controllers must run Server 2019 or later.",
        ],
    );
    if kind == AccountKind::Computer {
        remedy.steps.push(
            "For devices, this works only with hybrid-joined Windows devices whose SID is synchronized."
                .to_owned(),
        );
    }
    remedy.steps.extend(some_do_not_read_it(situation));
    remedy.with(Shell::Intune, "{{OnPremisesSecurityIdentifier}}")
}

/// Some domain controllers do not read a SID URI.
fn some_do_not_read_it(situation: &Situation) -> Option<String> {
    let all_read = situation.dc.versions.iter().all(|version| version.reads_sid_uri());
    (!all_read)
        .then(|| "Some of your domain controllers are older than Server 2019 and do not read it.".to_owned())
}

fn intune_pkcs(kind: AccountKind) -> Remedy {
    let mut remedy = Remedy::new(
        "Let the Intune PKCS connector add the SID",
        &[
            "Update the Certificate Connector for Microsoft Intune to version 6.2406.0.1001 or later.",
            "On the connector server, set the registry value and restart the connector services. The profile needs no variable.",
            "Only new and renewed certificates get the SID, and only for accounts synchronized from Active Directory.",
        ],
    );
    if kind == AccountKind::Computer {
        remedy.steps.push("For devices, this works on Windows only.".to_owned());
    }
    remedy.with(
        Shell::Reg,
        "reg add \"HKLM\\Software\\Microsoft\\MicrosoftIntune\\PFXCertificateConnector\" /v EnableSidSecurityExtension /t REG_DWORD /d 1 /f",
    )
}

/// CAs and MDM products not from Microsoft must be configured with the exact URI.
fn other_issuer(situation: &Situation) -> Remedy {
    let sid = situation.account.object_sid().map_or_else(|| "SID".to_owned(), ToString::to_string);
    let mut remedy = Remedy::new(
        "Have any other CA or MDM write the SID",
        &[
            "A SID in an otherName, an email address or the common name does not count.",
            "Or add the SID extension 1.3.6.1.4.1.311.25.2, which domain controllers before Server 2019 read as well. Compare it with one that AD CS issued.",
        ],
    );
    remedy.steps.insert(
        0,
        format!(
            "In its certificate profile, add a SAN of type URI with exactly this value: {SAN_URI_PREFIX}{sid}"
        ),
    );
    remedy
}

/// For a SID of another account.
fn issue_for_this_account(mapping: &Mapping, kind: AccountKind) -> Remedy {
    let mut remedy = Remedy::new(
        "Reissue the certificate for this account",
        &[
            "Compare the SID in the certificate with the account's objectSid. An account that was deleted and re-created, or moved from another domain, has a new one.",
            "Check who enrolled: if a service or an enrollment agent requested the certificate, it may contain the SID of that account.",
            "Revoke this certificate and enroll again as the account that will use it.",
        ],
    );
    let claim = mapping.sid_extension.as_ref().or(mapping.san_uri.as_ref());
    if claim.is_some_and(|claim| claim.class == Class::Entra) {
        remedy.steps.insert(
            0,
            "The SID is from Entra ID. In Intune, use {{OnPremisesSecurityIdentifier}} for an account synchronized from Active Directory."
                .to_owned(),
        );
    }
    match mapping.sid.as_ref() {
        // No object in the domain has this SID, so there is nothing to search for.
        Some(sid) if sid.class() == Class::Entra => remedy,
        Some(sid) => remedy.with(
            Shell::Powershell,
            format!(
                "Get-ADObject -LDAPFilter {} -Properties sAMAccountName,objectSid,whenCreated",
                powershell_quoted(&format!("(objectSid={sid})"))
            ),
        ),
        None => remedy.with(
            Shell::Powershell,
            match kind {
                AccountKind::User => "Get-ADUser -Identity $env:USERNAME | Select-Object SID",
                AccountKind::Computer => "Get-ADComputer -Identity $env:COMPUTERNAME | Select-Object SID",
            },
        ),
    }
}

fn correct_the_name(certificate: &Certificate, kind: AccountKind) -> Remedy {
    match kind {
        AccountKind::User => {
            let remedy = Remedy::new(
                "Make the UPNs match",
                &[
                    "The UPN in the certificate must be the account's UPN. The command shows which account of the domain has it, if any.",
                    "Correct the UPN on the account, or reissue the certificate with the right one.",
                ],
            );
            match name_of(certificate, kind) {
                Some(upn) => remedy.with(
                    Shell::Powershell,
                    format!(
                        "Get-ADUser -LDAPFilter {} -Properties userPrincipalName",
                        powershell_quoted(&format!("(userPrincipalName={})", ldap_escaped(upn)))
                    ),
                ),
                None => remedy,
            }
        }
        AccountKind::Computer => Remedy::new(
            "Reissue with the computer's own DNS name",
            &[
                "The SAN needs a DNS name made of the computer name and its domain.",
                "A common name in the subject does not count.",
            ],
        ),
    }
}

fn identify_the_account() -> Remedy {
    Remedy::new(
        "Reissue with a name that identifies the account",
        &[
            "The certificate has a SID but no name that identifies an account. Reissue it with the UPN, or for a computer with the DNS name.",
            "For smart cards, the policy \"Allow user name hint\" lets the user enter the account name.",
        ],
    )
}

fn issue_with_a_name() -> Remedy {
    Remedy::new(
        "Reissue with the UPN",
        &[
            "In the template (Subject Name tab), select User principal name (UPN). With Intune, add a subject alternative name of type UPN with the value {{UserPrincipalName}}.",
        ],
    )
    .with(Shell::Intune, "{{UserPrincipalName}}")
}

/// For a certificate with a UPN that domain controllers ignore because of `UseSubjectAltName`.
fn let_the_upn_count() -> Remedy {
    Remedy::new(
        "Let domain controllers use the UPN",
        &[
            "UseSubjectAltName is 0, so domain controllers ignore the UPN and the SID in user certificates. Find out why it was set: it forces explicit mappings.",
            "If nothing needs it, set it to 1 (the default) on every domain controller.",
        ],
    )
    .with(Shell::Reg, kdc_value("UseSubjectAltName", 1))
}

/// How commands refer to the account: the suffix of the cmdlet's name, and the quoted identity.
#[must_use]
pub(crate) fn addressed(account: &Account, kind: AccountKind) -> (&'static str, String) {
    let cmdlet = match kind {
        AccountKind::User => "ADUser",
        AccountKind::Computer => "ADComputer",
    };
    let sid = || account.object_sid().map(ToString::to_string);
    let identity = account.sam.clone().or_else(sid).unwrap_or_else(|| remedy::ACCOUNT.to_owned());
    (cmdlet, powershell_quoted(&identity))
}

/// Adds an explicit mapping to the account, and says what a renewal does to it.
fn map_explicitly(
    certificate: &Certificate,
    situation: &Situation,
    scenario: Option<Scenario>,
    mapping: &Mapping,
) -> Option<Remedy> {
    let kind = mapping.kind;
    let (form, text) = recommended(certificate)?;
    let (cmdlet, identity) = addressed(&situation.account, kind);
    let text = powershell_quoted(&text);
    let lasting = match form.survival() {
        Survival::Never => {
            "Every renewal needs a new mapping. Use this for single certificates, or until a new certificate is issued."
        }
        Survival::SameKey => "A renewal with a new key needs a new mapping.",
        Survival::AnyRenewal => "The mapping remains valid after a renewal.",
    };
    let mut remedy = Remedy::new(
        "Add an explicit mapping to the account",
        &[
            "Add the mapping string to the account's altSecurityIdentities. It is a strong mapping, whatever SID the certificate has.",
        ],
    )
    .with_term(Term::Temporary);
    if mapping.verdict == Verdict::Mismatch {
        let of_another = match mapping.by {
            Some(By::Upn | By::Dns) => "The certificate names another account.",
            _ => "The SID in the certificate is not this account's.",
        };
        remedy.steps.push(format!(
            "{of_another} Whoever has the certificate can then log on as this account. Map it only if that is intended."
        ));
    }
    if !Usage::of(scenario).through_tls_server {
        remedy.steps.extend(condition(certificate, situation, kind));
    }
    remedy.steps.push(lasting.to_owned());
    if form != Form::IssuerSerial {
        remedy.steps.push(
            "The usual form with issuer and serial number is not safe for this certificate, so another form is used.".to_owned(),
        );
    }
    let doubts = cautions(certificate).into_iter().filter(|it| it.form == form.name());
    remedy.steps.extend(doubts.map(|it| it.message));
    let useless: Vec<&Explicit> = mapping.explicit.iter().filter(|it| is_useless(it)).collect();
    match useless.as_slice() {
        [] => {}
        [it] => remedy.steps.push(format!(
            "The first command removes {}, which was meant for this certificate but does not match it.",
            it.text
        )),
        several => remedy.steps.push(format!(
            "The first {} commands remove mappings that were meant for this certificate but do not match it.",
            several.len()
        )),
    }
    for it in useless {
        remedy = remedy.with(
            Shell::Powershell,
            format!(
                "Set-{cmdlet} -Identity {identity} -Remove @{{altSecurityIdentities={}}}",
                powershell_quoted(&it.text)
            ),
        );
    }
    Some(
        remedy
            .with(
                Shell::Powershell,
                format!("Set-{cmdlet} -Identity {identity} -Add @{{altSecurityIdentities={text}}}"),
            )
            .with(
                Shell::Powershell,
                format!("Get-{cmdlet} -Identity {identity} -Properties altSecurityIdentities | Select-Object -ExpandProperty altSecurityIdentities"),
            ),
    )
}

/// Whether an explicit mapping was meant for this certificate alone but cannot match it. One with other values may
/// belong to another certificate of the account, a weak one to all certificates of the user, and one that hardly
/// differs may work.
fn is_useless(explicit: &Explicit) -> bool {
    let is_of_one = |form: &Form| matches!(form, Form::IssuerSerial | Form::Ski | Form::Sha1Puk);
    let is_of_another = |id| matches!(id, "other-certificate" | "ski-absent");
    let has_form = Form::ALL.iter().any(|form| is_of_one(form) && explicit.form == Some(form.name()));
    has_form
        && !explicit.matches
        && !explicit.differences.iter().any(|it| is_of_another(it.id))
        && !explicit.differences.iter().all(|it| MAY_BE_ACCEPTED.contains(&it.id) || it.id == NAME_UNREADABLE)
}

/// Under which condition an explicit mapping counts although the name in the certificate leads to another account.
fn condition(certificate: &Certificate, situation: &Situation, kind: AccountKind) -> Option<String> {
    match kind {
        AccountKind::User => name_in_the_way(certificate, situation).map(|upn| format!(
            "Windows looks up {upn}, the UPN in the certificate, first. So the mapping counts only if the client sends a user name hint (policy \"Allow user name hint\"), or if UseSubjectAltName is 0 both on every domain controller (Services\\Kdc) and on the client (Control\\Lsa\\Kerberos\\Parameters)."
        )),
        AccountKind::Computer => (!has_name_of_computer(certificate, situation)).then(|| {
            "According to Microsoft's protocol documentation, a computer is identified by the DNS name in the SAN. Whether an explicit mapping replaces that name is not documented, so test it with one computer.".to_owned()
        }),
    }
}

/// Adds a line to the name mapping policy, if one is possible and none covers the certificate yet.
fn cover_by_policy(
    certificate: &Certificate,
    issuers: &[&Certificate],
    situation: &Situation,
    kind: AccountKind,
) -> Option<Remedy> {
    let dc = &situation.dc;
    let is_supported = dc.versions.is_empty() || dc.versions.iter().any(|it| it.knows_name_policy());
    if kind != AccountKind::User
        || !is_supported
        || !Level::stated(dc, situation.today).has(NAME_POLICY_BEGINS)
    {
        return None;
    }
    let lines = dc.name_policy.as_deref().unwrap_or_default();
    let faults = name_policy::faults_for(lines, certificate, issuers);
    let suggestion = issuers.first().and_then(|issuer| name_policy::suggest(lines, certificate, issuer));
    if faults.is_empty() && suggestion.is_none() {
        return None;
    }
    let mut remedy = Remedy::new(
        "Add the certificate to the policy for name-based strong mappings",
        &[
            "On domain controllers with Server 2019 or later, open Computer Configuration, Administrative Templates, System, KDC, \"Allow name-based strong mappings for certificates\".",
        ],
    );
    remedy
        .steps
        .extend(faults.into_iter().map(|fault| format!("Line {}: {}", fault.line + 1, fault.message)));
    if let Some(suggestion) = suggestion {
        remedy
            .steps
            .push(format!("Add this line for the certificate: {}", name_policy::build(&suggestion.line)));
        remedy.steps.extend(suggestion.place());
        remedy.steps.push(
            "The line makes the UPN a strong mapping in every certificate of this CA with such a policy and suffix, not only in this one.".to_owned(),
        );
    }
    Some(remedy)
}

fn list_weak_mappings() -> Remedy {
    Remedy::new(
        "List the weak explicit mappings in the domain",
        &[
            "The command lists the accounts with a weak mapping string in altSecurityIdentities. Replace these strings before the logons fail.",
            "Accounts that are found by UPN or DNS name only are not listed.",
        ],
    )
    .with_term(Term::Check)
    .with(
        Shell::Powershell,
        "Get-ADObject -LDAPFilter '(|(altSecurityIdentities=X509:<I>*<S>*)(altSecurityIdentities=X509:<S>*)(altSecurityIdentities=X509:<RFC822>*))' \
         -Properties altSecurityIdentities | Select-Object Name,@{n='Strings';e={$_.altSecurityIdentities -join '; '}}",
    )
}

/// The values of `CertificateBackdatingCompensation` from Microsoft's table, in years and in seconds.
const REACH: [(u32, u32); 6] = [
    (1, 31_536_000),
    (3, 94_608_000),
    (5, 157_680_000),
    (10, 315_360_000),
    (25, 788_400_000),
    (50, 1_577_880_000),
];

/// Suggests compatibility mode, only for domain controllers that still read the values and where they make the logon
/// work.
fn compatibility_mode(situation: &Situation, outcome: impl Fn(&Situation) -> Outcome) -> Option<Remedy> {
    let mut other = situation.clone();
    other.dc.enforcement = Setting::Set(1);
    let mut lets_in = |seconds: Option<u32>| {
        if let Some(seconds) = seconds {
            other.dc.backdating_seconds = Setting::Set(seconds);
        }
        outcome(&other) == Outcome::AllowedWithWarning
    };
    let reach = if lets_in(None) {
        None
    } else {
        Some(REACH.into_iter().find(|(_, seconds)| lets_in(Some(*seconds)))?)
    };
    let mut remedy = Remedy::new(
        "Use compatibility mode on DCs without the September 9, 2025 updates",
        &["The registry value turns compatibility mode back on. It has no effect after those updates."],
    )
    .with_term(Term::Temporary);
    if situation.dc.enforcement != Setting::Set(1) {
        remedy = remedy.with(Shell::Reg, kdc_value("StrongCertificateBindingEnforcement", 1));
    }
    if let Some((years, seconds)) = reach {
        let span = if years == 1 { "one year".to_owned() } else { format!("{years} years") };
        remedy.steps.push(format!(
            "The certificate is older than the account. In compatibility mode only, CertificateBackdatingCompensation allows certificates that are up to {span} older."
        ));
        remedy = remedy.with(Shell::Reg, kdc_value("CertificateBackdatingCompensation", seconds));
    }
    remedy.steps.push("Use the time to issue certificates with the SID.".to_owned());
    Some(remedy)
}

fn kdc_value(name: &str, value: u32) -> String {
    format!("reg add \"HKLM\\SYSTEM\\CurrentControlSet\\Services\\Kdc\" /v {name} /t REG_DWORD /d {value} /f")
}
