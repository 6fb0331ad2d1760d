//! The sizes of all published files, and what they are for.

use super::files::Files;

/// The most that a first visit should load, in bytes as servers send it with Brotli.
const AIM: usize = 160 * 1024;

/// A table of the published site, and a line for everything else.
pub(super) fn tell(site: &Files, all: &Files) -> String {
    let mut text = row(["bytes", "gzip", "brotli"], "file");
    let (mut before_ready, mut in_all) = ([0; 3], [0; 3]);
    for (name, bytes) in site.iter().filter(|(name, _)| !is_compressed(name)) {
        let stored = |ending| site.get(&format!("{name}{ending}")).map_or(bytes.len(), Vec::len);
        let sizes = [bytes.len(), stored(".gz"), stored(".br")];
        let role = role(name);
        text.push_str(&line(sizes, &format!("{name:<34} {}", role.why)));
        add(&mut in_all, sizes);
        if role.before_ready {
            add(&mut before_ready, sizes);
        }
    }
    text.push_str(&line(before_ready, &format!("before ready (aim: {AIM} with brotli)")));
    text.push_str(&line(in_all, "the whole site"));
    text.push('\n');
    for (name, bytes) in all.iter().filter(|(name, _)| !name.starts_with("site/")) {
        text.push_str(&line([bytes.len(), 0, 0], name));
    }
    text
}

fn is_compressed(name: &str) -> bool {
    name.ends_with(".br") || name.ends_with(".gz")
}

fn add(sum: &mut [usize; 3], sizes: [usize; 3]) {
    sum.iter_mut().zip(sizes).for_each(|(sum, size)| *sum += size);
}

fn line([raw, gzip, brotli]: [usize; 3], name: &str) -> String {
    let number = |size: usize| if size == 0 { String::new() } else { size.to_string() };
    row([&number(raw), &number(gzip), &number(brotli)], name)
}

fn row([raw, gzip, brotli]: [&str; 3], name: &str) -> String {
    format!("{raw:>10} {gzip:>10} {brotli:>10}  {name}\n")
}

/// What a file is for.
struct Role {
    why: &'static str,
    before_ready: bool,
}

fn role(name: &str) -> Role {
    let (why, before_ready) = match name.split('-').next().unwrap_or_default() {
        "index.html" => ("names all parts, with their digests", true),
        "app.js" | "app" => ("the seam between page and browser", true),
        "app_bg" => ("the page", true),
        "start" => ("starts page and workers", true),
        "style" => ("how it looks", true),
        "worker" | "worker_bg" => ("reads and judges; fetched behind the page", false),
        "librarian" | "librarian_bg" => ("explains codes; fetched with the first one", false),
        "icon" => ("the icon of the page and of the installed page", false),
        "manifest.webmanifest" => ("lets the page be installed", false),
        "service" => ("keeps the page for visits without a connection", false),
        "404.html" => ("for addresses that lead nowhere", false),
        "strongmap.html" => ("the page in one file, where .wasm is refused", false),
        "THIRD" => ("licences, behind a link", false),
        _ => ("", false),
    };
    Role { why, before_ready }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_adds_up() {
        let file = |name: &str, size: usize| (name.to_owned(), vec![b'a'; size]);
        let site = Files::from([
            file("index.html", 100),
            file("app_bg-0123456789.wasm", 2000),
            file("app_bg-0123456789.wasm.gz", 900),
            file("app_bg-0123456789.wasm.br", 800),
            file("worker_bg-0123456789.wasm", 50),
        ]);
        let text = tell(&site, &Files::from([file("site/index.html", 100), file("strongmap.html", 70)]));
        let has = |numbers: [&str; 3], name: &str| {
            let found = text.lines().any(|line| {
                let words: Vec<&str> = line.split_whitespace().collect();
                words.get(..3) == Some(&numbers) && line.contains(name)
            });
            assert!(found, "{numbers:?} {name}\n{text}");
        };
        has(["2000", "900", "800"], "app_bg-0123456789.wasm");
        has(["100", "100", "100"], "index.html");
        has(["2100", "1000", "900"], "before ready");
        has(["2150", "1050", "950"], "the whole site");
        assert!(text.lines().any(|line| line.contains(" strongmap.html") && line.contains("70")), "{text}");
        assert!(!text.contains("site/index.html"));
    }

    #[test]
    fn every_published_file_says_why_it_is_there() {
        for name in [
            "404.html",
            "THIRD-PARTY-LICENCES.txt",
            "app-0.js",
            "app_bg-0.wasm",
            "icon-0.svg",
            "icon-maskable-0.svg",
            "index.html",
            "librarian-0.js",
            "librarian_bg-0.wasm",
            "manifest.webmanifest",
            "service-worker.js",
            "start-0.js",
            "strongmap.html",
            "style-0.css",
            "worker-0.js",
            "worker_bg-0.wasm",
        ] {
            assert!(!role(name).why.is_empty(), "{name}");
        }
    }
}
