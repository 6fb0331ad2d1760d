//! The date of published files: it follows the sources, and is the same wherever they are built.

use crate::program::{Outcome, Program, While as _};
use crate::workspace;

/// The variable that passes the date where there is no git, in seconds since 1970:
/// <https://reproducible-builds.org/docs/source-date-epoch/>.
pub(super) const TOLD: &str = "SOURCE_DATE_EPOCH";

/// When the sources were last changed, in seconds since 1970: as passed in the variable, or the date of the commit.
pub(super) fn of_the_sources() -> Outcome<u64> {
    let seconds = std::env::var(TOLD).ok().or_else(of_the_commit);
    if seconds.is_none() {
        println!(
            "Neither {TOLD} nor git tells the date of the sources: the archive bears the first day of 1980."
        );
    }
    seconds.map_or(Ok(0), |seconds| seconds.trim().parse().or_fail(TOLD))
}

fn of_the_commit() -> Option<String> {
    Program::new("git").within(&workspace::root()).words("log -1 --format=%ct").answer()
}
