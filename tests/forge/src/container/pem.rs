//! What editors, mails, consoles and configuration files make of a PEM block.

use crate::text::{self, base64, pem};

/// A block with headers of RFC 1421 above its body.
pub fn with_headers(label: &str, headers: &[(&str, &str)], der: &[u8]) -> String {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let body = text::wrapped(&base64(der), 64, "\n");
    format!("-----BEGIN {label}-----\n{headers}\n{body}-----END {label}-----\n")
}

/// A block whose body is in one line.
pub fn long_line(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", base64(der))
}

/// A block whose body is wrapped at this width.
pub fn of_width(label: &str, width: usize, der: &[u8]) -> String {
    let body = text::wrapped(&base64(der), width, "\n");
    format!("-----BEGIN {label}-----\n{body}-----END {label}-----\n")
}

/// Everything in one line, spaces in place of line ends, as a web form leaves it.
pub fn one_line(text: &str) -> String {
    text.trim_end().replace('\n', " ")
}

/// Everything in one line without anything in place of the line ends.
pub fn glued(text: &str) -> String {
    text.replace('\n', "")
}

/// Everything in one line, line ends written as `\n`, as in JSON and in environment variables.
pub fn escaped(text: &str) -> String {
    text.replace('\n', "\\n")
}

/// Every line after a prefix: the spaces of a YAML file, or the `> ` of a mail.
pub fn prefixed(prefix: &str, text: &str) -> String {
    text.lines().map(|line| format!("{prefix}{line}\n")).collect()
}

/// Other line ends: `\r\n` of Windows, `\r` of old Macs.
pub fn line_ends(end: &str, text: &str) -> String {
    text.replace('\n', end)
}

/// An empty line after every line, as a mail program inserts them.
pub fn double_spaced(text: &str) -> String {
    line_ends("\n\n", text)
}

/// A block as openssl exports it from a PKCS#12 file.
pub fn bag_attributes(friendly_name: &str, subject: &str, issuer: &str, der: &[u8]) -> String {
    let block = pem("CERTIFICATE", der);
    format!(
        "Bag Attributes\n    friendlyName: {friendly_name}\n    localKeyID: 01 00 00 00 \n\
         subject={subject}\n\nissuer={issuer}\n\n{block}"
    )
}

/// UTF-8 with a byte order mark.
pub fn utf8_marked(text: &str) -> Vec<u8> {
    [b"\xef\xbb\xbf", text.as_bytes()].concat()
}

/// UTF-16 little endian; PowerShell's `>` writes it with a byte order mark.
pub fn utf16_le(text: &str, marked: bool) -> Vec<u8> {
    units(text, marked).flat_map(u16::to_le_bytes).collect()
}

/// UTF-16 big endian.
pub fn utf16_be(text: &str, marked: bool) -> Vec<u8> {
    units(text, marked).flat_map(u16::to_be_bytes).collect()
}

/// Base64 with `-` and `_`, without padding.
pub fn base64url(der: &[u8]) -> String {
    base64(der).trim_end_matches('=').replace('+', "-").replace('/', "_")
}

/// Base64 without a label around it, in lines of 64 characters.
pub fn bare(der: &[u8]) -> String {
    text::wrapped(&base64(der), 64, "\n")
}

fn units(text: &str, marked: bool) -> impl Iterator<Item = u16> {
    marked.then_some(0xfeff).into_iter().chain(text.encode_utf16())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(made: &str, expect: &str) {
        assert_eq!(made, expect);
    }

    #[test]
    fn blocks() {
        let headers = with_headers("X", &[("Proc-Type", "4,ENCRYPTED")], b"foo");
        check(&headers, "-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\n\nZm9v\n-----END X-----\n");
        check(&of_width("X", 2, b"foo"), "-----BEGIN X-----\nZm\n9v\n-----END X-----\n");
        check(&one_line(&pem("X", b"foo")), "-----BEGIN X----- Zm9v -----END X-----");
        check(&prefixed("> ", "a\nb\n"), "> a\n> b\n");
        check(&base64url(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn wide_characters() {
        assert_eq!(utf16_le("a", true), [0xff, 0xfe, b'a', 0]);
        assert_eq!(utf16_be("a", true), [0xfe, 0xff, 0, b'a']);
        assert_eq!(utf16_be("a", false), [0, b'a']);
    }
}
