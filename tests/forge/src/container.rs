//! Containers and encodings of certificates, and copied text. PKCS#12 is not among them; those files are made with
//! openssl, as the README next to them says.

pub mod directory;
pub mod dump;
pub mod pem;
pub mod pkcs7;
pub mod store;
pub mod xml;
pub mod zip;
