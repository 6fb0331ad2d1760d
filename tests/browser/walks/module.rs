//! The module for other pages, in its example page: its answers equal those of the command line.

use browser::outcome::{While as _, holds, same};
use browser::site::Content;
use browser::visit::{File, cases, handed};
use browser::{Environment, Failure, Faults, Outcome, Site, Visit};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

crate::walks! {
    the_example_answers, every_case_is_examined_like_by_the_command_line,
    many_files_are_examined_like_by_the_command_line, codes_are_looked_up_like_by_the_command_line,
    malformed_files_are_answered, bytes_are_read_through_any_view, the_module_works_after_thousands_of_errors,
    a_wrong_situation_is_reported, without_a_day_the_clock_is_used,
}

fn the_example_answers(visit: &mut Visit<'_>) -> Outcome<()> {
    open(visit)?;
    let strong = cases().join("mapping/sid-absent/met.pem");
    let weak = cases().join("mapping/sid-absent/broken.pem");
    visit.browser.type_into("#files", &format!("{}\n{}", strong.display(), weak.display()))?;
    visit.browser.wait("two answers", "document.querySelectorAll('#items article').length === 2")?;
    visit.browser.find("#items article.strong")?;
    visit.browser.find("#items article.weak")?;
    visit.browser.type_into("#query", "13908")?;
    visit.browser.click("#search button")?;
    let found = visit.browser.wait("a code", "document.querySelector('#entries h2')?.textContent")?;
    holds(found.as_str().is_some_and(|text| text.starts_with("IKE 13908")), format_args!("found {found}"))
}

fn every_case_is_examined_like_by_the_command_line(visit: &mut Visit<'_>) -> Outcome<()> {
    open(visit)?;
    let situation = json!({ "today": "2026-11-20T00:00:00Z", "dc": { "version": "2019" } });
    let mut paths = Vec::new();
    collect(&cases(), &mut paths)?;
    paths.sort();
    let files: Vec<File> = paths
        .iter()
        .map(|path| Ok(File { name: path.display().to_string(), bytes: read(path)? }))
        .collect::<Outcome<_>>()?;
    let examined = called(
        visit,
        "arguments[0].map(({ name, base64 }) => module.examine(bytesOf(base64), arguments[1], name))",
        &[handed(&files), situation.clone()],
    )?;
    let examined = list(&examined);
    same("files", &examined.len(), &files.len())?;
    // One call of the command line per file, since the files of one call are judged as one set; four at a time.
    let pairs: Vec<(&PathBuf, &Value)> = paths.iter().zip(examined).collect();
    let environment = visit.environment;
    thread::scope(|scope| {
        let compare = |pairs: &[(&PathBuf, &Value)]| -> Outcome<()> {
            pairs.iter().try_for_each(|(path, items)| {
                let told = command_line(environment, &situation, std::slice::from_ref(*path))?;
                let what = format!("{} is examined in another way", path.display());
                holds(**items == Value::Array(told), what)
            })
        };
        let parts: Vec<_> =
            pairs.chunks(pairs.len().div_ceil(4)).map(|part| scope.spawn(move || compare(part))).collect();
        parts.into_iter().try_for_each(|part| {
            part.join().unwrap_or_else(|_| Err(Failure("the comparison broke off".to_owned())))
        })
    })
}

fn many_files_are_examined_like_by_the_command_line(visit: &mut Visit<'_>) -> Outcome<()> {
    open(visit)?;
    let situation = json!({ "today": "2026-11-20T00:00:00Z" });
    let names =
        ["sid-absent/met", "sid-absent/broken", "no-name-at-all/broken", "sid-near-miss/broken-uri-date"];
    let paths: Vec<PathBuf> = names.iter().map(|name| cases().join(format!("mapping/{name}.pem"))).collect();
    let files: Vec<File> = paths
        .iter()
        .map(|path| Ok(File { name: String::new(), bytes: read(path)? }))
        .collect::<Outcome<_>>()?;
    let rows = called(
        visit,
        "module.examineMany(arguments[0].map(({ base64 }) => bytesOf(base64)), arguments[1])",
        &[handed(&files), situation.clone()],
    )?;
    let told = command_line(visit.environment, &situation, &paths)?;
    same("rows", &list(&rows).len(), &told.len())?;
    for (row, item) in list(&rows).iter().zip(&told) {
        let at = |pointer: &str| item.pointer(pointer).cloned().unwrap_or_default();
        let mut codes: Vec<Value> = Vec::new();
        for code in
            list(&at("/predictions")).iter().flat_map(|it| list(it.get("codes").unwrap_or(&Value::Null)))
        {
            let code = json!({ "family": code.get("family"), "number": code.get("number") });
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        let told = json!({
            "verdict": at("/mapping/verdict"), "by": at("/mapping/by"), "sid": at("/mapping/sid"),
            "subject": at("/certificate/subject"), "not_after": at("/certificate/not_after"),
            "sha256": at("/certificate/sha256"),
        });
        let mut row = row.clone();
        let shown = row.as_object_mut().and_then(|row| row.remove("codes")).unwrap_or_default();
        same("the row", &row, &told)?;
        same("how many codes", &list(&shown).len(), &codes.len())?;
        holds(
            codes.iter().all(|code| list(&shown).contains(code)),
            format_args!("{shown} lacks some of {codes:?}"),
        )?;
    }
    Ok(())
}

fn codes_are_looked_up_like_by_the_command_line(visit: &mut Visit<'_>) -> Outcome<()> {
    open(visit)?;
    for query in ["13908", "0x800b0109", "event 39", "no cert", "nothing of the kind"] {
        let entries = called(visit, "module.lookup(arguments[0])", &[json!(query)])?;
        let output =
            Command::new(&visit.environment.command_line).arg("code").args(query.split(' ')).output();
        let told = lines(&output.or_fail("the command line cannot be run")?.stdout)?;
        holds(entries == Value::Array(told), format_args!("`{query}` is looked up in another way"))?;
    }
    Ok(())
}

fn malformed_files_are_answered(visit: &mut Visit<'_>) -> Outcome<()> {
    open(visit)?;
    let kinds = called(
        visit,
        "[new Uint8Array(), new Uint8Array(70_000).fill(0x30), new Uint8Array([0x30, 0x84, 255, 255, 255, 255]).buffer]\
         .map((bytes) => module.examine(bytes).map(({ kind, defects }) => [kind, Array.isArray(defects)]))",
        &[],
    )?;
    for items in list(&kinds) {
        same("a file of bad bytes", items, &json!([["unknown", true]]))?;
    }
    let rows = called(visit, "module.examineMany([new Uint8Array(9), new Uint8Array()])", &[])?;
    same("rows of bad bytes", &rows, &json!([]))
}

fn bytes_are_read_through_any_view(visit: &mut Visit<'_>) -> Outcome<()> {
    open(visit)?;
    let file = File::case("mapping/sid-absent/met.pem")?;
    let answers = called(
        visit,
        "(() => {
            const bytes = bytesOf(arguments[0][0].base64);
            const longer = new Uint8Array(bytes.length + 9);
            longer.set(bytes, 7);
            const { buffer } = longer;
            return [bytes, bytes.buffer, longer.subarray(7, 7 + bytes.length), new DataView(buffer, 7, bytes.length),
                    new Int8Array(buffer, 7, bytes.length)]
                .map((it) => module.examine(it, { today: '2026-11-20T00:00:00Z' })[0].certificate?.sha256);
        })()",
        &[handed(std::slice::from_ref(&file))],
    )?;
    let fingerprints = list(&answers);
    same("how many are read", &fingerprints.iter().filter(|it| it.is_string()).count(), &5)?;
    holds(fingerprints.iter().all(|it| Some(it) == fingerprints.first()), answers.to_string())
}

/// An exception that passes through compiled code would leak some of its memory each time.
fn the_module_works_after_thousands_of_errors(visit: &mut Visit<'_>) -> Outcome<()> {
    open(visit)?;
    let said = called(
        visit,
        "(() => {
            const gone = () => {
                const bytes = new Uint8Array(10);
                structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
                return bytes;
            };
            const fails = () => { throw new Error('on the way'); };
            const refused = [
                () => module.examine(gone()),
                () => module.examine(gone().buffer),
                () => module.examineMany([new Uint8Array(9), gone()]),
                () => module.examine(Object.create(Uint8Array.prototype)),
                () => module.examine({ byteLength: 5 }),
                () => module.examine(new Proxy({}, { get: fails, getPrototypeOf: fails })),
                () => module.examineMany((function* () { fails(); })()),
                () => module.examine(new Uint8Array(), { get dc() { return fails(); } }),
            ];
            const outcome = (act) => { try { act(); return 'an answer'; } catch (error) { return error.message; } };
            for (let times = 0; times < 1000; times += 1) refused.forEach(outcome);
            return refused.map(outcome);
        })()",
        &[],
    )?;
    let words = [
        "transferred",
        "transferred",
        "transferred",
        "a file must be a Uint8Array or an ArrayBuffer",
        "a file must be a Uint8Array or an ArrayBuffer",
        "a file must be a Uint8Array or an ArrayBuffer",
        "reading this list caused an error",
        "on the way",
    ];
    same("refusals", &list(&said).len(), &words.len())?;
    for (said, words) in list(&said).iter().zip(words) {
        holds(
            said.as_str().is_some_and(|said| said.contains(words)),
            format_args!("{said} lacks `{words}`"),
        )?;
    }
    let kinds = called(visit, "module.examine(new Uint8Array(9)).map(({ kind }) => kind)", &[])?;
    same("a file after all that", &kinds, &json!(["unknown"]))
}

fn a_wrong_situation_is_reported(visit: &mut Visit<'_>) -> Outcome<()> {
    open(visit)?;
    let refused = |visit: &Visit<'_>, arguments: &str, expected: &str| {
        let message = called(
            visit,
            &format!(
                "(() => {{ try {{ module.examine({arguments}); return ''; }} catch (error) {{ return error.message ?? 'no error'; }} }})()"
            ),
            &[],
        )?;
        let message = message.as_str().unwrap_or_default();
        holds(message.contains(expected), format_args!("{arguments}: `{message}` lacks `{expected}`"))
    };
    refused(visit, "new Uint8Array(), { dc: { enforcement: 'two' } }", "`dc.enforcement`")?;
    refused(visit, "new Uint8Array(), { scenario: 'vpn' }", "`scenario`")?;
    // As JSON, it would be null, which means that the value is not set.
    refused(visit, "new Uint8Array(), { dc: { enforcement: NaN } }", "`enforcement`: not a number")?;
    refused(visit, "new Uint8Array(), 'today'", "object")?;
    refused(visit, "'MII'", "Uint8Array")?;
    refused(visit, "new Uint8Array(), {}, 5", "the name must be a string")?;
    // An unknown key is reported, and has no other effect.
    visit.expect("unknown key, which is ignored: dc.versoin");
    let kinds = called(visit, "module.examine(new Uint8Array(), { dc: { versoin: '2016' } }).length", &[])?;
    same("items", &kinds, &json!(1))
}

fn without_a_day_the_clock_is_used(visit: &mut Visit<'_>) -> Outcome<()> {
    open(visit)?;
    let file = File::case("mapping/sid-absent/met.pem")?;
    let same_answers = called(
        visit,
        "[undefined, null, {}, { today: null }, { today: undefined }, { today: new Date() }]\
         .map((situation) => JSON.stringify(module.examine(bytesOf(arguments[0][0].base64), situation)))\
         .every((text, _, texts) => text === texts[0])",
        &[handed(std::slice::from_ref(&file))],
    )?;
    same("all ways not to tell the day mean today", &same_answers, &json!(true))?;
    let expired = called(
        visit,
        "module.examine(bytesOf(arguments[0][0].base64), { today: '2051-01-01T00:00:00Z' })[0].findings.map(({ rule }) => rule)",
        &[handed(std::slice::from_ref(&file))],
    )?;
    holds(list(&expired).contains(&json!("expired")), format_args!("only {expired} was found"))
}

/// Opens the example page, and makes the functions of the module available as `module`.
fn open(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.site = Site::serve(&visit.environment.module, Faults::Good, Content::Watched)?;
    visit.browser.open(&visit.site.url())?;
    visit.browser.wait("the module", "document.getElementById('state').textContent.startsWith('Choose')")?;
    // Firefox runs this script apart from the page, and starts the module there once more.
    let import =
        "import('./strongmap.js').then((it) => it.default().then(() => { window.module = it; })) && true";
    visit.browser.value(import, &[])?;
    visit.browser.wait("its functions", "window.module?.examine !== undefined").map(drop)
}

/// The value of an expression that uses `module` and `bytesOf`.
fn called(visit: &Visit<'_>, expression: &str, arguments: &[Value]) -> Outcome<Value> {
    let bytes_of = "(base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))";
    // As text, because drivers convert arrays element by element, which has been slow.
    let text = format!("JSON.stringify(((bytesOf) => {expression})({bytes_of}))");
    let value = visit.browser.value(&text, arguments)?;
    serde_json::from_str(value.as_str().unwrap_or_default()).or_fail(expression)
}

/// What the command line says about files in a situation.
fn command_line(environment: &Environment, situation: &Value, paths: &[PathBuf]) -> Outcome<Vec<Value>> {
    let told =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("situation-{:?}.json", thread::current().id()));
    std::fs::write(&told, situation.to_string())
        .or_fail(format_args!("{} cannot be written", told.display()))?;
    let mut command = Command::new(&environment.command_line);
    let output = command.args(["examine", "--situation"]).arg(&told).args(paths).output();
    let output = output.or_fail("the command line cannot be run")?;
    if !output.status.success() {
        return Err(Failure(format!("strongmap examine: {}", String::from_utf8_lossy(&output.stderr))));
    }
    lines(&output.stdout)
}

fn lines(output: &[u8]) -> Outcome<Vec<Value>> {
    let text = String::from_utf8_lossy(output);
    text.lines().map(|line| serde_json::from_str(line).or_fail("the command line prints no JSON")).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome<()> {
    let unreadable = || format!("{} cannot be read", folder.display());
    for entry in folder.read_dir().or_fail(unreadable())? {
        let path = entry.or_fail(unreadable())?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn read(path: &Path) -> Outcome<Vec<u8>> {
    std::fs::read(path).or_fail(format_args!("{} cannot be read", path.display()))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
