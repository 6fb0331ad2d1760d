//! Rules that a compiler cannot check: modules use only those above them, one module knows the browser, and what the
//! documents name exists.
//!
//! These checks read source text, so they see names and not meanings: a module used under an alias would pass. A room
//! is a top-level module of the crate.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The top-level modules from top to bottom, as the table in `src/lib.rs` lists them.
fn rooms() -> Vec<String> {
    let text = read("src/lib.rs");
    let rooms: Vec<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("//! | [`").or_else(|| line.strip_prefix("//! | `")))
        .filter_map(|line| line.split('`').next())
        .map(str::to_owned)
        .collect();
    assert!(rooms.len() > 10, "the table of rooms in src/lib.rs was not found");
    rooms
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file of the project below a folder whose name has this ending, by its path from the root.
fn files(folder: &str, ending: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", "dist", "node_modules", ".git", "artifacts", "corpus"].contains(&name.as_str())
                {
                    folders.push(path);
                }
            } else if name.ends_with(ending) {
                let from_root = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(from_root, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// A source without its comments and its tests, which may use any module.
fn code(source: &str) -> String {
    let source = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

fn room_of(path: &str) -> &str {
    let inside = path.trim_start_matches("src/");
    inside.split(['/', '.']).next().unwrap_or_default()
}

#[test]
fn every_module_is_in_the_table_of_the_crate() {
    let rooms = rooms();
    for line in read("src/lib.rs").lines() {
        if let Some(room) = line.strip_prefix("pub mod ").and_then(|line| line.strip_suffix(';')) {
            assert!(
                rooms.iter().any(|known| known == room),
                "{room} is missing from the table in src/lib.rs"
            );
        }
    }
    for room in &rooms {
        assert!(
            root().join(format!("src/{room}.rs")).is_file(),
            "the table names {room}, and there is no such room"
        );
    }
}

#[test]
fn modules_use_only_modules_above_them() {
    let rooms = rooms();
    let depth = |room: &str| rooms.iter().position(|known| known == room);
    let mut wrong = Vec::new();
    for (path, source) in files("src", ".rs") {
        let Some(own) = depth(room_of(&path)) else { continue };
        for (place, _) in code(&source).match_indices("crate::") {
            let source = code(&source);
            let used: Vec<&str> = named_rooms(&source[place + "crate::".len()..]);
            wrong.extend(
                used.into_iter()
                    .filter(|used| depth(used).is_some_and(|used| used > own))
                    .map(|used| format!("{path} uses {used}")),
            );
        }
    }
    assert!(wrong.is_empty(), "rooms may use only rooms above them:\n{}", wrong.join("\n"));
}

/// The modules named after `crate::`, one or a list in braces.
fn named_rooms(rest: &str) -> Vec<&str> {
    let word = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    match rest.strip_prefix('{') {
        Some(list) => {
            let list = list.split('}').next().unwrap_or_default();
            list.split(',').map(str::trim).map(|each| &each[..word(each)]).collect()
        }
        None => vec![&rest[..word(rest)]],
    }
}

#[test]
fn only_one_module_knows_the_browser() {
    for (path, source) in files("src", ".rs") {
        if path == "src/ui/browser.rs" || path.starts_with("src/ui/browser/") {
            continue;
        }
        let source = code(&source);
        for name in ["web_sys", "js_sys", "wasm_bindgen::", "serde_wasm_bindgen"] {
            assert!(!source.contains(name), "{path} names {name}; only src/ui/browser.rs may");
        }
    }
}

#[test]
fn nothing_fetches() {
    let mut sources = files("src", ".rs");
    sources.extend(files("www", ".js"));
    for (path, source) in sources {
        let source = code(&source);
        for name in
            ["XmlHttpRequest", "XMLHttpRequest", "WebSocket", "EventSource", "send_beacon", "sendBeacon"]
        {
            assert!(!source.contains(name), "{path} names {name}");
        }
        // The page's own parts are fetched by the script that starts it, and by the service worker that caches them.
        if path != "www/start.js" && path != "www/service-worker.js" {
            // The configuration file is fetched too, if the page declares one.
            let allowed = usize::from(path == "src/ui/browser/address.rs");
            let fetches = source.matches("fetch_with").count() + source.matches("fetch(").count();
            assert!(fetches <= allowed, "{path} fetches");
        }
    }
    let features = read("Cargo.toml");
    for feature in ["\"Request\"", "\"XmlHttpRequest\"", "\"WebSocket\"", "\"EventSource\"", "\"Headers\""] {
        assert!(!features.contains(feature), "Cargo.toml asks web-sys for {feature}");
    }
}

#[test]
fn the_core_reads_no_clock_and_no_files() {
    for (path, source) in files("src", ".rs") {
        let edge =
            path.starts_with("src/ui/") || path.starts_with("src/command_line") || path == "src/main.rs";
        let source = code(&source);
        for name in [
            "std::fs",
            "std::net::Tcp",
            "std::net::Udp",
            "ToSocketAddrs",
            "std::env",
            "SystemTime",
            "Instant::now",
            "std::process",
            "std::thread",
        ] {
            assert!(edge || !source.contains(name), "{path} names {name}; the core has no such thing");
        }
    }
}

#[test]
fn the_policy_of_the_page_is_strict() {
    let page = read("index.html");
    let policy =
        page.split("Content-Security-Policy\" content=\"").nth(1).and_then(|rest| rest.split('"').next());
    let policy = policy.expect("index.html has a Content-Security-Policy");
    assert!(policy.contains("default-src 'none'"));
    for loose in ["unsafe-inline", "'unsafe-eval'", "http:", "https:", "*", "unsafe-hashes"] {
        assert!(!policy.contains(loose), "the policy allows {loose}");
    }
    assert!(!page.contains("http://") && !page.contains("https://"), "index.html names another host");
    assert!(
        !page.contains(" style=") && !page.contains("onclick"),
        "index.html holds inline style or script"
    );
}

#[test]
fn the_style_sheet_fetches_nothing() {
    for (path, source) in files("www", ".css") {
        assert!(!source.contains("@import") && !source.contains("url("), "{path} fetches something");
    }
}

/// A block that is not closed swallows the rules after it, and no browser reports it.
#[test]
fn every_block_of_the_style_sheet_is_closed() {
    let mut open = Vec::new();
    for (number, line) in (1..).zip(read("www/style.css").lines()) {
        for sign in line.chars() {
            match sign {
                '{' => open.push(number),
                '}' => assert!(open.pop().is_some(), "line {number} closes nothing"),
                _ => {}
            }
        }
        let at_the_edge =
            line.starts_with(['@', '.', '#', '/']) && open.len() > usize::from(line.ends_with('{'));
        assert!(
            !at_the_edge || line.contains('}'),
            "the block of line {:?} is open in line {number}",
            open.first()
        );
    }
    assert_eq!(open, []);
}

#[test]
fn no_marks_of_unfinished_work_are_left() {
    let mut sources = files("src", ".rs");
    sources.extend(files("tests", ".rs"));
    sources.extend(files("xtask", ".rs"));
    // Written in two parts, so that this file does not find itself.
    for mark in
        [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("#[ign", "ore"), concat!("FIX", "ME")]
    {
        for (path, source) in &sources {
            assert!(!source.contains(mark), "{path} holds {mark}");
        }
    }
}

/// Texts for users spell it as the Windows tools next to them do. Names in the code are not checked.
#[test]
fn enrollment_is_spelled_as_windows_spells_it() {
    let mut texts = BTreeMap::new();
    for (folder, endings) in [("src", [".rs", ".md", ".tsv"]), ("docs", [".md", ".txt", ".json"])] {
        endings.iter().for_each(|ending| texts.extend(files(folder, ending)));
    }
    for name in ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "index.html"] {
        texts.insert(name.to_owned(), read(name));
    }
    for (path, text) in texts {
        let words = text.split(|character: char| !character.is_alphanumeric() && character != '_');
        for word in words.filter(|word| !word.contains('_')) {
            let word = word.to_lowercase();
            let (_, rest) = word.split_once("enrol").unwrap_or(("", "l"));
            assert!(rest.starts_with('l'), "{path}: {word} is written with two l");
        }
    }
}

#[test]
fn files_stay_short_enough_to_read() {
    for (path, source) in files("src", ".rs") {
        let lines = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().lines().count();
        assert!(lines <= 700, "{path} has {lines} lines before its tests: it holds more than one room");
    }
}

#[test]
fn paths_named_in_documents_exist() {
    let mut documents = files("docs", ".md");
    for name in ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"] {
        documents.insert(name.to_owned(), read(name));
    }
    for (document, text) in documents {
        for named in text.split('`').skip(1).step_by(2).chain(links(&text)) {
            let ours = ["src/", "tests/", "docs/", "www/", "xtask/", ".ci/", "benches/", "module/"];
            if ours.iter().any(|start| named.starts_with(start)) && !named.contains(['*', '<', '{', ' ', '#'])
            {
                // A test is named by its file and its function.
                let path = named.split("::").next().unwrap_or(named);
                assert!(root().join(path).exists(), "{document} names {named}, which does not exist");
            }
        }
    }
}

/// The targets of the links and pictures in a Markdown text.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}
