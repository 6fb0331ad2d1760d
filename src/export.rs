//! What leaves the house: each form its own frozen shape, and every value inert in it.

pub mod csv;
pub mod json;
pub mod markdown;
pub mod overview;
pub mod picture;
pub mod powershell;
pub mod ticket;
