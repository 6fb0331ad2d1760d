//! Debian's packages, for machines made to run tests, where there is nobody to advise.

use crate::program::{Outcome, Program};

/// Installs packages where that needs no confirmation, which is on Debian, as root; otherwise does nothing.
pub(super) fn install(wanted: &str, packages: &[&str]) -> Outcome<()> {
    if !is_debian(&std::fs::read_to_string("/etc/os-release").unwrap_or_default()) || !is_root() {
        return Ok(());
    }
    let packages = packages.join(" ");
    println!("\n{wanted} is missing: apt-get installs {packages} (about a minute).");
    Program::new("apt-get").words("update --quiet").run()?;
    Program::new("apt-get")
        .env("DEBIAN_FRONTEND", "noninteractive")
        .words("install --quiet --yes --no-install-recommends")
        .words(&packages)
        .run()
}

fn is_root() -> bool {
    Program::new("id").arg("-u").answer().is_some_and(|user| user.trim() == "0")
}

fn is_debian(os_release: &str) -> bool {
    os_release.lines().any(|line| matches!(line.trim(), "ID=debian" | "ID=\"debian\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_is_distinguished_from_its_derivatives() {
        let check = |text, expect| assert_eq!(is_debian(text), expect, "{text}");
        check("PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n", true);
        check("ID=ubuntu\nID_LIKE=debian\n", false);
        check("", false);
    }
}
