//! The path of a logon as SVG: the computers on a line, with the one where it fails marked.

use crate::certificate::visible;
use crate::report::{Sign, StationReport, Story};
use crate::rules::Station;
use std::fmt::Write;

const WIDTH: usize = 240;
const INK: &str = "#1b1f24";
const SOFT: &str = "#565f6b";
const REFUSED: &str = "#b3202f";
const CANNOT_TELL: &str = "#5b3fa0";
const GOOD: &str = "#0b6b3f";

/// The icon of a computer as a path in a 24 by 24 square; the page uses the same.
#[must_use]
pub const fn glyph(station: Station) -> &'static str {
    match station {
        Station::Client => "M5 15V6.5a1 1 0 0 1 1-1h12a1 1 0 0 1 1 1V15M3 18.5h18L19.4 15H4.6z",
        Station::VpnServer => "M5 4.5h14v6H5zM5 13.5h14v6H5zM8 7.5h.1M8 16.5h.1M12.5 7.5H16M12.5 16.5H16",
        Station::Nps => "M12 3.5l7 2.5v5.5c0 4.3-2.9 7.4-7 9-4.1-1.6-7-4.7-7-9V6zM9 11.8l2.2 2.2 4-4.2",
        Station::Dc => "M9.5 3.5h5v5h-5zM3.5 15.5h5v5h-5zM15.5 15.5h5v5h-5zM12 8.5V12M6 15.5V12h12v3.5",
    }
}

/// Draws the path of one scenario.
#[must_use]
pub fn write(story: &Story) -> String {
    let lines = story.stations.iter().map(lines).max().unwrap_or_default();
    // Nothing is truncated: a sentence takes as many lines as it needs.
    let sentence = wrapped(&story.sentence, story.stations.len().max(2) * 28);
    let top = 62 + sentence.len() * 22;
    let (width, height) = (story.stations.len().max(2) * WIDTH + 40, top + 82 + lines * 22);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"system-ui, Segoe UI, Roboto, sans-serif\" font-size=\"15\">\n<title>{}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n\
         <text x=\"20\" y=\"36\" font-size=\"18\" font-weight=\"700\" fill=\"{INK}\">{}</text>\n",
        escaped(&format!("{}: {}", story.title, story.sentence)),
        escaped(&story.title),
    );
    for (line, words) in sentence.iter().enumerate() {
        let _ = writeln!(
            text,
            "<text x=\"20\" y=\"{}\" fill=\"{}\">{}</text>",
            62 + line * 22,
            colour(story.sign),
            escaped(words)
        );
    }
    for (place, station) in story.stations.iter().enumerate() {
        let next = story.stations.get(place + 1);
        draw(&mut text, (20 + place * WIDTH, top), station, next, story.sign);
    }
    text.push_str("</svg>\n");
    text
}

const fn colour(sign: Sign) -> &'static str {
    match sign {
        Sign::Good => GOOD,
        Sign::Refused => REFUSED,
        Sign::CannotTell => CANNOT_TELL,
        Sign::Warning | Sign::NotConcerned => SOFT,
    }
}

fn draw(
    text: &mut String,
    (x, top): (usize, usize),
    station: &StationReport,
    next: Option<&StationReport>,
    sign: Sign,
) {
    let strong = if station.stops.is_some() || sign == Sign::Good { colour(sign) } else { SOFT };
    let (ink, fill) = if station.stops.is_some() { ("#ffffff", strong) } else { (strong, "#ffffff") };
    let dashes = |broken: bool| if broken { " stroke-dasharray=\"3 5\"" } else { "" };
    if let Some(next) = next {
        let broken = !next.reached || station.stops.is_some();
        let _ = writeln!(
            text,
            "<path d=\"M{} {}h{}\" stroke=\"{SOFT}\" stroke-width=\"2\"{}/>",
            x + 52,
            top + 22,
            WIDTH - 60,
            dashes(broken)
        );
    }
    let _ = writeln!(
        text,
        "<rect x=\"{x}\" y=\"{top}\" width=\"44\" height=\"44\" rx=\"12\" fill=\"{fill}\" stroke=\"{strong}\" \
         stroke-width=\"2\"{}/>\n<path transform=\"translate({} {})\" d=\"{}\" fill=\"none\" stroke=\"{ink}\" \
         stroke-width=\"1.7\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>",
        dashes(!station.reached),
        x + 10,
        top + 10,
        glyph(station.station)
    );
    let mut y = top + 70;
    let mut line = |words: &str, style: &str| {
        let _ = writeln!(text, "<text x=\"{x}\" y=\"{y}\" {style}>{}</text>", escaped(words));
        y += 22;
    };
    line(&station.name, &format!("font-weight=\"700\" fill=\"{INK}\""));
    if let Some(stops) = &station.stops {
        line(&format!("\u{d7} {stops}"), &format!("fill=\"{strong}\" font-weight=\"700\" font-size=\"13\""));
    } else if !station.note.is_empty() {
        line(&station.note, &format!("fill=\"{SOFT}\" font-size=\"13\""));
    }
    for code in &station.codes {
        line(&code.label, "font-weight=\"600\" fill=\"#2a4fbf\"");
        for words in wrapped(&code.title, LETTERS) {
            line(&words, &format!("fill=\"{INK}\" font-size=\"13\""));
        }
    }
}

/// The maximum number of characters of a title per line.
const LETTERS: usize = 32;

/// The number of lines below a computer.
fn lines(station: &StationReport) -> usize {
    2 + station.codes.iter().map(|code| 1 + wrapped(&code.title, LETTERS).len()).sum::<usize>()
}

/// Wraps text at a width.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(last) if last.chars().count() + word.chars().count() < width => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Text without markup; characters that XML forbids or that are invisible are made visible.
fn escaped(text: &str) -> String {
    visible(text)
        .chars()
        .map(|character| match character {
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '&' => "&amp;".to_owned(),
            '"' => "&quot;".to_owned(),
            other => other.to_string(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_is_markup() {
        assert_eq!(escaped("<a href=\"x\">&\u{0}"), "&lt;a href=&quot;x&quot;&gt;&amp;␀");
    }

    #[test]
    fn text_is_wrapped_at_words() {
        assert_eq!(wrapped("one two three four", 10), ["one two", "three four"]);
        assert!(wrapped("", 10).is_empty());
    }
}
