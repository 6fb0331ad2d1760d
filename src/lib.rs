//! Strongmap.

pub mod catalog;
