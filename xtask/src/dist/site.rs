//! From the output of Trunk to what is published: names with a content hash, digests that browsers check, and the
//! service worker, which makes the page work without its server.

use serde_json::{Value, json};

use super::digest::{hashed_name, integrity};
use super::files::{self, Files};
use crate::program::{Failure, Outcome};

pub(super) const INDEX: &str = "index.html";
pub(super) const SINGLE: &str = "strongmap.html";
pub(super) const LICENCES: &str = "THIRD-PARTY-LICENCES.txt";
const SERVICE_WORKER: &str = "service-worker.js";
const MANIFEST: &str = "manifest.webmanifest";
/// Files that browsers or servers find by their names.
const WELL_KNOWN: [&str; 4] = [INDEX, "404.html", SERVICE_WORKER, MANIFEST];

/// The parts of the page, before anything is renamed.
pub(super) struct Built {
    /// The output of Trunk, with everything else that is published.
    pub(super) files: Files,
    /// The id of this build.
    pub(super) id: String,
}

/// The files of `dist/site`, except the compressed ones.
pub(super) fn publish(built: &Built, licences: &str, single: &str) -> Outcome<Files> {
    let mut site = Files::new();
    let mut page = Page(files::text(&built.files, INDEX)?.to_owned());
    let mut manifest = files::text(&built.files, MANIFEST)?.to_owned();
    let mut programs = page.programs()?;

    for (name, bytes) in &built.files {
        if WELL_KNOWN.contains(&name.as_str()) {
            continue;
        }
        let hashed = hashed_name(name, bytes);
        let named = [
            page.rename(name, &hashed, &integrity(bytes)),
            rename_part(&mut programs, name, &hashed, &integrity(bytes)),
            rename_icon(&mut manifest, name, &hashed),
        ];
        if !named.contains(&true) {
            return Err(Failure(format!("nothing in the page leads to {name}")));
        }
        site.insert(hashed, bytes.clone());
    }
    page.replace_programs(&programs)?;
    page.add_to_head(&build_mark(&built.id))?;
    page.add_to_head(&format!("<link rel=\"license\" href=\"{LICENCES}\">"))?;

    site.insert(INDEX.to_owned(), page.0.into_bytes());
    site.insert(MANIFEST.to_owned(), manifest.into_bytes());
    site.insert(LICENCES.to_owned(), licences.as_bytes().to_vec());
    // Everything so far is what a user may need without a connection.
    let service_worker = service_worker(files::text(&built.files, SERVICE_WORKER)?, &built.id, &site)?;
    site.insert(SERVICE_WORKER.to_owned(), service_worker.into_bytes());
    site.insert("404.html".to_owned(), files::bytes(&built.files, "404.html")?.to_vec());
    site.insert(SINGLE.to_owned(), single.as_bytes().to_vec());
    Ok(site)
}

/// The element from which the page knows its build.
pub(super) fn build_mark(id: &str) -> String {
    format!("<meta name=\"strongmap-build\" content=\"{id}\">")
}

/// The text of index.html.
pub(super) struct Page(pub(super) String);

impl Page {
    /// Points every link to a file to its new name, with the digest where browsers check one.
    fn rename(&mut self, name: &str, hashed: &str, integrity: &str) -> bool {
        let mut found = false;
        for attribute in ["href", "src"] {
            for written in [format!("{attribute}=\"{name}\""), format!("{attribute}=\"./{name}\"")] {
                while let Some(at) = self.0.find(&written) {
                    found = true;
                    let element = self.0.get(..at).and_then(|before| before.rfind('<')).unwrap_or(at);
                    let checked = !self.0.get(element..at).unwrap_or_default().contains("rel=\"icon\"");
                    let digest = if checked { format!(" integrity=\"{integrity}\"") } else { String::new() };
                    self.0
                        .replace_range(at..at + written.len(), &format!("{attribute}=\"{hashed}\"{digest}"));
                }
            }
        }
        found
    }

    /// The programs that start.js runs.
    pub(super) fn programs(&self) -> Outcome<Value> {
        let text = self.between(PROGRAMS, "</script>")?;
        serde_json::from_str(text)
            .map_err(|error| Failure(format!("the list of programs in {INDEX}: {error}")))
    }

    pub(super) fn replace_programs(&mut self, programs: &Value) -> Outcome<()> {
        let text = self.between(PROGRAMS, "</script>")?.to_owned();
        self.replace(&text, &programs.to_string())
    }

    pub(super) fn add_to_head(&mut self, element: &str) -> Outcome<()> {
        self.replace("</head>", &format!("  {element}\n</head>"))
    }

    /// The text between two marks.
    pub(super) fn between(&self, before: &str, after: &str) -> Outcome<&str> {
        let found = self.0.split_once(before).and_then(|(_, rest)| rest.split_once(after));
        found.map(|(text, _)| text).ok_or_else(|| Failure(format!("{INDEX} holds no {before}")))
    }

    /// Replaces a text that must be there exactly once.
    pub(super) fn replace(&mut self, old: &str, new: &str) -> Outcome<()> {
        if self.0.matches(old).count() != 1 {
            return Err(Failure(format!("{INDEX} does not hold {old} exactly once")));
        }
        self.0 = self.0.replacen(old, new, 1);
        Ok(())
    }
}

const PROGRAMS: &str = "<script type=\"application/json\" id=\"programs\">";

fn rename_part(programs: &mut Value, name: &str, hashed: &str, integrity: &str) -> bool {
    let mut found = false;
    let programs = programs.as_object_mut().into_iter().flat_map(|programs| programs.values_mut());
    for part in programs.flat_map(|program| program.as_object_mut()).flat_map(|program| program.values_mut())
    {
        if part.get("href").and_then(Value::as_str) == Some(name) {
            *part = json!({ "href": hashed, "integrity": integrity });
            found = true;
        }
    }
    found
}

fn rename_icon(manifest: &mut String, name: &str, hashed: &str) -> bool {
    let (written, new) = (format!("\"{name}\""), format!("\"{hashed}\""));
    let found = manifest.contains(&written);
    *manifest = manifest.replace(&written, &new);
    found
}

/// The service worker, with the id of this build and the files that belong to it.
fn service_worker(script: &str, id: &str, site: &Files) -> Outcome<String> {
    const PLACE: &str = "const BUILD = { id: \"\", files: {} };";
    // The page itself is requested by the URL of its folder.
    let name = |name: &str| if name == INDEX { "./".to_owned() } else { name.to_owned() };
    let files: serde_json::Map<String, Value> =
        site.iter().map(|(file, bytes)| (name(file), json!(integrity(bytes)))).collect();
    let build = serde_json::to_string_pretty(&json!({ "id": id, "files": files })).unwrap_or_default();
    if !script.contains(PLACE) {
        return Err(Failure(format!("{SERVICE_WORKER} has no place for the list of files")));
    }
    Ok(script.replacen(PLACE, &format!("const BUILD = {build};"), 1))
}
