//! Strongmap judges whether a certificate is strongly mapped to a Windows account, and which error it will hit.
//!
//! Domain controllers refuse every certificate that is not strongly mapped to an account (Microsoft KB5014754). Given a
//! certificate and what is known about the account and the domain controllers, this library says what they will do,
//! which error appears where in which scenario, how sure that is, and what to do about it.
//!
//! # Example
//!
//! ```
//! use strongmap::{examination, intake::File, situation::Situation};
//!
//! let file = File { name: "note.txt", bytes: b"no certificate in here" };
//! let findings = examination::read(&[file], &[]);
//! let judgments = examination::judge(&findings, &Situation::default());
//! assert_eq!(findings.items.len(), 1, "every file gives at least one item");
//! assert!(judgments[0].mapping.is_none());
//! ```
//!
//! Start with [`examination`]. [`export`] turns its results into JSON, [`report`] into human-readable text.
//!
//! # Architecture
//!
//! A certificate passes through these modules from top to bottom. Each module may use the modules above it and none
//! below; `tests/tidy.rs` enforces this.
//!
//! | module | purpose |
//! |---|---|
//! | `tlv` | ASN.1 elements as encoded |
//! | [`moment`] | points in time |
//! | [`sid`] | security identifiers |
//! | [`catalog`] | the codes that Windows shows, OIDs and default templates, with sources |
//! | [`situation`] | what only the operator knows: scenario, account, domain controllers, the day |
//! | [`certificate`] | from DER to owned facts, and defects with their position in the bytes |
//! | [`chain`] | which certificate issued which, and what CRLs say about them |
//! | [`intake`] | from bytes or text to named items with their origin |
//! | [`remedy`] | steps for the user and commands to paste |
//! | [`mapping`] | every way a certificate can identify an account, and the decision of the domain controller |
//! | [`rules`] | one check per file: does this property prevent a logon? |
//! | [`prediction`] | from the checks to the step that fails, and what Windows shows there |
//! | [`examination`] | the entry point: files and a situation in, the complete answer out |
//! | [`report`] | the sentences and rows that a user reads, as plain public data |
//! | [`export`] | formats for other programs and documents, each stable on its own |
//! | [`address`] | URLs within the page: permanent links, and what they may contain |
//! | [`configuration`] | additions of the page's administrator: names, notes, a preset, a contact |
//! | `ui` | the page, behind the feature `web`; `ui::browser` is the only module that knows the browser |
//!
//! `main.rs` is the command line, `bin/app.rs` starts the page, `bin/worker.rs` reads and judges in the background, and
//! `bin/librarian.rs` looks up codes.
//!
//! # Design rules
//!
//! - The core reads no clock, no network and no files: every moment and every byte comes from the caller.
//! - Reading never fails: what cannot be read is reported as a defect, with its position in the bytes.
//! - User-facing sentences are composed only in the modules that know the subject. The page words its own controls
//!   and nothing else.
//! - Only `ui::browser` knows that it is in a browser. Nothing is fetched except the configuration next to the page, if
//!   its administrator declared one.
//! - No private key is ever kept, shown or exported.

pub mod address;
pub mod catalog;
pub mod certificate;
pub mod chain;
pub mod configuration;
pub mod examination;
pub mod export;
pub mod intake;
pub mod mapping;
pub mod moment;
pub mod prediction;
pub mod remedy;
pub mod report;
pub mod rules;
pub mod sid;
pub mod situation;
mod tlv;
#[cfg(feature = "web")]
pub mod ui;
