//! Microsoft's serialized stores (`.sst`), and the blobs in which the registry keeps a certificate.
//!
//! Both are sequences of elements: number, the word 1, length, bytes; numbers and lengths are little endian.

/// Properties of a certificate in a store, by number.
pub mod property {
    /// The location of the private key.
    pub const KEY_PROV_INFO: u32 = 2;
    /// SHA-1 of the certificate.
    pub const SHA1_HASH: u32 = 3;
    /// The friendly name, in UTF-16 with a trailing NUL.
    pub const FRIENDLY_NAME: u32 = 11;
    /// The key identifier.
    pub const KEY_IDENTIFIER: u32 = 20;
    /// A certificate itself.
    pub const CERTIFICATE: u32 = 32;
    /// A CRL itself.
    pub const REVOCATION_LIST: u32 = 33;
}

/// A certificate or a CRL, with the properties before it.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    elements: Vec<(u32, Vec<u8>)>,
}

impl Entry {
    /// An entry without properties.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a property with these bytes.
    #[must_use]
    pub fn property(mut self, number: u32, bytes: &[u8]) -> Self {
        self.elements.push((number, bytes.to_vec()));
        self
    }

    /// Adds the friendly name.
    #[must_use]
    pub fn friendly_name(self, name: &str) -> Self {
        self.property(property::FRIENDLY_NAME, &wide(name))
    }

    /// Adds the location of the private key: container and provider of a CNG key, in seven words and the texts these
    /// point to.
    #[must_use]
    pub fn key_container(self, container: &str, provider: &str) -> Self {
        let (container, provider) = (wide(container), wide(provider));
        let header = 28;
        let mut record = Vec::new();
        for word in [header, header + container.len(), 0, 0, 0, 0, 0] {
            record.extend(little(word));
        }
        record.extend(container);
        record.extend(provider);
        self.property(property::KEY_PROV_INFO, &record)
    }

    /// Ends with a certificate.
    #[must_use]
    pub fn certificate(self, der: &[u8]) -> Self {
        self.property(property::CERTIFICATE, der)
    }

    /// Ends with a CRL.
    #[must_use]
    pub fn revocation_list(self, der: &[u8]) -> Self {
        self.property(property::REVOCATION_LIST, der)
    }

    /// The blob as the registry keeps it under `SystemCertificates`.
    pub fn blob(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for (number, bytes) in &self.elements {
            out.extend(number.to_le_bytes());
            out.extend(1_u32.to_le_bytes());
            out.extend(little(bytes.len()));
            out.extend(bytes);
        }
        out
    }
}

/// A serialized store of these entries.
pub fn serialized(entries: &[Entry]) -> Vec<u8> {
    let mut out = b"\0\0\0\0CERT".to_vec();
    for entry in entries {
        out.extend(entry.blob());
    }
    out.extend([0; 12]);
    out
}

fn little(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap().to_le_bytes()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;

    #[test]
    fn a_store_of_one() {
        let store = serialized(&[Entry::new().friendly_name("a").certificate(&[0x30, 0])]);
        let expect = "00000000 43455254 0b000000 01000000 04000000 61000000 \
                      20000000 01000000 02000000 3000 000000000000000000000000";
        assert_eq!(hex(&store), expect.replace(' ', ""));
    }
}
