//! Recognized texts that contain nothing to judge: what they are, and what to provide instead.

use super::shown;
use crate::catalog::lookup::accounting;

/// What a text about certificates or events is that contains nothing to judge, and what to do with it.
pub(super) fn advice(text: &str) -> Option<String> {
    let known = ADVICE.iter().find(|(marks, _)| marks.iter().all(|mark| text.contains(mark)));
    let of_nps = || text.lines().next().is_some_and(accounting::is_record).then(|| NPS_LOG.to_owned());
    known.map(|(_, what)| (*what).to_owned()).or_else(of_nps).or_else(|| event(text))
}

/// Most are recognized by the last line of `certutil`, which is the same in every language.
const ADVICE: [(&[&str], &str); 21] = [
    (
        &["================ ", "CertUtil: -SCInfo"],
        "certutil output for a smart card, which shows certificates without their bytes; certutil -scinfo -split writes \
         each one to a file",
    ),
    (&["================ ", "(sha1): "], STORE),
    (&["================ ", "CertUtil: -"], STORE),
    (&["X509 Certificate:", "0000  "], DUMP),
    (&["0000  ", "CertUtil: -dump"], DUMP),
    (&[" 1.2.840.113549.1.1.11 sha256RSA"], DUMP),
    (
        &["CertUtil: -verify"],
        "the result of certutil -verify, which does not contain the certificate; drop the certificate file, and use the \
         last lines of the result to answer the questions",
    ),
    (
        &["X509v3 ", "Signature Algorithm: "],
        "openssl output that describes a certificate; leave out -noout, or drop the certificate file",
    ),
    (
        &["Owner: ", "Certificate fingerprints:"],
        "keytool output that describes a certificate; add -rfc, or drop the certificate file",
    ),
    (&["tag:microsoft.com,", ":sid:"], "a copy of the names in a certificate; drop the certificate file"),
    (&["Row 1:", "Request ID: "], VIEW),
    (&["CertUtil: -view"], VIEW),
    (
        &["Thumbprint  ", "HasPrivateKey"],
        "a PowerShell listing that shows which certificates have a private key; find the thumbprint in it and answer \
         the question",
    ),
    (
        &["Thumbprint  ", "Subject"],
        "a PowerShell listing, which shows certificates without their bytes; use Export-Certificate",
    ),
    (
        &["HotFixID", "InstalledOn"],
        "a list of installed updates, which shows when each was installed but not its release month; enter the month \
         of the newest cumulative update, which is released on the second Tuesday",
    ),
    (
        &["B:", ":00020000"],
        "the keys registered on an account (msDS-KeyCredentialLink); Strongmap does not check whether one of them \
         belongs to the certificate, so answer the question instead",
    ),
    (
        &["ERROR: The system was unable to find the specified registry key or value."],
        "a registry query that found nothing and does not say what it looked for; query the whole key, without /v",
    ),
    (&["<Packet-Type data_type=", "<Event-Source data_type="], NPS_LOG),
    (&["Windows Registry Editor Version"], REGISTRY),
    (&["REGEDIT4"], REGISTRY),
    (&["HKEY_", "    REG_"], REGISTRY),
];

const REGISTRY: &str = "registry data without any value that Strongmap uses; export or query the keys Services\\Kdc, \
                        SecurityProviders\\Schannel, RemoteAccess\\Parameters\\Ikev2 or RasMan\\PPP\\EAP\\13";

const NPS_LOG: &str =
    "a log file of NPS; paste its lines into the code search box to see what their reason codes mean";

const STORE: &str = "a certutil listing of a store, which shows certificates without their bytes; \
                     add -split to write each one to a file, or export the store with certutil -store -split";

const DUMP: &str =
    "a certutil dump, which shows a certificate without all of its bytes; drop the certificate file";

const VIEW: &str =
    "a view of a CA database without the certificates; add RawCertificate to the columns after -out";

/// An event of a Windows log, as text, as XML, or as listed by `Get-WinEvent`.
fn event(text: &str) -> Option<String> {
    let number = in_xml(text).or_else(|| in_text(text));
    match number {
        Some(number) => Some(format!(
            "event {number} of a Windows log; enter event {number} in the code search box to see what it means"
        )),
        None => MESSAGES.iter().any(|words| text.contains(words)).then(|| {
            "the message of an event; paste it into the code search box to see what it means".to_owned()
        }),
    }
}

/// Phrases in messages of certificate events, and event sources, whose names are not translated.
const MESSAGES: [&str; 5] = [
    "Certificate Thumbprint:",
    "Network Policy Server denied access",
    "CoId={",
    "Microsoft-Windows-Kerberos-Key-Distribution-Center",
    "Microsoft-Windows-Security-Auditing",
];

fn in_xml(text: &str) -> Option<u32> {
    let (_, rest) = text.split_once("<EventID")?;
    let (_, rest) = rest.split_once('>')?;
    rest.split('<').next()?.trim().parse().ok()
}

fn in_text(text: &str) -> Option<u32> {
    shown::objects(text).find_map(|object| {
        let is_event =
            ["Source", "ProviderName", "Log Name", "LogName"].iter().any(|name| object.value(name).is_some());
        let number = ["Event ID", "EventID", "Id"].iter().find_map(|name| object.value(name))?;
        if is_event { number.parse().ok() } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        let advice = advice(text);
        match expect {
            Some(expect) => {
                assert!(advice.as_ref().is_some_and(|it| it.contains(expect)), "{text}: {advice:?}")
            }
            None => assert_eq!(advice, None, "{text}"),
        }
    }

    #[test]
    fn certutil_output_is_recognized_in_any_language() {
        check(
            "================ Zertifikat 0 ================\nCertUtil: -store-Befehl wurde erfolgreich ausgeführt.\n",
            Some("-split"),
        );
        check(
            "X509-Zertifikat:\n    0000  30 82 01 0a\nCertUtil: -dump-Befehl\n",
            Some("drop the certificate file"),
        );
        check("Zeile 1:\nCertUtil: -view-Befehl\n", Some("RawCertificate"));
        check("CertUtil: -verify command completed successfully.\n", Some("answer the questions"));
        check(
            "Signaturalgorithmus:\n    Objekt-ID: 1.2.840.113549.1.1.11 sha256RSA\n",
            Some("drop the certificate file"),
        );
        check(
            "================ Zertifikat 0 ================\nCert Hash(sha1): 42\nCertUtil: -SCInfo-Befehl\n",
            Some("-scinfo -split"),
        );
    }

    #[test]
    fn output_of_other_commands_is_recognized() {
        check("Source Description HotFixID InstalledBy InstalledOn\n", Some("month of the newest"));
        check("Thumbprint                               HasPrivateKey\n", Some("private key"));
        check("Signature Algorithm: ecdsa-with-SHA256\nX509v3 extensions:\n", Some("-noout"));
        check("Owner: CN=alice\nCertificate fingerprints:\n", Some("-rfc"));
        check(
            "URL=tag:microsoft.com,2022-09-14:sid:S-1-5-21-1-2-3-1105\n",
            Some("drop the certificate file"),
        );
        check(
            "ERROR: The system was unable to find the specified registry key or value.\n",
            Some("without /v"),
        );
    }

    #[test]
    fn events_refer_to_the_code_search() {
        check(
            "Log Name:      System\nSource:        Microsoft-Windows-Kerberos-Key-Distribution-Center\nEvent ID:      39\n",
            Some("event 39"),
        );
        check("<Event><System><EventID Qualifiers=\"32768\">41</EventID></System></Event>", Some("event 41"));
        check("ProviderName : RasClient\nId           : 20227\n", Some("event 20227"));
        check(
            "Quelle: Microsoft-Windows-Kerberos-Key-Distribution-Center\nEreignis-ID: 39\n",
            Some("message of an event"),
        );
        check("Certificate Information:\n\tCertificate Thumbprint:\t\tAA\n", Some("message of an event"));
        let of_nps = Some("log file of NPS");
        check("10.0.0.5,CORP\\alice,11/22/2026,02:15:01,IAS,NPS1,4136,3,4142,16\r\n", of_nps);
        check(
            "<Event><Event-Source data_type=\"1\">IAS</Event-Source><Packet-Type data_type=\"0\">3",
            of_nps,
        );
        check("Id : 39\nName : x\n", None);
        check("hello", None);
    }
}
