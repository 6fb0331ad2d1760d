//! The catalog is complete, every statement in it has a source, and every code is found in any spelling.

use std::collections::{BTreeMap, BTreeSet};
use strongmap::catalog::prose::{Block, Span};
use strongmap::catalog::{self, Code, Confidence, Entry, Family, Hit, Rank, entries, lookup};

#[path = "catalog/pasted.rs"]
mod pasted;
#[path = "catalog/strangers.rs"]
mod strangers;

const HEADINGS: [&str; 5] =
    ["What it means", "What really causes it", "How to see it yourself", "What to change", "Sources"];

#[test]
fn the_catalog_holds_exactly_the_listed_codes() {
    let expected = keys();
    let found: Vec<_> = entries().iter().map(key).collect();
    let unique: BTreeSet<_> = found.iter().cloned().collect();
    assert_eq!(unique.len(), found.len(), "an entry stands twice");
    let missing: Vec<_> = expected.difference(&unique).collect();
    let unknown: Vec<_> = unique.difference(&expected).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "missing {missing:?}, unknown {unknown:?}");

    let mut count: BTreeMap<Family, usize> = BTreeMap::new();
    for entry in entries() {
        *count.entry(entry.code.family).or_default() += 1;
    }
    let counts = Family::ALL.map(|family| count.get(&family).copied().unwrap_or(0));
    assert_eq!(counts, [151, 278, 94, 14, 23, 48, 44, 34, 20, 142, 31, 30]);
}

#[test]
fn every_entry_is_complete() {
    check_all(|entry| {
        let mut faults = Vec::new();
        let mut fault = |is: bool, what: &str| {
            if is {
                faults.push(what.to_owned());
            }
        };
        let length = entry.title.chars().count();
        fault(!(3..=60).contains(&length), "the title has no good length");
        fault(entry.title.ends_with('.'), "the title ends in a full stop");
        fault(entry.title.starts_with(|c: char| c.is_lowercase()), "the title begins small");
        fault(entry.symbol.is_some_and(|it| is_copy(it, entry.title)), "the title is the symbol");
        fault(entry.meaning.chars().count() < 20, "the meaning is too short");
        fault(!entry.meaning.ends_with(['.', '?', '!', ')']), "the meaning is no sentence");
        fault(entry.meaning == entry.title, "the meaning is the title");
        fault(entry.source_keys().next().is_none(), "no source");
        for key in entry.source_keys() {
            fault(catalog::source(key).is_none(), &format!("unknown source {key}"));
        }
        let pointers = entry.see_also_as_written().count();
        fault(entry.see_also().count() != pointers, "a pointer leads nowhere");
        for pointer in entry.see_also() {
            fault(catalog::entry(pointer.code).is_none(), "a pointer leads nowhere");
            fault(pointer.code == entry.code, "a pointer leads back to the entry");
            fault(
                !(1..=60).contains(&pointer.why.chars().count()),
                "a pointer without reason, or with a long one",
            );
        }
        fault(entry.source.is_some() != entry.code.family.is_event(), "events alone have a provider");
        fault(entry.log.is_some() != entry.code.family.is_event(), "events alone have a log");
        fault(entry.spellings().any(|it| Some(it) == entry.symbol), "the symbol is a spelling");
        faults
    });
}

#[test]
fn every_page_is_complete() {
    check_all(|entry| {
        let page = catalog::page(entry.code).expect("every entry has a page");
        let blocks = page.blocks();
        if !page.is_full() {
            let said = blocks.contains(&Block::Paragraph(vec![Span::Text(catalog::NO_CAUSE_KNOWN)]));
            return if said { Vec::new() } else { vec!["a page without cause does not say so".to_owned()] };
        }
        let mut faults = Vec::new();
        let headings: Vec<_> = blocks
            .iter()
            .filter_map(|block| match block {
                Block::Heading { level: 2, text } => Some(*text),
                Block::Heading { .. } => Some("a heading of another level"),
                _ => None,
            })
            .collect();
        if headings != HEADINGS || !matches!(blocks.first(), Some(Block::Heading { .. })) {
            faults.push(format!("headings {headings:?}"));
        }
        let words: usize = texts(&blocks).map(|text| text.split_whitespace().count()).sum();
        if words < 80 {
            faults.push(format!("{words} words"));
        }
        for span in spans(&blocks) {
            if let Span::Link { target, .. } = span
                && Code::from_link(target).is_none_or(|code| code.link() != *target)
            {
                faults.push(format!("link to {target}"));
            }
            if let Span::Text(text) = span
                && (text.contains("**") || text.contains('`') || text.contains("]("))
            {
                faults.push(format!("a mark left over in {text:?}"));
            }
        }
        faults.extend(blocks.iter().filter_map(|block| match block {
            Block::Code { language: "", .. } => Some("code in no language".to_owned()),
            _ => None,
        }));
        match blocks.last() {
            Some(Block::List { items, .. }) => faults.extend(items.iter().filter_map(|item| {
                let line: String = item.iter().map(Span::text).collect();
                let key = line.split_once(':').map_or(line.as_str(), |(key, _)| key).trim();
                catalog::source(key).is_none().then(|| format!("unknown source {key}"))
            })),
            _ => faults.push("the sources are no list".to_owned()),
        }
        faults
    });
}

#[test]
fn entries_without_a_published_source_are_inferred() {
    check_all(|entry| {
        let general = entry.source_keys().any(|key| key == "GENERAL");
        let sure = general && entry.confidence != Confidence::Inferred;
        if sure { vec![format!("{:?} by general knowledge", entry.confidence)] } else { Vec::new() }
    });
}

#[test]
fn commands_mean_the_same_in_powershell() {
    check_all(|entry| {
        let page = catalog::page(entry.code).expect("every entry has a page");
        let blocks = page.blocks();
        // Unquoted, `@now` splats an unset PowerShell variable: certutil gets no value and does nothing.
        let spread = texts(&blocks).filter(|text| text.contains(" @now")).map(str::to_owned);
        spread.collect()
    });
}

#[test]
fn the_most_important_codes_have_full_pages() {
    use Family::{Eap, Event, Hresult, Ike, Kdc, Krb, Nps, Ntstatus, Ras, Schannel};
    let named: [(Family, &[u32]); 13] = [
        (Ike, &[13801, 13803, 13804, 13805, 13806, 13819, 13820, 13824, 13868, 13876, 13881, 13885]),
        (Ike, &[13902, 13905, 13906, 13907, 13908]),
        (Ike, &[13817, 13818, 13826, 13828, 13835, 13847, 13848, 13875, 13887]),
        (Ras, &[691, 718, 787, 789, 798, 800, 809, 812, 828, 835, 850, 864, 866, 868, 874, 875]),
        (Ras, &[766, 778, 781, 785, 786, 790, 801, 810, 826, 847, 867]),
        (Nps, &[7, 8, 16, 21, 22, 23, 48, 49, 65, 66, 73, 96]),
        (Kdc, &[19, 20, 21, 29, 32, 39, 40, 41, 45, 48, 49, 313]),
        (Krb, &[6, 16, 62, 63, 64, 65, 66, 80, 81]),
        (Event, &[6272, 6273, 6274, 20227, 20271, 20276, 12013, 4768, 4771, 11, 30, 41, 53]),
        (Event, &[9, 102, 103, 106, 107]),
        (Eap, EAPS),
        (Hresult, HRESULTS),
        (Ntstatus, NTSTATUSES),
    ];
    let ranges = [(Ras, 853..=866), (Nps, 256..=300), (Krb, 70..=78), (Schannel, 36867..=36888)];
    let mut brief = Vec::new();
    let codes = named.iter().flat_map(|(family, numbers)| numbers.iter().map(|number| (*family, *number)));
    let codes = codes.chain(ranges.into_iter().flat_map(|(family, range)| range.map(move |it| (family, it))));
    for (family, number) in codes {
        let code = Code::new(family, number);
        if !catalog::page(code).is_some_and(|page| page.is_full()) {
            brief.push(code.to_string());
        }
    }
    assert!(brief.is_empty(), "{}", brief.join(", "));
}

/// The EAP values that certificate conditions lead to.
const EAPS: &[u32] = &[0x8042_0202, 0x8042_0203, 0x8042_0400];

/// The HRESULT values that certificate conditions lead to.
const HRESULTS: &[u32] = &[
    0x8007_0040,
    0x8009_030B,
    0x8009_030E,
    0x8009_0325,
    0x8009_2010,
    0x8009_2012,
    0x8009_2013,
    0x800B_0101,
    0x800B_0102,
    0x800B_0103,
    0x800B_0104,
    0x800B_0105,
    0x800B_0109,
    0x800B_010A,
    0x800B_010F,
    0x800B_0110,
    0x800B_0112,
    0x800B_0113,
    0x800B_0114,
];

/// The NTSTATUS values that certificate conditions lead to.
const NTSTATUSES: &[u32] = &[
    0xC000_006D,
    0xC000_00BB,
    0xC000_02F9,
    0xC000_038A,
    0xC000_038B,
    0xC000_038D,
    0xC000_040C,
    0xC000_040D,
    0xC000_040E,
];

#[test]
fn every_spelling_finds_its_entry_at_the_best_rank() {
    check_all(|entry| {
        let mut spellings = entry.numbers();
        spellings.extend(entry.symbol.map(str::to_owned));
        spellings.extend(entry.symbol.map(str::to_lowercase));
        spellings.extend(entry.symbol.map(|symbol| symbol.replace('_', " ")));
        spellings.extend(entry.spellings().map(str::to_owned));
        spellings.push(entry.code.link());
        spellings.push(format!("https://strongmap.example/{}", entry.code.link()));
        spellings.push(entry.code.to_string());
        spellings.push(format!("{} {}", entry.code.family, entry.code.hex()));
        spellings.push(format!("0x{:08x}", entry.code.number));
        spellings.push(format!("0x{:08X}", entry.code.number));
        if entry.code.number > 0xFFFF {
            spellings.push(format!("{:08X}", entry.code.number));
            spellings.push(format!("{:08x}", entry.code.number));
        }
        spellings.into_iter().filter(|it| !is_first_or_equal(&lookup(it), entry)).collect()
    });
}

#[test]
fn every_entry_is_found_first_by_its_title() {
    check_all(|entry| {
        let found = is_first_or_equal(&lookup(entry.title), entry);
        if found { Vec::new() } else { vec![entry.title.to_owned()] }
    });
}

#[test]
fn queries_find_what_an_administrator_means() {
    for (query, expect) in QUESTIONS {
        let expect: Vec<_> = expect.split_whitespace().collect();
        let found = addresses(&lookup(query));
        let first = found.get(..expect.len()).unwrap_or(&found);
        assert_eq!(first, expect, "{query}: {found:?}");
    }
}

/// Queries, and the entries that must come first, in this order.
const QUESTIONS: &[(&str, &str)] = &[
    ("13908", "ike/13908"),
    ("0x3654", "ike/13908"),
    ("3654", "ike/13908"),
    ("0x80073654", "ike/13908"),
    ("-2147010988", "ike/13908"),
    ("2147956308", "ike/13908"),
    ("0x80070355", "ras/853"),
    ("0x80070040", "hresult/0x80070040"),
    ("-2146762495", "hresult/0x800b0101"),
    ("\u{2212}2146762495", "hresult/0x800b0101"),
    ("2148204801", "hresult/0x800b0101"),
    ("800b0101", "hresult/0x800b0101"),
    ("80092013", "hresult/0x80092013"),
    ("0xFFFFFFFF800B0101", "hresult/0x800b0101"),
    ("c000006d", "ntstatus/0xc000006d"),
    ("ERROR_IPSEC_IKE_NO_CERT", "ike/13806"),
    ("error_ipsec_ike_no_cert", "ike/13806"),
    ("\"CERT_E_EXPIRED\"", "hresult/0x800b0101"),
    ("no cert", "ike/13806"),
    ("No certificate", "ike/13806"),
    ("ERROR IPSEC IKE NO CERT", "ike/13806"),
    ("error no certificate", "ras/766"),
    ("status kdc cert revoked.", "ntstatus/0xc000040f"),
    ("KDC ERR PREAUTH FAILED", "krb/24"),
    ("decrypt error", "tls/51"),
    ("KDC_ERR_CERTIFICATE_MISMATCH", "krb/66"),
    ("KDC_ERR_CERTIFICATE_MISMACTH", "krb/66"),
    ("CERT_E_EXPIRD", "hresult/0x800b0101"),
    ("CERTIFICATE_MISMATCH", "krb/66"),
    ("SEC_E_NO_SPM", "hresult/0x80090304"),
    ("event 39", "kdc/39"),
    ("event id 6273", "event/6273"),
    ("eventid=39", "kdc/39"),
    ("kdc 39", "kdc/39"),
    ("event-39", "kdc/39"),
    ("reason code 16", "nps/16"),
    ("reason-code: 258", "nps/258 hresult/0x80092012"),
    ("nps 16", "nps/16"),
    ("Error 853", "ras/853"),
    ("IKE13801", "ike/13801"),
    ("error13801", "ike/13801"),
    ("error0x35E9", "ike/13801"),
    ("NPS16", "nps/16"),
    ("13,801", "ike/13801"),
    ("error 13.801", "ike/13801"),
    ("-2,146,762,495", "hresult/0x800b0101"),
    ("Event 6,273", "event/6273"),
    ("853,812", "ras/853 ras/812"),
    ("Code raison : 16", "nps/16"),
    ("Codice motivo: 258", "nps/258"),
    ("Código de motivo: 66", "nps/66"),
    ("Erreur 853", "ras/853"),
    ("error 0x35E9", "ike/13801"),
    ("error: -2146885613", "hresult/0x80092013"),
    ("TLS alert 48", "tls/48"),
    ("alert 40", "tls/40"),
    ("kerberos 66", "krb/66"),
    ("kerberos error 0x42", "krb/66"),
    ("0x42", "krb/66 nps/66"),
    ("0x10", "krb/16 nps/16"),
    ("16", "nps/16 krb/16"),
    ("39", "kdc/39"),
    ("41", "kdc/41 event/41 krb/41"),
    ("event 41", "kdc/41 event/41 krb/41"),
    ("capi2 41", "event/41"),
    ("event 41 CAPI2", "event/41 kdc/41"),
    ("krb 41", "krb/41"),
    ("66", "nps/66 krb/66"),
    ("21", "kdc/21"),
    ("schannel 36887", "schannel/36887"),
    ("event 6273 reason 16", "nps/16"),
    ("4768 0x42", "krb/66"),
    ("#/code/ike/13908", "ike/13908"),
    ("https://strongmap.example/#/code/hresult/0x800b0101", "hresult/0x800b0101"),
    ("The error code returned on failure is 853.", "ras/853"),
    ("IKE authentication credentials are unacceptable.", "ike/13801"),
    ("IKE failed to find valid machine certificate", "ike/13806"),
    ("The specified network name is no longer available.", "hresult/0x80070040"),
    ("Your credentials could not be verified", "ntstatus/0xc000006d"),
    ("Network Policy Server denied access to a user.", "event/6273"),
    ("Network Policy Server granted access to a user.", "event/6272"),
    (
        "Network Policy Server denied access to a user. Reason: The specified user account does not exist.",
        "nps/8 event/6273",
    ),
    ("Kerberos pre-authentication failed.", "event/4771"),
    (NPS_DENIES, "nps/16 event/6273"),
    (NPS_DENIES_IN_FRENCH, "nps/16 event/6273"),
    (NPS_DENIES_IN_ITALIAN, "nps/258"),
    (NPS_DENIES_IN_SPANISH, "nps/66"),
    (KDC_NO_MAPPING, "kdc/39"),
    (KDC_NO_MAPPING_BARE, "kdc/39"),
    (KDC_TOO_OLD_BARE, "kdc/40 kdc/39"),
    (KDC_XML, "kdc/41"),
    (NPS_ACCOUNTING, "nps/16"),
    (
        "[2345] 02-12 08:01:02:123: QuerySecurityContextToken failed and returned 0x8009030c",
        "hresult/0x8009030c",
    ),
    (TICKET_REFUSED, "krb/66 event/4768"),
    (RAS_CLIENT, "ras/853 event/20227"),
    (RAS_CLIENT_ENDS, "ras/829 event/20226"),
    (RAS_CLIENT_ENDS_BARE, "ras/829"),
    (RAS_CLIENT_IN_GERMAN, "ras/853"),
    (SCHANNEL_ALERT, "tls/48 schannel/36887"),
    (CAPI2_XML, "hresult/0x80092013"),
    (SSTP_LINE, "hresult/0x800b0101"),
];

const NPS_DENIES: &str = "Log Name:      Security
Source:        Microsoft-Windows-Security-Auditing
Date:          2/12/2025 8:14:22 AM
Event ID:      6273
Task Category: Network Policy Server
Description:
Network Policy Server denied access to a user.
User:
\tSecurity ID:\t\t\tS-1-5-21-1496966362-3320961333-4044918980-1105
\tAccount Name:\t\t\tjane@corp.example
NAS:
\tNAS IPv4 Address:\t\t10.0.0.16
\tNAS Port-Type:\t\t\tVirtual
\tNAS Port:\t\t\t23
RADIUS Client:
\tClient Friendly Name:\t\tvpn1
Authentication Details:
\tConnection Request Policy Name:\tVPN
\tAuthentication Type:\t\tEAP
\tEAP Type:\t\t\t13
\tReason Code:\t\t\t16
\tReason:\t\t\t\tAuthentication failed due to a user credentials mismatch.";

const NPS_DENIES_IN_FRENCH: &str = "Source : Microsoft-Windows-Security-Auditing
ID de l’événement : 6273
Détails de l’authentification :
\tServeur d’authentification :\tnps1.corp.example
\tType EAP :\t\t\t13
\tPort NAS :\t\t\t23
\tCode de raison :\t\t16";

const NPS_DENIES_IN_ITALIAN: &str = "Dettagli di autenticazione:
\tServer di autenticazione:\tnps1.corp.example
\tTipo EAP:\t\t13
\tPorta NAS:\t\t23
\tCodice motivo:\t\t258";

const NPS_DENIES_IN_SPANISH: &str = "Detalles de autenticación:
\tServidor de autenticación:\tnps1.corp.example
\tTipo EAP:\t\t13
\tPuerto NAS:\t\t23
\tCódigo de motivo:\t66";

const KDC_NO_MAPPING: &str = "Log Name: System
Source: Microsoft-Windows-Kerberos-Key-Distribution-Center
Date: 9/10/2025 7:01:12 AM
Event ID: 39
Level: Error
The Key Distribution Center (KDC) encountered a user certificate that was valid but could not be mapped to a \
user in a secure way. User: jane Certificate Serial Number: 5C00000016E9";

const KDC_NO_MAPPING_BARE: &str = "The Key Distribution Center (KDC) encountered a user certificate that was valid \
but could not be mapped to a user in a secure way (such as via explicit mapping, key trust mapping, or a SID).";

const KDC_TOO_OLD_BARE: &str = "The Key Distribution Center (KDC) encountered a user certificate that was valid \
but could not be mapped to a user in a secure way (such as via explicit mapping, key trust mapping, or a SID). The \
certificate also predated the user it mapped to, so it was rejected.

User: jane
Certificate Serial Number: 5C00000016E9
Certificate Issuance Time: 133000000000000000
Account Creation Time: 134000000000000000";

const KDC_XML: &str = "<Event><System><Provider Name='Microsoft-Windows-Kerberos-Key-Distribution-Center' \
Guid='{3FD9DA1A-5A54-46C5-9A26-9BD7C0685056}'/><EventID Qualifiers='32768'>41</EventID><Version>0</Version>\
<Level>2</Level><Execution ProcessID='0' ThreadID='16'/></System></Event>";

const NPS_ACCOUNTING: &str = "<Event><Timestamp data_type=\"4\">02/12/2025 08:01:02.123</Timestamp>\
<Computer-Name data_type=\"1\">NPS1</Computer-Name><Packet-Type data_type=\"0\">3</Packet-Type>\
<Reason-Code data_type=\"0\">16</Reason-Code></Event>";

const TICKET_REFUSED: &str = "Event ID: 4768
A Kerberos authentication ticket (TGT) was requested.
Account Information:
\tAccount Name:\t\tjane
Network Information:
\tClient Address:\t\t::ffff:10.0.0.5
\tClient Port:\t\t49753
Additional Information:
\tTicket Options:\t\t0x40810010
\tResult Code:\t\t0x42
\tTicket Encryption Type:\t0x12
\tPre-Authentication Type:\t16";

const RAS_CLIENT: &str = "Event ID 20227, source RasClient. CoId={A1B2C3D4-0016-4E21-9C41-000000000853}: The user \
SYSTEM dialed a connection named Corp VPN which has failed. The error code returned on failure is 853.";

const RAS_CLIENT_ENDS: &str = "Event ID 20226, source RasClient. CoId={A1B2C3D4-0016-4E21-9C41-000000000853}: The \
user SYSTEM dialed a connection named Corp VPN which has terminated. The reason code returned on termination is 829.";

const RAS_CLIENT_ENDS_BARE: &str = "CoId={A1B2C3D4-0016-4E21-9C41-000000000853}: The user CORP\\jane dialed a \
connection named Corp VPN which has terminated. The reason code returned on termination is 829.";

const RAS_CLIENT_IN_GERMAN: &str = "CoId={A1B2C3D4-0016-4E21-9C41-000000000812}: Der Benutzer \"CORP\\jane\" hat eine \
Verbindung namens \"Corp VPN\" gewählt, die nicht hergestellt werden konnte. Der durch den Fehler zurückgegebene \
Ursachencode lautet: 853.";

const SCHANNEL_ALERT: &str = "Source: Schannel
Event ID: 36887
A fatal alert was received from the remote endpoint. The TLS protocol defined fatal alert code is 48.";

const CAPI2_XML: &str = "<UserData><CertVerifyRevocation><Certificate fileRef=\"8A2B4C.cer\"/>\
<Result value=\"80092013\">The revocation function was unable to check revocation because the revocation server \
was offline.</Result></CertVerifyRevocation></UserData>";

const SSTP_LINE: &str = "CoId={0D4F}: The user CORP\\jane dialed a connection named SSTP which has failed. The error \
code returned on failure is -2146762495.";

#[test]
fn words_find_what_they_describe() {
    fn check(query: &str, expect: &str) {
        let found = addresses(&lookup(query));
        assert!(found.iter().take(5).any(|it| it == expect), "{query}: {found:?}");
    }
    check("untrusted root", "hresult/0x800b0109");
    check("revocation offline", "hresult/0x80092013");
    check("certificate mismatch", "krb/66");
    check("certifcate mismatch", "krb/66");
    check("smart card logon", "kdc/29");
    check("coexistence suppress", "ike/13902");
    check("user cert expired", "ras/854");
    check("nps revoked certificate", "nps/256");
    check("nps withdrawn certificate", "nps/256");
    check("preauthentication failed", "krb/24");
    check("preauthentication required", "krb/25");
    check("no cert", "ras/786");
    check("certificate not mapped", "kdc/39");
    check("strong mapping", "kdc/39");
    check("sid mismatch", "kdc/41");
    check("ntauth", "hresult/0x800b0112");
    check("unknown ca", "tls/48");
    check("policy match error", "ike/13868");
    check("eap type not enabled", "nps/22");
    check("certification authority", "nps/295");
    check("certificate authority ntauth", "nps/295");
    check("issuing CA ntauth", "nps/295");
    check("enhanced key usage", "nps/293");
    check("crl expired", "nps/259");
}

#[test]
fn a_truncated_symbol_finds_all_symbols_with_that_prefix() {
    let found = addresses(&lookup("KRB_AP_ERR…"));
    for entry in entries().iter().filter(|entry| entry.symbol.is_some_and(|it| it.starts_with("KRB_AP_ERR")))
    {
        assert!(found.contains(&address(entry)), "{}: {found:?}", entry.code);
    }
    assert!(found.iter().all(|it| it.starts_with("krb/")), "{found:?}");
}

#[test]
fn other_numbers_in_a_message_are_not_codes() {
    for (message, others) in
        [(NPS_DENIES, ["23", "13", "22", "8"]), (TICKET_REFUSED, ["16", "18", "21", "5"])]
    {
        for hit in lookup(message) {
            let number = hit.entry.code.number.to_string();
            let is_told = message.contains(&format!("Code:\t\t\t{number}"));
            assert!(is_told || !others.contains(&number.as_str()), "{}", hit.entry.code);
        }
    }
}

#[test]
fn a_message_cut_anywhere_is_looked_up_without_panic() {
    for message in [NPS_DENIES, KDC_XML, RAS_CLIENT, CAPI2_XML] {
        for (at, _) in message.char_indices().step_by(11) {
            let (head, tail) = message.split_at(at);
            assert!(lookup(head).len() + lookup(tail).len() <= 2 * 60, "{head}|{tail}");
        }
    }
}

/// Runs a check over all entries and reports every fault at once.
fn check_all(check: impl Fn(&Entry) -> Vec<String>) {
    let faults: Vec<String> = entries()
        .iter()
        .flat_map(|entry| check(entry).into_iter().map(|fault| format!("{}: {fault}", entry.code)))
        .collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

fn is_first_or_equal(hits: &[Hit], entry: &Entry) -> bool {
    let best: Option<Rank> = hits.first().map(|hit| hit.rank);
    hits.iter().any(|hit| hit.entry.code == entry.code && Some(hit.rank) == best)
}

fn addresses(hits: &[Hit]) -> Vec<String> {
    hits.iter().map(|hit| address(hit.entry)).collect()
}

fn address(entry: &Entry) -> String {
    entry.code.link().trim_start_matches("#/code/").to_owned()
}

/// Whether a title only repeats the symbol, however its words are separated.
fn is_copy(symbol: &str, title: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    title.contains('_') || letters(symbol) == letters(title)
}

fn texts<'a>(blocks: &'a [Block<'a>]) -> impl Iterator<Item = &'a str> {
    let code = blocks.iter().filter_map(|block| match block {
        Block::Code { text, .. } => Some(*text),
        _ => None,
    });
    spans(blocks).map(Span::text).chain(code)
}

fn spans<'a>(blocks: &'a [Block<'a>]) -> impl Iterator<Item = &'a Span<'a>> {
    blocks.iter().flat_map(|block| -> Vec<&Span<'_>> {
        match block {
            Block::Paragraph(spans) => spans.iter().collect(),
            Block::List { items, .. } => items.iter().flatten().collect(),
            Block::Heading { .. } | Block::Code { .. } => Vec::new(),
        }
    })
}

type Key = (Family, u32, String);

fn key(entry: &Entry) -> Key {
    (entry.code.family, entry.code.number, entry.source.unwrap_or_default().to_owned())
}

/// The codes that the catalog must hold, and no others.
#[expect(clippy::expect_used, reason = "a list that cannot be read must fail the tests that rest on it")]
fn keys() -> BTreeSet<Key> {
    let mut keys = BTreeSet::new();
    let mut family = (Family::Ike, String::new());
    for line in include_str!("catalog/keys.txt").lines().filter(|line| !line.starts_with('#')) {
        let numbers = match line.split_once(':') {
            Some((head, numbers)) => {
                let (name, source) = head.split_once(' ').unwrap_or((head, ""));
                family = (Family::from_name(name).expect("a family"), source.to_owned());
                numbers
            }
            None => line,
        };
        for number in numbers.split_whitespace() {
            let number = match number.strip_prefix("0x") {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            keys.insert((family.0, number.expect("a number"), family.1.clone()));
        }
    }
    keys
}
