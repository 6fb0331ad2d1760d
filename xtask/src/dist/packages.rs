//! What the products contain, as cargo knows it.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use crate::program::{Failure, Outcome, Program, While as _};
use crate::workspace;

/// Everything that is compiled into one of the products.
pub(super) struct Packages {
    /// The version of Strongmap.
    pub(super) version: String,
    /// The version of the compiler, whose standard library is part of every product.
    pub(super) rust: String,
    /// All packages but Strongmap itself, by name and version.
    pub(super) others: Vec<Package>,
    /// The direct dependencies of Strongmap itself.
    pub(super) direct: Vec<Key>,
}

/// Name and version.
pub(super) type Key = (String, String);

/// An external crate.
pub(super) struct Package {
    pub(super) key: Key,
    pub(super) licence: String,
    pub(super) authors: Vec<String>,
    pub(super) description: String,
    pub(super) repository: Option<String>,
    /// SHA-256 of the archive in its registry.
    pub(super) checksum: Option<String>,
    /// The folder of its sources.
    pub(super) folder: PathBuf,
    pub(super) leans_on: Vec<Key>,
}

/// How each product is compiled. Programs that run only during compilation are part of none.
const PRODUCTS: [&str; 3] = [
    "--package strongmap",
    "--package strongmap --features web --target wasm32-unknown-unknown",
    "--package strongmap-module --target wasm32-unknown-unknown",
];

impl Packages {
    /// Determines them with cargo.
    pub(super) fn of_the_products() -> Outcome<Self> {
        let mut compiled = BTreeSet::new();
        for product in PRODUCTS {
            let tree =
                cargo("tree --locked --edges normal,no-proc-macro --prefix none --no-dedupe --format {p}")
                    .words(product)
                    .answer()
                    .ok_or_else(|| Failure(format!("cargo does not tell what `{product}` is made of")))?;
            compiled.extend(tree.lines().filter_map(named));
        }
        let metadata = cargo("metadata --locked --format-version 1 --all-features").answer();
        let metadata: Value = serde_json::from_str(&metadata.unwrap_or_default())
            .map_err(|error| Failure(format!("cargo does not tell about its packages: {error}")))?;
        let lock = workspace::root().join("Cargo.lock");
        let lock = fs::read_to_string(&lock).or_fail(format_args!("{} cannot be read", lock.display()))?;
        let rust = Program::new("rustc").arg("--version").answer().unwrap_or_default();
        let rust = rust.split(' ').nth(1).unwrap_or_default().to_owned();
        Self::from(&compiled, &metadata, &checksums(&lock), rust)
    }

    fn from(
        compiled: &BTreeSet<Key>,
        metadata: &Value,
        checksums: &BTreeMap<Key, String>,
        rust: String,
    ) -> Outcome<Self> {
        let list = |value: &Value, name: &str| {
            value.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
        };
        let packages: BTreeMap<String, Value> =
            list(metadata, "packages").into_iter().map(|package| (word(&package, "id"), package)).collect();
        let key = |id: &str| packages.get(id).map(|it| (word(it, "name"), word(it, "version")));

        let mut leans_on: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
        let resolve = metadata.get("resolve").cloned().unwrap_or_default();
        for node in list(&resolve, "nodes") {
            let dependencies = list(&node, "dependencies");
            let dependencies = dependencies.iter().filter_map(Value::as_str).filter_map(key);
            if let Some(own) = key(&word(&node, "id")) {
                let mut known: Vec<Key> = dependencies.filter(|it| compiled.contains(it)).collect();
                known.sort();
                leans_on.insert(own, known);
            }
        }

        let mut others = Vec::new();
        let mut own = BTreeSet::new();
        for package in packages.values() {
            let key = (word(package, "name"), word(package, "version"));
            if !compiled.contains(&key) {
                continue;
            }
            if package.get("source").is_none_or(Value::is_null) {
                own.insert(key);
                continue;
            }
            let manifest = PathBuf::from(word(package, "manifest_path"));
            others.push(Package {
                licence: word(package, "license").replace('/', " OR "),
                authors: list(package, "authors")
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect(),
                description: word(package, "description").split_whitespace().collect::<Vec<_>>().join(" "),
                repository: package.get("repository").and_then(Value::as_str).map(str::to_owned),
                checksum: checksums.get(&key).cloned(),
                folder: manifest.parent().unwrap_or(&manifest).to_path_buf(),
                leans_on: leans_on.get(&key).cloned().unwrap_or_default(),
                key,
            });
        }
        others.sort_by(|one, other| one.key.cmp(&other.key));
        let strongmap = own.iter().find(|(name, _)| name == "strongmap");
        let (_, version) = strongmap.ok_or_else(|| Failure("cargo does not know strongmap".to_owned()))?;
        // The packages of this workspace count as one.
        let direct: BTreeSet<&Key> = own.iter().filter_map(|own| leans_on.get(own)).flatten().collect();
        let direct = direct.difference(&own.iter().collect()).copied().cloned().collect();
        Ok(Self { version: version.clone(), rust, others, direct })
    }
}

fn cargo(words: &str) -> Program {
    Program::cargo().within(&workspace::root()).words(words)
}

fn word(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Name and version in a line such as `der v0.8.3` or `strongmap v0.1.0 (folder)`.
fn named(line: &str) -> Option<Key> {
    let mut words = line.split(' ');
    let name = words.next()?.to_owned();
    Some((name, words.next()?.strip_prefix('v')?.to_owned()))
}

/// The checksums in Cargo.lock.
fn checksums(lock: &str) -> BTreeMap<Key, String> {
    let value = |entry: &str, name: &str| {
        let line = entry.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = \""));
        line.and_then(|line| line.strip_suffix('"')).map(str::to_owned)
    };
    let entry =
        |entry: &str| Some(((value(entry, "name")?, value(entry, "version")?), value(entry, "checksum")?));
    lock.split("[[package]]").filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn key(name: &str, version: &str) -> Key {
        (name.to_owned(), version.to_owned())
    }

    #[test]
    fn lines_of_the_tree_are_read() {
        assert_eq!(named("der v0.8.3"), Some(key("der", "0.8.3")));
        assert_eq!(named("strongmap v0.1.0 (/some where)"), Some(key("strongmap", "0.1.0")));
        assert_eq!(named(""), None);
    }

    #[test]
    fn check_sums_are_read() {
        let lock = "version = 4\n\n[[package]]\nname = \"der\"\nversion = \"0.8.3\"\nsource = \"r\"\nchecksum = \"ab\"\n\n\
                    [[package]]\nname = \"strongmap\"\nversion = \"0.1.0\"\n";
        assert_eq!(checksums(lock), BTreeMap::from([(key("der", "0.8.3"), "ab".to_owned())]));
    }

    #[test]
    fn only_what_is_compiled_in_is_listed() {
        let package = |name: &str, source: Value| {
            json!({ "id": name, "name": name, "version": "1.0.0", "source": source, "license": "MIT/Apache-2.0",
                    "authors": ["A"], "description": "two\nlines", "manifest_path": format!("{name}/Cargo.toml") })
        };
        let metadata = json!({
            "packages": [
                package("strongmap", Value::Null),
                package("strongmap-module", Value::Null),
                package("used", json!("r")),
                package("unused", json!("r")),
            ],
            "resolve": { "nodes": [
                { "id": "strongmap", "dependencies": ["used", "unused"] },
                { "id": "strongmap-module", "dependencies": ["strongmap"] },
                { "id": "used", "dependencies": ["unused"] },
            ] },
        });
        let compiled = ["strongmap", "strongmap-module", "used"].map(|name| key(name, "1.0.0")).into();
        let checksums = BTreeMap::from([(key("used", "1.0.0"), "ab".to_owned())]);
        let packages = Packages::from(&compiled, &metadata, &checksums, "1.95.0".to_owned()).unwrap();
        assert_eq!(packages.version, "1.0.0");
        assert_eq!(packages.direct, [key("used", "1.0.0")]);
        let [used] = packages.others.as_slice() else { panic!("{} others", packages.others.len()) };
        assert_eq!(used.key, key("used", "1.0.0"));
        assert_eq!((used.licence.as_str(), used.description.as_str()), ("MIT OR Apache-2.0", "two lines"));
        assert_eq!(
            (used.checksum.as_deref(), used.folder.as_path()),
            (Some("ab"), std::path::Path::new("used"))
        );
        assert!(used.leans_on.is_empty());
    }
}
