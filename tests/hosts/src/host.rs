//! Servers on this machine that serve the published page from a sub-folder.

use browser::outcome::While as _;
use browser::{Failure, Outcome};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs};

/// A kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// nginx with the shipped `nginx.conf`.
    Nginx,
    /// Apache with the shipped `.htaccess`.
    Apache,
    /// Python's built-in server, which has no configuration for this page.
    Python,
}

impl Kind {
    /// Whether this server, as it is installed here, sends files that are compressed in this way.
    #[must_use]
    pub fn sends(self, coding: &str) -> bool {
        match self {
            Self::Nginx => coding != "br" || brotli_module().is_some(),
            Self::Apache => true,
            Self::Python => coding == "identity",
        }
    }
}

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Host {
    child: Child,
    address: SocketAddr,
    /// Configuration and logs, which are removed with the server.
    folder: PathBuf,
}

impl Host {
    /// Starts a server for the published files, and waits until it answers.
    ///
    /// # Errors
    /// If it is missing or does not start; the failure contains its output.
    pub fn start(kind: Kind, published: &Path) -> Outcome<Self> {
        let port = free_port()?;
        let folder = scratch()?;
        let web = folder.join("www");
        copy(&published.join("site"), &web.join("strongmap"))?;
        let mut command = match kind {
            Kind::Nginx => nginx(published, &folder, port)?,
            Kind::Apache => apache(&folder, port)?,
            Kind::Python => python(&web, port)?,
        };
        let record = fs::File::create(folder.join("said")).or_fail("the server's words cannot be kept")?;
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(record)
            .spawn()
            .or_fail(format_args!("{kind:?} cannot be run"))?;
        let mut host = Self { child, address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)), folder };
        host.answers(kind)?;
        Ok(host)
    }

    /// Host and port.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of a file of the page, named as in the folder of the page.
    #[must_use]
    pub fn url(&self, file: &str) -> String {
        format!("http://{}{}", self.address, Self::path(file))
    }

    /// The same without scheme and server.
    #[must_use]
    pub fn path(file: &str) -> String {
        format!("/strongmap/{file}")
    }

    fn answers(&mut self, kind: Kind) -> Outcome<()> {
        let begin = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            let ended = self.child.try_wait().or_fail("the server is lost")?;
            if ended.is_some() || begin.elapsed() > Duration::from_secs(30) {
                let said = fs::read_to_string(self.folder.join("said")).unwrap_or_default();
                return Err(Failure(format!("{kind:?} does not start; it says: {said}")));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // nginx leaves its workers behind when it is killed, but not when it is asked to terminate.
        if cfg!(unix) && matches!(self.child.try_wait(), Ok(None)) {
            let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
            let begin = Instant::now();
            while matches!(self.child.try_wait(), Ok(None)) && begin.elapsed() < Duration::from_secs(10) {
                thread::sleep(Duration::from_millis(20));
            }
        }
        // Nobody is left to report to if the process is gone already or the folder stays.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The shipped file with the paths of this machine in it, and around it no more than nginx requires.
fn nginx(published: &Path, folder: &Path, port: u16) -> Outcome<Command> {
    let shipped = published.join("server").join("nginx.conf");
    let shipped =
        fs::read_to_string(&shipped).or_fail(format_args!("{} cannot be read", shipped.display()))?;
    let page = replaced(&shipped, "listen 80;", &format!("listen 127.0.0.1:{port};"))?;
    let mut page = replaced(&page, "root /srv/www;", &format!("root {};", folder.join("www").display()))?;
    let mut modules = String::new();
    if let Some(module) = brotli_module() {
        modules = format!("load_module {};\n", module.display());
        page = replaced(&page, "# brotli_static on;", "brotli_static on;")?;
    }
    let here = folder.display();
    let spaces: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|name| format!("  {name}_temp_path {here}/{name};\n"))
        .collect();
    let types = "  include /etc/nginx/mime.types;\n  default_type application/octet-stream;\n";
    let whole = format!(
        "{modules}daemon off;\npid {here}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\n{types}{spaces}  \
         access_log off;\n{page}}}\n"
    );
    let place = folder.join("nginx.conf");
    fs::write(&place, whole).or_fail("the configuration cannot be written")?;
    let mut command = Command::new(program("STRONGMAP_NGINX")?);
    // Without root, the server runs as the current user; with it, its workers would otherwise have no access to this
    // folder.
    command.arg("-c").arg(place).arg("-g").arg("user root;".repeat(usize::from(is_root())));
    Ok(command)
}

/// Loads the brotli module, if this machine's nginx has it.
fn brotli_module() -> Option<PathBuf> {
    let place = PathBuf::from("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so");
    place.is_file().then_some(place)
}

/// A server whose administrator allows `.htaccess` in the folder of the page, and compresses what is not yet
/// compressed.
fn apache(folder: &Path, port: u16) -> Outcome<Command> {
    let here = folder.display();
    let modules: String =
        ["mpm_event", "authz_core", "dir", "mime", "headers", "rewrite", "filter", "deflate"]
            .iter()
            .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
            .collect();
    let user = if is_root() { "User www-data\nGroup www-data\n" } else { "" };
    let whole = format!(
        "ServerRoot {here}\nPidFile {here}/pid\nListen 127.0.0.1:{port}\nServerName localhost\nErrorLog /dev/stderr\n\
         {modules}{user}TypesConfig /etc/mime.types\nDirectoryIndex index.html\n\
         AddOutputFilterByType DEFLATE text/html text/css text/javascript application/javascript application/wasm\n\
         DocumentRoot {here}/www\n\
         <Directory {here}/www>\nRequire all granted\nAllowOverride FileInfo\n</Directory>\n"
    );
    let place = folder.join("apache.conf");
    fs::write(&place, whole).or_fail("the configuration cannot be written")?;
    let mut command = Command::new(program("STRONGMAP_APACHE")?);
    command.arg("-DFOREGROUND").arg("-f").arg(place);
    Ok(command)
}

fn python(web: &Path, port: u16) -> Outcome<Command> {
    let mut command = Command::new(program("STRONGMAP_PYTHON")?);
    command.args(["-m", "http.server", "--bind", "127.0.0.1", "--directory"]).arg(web).arg(port.to_string());
    Ok(command)
}

fn program(variable: &str) -> Outcome<PathBuf> {
    env::var_os(variable)
        .map(PathBuf::from)
        .ok_or_else(|| Failure(format!("{variable} is not set: `cargo xtask test` finds the servers")))
}

/// The shipped file is tested unchanged except for these paths: a path that is not found means that the file was
/// changed.
fn replaced(text: &str, from: &str, to: &str) -> Outcome<String> {
    if text.contains(from) {
        Ok(text.replace(from, to))
    } else {
        Err(Failure(format!("the shipped configuration has no `{from}` any more")))
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).or_fail("no port of this machine is free")?;
    Ok(listener.local_addr().or_fail("the port is unknown")?.port())
}

/// A folder that every server process may enter, whichever user it runs as.
fn scratch() -> Outcome<PathBuf> {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = env::temp_dir().join(format!("strongmap-host-{}-{number}", std::process::id()));
    fs::create_dir_all(&folder).or_fail(format_args!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    let doing = || format!("{} cannot be copied", from.display());
    fs::create_dir_all(to).or_fail(doing())?;
    for entry in fs::read_dir(from).or_fail(doing())? {
        let path = entry.or_fail(doing())?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).or_fail(doing())?;
        }
    }
    Ok(())
}
