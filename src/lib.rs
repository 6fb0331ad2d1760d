//! Strongmap tells whether a certificate is strongly mapped to a Windows account, and which error it will hit.
//!
//! Domain controllers refuse every certificate that does not prove its account (Microsoft KB5014754). Given a
//! certificate and whatever is known of the account and the domain controllers, this library says what they will do,
//! which error appears where in which scenario, how sure that is, and what to do about it.
//!
//! # The house
//!
//! A certificate walks through these rooms from top to bottom. Each may use the rooms above it and none below;
//! `tests/tidy.rs` holds that.
//!
//! | room | is for |
//! |---|---|
//! | `tlv` | elements of ASN.1 as they stand in the bytes |
//! | [`moment`] | points in time |
//! | [`sid`] | security identifiers |
//! | [`catalog`] | what Windows says: every code, object identifiers, known templates, each with its source |
//! | [`situation`] | what only the operator knows: scenario, account, domain controllers, the day |
//! | [`certificate`] | DER becomes owned facts, and defects with their place in the bytes |
//! | [`chain`] | which of the certificates issued which, and what revocation lists tell of them |
//! | [`intake`] | bytes or text become named items with their origin |
//! | [`remedy`] | something to do, with what can be pasted |
//! | [`mapping`] | every way a certificate can point at an account, and the domain controller's decision |
//! | [`rules`] | one judgment a file: does this property stand in the way? |
//! | [`prediction`] | from judgments to the gate that stops, and what Windows says there |
//! | [`examination`] | the one door: files and a situation in, everything there is to say out |
//! | [`report`] | the sentences and rows a person reads; plain public data |
//! | [`export`] | what other programs rely on, each form its own frozen shape |
//! | [`address`] | addresses within the page: links that last, and what they may carry |
//! | [`configuration`] | what the administrator of a page adds: names, notes, a preset, a contact |
//! | `ui` | the page, behind the feature `web`; `ui::browser` is the only room that knows a browser |
//!
//! `main.rs` is the command line, `bin/app.rs` starts the page, `bin/worker.rs` reads and judges beside it, and
//! `bin/librarian.rs` looks up codes.
//!
//! # What is deliberately absent
//!
//! - The core reads no clock, no network and no files: every moment and every byte comes from the caller.
//! - Reading never fails: what cannot be read is named as a defect, with its place in the bytes.
//! - No sentence for a person is composed outside the rooms that know what it is about, and none in a view's logic:
//!   the page words its own controls and nothing else.
//! - Nothing but `ui::browser` knows that it is in a browser, and nothing fetches but the configuration beside the
//!   page, where its administrator declared one.
//! - No private key is ever kept, shown or exported.
//!
//! # A first use
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
