//! Export formats: each is stable on its own, and no value in them can act as code or markup.

pub mod csv;
pub mod json;
pub mod markdown;
pub mod overview;
pub mod picture;
pub mod plan;
pub mod powershell;
pub mod ticket;

/// The beginning of files that Windows PowerShell and Excel should read as UTF-8: without this mark they assume the
/// ANSI code page, and names with umlauts match no account. For files only, once, at the very beginning; text for the
/// clipboard or a pipe has none.
pub const BYTE_ORDER_MARK: &str = "\u{feff}";
