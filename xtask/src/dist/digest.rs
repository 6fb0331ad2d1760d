//! Digests: in the names of files, next to them for browsers, and in the list of sums.

use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256, Sha384};

use super::files::Files;

/// SHA-256 as `sha256sum` writes it.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The value of an attribute `integrity`.
pub(super) fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", Base64::encode_string(&Sha384::digest(bytes)))
}

/// The source expression that allows an inline script or style of this text in a Content-Security-Policy.
pub(super) fn source(text: &str) -> String {
    format!("'sha256-{}'", Base64::encode_string(&Sha256::digest(text.as_bytes())))
}

/// The name of a file with a content hash in it: servers and browsers may cache it forever.
pub(super) fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let hash = sha256(bytes);
    let hash = hash.get(..10).unwrap_or_default();
    match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{hash}.{ending}"),
        None => format!("{name}-{hash}"),
    }
}

/// The id of a build: it is the same wherever and whenever the same content is built.
pub(super) fn build_id(files: &Files) -> String {
    let mut digest = Sha256::new();
    for (name, bytes) in files {
        digest.update(sha256(name.as_bytes()));
        digest.update(sha256(bytes));
    }
    hex(&digest.finalize()).get(..12).unwrap_or_default().to_owned()
}

/// The lines of `SHA256SUMS`, which `sha256sum --check` reads.
pub(super) fn sums(files: &Files) -> String {
    files.iter().map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes))).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn digests_are_written_as_others_read_them() {
        assert_eq!(sha256(b""), EMPTY);
        assert_eq!(source(""), "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
        assert_eq!(integrity(b""), "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb");
    }

    #[test]
    fn names_contain_a_content_hash() {
        assert_eq!(hashed_name("app_bg.wasm", b""), "app_bg-e3b0c44298.wasm");
        assert_eq!(hashed_name("plain", b""), "plain-e3b0c44298");
        assert_ne!(hashed_name("a.js", b"1"), hashed_name("a.js", b"2"));
    }

    /// What caches these files forever recognizes this form of name: the servers, and the page's service worker.
    #[test]
    fn servers_and_service_worker_recognize_hashed_names() {
        let www = crate::workspace::root().join("www");
        let read = |file: &str| std::fs::read_to_string(www.join(file)).unwrap();
        let hash = hashed_name("app.js", b"").replace("app-", "").replace(".js", "");
        let pattern = format!("-[0-9a-f]{{{}}}\\.", hash.len());
        for (file, before, after) in [
            ("server/nginx.conf", "\"~", "[0-9a-z]+$\"    \"public, max-age=31536000, immutable\";"),
            (
                "server/htaccess",
                "<FilesMatch \"",
                "[0-9a-z]+(\\.br|\\.gz)?$\">\n        Header always set Cache-Control \"public, max-age=31536000, immutable\"",
            ),
            ("service-worker.js", "return /", "\\w+$/.test(name);"),
        ] {
            assert!(read(file).contains(&format!("{before}{pattern}{after}")), "{file} knows no {hash}");
        }
        // IIS has no patterns, so it must cache nothing forever.
        let iis = read("server/web.config");
        assert!(iis.contains("cacheControlCustom=\"no-cache\"") && !iis.contains("immutable"));
    }

    #[test]
    fn a_build_is_named_after_names_and_content() {
        let build = |files: &[(&str, &str)]| {
            build_id(
                &files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect(),
            )
        };
        assert_eq!(build(&[("a", "1"), ("b", "2")]), build(&[("b", "2"), ("a", "1")]));
        assert_ne!(build(&[("a", "1")]), build(&[("a", "2")]));
        assert_ne!(build(&[("a", "1")]), build(&[("b", "1")]));
        assert_ne!(build(&[("a", "bc")]), build(&[("ab", "c")]));
        assert_eq!(build(&[]).len(), 12);
    }

    #[test]
    fn sums_are_one_line_a_file() {
        let files = Files::from([("empty".to_owned(), Vec::new())]);
        assert_eq!(sums(&files), format!("{EMPTY}  empty\n"));
    }
}
