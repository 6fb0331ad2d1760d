//! How long reading and judging takes: `cargo xtask bench`. Words choose among the measurements by their names.
//!
//! A measurement is repeated for about a second, and the median told: the slow ones are mostly about the machine.
#![expect(clippy::print_stdout, reason = "measurements are printed")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use forge::{ALICE_SID, Ca, Leaf};
use strongmap::examination::{brief, judge, read};
use strongmap::intake::File;
use strongmap::situation::Situation;

fn main() {
    // Cargo adds words of its own, all of which begin with a hyphen.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let chosen = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));

    println!("{:<22} {:>14} {:>16}", "measurement", "certificates", "µs a certificate");
    for count in [1, 100, 1000] {
        let names: Vec<String> = (0..count).map(|number| format!("user{number}")).collect();
        let ca = Ca::root("Corp Root CA").intermediate("Corp Issuing CA 1");
        let certificates: Vec<Vec<u8>> =
            names.iter().map(|name| Leaf::user(name).issued_by(&ca).sid(ALICE_SID).der()).collect();
        let files: Vec<File<'_>> =
            names.iter().zip(&certificates).map(|(name, bytes)| File { name, bytes }).collect();
        let findings = read(&files, &[]);
        let situation = Situation::default();

        measure(chosen, "read", count, || {
            black_box(read(black_box(&files), &[]));
        });
        measure(chosen, "judge", count, || {
            black_box(judge(black_box(&findings), &situation));
        });
        measure(chosen, "brief", count, || {
            black_box(brief(black_box(&findings), &situation));
        });
        measure(chosen, "read and brief", count, || {
            black_box(brief(&read(black_box(&files), &[]), &situation));
        });
        measure(chosen, "read and judge", count, || {
            black_box(judge(&read(black_box(&files), &[]), &situation));
        });
    }
}

fn measure(chosen: impl Fn(&str) -> bool, name: &str, count: u32, work: impl Fn()) {
    if !chosen(name) {
        return;
    }
    let mut times = Vec::new();
    let begin = Instant::now();
    while times.is_empty() || begin.elapsed() < Duration::from_secs(1) {
        let begin = Instant::now();
        work();
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    let median = times.get(times.len() / 2).copied().unwrap_or_default();
    println!("{name:<22} {count:>14} {:>16.2}", median.as_secs_f64() * 1e6 / f64::from(count));
}
