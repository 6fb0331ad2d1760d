//! `cargo xtask deny`: checks the dependencies against `deny.toml`.

use crate::arguments::Arguments;
use crate::program::{Failure, Outcome, Program};
use crate::{tools, workspace};

pub(crate) const HELP: &str = "\
Checks every dependency against deny.toml: licenses, sources, duplicates, forbidden crates, and known advisories.

Usage: cargo xtask deny [--offline]

  --offline   skip the advisories, whose database is downloaded

If the database cannot be downloaded, everything else is checked, and the command says that the advisories were not.";

pub(crate) fn run(mut arguments: Arguments) -> Outcome<()> {
    let offline = arguments.flag("--offline");
    arguments.none_left()?;
    let [cargo_deny] = tools::ensure(&[tools::cargo_deny()])?;
    let deny = |words: &str| Program::new(&cargo_deny.path).within(&workspace::root()).words(words);

    deny("--offline check --hide-inclusion-graph bans licenses sources").run()?;
    if offline {
        println!("\nThe advisories were skipped.");
        return Ok(());
    }
    if deny("fetch db").run().is_err() {
        println!("\nThe advisory database cannot be downloaded here: THE ADVISORIES WERE NOT CHECKED.");
        return Ok(());
    }
    deny("check --disable-fetch advisories")
        .run()
        .map_err(|Failure(because)| Failure(format!("{because}: a dependency has an advisory")))
}
