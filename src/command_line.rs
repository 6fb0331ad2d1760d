//! The command-line interface: parses arguments, runs commands and prints their results.
//!
//! Results go to standard output, errors and notes to standard error.

mod files;

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};
use strongmap::catalog;
use strongmap::certificate::visible_lines;
use strongmap::configuration::Configuration;
use strongmap::examination::{self, Findings};
use strongmap::export::{self, json};
use strongmap::intake::{self, File};
use strongmap::moment::Moment;
use strongmap::report::overview::Counting;
use strongmap::report::{self, row};
use strongmap::situation::{self, Situation};

const HELP: &str = "\
strongmap checks whether certificates are strongly mapped to Windows accounts, and which error Windows will show.

Usage:
  strongmap examine [--situation FILE.json] [--password TEXT]... PATH...
      Prints one line of JSON for each item found. docs/contract.md describes it.
      PATH is a file, a folder (every file in it), or - for standard input.
  strongmap map [--situation FILE.json] [--password TEXT]... PATH...
      Prints the verdict as text: what happens, why, and what to do.
  strongmap overview [--situation FILE.json] [--password TEXT]... [--markdown] PATH...
      Prints totals for all certificates, as JSON or Markdown: what is refused, by template,
      issuer, expiry month, verdict and subject type, and what fixes the most of them.
  strongmap code QUERY
      Prints one line of JSON for each code that QUERY can mean, the most likely first.
      QUERY is a number in any notation, a symbol, words, or a whole message.
  strongmap config FILE
      Checks the configuration file of a page. docs/configuration.md describes it.
  strongmap help | --help        Prints this help.
  strongmap version | --version  Prints the version.

Options:
  --situation FILE.json  What is known about the account, the servers and the clients. docs/contract.md describes it.
  --password TEXT        A password to try on encrypted files. Can be repeated.

Exit codes: 0 success; 1 `code` found nothing, or `config` found an error; 2 wrong usage, or a path cannot be read.
";

/// Runs the program and returns its exit code.
pub(crate) fn run(arguments: Vec<OsString>) -> ExitCode {
    let outcome = answer(arguments, &mut io::stdout().lock());
    match outcome {
        Ok(code) => code,
        // A reader such as `head` may close the pipe early; that is not an error.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure);
            ExitCode::from(2)
        }
    }
}

fn answer(arguments: Vec<OsString>, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let mut arguments = arguments.into_iter();
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<OsString> = arguments.collect();
    match command.to_string_lossy().as_ref() {
        "examine" => run_with_files(examine, rest, &[], out),
        "map" => run_with_files(map, rest, &[], out),
        "overview" => run_with_files(overview, rest, &[MARKDOWN], out),
        "code" | "config" if rest.iter().take_while(|word| *word != "--").any(is_for_help) => help(out),
        "code" => code(&rest, out),
        "config" => config(&rest, out),
        "help" | "--help" | "-h" => help(out),
        "version" | "--version" | "-V" => {
            let build = option_env!("STRONGMAP_BUILD").map(|build| format!(" (build {build})"));
            writeln!(out, "strongmap {}{}", env!("CARGO_PKG_VERSION"), build.unwrap_or_default())?;
            Ok(ExitCode::SUCCESS)
        }
        "" => Err(Failure::Usage("name a command: examine, map, overview, code or config".into())),
        other => Err(Failure::Usage(format!("unknown command `{other}`"))),
    }
}

/// Runs a command that reads files.
fn run_with_files(
    command: fn(&Call, &mut dyn Write) -> Result<ExitCode, Failure>,
    arguments: Vec<OsString>,
    flags: &[&'static str],
    out: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    match Call::parse(arguments, flags)? {
        Some(call) => command(&call, out),
        None => help(out),
    }
}

fn help(out: &mut dyn Write) -> Result<ExitCode, Failure> {
    out.write_all(HELP.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn is_for_help(word: &OsString) -> bool {
    word == "--help" || word == "-h"
}

/// The arguments of a command that reads files.
#[derive(Default)]
struct Call {
    situation: Situation,
    passwords: Vec<String>,
    paths: Vec<PathBuf>,
    flags: Vec<&'static str>,
}

const MARKDOWN: &str = "--markdown";

impl Call {
    /// Parses the arguments, allowing these flags; `None` if help is requested.
    fn parse(arguments: Vec<OsString>, flags: &[&'static str]) -> Result<Option<Self>, Failure> {
        let mut call = Self::default();
        let mut situation = None;
        let mut arguments = arguments.into_iter();
        let mut only_paths = false;
        while let Some(argument) = arguments.next() {
            let text = argument.to_string_lossy().into_owned();
            let (option, inline) = match text.split_once('=') {
                Some((option, value)) if option.starts_with("--") => (option, Some(value.to_owned())),
                _ => (text.as_str(), None),
            };
            let mut value = || {
                inline
                    .clone()
                    .or_else(|| arguments.next().map(|value| value.to_string_lossy().into_owned()))
                    .ok_or_else(|| Failure::Usage(format!("`{option}` needs a value")))
            };
            match option {
                _ if only_paths => call.paths.push(argument.into()),
                "--" => only_paths = true,
                "--situation" => situation = Some(value()?),
                "--password" => call.passwords.push(value()?),
                _ if is_for_help(&argument) => return Ok(None),
                _ if option.starts_with('-') && option != "-" => {
                    let flag = flags.iter().find(|flag| text == **flag);
                    call.flags
                        .push(flag.ok_or_else(|| Failure::Usage(format!("unknown option `{option}`")))?);
                }
                _ => call.paths.push(argument.into()),
            }
        }
        if call.paths.is_empty() {
            return Err(Failure::Usage("name at least one file or folder, or - for standard input".into()));
        }
        if let Some(path) = situation {
            call.situation = read_situation(&path)?;
        }
        call.situation.today = call.situation.today.or_else(now);
        Ok(Some(call))
    }
}

fn read_situation(path: &str) -> Result<Situation, Failure> {
    let text = std::fs::read(path).map_err(|error| Failure::Path(PathBuf::from(path), error))?;
    let text = intake::as_text(&text).unwrap_or_else(|| String::from_utf8_lossy(&text));
    let (situation, unknown) = situation::from_json(&text).map_err(|rejected| {
        Failure::Usage(format!("the situation in `{path}` cannot be read: {rejected}"))
    })?;
    for key in unknown {
        complain(&format_args!("the situation in `{path}` has an unknown key, which is ignored: {key}"));
    }
    Ok(situation)
}

fn now() -> Option<Moment> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    i64::try_from(seconds).ok().map(Moment::from_unix)
}

fn examine(call: &Call, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let (findings, exit_code) = read_files(call);
    let judge = findings.judge(&call.situation);
    let mut out = io::BufWriter::new(out);
    for (place, found) in findings.items.iter().enumerate() {
        let judgment = judge.item(place);
        json::write(&mut out, &json::item(found, &judgment))?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(exit_code)
}

fn map(call: &Call, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let (findings, exit_code) = read_files(call);
    let judge = findings.judge(&call.situation);
    let reader = report::Reader::somewhere(&call.situation);
    for (place, found) in findings.items.iter().enumerate() {
        if place > 0 {
            out.write_all(b"\n\n")?;
        }
        let judgment = judge.item(place);
        let item = report::item(found, &judgment, |place| findings.items.get(place), &reader);
        out.write_all(report::text::item(&item).as_bytes())?;
        let issuers = judge.issuers(&judgment);
        let periods = report::history::history(found, &judgment, &issuers, &call.situation);
        out.write_all(report::text::history(&periods).as_bytes())?;
    }
    Ok(exit_code)
}

fn overview(call: &Call, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let (findings, exit_code) = read_files(call);
    let judge = findings.judge(&call.situation);
    let reader = report::Reader::somewhere(&call.situation);
    let mut counting = Counting::default();
    for (place, found) in findings.items.iter().enumerate() {
        counting.add(&row::row(found, &judge.item(place), &reader));
    }
    let (overview, today) = (counting.finish(), call.situation.today);
    let text = match call.flags.contains(&MARKDOWN) {
        true => export::overview::markdown(&overview, today),
        false => export::overview::json(&overview, today),
    };
    out.write_all(text.as_bytes())?;
    Ok(exit_code)
}

fn code(words: &[OsString], out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).filter(|word| word != "--").collect();
    let query = words.join(" ");
    if query.trim().is_empty() {
        return Err(Failure::Usage("name a code: a number, a symbol, words, or a whole message".into()));
    }
    let hits = catalog::lookup(&query);
    for hit in &hits {
        json::write(&mut *out, &json::entry(hit.entry))?;
        out.write_all(b"\n")?;
    }
    if hits.is_empty() {
        complain(&"no code matches. Try only the number, or one word of the message.");
        return Ok(ExitCode::from(1));
    }
    Ok(ExitCode::SUCCESS)
}

fn config(paths: &[OsString], out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let paths: Vec<&OsString> = paths.iter().filter(|word| *word != "--").collect();
    let [path] = paths.as_slice() else {
        return Err(Failure::Usage("name one configuration file".into()));
    };
    let path = PathBuf::from(path);
    let bytes = std::fs::read(&path).map_err(|error| Failure::Path(path.clone(), error))?;
    let (configuration, problems) = Configuration::read(&String::from_utf8_lossy(&bytes));
    for problem in &problems {
        complain(&format_args!("{}: {problem}", path.display()));
    }
    if !problems.is_empty() {
        return Ok(ExitCode::from(1));
    }
    let said = format!("{} is a valid configuration: {}.", path.display(), configuration.summary());
    writeln!(out, "{}", visible_lines(&said))?;
    Ok(ExitCode::SUCCESS)
}

/// Reads all files, and reports what is skipped and what cannot be read.
fn read_files(call: &Call) -> (Findings, ExitCode) {
    let found = files::read(&call.paths);
    let files: Vec<File<'_>> =
        found.files.iter().map(|file| File { name: &file.name, bytes: &file.bytes }).collect();
    let passwords: Vec<&str> = call.passwords.iter().map(String::as_str).collect();
    for note in &found.notes {
        complain(note);
    }
    for (path, error) in &found.unreadable {
        complain(&format_args!("`{}` cannot be read: {error}", path.display()));
    }
    let code = if found.unreadable.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) };
    (examination::read(&files, &passwords), code)
}

/// Why a command failed.
enum Failure {
    Usage(String),
    Path(PathBuf, io::Error),
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => write!(f, "{message}\nSee `strongmap --help`."),
            Self::Path(path, error) => write!(f, "`{}` cannot be read: {error}", path.display()),
            Self::Output(error) => write!(f, "the output cannot be written: {error}"),
        }
    }
}

fn complain(message: &dyn fmt::Display) {
    // The message may contain a file name, and terminals interpret control characters in it. If nobody can read it, the
    // exit code still says that something is wrong.
    let _ = writeln!(io::stderr(), "strongmap: {}", visible_lines(&message.to_string()));
}
