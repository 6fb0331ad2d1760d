//! Numbers that are not the codes they look like: events of other sources, numbers of other programs, and quantities.

use super::addresses;
use strongmap::catalog::lookup;

/// Looks up texts that find exactly these entries, in this order.
#[track_caller]
fn check(cases: &[(&str, &str)]) {
    let mut faults = Vec::new();
    for (text, expect) in cases {
        let found = addresses(&lookup(text));
        if found != expect.split_whitespace().collect::<Vec<_>>() {
            faults.push(format!("{expect:?} is {found:?}: {text}"));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn each_event_of_a_paste_has_its_own_source() {
    check(&[
        (GROUPS_OF_TWO_SOURCES, "kdc/39"),
        (GROUPS_IN_OTHER_ORDER, "kdc/39"),
        (LIST_OF_TWO_SOURCES, "kdc/39"),
        (TABLE_OF_TWO_SOURCES, "kdc/39"),
        (SHORT_TABLE_OF_TWO_SOURCES, "kdc/39"),
        (TEXT_OF_TWO_SOURCES, "kdc/39"),
        (
            "<Event><System><Provider Name='disk'/><EventID>41</EventID></System></Event>\n<Event><System><Provider \
             Name='Microsoft-Windows-Kerberos-Key-Distribution-Center'/><EventID>39</EventID></System></Event>",
            "kdc/39",
        ),
        (
            r#"[{"Id": 41, "ProviderName": "disk"}, {"Id": 39, "ProviderName": "Kerberos-Key-Distribution-Center"}]"#,
            "kdc/39",
        ),
        ("Source: KDC\nEvent ID: 39\n\nSource: disk\nEvent ID: 41", "kdc/39"),
        ("Source: CAPI2\nEvent ID: 41\n\nSource: KDC\nEvent ID: 39", "kdc/39 event/41"),
        ("Microsoft-Windows-Kernel-Power 41\nSchannel 36887", "schannel/36887"),
    ]);
}

#[test]
fn the_event_viewer_names_sources_without_a_label() {
    check(&[
        // The title above the details of an event.
        ("Event 13, CertificateServicesClient-CertEnroll", ""),
        ("Event 21, CertificationAuthority", ""),
        ("Event 41, Kernel-Power", ""),
        ("Event 11, disk\nThe driver detected a controller error.", ""),
        ("Event 11, Kerberos-Key-Distribution-Center", ""),
        ("Event 39, Kerberos-Key-Distribution-Center", "kdc/39"),
        ("Événement 41, Kernel-Power", ""),
        ("Ereignis 41, Kerberos-Key-Distribution-Center", "kdc/41"),
        ("Event 13, NPS", "event/13"),
        ("Event 39, certificate logon", "kdc/39"),
        ("EventID 39, ProviderName: KDC", "kdc/39"),
        ("Event 39, Warning\nThe certificate is not mapped", "kdc/39"),
        // Rows of its list.
        ("Error\t11/20/2026 8:00:00 AM\tCertificateServicesClient-CertEnroll\t13\tNone", ""),
        ("Critical\t11/20/2026 8:00:00 AM\tKernel-Power\t41\t(63)", ""),
        ("Fehler\t20.11.2026 08:00:00\tdisk\t11\tKeine", ""),
        ("\"Error\",\"11/20/2026 8:00:00 AM\",\"CertificationAuthority\",\"53\",\"None\"", ""),
        ("Error\t11/20/2026 8:00:00 AM\tKerberos-Key-Distribution-Center\t11\tNone", ""),
        (
            "Error\t11/20/2026 8:00:00 AM\tKernel-Power\t41\tNone\nError\t11/20/2026 8:00:00 AM\tSchannel\t36887\tNone",
            "schannel/36887",
        ),
        ("Kerberos event 4", ""),
        ("Kerberos event 16", "krb/16"),
    ]);
}

#[test]
fn numbers_of_ldap_are_not_codes() {
    check(&[
        ("LDAP error: can't contact ldaps://dc1.corp.example:636", ""),
        ("openssl s_client -connect dc1.corp.example:636 -showcerts", ""),
        ("connection to [2001:db8::5]:853 timed out", ""),
        (
            "LDAP: error code 49 - 80090308: AcceptSecurityContext error, data 775, v1db1",
            "hresult/0x80090308",
        ),
        ("80090308: comment: AcceptSecurityContext error, data 701, v1db1", "hresult/0x80090308"),
        ("Error <0x51>: Fail to connect to dc1.corp.example.", ""),
        ("LDAP result code 49", ""),
        // A colon also follows the name of a field.
        ("winlog.event_id:39", "kdc/39"),
    ]);
}

#[test]
fn numbers_of_openssl_are_not_codes() {
    check(&[
        ("TLS: Certificate verification failed, error 20 (unable to get issuer) depth 0 for '/CN=nps'", ""),
        ("Verify return code: 20 (unable to get local issuer certificate)", ""),
        ("Verify return code: 19 (self signed certificate in certificate chain)", ""),
        ("SSL handshake has read 691 bytes and written 812 bytes", ""),
        (SUPPLICANT_LOG, "tls/48"),
        ("SSL: SSL3 alert: read (remote end reported an error):fatal:access denied", "tls/49"),
    ]);
}

#[test]
fn numbers_of_processes_connections_and_quantities_are_not_codes() {
    check(&[
        ("05[NET] received packet: from 192.0.2.5[500] to 192.0.2.1[500] (632 bytes)", ""),
        ("13[IKE] <ikev2-eap|853> received AUTHENTICATION_FAILED notify error", "ike/13801"),
        ("05[NET] <853> received packet: from 192.0.2.5[500]", ""),
        ("krb5_child[691]: Certificate mismatch error", ""),
        ("charon-systemd[871]: IKE_SA established", ""),
        ("wpa_supplicant[812]:", ""),
        // After the word for an error, it is one.
        ("error[853]", "ras/853"),
        ("IKE[13801]", "ike/13801"),
        ("EventID[39]", "kdc/39"),
        ("error 809 seconds after dialing", "ras/809"),
    ]);
}

#[test]
fn numbers_of_types_and_versions_are_not_codes() {
    check(&[
        ("[38] 1678897813.575778: Preauth module pkinit (16) (real) returned: -1765328174/No anchors", ""),
        ("Preauth module pkinit (16) (real) returned: 22/Invalid argument", ""),
        ("Processing preauth types: PA-PK-AS-REQ (16), PA-ETYPE-INFO2 (19)", ""),
        ("Processing preauth types: 16, 15, 14, 19", ""),
        ("kerberos etype 23", ""),
        ("Windows version 11, 13801", "ike/13801"),
        ("Connection type: IKEv2 (13801)", "ike/13801"),
        (CAPTURED_ALERT, "tls/42"),
        (CAPTURED_ALERT.split_once('\n').map_or("", |(_, fields)| fields), "tls/42"),
        ("Port client :\t853\nType EAP :\t13\nCode raison :\t16\nServeur : nps1", "nps/16"),
    ]);
}

#[test]
fn numbers_of_requests_are_not_codes() {
    check(&[
        // No request has such a number.
        ("certificate request 0x80094800", "hresult/0x80094800"),
        ("The CA rejected the request: -2146877422", "hresult/0x80094012"),
        (
            "Active Directory Certificate Services denied request 853 because the request names no template. 0x80094801 \
             (-2146875391 CERTSRV_E_NO_CERT_TYPE). The request was for CN=web.",
            "",
        ),
        ("2026-11-20 08:00:00 10.0.0.5 GET /certsrv/ - 443 - 10.0.0.12 - - 200 0 0 853", ""),
        (
            "2026-11-20 08:00:00 10.0.0.5 GET /app - 443 - 10.0.0.12 - - 403 16 2148204809 812",
            "hresult/0x800b0109 nps/286",
        ),
        (r#"10.0.0.12 - - [20/Nov/2026:08:00:00 +0000] "GET /certsrv/ HTTP/1.1" 200 853"#, ""),
    ]);
}

#[test]
fn a_number_with_an_unknown_symbol_is_not_a_code() {
    check(&[
        ("CertUtil: -dspublish command FAILED: 0x800702e4 (WIN32: 740 ERROR_ELEVATION_REQUIRED)", ""),
        ("CertUtil: ASN1 bad tag value met. 0x8009310b (ASN: 267 CRYPT_E_ASN1_BADTAG)", ""),
        ("ASN1 unexpected end of data. 0x80093102 (ASN: 258 CRYPT_E_ASN1_EOD)", ""),
        ("0x800735e9 (WIN32: 13801 ERROR_IPSEC_IKE_AUTH_FAIL)", "ike/13801"),
    ]);
}

#[test]
fn a_zero_is_no_answer_next_to_an_unknown_code() {
    check(&[
        ("RDP Error code: 0x507 Extended error code: 0x0", ""),
        ("openssl error 20 at 0 depth", ""),
        ("Event 11, disk\nThe driver returned status code 0", ""),
        ("Event ID: 4769\nClient Address: dc1\nTicket Options: 0x40810000\nFailure Code: 0x0", "krb/0"),
    ]);
}

const GROUPS_OF_TWO_SOURCES: &str = "   ProviderName: Microsoft-Windows-Kerberos-Key-Distribution-Center

TimeCreated                     Id LevelDisplayName Message
-----------                     -- ---------------- -------
11/20/2026 8:00:00 AM           39 Error            The Key Distribution Center (KDC) encountered a user cert...

   ProviderName: Microsoft-Windows-WindowsUpdateClient

TimeCreated                     Id LevelDisplayName Message
-----------                     -- ---------------- -------
11/20/2026 7:58:00 AM           19 Information      Installation Successful: Windows successfully installed...
11/20/2026 7:57:00 AM           20 Error            Installation Failure: Windows did not install an update";

const GROUPS_IN_OTHER_ORDER: &str = "   ProviderName: Microsoft-Windows-Kernel-Power

TimeCreated                     Id LevelDisplayName Message
-----------                     -- ---------------- -------
11/20/2026 8:00:00 AM           41 Critical         The system has restarted

   ProviderName: Microsoft-Windows-Kerberos-Key-Distribution-Center

TimeCreated                     Id LevelDisplayName Message
-----------                     -- ---------------- -------
11/20/2026 7:58:00 AM           39 Error            The Key Distribution Center (KDC) encountered a user cert...";

const LIST_OF_TWO_SOURCES: &str = "Id           : 41
ProviderName : Microsoft-Windows-Kernel-Power
Message      : The system has restarted

Id           : 39
ProviderName : Microsoft-Windows-Kerberos-Key-Distribution-Center
Message      : A certificate was valid but not mapped";

const TABLE_OF_TWO_SOURCES: &str = "Id ProviderName                                       Message
-- ------------                                       -------
19 Microsoft-Windows-WindowsUpdateClient              Installed an update
39 Microsoft-Windows-Kerberos-Key-Distribution-Center A certificate was valid but not mapped";

const SHORT_TABLE_OF_TWO_SOURCES: &str = "Id ProviderName                    Message
-- ------------                    -------
11 disk                            The driver detected an error
39 Microsoft-Windows-Ker...        A certificate was valid but not mapped";

const TEXT_OF_TWO_SOURCES: &str = "Event[0]
  Log Name: System
  Source: Microsoft-Windows-Kerberos-Key-Distribution-Center
  Event ID: 39
  Description:
A certificate was valid but not mapped

Event[19]
  Log Name: System
  Source: Microsoft-Windows-WindowsUpdateClient
  Event ID: 20
  Description:
An update was not installed";

const SUPPLICANT_LOG: &str = "wlan0: CTRL-EVENT-EAP-METHOD EAP vendor 0 method 13 (TLS) selected
TLS: Certificate verification failed, error 20 (unable to get local issuer certificate) depth 0 for '/CN=nps1'
SSL: SSL3 alert: write (local SSL3 detected an error):fatal:unknown CA
wlan0: CTRL-EVENT-EAP-FAILURE EAP authentication failed";

const CAPTURED_ALERT: &str = "TLSv1.2 Record Layer: Alert (Level: Fatal, Description: Bad Certificate)
    Content Type: Alert (21)
    Version: TLS 1.2 (0x0303)
    Length: 2
    Alert Message
        Level: Fatal (2)
        Description: Bad Certificate (42)";
