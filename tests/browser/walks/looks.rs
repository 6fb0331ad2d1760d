//! Color schemes, widths, layout shifts, menus, scrolling and the back button.

use browser::outcome::{holds, same};
use browser::visit::{File, handed};
use browser::{Outcome, Visit, many};
use serde_json::json;

crate::walks! {
    a_color_scheme_is_remembered, nothing_is_wider_than_320_pixels, nothing_is_wider_than_390_pixels,
    nothing_is_wider_than_1280_pixels, nothing_is_wider_than_1920_pixels, nothing_is_wider_than_2560_pixels,
    the_layout_does_not_shift, an_answer_needs_no_font_of_its_own, the_answer_is_visible_next_to_a_long_list, a_menu_stays_within_the_window,
    nothing_is_clipped_or_misplaced_on_a_phone, the_end_of_the_list_is_visible, back_returns_to_the_answer,
}

fn a_color_scheme_is_remembered(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    same("at first", &theme(visit)?.as_str(), &"system")?;
    let mut grounds = Vec::new();
    for expect in ["dark", "light"] {
        visit.browser.click("button[aria-label^=Colors]")?;
        visit
            .browser
            .wait("other colours", &format!("document.documentElement.dataset.theme === '{expect}'"))?;
        visit.browser.reload()?;
        visit.settle()?;
        same("after loading again", &theme(visit)?.as_str(), &expect)?;
        grounds.push(visit.browser.text("getComputedStyle(document.documentElement).backgroundColor")?);
    }
    holds(grounds.first() != grounds.last(), format_args!("light and dark look the same: {grounds:?}"))?;
    visit.browser.click("button[aria-label^=Colors]")?;
    visit.browser.wait("the colours of the system", "!document.documentElement.dataset.theme")?;
    same("what is kept", &visit.browser.value("localStorage.length", &[])?, &0.into())
}

fn theme(visit: &Visit<'_>) -> Outcome<String> {
    visit.browser.text("document.documentElement.dataset.theme ?? 'system'")
}

fn nothing_is_wider_than_320_pixels(visit: &mut Visit<'_>) -> Outcome<()> {
    nothing_is_wider(visit, 320)
}

fn nothing_is_wider_than_390_pixels(visit: &mut Visit<'_>) -> Outcome<()> {
    nothing_is_wider(visit, 390)
}

fn nothing_is_wider_than_1280_pixels(visit: &mut Visit<'_>) -> Outcome<()> {
    nothing_is_wider(visit, 1280)
}

fn nothing_is_wider_than_1920_pixels(visit: &mut Visit<'_>) -> Outcome<()> {
    nothing_is_wider(visit, 1920)
}

fn nothing_is_wider_than_2560_pixels(visit: &mut Visit<'_>) -> Outcome<()> {
    nothing_is_wider(visit, 2560)
}

/// Chromium reports layout shifts that no input caused.
fn the_layout_does_not_shift(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[
        File::case("mapping/sid-absent/broken.pem")?,
        File::case("mapping/sid-absent/met.pem")?,
    ])?;
    for view in ["bytes", "chain", "map", "time", "compare", "table"] {
        visit.go_to(&format!("#/{view}"))?;
    }
    for view in ["#/codes", "#/code/kdc/39", "#/about", "#/"] {
        visit.go_to(view)?;
    }
    let shifts = visit.browser.value("walk.shifts", &[])?;
    same("what moved", &shifts, &serde_json::json!([]))
}

/// A page waits for each font that it draws for the first time, and an answer should not.
fn an_answer_needs_no_font_of_its_own(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.browser.wait("the fonts", "document.getElementById('fonts').content.childElementCount === 0")?;
    visit.browser.value("void (walk.known = new Set(walk.fonts()))", &[])?;
    visit.drop_files(&[
        File::case("mapping/sid-absent/broken.pem")?,
        File::case("mapping/sid-near-miss/broken-uri-date.pem")?,
    ])?;
    let new = visit.browser.value("walk.fonts().filter((font) => !walk.known.has(font))", &[])?;
    same("further fonts", &new, &serde_json::json!([]))
}

/// Views of the framed page: a name, the action that opens the view, and how to see that it is open.
const VIEWS: &[(&str, &str, &str)] = &[
    ("the first view", "page.location.hash", "document.querySelector('.invitation')"),
    (
        "the box for pasting",
        "page.document.querySelectorAll('.tray-box button')[0].click()",
        "document.querySelector('#paste-text')",
    ),
    ("about", "page.location.hash = '#/about'", "document.querySelector('.prose')"),
    ("back again", "page.location.hash = '#/'", "document.querySelector('.invitation')"),
    ("strong", "page.document.querySelector('[data-example=strong]').click()", "walk.answer()"),
    ("bytes", "page.location.hash = '#/bytes'", "document.querySelector('.hex-row')"),
    ("chain", "page.location.hash = '#/chain'", "document.querySelector('.link-card')"),
    ("over time", "page.location.hash = '#/time'", "document.querySelector('.period')"),
    ("by hand", "page.location.hash = '#/map'", "document.querySelector('[data-form]')"),
    ("compare", "page.location.hash = '#/compare'", "document.querySelector('#compare')"),
    ("table", "page.location.hash = '#/table'", "document.querySelector('table')"),
    ("policy", "page.location.hash = '#/policy'", "document.querySelector('#policy-lines')"),
    ("a code", "page.location.hash = '#/code/ras/853'", "document.querySelector('.code-page h1')"),
    ("the answer", "page.location.hash = '#/'", "walk.answer()"),
];

fn nothing_is_wider(visit: &mut Visit<'_>, width: u32) -> Outcome<()> {
    visit.expect("/frame/");
    visit.expect("/favicon.ico");
    visit.browser.open(&visit.site.framed_url(width))?;
    visit.browser.wait("the page in its frame", "frames[0]?.walk?.settled()")?;
    same("the width", &visit.browser.value("frames[0].innerWidth", &[])?, &width.into())?;
    for (view, act, done) in VIEWS {
        visit.browser.value(&format!("((page) => {{ {act}; }})(frames[0])"), &[])?;
        visit.browser.wait(view, &format!("frames[0].walk.settled() && !!frames[0].{done}"))?;
        fits(visit, view, width)?;
    }

    // The widest content there is, one item after the other.
    let files = [
        File::case("mapping/sid-absent/broken.pem")?,
        File::case("mapping/sid-near-miss/broken-uri-date.pem")?,
        File::case("mapping/sid-near-miss/broken-extension-twice.pem")?,
        File { name: format!("{}.pem", "long-name-".repeat(20)), bytes: b"nothing".to_vec() },
    ];
    visit.browser.value("frames[0].walk.drop(arguments[0])", &[handed(&files)])?;
    visit.browser.wait("all items", "frames[0].walk.settled() && frames[0].walk.items().length === 5")?;
    for place in 0..5 {
        visit.browser.value(&format!("frames[0].walk.select({place})"), &[])?;
        visit.browser.wait("the item", &format!("frames[0].walk.items()[{place}].current"))?;
        visit.browser.value(
            "frames[0].document.querySelectorAll('details').forEach((element) => { element.open = true; })",
            &[],
        )?;
        fits(visit, &format!("item {place}"), width)?;
    }
    let wrongs = visit.browser.value("frames[0].walk.wrongs.join('\\n')", &[])?;
    same("what went wrong in the frame", &wrongs.as_str(), &Some(""))
}

/// On a phone the list is above the answer, and must have its final height while it is still growing.
fn the_answer_is_visible_next_to_a_long_list(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.expect("/frame/");
    visit.expect("/favicon.ico");
    let seeds = many::seeds()?;
    for count in [3, 60, 300] {
        visit.browser.open(&visit.site.framed_url(390))?;
        visit.browser.wait("the page in its frame", "frames[0]?.walk?.settled()")?;
        visit.browser.value("frames[0].walk.drop(arguments[0])", &[handed(&many::files(&seeds, count))])?;
        let all = format!("frames[0].walk.settled() && frames[0].walk.items().length >= {}", count.min(20));
        visit.browser.wait("all items", &all)?;
        let seen = "(({ top, bottom }) => top >= 0 && bottom <= frames[0].innerHeight || `${top} to ${bottom} of ${frames[0].innerHeight}`)
            (frames[0].document.getElementById('answer').getBoundingClientRect())";
        same(
            format!("whether the answer is in view beside {count}"),
            &visit.browser.value(seen, &[])?,
            &true.into(),
        )?;
        // And when the user comes back to it.
        for (address, there) in [("#/chain", ".link-card"), ("#/", "#answer")] {
            visit.browser.value(&format!("void (frames[0].location.hash = '{address}')"), &[])?;
            let there = format!("frames[0].walk.settled() && !!frames[0].document.querySelector('{there}')");
            visit.browser.wait(address, &there)?;
        }
        same(format!("whether it still is beside {count}"), &visit.browser.value(seen, &[])?, &true.into())?;
    }
    Ok(())
}

fn a_menu_stays_within_the_window(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.expect("/frame/");
    visit.expect("/favicon.ico");
    let files = handed(&many::files(&many::seeds()?, 3));
    for width in [320, 620, 660, 768, 1024] {
        visit.browser.open(&visit.site.framed_url(width))?;
        visit.browser.wait("the page in its frame", "frames[0]?.walk?.settled()")?;
        visit.browser.value("frames[0].walk.drop(arguments[0])", std::slice::from_ref(&files))?;
        visit.browser.wait("the answer", "frames[0].walk.settled() && !!frames[0].walk.answer()")?;
        for (view, address, there) in [
            ("the answer", "#/", ".bar"),
            ("the table", "#/table", "table"),
            ("the overview", "#/overview", ".overview"),
        ] {
            visit.browser.value(&format!("void (frames[0].location.hash = '{address}')"), &[])?;
            let there = format!("frames[0].walk.settled() && !!frames[0].document.querySelector('{there}')");
            visit.browser.wait(view, &there)?;
            let cut = "[...frames[0].document.querySelectorAll('details.menu')].map((menu) => {
                menu.open = true;
                const { left, right } = menu.querySelector('.menu-content').getBoundingClientRect();
                return left >= 0 && right <= frames[0].document.documentElement.clientWidth;
            })";
            let within = visit.browser.value(cut, &[])?;
            same(format!("whether the menu of {view} fits {width} pixels"), &within, &json!([true]))?;
        }
    }
    Ok(())
}

/// Every tab and the selected item are visible without scrolling, copy buttons are next to what they copy, and the
/// reading progress has room for its text.
fn nothing_is_clipped_or_misplaced_on_a_phone(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.expect("/frame/");
    visit.expect("/favicon.ico");
    let files = [
        "rules/revoked/broken.pem",
        "mapping/sid-near-miss/broken-uri-date.pem",
        "mapping/sid-absent/broken.pem",
    ];
    let files = files.into_iter().map(File::case).collect::<Outcome<Vec<_>>>()?;
    visit.browser.open(&visit.site.framed_url(320))?;
    visit.browser.wait("the page in its frame", "frames[0]?.walk?.settled()")?;
    let measures = "((page) => {
        page.highest = 0;
        new page.MutationObserver(() => page.document.querySelectorAll('.reading > *').forEach((it) => {
            page.highest = Math.max(page.highest, it.getBoundingClientRect().height);
        })).observe(page.document.body, { childList: true, subtree: true });
    })(frames[0])";
    visit.browser.value(measures, &[])?;
    visit.browser.value("frames[0].walk.drop(arguments[0])", &[handed(&files)])?;
    visit.browser.wait("all items", "frames[0].walk.settled() && frames[0].walk.items().length === 3")?;
    let highest = visit.browser.value("frames[0].highest", &[])?.as_f64().unwrap_or_default();
    holds(
        (1.0..60.0).contains(&highest),
        format_args!("what is said of the reading is {highest} pixels high"),
    )?;
    for place in [1, 2] {
        visit.browser.value(&format!("frames[0].walk.select({place})"), &[])?;
        visit.browser.wait("the item", &format!("frames[0].walk.items()[{place}].current"))?;
        visit.browser.wait("its answer", "frames[0].walk.settled()")?;
        let faults = "((page) => {
            const all = (selector) => [...page.document.querySelectorAll(selector)];
            const cut = (element) => {
                const { left, right } = element.getBoundingClientRect();
                return left < 0 || right > page.innerWidth;
            };
            const isAlone = (button) => {
                const range = page.document.createRange();
                range.selectNodeContents(button.previousElementSibling);
                return button.getBoundingClientRect().top >= [...range.getClientRects()].at(-1).bottom;
            };
            return [
                ...all('.tabs a, .menu > summary, .entry.current').filter(cut).map((it) => `cut off: ${it.innerText}`),
                ...all('details[open] .field-value > .copy, .facts .copy').filter(isAlone).map((it) => `alone: ${it.ariaLabel}`),
            ];
        })(frames[0])";
        same(format!("what is wrong beside item {place}"), &visit.browser.value(faults, &[])?, &json!([]))?;
    }
    Ok(())
}

/// However many files were dropped, more can be added without scrolling, and only the entries have a scroll bar.
fn the_end_of_the_list_is_visible(visit: &mut Visit<'_>) -> Outcome<()> {
    let seeds = many::seeds()?;
    for count in [30, 300] {
        visit.open()?;
        visit.drop_files(&many::files(&seeds, count))?;
        let seen = "((list, last) => [last.bottom <= innerHeight, list.scrollHeight <= list.clientHeight])
            (document.querySelector('.list'), document.getElementById('paste').getBoundingClientRect())";
        same(
            format!("the end of a list of {count}"),
            &visit.browser.value(seen, &[])?,
            &json!([true, true]),
        )?;
    }
    Ok(())
}

fn fits(visit: &Visit<'_>, view: &str, width: u32) -> Outcome<()> {
    let wide = visit.browser.text("frames[0].walk.tooWide(frames[0].document).join('\\n')")?;
    holds(wide.is_empty(), format_args!("{view} is wider than {width} pixels:\n{wide}"))
}

fn back_returns_to_the_answer(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case("mapping/sid-absent/met.pem")?])?;
    let title = visit.browser.text("document.title")?;
    visit.browser.click("a[href='#/about']")?;
    visit.browser.wait("about", "document.querySelector('.prose h1')")?;
    holds(visit.browser.text("document.title")? != title, "the title stays the same")?;
    visit.browser.back()?;
    visit.browser.wait("the answer again", "walk.answer()")?;
    same("the title", &visit.browser.text("document.title")?, &title)
}
