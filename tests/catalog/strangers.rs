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
        ("Ereignis 41, Kerberos-Key-Distribution-Center", "kdc/41"),
        ("Event 13, NPS", "event/13"),
        ("Event 39, certificate logon", "kdc/39"),
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
39 Microsoft-Windows-Kerberos-K... A certificate was valid but not mapped";

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
