//! `cargo xtask fuzz`: runs the fuzz targets.

use crate::arguments::Arguments;
use crate::program::{Failure, Outcome, Program};
use crate::{tools, workspace};

pub(crate) const HELP: &str = "\
Feeds random and damaged input to the parsers, and stops at the first input that makes one fail.

Usage: cargo xtask fuzz [--seconds N] [TARGET]...

  --seconds N   how long each target runs [default: 60]

Without a target, all of them run, one after the other; fuzz/Cargo.toml lists them. `against` compares with another
parser. Each target starts from the test cases and from what earlier runs kept in fuzz/corpus/. Input that makes a
target fail is written to fuzz/artifacts/; `cargo fuzz run TARGET FILE` reproduces the failure.

cargo-fuzz is taken from the PATH or installed. The stable compiler is used, with the features that the fuzzer needs
allowed. No sanitizer is used, because there is no unsafe code for it to check.";

const TARGETS: [&str; 8] =
    ["intake", "certificate", "against", "pkcs12", "mapping_strings", "situation", "addresses", "codes"];

pub(crate) fn run(mut arguments: Arguments) -> Outcome<()> {
    let seconds = arguments.option("--seconds")?.unwrap_or_else(|| "60".to_owned());
    let seconds: u32 =
        seconds.parse().map_err(|_| Failure(format!("`{seconds}` is not a number of seconds")))?;
    let mut targets = arguments.rest();
    if let Some(unknown) = targets.iter().find(|target| !TARGETS.contains(&target.as_str())) {
        return Err(Failure(format!(
            "there is no target `{unknown}`; the targets are {}",
            TARGETS.join(", ")
        )));
    }
    if targets.is_empty() {
        targets = TARGETS.map(str::to_owned).to_vec();
    }

    let [cargo_fuzz] = tools::ensure(&[tools::cargo_fuzz()])?;
    let root = workspace::root();
    let seeds = "run --quiet --release --manifest-path fuzz/Cargo.toml --example seeds";
    Program::cargo().within(&root).words(seeds).run()?;
    for target in targets {
        Program::new(&cargo_fuzz.path)
            .within(&root)
            // The fuzzer's instrumentation is an unstable feature.
            .env("RUSTC_BOOTSTRAP", "1")
            .words("fuzz run --sanitizer none")
            .arg(&target)
            .words("-- -timeout=20 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1")
            .arg(format!("-max_total_time={seconds}"))
            .run()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_target_that_is_built_is_run() {
        let manifest = std::fs::read_to_string(workspace::root().join("fuzz/Cargo.toml")).unwrap();
        let built: BTreeSet<&str> = manifest
            .split("[[bin]]")
            .skip(1)
            .filter_map(|bin| bin.split_once("name = \"")?.1.split('"').next())
            .collect();
        assert_eq!(built, BTreeSet::from(TARGETS));
    }
}
