//! How a walk ends early.

use std::fmt;

/// Why a walk ends early, in human-readable form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub String);

/// The result of a step of a walk.
pub type Outcome<T> = Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Adds to an error what was being done.
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

/// Checks that two values are equal.
///
/// # Errors
/// If they are not; the failure shows both.
pub fn same<T: PartialEq + fmt::Debug>(what: impl fmt::Display, found: &T, expected: &T) -> Outcome<()> {
    holds(found == expected, format_args!("{what}\n  expected {expected:?}\n  found    {found:?}"))
}

/// Checks a condition.
///
/// # Errors
/// If it is false; the failure says what was expected.
pub fn holds(so: bool, what: impl fmt::Display) -> Outcome<()> {
    if so { Ok(()) } else { Err(Failure(what.to_string())) }
}
