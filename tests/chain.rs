//! Certificates that are dropped together are ordered into chains, and signatures identify the true issuers.

use forge::{ALICE_SID, Ca, Key, Leaf, Part, RevocationList, SignatureAlgorithm, der};
use std::collections::BTreeSet;
use std::path::Path;
use strongmap::certificate;
use strongmap::chain::{MAX_FULLY_VERIFIED, Signature, Signed, verify};
use strongmap::examination::{Findings, Judgment, judge, read};
use strongmap::intake::File;
use strongmap::mapping::Verdict;
use strongmap::moment::Moment;
use strongmap::rules::{Gate, NOT_SIGNED_BY_ISSUER};
use strongmap::situation::Situation;

/// Checks the issuers of each certificate of a set, by position, with the results of the signatures: `v`erified,
/// `w`rong, `n`ot checked. After a plus come the other certificates of the same CA.
#[track_caller]
fn check(set: &[Vec<u8>], expect: &[&str]) {
    let findings = findings(set);
    let judgments = judge(&findings, &Situation::default());
    assert_eq!(judgments.iter().enumerate().map(chain_of).collect::<Vec<_>>(), expect);
}

fn findings(set: &[Vec<u8>]) -> Findings {
    let files: Vec<File<'_>> = set.iter().map(|bytes| File { name: "x", bytes }).collect();
    read(&files, &[])
}

fn chain_of((place, judgment): (usize, &Judgment)) -> String {
    let letter = |signature| match signature {
        Signature::Verified => "v",
        Signature::Wrong => "w",
        Signature::NotChecked(_) => "n",
    };
    if let Some(signature) = judgment.self_signed {
        return format!("{place}{}", letter(signature));
    }
    let links = judgment.chain.iter().map(|link| {
        let others: String = link.others.iter().map(|other| format!("+{other}")).collect();
        format!("{}{}{others}", link.issuer, letter(link.signature))
    });
    links.collect::<Vec<_>>().join(" ")
}

fn first_three(set: &[Vec<u8>]) -> Vec<String> {
    let judgments = judge(&findings(set), &Situation::default());
    judgments.iter().enumerate().map(chain_of).take(3).collect()
}

fn alice(ca: &Ca) -> Leaf {
    Leaf::user("alice").issued_by(ca)
}

#[test]
fn a_chain_is_found_in_any_order() {
    let root = Ca::root("Root");
    let issuing = root.intermediate("Issuing");
    let leaf = alice(&issuing).der();
    check(&[leaf.clone(), root.der(), issuing.der()], &["2v 1v", "1v", "1v"]);
    check(&[issuing.der(), leaf, root.der()], &["2v", "0v 2v", "2v"]);
}

#[test]
fn every_generated_signature_algorithm_is_verified() {
    let rsa = Ca::root("Root").key(Key::Rsa2048(0));
    for algorithm in
        [SignatureAlgorithm::RsaSha1, SignatureAlgorithm::RsaSha256, SignatureAlgorithm::RsaPssSha256]
    {
        let leaf = alice(&rsa).signature_algorithm(algorithm.clone());
        check(&[leaf.der(), rsa.clone().signature_algorithm(algorithm).der()], &["1v", "1v"]);
    }
    for name in ["A", "B", "C", "D", "E", "F", "G", "H"] {
        let curve = Ca::root(name);
        check(&[alice(&curve).der(), curve.der()], &["1v", "1v"]);
    }
}

#[test]
fn an_altered_certificate_has_no_verified_signature() {
    for ca in [Ca::root("Root"), Ca::root("Root").key(Key::Rsa2048(1))] {
        let mut altered = alice(&ca).der();
        let at = altered.windows(5).position(|window| window == b"alice").unwrap();
        altered[at] = b'A';
        check(&[altered, ca.der()], &["1w", "1v"]);
        let leaf = alice(&ca).der();
        for place in 1..40 {
            let mut altered = leaf.clone();
            let at = altered.len() - place;
            altered[at] ^= 1 << (place % 8);
            let told = judge(&findings(&[altered, ca.der()]), &Situation::default());
            assert_ne!(
                told[0].chain.first().map(|link| link.signature),
                Some(Signature::Verified),
                "{place}"
            );
        }
    }
}

#[test]
fn an_altered_certificate_is_refused_whatever_it_says() {
    let root = Ca::root("Root");
    let issuing = root.intermediate("Issuing");
    let leaf = alice(&issuing).sid(ALICE_SID).upn("alice@corp.example").der();
    let altered = |mut der: Vec<u8>| {
        *der.last_mut().unwrap() ^= 1;
        der
    };
    let check = |set: &[Vec<u8>], expect: Option<&str>| {
        let judgment = judge(&findings(set), &Situation::default()).swap_remove(0);
        let found = judgment.findings.iter().find(|(rule, _)| *rule == NOT_SIGNED_BY_ISSUER);
        let because = found.and_then(|(_, it)| it.because.split(':').next());
        assert_eq!((because, judgment.stops(NOT_SIGNED_BY_ISSUER)), (expect, expect.is_some()));
        let gate = expect.map(|_| Gate::Chain);
        assert!(judgment.predictions.iter().all(|it| it.gate == gate), "{:?}", judgment.predictions);
    };
    check(&[leaf.clone(), issuing.der(), root.der()], None);
    let of_leaf = Some("The key of Issuing did not create this certificate's signature");
    check(&[altered(leaf.clone()), issuing.der(), root.der()], of_leaf);
    let of_authority = Some("The key of Root did not create the signature of Issuing");
    check(&[leaf.clone(), altered(issuing.der()), root.der()], of_authority);
    // Without its CA, nobody can tell who signed a certificate.
    check(&[altered(leaf)], None);
}

#[test]
fn an_altered_root_is_detected() {
    let mut root = Ca::root("Root").der();
    let last = root.len() - 1;
    root[last] ^= 1;
    let aki = Ca::root("Other").aki(true);
    check(&[aki.der()], &["0v"]);
    let mut altered = aki.der();
    let last = altered.len() - 1;
    altered[last] ^= 1;
    check(&[altered], &["0w"]);
    // Without key identifiers, another CA of this name may have signed it.
    check(&[root], &[""]);
}

#[test]
fn cas_of_one_name_are_distinguished_by_key_identifiers() {
    let (old, new) = (Ca::root("Root").key(Key::P256(1)), Ca::root("Root").key(Key::P256(2)));
    check(&[new.der(), old.der(), alice(&old).der(), alice(&new).der()], &["0v", "1v", "1v", "0v"]);
}

#[test]
fn cas_of_one_name_are_distinguished_by_signatures() {
    let plain = |key| Ca::root("Root").key(key).ski(false);
    let (old, new) = (plain(Key::P256(1)), plain(Key::P256(2)));
    let leaf = |ca| alice(ca).aki(false).der();
    check(&[new.der(), old.der(), leaf(&old), leaf(&new)], &["0v", "1v", "1v", "0v"]);
    // The CA that signed is not in the set.
    check(&[new.der(), leaf(&old)], &["0v", ""]);
}

#[test]
fn wrong_key_identifiers_are_detected() {
    let (true_one, false_one) = (Ca::root("Root").key(Key::P256(1)), Ca::root("Root").key(Key::P256(2)));
    let identifier = Key::P256(1).identifier();
    let liar = false_one.ski(identifier.clone());
    check(&[liar.der(), true_one.der(), alice(&true_one).der()], &["0v", "1v", "1v"]);
    check(&[liar.der(), alice(&true_one).der()], &["0v", "0w"]);
}

#[test]
fn the_newer_certificate_of_a_renewed_ca_is_preferred() {
    let old = Ca::root("Root").valid("2015-01-01T00:00:00Z", "2045-01-01T00:00:00Z");
    let new = Ca::root("Root");
    check(&[old.der(), new.der(), alice(&new).der()], &["0v", "1v", "1v+0"]);
    // It did not exist yet when the certificate was issued.
    let later = Ca::root("Root").valid("2026-01-01T00:00:00Z", "2045-01-01T00:00:00Z");
    check(&[old.der(), later.der(), alice(&new).der()], &["0v", "1v", "0v+1"]);
}

/// Windows uses a valid certificate of the CA where there is one.
#[test]
fn an_expired_certificate_of_a_renewed_ca_is_harmless() {
    let root = Ca::root("Root");
    let old = root.intermediate("Issuing").valid("2020-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
    let longer = old.clone().serial(&[9]).valid("2020-01-01T00:00:00Z", "2040-01-01T00:00:00Z");
    let later = old.clone().serial(&[9]).valid("2025-12-01T00:00:00Z", "2040-01-01T00:00:00Z");
    let leaf = alice(&old).valid("2025-06-01T00:00:00Z", "2027-06-01T00:00:00Z").der();
    let check = |issuers: &[&Ca], day: Moment, expect: &str| {
        let set: Vec<_> = [leaf.clone()].into_iter().chain(issuers.iter().map(|it| it.der())).collect();
        let findings = findings(&set);
        let situation = Situation { today: Some(day), ..Situation::default() };
        let judgment = findings.judge(&situation).item(0);
        let expired = judgment.findings.iter().any(|(rule, _)| *rule == "issuer-expired");
        assert_eq!((chain_of((0, &judgment)).as_str(), expired), (expect, expect.starts_with("1v 2v")));
    };
    let (before, after) = (Moment::day(2025, 11, 20), Moment::day(2026, 11, 20));
    check(&[&old, &root], after, "1v 2v");
    for new in [&longer, &later] {
        check(&[&old, new, &root], after, "2v+1 3v");
        check(&[new, &old, &root], after, "1v+2 3v");
    }
    check(&[&old, &later, &root], before, "1v+2 3v");
    check(&[&old, &longer, &root], before, "2v+1 3v");
}

/// The name mapping policy names the thumbprint of one of them: no source says which one a chain uses, unless the other
/// has expired.
#[test]
fn a_policy_for_one_certificate_of_a_renewed_ca_is_undecided() {
    let old = Ca::root("Root").valid("2020-01-01T00:00:00Z", "2028-01-01T00:00:00Z");
    let new = old.clone().serial(&[9]).valid("2025-01-01T00:00:00Z", "2045-01-01T00:00:00Z");
    let leaf = alice(&old).upn("alice@corp.example").policies(&["1.2.3.4"]);
    let set = findings(&[leaf.der(), old.der(), new.der()]);
    let check = |named: &[&Ca], today: Moment, expect: Verdict| {
        let lines = named.iter().map(|ca| {
            let thumbprint = certificate::hex(&certificate::read(&ca.der()).certificate.sha1.octets());
            format!("{thumbprint}; 1.2.3.4; UpnSuffix=corp.example")
        });
        let mut situation = Situation { today: Some(today), ..Situation::default() };
        situation.dc.name_policy = Some(lines.collect());
        let judgment = set.judge(&situation).item(0);
        assert_eq!(judgment.mapping.unwrap().verdict, expect, "{today}");
    };
    let (both, later) = (Moment::day(2026, 11, 20), Moment::day(2029, 1, 1));
    check(&[&old], both, Verdict::Undecided);
    check(&[&new], both, Verdict::Undecided);
    check(&[&old, &new], both, Verdict::Strong);
    check(&[&new], later, Verdict::Strong);
    check(&[&old], later, Verdict::Weak);
}

#[test]
fn a_cross_signed_ca_has_two_paths() {
    let (own, other) = (Ca::root("Own"), Ca::root("Other"));
    let cross = other.intermediate("Own").key(own.own_key());
    check(&[alice(&own).der(), cross.der(), own.der(), other.der()], &["2v+1", "3v", "2v", "3v"]);
    check(&[alice(&own).der(), cross.der(), other.der()], &["1v 2v", "2v", "2v"]);
}

/// What is said about the revocation of the first certificate of a set, given the CRLs after it.
fn revocation_of_first(set: &[Vec<u8>], day: &str) -> String {
    let situation = Situation { today: Moment::parse(day), ..Situation::default() };
    let judgment = judge(&findings(set), &situation).swap_remove(0);
    let found =
        judgment.findings.iter().find(|(rule, _)| *rule == "revoked").map(|(_, it)| it.because.clone());
    let assumptions = judgment.predictions.iter().flat_map(|prediction| &prediction.assumptions);
    let told = assumptions.filter(|it| it.contains("CRL of") || it.contains("not revoked"));
    let asks = judgment.questions.iter().any(|question| question.id == "chain-revoked");
    let told: BTreeSet<String> = told.cloned().chain(asks.then(|| "Asks.".to_owned())).collect();
    found.unwrap_or_else(|| told.into_iter().collect::<Vec<_>>().join(" "))
}

#[test]
fn a_list_that_is_left_aside_is_told() {
    let root = Ca::root("Root");
    let ca = root.intermediate("Issuing");
    let leaf = alice(&ca).sid(ALICE_SID).serial(&[0x61, 7]);
    let forged = ca.clone().key(Key::P256(5)).ski(false).serial(&[9]);
    let list = RevocationList::of(&ca);
    let naming = list.clone().revoke(&[0x61, 7], "2026-11-01T00:00:00Z", None);
    let check = |with: &[Vec<u8>], day: &str, expect: &str| {
        let told = revocation_of_first(&[&[leaf.der()], with].concat(), day);
        assert_eq!(told, expect);
    };
    let (day, later) = ("2026-11-20", "2026-11-30");
    let granted = "The certificate is not revoked.";
    check(&[ca.der()], day, granted);
    check(&[ca.der(), list.der()], day, "");
    let revoked = "The certificate is revoked. The CRL of 2026-11-16 lists it, since 2026-11-01.";
    check(&[forged.der(), naming.der(), ca.der()], day, revoked);
    let whose = "The CRL of 2026-11-16 from Issuing";
    let ended = format!("{whose} does not settle this: it expired on 2026-11-23. {granted}");
    check(&[ca.der(), list.der()], later, &ended);
    let unfitting = "does not settle this: none of the added certificates with its issuer's name signed it.";
    check(&[forged.der(), list.der()], day, &format!("{whose} {unfitting} {granted}"));
    let asked = format!("Asks. {whose}, which lists it, {unfitting} {granted}");
    check(&[forged.der(), naming.der()], day, &asked);
    // A CRL that lists a CA in the chain is reported too, even if the CRL for the certificate is in order.
    let false_root = root.clone().key(Key::P256(6)).ski(false).serial(&[9]);
    let above = RevocationList::of(&root).revoke(&ca.own_serial(), "2026-11-01T00:00:00Z", None);
    let by_root = "The CRL of 2026-11-16 from Root, which lists the CA Issuing in the chain,";
    let set = [ca.der(), list.der(), false_root.der(), above.der()];
    check(&set, day, &format!("Asks. {by_root} {unfitting} {granted}"));
}

#[test]
fn circular_chains_end() {
    let (a, b) = (Ca::root("A"), Ca::root("B"));
    let (a_by_b, b_by_a) = (b.intermediate("A").key(a.own_key()), a.intermediate("B").key(b.own_key()));
    check(&[a_by_b.der(), b_by_a.der(), alice(&a).der()], &["1v", "0v", "0v 1v"]);
}

#[test]
fn a_root_with_a_new_key_is_issued_by_its_predecessor() {
    let (old, new) = (Ca::root("Root").key(Key::P256(1)), Ca::root("Root").key(Key::P256(2)));
    let bridge = new.clone().issued_by(&old).aki(true);
    check(&[old.der(), bridge.der(), alice(&new).der()], &["0v", "0v", "1v 0v"]);
    // The same without key identifiers: it was signed not by its own key but by that of its predecessor.
    let bridge = new.clone().issued_by(&old).ski(false);
    check(&[old.der(), bridge.der(), new.der()], &["0v", "0v", "2v"]);
}

#[test]
fn duplicate_self_signed_certificates_issue_themselves() {
    let root = Ca::root("Root");
    check(&[root.der(), alice(&root).der(), root.der()], &["0v", "0v", "2v"]);
}

#[test]
fn signatures_of_unknown_algorithms_are_not_checked() {
    let root = Ca::root("Root");
    let odd = SignatureAlgorithm::Other(der::sequence([der::oid("1.3.101.113")]));
    check(&[alice(&root).signature_algorithm(odd).der(), root.der()], &["1n", "1v"]);
    // An RSA signature cannot come from a key on an elliptic curve.
    let mixed = alice(&root).signature_algorithm(SignatureAlgorithm::RsaSha256);
    check(&[mixed.der(), root.der()], &["1w", "1v"]);
}

#[test]
fn malformed_signatures_are_wrong() {
    let curve = Ca::root("Root");
    let number = |value: &[u8]| der::integer(value);
    let order = forge::unhex("00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    for (r, s) in [(&[0][..], &[1][..]), (&[1], &[0]), (&[1], &[1]), (&order, &[1]), (&[1], &order)] {
        let signature = der::bit_string(der::sequence([number(r), number(s)]));
        check(&[alice(&curve).replace(Part::Signature, signature).der(), curve.der()], &["1w", "1v"]);
    }
    let rsa = Ca::root("Root").key(Key::Rsa2048(0));
    for octets in [vec![], vec![0], vec![0; 256], vec![0xff; 256], vec![1; 255], vec![1; 257]] {
        let leaf = alice(&rsa).replace(Part::Signature, der::bit_string(octets));
        check(&[leaf.der(), rsa.der()], &["1w", "1v"]);
    }
}

#[test]
fn signatures_by_invalid_keys_are_not_checked() {
    let root = Ca::root("Root").key(Key::Rsa2048(0));
    let rsa = |modulus: &[u8], exponent: &[u8]| {
        let algorithm = der::sequence([der::oid(forge::oid::RSA_ENCRYPTION), der::null()]);
        let key = der::sequence([der::integer(modulus), der::integer(exponent)]);
        der::sequence([algorithm, der::bit_string(key)])
    };
    let long = vec![0x7f; 3000];
    for key in [rsa(&[0], &[3]), rsa(&[6], &[3]), rsa(&long, &[3]), rsa(&[0x7f; 256], &[0x7f; 9]), vec![5, 0]]
    {
        let broken = root.clone().replace(Part::PublicKey, key);
        let told = judge(&findings(&[alice(&root).der(), broken.der()]), &Situation::default());
        let known = told[0].chain.first().map(|link| link.signature);
        assert!(matches!(known, Some(Signature::NotChecked(_))), "{known:?}");
    }
}

#[test]
fn only_cas_are_verified_in_a_large_set() {
    let root = Ca::root("Root");
    let issuing = root.intermediate("Issuing").key(Key::Rsa2048(0));
    let mut set = vec![root.der(), issuing.der()];
    // A signature that is too short is rejected at once, which keeps this test quick.
    let short = der::bit_string([1]);
    set.extend((1..MAX_FULLY_VERIFIED).map(|number| {
        Leaf::user(&format!("u{number}")).issued_by(&issuing).replace(Part::Signature, &short).der()
    }));
    assert_eq!(first_three(&set), ["0v", "0v", "1n 0v"]);
    set.pop();
    assert_eq!(first_three(&set), ["0v", "0v", "1w"]);
}

#[test]
fn verification_stops_at_its_limit() {
    let key = der::sequence([
        der::sequence([der::oid(forge::oid::RSA_ENCRYPTION), der::null()]),
        der::bit_string(der::sequence([der::integer([7]), der::integer([3])])),
    ]);
    let rival = Ca::root("localhost")
        .key(Key::P256(0))
        .ski(false)
        .signature_algorithm(SignatureAlgorithm::RsaSha256)
        .replace(Part::PublicKey, key);
    let set: Vec<Vec<u8>> =
        (0..300_u16).map(|number| rival.clone().serial(&number.to_be_bytes()).der()).collect();
    let mut told = judge(&findings(&set), &Situation::default());
    let last = told.pop().and_then(|last| last.self_signed);
    assert!(matches!(last, None | Some(Signature::NotChecked(_))), "{last:?}");
    assert!(told.iter().all(|judgment| judgment.chain.is_empty()));
}

#[test]
fn items_added_later_join_the_chain() {
    let root = Ca::root("Root");
    let mut found = findings(&[alice(&root).der()]);
    assert_eq!(judge(&found, &Situation::default())[0].chain, []);
    found.add(findings(&[root.der()]));
    assert_eq!(judge(&found, &Situation::default())[0].chain[0].issuer, 1);
}

#[test]
fn signatures_of_other_tools_are_verified() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/chain");
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.extension().is_none_or(|extension| extension != "pem") {
            continue;
        }
        let der = forge::text::unpem(&std::fs::read_to_string(&path).unwrap());
        let expect = match name.as_str() {
            "rsa-2048-md5" => {
                Signature::NotChecked("signatures with MD5 are not verified here: anyone can forge them")
            }
            "ed448" => Signature::NotChecked("signatures with Ed448 are not verified here"),
            "secp256k1" => Signature::NotChecked("only the curves P-256, P-384 and P-521 are verified"),
            _ => Signature::Verified,
        };
        let own = |der: &[u8]| {
            let certificate = certificate::read(der).certificate;
            let signed = Signed { certificate: &certificate, der };
            verify(signed, signed)
        };
        assert_eq!(own(&der), expect, "{name}");
        let mut altered = der.clone();
        let last = altered.len() - 1;
        altered[last] ^= 4;
        if expect == Signature::Verified {
            assert_eq!(own(&altered), Signature::Wrong, "{name}");
        }
        names.push(name);
    }
    assert_eq!(names.len(), 21, "{names:?}");
}
