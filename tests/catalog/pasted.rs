//! What is pasted from logs, tools and screens, or asked in words: which entries come first, and what finds nothing.

use super::{address, addresses};
use strongmap::catalog::{Rank, lookup};

#[test]
fn pasted_text_finds_the_right_codes() {
    let mut faults = Vec::new();
    for (text, expect) in PASTED.iter().chain(TEXTS_OF_WINDOWS).chain(ASKED) {
        let found = addresses(&lookup(text));
        let mut expect: Vec<_> = expect.split_whitespace().collect();
        let is_all = expect.pop_if(|last| *last == "=").is_some();
        if is_all && found.len() > expect.len() {
            faults.push(format!("more than {expect:?}: {found:?}: {text}"));
        }
        if found.get(..expect.len()).unwrap_or(&found) != expect {
            faults.push(format!("{expect:?} is {found:?}: {text}"));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// Output of logs and tools, and the entries that come first, in this order; `=` means that nothing else is found.
const PASTED: &[(&str, &str)] = &[
    // A zero in a field that reports nothing.
    (WIFI_FAILED, "onex/0x50005 event/12013"),
    (
        "Fehler: 0x80420014\nEAP-Ursache: 0x80420100\nEAP-Ursachenzeichenfolge:",
        "eap/0x80420100 eap/0x80420014",
    ),
    (WIFI_UNANSWERED, "onex/0x50007 event/12013"),
    (CAPI2_POLICY, "hresult/0x800b010f"),
    (CAPI2_POLICY_WHOLE, "hresult/0x800b0112 event/30"),
    (CAPI2_POLICY_FRIENDLY, "hresult/0x800b010f"),
    (CAPI2_CHAIN_WHOLE, "hresult/0x800b010a event/11"),
    (LOGON_FAILED, "ntstatus/0xc000006d"),
    // The more specific status comes first.
    ("Status:\t0xC000006D\nSub Status:\t0xC0000321", "ntstatus/0xc0000321 ntstatus/0xc000006d ="),
    ("Status:\t0xC000006D\nSub Status:\t0xC000006A", "ntstatus/0xc000006d ="),
    ("Event ID: 4776\nLogon Account: jane\nSource Workstation: PC1\nError Code: 0xC000006A", "="),
    // A zero that is a result comes after the event whose result it is.
    (NPS_GRANTS, "event/6272 nps/0"),
    (TICKET_GIVEN, "event/4768 krb/0"),
    (TICKET_REFUSED_IN_FRENCH, "krb/16"),
    ("event 6272 reason code 0", "event/6272 nps/0"),
    ("NPS 0", "nps/0"),
    ("0x0", "krb/0 nps/0"),
    // Rows of the Event Viewer begin with level, date and time.
    ("Error\t11/20/2026 8:00:00 AM\tKerberos-Key-Distribution-Center\t39\tNone", "kdc/39"),
    ("Error\t20.11.2026 08:00:00\tKerberos-Key-Distribution-Center\t39\tKeine", "kdc/39"),
    ("Warnung\t20.11.2026 08:00:00\tMicrosoft-Windows-Kerberos-Key-Distribution-Center\t41\tKeine", "kdc/41"),
    ("Error\t11/20/2026 8:00:00 AM\tSchannel\t36887\tNone", "schannel/36887"),
    ("Error\t\u{200E}11/\u{200E}20/\u{200E}2026 8:00:00 AM\tMicrosoft-Windows-CAPI2\t11\tNone", "event/11"),
    ("Error\t11/20/2026 8:00:00 AM\tWLAN-AutoConfig\t12013\tOneXAuthentication", "event/12013"),
    ("Information\t11/20/2026 8:00:00 AM\tMicrosoft Windows security auditing.\t6273\tNetwork", "event/6273"),
    ("2026/11/20 16:22:39 kdc 41", "kdc/41"),
    // Tables of Get-WinEvent.
    (WIN_EVENTS, "kdc/39 kdc/41"),
    ("Id Message\n-- -------\n39 The Key Distribution Center (KDC) encountered a user certificate", "kdc/39"),
    // Events of other sources, and the codes in them.
    (SCEP_INSTALLED, "="),
    ("Source:  Microsoft-Windows-CertificateServicesClient-CertEnroll\nEvent ID:  13\nLevel:  Error", "="),
    (REQUEST_DENIED, "hresult/0x80092013 nps/259 ="),
    ("<Event><Provider Name='Microsoft-Windows-Kernel-Power' Guid='{3}'/><EventID>41</EventID></Event>", "="),
    (r#"{"ProviderName":"Microsoft-Windows-Kernel-Power","Id":41,"Message":"The system has rebooted"}"#, "="),
    ("ProviderName : Microsoft-Windows-Kernel-Power\nId           : 41\nMessage      : It has rebooted", "="),
    ("Log Name: System\nSource:   disk\nEvent ID: 11\nLevel:    Error", "="),
    ("Source: KDC\nEvent ID: 39\n\nSource: disk\nEvent ID: 11", "kdc/39"),
    ("Log Name: Microsoft-Windows-Kernel-Boot/Operational\nEvent ID: 39", "kdc/39"),
    // A source of the catalog whose event of this number is not in it.
    (
        "Log Name: Microsoft-Windows-CAPI2/Operational\nSource: Microsoft-Windows-CAPI2\nEvent ID: 40\nLevel: Error",
        "=",
    ),
    ("Log Name: System\nSource:   Schannel\nEvent ID: 41\nLevel:    Error", "="),
    ("ProviderName : Microsoft-Windows-Security-Kerberos\nId           : 39\nMessage      : It failed", "="),
    ("Source: CAPI2\nEvent ID: 41\nLevel: Error\nTask Category: None", "event/41 ="),
    ("Source: Microsoft-Windows-Security-Auditing\nEvent ID: 6273\nLevel: Information", "event/6273"),
    ("KDC event 42", "="),
    ("Event ID 42, source Kerberos-Key-Distribution-Center", "="),
    ("Event ID 201, source Kerberos-Key-Distribution-Center", "="),
    ("KDC 39 event", "kdc/39"),
    ("Source: NPS\nEvent ID: 13\nA RADIUS message was received", "event/13"),
    ("NPS event 13", "event/13"),
    ("NPS event 6273", "event/6273"),
    ("NPS event 16", "nps/16"),
    ("Event ID 20, source NPS", "nps/20"),
    ("NPS event 6273 reason 16", "nps/16 event/6273"),
    // Record numbers, ports and session numbers next to codes.
    (
        "<EventID>39</EventID><EventRecordID>13806</EventRecordID><Execution ProcessID='853'/> <Provider Name='KDC'/>",
        "kdc/39 =",
    ),
    (r#"{"event_id":"39","provider_name":"Kerberos-Key-Distribution-Center","record_id":691}"#, "kdc/39 ="),
    ("EventCode=39 SourceName=Kerberos-Key-Distribution-Center RecordNumber=13801", "kdc/39 ="),
    (
        "Index      : 13801\nEntryType  : Error\nInstanceId : 2147483687\nSource     : KDC\nEventID    : 39",
        "kdc/39 =",
    ),
    ("event_id=6273 reason_code=16 nas_port=853", "nps/16 event/6273 krb/16 ="),
    (RADIUS_LOG, "nps/16 ="),
    (NPS_LOG_DATABASE_COMPATIBLE, "nps/16 nps/262 hresult/0x80090318 ="),
    (NPS_LOG_IAS, "nps/48 ="),
    // A request has no outcome yet, and what is granted has the outcome that it is.
    (r#""NPS1","IAS",11/22/2026,02:15:01,1,"alice",,,,,,,,,9,"10.0.0.5","vpn1",,,,,,,5,,0,,,,,"#, "nps/0 ="),
    (r"10.0.0.5,CORP\alice,11/22/2026,02:15:01,IAS,NPS1,4136,1", "="),
    // An event in an unsupported language: its source is enough.
    (EVENT_IN_DUTCH, "kdc/39 ="),
    (EVENT_IN_JAPANESE, "kdc/39 ="),
    ("エラー853", "ras/853 ="),
    ("错误 13801", "ike/13801 ="),
    ("８５３", "ras/853 ="),
    // Logs of other programs: numbers of threads and requests are not codes, and alerts are given by name.
    ("received fatal TLS alert 'certificate unknown'", "tls/46"),
    ("09[TLS] received fatal TLS alert 'unknown ca'", "tls/48 ="),
    ("16[IKE] no trusted certificate found for 'vpn.corp.example' to verify TLS server", "="),
    ("05[CFG] certificate status is not available", "="),
    ("(12) eap_tls: ERROR: (TLS) Alert read:fatal:access denied", "tls/49 ="),
    ("TLS Alert read:fatal:unknown CA", "tls/48 ="),
    ("TLSv1.2 Record Layer: Alert (Level: Fatal, Description: Unknown CA)", "tls/48 ="),
    ("remote error: tls: unknown certificate authority", "tls/48"),
    ("http: TLS handshake error from 10.0.0.5:51234: remote error: tls: bad certificate", "tls/42 ="),
    ("remote error: tls: unknown certificate", "tls/46"),
    ("remote error: tls: certificate required", "tls/116"),
    ("error:14094416:SSL routines:ssl3_read_bytes:sslv3 alert certificate unknown", "tls/46 ="),
    ("TLS alert: bad certificate status response", "tls/113"),
    ("(853) the certificate is not valid", "ras/853"),
    ("[812] 10:22:31:123: RasEapTlsMakeMessage, error 853", "ras/853 ="),
    ("[812] 03-14 10:22:31:123: RasEapTlsMakeMessage, error 853", "ras/853 ="),
    ("[812] failed", "ras/812"),
    // The number in brackets explains the name before it.
    ("ERROR_IPSEC_IKE_NO_CERT (13806)", "ike/13806 ="),
    ("SEC_E_UNHEARD_OF (0x80090325)", "hresult/0x80090325"),
    // Errors of Win32.
    ("Win32 error 64", "hresult/0x80070040"),
    ("CertUtil: -url command FAILED: 0x80070040 (WIN32: 64 ERROR_NETNAME_DELETED)", "hresult/0x80070040"),
    ("(WIN32: 13801 ERROR_IPSEC_IKE_AUTH_FAIL)", "ike/13801"),
    ("sc-win32-status 2148204809", "hresult/0x800b0109"),
    ("NPS error 5", "nps/5"),
    ("reason code 5", "nps/5"),
    // TLS alerts in other languages.
    (ALERT_IN_GERMAN, "tls/48"),
    (ALERT_SENT_IN_GERMAN, "tls/40"),
    (ALERT_EVENT_IN_GERMAN, "tls/48 schannel/36887"),
    (ALERT_IN_FRENCH, "tls/70"),
    ("TLS: Warnung\nReason Code: 16\nClient: 10.0.0.1\nEAP Type: 13", "nps/16"),
    (
        "winlog.event_id: 6273 winlog.event_data.ReasonCode: 16 winlog.event_data.NASPort: 853 winlog.record_id: 13801",
        "nps/16 event/6273 krb/16 =",
    ),
    (
        "DC01 MSWinEventLog 1 System 4711 Nov 20 10:33:01 2026 39 Microsoft-Windows-Kerberos-Key-Distribution-Center N/A",
        "kdc/39 =",
    ),
    // A provider and a number.
    ("Microsoft-Windows-Kerberos-Key-Distribution-Center 41", "kdc/41 krb/41"),
    ("Microsoft-Windows-Kerberos-Key-Distribution-Center 21", "kdc/21"),
    ("Microsoft-Windows-Kerberos-Key-Distribution-Center 29", "kdc/29"),
    ("Microsoft-Windows-Kerberos-Key-Distribution-Center 32", "kdc/32"),
    ("Microsoft-Windows-Security-Kerberos 9", "event/9"),
    ("Schannel 48", "tls/48"),
    ("KDC 39/40/41", "kdc/39 kdc/40 kdc/41"),
    // Digits in groups, and the number formats of programming languages.
    ("13 801", "ike/13801"),
    ("error 13 868", "ike/13868"),
    ("853 812", "ras/853 ras/812"),
    ("0x800b 0109", "hresult/0x800b0109"),
    ("8009 0327", "hresult/0x80090327"),
    ("800B0109h", "hresult/0x800b0109"),
    ("35E9h", "ike/13801"),
    ("&H35E9", "ike/13801"),
    ("13801L", "ike/13801"),
    ("- 2146762487", "hresult/0x800b0109"),
    ("nps8", "nps/8"),
    ("NPS0", "nps/0"),
    // A number directly before letters of a script without spaces.
    ("エラー809が発生しました", "ras/809 ="),
    ("반환된 오류 코드는 853입니다.", "ras/853 ="),
    ("11月20日 809", "ras/809 ="),
    // Kerberos errors as MIT Kerberos names them.
    ("KRB Error: KRB5KDC_ERR_CLIENT_NAME_MISMATCH", "krb/75 ="),
    ("KRB5KRB_AP_ERR_SKEW", "krb/37 ="),
    ("kinit: KDC has no support for padata type while getting initial credentials", "krb/16 ="),
    // Errors that other products report with their own numbers and names.
    (
        "(Reason=1) Leaf certificate is REVOKED\nThe certificate is revoked. 0x80092010 (-2146885616 CRYPT_E_REVOKED)",
        "hresult/0x80092010 nps/256 =",
    ),
    ("received NO_PROPOSAL_CHOSEN notify error", "ike/13868 ="),
    ("09[IKE] received AUTHENTICATION_FAILED notify error", "ike/13801 ="),
    (r#"<ErrorStatus value="1000040" CERT_TRUST_IS_OFFLINE_REVOCATION="true" />"#, "hresult/0x80092013 ="),
    ("CERT_TRUST_IS_NOT_VALID_FOR_USAGE (0x10)", "hresult/0x800b0110"),
    ("CERT_TRUST_IS_NOT_TIME_VALID", "hresult/0x800b0101"),
    (MAIN_MODE_FAILED, "ike/13825 event/4653 ="),
    (MAIN_MODE_FAILED_IN_FULL, "ike/13801 event/4653 ="),
    (r#"{"EventID":4768,"PreAuthType":"16","Status":"0x42","LogonType":"3"}"#, "krb/66 event/4768 nps/66 ="),
    ("VPN 13801 error windows 11", "ike/13801"),
    ("rasdial.exe 853", "ras/853"),
    ("Schannel: 36887", "schannel/36887"),
    ("after 30 seconds 13801", "ike/13801"),
    ("Windows Server 2019 event 39", "kdc/39"),
];

/// Windows messages without a number.
const TEXTS_OF_WINDOWS: &[(&str, &str)] = &[
    ("Explicit Eap failure received", "onex/0x50005"),
    ("The target principal name is incorrect.", "hresult/0x80090322"),
    (
        "The domain controller certificate used for smartcard logon has been revoked.",
        "hresult/0x8009035b ntstatus/0xc000040f",
    ),
    ("The received certificate has expired.", "hresult/0x80090328"),
    ("The logon attempt failed", "hresult/0x8009030c"),
    (
        "The L2TP connection attempt failed because the security layer could not authenticate the remote computer. \
         One or more fields of the certificate could not be validated as belonging to the target destination.",
        "ras/835",
    ),
    ("A certificate could not be found", "ras/798"),
    ("Certificate not found on the smart card", "hresult/0x8010002c ntstatus/0xc0000385"),
    ("The remote computer refused the connection", "ras/770"),
    ("The SA establishment is not authorized.", "ike/13905"),
    ("There is not a sufficiently strong PKINIT-based credential.", "ike/13906"),
    (
        "The SA establishment is not authorized. You may need to enter updated or different credentials such as a \
         smartcard.",
        "ike/13907",
    ),
    (
        "The SA establishment is not authorized because there is not a sufficiently strong PKINIT-based credential. \
         This might be related to certificate-to-account mapping failure for the SA.",
        "ike/13908",
    ),
    ("The message received was unexpected or badly formatted.", "nps/266 hresult/0x80090326"),
    ("An unknown error occurred while processing the certificate.", "hresult/0x80090327"),
    (
        "The client and server cannot communicate, because they do not possess a common algorithm.",
        "hresult/0x80090331",
    ),
    (
        "The smartcard certificate used for authentication has been revoked.",
        "hresult/0x80090351 ntstatus/0xc0000389",
    ),
    (
        "The smart card certificate used for authentication has been revoked.",
        "hresult/0x80090351 ntstatus/0xc0000389",
    ),
    (
        "The smartcard certificate used for authentication has expired.",
        "hresult/0x80090355 ntstatus/0xc000038d",
    ),
    (
        "An untrusted certification authority was detected while processing the smart card certificate",
        "hresult/0x80090352 ntstatus/0xc000038a",
    ),
    (
        "The revocation status of the domain controller certificate used for smartcard authentication",
        "hresult/0x80090358 ntstatus/0xc000040c",
    ),
    (
        "An untrusted certificate authority was detected while processing the domain controller certificate",
        "hresult/0x80090359 ntstatus/0xc000040d",
    ),
    (
        "The domain controller certificate used for smart card logon has expired.",
        "hresult/0x8009035a ntstatus/0xc000040e",
    ),
    ("the KDC certificate couldn't be validated", "ntstatus/0xc0000320"),
    ("The certificate has invalid policy.", "hresult/0x800b0113"),
    ("Cannot find a smart card reader.", "hresult/0x8010002e"),
    ("Generic trust failure.", "hresult/0x800b010b"),
    ("No signature was present in the subject.", "hresult/0x800b0100"),
    ("The specified target is unknown or unreachable", "hresult/0x80090303 ="),
    ("The Local Security Authority cannot be contacted", "hresult/0x80090304 ="),
    ("The Local Security Authority (LSA) cannot be contacted", "hresult/0x80090304 ="),
    ("The token supplied to the function is invalid", "hresult/0x80090308 ="),
    ("No impersonation is allowed for this context", "hresult/0x8009030b ="),
    ("The security context does not allow impersonation of the client", "hresult/0x8009030b ="),
    ("The buffers supplied to a function was too small.", "hresult/0x80090321 ="),
    (
        "The requested operation cannot be completed. The computer must be trusted for delegation and the current user \
         account must be configured to allow delegation.",
        "hresult/0x80090345 =",
    ),
    (
        "Client's supplied Security Support Provider Interface (SSPI) channel bindings were incorrect.",
        "hresult/0x80090346 =",
    ),
    (
        "No common application protocol exists between the client and the server. Application protocol negotiation \
         failed.",
        "hresult/0x80090367 =",
    ),
    ("Key not valid for use in specified state.", "hresult/0x8009000b ="),
    ("Cannot find the requested object.", "hresult/0x80092009"),
    ("The request subject name is invalid or too long.", "hresult/0x80094001 ="),
    (
        "The public key does not meet the minimum size required by the specified certificate template.",
        "hresult/0x80094811 =",
    ),
    (
        "The certificate is not valid, and resulted in a failed smartcard logon. The chain status was: A certificate was \
         explicitly revoked by its issuer.",
        "kdc/21 hresult/0x800b010c =",
    ),
    ("The smartcard certificate used for authentication was not trusted.", "hresult/0x80090354"),
    (
        "An untrusted certificate authority was detected while processing the smartcard certificate used for \
         authentication.",
        "hresult/0x80090352",
    ),
    (
        "The revocation status of the smartcard certificate used for authentication could not be determined.",
        "hresult/0x80090353",
    ),
    (
        "The Kerberos protocol encountered an error while validating the KDC certificate during smartcard logon.",
        "ntstatus/0xc0000320",
    ),
    ("Cannot find object or property.", "hresult/0x80092004"),
    ("The name is not included in the permitted list or is explicitly excluded.", "hresult/0x800b0114"),
    ("The RADIUS request did not match any configured connection request policy (CRP).", "nps/49"),
    ("The dial-in properties of the user account is set to Deny access to the user.", "nps/65"),
    ("A fatal error occurred while creating a TLS client credential.", "schannel/36871"),
    ("None of the cipher suites supported by the client application are supported.", "schannel/36874"),
    (
        "The certificate was issued by an untrusted certificate authority. It cannot be used.",
        "schannel/36882",
    ),
    ("The certificate received does not contain the expected name.", "schannel/36884"),
    ("The KDC uses a certificate without KDC Extended Key Usage (EKU) which can fail.", "kdc/32"),
    ("The KDC is unable to use the PKINIT protocol because it is missing a suitable certificate.", "kdc/19"),
    ("Signing in with a smart card isn\u{2019}t supported for your account.", "ntstatus/0xc00000bb"),
    ("WLAN AutoConfig service failed to connect to a wireless network.", "event/8002"),
    ("Wired 802.1X Authentication failed.", "event/15514"),
    ("You need a certificate to sign in. Ask your support person.", "onex/0x50002"),
    (
        "The certificate in use was once valid, but now is invalid and no suitable replacement was found.",
        "kdc/20",
    ),
    ("das jedoch keinem Benutzer auf sichere Weise zugeordnet werden konnte", "kdc/39"),
    ("Smart card logon is not supported for your user account.", "ntstatus/0xc00000bb"),
    ("Signing in with a security device isn\u{2019}t supported for your account.", "ntstatus/0xc00000bb"),
    ("No valid certificates were found on this smart card.", "hresult/0x8010002c ntstatus/0xc0000385"),
    ("This smart card could not be used. Look into the system event log.", "ntstatus/0xc0000321"),
    ("No suitable default server credential exists on this system.", "schannel/36886 ="),
    (
        "The certificate received from the remote server has either expired or is not yet valid.",
        "schannel/36881 =",
    ),
    (
        "The certificate received from the remote client application has not validated correctly. The error code is \
         0x80090328.",
        "hresult/0x80090328 schannel/36877",
    ),
    ("There is no domain controller available for domain CORP.", "event/4402"),
    ("A RADIUS message was received from the invalid RADIUS client IP address 10.0.0.23.", "event/13"),
    (
        "The client has failed to validate the domain controller certificate for dc1: it terminated in a root certificate \
         which is not trusted.",
        "hresult/0x800b0109 event/9",
    ),
    ("jane failed an authentication attempt due to the following reason:", "event/20271"),
    ("The following error occurred in the Point to Point Protocol module on port: VPN2-16", "event/20255"),
];

/// Questions in words other than those of the entry.
const ASKED: &[(&str, &str)] = &[
    ("The VPN connection failed: policy match error", "ike/13868"),
    ("VPN connection failed: IKE failure", "ike/13816"),
    ("dc certificate expired", "kdc/20 ntstatus/0xc000040e"),
    ("KDC certificate expired", "kdc/20 ntstatus/0xc000040e"),
    ("vpn server certificate expired", "ike/13801"),
    ("user certificate expired", "ras/854"),
    ("ike policy mismatch", "ike/13868"),
    ("server name mismatch", "hresult/0x800b010f hresult/0x80090322"),
    ("hostname mismatch", "hresult/0x800b010f"),
    ("altSecurityIdentities", "kdc/39"),
    ("StrongCertificateBindingEnforcement", "kdc/39"),
    ("weak mapping", "kdc/39"),
    ("SEC E UNTRUSTED ROOT", "hresult/0x80090325 nps/265"),
    ("ERROR_IPSEC_IKE_AUTHORIZATION_FAILURE_WITH_OPTIONAL_RET", "ike/13907"),
    ("strong mapping", "kdc/39"),
    ("no strong mapping", "kdc/39"),
    ("cloud pki", "kdc/39"),
    ("intune scep", "kdc/39"),
    ("wrong password vpn", "ras/691"),
    ("untrusted root", "hresult/0x800b0109"),
    ("wifi certificate error", "onex/0x50002 event/12013"),
    ("mfa denied", "nps/21"),
    ("Windows says error 853", "ras/853"),
    // Names of settings, and what a certificate contains or lacks.
    ("StrongCertificateBindingEnforcement 1", "kdc/39 ="),
    ("StrongCertificateBindingEnforcement=2", "kdc/39 ="),
    ("CertificateMappingMethods 0x18", "schannel/36879 ="),
    ("AllowNtAuthPolicyBypass", "kdc/45 kdc/21 ="),
    ("CertificateBackdatingCompensation", "kdc/40 ="),
    ("szOID_NTDS_CA_SECURITY_EXT", "kdc/39"),
    ("1.3.6.1.4.1.311.25.2", "kdc/39 ="),
    ("tag:microsoft.com,2022-09-14:sid:", "kdc/39 ="),
    ("SID extension missing", "kdc/39"),
    ("certificate has no SID", "kdc/39"),
    ("SID mismatch", "kdc/41"),
    ("no valid certs on smart card", "hresult/0x8010002c"),
    ("KB5014754", "kdc/39 kdc/41 ="),
    ("KB5057784 smart card", "kdc/21 kdc/45"),
    ("CVE-2022-26931", "kdc/39"),
    ("event 16", "nps/16 krb/16"),
    ("event 16 event 39", "kdc/39"),
];

#[test]
fn no_failure_is_answered_with_success() {
    for text in [
        WIFI_FAILED,
        WIFI_UNANSWERED,
        CAPI2_POLICY,
        CAPI2_POLICY_WHOLE,
        CAPI2_POLICY_FRIENDLY,
        LOGON_FAILED,
        LOGON_FAILED_XML,
        "The VPN connection failed: policy match error",
        "Wireless 802.1x authentication failed. EAP Reason: 0x0",
        "Zugriff verweigert, Status: 0x0",
    ] {
        for hit in lookup(text) {
            assert_ne!(hit.entry.code.number, 0, "{}: {text}", address(hit.entry));
        }
    }
}

#[test]
fn text_without_a_code_finds_nothing() {
    for text in [
        "a",
        "the",
        "%s%s%n",
        "windows 11",
        "Windows Server 2019",
        "8:16:39",
        "11/20/2026",
        "EAP error 25",
        "error 5",
        "WIN32: 5 ERROR_ACCESS_DENIED",
        "CertUtil: -dspublish command FAILED: 0x80070005 (WIN32: 5 ERROR_ACCESS_DENIED)",
        LOGON_FAILED_XML,
        // As hexadecimal, they would be codes.
        "event 104",
        "Event ID 101",
        "error 355",
        // Parts of MAC and IP addresses.
        "802.1X failed for 00:11:22:33:44:55",
        "Calling-Station-Id 00-1A-8C-16-A4-F7",
        "vpn fe80::16:23",
        // Wi-Fi reason codes, and steps of Cisco ISE.
        "wlan0: CTRL-EVENT-DISCONNECTED bssid=00:11:22:33:44:55 reason=23",
        "deauthenticated (Reason: 23=IEEE8021X_FAILED)",
        ISE_STEPS,
        "lsass.exe pid=16 tid=39",
        // Quantities and processes.
        "IdleDisconnectSeconds : 600",
        "Receive rate (Mbps) : 650",
        "Channel : 16",
        "Image Name   PID Session Name  Session#  Mem Usage\nsvchost.exe  812 Services      0         13,868 K",
        "lsass.exe (812)",
        r#"{"EventID":"4625","LogonType":"3","KeyLength":"16"}"#,
        // Errors of other programs.
        "LDAP error 49",
        "LDAP error code 49",
        "exit code 16",
        "error 20 at 0 depth lookup: unable to get local issuer certificate",
        "verify error:num=20:unable to get local issuer certificate",
        "curl: (60) SSL certificate problem",
        "(39) eap_tls: ERROR: SSL says error 3 : unable to get certificate CRL",
        // The catalog has no such code.
        "SCEP 0x80190194",
        "intune scep -2016281112",
    ] {
        assert_eq!(addresses(&lookup(text)), [""; 0], "{text}");
    }
}

#[test]
fn chain_trust_flags_are_not_codes() {
    for (text, value) in [
        ("CERT_TRUST_IS_NOT_TIME_VALID (0x1)", 0x1),
        ("CERT_TRUST_IS_UNTRUSTED_ROOT (0x20)", 0x20),
        ("CERT_TRUST_REVOCATION_STATUS_UNKNOWN (0x40)", 0x40),
    ] {
        for hit in lookup(text) {
            assert!(hit.rank >= Rank::Wording, "{}: {text}", address(hit.entry));
            assert_ne!(hit.entry.code.number, value, "{}: {text}", address(hit.entry));
        }
    }
}

const ISE_STEPS: &str = "Event 5440 Endpoint abandoned EAP session and started new
11001 Received RADIUS Access-Request
11017 RADIUS created a new session
12500 Prepared EAP-Request proposing EAP-TLS with challenge
11006 Returned RADIUS Access-Challenge
13013 Received TACACS+ Authentication START Request
11018 RADIUS is re-using an existing session";

const MAIN_MODE_FAILED: &str = "An IPsec main mode negotiation failed.
Local Endpoint:
\tKeying Module Port:\t500
Failure Information:
\tFailure Point:\t\tRemote computer
\tFailure Reason:\tNo policy configured";

const MAIN_MODE_FAILED_IN_FULL: &str = "An IPsec main mode negotiation failed.
Additional Information:
\tKeying Module Name:\tIKEv2
\tMain Mode SA LUID:\t13868
\tMain Mode Filter ID:\t13868
Failure Information:
\tFailure Reason:\tIKE authentication credentials are unacceptable";

const SCEP_INSTALLED: &str =
    "Log Name:      Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin
Source:        DeviceManagement-Enterprise-Diagnostics-Provider
Date:          11/20/2026 8:00:00 AM
Event ID:      39
Level:         Information
User:          SYSTEM
Computer:      pc1.corp.example
Description:
SCEP: Certificate installed successfully.";

const REQUEST_DENIED: &str = "Source:        Microsoft-Windows-CertificationAuthority
Event ID:      53
Active Directory Certificate Services denied request 41 because the revocation function was unable to check revocation. \
0x80092013 (-2146885613 CRYPT_E_REVOCATION_OFFLINE).";

const RADIUS_LOG: &str = "<Event><Class data_type=\"1\">311 1 10.0.0.13 11/19/2026 07:00:00 853</Class>\
<NAS-Port data_type=\"0\">691</NAS-Port><Reason-Code data_type=\"0\">16</Reason-Code></Event>";

const NPS_LOG_DATABASE_COMPATIBLE: &str = r#""NPS1","IAS",11/22/2026,02:15:01,1,"CORP\alice",,,,,,,,853,9,"10.0.0.5","vpn1",,,,,,,5,,0,"311 1 10.0.0.1 11/22/2026 01:00:00 812",,,,
"NPS1","IAS",11/22/2026,02:15:01,3,,"corp.example/Users/alice",,,,,,,,9,"10.0.0.5","vpn1",,,,,,,5,"Corp VPN, new",16,"311 1 10.0.0.1 11/22/2026 01:00:00 812",,,,
"NPS1","IAS",11/22/2026,02:16:11,3,,"corp.example/Users/bob",,,,,,,,9,"10.0.0.5","vpn1",,,,,,,5,"Corp VPN, new",262,"311 1 10.0.0.1 11/22/2026 01:00:00 813",,,,"#;

const NPS_LOG_IAS: &str = r"10.0.0.5,CORP\alice,11/22/2026,02:15:01,IAS,NPS1,4,10.0.0.5,5,853,4108,10.0.0.5,4116,9,4136,1,4142,0
10.0.0.5,CORP\alice,11/22/2026,02:15:01,IAS,NPS1,25,311 1 10.0.0.1 11/22/2026 01:00:00 812,4127,5,4136,3,4142,48";

const EVENT_IN_DUTCH: &str = "Logboeknaam:   System
Bron:          Microsoft-Windows-Kerberos-Key-Distribution-Center
Datum:         20-11-2026 08:00:00
Gebeurtenis-id:39
Taakcategorie: Geen
Niveau:        Fout
Computer:      dc1.corp.example";

const EVENT_IN_JAPANESE: &str = "ログの名前:         System
ソース:           Microsoft-Windows-Kerberos-Key-Distribution-Center
日付:            2026/11/20 8:00:00
イベント ID:       ３９
レベル:           エラー
コンピューター:       dc1.corp.example";

const WIFI_FAILED: &str = "Wireless 802.1x authentication failed.

Network Adapter: Intel
Identity: host/PC01
User: -
Domain: CORP
Reason: Explicit Eap failure received
Error: 0x0
EAP Reason: 0x0
EAP Root cause String: 
EAP Error: 0x0";

const WIFI_UNANSWERED: &str = "Wireless 802.1x authentication failed.

Network Adapter: Intel
Identity: host/PC01
User: -
Domain: CORP
Reason: There was no response to the EAP Response Identity packet
Error: 0x0
EAP Reason: 0x0";

const CAPI2_POLICY: &str = "<UserData><CertVerifyCertificateChainPolicy><Policy type=\"CERT_CHAIN_POLICY_SSL\" \
constant=\"4\" /><Flags value=\"0\" /><Status chainIndex=\"0\" elementIndex=\"0\" /><EventAuxInfo \
ProcessName=\"svchost.exe\" /><Result value=\"800B010F\">The certificate&apos;s CN name does not match the passed \
value.</Result></CertVerifyCertificateChainPolicy></UserData>";

const CAPI2_POLICY_WHOLE: &str = "<Event><System><Provider Name=\"Microsoft-Windows-CAPI2\" /><EventID>30</EventID>\
<Version>0</Version><Level>2</Level><Task>30</Task></System><UserData><CertVerifyCertificateChainPolicy>\
<Flags value=\"0\" /><Status chainIndex=\"0\" elementIndex=\"-1\" /><Result value=\"800B0112\">A certification chain \
processed correctly, but one of the CA certificates is not trusted by the policy provider.</Result>\
</CertVerifyCertificateChainPolicy></UserData></Event>";

const CAPI2_POLICY_FRIENDLY: &str = "- EventData
  - CertVerifyCertificateChainPolicy
    Policy
      [ type]  CERT_CHAIN_POLICY_SSL
      [ constant]  4
    Status
      [ chainIndex]  0
      [ elementIndex]  0
    Status [ chainIndex] 0
    Result The certificate's CN name does not match the passed value.
      [ value]  800B010F";

const CAPI2_CHAIN_WHOLE: &str = "<Event><System><Provider Name=\"Microsoft-Windows-CAPI2\" /><EventID>11</EventID>\
<Version>0</Version><Level>2</Level><Task>11</Task><TimeCreated SystemTime=\"2026-01-10T09:12:33.123Z\" /></System>\
<UserData><CertGetCertificateChain><TrustStatus><ErrorStatus value=\"10000\" /><InfoStatus value=\"0\" /></TrustStatus>\
<Result value=\"800B010A\">A certificate chain could not be built to a trusted root authority.</Result>\
</CertGetCertificateChain></UserData></Event>";

const LOGON_FAILED: &str = "An account failed to log on.

Failure Information:
\tFailure Reason:\t\tUnknown user name or bad password.
\tStatus:\t\t\t0xC000006D
\tSub Status:\t\t0x0";

/// The catalog does not hold this status.
const LOGON_FAILED_XML: &str = "<EventID>4625</EventID><Data Name=\"Status\">0xc0000234</Data>\
<Data Name=\"SubStatus\">0x0</Data><Data Name=\"LogonType\">3</Data><Data Name=\"KeyLength\">0</Data>";

const NPS_GRANTS: &str = "Network Policy Server granted access to a user.

User:
\tSecurity ID:\t\tCORP\\jane
Authentication Details:
\tAuthentication Type:\tEAP
\tReason Code:\t\t0";

const TICKET_GIVEN: &str = "Event ID: 4768
A Kerberos authentication ticket (TGT) was requested.
Account Information:
\tAccount Name:\t\tjane
Additional Information:
\tTicket Options:\t\t0x40810010
\tResult Code:\t\t0x0
\tTicket Encryption Type:\t0x12";

const TICKET_REFUSED_IN_FRENCH: &str = "Échec de la pré-authentification Kerberos.
Informations sur le réseau :
\tAdresse du client :\t10.0.0.5
\tPort client :\t\t49753
Informations supplémentaires :
\tOptions du ticket :\t0x40810010
\tCode d’échec :\t\t0x10
\tType de pré-authentification :\t16";

const WIN_EVENTS: &str = "   ProviderName: Microsoft-Windows-Kerberos-Key-Distribution-Center

TimeCreated                     Id LevelDisplayName Message
-----------                     -- ---------------- -------
11/20/2026 8:00:00 AM           39 Error            The Key Distribution Center (KDC) encountered a user cert...
11/20/2026 7:16:22 AM           41 Error            The Key Distribution Center (KDC) encountered a user cert...";

const ALERT_IN_GERMAN: &str = "Vom Remoteendpunkt wurde eine schwerwiegende Warnung empfangen. Die schwerwiegende \
Warnung hat folgenden für das TLS-Protokoll definierten Code: 48.";

const ALERT_SENT_IN_GERMAN: &str = "Es wurde eine schwerwiegende Warnung generiert und an den Remoteendpunkt gesendet. \
Der im TLS-Protokoll definierte Code für schwerwiegende Warnungen lautet: 40. Der Windows-SChannel-Fehlerstatus \
lautet: 1205.";

const ALERT_EVENT_IN_GERMAN: &str = "Protokollname: System
Quelle:        Schannel
Datum:         20.11.2026 08:00:00
Ereignis-ID:   36887
Ebene:         Fehler
Beschreibung:
Vom Remoteendpunkt wurde eine schwerwiegende Warnung empfangen. Die schwerwiegende Warnung hat folgenden für das \
TLS-Protokoll definierten Code: 48.";

const ALERT_IN_FRENCH: &str = "Une alerte irrécupérable a été reçue du point de terminaison distant. Le code d'alerte \
irrécupérable défini par le protocole TLS est 70.";
