//! The contract in TypeScript, as in `module/types.d.ts`, for programs that embed Strongmap.
//!
//! It is generated from the Rust types, so that both always have the same fields.

use super::{Entry, Item};
use crate::examination::Brief;
use crate::situation::{Scenario, ServerVersion, Situation};
use std::collections::BTreeMap;
use ts_rs::{Config, TS, TypeVisitor};

const HEAD: &str = "\
// The contract of Strongmap, as docs/contract.md explains it. Written from the Rust types by a test: see CONTRIBUTING.md.

/** All keys are optional: a missing or null value is not known. */
type Told<T> = { [Key in keyof T]?: T[Key] | null };
";

/// All input and output types, each before the types of its fields.
fn types() -> String {
    let mut input = Declarations::new(["Told<", ">"]);
    input.visit::<Situation>();
    // Fields that accept one or several values have a handwritten type, so these types are not found through them.
    input.visit::<ServerVersion>();
    input.visit::<Scenario>();
    let mut output = Declarations::new(["", ""]);
    output.visit::<Item<'static>>();
    output.visit::<Brief>();
    output.visit::<Entry>();
    // Types that are both input and output are written with the input types.
    output.all.retain(|name, _| !input.all.contains_key(name));

    let mut text = HEAD.to_owned();
    input.write("Situation", &mut text);
    for name in ["Item", "Row", "Entry"] {
        output.write(name, &mut text);
    }
    text
}

/// The declarations of types, by name.
struct Declarations {
    around: [&'static str; 2],
    config: Config,
    all: BTreeMap<String, String>,
}

impl Declarations {
    fn new(around: [&'static str; 2]) -> Self {
        // JSON has only one type of number.
        Self { around, config: Config::new().with_large_int("number"), all: BTreeMap::new() }
    }

    /// Removes a type and writes it, followed by the types it refers to that are not written yet.
    fn write(&mut self, name: &str, text: &mut String) {
        let Some(declaration) = self.all.remove(name) else { return };
        text.push('\n');
        text.push_str(&declaration);
        for line in declaration.lines().filter(|line| !line.trim_start().starts_with(['/', '*'])) {
            for word in line.split(|it: char| !it.is_alphanumeric()) {
                self.write(word, text);
            }
        }
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let name = T::ident(&self.config);
        // Built-in types such as numbers, strings and lists need no declaration.
        if T::output_path().is_none() || self.all.contains_key(&name) {
            return;
        }
        let docs = one_line(&T::docs().unwrap_or_default(), "");
        self.all.insert(name, docs + &declaration(&T::decl(&self.config), self.around));
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// A declaration with one line per member.
fn declaration(text: &str, [before, behind]: [&str; 2]) -> String {
    let Some((name, body)) =
        text.split_once(" = { ").and_then(|(name, rest)| Some((name, rest.strip_suffix("};")?)))
    else {
        return format!("export {text}\n");
    };
    let members: String = members(body)
        .iter()
        .map(|member| match member.rsplit_once("*/") {
            Some((docs, field)) => format!("{}  {};\n", one_line(&format!("{docs}*/\n"), "  "), field.trim()),
            None => format!("  {};\n", member.trim()),
        })
        .collect();
    format!("export {name} = {before}{{\n{members}}}{behind};\n")
}

/// Splits the members of a type at the commas between them, but not at commas in comments or inside a member.
fn members(body: &str) -> Vec<&str> {
    let mut members = Vec::new();
    let (mut rest, mut at, mut depth) = (body, 0, 0);
    while let Some(next) = rest.get(at..) {
        let Some(first) = next.chars().next() else { break };
        match first {
            '/' if next.starts_with("/**") => at += next.find("*/").map_or(next.len(), |end| end + 1),
            '<' | '(' | '{' => depth += 1,
            '>' | ')' | '}' => depth -= 1,
            ',' if depth == 0 => {
                let (member, behind) = rest.split_at(at);
                members.push(member);
                (rest, at) = (behind.strip_prefix(',').unwrap_or_default(), 0);
                continue;
            }
            _ => {}
        }
        at += first.len_utf8();
    }
    members
}

/// A doc comment, on one line if it has only one.
fn one_line(docs: &str, indent: &str) -> String {
    let words: Vec<&str> = docs
        .lines()
        .map(|line| {
            line.trim().trim_start_matches("/**").trim_end_matches("*/").trim_start_matches('*').trim()
        })
        .filter(|line| !line.is_empty())
        .collect();
    match words.as_slice() {
        [] => String::new(),
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let lines: String = lines.iter().map(|line| format!("{indent} * {line}\n")).collect();
            format!("{indent}/**\n{lines}{indent} */\n")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn types_file_matches_the_rust_types() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("module").join("types.d.ts");
        let types = types();
        if std::env::var_os("STRONGMAP_WRITE_TYPES").is_some() {
            std::fs::write(&path, &types).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
        let place = kept.lines().zip(types.lines()).position(|(kept, wanted)| kept != wanted);
        assert!(
            kept == types,
            "module/types.d.ts differs from the Rust types from line {:?} on: STRONGMAP_WRITE_TYPES=1 has this test \
             write it again",
            place.map(|place| place + 1)
        );
    }

    #[test]
    fn each_member_is_on_its_own_line() {
        let check = |text: &str, expect: &str| assert_eq!(declaration(text, ["", ""]), expect);
        check("type A = string;", "export type A = string;\n");
        check(
            "type A = { a: string, b: Array<B>, };",
            "export type A = {\n  a: string;\n  b: Array<B>;\n};\n",
        );
        check(
            "type A = { \n/**\n * First, and only.\n */\na: { b: c, d: e }, };",
            "export type A = {\n  /** First, and only. */\n  a: { b: c, d: e };\n};\n",
        );
    }
}
