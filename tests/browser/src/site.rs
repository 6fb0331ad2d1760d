//! Serves the built page from a sub-folder, as a good or a bad web server would.

mod memory;

use crate::listener::{self, Listener};
use crate::outcome::{Failure, Outcome};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The folder of the page on its server: below the root, because nothing in the page may depend on the root.
pub const FOLDER: &str = "/kb/strongmap/";

/// What the walks add to the page: it records errors, and does what WebDriver has no commands for.
pub(crate) const HELPER: &str = include_str!("site/helper.js");
const HELPER_NAME: &str = "helper-of-the-walks.js";

/// A server of the page that keeps a record of every request.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    // `None` once it is stopped.
    listener: Option<Listener>,
    folder: Arc<Mutex<PathBuf>>,
    added: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    seen: Arc<Mutex<Vec<Request>>>,
    gate: Arc<Gate>,
}

/// How the server treats compiled programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Faults {
    /// As it should.
    #[default]
    Good,
    /// Sends them with an unknown content type.
    WasmAsUnknownType,
    /// Does not send them.
    NoWasm,
    /// Sends that of the page, but not that of the worker.
    NoWasmForWorker,
    /// Sends that of the worker with a memory limit: 32 MB above its initial memory.
    LittleMemoryForWorker,
    /// Sends nothing but HTML.
    OnlyHtml,
    /// Sends the program of the page once it is released, as over a slow line.
    LateProgram,
}

/// What is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// The page with the helper of the walks, which browsers must not cache.
    Watched,
    /// Every file as it is; browsers may cache those with a content hash in their names.
    Published,
}

/// A request, and the status of its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Such as `GET`.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The status of the answer.
    pub status: u16,
}

impl Site {
    /// Starts serving a folder.
    ///
    /// # Errors
    /// If the folder holds no page, or no port is free.
    pub fn serve(folder: &Path, manners: Faults, content: Content) -> Outcome<Self> {
        if !folder.join("index.html").is_file() {
            return Err(Failure(format!("{} holds no built page", folder.display())));
        }
        let seen = Arc::new(Mutex::new(Vec::new()));
        let folder = Arc::new(Mutex::new(folder.to_owned()));
        let added = Arc::default();
        let gate = Arc::<Gate>::default();
        let server = Server {
            folder: Arc::clone(&folder),
            added: Arc::clone(&added),
            manners,
            content,
            seen: Arc::clone(&seen),
            gate: Arc::clone(&gate),
        };
        let listener = Listener::start(move |stream| server.answer(stream))?;
        Ok(Self { address: listener.address, listener: Some(listener), folder, added, seen, gate })
    }

    /// Replaces the build that is served.
    pub fn replace(&self, folder: &Path) {
        folder.clone_into(&mut self.folder.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Adds a file, or replaces one.
    pub fn put(&self, name: &str, text: String) {
        self.added.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), text.into_bytes());
    }

    /// Releases what [`Faults::LateProgram`] holds back.
    pub fn release(&self) {
        self.gate.open();
    }

    /// Stops serving, as if the machine were switched off.
    pub fn stop(&mut self) {
        self.listener = None;
    }

    /// The URL of the page.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{FOLDER}", self.address)
    }

    /// The URL of a page that only frames this page, at this width in pixels. Windows cannot be made as narrow as a
    /// phone.
    #[must_use]
    pub fn framed_url(&self, width: u32) -> String {
        format!("http://{}/frame/{width}", self.address)
    }

    /// The URL of a page that sends requests to other hosts.
    #[must_use]
    pub fn talkative_url(&self) -> String {
        format!("http://{}/talkative", self.address)
    }

    /// Every request since the last call.
    #[must_use]
    pub fn take(&self) -> Vec<Request> {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Holds back answers until it is opened.
#[derive(Debug, Default)]
struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn open(&self) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.opened.notify_all();
    }

    /// Waits until it is open; not forever, in case the walk is over.
    fn pass(&self) {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.opened.wait_timeout_while(open, Duration::from_secs(30), |open| !*open));
    }
}

struct Server {
    folder: Arc<Mutex<PathBuf>>,
    added: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    manners: Faults,
    content: Content,
    seen: Arc<Mutex<Vec<Request>>>,
    gate: Arc<Gate>,
}

impl Server {
    fn answer(&self, mut stream: TcpStream) {
        let Some(request) = listener::head(&stream).as_deref().and_then(Request::parse) else { return };
        if self.manners == Faults::LateProgram && request.path.contains("/app_bg") {
            self.gate.pass();
        }
        let (status, kind, body) = self.body(&request.path);
        let head = format!(
            "HTTP/1.1 {status} Answer\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
             Cache-Control: {}\r\nConnection: close\r\n\r\n",
            body.len(),
            self.keeping(&request.path),
        );
        let body = if request.method == "HEAD" { Vec::new() } else { body };
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(Request { status, ..request });
        // The browser may have closed the connection in between.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
    }

    fn body(&self, path: &str) -> (u16, &'static str, Vec<u8>) {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        if let Some(width) = path.strip_prefix("/frame/") {
            return (200, HTML, frame(width).into_bytes());
        }
        if path == "/talkative" {
            return (200, HTML, TALKATIVE.into());
        }
        match path.strip_prefix(FOLDER) {
            Some("") => self.file("index.html").map_or_else(missing, |page| (200, HTML, self.page(page))),
            Some(HELPER_NAME) => (200, "text/javascript", HELPER.into()),
            Some(name) if self.refuses(name) => missing(),
            Some(name) => match self.file(name).and_then(|bytes| self.treated(name, bytes)) {
                Some(bytes) => (200, self.kind(name), bytes),
                None => missing(),
            },
            None => missing(),
        }
    }

    /// The folder of the page is flat: a name with a slash is not one of its files.
    fn file(&self, name: &str) -> Option<Vec<u8>> {
        if name.contains(['/', '\\', '%']) || name.starts_with('.') {
            return None;
        }
        let added = self.added.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        if added.is_some() {
            return added;
        }
        let folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner).clone();
        std::fs::read(folder.join(name)).ok()
    }

    fn page(&self, page: Vec<u8>) -> Vec<u8> {
        match self.content {
            Content::Watched if self.manners == Faults::LateProgram => {
                without_preload(&with_helper(&String::from_utf8_lossy(&page))).into_bytes()
            }
            Content::Watched => with_helper(&String::from_utf8_lossy(&page)).into_bytes(),
            Content::Published => page,
        }
    }

    fn refuses(&self, name: &str) -> bool {
        let program = name.ends_with(".wasm");
        match self.manners {
            Faults::NoWasm => program,
            Faults::NoWasmForWorker => program && is_for_the_worker(name),
            Faults::OnlyHtml => !name.ends_with(".html"),
            Faults::Good
            | Faults::WasmAsUnknownType
            | Faults::LittleMemoryForWorker
            | Faults::LateProgram => false,
        }
    }

    fn treated(&self, name: &str, bytes: Vec<u8>) -> Option<Vec<u8>> {
        const MORE: u64 = (32 << 20) / (64 << 10);
        let limits = self.manners == Faults::LittleMemoryForWorker && name.ends_with(".wasm");
        if limits && is_for_the_worker(name) { memory::limited(&bytes, MORE) } else { Some(bytes) }
    }

    fn keeping(&self, path: &str) -> &'static str {
        match self.content {
            Content::Watched => "no-store",
            Content::Published if bears_its_content(path) => "max-age=31536000, immutable",
            Content::Published => "no-cache",
        }
    }

    fn kind(&self, name: &str) -> &'static str {
        match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "html" => HTML,
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "json" | "webmanifest" => "application/json",
            "png" => "image/png",
            "svg" => "image/svg+xml",
            "wasm" if self.manners != Faults::WasmAsUnknownType => "application/wasm",
            _ => "application/octet-stream",
        }
    }
}

impl Request {
    fn parse(head: &[String]) -> Option<Self> {
        let (first, headers) = head.split_first()?;
        let mut words = first.split(' ');
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let headers = headers
            .iter()
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Some(Self { method, path, headers, status: 0 })
    }
}

/// Whether a file has a content hash in its name, as in `style-0123456789.css`.
#[must_use]
pub fn bears_its_content(path: &str) -> bool {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    hash.len() == 10 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_for_the_worker(name: &str) -> bool {
    name.starts_with("worker")
}

const HTML: &str = "text/html; charset=utf-8";

/// Sends requests to another host, and to another local port.
const TALKATIVE: &str = "<!doctype html><title>talkative</title>\
    <script>fetch('http://elsewhere.example/a').catch(() => {}); fetch('http://localhost:8009/b').catch(() => {});\
    fetch('https://elsewhere.example/c').catch(() => {});</script>";

fn missing() -> (u16, &'static str, Vec<u8>) {
    (404, "text/plain", b"There is no such file here.".to_vec())
}

/// The helper goes first, so that it sees everything that follows.
fn with_helper(page: &str) -> String {
    // The page lets no text become a script. The helper may, under a policy name that only this server allows.
    page.replacen("trusted-types strongmap", "trusted-types strongmap walks", 1).replacen(
        "<head>",
        &format!("<head><script src=\"{HELPER_NAME}\"></script>"),
        1,
    )
}

/// A page that counts as loaded although its program is still missing: drivers do nothing before.
fn without_preload(page: &str) -> String {
    page.lines().filter(|line| !line.contains("rel=\"preload\"")).collect::<Vec<_>>().join("\n")
}

fn frame(width: &str) -> String {
    format!(
        "<!doctype html><title>frame</title><style>body {{ margin: 0 }} iframe {{ border: 0 }}</style>\
         <iframe src=\"{FOLDER}\" width=\"{width}\" height=\"800\"></iframe>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read() {
        let head = ["GET /kb/strongmap/?x HTTP/1.1", "Host: here", "ACCEPT:  all "].map(str::to_owned);
        let request = Request::parse(&head).unwrap();
        assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/kb/strongmap/?x"));
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(request.headers, [pair("host", "here"), pair("accept", "all")]);
    }

    #[test]
    fn only_files_of_the_page_are_served() {
        let server = |manners| Server {
            folder: Arc::new(Mutex::new(Path::new(env!("CARGO_MANIFEST_DIR")).to_owned())),
            manners,
            added: Arc::default(),
            content: Content::Published,
            seen: Arc::default(),
            gate: Arc::default(),
        };
        let check = |path: &str, expect: u16| assert_eq!(server(Faults::Good).body(path).0, expect, "{path}");
        check("/kb/strongmap/Cargo.toml", 200);
        check("/kb/strongmap/Cargo.toml?again", 200);
        check("/kb/strongmap/helper-of-the-walks.js", 200);
        check("/kb/strongmap/nothing", 404);
        check("/kb/strongmap/../browser/Cargo.toml", 404);
        check("/kb/strongmap/..%2fCargo.toml", 404);
        check("/Cargo.toml", 404);
        check("/", 404);
    }

    #[test]
    fn names_with_a_content_hash_are_recognized() {
        let check = |path: &str, expect: bool| assert_eq!(bears_its_content(path), expect, "{path}");
        check("/kb/strongmap/style-0123456789.css", true);
        check("/kb/strongmap/app_bg-abcdef0123.wasm", true);
        check("/kb/strongmap/icon-maskable.svg", false);
        check("/kb/strongmap/", false);
        check("/kb/strongmap/service-worker.js", false);
    }
}
