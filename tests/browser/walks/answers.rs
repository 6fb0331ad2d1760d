//! The answers of the page, which must equal those of the command line.

use browser::outcome::{While as _, holds, same};
use browser::visit::{Answer, File, cases};
use browser::{Failure, Outcome, Visit};
use serde_json::Value;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

crate::walks! {
    strong_by_extension, strong_by_uri, weak, none, broken, near_misses_are_named, all_mappings_agree,
    an_answer_changes_the_verdict, a_registry_value_can_be_not_set,
}

fn strong_by_extension(visit: &mut Visit<'_>) -> Outcome<()> {
    let answer = agreed(visit, "mapping/sid-absent/met.pem", "strong")?;
    says(&answer, "Strongly mapped", "SID extension")
}

fn strong_by_uri(visit: &mut Visit<'_>) -> Outcome<()> {
    let answer = agreed(visit, "mapping/sid-absent/met-uri.pem", "strong")?;
    says(&answer, "Strongly mapped", "SID URI")
}

fn weak(visit: &mut Visit<'_>) -> Outcome<()> {
    let answer = agreed(visit, "mapping/sid-absent/broken.pem", "weak")?;
    says(&answer, "Not strongly mapped", "will refuse")?;
    for code in ["#/code/kdc/39", "#/code/krb/66", "#/code/nps/16", "#/code/ras/853"] {
        holds(answer.codes.iter().any(|link| link == code), format_args!("{code} is not shown: {answer:?}"))?;
    }
    Ok(())
}

fn none(visit: &mut Visit<'_>) -> Outcome<()> {
    let answer = agreed(visit, "mapping/no-name-at-all/broken.pem", "none")?;
    says(&answer, "Not mapped", "")
}

fn broken(visit: &mut Visit<'_>) -> Outcome<()> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("broken.pem");
    std::fs::write(
        &path,
        "-----BEGIN CERTIFICATE-----\nTm90aGluZyBidXQgd29yZHMu\n-----END CERTIFICATE-----\n",
    )
    .or_fail(format_args!("{} cannot be written", path.display()))?;
    let answer = agreed_on(visit, &path, None)?;
    holds(!answer.headline.is_empty(), "there is no headline")
}

fn near_misses_are_named(visit: &mut Visit<'_>) -> Outcome<()> {
    let answer = agreed(visit, "mapping/sid-near-miss/broken-uri-date.pem", "weak")?;
    same("near misses", &answer.near_misses, &vec!["uri-date".to_owned()])
}

fn all_mappings_agree(visit: &mut Visit<'_>) -> Outcome<()> {
    let mut paths = Vec::new();
    for family in ["mapping/sid-absent", "mapping/no-name-at-all", "mapping/sid-near-miss"] {
        let folder = cases().join(family);
        let unreadable = || format!("{} cannot be read", folder.display());
        for entry in folder.read_dir().or_fail(unreadable())? {
            paths.push(entry.or_fail(unreadable())?.path());
        }
    }
    paths.sort();
    let mut told = examine(&visit.environment.command_line, &paths)?;
    // Duplicates are folded under the first copy.
    let mut known = HashSet::new();
    told.retain(|told| match told.pointer("/certificate/sha256") {
        Some(sha256) => known.insert(sha256.to_string()),
        None => true,
    });
    let files: Vec<File> = paths.iter().map(|path| named_by_path(path)).collect::<Outcome<_>>()?;
    visit.open()?;
    visit.drop_files(&files)?;
    same("items", &visit.items()?.len(), &told.len())?;
    for (place, told) in told.iter().enumerate() {
        agree(&visit.select(place)?, told)?;
    }
    Ok(())
}

fn an_answer_changes_the_verdict(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case("mapping/sid-absent/met-uri.pem")?])?;
    let before = visit.answer()?;
    same("before", &before.verdict.as_deref(), &Some("strong"))?;
    holds(
        before.questions.iter().any(|it| it == "dc-version"),
        "the version of the controllers is not asked for",
    )?;
    visit.browser.click("[data-question=dc-version] select option[value='2016']")?;
    visit.browser.wait(
        "another answer",
        &format!("walk.settled() && walk.answer().sentence !== {:?}", before.sentence),
    )?;
    let after = visit.answer()?;
    holds(after.headline != before.headline, format_args!("the headline is still `{}`", after.headline))?;
    holds(after.codes != before.codes, "the same codes are shown")
}

/// "Not set", the usual state of a registry value, can be entered in the question and in the situation panel.
fn a_registry_value_can_be_not_set(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open_at("#/inspect?dc=2016&updated=2023-01")?;
    visit.drop_files(&[File::case("mapping/sid-absent/broken.pem")?])?;
    let asked = |answer: &Answer| answer.questions.iter().any(|it| it == "dc-enforcement");
    holds(asked(&visit.answer()?), "what enforcement is set to is not asked for")?;
    visit.browser.click("[data-question=dc-enforcement] select option[value='not set']")?;
    visit.browser.wait("no question", "document.querySelector('[data-question=dc-enforcement]') === null")?;
    let open = "void document.querySelectorAll('.situation, .situation .group').forEach((it) => { it.open = true; })";
    visit.browser.value(open, &[])?;
    let shown = "document.querySelector('[data-key=\"dc.enforcement\"]').selectedOptions[0].textContent";
    same("what is shown", &visit.browser.text(shown)?.as_str(), &"not set")?;
    visit.browser.click(".situation [data-not-set=\"dc.backdating_seconds\"]")?;
    let shown = "document.querySelector('[data-key=\"dc.backdating_seconds\"]').value === 'not set'";
    visit.browser.wait("that it is not set", shown)?;
    Ok(())
}

/// Drops one case, and compares the answer with that of the command line.
fn agreed(visit: &Visit<'_>, case: &str, verdict: &str) -> Outcome<Answer> {
    agreed_on(visit, &cases().join(case), Some(verdict))
}

fn agreed_on(visit: &Visit<'_>, path: &Path, verdict: Option<&str>) -> Outcome<Answer> {
    visit.open()?;
    visit.drop_files(&[named_by_path(path)?])?;
    let told = examine(&visit.environment.command_line, &[path.to_owned()])?;
    same("items", &visit.items()?.len(), &told.len())?;
    let answer = visit.answer()?;
    same("the verdict", &answer.verdict.as_deref(), &verdict)?;
    told.first().map_or(Ok(()), |told| agree(&answer, told))?;
    Ok(answer)
}

fn agree(answer: &Answer, told: &Value) -> Outcome<()> {
    let file = told.get("file").and_then(Value::as_str).unwrap_or_default();
    let mapping = told.get("mapping").cloned().unwrap_or_default();
    let verdict = mapping.get("verdict").and_then(Value::as_str).map(str::to_owned);
    // Where no account is involved, the page shows a verdict about it only if one was expected of it.
    if answer.verdict.is_some() || told.get("certificate").is_none_or(Value::is_null) {
        same(format_args!("{file}: page and command line on the verdict"), &answer.verdict, &verdict)?;
    }
    let ids = |list: Option<&Value>| -> Vec<String> {
        let list = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|it| it.get("id")?.as_str()).map(str::to_owned).collect()
    };
    same(
        format_args!("{file}: page and command line on near misses"),
        &answer.near_misses,
        &ids(mapping.get("near_misses")),
    )?;
    same(
        format_args!("{file}: page and command line on questions"),
        &answer.questions,
        &ids(told.get("questions")),
    )?;
    same(format_args!("{file}: page and command line on codes"), &sorted(answer.codes.clone()), &codes(told))
}

/// The codes of the scenario that is shown first, which is the first with the worst outcome, as addresses.
fn codes(told: &Value) -> Vec<String> {
    let gravity = |prediction: &&Value| match prediction.get("outcome").and_then(Value::as_str) {
        Some("fails") => 3,
        Some("cannot-tell") => 2,
        Some("connects-with-warning") => 1,
        _ => 0,
    };
    let predictions = told.get("predictions").and_then(Value::as_array).map(Vec::as_slice);
    let worst = predictions.unwrap_or_default().iter().rev().max_by_key(gravity);
    let codes = worst.and_then(|worst| worst.get("codes")?.as_array());
    let codes = codes.map(Vec::as_slice).unwrap_or_default();
    let link = |code: &Value| {
        let family = code.get("family")?.as_str()?.to_ascii_lowercase();
        let number = code.get("number")?.as_u64()?;
        Some(match family.as_str() {
            "hresult" | "ntstatus" | "eap" => format!("#/code/{family}/{number:#010x}"),
            "onex" => format!("#/code/{family}/{number:#x}"),
            _ => format!("#/code/{family}/{number}"),
        })
    };
    sorted(codes.iter().filter_map(link).collect())
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list
}

/// What the command line says about files, one value per item.
fn examine(command_line: &Path, paths: &[PathBuf]) -> Outcome<Vec<Value>> {
    let output = Command::new(command_line).arg("examine").args(paths).output();
    let output = output.or_fail(format_args!("{} cannot be run", command_line.display()))?;
    if !output.status.success() {
        return Err(Failure(format!("strongmap examine: {}", String::from_utf8_lossy(&output.stderr))));
    }
    let lines = String::from_utf8_lossy(&output.stdout);
    lines.lines().map(|line| serde_json::from_str(line).or_fail("strongmap examine prints no JSON")).collect()
}

/// Names a file by its path: cases in different folders have the same file names.
fn named_by_path(path: &Path) -> Outcome<File> {
    let bytes = std::fs::read(path).or_fail(format_args!("{} cannot be read", path.display()))?;
    let name = path.strip_prefix(cases()).unwrap_or(path).display().to_string();
    Ok(File { name: name.replace(['/', '\\'], "-"), bytes })
}

fn says(answer: &Answer, headline: &str, sentence: &str) -> Outcome<()> {
    holds(answer.headline.starts_with(headline), format_args!("the headline is `{}`", answer.headline))?;
    holds(answer.sentence.contains(sentence), format_args!("the sentence is `{}`", answer.sentence))
}
