//! How long reading, judging and reporting takes: `cargo xtask bench`. Words select measurements by their names.
//!
//! A measurement is repeated for about a second, and the median is printed: slow runs say more about the machine.
#![expect(clippy::print_stdout, reason = "measurements are printed")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use forge::fleet;
use strongmap::examination::{brief, judge, read};
use strongmap::export::json;
use strongmap::intake::File;
use strongmap::moment::Moment;
use strongmap::report::{Reader, report};
use strongmap::situation::Situation;

fn main() {
    // Cargo adds arguments of its own, all of which begin with a hyphen.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let chosen = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    let situation = Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() };
    let certificates = fleet(1000);
    let all: Vec<File<'_>> = certificates.iter().map(|bytes| File { name: "", bytes }).collect();

    println!("{:<22} {:>14} {:>16}", "measurement", "certificates", "µs a certificate");
    for (count, files) in [1, 1000].into_iter().filter_map(|count| Some((count, all.get(..count)?))) {
        let findings = read(files, &[]);
        let judgments = judge(&findings, &situation);
        measure(chosen, "read", count, || {
            black_box(read(black_box(files), &[]));
        });
        measure(chosen, "judge", count, || {
            black_box(judge(black_box(&findings), &situation));
        });
        measure(chosen, "report", count, || {
            black_box(report(black_box(&findings), &judgments, &Reader::somewhere(&situation)));
        });
        // What the module for other pages does, up to the text that is passed to JavaScript.
        measure(chosen, "as examine", count, || {
            for file in files {
                let findings = read(black_box(std::slice::from_ref(file)), &[]);
                let judgments = judge(&findings, &situation);
                let items = findings.items.iter().zip(&judgments);
                black_box(
                    serde_json::to_string(&items.map(|(it, why)| json::item(it, why)).collect::<Vec<_>>())
                        .ok(),
                );
            }
        });
        measure(chosen, "as examineMany", count, || {
            let files = black_box(files);
            // The module copies the bytes, too, before it reads them.
            let bytes = |place: usize| files.get(place).map(|file| file.bytes.to_vec()).ok_or(());
            black_box(brief(count, &situation, bytes).map(|rows| serde_json::to_string(&rows)).ok());
        });
    }
}

fn measure(chosen: impl Fn(&str) -> bool, name: &str, count: usize, work: impl Fn()) {
    if !chosen(name) {
        return;
    }
    let mut times = Vec::new();
    let begin = Instant::now();
    while times.is_empty() || begin.elapsed() < Duration::from_secs(1) {
        let begin = Instant::now();
        work();
        times.push(begin.elapsed() / u32::try_from(count).unwrap_or(u32::MAX));
    }
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    println!("{name:<22} {count:>14} {:>16.2}", median.as_secs_f64() * 1e6);
}
