//! Strongmap.

pub mod catalog;
pub mod moment;
pub mod sid;
