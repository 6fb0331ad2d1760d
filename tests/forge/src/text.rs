//! Bytes as text: hexadecimal, base64, PEM.

/// Lower case hexadecimal without separators.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of hexadecimal text; white space is skipped.
///
/// # Panics
/// If anything else is in it.
pub fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().filter(|c| !c.is_whitespace()).map(|c| nibble(c, 16)).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// Base64 with padding, on one line.
pub fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let [a, b, c] = [0, 1, 2].map(|place| chunk.get(place).copied().unwrap_or(0));
        let sextets = [a >> 2, (a << 4 | b >> 4) & 63, (b << 2 | c >> 6) & 63, c & 63];
        out.extend(
            sextets.iter().take(chunk.len() + 1).map(|sextet| char::from(ALPHABET[usize::from(*sextet)])),
        );
        out.extend(std::iter::repeat_n('=', 3 - chunk.len()));
    }
    out
}

/// The bytes of base64 text; white space and padding are skipped.
///
/// # Panics
/// If anything else is in it.
pub fn unbase64(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut kept = 0_u32;
    let mut bits = 0;
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let sextet = ALPHABET.iter().position(|letter| *letter == byte).unwrap();
        kept = (kept << 6 | u32::try_from(sextet).unwrap()) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(kept >> bits & 0xff).unwrap());
        }
    }
    out
}

/// A PEM block as openssl writes it: 64 characters per line, with a line end after the last line.
pub fn pem(label: &str, der: &[u8]) -> String {
    format!("-----BEGIN {label}-----\n{}-----END {label}-----\n", wrapped(&base64(der), 64, "\n"))
}

/// The text in lines of this many characters, each with the line end after it.
pub fn wrapped(text: &str, width: usize, line_end: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(width).map(|line| format!("{}{line_end}", line.iter().collect::<String>())).collect()
}

/// The content of the first PEM block of a text.
///
/// # Panics
/// If there is none.
pub fn unpem(text: &str) -> Vec<u8> {
    let body = text.split("-----").nth(2).unwrap();
    unbase64(body)
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn nibble(digit: char, radix: u32) -> u8 {
    u8::try_from(digit.to_digit(radix).unwrap()).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expect: &str) {
        assert_eq!(base64(bytes), expect);
        assert_eq!(unbase64(expect), bytes);
        assert_eq!(unhex(&hex(bytes)), bytes);
        assert_eq!(unpem(&pem("THING", bytes)), bytes);
    }

    #[test]
    fn base64_survives_both_directions() {
        check(b"f", "Zg==");
        check(b"fo", "Zm8=");
        check(b"foobar", "Zm9vYmFy");
        check(&[0xff; 49], &("/".repeat(64) + "/w=="));
    }
}
