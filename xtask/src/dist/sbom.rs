//! What the products contain, in machine-readable form: CycloneDX 1.5, <https://cyclonedx.org/docs/1.5/json/>.
//!
//! It has neither a date nor a serial number, so that the same build always has the same one.

use serde_json::{Value, json};

use super::packages::{Key, Package, Packages};
use crate::program::{Outcome, While as _};

/// The text of the SBOM.
pub(super) fn write(packages: &Packages, build: &str) -> Outcome<String> {
    let own = ("strongmap".to_owned(), packages.version.clone());
    let rust = ("rust-std".to_owned(), packages.rust.clone());
    let mut components: Vec<Value> = packages.others.iter().map(component).collect();
    components.push(json!({
        "type": "library",
        "bom-ref": reference(&rust),
        "name": rust.0,
        "version": rust.1,
        "description": "The standard library of Rust.",
        "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        "externalReferences": [{ "type": "vcs", "url": "https://github.com/rust-lang/rust" }],
    }));
    let mut dependencies = vec![depends(&own, packages.direct.iter().chain([&rust]))];
    dependencies.extend(packages.others.iter().map(|package| depends(&package.key, &package.leans_on)));
    dependencies.push(depends(&rust, []));

    let bom = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": reference(&own),
                "name": own.0,
                "version": own.1,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
                "properties": [{ "name": "strongmap:build", "value": build }],
            },
        },
        "components": components,
        "dependencies": dependencies,
    });
    Ok(serde_json::to_string_pretty(&bom).or_fail("the SBOM cannot be written")? + "\n")
}

fn component(package: &Package) -> Value {
    let (name, version) = &package.key;
    let mut component = json!({
        "type": "library",
        "bom-ref": reference(&package.key),
        "name": name,
        "version": version,
        "description": package.description,
        "purl": reference(&package.key),
        "scope": "required",
        "licenses": [{ "expression": package.licence }],
    });
    if let Some(fields) = component.as_object_mut() {
        if let Some(checksum) = &package.checksum {
            fields.insert("hashes".to_owned(), json!([{ "alg": "SHA-256", "content": checksum }]));
        }
        if let Some(repository) = &package.repository {
            fields.insert("externalReferences".to_owned(), json!([{ "type": "vcs", "url": repository }]));
        }
    }
    component
}

fn depends<'key>(on: &Key, keys: impl IntoIterator<Item = &'key Key>) -> Value {
    let keys: Vec<String> = keys.into_iter().map(reference).collect();
    json!({ "ref": reference(on), "dependsOn": keys })
}

/// A package URL, <https://github.com/package-url/purl-spec>; only `+` in a version has to be escaped.
fn reference((name, version): &Key) -> String {
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_dependency_is_listed_once() {
        let packages = Packages::of_the_products().unwrap();
        let bom: Value = serde_json::from_str(&write(&packages, "0123456789ab").unwrap()).unwrap();
        let texts = |list: &Value, name: &str| -> Vec<String> {
            list.as_array().unwrap().iter().map(|it| it[name].as_str().unwrap().to_owned()).collect()
        };
        let listed = texts(&bom["components"], "bom-ref");
        let mut known: BTreeSet<String> = listed.iter().cloned().collect();
        assert_eq!(known.len(), listed.len());
        known.insert(bom["metadata"]["component"]["bom-ref"].as_str().unwrap().to_owned());
        for dependency in bom["dependencies"].as_array().unwrap() {
            assert!(known.contains(dependency["ref"].as_str().unwrap()), "{dependency}");
            for on in dependency["dependsOn"].as_array().unwrap() {
                assert!(known.contains(on.as_str().unwrap()), "{on}");
            }
        }
        assert_eq!(bom["dependencies"].as_array().unwrap().len(), known.len());

        // What only tests or macros need is in no product; what both products need is.
        let has = |name: &str| listed.iter().any(|it| it.starts_with(&format!("pkg:cargo/{name}@")));
        assert!(has("der") && has("yew") && has("wasm-bindgen") && has("rust-std"));
        assert!(!has("insta") && !has("syn") && !has("tokio") && !has("strongmap"));
        let der = bom["components"].as_array().unwrap().iter().find(|it| it["name"] == "der").unwrap();
        assert_eq!(der["hashes"][0]["content"].as_str().unwrap().len(), 64);
        assert_eq!(der["licenses"][0]["expression"], "Apache-2.0 OR MIT");
    }

    #[test]
    fn a_plus_in_a_version_is_escaped() {
        assert_eq!(reference(&("a".into(), "1.0.0+b".into())), "pkg:cargo/a@1.0.0%2Bb");
    }
}
