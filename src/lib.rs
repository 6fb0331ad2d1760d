//! Strongmap.

pub mod catalog;
pub mod certificate;
pub mod intake;
pub mod mapping;
pub mod moment;
pub mod prediction;
pub mod remedy;
pub mod rules;
pub mod sid;
pub mod situation;
