//! The web servers on which the published page is tested.

use std::path::{Path, PathBuf};

use super::{debian, lookup};
use crate::program::{Failure, Outcome};

/// A kind of web server, and how it is found.
#[derive(Debug)]
pub(crate) struct Server {
    name: &'static str,
    /// The variable in which the tests find its program.
    pub(crate) variable: &'static str,
    programs: &'static [&'static str],
    debian_packages: &'static [&'static str],
}

pub(crate) const SERVERS: &[Server] = &[
    Server {
        name: "nginx",
        variable: "STRONGMAP_NGINX",
        programs: &["nginx"],
        debian_packages: &["nginx", "libnginx-mod-http-brotli-static"],
    },
    Server {
        name: "Apache",
        variable: "STRONGMAP_APACHE",
        programs: &["apache2", "httpd"],
        debian_packages: &["apache2-bin", "media-types"],
    },
    Server {
        name: "Python",
        variable: "STRONGMAP_PYTHON",
        programs: &["python3", "python"],
        debian_packages: &["python3"],
    },
];

impl Server {
    /// Finds the program, and installs it where possible.
    pub(crate) fn ensure(&self) -> Outcome<PathBuf> {
        if let Some(found) = self.find() {
            return Ok(found);
        }
        debian::install(self.name, self.debian_packages)?;
        self.find().ok_or_else(|| {
            Failure(format!("{} is missing: install it, or name it in {}", self.name, self.variable))
        })
    }

    fn find(&self) -> Option<PathBuf> {
        let named = std::env::var_os(self.variable).map(PathBuf::from).filter(|path| path.is_file());
        // Servers are in a folder that is only on the PATH of system users.
        let places =
            || self.programs.iter().find_map(|program| lookup::in_folder(Path::new("/usr/sbin"), program));
        named.or_else(|| self.programs.iter().find_map(|program| lookup::on_path(program))).or_else(places)
    }
}
