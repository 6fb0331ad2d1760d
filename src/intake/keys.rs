//! Private keys in formats other than DER: those of Windows programs, PuTTY and the web. They are reported and
//! discarded.

use super::binary;
use super::text::Page;
use super::{Content, Found, Place, Search};

/// Looks for a Windows key format.
pub(super) fn find(search: &mut Search<'_>, bytes: &[u8], place: &Place) -> bool {
    let form = match bytes {
        [0x1e, 0xf1, 0xb5, 0xb0, ..] => "PVK",
        [7, 2, 0, 0, _, _, _, _, b'R' | b'D', b'S', b'A' | b'S', b'2', ..] => "PRIVATEKEYBLOB of CryptoAPI",
        _ => return false,
    };
    add(search, place, form);
    true
}

/// Looks for keys written as text.
pub(super) fn find_written(search: &mut Search<'_>, page: &mut Page, place: &Place) {
    let text = String::from_utf8_lossy(&page.bytes);
    let known = FORMS.iter().filter(|(marks, _)| marks.iter().all(|mark| text.contains(mark)));
    known.for_each(|(_, form)| add(search, place, form));
    if text.contains("\"kty\"") && has_secret(&text) {
        add(search, place, "JSON Web Key");
    }
}

/// What identifies each format.
const FORMS: [(&[&str], &str); 2] = [
    (&["PuTTY-User-Key-File-", "Private-Lines:"], "PuTTY"),
    (&["<RSAKeyValue", "<D>", "</D>"], "RSAKeyValue, XML"),
];

/// Whether JSON has an entry `d`, which only private keys have.
fn has_secret(json: &str) -> bool {
    json.split("\"d\"").skip(1).any(|rest| {
        rest.trim_start().strip_prefix(':').is_some_and(|value| value.trim_start().starts_with('"'))
    })
}

fn add(search: &mut Search<'_>, place: &Place, form: &str) {
    let defects = vec![binary::private_key(form)];
    let origin = place.origin_or("private key");
    search.add(place, Found { defects, ..Found::new(origin, Content::PrivateKey) });
}

#[cfg(test)]
mod tests {
    use super::super::{Content, File, recognise};

    #[track_caller]
    fn check(bytes: &[u8], form: Option<&str>) {
        let items = recognise(File { name: "x", bytes }, &[]);
        assert_eq!(items.len(), 1, "{items:?}");
        assert_eq!(items[0].content == Content::PrivateKey, form.is_some(), "{items:?}");
        assert!(form.is_none_or(|form| items[0].defects[0].message.contains(form)), "{items:?}");
    }

    #[test]
    fn short_keys_are_recognized_in_every_notation() {
        let curve = [
            &[0x30, 0x31, 2, 1, 1, 4, 0x20][..],
            &[7; 32],
            &[0xa0, 10, 6, 8],
            b"\x2a\x86\x48\xce\x3d\x03\x01\x07",
        ];
        let edwards =
            [&[0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20][..], &[7; 32]];
        let certificate = forge::text::pem("CERTIFICATE", &forge::Leaf::user("alice").der());
        for (key, form) in [(curve.concat(), "SEC 1"), (edwards.concat(), "PKCS#8")] {
            let each = |write: fn(&u8) -> String| key.iter().map(write).collect::<Vec<_>>().join(", ");
            check(&key, Some(form));
            check(forge::text::base64(&key).as_bytes(), Some(form));
            check(forge::hex(&key).as_bytes(), Some(form));
            check(each(u8::to_string).as_bytes(), Some(form));
            check(each(|byte| format!("0x{byte:02x}")).as_bytes(), Some(form));
            let text = format!("{certificate}key: {}\n", forge::text::base64(&key));
            let items = recognise(File { name: "x", bytes: text.as_bytes() }, &[]);
            assert_eq!((items.len(), &items[1].content), (2, &Content::PrivateKey), "{items:?}");
        }
        // A message of a management protocol.
        check(b"302902010104067075626c6963a01c0204000000010201000201003000300030003000", None);
    }

    #[test]
    fn key_formats_are_recognized() {
        let pvk = [&[0x1e, 0xf1, 0xb5, 0xb0][..], &[0; 40]].concat();
        check(&pvk, Some("PVK"));
        let blob = [&[7, 2, 0, 0, 0, 0xa4, 0, 0][..], b"RSA2", &[0, 8, 0, 0, 1, 0, 1, 0]].concat();
        check(&blob, Some("PRIVATEKEYBLOB"));
        check(&[&[6][..], &blob[1..]].concat(), None);
        check(b"PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 1\nAAAA\n", Some("PuTTY"));
        let xml = "<RSAKeyValue><Modulus>AQAB</Modulus><D>AQAB</D></RSAKeyValue>";
        check(xml.as_bytes(), Some("RSAKeyValue"));
        check(xml.replace("D>", "E>").as_bytes(), None);
        let jwk = r#"{"kty":"EC","crv":"P-256","x":"AQAB","d": "AQAB"}"#;
        check(jwk.as_bytes(), Some("JSON Web Key"));
        check(jwk.replace("\"d\"", "\"e\"").as_bytes(), None);
    }
}
