//! Permanent links, links that carry data, and what the administrator of a page configures.

use browser::outcome::{While as _, holds, same};
use browser::session::key;
use browser::visit::File;
use browser::{Outcome, Visit};
use serde_json::json;

crate::walks! {
    published_addresses_lead_somewhere, a_link_presets_the_situation, mistakes_in_a_link_are_reported,
    a_certificate_travels_in_a_link_and_leaves_the_address, a_broken_link_is_reported,
    an_unknown_address_offers_a_search, links_for_articles_are_plain, nothing_is_asked_for_by_default,
    a_configuration_is_shown, a_broken_configuration_is_reported, a_declared_configuration_may_be_missing,
    a_configuration_may_be_embedded_in_the_page,
}

const PUBLISHED: &str = include_str!("../../published-addresses.txt");
const STRONG: &str = "mapping/sid-absent/met.pem";
const STRONG_BY_URI: &str = "mapping/sid-absent/met-uri.pem";

fn published_addresses_lead_somewhere(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let lines = PUBLISHED.lines().filter(|line| !line.starts_with("# "));
    for (address, place) in lines.filter_map(|line| line.split_once('\t')) {
        visit.browser.value("void (location.hash = arguments[0])", &[json!(address)])?;
        let (place, detail) = place.split_once(' ').unwrap_or((place, ""));
        let shown = match place {
            "code" if detail == "several" => {
                "document.querySelectorAll('[data-no-code] .code-list a').length > 1"
            }
            "code" => "document.querySelector('.code-page header h1')",
            "codes" if detail.is_empty() => "document.querySelector('.codes-page details')",
            "codes" => "document.querySelector('.codes-page .code-list a')",
            "about" => "document.querySelector('.prose h1')?.textContent.includes('promises')",
            "policy" => "document.title.startsWith('Name policy')",
            "inspect" if !detail.is_empty() => "document.querySelector('[data-preset] dd')",
            _ => "document.querySelector('.invitation')",
        };
        visit.browser.wait(address, &format!("walk.settled() && {shown}"))?;
        same(
            address,
            &visit.browser.value("document.querySelector('[data-nowhere]') === null", &[])?,
            &json!(true),
        )?;
    }
    for address in ["#/code/0x800b0101", "#/code/event/41@Microsoft-Windows-CAPI2"] {
        visit.open_at(address)?;
        visit.browser.wait(address, "document.querySelector('.code-page header h1')")?;
    }
    Ok(())
}

fn a_link_presets_the_situation(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open_at("#/")?;
    visit.drop_files(&[File::case(STRONG_BY_URI)?])?;
    same("without the link", &visit.answer()?.verdict.as_deref(), &Some("strong"))?;

    visit.open_at("#/inspect?dc=2016&scenario=user-tunnel")?;
    let note = visit.browser.text("document.querySelector('.empty [data-preset]').textContent")?;
    for words in ["Server 2016", "Always On VPN user tunnel"] {
        holds(note.contains(words), format_args!("`{words}` is not in `{note}`"))?;
    }
    visit.drop_files(&[File::case(STRONG_BY_URI)?])?;
    let preset = visit.answer()?;
    holds(preset.verdict.as_deref() != Some("strong"), "the link changes nothing")?;
    visit.browser.click("[data-preset-drop]")?;
    visit.browser.wait("the answer without it", "walk.settled() && walk.answer()?.verdict === 'strong'")?;
    same("the address", &visit.browser.text("location.hash")?.as_str(), &"#/")?;
    same("what is kept", &visit.browser.value("localStorage.length", &[])?, &json!(0))
}

fn mistakes_in_a_link_are_reported(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open_at("#/inspect?dc=2019&sid=S-1-5-21-1-2-3-1105&enforcement=three")?;
    let note = visit.browser.text("document.querySelector('[data-preset]').textContent")?;
    for words in ["Server 2019", "A link cannot preset “sid”", "“three” is not valid for enforcement"]
    {
        holds(note.contains(words), format_args!("`{words}` is not in `{note}`"))?;
    }
    visit.drop_files(&[File::case(STRONG)?])?;
    same("the verdict", &visit.answer()?.verdict.as_deref(), &Some("strong"))
}

fn a_certificate_travels_in_a_link_and_leaves_the_address(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open_at("#/inspect?dc=2019")?;
    visit.drop_files(&[File::case(STRONG)?])?;
    same(
        "links before one is asked for",
        &visit.browser.text("document.body.innerHTML.includes('#/share/') + ''")?.as_str(),
        &"false",
    )?;
    visit.browser.click(".bar .menu summary")?;
    visit.browser.click("[data-share]")?;
    visit
        .browser
        .wait("the warning", "document.querySelector('[data-sharing]')?.textContent.includes('SID')")?;
    visit.browser.wait(
        "the focus on the warning, over which no menu lies",
        "document.activeElement?.id === 'sharing' && !document.querySelector('.menu[open]')",
    )?;
    visit.browser.click("[data-share-situation]")?;
    visit.browser.click("[data-share-confirm]")?;
    let link = visit.browser.wait("the link", "document.querySelector('[data-sharing] pre')?.textContent")?;
    let link = link.as_str().unwrap_or_default().to_owned();
    visit.browser.wait("the focus on the link", "document.activeElement?.id === 'share-link'")?;
    let url = visit.site.url();
    holds(
        link.starts_with(&format!("{url}#/share/MII")) && link.ends_with("?dc=2019"),
        format_args!("the link is {link}"),
    )?;

    drop(visit.site.take());
    visit.open_at(link.strip_prefix(&url).unwrap_or_default())?;
    visit.judged()?;
    let answer = visit.answer()?;
    same("the verdict", &answer.verdict.as_deref(), &Some("strong"))?;
    holds(answer.name.ends_with(" alice@corp.example"), format_args!("it is whose: {}", answer.name))?;
    visit.browser.wait("the note", "document.querySelector('[data-came]')")?;
    visit.browser.wait(
        "what came with it",
        "document.querySelector('[data-preset] dd')?.textContent === 'Server 2019'",
    )?;
    same("the address", &visit.browser.text("location.hash")?.as_str(), &"#/inspect?dc=2019")?;
    let requests = visit.site.take();
    holds(!requests.is_empty(), "nothing was asked of the server")?;
    for request in requests {
        holds(
            !request.path.contains("share") && !request.path.contains("MII"),
            format_args!("the server was asked for {}", request.path),
        )?;
        holds(
            request.headers.iter().all(|(_, value)| !value.contains("MII")),
            "a header tells of the certificate",
        )?;
    }
    visit.browser.reload()?;
    visit.settle()?;
    visit.browser.wait(
        "an empty page",
        "document.querySelector('.invitation') && !document.querySelector('[data-came]')",
    )?;
    Ok(())
}

fn a_broken_link_is_reported(visit: &mut Visit<'_>) -> Outcome<()> {
    for (hash, words) in [
        ("#/share/MIIC", "damaged"),
        ("#/share/", "contains nothing"),
        ("#/share/AA", "exactly one certificate"),
    ] {
        visit.open_at(hash)?;
        visit.browser.wait(words, &format!("walk.troubles().includes('{words}')"))?;
        same("the address", &visit.browser.text("location.hash")?.as_str(), &"#/")?;
    }
    visit.drop_files(&[File::case(STRONG)?])?;
    same("the verdict", &visit.answer()?.verdict.as_deref(), &Some("strong"))
}

fn an_unknown_address_offers_a_search(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open_at("#/kb/0012?x=%3Cimg%20src=x%3E")?;
    visit.browser.wait("the kind page", "document.querySelector('[data-nowhere] h1')")?;
    visit.browser.type_into("#look-up-here", "13806")?;
    visit.browser.wait("an answer", "document.querySelector('.found li')")?;
    visit.browser.press(key::ENTER)?;
    visit.browser.wait("the code", "document.querySelector('.code-page header h1')")?;
    visit.open_at("#/code/ike/99999")?;
    visit.browser.wait("the kind page", "document.querySelector('[data-no-code] #look-up-here')").map(drop)
}

fn links_for_articles_are_plain(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open_at("#/code/kdc/39")?;
    visit.browser.wait("the code", "document.querySelector('.kb-link')")?;
    visit.browser.click(".kb-link > summary")?;
    let url = format!("{}#/code/kdc/39", visit.site.url());
    let form = |name: &str| {
        visit.browser.text(&format!("document.querySelector('[data-form={name}] pre').textContent"))
    };
    same("the address", &form("url")?, &url)?;
    let markdown = form("markdown")?;
    holds(
        markdown.starts_with("[KDC event 39: ") && markdown.ends_with(&format!("]({url})")),
        format_args!("{markdown}"),
    )?;
    for name in ["html", "badge"] {
        let text = form(name)?;
        let sole = "(() => { const inside = document.createElement('template'); inside.innerHTML = walk.trust.createHTML(arguments[0]); \
            const all = inside.content.querySelectorAll('*'); \
            return all.length === 1 ? `${all[0].tagName} ${all[0].href} ${all[0].getAttributeNames()}` : 'more'; })()";
        let told = visit.browser.value(sole, &[json!(text)])?;
        let attributes = if name == "badge" { "href,title" } else { "href" };
        same(name, &told.as_str(), &Some(format!("A {url} {attributes}").as_str()))?;
    }
    visit.browser.click("[data-form=markdown] button")?;
    visit.browser.wait(
        "a word that it was copied",
        "document.querySelector('[data-form=markdown] button').textContent.includes('Copied')",
    )?;

    visit.open_at("#/inspect?scenario=user-tunnel&dc=2019")?;
    visit.drop_files(&[File::case("mapping/sid-absent/broken.pem")?])?;
    let links = visit.browser.value(
        "[...document.querySelectorAll('[data-kb-links] [data-kb-link]')].map((it) => it.dataset.kbLink)",
        &[],
    )?;
    holds(
        links.as_array().is_some_and(|links| links.contains(&json!("#/code/kdc/39"))),
        format_args!("{links}"),
    )?;
    let preset =
        visit.browser.text("document.querySelector('.situation [data-form=url] pre').textContent")?;
    same("the situation", &preset, &format!("{}#/inspect?scenario=user-tunnel&dc=2019", visit.site.url()))
}

fn nothing_is_asked_for_by_default(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(STRONG)?])?;
    let asked = visit.site.take();
    let configurations = asked.iter().filter(|request| request.path.contains("config")).count();
    same("requests for a configuration", &configurations, &0)?;
    same("a footer", &visit.browser.value("document.querySelector('.foot')", &[])?, &json!(null))
}

const CONFIGURATION: &str = r##"{
  "organisation": "Contoso <b>IT</b>",
  "public_url": "https://kb.contoso.example/strongmap/",
  "support": { "text": "Service desk", "link": "desk.html" },
  "codes": { "kdc/39": { "note": "Renew first.\n<script>never()</script>", "links": [{ "text": "KB0012", "href": "https://kb.contoso.example/0012" }] } },
  "domains": { "S-1-5-21-1496966362-3320961333-4044918980": "corp.contoso.example" },
  "situation": { "scenario": "device-tunnel", "dc": { "version": "2016" } }
}"##;

fn a_configuration_is_shown(visit: &mut Visit<'_>) -> Outcome<()> {
    declare(visit, CONFIGURATION)?;
    visit.open()?;
    visit.browser.wait("the foot of the page", "document.querySelector('.foot')")?;
    let foot = visit.browser.text("document.querySelector('.foot').textContent")?;
    holds(foot.contains("Contoso <b>IT</b>") && foot.contains("Service desk"), format_args!("{foot}"))?;
    let asked = visit.site.take();
    let times = asked.iter().filter(|request| request.path.ends_with("/strongmap.config.json")).count();
    same("requests for the configuration", &times, &1)?;

    visit.drop_files(&[File::case(STRONG_BY_URI)?])?;
    holds(visit.answer()?.verdict.as_deref() != Some("strong"), "the preset of 2016 does not count")?;
    visit.browser.value("void (location.hash = '#/code/kdc/39')", &[])?;
    visit.browser.wait("the note", "document.querySelector('[data-note]')")?;
    let note = visit.browser.text("document.querySelector('[data-note]').textContent")?;
    for words in ["Note from Contoso <b>IT</b>", "Renew first.", "<script>never()</script>", "KB0012"] {
        holds(note.contains(words), format_args!("`{words}` is not in `{note}`"))?;
    }
    let link = visit.browser.text("document.querySelector('[data-note] a').outerHTML")?;
    holds(
        link.contains("href=\"https://kb.contoso.example/0012\"") && link.contains("noreferrer"),
        format_args!("{link}"),
    )?;
    let url = visit.browser.text("document.querySelector('[data-form=url] pre').textContent")?;
    same("the address for articles", &url.as_str(), &"https://kb.contoso.example/strongmap/#/code/kdc/39")?;

    visit.open_at("#/inspect?dc=2022")?;
    visit.drop_files(&[File::case(STRONG)?])?;
    visit
        .browser
        .wait(
            "the name of the domain",
            "document.querySelector('.facts [data-own-name]')?.textContent === 'corp.contoso.example'",
        )
        .map(drop)
}

fn a_broken_configuration_is_reported(visit: &mut Visit<'_>) -> Outcome<()> {
    declare(
        visit,
        r#"{"organisation": "Contoso", "colour": 1, "support": {"text": "x", "link": "javascript:never()"}}"#,
    )?;
    visit.open()?;
    visit.browser.wait("the note", "document.querySelector('[data-configuration-note]')")?;
    visit.browser.click("[data-configuration-note] a")?;
    visit.browser.wait("the list of errors", "document.querySelectorAll('[data-problem]').length === 2")?;
    let told = visit.browser.text("document.querySelector('[data-configuration]').textContent")?;
    holds(
        told.contains("$.support.link: expected a link") && told.contains("$.colour: unknown key"),
        format_args!("{told}"),
    )?;
    visit.browser.click("[data-configuration-note] button")?;
    visit.browser.wait("the note to go", "!document.querySelector('[data-configuration-note]')")?;
    same(
        "what fits",
        &visit.browser.text("document.querySelector('.foot').textContent")?.as_str(),
        &"Contosox",
    )?;
    visit.site.put("strongmap.config.json", "<!doctype html>".to_owned());
    visit.open_at("#/about")?;
    visit
        .browser
        .wait("the error", "document.querySelector('[data-problem]')?.textContent.includes('expected JSON')")
        .map(drop)
}

fn a_declared_configuration_may_be_missing(visit: &mut Visit<'_>) -> Outcome<()> {
    declare(visit, "")?;
    let page = declaring(visit, "elsewhere.json")?;
    visit.site.put("index.html", page);
    visit.expect("elsewhere.json");
    visit.expect("404");
    visit.open_at("#/about")?;
    visit.browser.wait(
        "a word about it",
        "document.querySelector('[data-configuration]')?.textContent.includes('404')",
    )?;
    same(
        "a note",
        &visit.browser.value("document.querySelector('[data-configuration-note]')", &[])?,
        &json!(null),
    )?;
    let page = declaring(visit, "https://elsewhere.example/x.json")?;
    visit.site.put("index.html", page);
    visit.open_at("#/about")?;
    visit
        .browser
        .wait(
            "a word about it",
            "document.querySelector('[data-configuration]')?.textContent.includes('is not the name')",
        )
        .map(drop)
}

fn a_configuration_may_be_embedded_in_the_page(visit: &mut Visit<'_>) -> Outcome<()> {
    declare(visit, "{}")?;
    let block = "<script type=\"application/json\" id=\"strongmap-config\">{\"organisation\": \"Contoso IT\"}</script></body>";
    let page = declaring(visit, "strongmap.config.json")?.replacen("</body>", block, 1);
    visit.site.put("index.html", page);
    visit.open()?;
    visit
        .browser
        .wait("the organisation", "document.querySelector('.foot')?.textContent === 'Contoso IT'")?;
    let asked = visit.site.take();
    same(
        "requests for a configuration",
        &asked.iter().filter(|it| it.path.contains("config.json")).count(),
        &0,
    )
}

/// Puts a configuration next to the page, as an administrator does.
pub(crate) fn declare(visit: &Visit<'_>, text: &str) -> Outcome<()> {
    visit.site.put("strongmap.config.json", text.to_owned());
    visit.site.put("index.html", declaring(visit, "strongmap.config.json")?);
    Ok(())
}

/// The page with the name of a configuration filled in.
pub(crate) fn declaring(visit: &Visit<'_>, name: &str) -> Outcome<String> {
    let path = visit.environment.page.join("index.html");
    let page = std::fs::read_to_string(&path).or_fail(format_args!("{} cannot be read", path.display()))?;
    let empty = "<meta name=\"strongmap-config\" content=\"\">";
    holds(page.contains(empty), "the page has no place for the name of a configuration")?;
    Ok(page.replacen(empty, &empty.replace("content=\"\"", &format!("content=\"{name}\"")), 1))
}
