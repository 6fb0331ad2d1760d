//! How a walk ends early.

use std::fmt;

/// Why a walk ends early, for a person to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub String);

/// What a step of a walk gives.
pub type Outcome<T> = Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names what was being done when something refused it.
pub trait While<T> {
    /// The value, or a failure that begins with what was being done.
    ///
    /// # Errors
    /// If there is no value.
    fn or_fail(self, doing: impl fmt::Display) -> Outcome<T>;
}

impl<T, E: fmt::Display> While<T> for Result<T, E> {
    fn or_fail(self, doing: impl fmt::Display) -> Outcome<T> {
        self.map_err(|error| Failure(format!("{doing}: {error}")))
    }
}

/// Holds if two values are the same.
///
/// # Errors
/// If they are not; it tells both.
pub fn same<T: PartialEq + fmt::Debug>(what: impl fmt::Display, found: &T, expected: &T) -> Outcome<()> {
    holds(found == expected, format_args!("{what}\n  expected {expected:?}\n  found    {found:?}"))
}

/// Holds if something is so.
///
/// # Errors
/// If it is not; it tells what should have been.
pub fn holds(so: bool, what: impl fmt::Display) -> Outcome<()> {
    if so { Ok(()) } else { Err(Failure(what.to_string())) }
}
