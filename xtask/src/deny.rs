//! `cargo xtask deny`

use crate::arguments::Arguments;
use crate::program::{Failure, Outcome, Program};
use crate::{tools, workspace};

pub(crate) const HELP: &str = "\
Holds every dependency against deny.toml: licences, sources, duplicates, forbidden crates, and known advisories.

Usage: cargo xtask deny [--offline]

  --offline   leaves the advisories out; their database lies elsewhere

Where the database cannot be had, everything else is checked and the command says that the advisories were not.";

pub(crate) fn run(mut arguments: Arguments) -> Outcome<()> {
    let offline = arguments.flag("--offline");
    arguments.none_left()?;
    let [cargo_deny] = tools::ensure(&[tools::cargo_deny()])?;
    let deny = |words: &str| Program::new(&cargo_deny.path).within(&workspace::root()).words(words);

    deny("--offline check --hide-inclusion-graph bans licenses sources").run()?;
    if offline {
        println!("\nThe advisories were not asked for.");
        return Ok(());
    }
    if deny("fetch db").run().is_err() {
        println!("\nThe database of advisories cannot be had here: THE ADVISORIES WERE NOT CHECKED.");
        return Ok(());
    }
    deny("check --disable-fetch advisories")
        .run()
        .map_err(|Failure(because)| Failure(format!("{because}: a dependency has an advisory")))
}
