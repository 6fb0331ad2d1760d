//! When the certificates that still work will expire: a column for each month, and the same as a table.

use super::{group_table, grouped};
use crate::report::overview::{Group, Overview};
use crate::report::row::month;
use crate::ui::state::{Action, Listing, State};
use yew::prelude::*;

/// The minimum number of months, so that a column can be placed in time, and the maximum.
const FEWEST: usize = 12;
const MAX: usize = 36;

/// This many months fit side by side; more are drawn smaller.
const FITTING: usize = 26;

/// The width of a month, the height of the longest column, and the position of the baseline, in units of the SVG.
const MONTH: usize = 42;
const LONGEST: usize = 130;
const LINE: usize = 150;

pub(super) fn timeline(overview: &Overview, state: &State, act: &Callback<Action>) -> Html {
    let now = state.situation.today.map(month).unwrap_or_default();
    let known = || overview.months.iter().filter(|group| !group.key.is_empty());
    let coming: Vec<&Group> = known().filter(|group| group.key >= now).collect();
    let Some(first) = coming.first() else { return html! {} };
    let begin = if now.is_empty() { &first.key } else { &now };
    let last = coming.last().map(|group| group.key.as_str()).unwrap_or_default();
    let calendar = reaching(begin, last);
    let past: usize = known().filter(|group| group.key < now).map(|group| group.signs.total()).sum();
    let remarks = remarks(past, &coming, calendar.last().map(String::as_str).unwrap_or_default());
    html! {
        <section class="card" aria-labelledby="timeline">
            <h2 id="timeline">{ "When they expire" }</h2>
            <p class="quiet">{ remarks.join(" ") }</p>
            <div class="timeline" role="region" aria-label="Chart of the months" tabindex="0">
                { picture(&calendar, &coming) }
            </div>
            <details>
                <summary>{ "As a table" }</summary>
                { group_table("Month", coming.iter().copied(), state, act, |key| Listing { month: Some(key), ..Listing::default() }) }
            </details>
        </section>
    }
}

/// What the picture shows, and how many it does not show. Nothing is counted twice.
fn remarks(past: usize, coming: &[&Group], end: &str) -> Vec<String> {
    let (later, shown): (Vec<&Group>, Vec<&Group>) =
        coming.iter().partition(|group| group.key.as_str() > end);
    let mut remarks =
        vec!["Above the line: what works until then. Below it: what is refused already.".to_owned()];
    if past > 0 {
        remarks.push(format!("{} expired before this month.", grouped(past)));
    }
    let open: usize = shown.iter().map(|group| group.signs.cannot_tell).sum();
    if open > 0 {
        let are = if open == 1 { "is" } else { "are" };
        remarks.push(format!("{} marked “Cannot tell” {are} left out.", grouped(open)));
    }
    let unused: usize = shown.iter().map(|group| group.signs.not_concerned).sum();
    if unused > 0 {
        let are = if unused == 1 { "is" } else { "are" };
        remarks.push(format!("{} not concerned, such as CAs, {are} left out.", grouped(unused)));
    }
    let after: usize = later.iter().map(|group| group.signs.total()).sum();
    if after > 0 {
        let expire = if after == 1 { "expires" } else { "expire" };
        remarks.push(format!("{} {expire} later than shown.", grouped(after)));
    }
    remarks
}

fn picture(calendar: &[String], groups: &[&Group]) -> Html {
    let counts: Vec<(usize, usize)> = calendar
        .iter()
        .map(|month| {
            let signs =
                groups.iter().find(|group| group.key == *month).map(|group| group.signs).unwrap_or_default();
            (signs.working(), signs.refused)
        })
        .collect();
    let most = counts.iter().map(|(working, refused)| *working.max(refused)).max().unwrap_or_default().max(1);
    // Any count but zero is visible.
    let height = |count: usize| if count == 0 { 0 } else { (count * LONGEST / most).max(2) };
    let deepest = counts.iter().map(|(_, refused)| height(*refused)).max().unwrap_or_default();
    let below = LINE + deepest + if deepest > 0 { 18 } else { 4 };
    let (width, whole) = (calendar.len() * MONTH, below + 40);
    html! {
        <svg class={(calendar.len() > FITTING).then_some("wide")} viewBox={format!("0 0 {width} {whole}")} width={width.to_string()} height={whole.to_string()} aria-hidden="true">
            { for (0..).zip(calendar.iter().zip(&counts)).map(|(at, (month, (working, refused)))| {
                let middle = at * MONTH + MONTH / 2;
                let (up, down) = (height(*working), height(*refused));
                html! {
                    <>
                        if up > 0 {
                            { column("good", middle, LINE - up, up) }
                            { label("count", middle, LINE - up - 6, grouped(*working)) }
                        }
                        if down > 0 {
                            { column("refused", middle, LINE + 1, down) }
                            { label("count", middle, LINE + down + 14, grouped(*refused)) }
                        }
                        { label("month", middle, below + 14, name_of(month).to_owned()) }
                        if at == 0 || month.ends_with("-01") {
                            { label("year", middle, below + 32, month.get(..4).unwrap_or_default().to_owned()) }
                        }
                    </>
                }
            }) }
            <line x1="0" y1={LINE.to_string()} x2={width.to_string()} y2={LINE.to_string()} />
        </svg>
    }
}

fn column(class: &'static str, middle: usize, top: usize, height: usize) -> Html {
    let (x, width) = (middle - MONTH / 3, MONTH * 2 / 3);
    html! {
        <rect {class} x={x.to_string()} y={top.to_string()} width={width.to_string()} height={height.to_string()} rx="3" />
    }
}

fn label(class: &'static str, x: usize, y: usize, text: String) -> Html {
    html! { <text {class} x={x.to_string()} y={y.to_string()} text-anchor="middle">{ text }</text> }
}

/// Every month from one to another, including those in which nothing expires.
fn reaching(first: &str, last: &str) -> Vec<String> {
    let mut months = calendar(first, MAX);
    let behind = months.iter().filter(|month| month.as_str() <= last).count();
    months.truncate(behind.max(FEWEST));
    months
}

/// Consecutive months.
pub(super) fn calendar(first: &str, count: usize) -> Vec<String> {
    let Some((mut year, mut month)) = parse(first) else { return Vec::new() };
    let mut months = Vec::new();
    while months.len() < count {
        months.push(format!("{year:04}-{month:02}"));
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    }
    months
}

fn parse(month: &str) -> Option<(u32, u32)> {
    let (year, month) = month.split_once('-')?;
    Some((year.parse().ok()?, month.parse().ok()?))
}

fn name_of(month: &str) -> &'static str {
    const NAMES: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let number = parse(month).map_or(0, |(_, month)| month as usize);
    NAMES.get(number.wrapping_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::overview::Signs;

    #[test]
    fn what_expires_later_than_shown_is_counted_once() {
        let group = |key: &str, not_concerned| Group {
            key: key.to_owned(),
            title: key.to_owned(),
            signs: Signs { good: 4, cannot_tell: 1, not_concerned, ..Signs::default() },
        };
        let (soon, far) = (group("2026-12", 0), group("2045-01", 3));
        let said = remarks(2, &[&soon, &far], "2029-11");
        let expect = [
            "2 expired before this month.",
            "1 marked “Cannot tell” is left out.",
            "8 expire later than shown.",
        ];
        assert_eq!(said[1..], expect);
    }

    #[test]
    fn months_follow_each_other_without_gaps() {
        let check = |first, last, length, expect: &[&str]| {
            let months = reaching(first, last);
            assert_eq!(months.len(), length, "{months:?}");
            assert_eq!(months[..expect.len()], *expect);
        };
        check("2026-11", "2026-12", 12, &["2026-11", "2026-12", "2027-01"]);
        check("2026-11", "2028-02", 16, &["2026-11"]);
        check("2026-01", "2099-01", 36, &["2026-01"]);
        check("someday", "2026-12", 0, &[]);
        assert_eq!(calendar("2027-01", 3), ["2027-01", "2027-02", "2027-03"]);
        assert_eq!(calendar("2026-12", 3), ["2026-12", "2027-01", "2027-02"]);
        assert_eq!((name_of("2026-01"), name_of("2026-12"), name_of("2026-13")), ("Jan", "Dec", ""));
    }
}
