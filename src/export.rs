//! Export formats: each frozen on its own, and every value inert in it.

pub mod csv;
pub mod json;
pub mod markdown;
pub mod overview;
pub mod picture;
pub mod plan;
pub mod powershell;
pub mod ticket;

/// What a file begins with that Windows PowerShell and Excel are to read as UTF-8: without this mark they take it for
/// the code page of the country, and no name with an umlaut finds its account. It belongs to files only, once, at their
/// very begin; what goes on a clipboard or through a pipe has none.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";
