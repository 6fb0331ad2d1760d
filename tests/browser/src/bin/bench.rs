//! Measures in a real browser: `cargo xtask bench`.
//!
//! `xtask/src/bench/measure.js` says what is measured; this starts the browser, waits, and writes the tables.
#![expect(clippy::print_stdout, reason = "telling what was measured is the job of this program")]

use base64ct::{Base64, Encoding as _};
use browser::many;
use browser::outcome::While as _;
use browser::site::{Content, FOLDER};
use browser::{BlockingProxy, Environment, Failure, Faults, Outcome, Session, Site};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(because)) => {
            println!("\nnothing more is measured: {because}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let environment = Environment::read()?;
    let lookout = BlockingProxy::begin()?;
    match words.as_slice() {
        [] => {}
        [native] => {
            let native = std::fs::read_to_string(native).or_fail(format_args!("{native} cannot be read"))?;
            module(&environment, &lookout, &native)?;
        }
        _ => return Err(Failure("there is one file with native measurements, or none".to_owned())),
    }
    start_up(&environment, &lookout)?;
    at_work(&environment, &lookout)
}

/// The module for other pages: compared with other parsers and with native code, with two workers, and with growing
/// sets.
fn module(environment: &Environment, lookout: &BlockingProxy, native: &str) -> Outcome<()> {
    let browser = Session::start(environment, lookout)?;
    let site = Site::serve(&environment.module, Faults::Good, Content::Watched)?;
    browser.open(&site.url())?;
    let measured = loop {
        let measured = browser.value("window.measured", &[])?;
        if let Some(error) = measured.get("error") {
            return Err(Failure(error.to_string()));
        }
        if !measured.is_null() {
            break measured;
        }
        std::thread::sleep(Duration::from_secs(1));
    };
    println!(
        "\n{} cores, {}; certificates of {} bytes.\n",
        number(&measured, "/cores"),
        browser.text("navigator.userAgent.match(/(Chrome|Firefox)\\/\\d+/)[0].replace('Chrome', 'Chromium').replace('/', ' ')")?,
        number(&measured, "/bytes"),
    );
    contenders(&measured);
    native_against(&measured, native);
    let (one, two) = (number(&measured, "/workers/one"), number(&measured, "/workers/two"));
    println!(
        "Two workers against one: {:.2} times as fast ({two:.1} µs a certificate instead of {one:.1}).\n",
        one / two
    );
    growth(&measured);
    Ok(())
}

/// Everything compared with walking the ASN.1 tree, which is what most pages that show certificates do.
fn contenders(measured: &Value) {
    let contenders: Vec<(String, f64)> = list(measured, "/contenders")
        .iter()
        .map(|it| {
            (it.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(), number(it, "/micros"))
        })
        .collect();
    let micros = |wanted: &str| {
        contenders.iter().find(|(name, _)| name == wanted).map_or(f64::NAN, |(_, micros)| *micros)
    };
    let (many, one) = (micros("strongmap examineMany"), micros("strongmap examine"));
    let mut sorted = contenders.clone();
    sorted.sort_by(|(_, a), (_, b)| a.total_cmp(b));
    println!("| parser | `examineMany` is faster | `examine` is faster | µs a certificate |");
    println!("|---|---:|---:|---:|");
    for (name, micros) in &sorted {
        println!("| {name} | {:.1} × | {:.1} × | {micros:.1} |", micros / many, micros / one);
    }
    println!();
}

fn native_against(measured: &Value, native: &str) {
    println!("| the same work | compiled for the browser, against native | µs in the browser | µs native |");
    println!("|---|---:|---:|---:|");
    for (place, name, label) in [(0, "as examineMany", "`examineMany`"), (1, "as examine", "`examine`")] {
        let browser = number(measured, &format!("/contenders/{place}/micros"));
        let native = native_micros(native, name);
        println!("| {label} | {:.2} × | {browser:.1} | {native:.1} |", browser / native);
    }
    println!(
        "\n{:.1} µs of `examine` is the browser's parsing of the answer, {:.1} KB of JSON.\n",
        number(measured, "/answers/micros"),
        number(measured, "/answers/bytes") / 1000.0
    );
}

/// The time of a measurement of `benches/examine.rs`, whose lines end with the number of certificates and the time per
/// certificate.
fn native_micros(text: &str, name: &str) -> f64 {
    let mut told = text.lines().filter_map(|line| {
        let mut words = line.strip_prefix(name)?.split_whitespace();
        (words.next()? == "1000").then(|| words.next()?.parse().ok())?
    });
    told.next().unwrap_or(f64::NAN)
}

fn growth(measured: &Value) {
    println!("| certificates in one call | µs a certificate |");
    println!("|---:|---:|");
    let points: Vec<(f64, f64)> =
        list(measured, "/growth").iter().map(|it| (number(it, "/count"), number(it, "/micros"))).collect();
    for (count, micros) in &points {
        println!("| {count} | {micros:.1} |");
    }
    if let (Some((few, little)), Some((many, much))) = (points.first(), points.last()) {
        let exponent = ((many * much) / (few * little)).ln() / (many / few).ln();
        println!("\nTime grows with the number of certificates to the power of {exponent:.3}.\n");
    }
}

/// From the navigation to the page that takes files, and on to the page whose program is loaded, each time as a first
/// load: every server is another origin.
fn start_up(environment: &Environment, lookout: &BlockingProxy) -> Outcome<()> {
    let browser = Session::start(environment, lookout)?;
    // Only what arrives while the program is held back is needed to take files.
    let takes = Arrival::measure(environment, &browser, Faults::LateProgram, "walk.takesAt()")?;
    let ready = Arrival::measure(environment, &browser, Faults::Good, "walk.readyAt()")?;
    println!("| first load | until files are taken | until the program has come |");
    println!("|---|---:|---:|");
    println!("| from the navigation | {:.0} ms | {:.0} ms |", takes.time, ready.time);
    println!("| files | {} | {} |", takes.files, ready.files);
    println!("| compressed with brotli | {} KB | {} KB |", takes.brotli, ready.brotli);
    println!("| compressed with gzip | {} KB | {} KB |", takes.gzip, ready.gzip);
    Ok(())
}

/// When the page has reached a stage, and what had to be loaded for that.
struct Arrival {
    time: f64,
    files: usize,
    brotli: u64,
    gzip: u64,
}

impl Arrival {
    /// Measures up to the moment that an expression gives; what is loaded afterwards keeps nobody waiting.
    fn measure(environment: &Environment, browser: &Session, manners: Faults, moment: &str) -> Outcome<Self> {
        let arrived = format!(
            "[location, ...performance.getEntriesByType('resource') \
             .filter(({{ responseEnd }}) => responseEnd <= {moment}).map(({{ name }}) => new URL(name))] \
             .map(({{ pathname }}) => pathname)"
        );
        let mut times = Vec::new();
        let mut paths = Value::Null;
        for _ in 0..7 {
            let site = Site::serve(&environment.page, manners, Content::Watched)?;
            browser.open(&site.url())?;
            let time = browser.wait("the page to be ready", &format!("window.walk && {moment}"))?;
            times.push(time.as_f64().unwrap_or(f64::NAN));
            paths = browser.value(&arrived, &[])?;
            site.release();
        }
        times.sort_by(f64::total_cmp);
        let paths = paths.as_array().map(Vec::as_slice).unwrap_or_default();
        let names = paths.iter().filter_map(|path| path.as_str()?.strip_prefix(FOLDER));
        let files: Vec<PathBuf> = names
            .map(|name| environment.page.join(if name.is_empty() { "index.html" } else { name }))
            .filter(|path| path.is_file())
            .collect();
        let [_, gzip, brotli] = sizes(&files)?;
        Ok(Self {
            time: median(&times),
            files: files.len(),
            brotli: brotli.div_ceil(1000),
            gzip: gzip.div_ceil(1000),
        })
    }
}

/// How long the page takes for one file, whether it responds while it reads thousands, and the memory for that.
fn at_work(environment: &Environment, lookout: &BlockingProxy) -> Outcome<()> {
    let browser = Session::start(environment, lookout)?;
    let seeds = many::seeds()?;
    let first = seeds.first().map(|seed| Base64::encode_string(&seed.der)).unwrap_or_default();
    let file = json!([{ "name": "one.cer", "base64": first }]);
    let mut times = Vec::new();
    for _ in 0..9 {
        let _site = opened(environment, &browser)?;
        times.push(browser.value(UNTIL_PAINTED, std::slice::from_ref(&file))?.as_f64().unwrap_or(f64::NAN));
    }
    times.sort_by(f64::total_cmp);
    println!("\n| the page at work | |");
    println!("|---|---:|");
    println!("| one certificate dropped, until its verdict is painted | {:.0} ms |", median(&times));
    let files = 5_000;
    let site = opened(environment, &browser)?;
    many::hold(&browser, &seeds, files)?;
    browser.value(WATCH, &[])?;
    let begin = Instant::now();
    many::drop_held(&browser)?;
    told_while_reading(&browser, files, "files dropped", begin)?;
    drop((site, browser));
    bundle_chosen(environment, lookout)
}

/// One file with this many certificates is selected as a user selects it: the browser itself holds it, like one on the
/// disk. The browser has done nothing else before, so that the memory of the tab holds nothing but the page.
fn bundle_chosen(environment: &Environment, lookout: &BlockingProxy) -> Outcome<()> {
    const COUNT: u32 = 100_000;
    let file = Scratch(environment.module.join("all.pem"));
    let bytes = many::bundle(&environment.module.join("lean.bin"), COUNT, &file.0)?;
    let browser = Session::start(environment, lookout)?;
    let _site = opened(environment, &browser)?;
    let before = memory(&browser);
    browser.value(WATCH, &[])?;
    let begin = Instant::now();
    browser.type_into("input[data-files]", &file.0.display().to_string())?;
    told_while_reading(
        &browser,
        COUNT as usize,
        &format!("certificates of {bytes} bytes in one file chosen"),
        begin,
    )?;
    if let (Some(before), Some(after)) = (before, memory(&browser)) {
        let Memory { now, most } = after;
        println!(
            "| memory of the tab afterwards, at most, and before | {now} MB, {most} MB, {} MB |",
            before.now
        );
    }
    Ok(())
}

/// A file that is removed after the measurement.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // One that cannot be removed is overwritten the next time.
        let _ = std::fs::remove_file(&self.0);
    }
}

fn told_while_reading(browser: &Session, count: usize, what: &str, begin: Instant) -> Outcome<()> {
    many::settled(browser, count)?;
    let seconds = begin.elapsed().as_secs_f64();
    let longest = browser.value("window.longest", &[])?.as_f64().unwrap_or_default();
    println!("| {count} {what}, until all are listed | {seconds:.1} s |");
    println!("| the longest task of the page meanwhile, of those over 50 ms | {longest:.0} ms |");
    Ok(())
}

/// The page, ready and with its worker started.
fn opened(environment: &Environment, browser: &Session) -> Outcome<Site> {
    let site = Site::serve(&environment.page, Faults::Good, Content::Watched)?;
    browser.open(&site.url())?;
    browser.wait("the page to be ready", "window.walk?.readyAt()")?;
    std::thread::sleep(Duration::from_secs(1));
    Ok(site)
}

/// Drops files, and returns the milliseconds until the frame with the first answer was on its way to the screen.
const UNTIL_PAINTED: &str = "new Promise((done) => {
    const begin = performance.now();
    new MutationObserver((_, observer) => {
        if (!document.getElementById('answer')) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
    }).observe(document, { subtree: true, childList: true });
    walk.drop(arguments[0]);
})";

/// Records the longest task from now on; the browser reports those of over 50 milliseconds.
const WATCH: &str = "(() => {
    const begin = performance.now();
    window.longest = 0;
    new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) {
            if (startTime > begin) window.longest = Math.max(window.longest, duration);
        }
    }).observe({ type: 'longtask' });
})()";

/// The memory of a process, in megabytes.
struct Memory {
    now: u64,
    /// The peak since it started.
    most: u64,
}

/// The memory of the process that renders the page and runs its workers, where the system reports it.
fn memory(browser: &Session) -> Option<Memory> {
    let parent = browser.process().to_string();
    let status = |id: &str| std::fs::read_to_string(format!("/proc/{id}/status")).ok();
    let field = |status: &str, name: &str| {
        let rest = status.lines().find_map(|line| line.strip_prefix(name))?;
        rest.split_whitespace().next()?.parse::<u64>().ok()
    };
    let descends = |id: &str| {
        std::iter::successors(Some(id.to_owned()), |id| Some(field(&status(id)?, "PPid:")?.to_string()))
            .take(8)
            .any(|id| id == parent)
    };
    let draws = |id: &str| {
        let command = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&command).contains("--type=renderer")
    };
    let folders = std::fs::read_dir("/proc").ok()?.flatten();
    let ids = folders.filter_map(|entry| entry.file_name().into_string().ok());
    let told = ids.filter(|id| draws(id) && descends(id)).filter_map(|id| status(&id));
    let sizes = told.filter_map(|it| Some((field(&it, "VmRSS:")?, field(&it, "VmHWM:")?)));
    sizes.max().map(|(now, most)| Memory { now: now / 1000, most: most / 1000 })
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The total size of files: uncompressed, and compressed in two ways.
fn sizes(files: &[PathBuf]) -> Outcome<[u64; 3]> {
    let script = include_str!("../../../../xtask/src/dist/sizes.js");
    let output = Command::new("node").args(["--eval", script, "--"]).args(files).output();
    let output = output.or_fail("node cannot be run")?;
    let mut sums = [0; 3];
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        for (sum, word) in sums.iter_mut().zip(line.split_whitespace()) {
            *sum += word.parse::<u64>().or_fail(format_args!("{word} is no size"))?;
        }
    }
    Ok(sums)
}

fn number(value: &Value, pointer: &str) -> f64 {
    value.pointer(pointer).and_then(Value::as_f64).unwrap_or(f64::NAN)
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
