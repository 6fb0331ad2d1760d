//! Generates the certificates that the tests use: seeded, without a clock and without randomness, so that every
//! committed byte can be made again. It also makes what no CA would issue, hence a DER writer of its own that writes
//! what it is given.
//!
//! ```
//! use forge::{ALICE_SID, Ca, Leaf};
//!
//! let ca = Ca::root("Corp Root CA").intermediate("Corp Issuing CA 1");
//! let der = Leaf::user("alice").issued_by(&ca).sid(ALICE_SID).der();
//! assert_eq!(der, Leaf::user("alice").issued_by(&ca).sid(ALICE_SID).der());
//! ```
//!
//! Wrong input, such as a date that does not exist, is a mistake in a test: the generator panics.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what is made here is fixed in the sources, so a mistake in it must stop the maker"
)]

pub mod cases;
mod certificate;
pub mod container;
pub mod defect;
pub mod der;
pub mod extension;
mod fleet;
pub mod hostile;
mod key;
mod name;
pub mod near_miss;
pub mod oid;
pub mod payload;
mod revocation_list;
pub mod text;
mod time;

pub use certificate::{Authority, Ca, Certificate, EndEntity, KeyId, Leaf, Part, key_usage};
pub use fleet::{fleet, lean_fleet};
pub use key::{Key, SignatureAlgorithm};
pub use name::Name;
pub use revocation_list::RevocationList;
pub use text::{hex, unhex};

/// The domain of every example: corp.example.
pub const DOMAIN_SID: &str = "S-1-5-21-1496966362-3320961333-4044918980";
/// Alice, a user.
pub const ALICE_SID: &str = "S-1-5-21-1496966362-3320961333-4044918980-1105";
/// Bob, another user.
pub const BOB_SID: &str = "S-1-5-21-1496966362-3320961333-4044918980-1106";
/// The computer laptop-17.
pub const LAPTOP_SID: &str = "S-1-5-21-1496966362-3320961333-4044918980-2107";
/// Alice in another domain.
pub const ALICE_ELSEWHERE_SID: &str = "S-1-5-21-2857422465-1465058494-1690550294-1105";
/// Alice in Entra ID, which stands for the object id [`ENTRA_OBJECT_ID`].
pub const ENTRA_SID: &str = "S-1-12-1-4163729839-1217663608-249102764-4166813488";
/// The object id that [`ENTRA_SID`] stands for.
pub const ENTRA_OBJECT_ID: &str = "f82d79af-1278-4894-ac01-d90e30875cf8";
