//! Exports of a directory: LDIF.

use crate::text::base64;

/// A value of an attribute.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// Text as it is.
    Text(&'a str),
    /// Bytes, in base64 after two colons.
    Bytes(&'a [u8]),
}

/// One entry of an LDIF export; long lines are continued after a space, as ldifde folds them.
pub fn ldif(dn: &str, attributes: &[(&str, Value<'_>)]) -> String {
    let mut text = folded(&format!("dn: {dn}")) + "changetype: add\n";
    for (name, value) in attributes {
        let line = match value {
            Value::Text(value) => format!("{name}: {value}"),
            Value::Bytes(bytes) => format!("{name}:: {}", base64(bytes)),
        };
        text.push_str(&folded(&line));
    }
    text + "\n"
}

fn folded(line: &str) -> String {
    let characters: Vec<char> = line.chars().collect();
    let (first, rest) = characters.split_at(characters.len().min(76));
    let mut text = first.iter().collect::<String>() + "\n";
    for more in rest.chunks(75) {
        text.push(' ');
        text.extend(more);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_continued_after_a_space() {
        let text =
            ldif("CN=a", &[("sn", Value::Text("b")), ("userCertificate;binary", Value::Bytes(&[0; 60]))]);
        let expect = format!(
            "dn: CN=a\nchangetype: add\nsn: b\nuserCertificate;binary:: {}\n {}\n\n",
            "A".repeat(51),
            "A".repeat(29)
        );
        assert_eq!(text, expect);
    }
}
