//! Files made to harm whoever opens them: each gets an answer, within the limits that `docs/limits.md` states.
//!
//! They are generated at run time, because they are large. Nothing is timed here: without its limit, a file would take
//! hours instead of seconds, which nobody would overlook.

use forge::container::pkcs7;
use forge::container::zip::{Method, archive};
use forge::{ALICE_SID, Ca, Key, Leaf, Name, Part, SignatureAlgorithm, der, extension, oid, text};
use strongmap::certificate;
use strongmap::chain::{MAX_CANDIDATES, MAX_CHAIN, MAX_EFFORT, MAX_FULLY_VERIFIED};
use strongmap::examination::{Findings, Judgment, MAX_SOURCES, judge, read};
use strongmap::intake::{
    Content, File, Item, MAX_DEPTH, MAX_DERIVED, MAX_ITEMS, MAX_LABEL, MAX_NAMES, MAX_PATH, MAX_ROUNDS,
    MAX_ROUNDS_IN_ALL, recognise,
};
use strongmap::mapping::{Verdict, name_policy};
use strongmap::rules::neighbourhood::{FEW, MAX_IN_A_GROUP};
use strongmap::rules::{MAX_COMPARED, Weight};
use strongmap::situation::Situation;

fn items(bytes: &[u8]) -> Vec<Item> {
    recognise(File { name: "x", bytes }, &[])
}

/// The ids of the defects of the items, each once.
fn defects(items: &[Item]) -> Vec<&str> {
    let mut ids: Vec<&str> = items.iter().flat_map(|item| &item.defects).map(|defect| defect.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn certificates(items: &[Item]) -> usize {
    items.iter().filter(|item| matches!(item.content, Content::Certificate(_))).count()
}

/// Reads and judges files completely; every item gets an answer.
fn examine(files: &[Vec<u8>]) -> Findings {
    let files: Vec<File<'_>> = files.iter().map(|bytes| File { name: "x", bytes }).collect();
    let findings = read(&files, &[]);
    assert!(findings.items.len() >= files.len());
    assert_eq!(judge(&findings, &Situation::default()).len(), findings.items.len());
    findings
}

#[test]
fn a_million_names() {
    let name = extension::dns("a.example");
    let names = der::sequence(vec![name; 1_000_000]);
    let der = Leaf::user("alice").set_extension(oid::SUBJECT_ALT_NAME, false, names).der();
    let read = certificate::read(&der);
    assert_eq!(read.certificate.san.len(), 1_000_000);
    assert_eq!(read.defects, []);
}

#[test]
fn a_hundred_thousand_extensions_and_relative_names() {
    let each = |number: u32| {
        let [_, a, b, c] = number.to_be_bytes();
        let oid = der::tlv(6, [0x2b, 0x80 | a, 0x80 | b, c & 0x7f]);
        der::sequence([oid, der::octet_string([5, 0])])
    };
    let extensions = der::sequence((0..100_000).map(each));
    let der = Leaf::user("alice").replace(Part::Extensions, der::context(3, extensions)).der();
    assert_eq!(certificate::read(&der).certificate.extensions.len(), 100_000);

    let subject = (0..100_000).fold(Vec::new(), |mut all, _| {
        all.extend(der::set([der::sequence([der::oid("2.5.4.3"), der::utf8("a")])]));
        all
    });
    let der = Leaf::user("alice").replace(Part::Subject, der::tlv(0x30, subject)).der();
    let findings = examine(&[der]);
    assert_eq!(findings.items.first().unwrap().certificate.as_ref().unwrap().subject.rdns.len(), 100_000);
}

#[test]
fn numbers_of_a_million_bytes() {
    let large = vec![0x7f; 1 << 20];
    let key = |algorithm: &str, numbers: Vec<u8>| {
        der::sequence([der::sequence([der::oid(algorithm), der::null()]), der::bit_string(numbers)])
    };
    let rsa = der::sequence([der::integer(&large), der::integer(&large)]);
    let many_arcs = der::tlv(6, &large);
    let one_arc = der::tlv(6, [vec![0xff; 1 << 20], vec![1]].concat());
    let purposes = der::sequence([many_arcs, one_arc]);
    let ca = Ca::root("Root").replace(Part::PublicKey, key(oid::RSA_ENCRYPTION, rsa)).serial(&large);
    let leaf = Leaf::user("alice").set_extension(oid::EXTENDED_KEY_USAGE, false, purposes).issued_by(&ca);
    let findings = examine(&[ca.der(), leaf.der()]);
    let found = findings.items.first().unwrap();
    assert!(found.defects.iter().any(|defect| defect.id == "serial-too-long"));
    assert_eq!(found.certificate.as_ref().unwrap().serial.as_ref().map(Vec::len), Some(1 << 20));
}

/// Which of several SIDs counts is not documented, so all combinations are judged: thousands of each kind make millions
/// of pairs, for every question that could be asked.
#[test]
fn thousands_of_sids() {
    let sid = |number: u32| format!("S-1-5-21-1-2-3-{number}");
    let extensions = |leaf: Leaf| {
        (0..2_000).fold(leaf, |leaf, number| {
            leaf.extension(oid::SID_EXTENSION, false, extension::sid(&sid(10_000 + number)))
        })
    };
    let addresses =
        |leaf: Leaf| (0..2_000).fold(leaf, |leaf, number| leaf.san_uri_sid(&sid(20_000 + number)));
    let alice = || Leaf::user("alice").upn("alice@corp.example");
    for leaf in [extensions(alice()), addresses(alice()), extensions(addresses(alice()))] {
        let findings = examine(&[leaf.der()]);
        let judgment = findings.judge(&Situation::default()).item(0);
        let mapping = judgment.mapping.unwrap();
        assert_eq!(mapping.verdict, Verdict::Undecided);
        assert!(
            mapping.questions.iter().any(|question| question.id == "dc-event"),
            "{:?}",
            mapping.questions
        );
    }
}

#[test]
fn nesting_of_ten_thousand() {
    let nest = |layer: &dyn Fn(&[u8]) -> Vec<u8>, times: usize, inner: Vec<u8>| {
        (0..times).fold(inner, |inside, _| layer(&inside))
    };
    let open = [[0x30, 0x80].repeat(10_000), Ca::root("Root").der(), vec![0; 20_000]].concat();
    assert_eq!(items(&open).len(), 1);
    let sequences = nest(&|inside| der::sequence([inside]), 10_000, der::null());
    let directory = nest(&|inside| der::context(4, inside), 10_000, der::null());
    let names = der::sequence([extension::dns("a.example"), directory]);
    let nested = Leaf::user("alice").set_extension(oid::SUBJECT_ALT_NAME, false, names);
    let pieces = nest(&|inside| der::tlv(0x24, inside), 10_000, der::octet_string([1]));
    let message = der::sequence([
        der::oid("1.2.840.113549.1.7.1"),
        der::context(0, nest(&|inside| der::tlv(0x24, inside), 10_000, Vec::new())),
    ]);
    examine(&[sequences, nested.der(), pieces, der::sequence([der::integer_of(3), message])]);
    for text in ["[", "{\"a\":", "<a>", "<Obj N=\"x\">", "-----BEGIN X-----\n", "X'", "\"", "\\", "&amp;"] {
        assert!(!items(text.repeat(10_000).as_bytes()).is_empty());
    }
}

#[test]
fn containers_in_containers_end_at_the_limit() {
    let der = Ca::root("Root").der();
    let wrap = |times: u8| {
        (0..times).fold(der.clone(), |inside, number| match number % 2 {
            0 => text::base64(text::pem("CERTIFICATE", &inside).as_bytes()).into_bytes(),
            _ => archive(&[("a", Method::Deflated, &inside)]),
        })
    };
    assert_eq!(certificates(&items(&wrap(4))), 1);
    let deep = items(&wrap(MAX_DEPTH * 3));
    assert_eq!((certificates(&deep), defects(&deep).contains(&"limit-reached")), (0, true));
}

#[test]
fn archives_that_grow() {
    let zeros = vec![0; 4 << 20];
    let bomb = archive(&[("bomb", Method::Deflated, &zeros)]);
    assert!(bomb.len() < 10_000);
    assert_eq!(defects(&items(&bomb)), ["not-unpacked"]);
    // Many small entries, each within its own limit, exceed the limit of the file.
    let small = archive(&[("small", Method::Deflated, &vec![0; 1 << 20])]);
    let many = items(&under_many_names(small, "small", 400));
    assert!(defects(&many).contains(&"limit-reached") && MAX_DERIVED < 400 << 20);
    let certificate = archive(&[("a.cer", Method::Stored, &Ca::root("Root").der())]);
    let found = items(&under_many_names(certificate, "a.cer", 30_000));
    assert_eq!(defects(&found), ["limit-reached"]);
    assert_eq!(certificates(&found), 20_000);
}

/// An archive of one file, whose directory lists that file this many times.
fn under_many_names(mut archive: Vec<u8>, name: &str, times: usize) -> Vec<u8> {
    let end = archive.split_off(archive.len() - 22);
    let entry = archive.split_off(archive.len() - 46 - name.len());
    archive.extend(entry.repeat(times));
    archive.extend(end);
    archive
}

#[test]
fn passwords_stretched_for_hours() {
    let number = |rounds: u32| der::integer(rounds.to_be_bytes());
    let stretched = |rounds: u32| {
        let pbkdf2 = der::sequence([
            der::oid("1.2.840.113549.1.5.12"),
            der::sequence([der::octet_string([7; 8]), number(rounds)]),
        ]);
        let aes = der::sequence([der::oid("2.16.840.1.101.3.4.1.2"), der::octet_string([7; 16])]);
        der::sequence([der::oid("1.2.840.113549.1.5.13"), der::sequence([pbkdf2, aes])])
    };
    let encrypted = |rounds: u32| {
        let info = der::sequence([
            der::oid("1.2.840.113549.1.7.1"),
            stretched(rounds),
            der::context_primitive(0, [7; 16]),
        ]);
        der::sequence([
            der::oid("1.2.840.113549.1.7.6"),
            der::context(0, der::sequence([der::integer_of(0), info])),
        ])
    };
    let pfx = |parts: Vec<Vec<u8>>| {
        let data = der::context(0, der::octet_string(der::sequence(parts)));
        let safe = der::sequence([der::oid("1.2.840.113549.1.7.1"), data]);
        der::sequence([der::integer_of(3), safe])
    };
    assert_eq!(defects(&items(&pfx(vec![encrypted(0x7fff_ffff)]))), ["too-many-rounds"]);
    // Each part is within its limit, and all of them together exceed that of the file.
    let many = pfx((0..2_000).map(|_| encrypted(MAX_ROUNDS / 8)).collect());
    assert_eq!(defects(&items(&many)), ["password-needed", "too-many-rounds"]);
}

#[test]
fn cas_in_a_circle_and_cas_of_one_name() {
    // Each names the next one as its issuer, and the last one the first.
    let authority = |number: u32| Ca::root(&format!("CA {number}")).ski(false);
    let circle: Vec<Vec<u8>> = (0..50)
        .map(|number| {
            let issuer = Name::from(format!("DC=example,DC=corp,CN=CA {}", (number + 1) % 50).as_str());
            authority(number).replace(Part::Issuer, issuer.der()).der()
        })
        .collect();
    let findings = examine(&circle);
    assert_eq!(findings.items.len(), 50);
    // Three hundred CAs of one name, any of which could have issued any other.
    let rivals: Vec<Vec<u8>> = (0..300_u16)
        .map(|number| Ca::root("Root").key(Key::P256(0)).ski(false).serial(&number.to_be_bytes()).der())
        .collect();
    assert_eq!(examine(&rivals).items.len(), 300);
}

/// The judgment on the first item.
fn first_judgment(findings: &Findings) -> Judgment {
    judge(findings, &Situation::default()).swap_remove(0)
}

#[test]
fn a_chain_of_ten_thousand() {
    // Signatures of an algorithm that is not verified, so that none of them ends the chain.
    let unknown = SignatureAlgorithm::Other(der::sequence([der::oid("2.16.840.1.101.3.4.3.2")]));
    let named = |number: u32| Name::from(format!("DC=example,DC=corp,CN=CA {number}").as_str());
    let authority = |number: u32| {
        let authority = Ca::root("CA").subject(named(number)).key(Key::P256(0)).ski(false);
        authority.signature_algorithm(unknown.clone()).replace(Part::Issuer, named(number + 1).der()).der()
    };
    let leaf = Leaf::user("alice").aki(false).replace(Part::Issuer, named(0).der());
    let leaf = leaf.signature_algorithm(unknown.clone()).der();
    let findings = examine(&[vec![leaf], (0..10_000).map(authority).collect()].concat());
    let judgment = first_judgment(&findings);
    assert_eq!(judgment.chain.len(), MAX_CHAIN);
    let said = format!("Only the nearest {MAX_CHAIN} CAs of the chain are checked.");
    assert!(judgment.predictions.iter().any(|prediction| prediction.assumptions.contains(&said)));
}

#[test]
fn thousands_of_names_on_every_certificate_of_one_subject() {
    let certificate = |number: u16| {
        let names = (0..10_000).map(|each| extension::dns(&format!("h{number}-{each}.corp.example")));
        let names = der::sequence(names.collect::<Vec<_>>());
        let leaf = Leaf::computer("pc1.corp.example").serial(&number.to_be_bytes());
        leaf.set_extension(oid::SUBJECT_ALT_NAME, false, names).der()
    };
    let set: Vec<Vec<u8>> = (0..30).map(certificate).collect();
    assert_eq!(examine(&set).items.len(), set.len());
}

#[test]
fn thousands_of_names_under_thousands_of_constraints() {
    let names = |stem: &str| {
        (0..8_000).map(|number| extension::dns(&format!("{stem}{number}.example"))).collect::<Vec<_>>()
    };
    let limits = names("limit").into_iter().map(|name| der::sequence([name]));
    let limits = der::sequence([der::context(1, limits.collect::<Vec<_>>().concat())]);
    let authority = Ca::root("Root").extension(oid::NAME_CONSTRAINTS, true, limits);
    let leaf = Leaf::server("vpn.corp.example").issued_by(&authority);
    let leaf = leaf.set_extension(oid::SUBJECT_ALT_NAME, false, der::sequence(names("name"))).der();
    let judgment = first_judgment(&examine(&[leaf, authority.der()]));
    let told = judgment.findings.iter().find(|(rule, _)| *rule == "name-constraints").map(|(_, it)| it);
    assert!(
        told.is_some_and(|it| it.weight == Weight::Warn && it.because.starts_with("There are too many names"))
    );
}

#[test]
fn hundreds_of_crls_for_the_largest_keys() {
    let algorithm = der::sequence([der::oid(oid::RSA_ENCRYPTION), der::null()]);
    let numbers = der::sequence([der::integer([0x7f; 2048]), der::integer([0x7f; 4])]);
    let key = der::sequence([algorithm, der::bit_string(numbers)]);
    let rival = Ca::root("Root").ski(false).replace(Part::PublicKey, key);
    let rivals = (0..32).map(|number| rival.clone().serial(&[number + 1]).der());
    let leaf = Leaf::user("alice").serial(&[0x61, 7]).issued_by(&rival).der();
    let list = |number: u16| {
        let algorithm = der::sequence([der::oid("1.2.840.113549.1.1.11"), der::null()]);
        let time = |day: u16| der::time(&format!("2026-{:02}-01T00:00:00Z", day));
        let entry = |serial: &[u8]| der::sequence([der::integer(serial), time(1)]);
        let entries = der::sequence([entry(&[0x61, 7]), entry(&number.to_be_bytes())]);
        let issuer = rival.issuer_der();
        let body = der::sequence([der::integer_of(1), algorithm.clone(), issuer, time(1), time(12), entries]);
        der::sequence([body, algorithm, der::bit_string([0x5a; 2048])])
    };
    let set: Vec<Vec<u8>> = std::iter::once(leaf).chain(rivals).chain((0x6200..0x6300).map(list)).collect();
    let judgment = first_judgment(&examine(&set));
    let revoked = judgment.findings.iter().find(|(rule, _)| *rule == "revoked").map(|(_, it)| &it.because);
    assert!(
        revoked.is_some_and(|it| it.contains("The signature of the CRL was not verified: there are more"))
    );
}

#[test]
fn more_items_than_the_limit() {
    let der = der::sequence([
        der::sequence([
            der::context(0, der::integer_of(2)),
            der::integer_of(1),
            der::sequence([[]; 0]),
            der::sequence([[]; 0]),
            der::sequence([[]; 0]),
        ]),
        der::sequence([[]; 0]),
        der::bit_string([]),
    ]);
    let many = items(&der.repeat(MAX_ITEMS + 10));
    assert_eq!(many.len(), MAX_ITEMS + 1);
    assert_eq!(defects(&many), ["limit-reached"]);
    let message = pkcs7::certificates(&vec![der; 10_000]);
    assert_eq!(certificates(&items(&message)), 10_000);
}

#[test]
fn a_long_name_around_thousands_of_items() {
    let der = Ca::root("Corp Root CA").der();
    let base64 = text::base64(&der);
    let name = "a".repeat(100_000);
    let values = format!("userCertificate:: {base64}\n").repeat(1_000);
    let export = items(format!("dn: CN={name}\nobjectClass: user\n{values}").as_bytes());
    assert_eq!(certificates(&export), 1_000);
    let labels = |items: &[Item]| -> usize {
        items.iter().map(|it| it.origin.len() + it.notes.iter().map(String::len).sum::<usize>()).sum()
    };
    assert!(labels(&export) < export.len() * 2 * MAX_LABEL, "{}", labels(&export));
    assert!(export.iter().any(|it| it.origin.contains('…')));
    let name = &name[..60_000];
    let many = items(&under_many_names(archive(&[(name, Method::Stored, &der)]), name, 1_000));
    assert_eq!(certificates(&many), 1_000);
    assert!(many.iter().all(|it| it.file.len() <= MAX_PATH + '…'.len_utf8()));
}

/// Which keys are inside which others.
#[test]
fn a_registry_of_a_hundred_thousand_keys() {
    let key = |number| {
        format!(
            "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Kdc\\{number}]\n\"Start\"=dword:2\n"
        )
    };
    let keys: String = (0..100_000).map(key).collect();
    assert_eq!(defects(&items(keys.as_bytes())), ["not-recognised"]);
}

/// Each word of a row belongs to one of the columns.
#[test]
fn a_table_of_a_hundred_thousand_columns() {
    let row = |cell: &str| vec![cell; 100_000].join(" ");
    let text = format!("{}\n{}\n{}\n{}\n", row("SID"), row("---"), row("abc"), row("abc"));
    assert_eq!(certificates(&items(text.as_bytes())), 0);
}

#[test]
fn profiles_of_hundreds_of_servers() {
    let leaf = Leaf::server("nps.corp.example").der();
    let others = |count: usize| (1..count).map(|number| format!("x{number}.example;")).collect::<String>();
    let profile = |others: &str, roots: &[[u8; 20]]| {
        let names = format!("{others}nps.corp.example");
        forge::container::xml::vpn_profile("vpn.corp.example", &names, roots, &[]).into_bytes()
    };
    // What is said about the name that comes last.
    let listed = |profiles: &[Vec<u8>]| {
        let findings = examine(&[std::slice::from_ref(&leaf), profiles].concat());
        let judgment = first_judgment(&findings);
        let broken = judgment.findings.iter().any(|(rule, _)| *rule == "server-name-not-listed");
        (
            broken,
            judgment.mapping.iter().flat_map(|it| &it.assumptions).any(|told| told.contains("more than 200")),
        )
    };
    let most = profile(&others(MAX_NAMES), &[]);
    assert_eq!(defects(&items(&most)), [""; 0]);
    assert_eq!(listed(std::slice::from_ref(&most)), (false, false));
    assert_eq!(listed(&[profile("y.example;", &[]), most.clone()]), (false, true));
    let more = profile(&others(MAX_NAMES + 1), &[]);
    assert_eq!(defects(&items(&more)), ["limit-reached"]);
    assert_eq!(listed(&[more]), (false, false));
    let roots: Vec<[u8; 20]> = (0..=200).map(|number| [number; 20]).collect();
    assert_eq!(defects(&items(&profile("", &roots))), ["limit-reached"]);
}

/// A registry export may hold any number of lines, and every user certificate is compared with all of them.
#[test]
fn a_policy_of_a_hundred_thousand_lines() {
    let line = |number: usize| format!("{number:040x}; 1.2.3; UpnSuffix=corp.example");
    let mut lines: Vec<String> = (0..100_000).map(line).collect();
    assert!(name_policy::lint(&lines, None, &[]).is_empty());
    lines.push(line(7));
    let faults = name_policy::lint(&lines, None, &[]);
    assert_eq!(
        faults.iter().map(|it| (it.line, it.id)).collect::<Vec<_>>(),
        [(100_000, "duplicate-thumbprint")]
    );
    let told = serde_json::json!({ "dc": { "name_policy": lines, "updated": "2026-02" } });
    let situation = strongmap::situation::from_json(&told.to_string()).unwrap().0;
    let judgment = examine(&[Leaf::user("alice").upn("alice@corp.example").der()]).judge(&situation).item(0);
    assert_eq!(judgment.mapping.unwrap().verdict, Verdict::Weak);
}

/// Text and bytes that look like the start of something everywhere: if each position cost another pass over the rest of
/// the file, a megabyte of it would take days.
#[test]
fn a_megabyte_of_false_starts() {
    let makings: [&[u8]; 25] = [
        b"MIIB ",
        b"MIIF",
        b"MIAG ",
        b"LS0tLS1CRUdJTi",
        b"30 82 ff ff ",
        b"3082ffff",
        b"48,130,255,255,",
        b"-----BEGIN X-----\n",
        b"-----BEGIN X----- -----END Y-----",
        b"------",
        b"> > > MIIB",
        b"<a><b N=\"SamAccountName\">",
        b"<a N=\"SID\">x</a>",
        b"dn: x\nobjectSid:: AAAA\n",
        b"SID : S-1-5-21-1\nCreated : x\n",
        b"SID : S-1-5-21-1\n    x\n",
        b"    x\n",
        b"[\n",
        b"    a    REG_BINARY    30\n30\n",
        b"48,130,1\n1",
        b"0000 30 82\n",
        b"\x30\x80",
        b"\x30\x82\xff\xff\x30\x80\x30\x82\x00\x10",
        b"PK\x03\x04PK\x01\x02",
        b"\x20\0\0\0\x01\0\0\0\0\0\0\0",
    ];
    for making in makings {
        let junk: Vec<u8> = making.iter().copied().cycle().take(1 << 20).collect();
        assert!(!items(&junk).is_empty(), "{}", String::from_utf8_lossy(making));
    }
}

#[test]
fn a_large_file_of_nothing() {
    assert_eq!(items(&vec![0; 64 << 20]).len(), 1);
    assert_eq!(items(&vec![b' '; 16 << 20]).len(), 1);
    let certificate = Leaf::user("alice").sid(ALICE_SID).der();
    let mut image = vec![0xff; 32 << 20];
    image.extend(&certificate);
    assert_eq!(certificates(&items(&image)), 1);
}

/// The document states the limits of the code, in the rows that name them.
#[test]
fn documented_limits_are_those_of_the_code() {
    let document = include_str!("../docs/limits.md");
    let grouped = |number: usize| match number {
        0..1_000 => number.to_string(),
        1_000..1_000_000 => format!("{},{:03}", number / 1_000, number % 1_000),
        _ => format!("{},{:03},{:03}", number / 1_000_000, number / 1_000 % 1_000, number % 1_000),
    };
    let rounds = |number: u32| usize::try_from(number).unwrap();
    for (name, limit) in [
        ("intake::MAX_DEPTH", usize::from(MAX_DEPTH)),
        ("intake::MAX_ITEMS", MAX_ITEMS),
        ("intake::MAX_NAMES", MAX_NAMES),
        ("intake::MAX_PATH", MAX_PATH),
        ("intake::MAX_LABEL", MAX_LABEL),
        ("intake::MAX_ROUNDS", rounds(MAX_ROUNDS)),
        ("intake::MAX_ROUNDS_IN_ALL", rounds(MAX_ROUNDS_IN_ALL)),
        ("chain::MAX_FULLY_VERIFIED", MAX_FULLY_VERIFIED),
        ("chain::MAX_EFFORT", MAX_EFFORT),
        ("chain::MAX_CANDIDATES", MAX_CANDIDATES),
        ("chain::MAX_CHAIN", MAX_CHAIN),
        ("rules::neighbourhood::MAX_IN_A_GROUP", MAX_IN_A_GROUP),
        ("rules::neighbourhood::FEW", FEW),
        ("rules::MAX_COMPARED", MAX_COMPARED),
        ("examination::MAX_SOURCES", MAX_SOURCES),
    ] {
        let row = document.lines().find(|line| line.contains(&format!("| `{name}` |")));
        let told = row.and_then(|row| row.split('|').nth(2)).unwrap_or_default();
        let mut words = told.split(' ').map(|word| word.trim_end_matches([',', ';']));
        assert!(words.any(|word| word == grouped(limit)), "{name} is {limit}, and not: {told}");
    }
}
