//! What to do, and that the commands can be pasted.

use crate::{
    ENTRA, OTHER, PATCHED, SID, at, authority, computer, covered, misspelt, name, nameless, plain, situation,
    strong_strings, weak_strings, with_sid, with_uri,
};
use strongmap::certificate::{Certificate, GeneralName, Oid, Template};
use strongmap::mapping::name_policy::{build, lint, suggest};
use strongmap::mapping::remedies::remedies;
use strongmap::mapping::{decide, decide_issued_by};
use strongmap::situation::Situation;

#[test]
fn remedies_can_be_pasted() {
    let all = |it: &Certificate, situation: &Situation| {
        let mapping = decide(it, situation, None);
        remedies(it, &[], situation, None, &mapping)
    };
    let text = |it: &Certificate, situation: &Situation| {
        all(it, situation)
            .iter()
            .flat_map(|it| &it.commands)
            .map(|it| it.text.clone())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let quoted = Certificate { issuer: Some(name(&[("CN", "Le'go ’CA’")]).into()), ..plain() };
    let told = text(&quoted, &situation(r#""sam":"O'Brien""#, ""));
    assert!(
        told.contains(
            "Set-ADUser -Identity 'O''Brien' -Add @{altSecurityIdentities='X509:<I>CN=Le''go ’’CA’’<SR>"
        ),
        "{told}"
    );
    assert!(text(&computer(), &Situation::default()).contains("Set-ADComputer"));
    assert!(text(&plain(), &Situation::default()).contains("{{OnPremisesSecurityIdentifier}}"));
    let opt_out = "StrongCertificateBindingEnforcement";
    assert!(!text(&plain(), &Situation::default()).contains(opt_out));
    assert!(!text(&plain(), &situation("", PATCHED)).contains(opt_out));
    let open = situation("", r#""updated":"2025-03""#);
    assert!(text(&plain(), &open).contains(opt_out));
    assert!(all(&plain(), &open).iter().any(|it| it.title.contains("September 9, 2025")));
    // Where the CA has to be published, the rule about the NTAuth store says so.
    let outside = situation("", r#""ntauth_has_issuer":false"#);
    assert!(!text(&with_sid(plain(), SID), &outside).contains("NTAuthCA"));
    assert!(all(&with_sid(plain(), SID), &Situation::default()).is_empty());
    let missed = "X509:<I>CN=CONTOSO-DC-CA,DC=contoso,DC=com<SR>1200000000ac11000000002b";
    let told =
        text(&plain(), &situation(&format!(r#""alt_security_identities":["{missed}","X509:<SKI>00"]"#), ""));
    assert!(told.contains(&format!("-Remove @{{altSecurityIdentities='{missed}'}}")), "{told}");
    assert!(!told.contains("X509:<SKI>00"), "{told}");
    // A mapping that cannot be compared with this certificate may be that of another one.
    let bare = Certificate { ski: None, san: vec![at(GeneralName::Upn("a@corp.example".into()))], ..plain() };
    let issuer = "X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA";
    let others = format!(
        r#""alt_security_identities":["X509:<SKI>00","{issuer}<SID>{SID}","X509:<RFC822>a@corp.example"]"#
    );
    let told = text(&bare, &situation(&others, ""));
    assert!(told.contains("-Add @{") && !told.contains("-Remove @{"), "{told}");
}

/// A removed string cannot be brought back, and another certificate may depend on it.
#[test]
fn only_mappings_that_cannot_work_are_removed() {
    let weak = weak_strings(&plain()).remove(0);
    let strong = strong_strings(&plain()).remove(0).1;
    for (string, is_removed) in [
        (strong.replace("<SR>1200000000ac1100", "<SR>2b0000000011ac00"), false),
        ("X509:<I>DC=com,DC=contoso,CN=CONTOSO-DC-CA<SR>2b0000000011ac0000000012".to_owned(), true),
        (strong.to_lowercase().replace("x509:<i>", "X509:<I>").replace("<sr>", "<SR>"), false),
        (weak.to_lowercase().replace("x509:<i>", "X509:<I>").replace("<s>", "<S>"), false),
        (weak.replace("CN=a", "CN=b"), false),
        (weak.replace("DC=com,DC=contoso,", ""), false),
    ] {
        let situation = situation(&format!(r#""alt_security_identities":["{string}"]"#), "");
        let mapping = decide(&plain(), &situation, None);
        let told = remedies(&plain(), &[], &situation, None, &mapping);
        let told = told.iter().find(|it| it.title.starts_with("Add an explicit mapping")).unwrap();
        let commands = told.commands.iter().filter(|it| it.text.contains("-Remove")).count();
        let says_so = told.steps.iter().any(|it| it == &format!("The first command removes {string}, which was meant for this certificate but does not match it."));
        assert_eq!((commands == 1, says_so), (is_removed, is_removed), "{string}: {told:#?}");
    }
}

/// A CA may be in one line only, or every line fails: the suggested line keeps what its line already contains.
#[test]
fn the_suggested_policy_line_keeps_what_is_there() {
    let thumbprint = "5a".repeat(20);
    let (it, _) = covered();
    let check = |lines: &[&str], expect: Option<(&str, &[usize])>| {
        let lines: Vec<String> =
            lines.iter().map(|line| line.replace("T;", &format!("{thumbprint};"))).collect();
        let told = suggest(&lines, &it, &authority());
        let told = told.as_ref().map(|it| (build(&it.line), it.replaces.as_slice()));
        let expect = expect.map(|(line, replaces)| (format!("{thumbprint}; {line}"), replaces));
        assert_eq!(told, expect, "{lines:?}");
        // The resulting policy has no faults of form.
        let Some((line, replaces)) = told else { return };
        let kept = lines.iter().enumerate().filter(|(number, _)| !replaces.contains(number));
        let all: Vec<String> = kept.map(|(_, line)| line.clone()).chain([line]).collect();
        assert_eq!(lint(&all, None, &[]), [], "{all:?}");
    };
    let other = format!("{}; 1.2.3; UpnSuffix=corp.example", "6b".repeat(20));
    check(&[], Some(("1.2.3; UpnSuffix=corp.example", &[])));
    check(&[&other], Some(("1.2.3; UpnSuffix=corp.example", &[])));
    check(&["T; 1.2.9; UpnSuffix=corp.example"], Some(("1.2.9, 1.2.3; UpnSuffix=corp.example", &[0])));
    check(
        &[&other, "T; 1.2.3, 1.2.9; UpnSuffix=x.example"],
        Some(("1.2.3, 1.2.9; UpnSuffix=x.example, UpnSuffix=corp.example", &[1])),
    );
    check(
        &["T; 1.2.3; UpnSuffix=corp.example", "T; 1.2.9; IssuerSubject"],
        Some(("1.2.3, 1.2.9; UpnSuffix=corp.example, IssuerSubject", &[0, 1])),
    );
    check(&["T; 1.2.3; UpnSuffix=CORP.example"], None);
    let situation =
        situation("", &format!(r#""name_policy":["{thumbprint}; 1.2.9; UpnSuffix=corp.example"]"#));
    let mapping = decide_issued_by(&it, Some(&authority()), &situation, None);
    let told = remedies(&it, &[&authority()], &situation, None, &mapping);
    let steps: Vec<&String> = told.iter().flat_map(|remedy| &remedy.steps).collect();
    assert!(steps.iter().any(|step| step.starts_with("It replaces line 1")), "{steps:#?}");
}

#[test]
fn remedies_fit_the_fault() {
    let sid = format!(r#""sid":"{SID}""#);
    let no_upn = with_sid(nameless(plain()), SID);
    let mut written = with_sid(plain(), SID);
    written.sid_extension.as_mut().unwrap().standard = false;
    let both = with_uri(with_sid(plain(), "x"), SID);
    let (covered, policy) = covered();
    let policy = policy.replace("1.2.3", "1.2.9");
    let partners =
        format!(r#"{PATCHED},"name_policy":["{}; 1.3.6; UpnSuffix=partner.example"]"#, "aa".repeat(20));
    let of_template = |oid: Option<&[u8]>| {
        let oid = oid.map(Oid::from_content);
        let name = oid.is_none().then(|| "User".to_owned());
        Certificate { template: Some(Template { name, oid, major: None, minor: None }), ..plain() }
    };
    let delicate = Certificate { issuer: Some(name(&[("O", "Contoso, Inc.")]).into()), ..plain() };
    let mut blank_first = plain();
    blank_first.san.insert(0, at(GeneralName::Upn("  ".into())));
    for (part, it, account, dc, expect) in [
        ("Reissue the certificate for this account", with_sid(plain(), OTHER), sid.as_str(), "", true),
        ("Reissue the certificate for this account", plain(), r#""upn":"b@corp.example""#, "", false),
        ("The SID is from Entra ID", with_sid(plain(), ENTRA), "", "", true),
        ("The SID is from Entra ID", with_sid(plain(), OTHER), &sid, "", false),
        ("(objectSid=", with_sid(plain(), OTHER), &sid, "", true),
        ("(objectSid=", with_sid(plain(), ENTRA), "", "", false),
        ("Whoever has the certificate", with_sid(plain(), OTHER), &sid, "", true),
        ("Whoever has the certificate", plain(), "", "", false),
        ("Reissue with the UPN", nameless(plain()), "", "", true),
        ("Reissue with the UPN", plain(), "", r#""use_subject_alt_name":0"#, false),
        ("UseSubjectAltName is 0", plain(), "", r#""use_subject_alt_name":0"#, true),
        ("UseSubjectAltName is 0", nameless(plain()), "", r#""use_subject_alt_name":0"#, false),
        ("The certificate has a SID but no name", no_upn.clone(), "", "", true),
        ("The certificate has a SID but no name", no_upn.clone(), "", r#""use_subject_alt_name":0"#, false),
        ("any other CA or MDM", plain(), "", "", true),
        ("any other CA or MDM", with_uri(plain(), SID), "", r#""version":"2016""#, false),
        ("any other CA or MDM", plain(), "", r#""version":"2016""#, false),
        (
            "The certificate has a SID but no name",
            with_sid(plain(), SID),
            "",
            r#""use_subject_alt_name":0"#,
            false,
        ),
        ("(userPrincipalName=a@corp.example)", blank_first, r#""upn":"b@corp.example""#, "", true),
        // With the right name it would be refused again.
        ("Let AD CS add the SID", plain(), r#""upn":"b@corp.example""#, "", true),
        ("Let AD CS add the SID", with_sid(plain(), SID), r#""upn":"b@x""#, "", false),
        ("for this account", with_sid(plain(), ENTRA), r#""upn":"b@corp.example""#, "", true),
        ("Let AD CS add", plain(), r#""upn":"b@corp.example""#, r#""updated":"2022-04""#, false),
        ("Intune SCEP", plain(), "", "", true),
        ("Intune SCEP", no_upn.clone(), "", "", false),
        ("issuer and serial number is not safe", delicate, "", "", true),
        ("issuer and serial number is not safe", plain(), "", "", false),
        ("Make the UPNs match", plain(), r#""upn":"b@corp.example""#, "", true),
        ("Make the UPNs match", with_sid(plain(), OTHER), &sid, "", false),
        ("Reissue with a name that identifies the account", no_upn, "", "", true),
        ("Reissue with a name that identifies the account", written, "", "", false),
        ("Reissue with a name that identifies the account", nameless(plain()), "", "", false),
        ("Make every domain controller read", with_uri(plain(), SID), "", r#""version":"2016""#, true),
        ("Make every domain controller read", both, "", "", false),
        ("Make every domain controller read", with_uri(plain(), SID), &sid, r#""version":"2016""#, true),
        ("Make every domain controller read", with_uri(plain(), OTHER), &sid, r#""version":"2016""#, false),
        ("Make every domain controller read", with_uri(plain(), ENTRA), "", r#""version":"2016""#, false),
        ("Intune SCEP", plain(), "", r#""version":["2016","2012r2"]"#, false),
        ("Intune SCEP", plain(), "", r#""version":["2016","2019"]"#, true),
        ("must be exactly tag:microsoft.com,2022-09-14:sid:S-1-5-21-1496966362", misspelt(), "", "", true),
        (
            "must be exactly tag:microsoft.com,2022-09-14:sid:",
            misspelt(),
            &format!(r#""sid":"{OTHER}""#),
            "",
            false,
        ),
        ("must be exactly tag:microsoft.com,2022-09-14:sid:", with_uri(plain(), SID), "", "", false),
        ("Make every domain controller read", plain(), "", "", false),
        ("For devices, this works only with hybrid-joined", computer(), "", "", true),
        ("For devices, this works only with hybrid-joined", plain(), "", "", false),
        ("For devices, this works on Windows only", computer(), "", "", true),
        ("For devices, this works on Windows only", plain(), "", "", false),
        ("older than Server 2019", plain(), "", r#""version":["2016","2022"]"#, true),
        ("older than Server 2019", plain(), "", r#""version":"2019""#, false),
        ("older than Server 2019", plain(), "", r#""version":"2022""#, false),
        ("Add this line for the certificate", covered.clone(), "", "", true),
        ("Add this line for the certificate", computer(), "", "", false),
        ("Line 1: The certificate contains none", covered.clone(), "", &policy, true),
        ("Line 1: ", nameless(plain()), "", r#""name_policy":["nonsense"]"#, true),
        ("makes the UPN a strong mapping in every certificate", covered.clone(), "", "", true),
        ("name-based strong mappings", covered.clone(), "", r#""version":"2016""#, false),
        ("name-based strong mappings", covered.clone(), "", r#""version":["2016","2019"]"#, true),
        ("name-based strong mappings", covered.clone(), "", r#""updated":"2024-08""#, false),
        ("name-based strong mappings", covered.clone(), "", r#""updated":"2024-09""#, true),
        ("name-based strong mappings", plain(), "", &partners, false),
        ("The SID in the certificate is not this account's", plain(), r#""upn":"b@corp.example""#, "", false),
        ("The certificate names another account", plain(), r#""upn":"b@corp.example""#, "", true),
        ("The SID in the certificate is not this account's", with_sid(plain(), OTHER), &sid, "", true),
        ("Control\\Lsa\\Kerberos\\Parameters", plain(), r#""upn":"b@corp.example""#, "", true),
        ("Control\\Lsa\\Kerberos\\Parameters", plain(), "", "", false),
        ("test it with one computer", computer(), "", r#""realm":"other.example""#, true),
        ("test it with one computer", computer(), "", "", false),
        ("Let domain controllers use the UPN", plain(), "", r#""use_subject_alt_name":0"#, true),
        ("Let AD CS add the SID extension", plain(), "", r#""use_subject_alt_name":0"#, true),
        ("Let AD CS add the SID extension", with_sid(plain(), SID), "", r#""use_subject_alt_name":0"#, false),
        ("must be exactly tag:", misspelt(), "", r#""version":"2016""#, false),
        ("some of your domain controllers are older", misspelt(), "", r#""version":"2016""#, false),
        ("Superseded Templates", of_template(None), "", "", true),
        ("Superseded Templates", of_template(Some(&[0x2B, 6, 1, 4])), "", "", false),
        ("Reenroll All Certificate Holders", of_template(None), "", "", false),
        (
            "Add the certificate to the policy for name-based strong mappings",
            nameless(plain()),
            "",
            "",
            false,
        ),
    ] {
        let situation = situation(account, dc);
        let mapping = decide_issued_by(&it, Some(&authority()), &situation, None);
        let told: Vec<_> = remedies(&it, &[&authority()], &situation, None, &mapping)
            .into_iter()
            .flat_map(|remedy| {
                let commands = remedy.commands.into_iter().map(|command| command.text).collect();
                [vec![remedy.title], remedy.steps, commands].concat()
            })
            .collect();
        assert_eq!(told.iter().any(|told| told.contains(part)), expect, "{part} {account} {dc}: {told:#?}");
    }
}
