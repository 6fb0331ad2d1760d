//! Installing a tool, once per machine.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::Tool;
use crate::program::{Failure, Outcome, Program, While as _};

/// Where a tool is downloaded from.
pub(super) enum Registry {
    /// crates.io, compiled here with these options.
    Crates { options: &'static str },
    /// npm, precompiled.
    Npm,
}

/// Installs tools that were found missing.
///
/// One run at a time works in the folder, and each tool appears in it as a whole, once it is ready.
pub(super) fn all(tools: &[&Tool], folder: &Path) -> Outcome<()> {
    fs::create_dir_all(folder).or_fail(format_args!("{} cannot be made", folder.display()))?;
    let _guard = lock(folder)?;
    for tool in tools {
        // Another run may have installed it while this one waited.
        if tool.find(folder).is_none() {
            one(tool, folder)?;
        }
    }
    // The build folder is shared among the tools, and is of no use afterwards.
    let build = folder.join("build");
    if build.exists() {
        fs::remove_dir_all(&build).or_fail(format_args!("{} cannot be removed", build.display()))?;
    }
    Ok(())
}

/// Installs packages together into a folder of their own, unless exactly these are there.
pub(super) fn packages(folder: &Path, wanted: &[&str]) -> Outcome<PathBuf> {
    fs::create_dir_all(folder).or_fail(format_args!("{} cannot be made", folder.display()))?;
    let _guard = lock(folder)?;
    let record = folder.join("installed.txt");
    let wanted_text = wanted.join("\n");
    if fs::read_to_string(&record).is_ok_and(|installed| installed == wanted_text) {
        return Ok(folder.to_owned());
    }
    println!(
        "\nInstalling {} packages in {} (a few seconds, once per machine).",
        wanted.len(),
        folder.display()
    );
    wanted.iter().fold(npm_into(folder), Program::arg).run().map_err(is_npm_there)?;
    fs::write(&record, wanted_text).or_fail(format_args!("{} cannot be written", record.display()))?;
    Ok(folder.to_owned())
}

fn npm_into(folder: &Path) -> Program {
    Program::npm().within(folder).words("install --no-audit --no-fund --loglevel=error --prefix").arg(folder)
}

fn is_npm_there(Failure(because): Failure) -> Failure {
    Failure(format!("{because}; is Node with npm installed?"))
}

fn lock(folder: &Path) -> Outcome<File> {
    let path = folder.join("lock");
    let file = File::create(&path).or_fail(format_args!("{} cannot be made", path.display()))?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            println!("Another run is installing tools in {}; waiting for it.", folder.display());
            file.lock().or_fail(format_args!("{} cannot be locked", path.display()))?;
        }
        Err(TryLockError::Error(error)) => {
            return Err(Failure(format!("{} cannot be locked: {error}", path.display())));
        }
    }
    Ok(file)
}

fn one(tool: &Tool, folder: &Path) -> Outcome<()> {
    let Tool { program, package, version, takes, .. } = tool;
    let own = tool.own_folder(folder);
    println!(
        "\n{program} {version} is missing: installing it in {} ({takes}, once per machine).",
        own.display()
    );

    let partial = own.with_file_name(format!("{package}-{version}.partial"));
    for stale in [&partial, &own] {
        if stale.exists() {
            fs::remove_dir_all(stale).or_fail(format_args!("{} cannot be removed", stale.display()))?;
        }
    }
    match tool.from {
        Registry::Crates { options } => Program::cargo()
            // Outside the clone, whose cargo settings are not meant for other packages.
            .within(folder)
            // A tool that runs for seconds need not be compiled for minutes.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "64")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .arg("install")
            .arg(package)
            .arg("--version")
            .arg(version)
            .words(options)
            .arg("--root")
            .arg(&partial)
            .arg("--target-dir")
            .arg(folder.join("build"))
            .run()?,
        Registry::Npm => {
            fs::create_dir_all(&partial).or_fail(format_args!("{} cannot be made", partial.display()))?;
            npm_into(&partial).arg(format!("{package}@{version}")).run().map_err(is_npm_there)?;
        }
    }
    fs::rename(&partial, &own).or_fail(format_args!("{} cannot be moved into place", partial.display()))
}
