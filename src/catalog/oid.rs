//! Object identifiers by name.

/// What an identifier in dotted form is called.
#[must_use]
pub fn name(dotted: &str) -> Option<&'static str> {
    let _ = dotted;
    None
}
