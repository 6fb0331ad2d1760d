//! `cargo xtask dist`

use std::fs;
use std::path::{Path, PathBuf};

use crate::arguments::Arguments;
use crate::page::Builder;
use crate::program::{Failure, Outcome, Program, While as _};
use crate::workspace;

pub(crate) const HELP: &str = "\
Builds the page as it is published into dist/site, which any web server can serve from any folder,
and tells the size of every file: as it is, and as servers send it compressed.

Usage: cargo xtask dist";

pub(crate) fn run(arguments: Arguments) -> Outcome<()> {
    arguments.none_left()?;
    let site = workspace::root().join("dist").join("site");
    fs::create_dir_all(&site).or_fail(format_args!("{} cannot be made", site.display()))?;
    Builder::prepare(true)?.build(&site)?;

    let mut files = Vec::new();
    collect(&site, &mut files)?;
    files.sort();
    println!("\n{}", table(&site, &sizes(&files)?));
    Ok(())
}

/// A file and its size: raw, gzip, brotli.
type Sized<'path> = (&'path Path, [u64; 3]);

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome<()> {
    let unreadable = || format!("{} cannot be read", folder.display());
    for entry in fs::read_dir(folder).or_fail(unreadable())? {
        let path = entry.or_fail(unreadable())?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Node brings both compressors, and has to be there for wasm-opt anyway.
fn sizes(files: &[PathBuf]) -> Outcome<Vec<Sized<'_>>> {
    let script = include_str!("dist/sizes.js");
    let node = files.iter().fold(Program::new("node").arg("--eval").arg(script).arg("--"), Program::arg);
    let answer =
        node.answer().ok_or_else(|| Failure("node cannot be run: install Node 18 or later".to_owned()))?;
    let sizes: Option<Vec<[u64; 3]>> = answer.lines().map(three_numbers).collect();
    match sizes {
        Some(sizes) if sizes.len() == files.len() => {
            Ok(files.iter().map(PathBuf::as_path).zip(sizes).collect())
        }
        _ => Err(Failure("node did not tell the size of every file".to_owned())),
    }
}

fn three_numbers(line: &str) -> Option<[u64; 3]> {
    let numbers: Vec<u64> = line.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    numbers.try_into().ok()
}

fn table(site: &Path, sizes: &[Sized<'_>]) -> String {
    let row =
        |[raw, gzip, brotli]: [&str; 3], name: &str| format!("{raw:>10} {gzip:>10} {brotli:>10}  {name}\n");
    let numbers = |[raw, gzip, brotli]: [u64; 3], name: &str| {
        row([&raw.to_string(), &gzip.to_string(), &brotli.to_string()], name)
    };
    let mut total = [0; 3];
    let mut text = row(["bytes", "gzip", "brotli"], "file");
    for (path, sizes) in sizes {
        let name = path.strip_prefix(site).unwrap_or(path).to_string_lossy().replace('\\', "/");
        text.push_str(&numbers(*sizes, &name));
        total.iter_mut().zip(sizes).for_each(|(sum, size)| *sum += size);
    }
    text.push_str(&numbers(total, "in all"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_adds_up() {
        let site = Path::new("site");
        let (one, two) = (site.join("a.js"), site.join("b").join("c.wasm"));
        let text = table(site, &[(&one, [100, 50, 40]), (&two, [2000, 900, 800])]);
        let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[1], ["100", "50", "40", "a.js"]);
        assert_eq!(lines[2], ["2000", "900", "800", "b/c.wasm"]);
        assert_eq!(lines[3], ["2100", "950", "840", "in", "all"]);
    }
}
