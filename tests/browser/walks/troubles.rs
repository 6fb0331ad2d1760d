//! What can go wrong, and how the page handles it.

use browser::outcome::{holds, same};
use browser::visit::{File, handed};
use browser::{Faults, Outcome, Visit};
use serde_json::json;

crate::walks! {
    errors_of_the_page_are_noticed, a_crash_of_the_page_is_reported, one_broken_file_among_good_ones, a_file_that_fells_the_worker,
    a_worker_out_of_memory, a_file_that_is_gone, a_folder_that_can_be_read_in_part, a_large_file_of_noise, odd_files_are_listed,
    a_server_that_withholds_the_program, a_server_that_withholds_the_worker, a_server_that_does_not_know_wasm,
}

const STRONG: &str = "mapping/sid-absent/met.pem";
const WEAK: &str = "mapping/sid-absent/broken.pem";
const OTHER: &str = "mapping/sid-absent/met-uri.pem";

/// Every walk fails on these errors; this one shows that they are noticed.
fn errors_of_the_page_are_noticed(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let wrongs = [
        (
            "const script = document.createElement('script'); script.textContent = walk.trust.createScript('0'); document.body.append(script)",
            "policy violated: script-src",
        ),
        (
            "document.body.append(Object.assign(new Image(), { src: 'https://elsewhere.example/a.png' }))",
            "policy violated: img-src",
        ),
        ("console.error('said aloud')", "console.error: said aloud"),
        ("walk.stumble()", "error: Error: stumbled"),
        ("walk.refuse()", "unhandled rejection: Error: refused"),
    ];
    for (script, wrong) in wrongs {
        visit.browser.value(&format!("(() => {{ {script} }})()"), &[])?;
        let noted = format!("walk.wrongs.some((wrong) => wrong.startsWith('{wrong}'))");
        visit.browser.wait(wrong, &noted)?;
    }
    same("what went wrong is told", &visit.nothing_went_wrong().is_err(), &true)?;
    visit.browser.value("void (walk.wrongs.length = 0)", &[]).map(drop)
}

fn a_crash_of_the_page_is_reported(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.expect("unreachable");
    visit.expect("Strongmap stopped");
    visit.open()?;
    same("before", &visit.browser.text("walk.trouble()")?, &String::new())?;
    visit.browser.value("walk.crash()", &[])?;
    let told = visit.browser.text("walk.trouble()")?;
    holds(told.starts_with("Strongmap stopped because of an error."), format_args!("it says: {told}"))
}

fn one_broken_file_among_good_ones(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let torn = File { name: "torn.pem".to_owned(), bytes: torn(&File::case(WEAK)?) };
    let junk = File { name: "junk.bin".to_owned(), bytes: vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02] };
    visit.drop_files(&[
        File::case(STRONG)?.named("first.pem"),
        torn,
        junk,
        File::case(WEAK)?.named("last.pem"),
    ])?;
    let items = visit.items()?;
    let of = |file: &str| items.iter().position(|item| item.file == file);
    for (file, expect) in [("first.pem", "strong"), ("last.pem", "weak")] {
        let place = of(file).unwrap_or(usize::MAX);
        same(file, &visit.select(place)?.verdict.as_deref(), &Some(expect))?;
    }
    for (file, worst) in [("torn.pem", Some("undecided")), ("junk.bin", None)] {
        holds(of(file).is_some(), format_args!("{file} is not in the list"))?;
        let answer = visit.select(of(file).unwrap_or(usize::MAX))?;
        let verdict = answer.verdict.as_deref();
        // A damaged file may still be recognized as a certificate, which then proves nothing.
        holds(verdict.is_none() || verdict == worst, format_args!("{file} is judged {verdict:?}"))?;
        holds(!answer.headline.is_empty(), format_args!("{file} is given no headline"))?;
    }
    Ok(())
}

fn a_file_that_fells_the_worker(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.browser.value("walk.fell('fells.pem')", &[])?;
    visit.drop_files(&[
        File::case(STRONG)?.named("before.pem"),
        File::case(WEAK)?.named("fells.pem"),
        File::case(WEAK)?.named("after.pem"),
    ])?;
    visit.browser.wait("both other files", "walk.settled() && walk.items().length === 2")?;
    let troubles = visit.browser.text("walk.troubles()")?;
    holds(troubles.contains("fells.pem"), format_args!("the file is not named: {troubles}"))?;
    same("the first", &visit.select(0)?.verdict.as_deref(), &Some("strong"))?;
    same("the other", &visit.select(1)?.verdict.as_deref(), &Some("weak"))?;

    visit.browser.click(".troubles button")?;
    visit.browser.wait("the message to go", "walk.troubles() === ''")?;
    visit.drop_files(&[File::case(OTHER)?.named("later.pem")])?;
    visit.browser.wait("the page to go on", "walk.settled() && walk.items().length === 3").map(drop)
}

fn a_worker_out_of_memory(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.served(Faults::LittleMemoryForWorker)?;
    visit.open()?;
    let before = handed(&[File::case(STRONG)?.named("before.pem")]);
    let after = handed(&[File::case(WEAK)?.named("after.pem")]);
    let large = "walk.dropNoise('large.bin', 40 << 20, arguments[0], arguments[1])";
    visit.browser.value(large, &[before, after])?;
    visit.browser.wait("both other files", "walk.settled() && walk.items().length === 2")?;
    let troubles = visit.browser.text("walk.troubles()")?;
    holds(troubles.contains("large.bin"), format_args!("the file is not named: {troubles}"))?;
    holds(!troubles.contains(".pem"), format_args!("other files are blamed: {troubles}"))?;
    same("the first", &visit.select(0)?.verdict.as_deref(), &Some("strong"))?;
    same("the other", &visit.select(1)?.verdict.as_deref(), &Some("weak"))?;

    // A smaller file is read as usual, by a worker that replaced the one that died.
    visit.browser.value(
        "walk.dropNoise('less.bin', 6 << 20, [], arguments[0])",
        &[handed(&[File::case(OTHER)?.named("later.pem")])],
    )?;
    visit.browser.wait("the page to go on", "walk.settled() && walk.items().length === 4")?;
    same("the last", &visit.select(3)?.verdict.as_deref(), &Some("strong"))
}

fn a_file_that_is_gone(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let other = handed(&[File::case(STRONG)?.named("here.pem")]);
    visit.browser.value("walk.dropGone('gone.pem', arguments[0][0])", &[other])?;
    visit.browser.wait("the other file", "walk.settled() && walk.items().length === 1")?;
    let troubles = visit.browser.text("walk.troubles()")?;
    holds(troubles.contains("gone.pem was not read"), format_args!("the file is not named: {troubles}"))?;
    same("the other", &visit.answer()?.verdict.as_deref(), &Some("strong"))
}

fn a_folder_that_can_be_read_in_part(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let handed = handed(&[File::case(STRONG)?]);
    let base64 = handed.pointer("/0/base64").cloned().unwrap_or_default();
    let content = json!({ "locked.pem": false, "secret": true, "here.pem": base64 });
    visit.browser.value("walk.dropFolder('export', arguments[0])", &[content])?;
    visit.browser.wait("the other file", "walk.settled() && walk.items().length === 1")?;
    same("the other", &visit.answer()?.verdict.as_deref(), &Some("strong"))?;
    let troubles = visit.browser.text("walk.troubles()")?;
    let sentence =
        "2 files or folders were not read: the browser cannot open export/locked.pem, export/secret.";
    holds(troubles.contains(sentence), format_args!("they are not named: {troubles}"))?;

    // If there is nothing else in it, that is the only message.
    visit.open()?;
    visit.browser.value("walk.dropFolder('export', arguments[0])", &[json!({ "locked.pem": false })])?;
    visit.browser.wait("the message", "walk.troubles() !== ''")?;
    let troubles = visit.browser.text("walk.troubles()")?;
    holds(
        troubles.starts_with("export/locked.pem was not read"),
        format_args!("it is not named: {troubles}"),
    )?;
    holds(!troubles.contains("contains no file"), format_args!("there is a file: {troubles}"))
}

fn a_large_file_of_noise(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.browser.value("(walk.beat(), walk.dropNoise('noise.bin', 3 << 20), walk.beats = 0)", &[])?;
    visit.judged()?;
    let beats = visit.browser.value("walk.beats", &[])?.as_u64().unwrap_or_default();
    holds(beats >= 5, format_args!("the page had {beats} turns while its worker read"))?;
    same("the list", &visit.items()?.len(), &1)?;
    same("the verdict", &visit.answer()?.verdict, &None)
}

fn odd_files_are_listed(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let file = |name: &str, bytes: &[u8]| File { name: name.to_owned(), bytes: bytes.to_vec() };
    visit.drop_files(&[
        file("empty", b""),
        file("<img src=x onerror=alert(1)>.pem", b"no certificate"),
        file("\u{202e}mep.cer", b"\0\0\0\0"),
    ])?;
    let items = visit.items()?;
    same("the list", &items.len(), &3)?;
    holds(
        items.iter().any(|item| item.file.contains("<img src=x")),
        format_args!("a name is not shown as it is: {items:?}"),
    )?;
    same("pictures", &visit.browser.value("document.images.length", &[])?, &json!(0))
}

fn a_server_that_withholds_the_program(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.served(Faults::NoWasm)?;
    visit.expect("wasm");
    // A page that cannot start looks for the single-file page next to it.
    visit.expect("strongmap.html");
    // The browser, not the page, complains about a missing file that has a digest.
    visit.expect("integrity");
    visit.browser.open(&visit.site.url())?;
    let told = visit.browser.wait("a kind word", "walk.trouble()")?;
    let told = told.as_str().unwrap_or_default();
    holds(told.contains("404") && told.contains("missing on this server"), told)?;
    visit.expect("missing on this server");
    Ok(())
}

fn a_server_that_withholds_the_worker(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.served(Faults::NoWasmForWorker)?;
    visit.expect("wasm");
    visit.expect("integrity");
    visit.open()?;
    visit.browser.click("[data-example=strong]")?;
    let told = visit.browser.wait("a kind word", "walk.trouble() || walk.troubles()")?;
    let told = told.as_str().unwrap_or_default();
    holds(told.len() > 20 && !told.contains("alice.pem"), format_args!("the file is not at fault: {told}"))?;
    // Nor may the page request the worker over and over.
    drop(visit.site.take());
    std::thread::sleep(std::time::Duration::from_secs(2));
    let asked = visit.site.take().len();
    holds(asked < 10, format_args!("the page asks {asked} times in two seconds"))
}

fn a_server_that_does_not_know_wasm(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.served(Faults::WasmAsUnknownType)?;
    // The browser may warn that another type would be faster.
    visit.expect("application/wasm");
    visit.open()?;
    visit.drop_files(&[File::case(STRONG)?])?;
    same("the verdict", &visit.answer()?.verdict.as_deref(), &Some("strong"))
}

/// A PEM file without its first lines of Base64, between complete markers.
fn torn(file: &File) -> Vec<u8> {
    let text = file.text();
    let lines: Vec<&str> = text.lines().skip_while(|line| !line.starts_with("-----BEGIN")).collect();
    let kept = lines.iter().take(1).chain(lines.iter().skip(4));
    kept.flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}
