//! The picture of the way as SVG: stations on a line, and the stop drawn on it.

use crate::certificate::visible;
use crate::report::{Sign, StationReport, Story};
use std::fmt::Write;

const WIDTH: usize = 240;

/// Draws the way of one scenario.
#[must_use]
pub fn write(story: &Story) -> String {
    let lines = story.stations.iter().map(|it| 2 + it.codes.len() * 3).max().unwrap_or(2);
    let (width, height) = (story.stations.len() * WIDTH + 40, 90 + lines * 22);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"15\">\n<title>{}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n\
         <text x=\"20\" y=\"30\" font-weight=\"700\" fill=\"#1b1f24\">{}</text>\n",
        escaped(&format!("{}: {}", story.title, story.sentence)),
        escaped(&format!("{}: {}", story.title, story.sentence)),
    );
    for (place, station) in story.stations.iter().enumerate() {
        draw(&mut text, place, station, place + 1 < story.stations.len(), story.sign);
    }
    text.push_str("</svg>\n");
    text
}

fn draw(text: &mut String, place: usize, station: &StationReport, more: bool, sign: Sign) {
    let x = 30 + place * WIDTH;
    if more {
        let _ = writeln!(
            text,
            "<path d=\"M{} 60h{}\" stroke=\"#8b94a0\" stroke-width=\"2\"/>",
            x + 10,
            WIDTH - 20
        );
    }
    let colour = if station.stops.is_none() {
        "#565f6b"
    } else if sign == Sign::CannotTell {
        "#5b3fa0"
    } else {
        "#b3202f"
    };
    let fill = if station.stops.is_some() { colour } else { "#ffffff" };
    let _ = writeln!(
        text,
        "<circle cx=\"{x}\" cy=\"60\" r=\"8\" fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"3\"/>"
    );
    if station.stops.is_some() {
        let _ =
            writeln!(text, "<path d=\"M{} 57l6 6m0-6l-6 6\" stroke=\"#ffffff\" stroke-width=\"2\"/>", x - 3);
    }
    let mut y = 92;
    let mut line = |words: &str, style: &str| {
        let _ = writeln!(text, "<text x=\"{}\" y=\"{y}\" {style}>{}</text>", x - 10, escaped(words));
        y += 22;
    };
    line(&station.name, "font-weight=\"700\" fill=\"#1b1f24\"");
    if let Some(stops) = &station.stops {
        line(stops, &format!("fill=\"{colour}\" font-size=\"12\""));
    } else if station.codes.is_empty() && !station.note.is_empty() {
        line(&station.note, "fill=\"#565f6b\" font-size=\"13\"");
    }
    for code in &station.codes {
        line(&code.label, "font-weight=\"600\" fill=\"#2a4fbf\"");
        for words in wrapped(&code.title, 32).into_iter().take(2) {
            line(&words, "fill=\"#1b1f24\" font-size=\"13\"");
        }
    }
}

/// Words in lines of some length.
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

/// Text that is no markup; characters that XML forbids, or that nobody sees, are made visible.
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
    fn words_fall_into_lines() {
        assert_eq!(wrapped("one two three four", 10), ["one two", "three four"]);
        assert!(wrapped("", 10).is_empty());
    }
}
