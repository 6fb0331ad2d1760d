//! Files to drop on the page, to see that it withstands them: everything that a file can try, a few megabytes in all.

use crate::certificate::{Ca, Leaf, Part};
use crate::container::pem;
use crate::container::zip::{Method, archive};
use crate::{der, extension, oid, payload, text};
use std::fs;
use std::io;
use std::path::Path;

/// Writes the files into a folder, which is created if it is missing.
pub fn write(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, bytes) in files() {
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

/// Names and contents.
pub fn files() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| files.push((name.to_owned(), bytes));

    // Texts that try to act, each in every field; the name of the file contains the text, as far as a system allows.
    for (name, payload) in payload::ALL {
        add(&format!("text that acts, {name}.pem"), payload::user(payload).pem().into_bytes());
    }
    add("$(calc) & 'quotes' ; --option.pem", payload::computer("$(calc)").pem().into_bytes());
    add("store with a friendly name.sst", payload::store("<script>zqact()</script>"));
    add("account.ldif", payload::account("=cmd|' /C calc'!A0").into_bytes());

    // Large numbers of one thing.
    let names = der::sequence(vec![extension::dns("a.example"); 50_000]);
    add("50000 names.cer", Leaf::user("alice").set_extension(oid::SUBJECT_ALT_NAME, false, names).der());
    add("number of half a megabyte.cer", Leaf::user("alice").serial(&vec![0x7f; 1 << 19]).der());
    add("2000 certificates.pem", Leaf::user("alice").pem().repeat(2000).into_bytes());

    // Deep nesting.
    let nested = (0..10_000).fold(der::null(), |inside, _| der::sequence([inside]));
    add("10000 levels.der", nested);
    let open = [[0x30, 0x80].repeat(10_000), Ca::root("Root").der()].concat();
    add("10000 levels without an end.der", open);
    add("brackets.json", "[{\"a\":".repeat(10_000).into_bytes());
    add("elements.xml", "<a>".repeat(10_000).into_bytes());

    // Archives that grow.
    add("bomb.zip", archive(&[("bomb", Method::Deflated, &vec![0; 64 << 20])]));
    let in_itself =
        (0..40).fold(Ca::root("Root").der(), |inside, _| archive(&[("a.zip", Method::Deflated, &inside)]));
    add("40 archives in each other.zip", in_itself);
    let matryoshka =
        (0..12).fold(Ca::root("Root").der(), |inside, _| text::pem("CERTIFICATE", &inside).into_bytes());
    add("12 wrappings.pem", matryoshka);

    // Damaged files.
    let whole = Leaf::user("alice").upn("alice@corp.example").der();
    add("torn.cer", whole.iter().copied().take(whole.len() / 2).collect());
    add("claims four gigabytes.cer", [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..], &whole].concat());
    add("no extensions.cer", Leaf::user("alice").replace(Part::Extensions, [0xa3, 0x80]).der());
    add("no name.cer", Leaf::user("alice").replace(Part::Subject, der::null()).der());
    add("glued.pem", pem::glued(&Leaf::user("alice").pem()).into_bytes());
    add("zeros.bin", vec![0; 1 << 20]);
    add("beginnings.pem", "-----BEGIN CERTIFICATE-----\n".repeat(20_000).into_bytes());
    add("empty.cer", Vec::new());
    files
}
