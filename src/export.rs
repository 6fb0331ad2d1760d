//! What leaves the house: each form its own frozen shape.

pub mod json;
