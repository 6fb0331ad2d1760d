//! `cargo xtask pictures`: takes the pictures for the documents.

use crate::arguments::Arguments;
use crate::program::{Outcome, Program, While as _};
use crate::test;
use crate::tools::CHROMIUM;
use crate::workspace;

pub(crate) const HELP: &str = "\
Builds the page and retakes the screenshots in docs/pictures, in Chromium.

Usage: cargo xtask pictures [--all FOLDER]

  --all FOLDER   take full-page screenshots of every view, in three widths, light and dark, into FOLDER";

pub(crate) fn run(mut arguments: Arguments) -> Outcome<()> {
    let all = arguments.option("--all")?;
    arguments.none_left()?;
    let browser = CHROMIUM.ensure()?;
    test::page()?;
    test::command_line()?;
    let pictures =
        Program::cargo().within(&workspace::root()).words("run --quiet --package browser --bin pictures --");
    let pictures = test::with_page_and_browser(pictures, &browser)?;
    match all {
        None => pictures.run(),
        Some(folder) => {
            // The path is relative to the developer's folder, and the program runs in the root of the workspace.
            let folder = std::path::absolute(&folder).or_fail(format_args!("{folder} is no path"))?;
            pictures.arg("--all").arg(folder).run()
        }
    }
}
