//! `cargo xtask dist`: builds everything that is published.

mod compress;
mod date;
mod digest;
mod files;
mod licences;
mod packages;
mod reproduce;
mod sbom;
mod single;
mod site;
mod sizes;
mod zip;

use std::path::{Path, PathBuf};

use crate::arguments::Arguments;
use crate::module;
use crate::page::Builder;
use crate::program::{Outcome, Program, While as _};
use crate::workspace;
use files::Files;
use packages::Packages;
use site::Built;

pub(crate) const HELP: &str = "\
Builds everything that is published into dist/, and lists the size of every file.

Usage: cargo xtask dist [--check-reproducible]

  dist/site/                    the page, for any folder of any web server
  dist/strongmap-site.zip       the same, as an archive
  dist/server/                  configurations for servers that do not read one from the page's folder
  dist/strongmap.html           the page in one file, which also runs without a server
  dist/module/                  the module that other pages embed, with an example
  dist/bin/                     the command line for this machine
  dist/THIRD-PARTY-LICENCES.txt the third-party licenses that must be passed on
  dist/strongmap.cdx.json       the SBOM (CycloneDX)
  dist/SHA256SUMS               the digest of each file

  --check-reproducible   build again from a copy of the sources in another folder, and compare every byte";

pub(crate) fn run(mut arguments: Arguments) -> Outcome<()> {
    let check = arguments.flag("--check-reproducible");
    arguments.none_left()?;
    build()?;
    if check { check_reproducible() } else { Ok(()) }
}

/// Builds everything once more, elsewhere, and compares it with the files in `dist`.
pub(crate) fn check_reproducible() -> Outcome<()> {
    reproduce::check(&folder())
}

/// The folder of all products.
pub(crate) fn folder() -> PathBuf {
    workspace::root().join("dist")
}

/// Builds everything.
pub(crate) fn build() -> Outcome<()> {
    let dist = folder();
    files::empty(&dist)?;

    let staging = staging()?;
    files::empty(&staging)?;
    Builder::prepare(true)?.build(&staging)?;
    let files = files::read(&staging)?;
    let built = Built { id: digest::build_id(&files), files };

    let packages = Packages::of_the_products()?;
    let licences = licences::collect(&packages)?;
    let single = single::fold(&built, &licences)?;
    let mut site = site::publish(&built, &licences, &single)?;
    files::write(&dist.join("site"), &site)?;
    add_compressed(&dist.join("site"), &mut site)?;
    add_configurations(&dist, &mut site)?;

    module::build(&dist.join("module"))?;
    let mut loose = Files::from([
        (site::SINGLE.to_owned(), single.into_bytes()),
        (site::LICENCES.to_owned(), licences.into_bytes()),
        ("strongmap-site.zip".to_owned(), zip::archive(&site, date::of_the_sources()?)?),
        ("strongmap.cdx.json".to_owned(), sbom::write(&packages, &built.id)?.into_bytes()),
    ]);
    let (name, program) = command_line(&built.id)?;
    for (name, bytes) in &loose {
        files::write_one(&dist.join(name), bytes)?;
    }
    install(&dist.join(&name), &program)?;

    let mut all = files::read(&dist)?;
    loose.insert("SHA256SUMS".to_owned(), digest::sums(&all).into_bytes());
    files::write_one(&dist.join("SHA256SUMS"), digest::sums(&all).as_bytes())?;
    all.extend(loose);

    println!("\nStrongmap {}, build {}\n\n{}", packages.version, built.id, sizes::tell(&site, &all));
    Ok(())
}

/// Makes the site of a build that follows the one in `dist`, for the walks in which one build replaces another. Its
/// content is the same, but every file has another name.
pub(crate) fn build_next(into: &Path) -> Outcome<()> {
    let mut files = files::read(&staging()?)?;
    for (name, bytes) in &mut files {
        match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            // A custom section, which nothing reads.
            "wasm" => bytes.extend(b"\x00\x05\x04next"),
            "js" => bytes.extend(b"// next\n"),
            "css" => bytes.extend(b"/* next */\n"),
            _ => {}
        }
    }
    let built = Built { id: digest::build_id(&files), files };
    let published = files::read(&folder())?;
    let licences = files::text(&published, site::LICENCES)?;
    files::write(into, &site::publish(&built, licences, &single::fold(&built, licences)?)?)
}

/// The output of Trunk.
fn staging() -> Outcome<PathBuf> {
    workspace::scratch("release")
}

/// Puts a compressed copy next to each file that is worth it, for servers that send those.
fn add_compressed(folder: &Path, site: &mut Files) -> Outcome<()> {
    let packed = compress::worth_it(site);
    compress::brotli(folder, packed.keys())?;
    for (name, member) in &packed {
        files::write_one(&folder.join(format!("{name}.gz")), member)?;
    }
    *site = files::read(folder)?;
    Ok(())
}

/// Puts the configurations of IIS and Apache into the folder of the page, and those of other servers next to it.
fn add_configurations(dist: &Path, site: &mut Files) -> Outcome<()> {
    for (name, shipped) in files::read(&workspace::root().join("www").join("server"))? {
        match name.as_str() {
            "htaccess" => site.insert(".htaccess".to_owned(), shipped),
            "web.config" => site.insert(name, shipped),
            _ => {
                files::write_one(&dist.join("server").join(name), &shipped)?;
                None
            }
        };
    }
    files::write(&dist.join("site"), site)
}

/// Builds the command line for this machine: the path in `dist`, and the bytes.
fn command_line(id: &str) -> Outcome<(String, Vec<u8>)> {
    let target = workspace::target()?;
    Program::cargo()
        .within(&workspace::root())
        .words("build --release --locked --package strongmap --bin strongmap")
        .env("CARGO_TARGET_DIR", &target)
        .env("STRONGMAP_BUILD", id)
        .env("CARGO_ENCODED_RUSTFLAGS", workspace::neutral_paths()?)
        .run()?;
    let name = format!("strongmap{}", std::env::consts::EXE_SUFFIX);
    let path = target.join("release").join(&name);
    let bytes = std::fs::read(&path).or_fail(format_args!("{} cannot be read", path.display()))?;
    Ok((format!("bin/{name}"), bytes))
}

/// Writes an executable program.
fn install(path: &Path, bytes: &[u8]) -> Outcome<()> {
    files::write_one(path, bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
            .or_fail(format_args!("{} cannot be made a program", path.display()))?;
    }
    Ok(())
}
