//! Bytes as administrators copy them: the many forms of hexadecimal.

use crate::text::hex;

/// `30 82 …` in lines of sixteen, with offsets and characters next to them, as certutil dumps bytes.
pub fn certutil(bytes: &[u8]) -> String {
    let lines = bytes.chunks(16).enumerate().map(|(line, chunk)| {
        let (left, right) = chunk.split_at(chunk.len().min(8));
        let columns = format!("{}  {}", joined(left, "", " "), joined(right, "", " "));
        let characters: String = chunk.iter().map(|byte| shown(*byte)).collect();
        format!("    {:04x}  {columns:<49} {characters}\r\n", line * 16)
    });
    lines.collect()
}

/// The same without offsets and characters.
pub fn plain_lines(bytes: &[u8]) -> String {
    bytes.chunks(16).map(|chunk| format!("{}\r\n", joined(chunk, "", " "))).collect()
}

/// `00000000: 3082 …  0…`, as xxd writes it.
pub fn xxd(bytes: &[u8]) -> String {
    let lines = bytes.chunks(16).enumerate().map(|(line, chunk)| {
        let pairs: Vec<String> = chunk.chunks(2).map(hex).collect();
        let characters: String = chunk.iter().map(|byte| shown(*byte)).collect();
        format!("{:08x}: {:<39}  {characters}\n", line * 16, pairs.join(" "))
    });
    lines.collect()
}

/// `30:82:…`, as openssl and browsers write it.
pub fn colons(bytes: &[u8]) -> String {
    joined(bytes, "", ":").to_uppercase()
}

/// `{ 0x30, 0x82, … };`, as C and C# write it.
pub fn source_code(bytes: &[u8]) -> String {
    let lines: String =
        bytes.chunks(12).map(|chunk| format!("    {},\n", joined(chunk, "0x", ", "))).collect();
    format!("unsigned char certificate[] = {{\n{lines}}};\n")
}

/// `[byte[]] $certificate = 0x30,0x82,…`.
pub fn powershell(bytes: &[u8]) -> String {
    format!("[byte[]] $certificate = {}\r\n", joined(bytes, "0x", ",").to_uppercase().replace('X', "x"))
}

/// `[byte[]] (48,130,…)`: a byte array in decimal, as PowerShell prints it.
pub fn decimal(bytes: &[u8]) -> String {
    let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
    format!("[byte[]] ({})\r\n", numbers.join(","))
}

/// An exported registry key whose one value holds the bytes.
pub fn registry_file(key: &str, value: &str, bytes: &[u8]) -> String {
    let start = format!("\"{value}\"=hex:");
    let mut text = format!("Windows Registry Editor Version 5.00\r\n\r\n[{key}]\r\n{start}");
    let mut column = start.len();
    for (place, byte) in bytes.iter().enumerate() {
        let last = place + 1 == bytes.len();
        text.push_str(&format!("{byte:02x}{}", if last { "" } else { "," }));
        column += 3;
        if column > 76 && !last {
            text.push_str("\\\r\n  ");
            column = 2;
        }
    }
    text + "\r\n\r\n"
}

/// `0x3082…` in an INSERT, as a database shows its binary columns.
pub fn sql(bytes: &[u8]) -> String {
    format!("INSERT INTO Certificates (RawCertificate) VALUES (0x{});\n", hex(bytes).to_uppercase())
}

/// An event in XML whose binary data are the bytes.
pub fn event_binary(bytes: &[u8]) -> String {
    format!(
        "<Event xmlns=\"http://schemas.microsoft.com/win/2004/08/events/event\"><EventData><Binary>{}</Binary></EventData></Event>\r\n",
        hex(bytes).to_uppercase()
    )
}

/// `\x30\x82…`, as Python and shells write it.
pub fn escapes(bytes: &[u8]) -> String {
    joined(bytes, "\\x", "")
}

fn joined(bytes: &[u8], prefix: &str, between: &str) -> String {
    let each: Vec<String> = bytes.iter().map(|byte| format!("{prefix}{byte:02x}")).collect();
    each.join(between)
}

fn shown(byte: u8) -> char {
    if byte.is_ascii_graphic() || byte == b' ' { char::from(byte) } else { '.' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(made: &str, expect: &str) {
        assert_eq!(made, expect);
    }

    #[test]
    fn every_form_of_hexadecimal() {
        let bytes = [0x30, 0x82, 0x41];
        check(&certutil(&bytes), "    0000  30 82 41                                          0.A\r\n");
        check(&xxd(&bytes), "00000000: 3082 41                                  0.A\n");
        check(&colons(&bytes), "30:82:41");
        check(&source_code(&bytes), "unsigned char certificate[] = {\n    0x30, 0x82, 0x41,\n};\n");
        check(&powershell(&[0x30, 0xab]), "[byte[]] $certificate = 0x30,0xAB\r\n");
        check(&decimal(&bytes), "[byte[]] (48,130,65)\r\n");
        check(&sql(&bytes), "INSERT INTO Certificates (RawCertificate) VALUES (0x308241);\n");
        check(&escapes(&bytes), "\\x30\\x82\\x41");
    }

    #[test]
    fn registry_files_break_their_lines() {
        let text = registry_file("HKEY_LOCAL_MACHINE\\SOFTWARE\\X", "Blob", &[0; 60]);
        assert!(text.contains("\"Blob\"=hex:00,00,") && text.contains(",\\\r\n  00,"));
        assert_eq!(text.matches("00").count(), 60 + 1);
    }
}
