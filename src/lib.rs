//! Strongmap.

pub mod catalog;
pub mod certificate;
pub mod chain;
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
#[cfg(feature = "web")]
pub mod ui;
