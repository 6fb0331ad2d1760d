//! The views of an item, and navigation between them.

use browser::outcome::{holds, same};
use browser::session::key;
use browser::visit::File;
use browser::{Outcome, Visit};

crate::walks! {
    a_password_opens_a_file, a_renewal_is_compared, a_mismatching_mapping_is_explained,
    a_policy_line_is_checked, structure_and_bytes_highlight_each_other, a_field_leads_to_its_bytes,
    a_chain_leads_to_the_issuer, back_leads_to_the_previous_item, back_leads_to_the_link_that_was_followed,
    addresses_open_their_views, ten_mixed_files, reading_is_stopped, an_item_is_removed,
    the_timeline_marks_today, the_list_is_filtered,
}

const STRONG: &str = "mapping/sid-absent/met.pem";
const WEAK: &str = "mapping/sid-absent/broken.pem";
const LOCKED: &str = "intake/pkcs12/aes.pfx";

fn a_password_opens_a_file(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(LOCKED)?])?;
    holds(visit.answer()?.headline.contains("Locked"), "the locked part is not what is shown first")?;
    for (password, opens) in [("wrong", false), ("corp", true)] {
        visit.browser.type_into("#password", password)?;
        visit.browser.press(key::ENTER)?;
        visit.judged()?;
        if opens {
            visit.browser.wait(
                "a certificate",
                "walk.settled() && walk.items().some((it) => it.headline.includes('mapped'))",
            )?;
        } else {
            visit
                .browser
                .wait("the field to be emptied", "document.getElementById('password')?.value === ''")?;
            holds(visit.answer()?.headline.contains("Locked"), "a wrong password opens it")?;
        }
        let kept = visit.browser.value(
            "document.documentElement.outerHTML.includes(`\"${arguments[0]}\"`)",
            &[password.into()],
        )?;
        same("the password is on the page", &kept, &false.into())?;
    }
    Ok(())
}

fn a_renewal_is_compared(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(STRONG)?, File::case(WEAK)?])?;
    visit.browser.click(".tabs a[href$='/compare']")?;
    visit.browser.wait("the list", "document.getElementById('other')")?;
    let other = "#other option[value='1-0-0']";
    visit.browser.wait("the other one", &format!("document.querySelector(\"{other}\")"))?;
    visit.browser.click(other)?;
    visit.browser.wait("what becomes of the mapping", "document.querySelector('[data-survival]')")?;
    let words = visit.browser.text("document.querySelector('main').innerText")?;
    for wanted in ["The later one fixes it", "Serial number", "SID extension", "What stayed the same"] {
        holds(words.contains(wanted), format_args!("`{wanted}` is not told:\n{words}"))?;
    }
    Ok(())
}

fn a_mismatching_mapping_is_explained(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?])?;
    visit.browser.click(".tabs a[href$='/map']")?;
    visit.browser.wait("the workbench", "document.getElementById('identities')")?;
    let right = visit.browser.text("document.querySelector('[data-form] pre').textContent")?;
    visit.browser.type_into("#identities", &right.replace("CN=Corp", "CN=Korp"))?;
    visit.browser.wait(
        "the place of the fault",
        "document.querySelector('.explained mark')?.textContent.startsWith('K')",
    )?;
    visit.browser.value("void document.getElementById('identities').select()", &[])?;
    visit.browser.type_into("#identities", &right)?;
    visit
        .browser
        .wait(
            "that it matches",
            "document.querySelector('.explained .sign.good') && !document.querySelector('.explained mark')",
        )
        .map(drop)
}

fn a_policy_line_is_checked(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.browser.click("nav a[href='#/policy']")?;
    visit.browser.wait("the workbench", "document.getElementById('policy-lines')")?;
    visit.browser.type_into("#policy-lines", "zz; 1.2.3; UpnSuffix=corp.example")?;
    visit.browser.wait(
        "the place of the fault",
        "document.querySelector('[data-policy=\"1\"] mark')?.textContent === 'z'",
    )?;
    visit
        .browser
        .wait(
            "what is wrong with it",
            "document.querySelector('[data-policy]')?.innerText.includes('40 hexadecimal digits')",
        )
        .map(drop)
}

fn structure_and_bytes_highlight_each_other(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?])?;
    visit.browser.click(".tabs a[href$='/bytes']")?;
    visit.browser.wait("the bytes", "document.getElementById('byte-0')")?;
    visit.browser.point_at("#node-1 .node-words")?;
    visit.browser.wait(
        "the bytes of the second element",
        "document.querySelector('#byte-4.pointed') && !document.querySelector('#byte-0.pointed')",
    )?;
    visit.browser.point_at("#byte-20")?;
    visit.browser.wait(
        "the element of the byte",
        "document.querySelector('.node.pointed')?.textContent.includes('serialNumber')",
    )?;
    same(
        "what is chosen",
        &visit.browser.text("document.querySelector('[data-chosen]').dataset.chosen")?.as_str(),
        &"0",
    )?;
    visit.browser.click("#byte-20")?;
    visit.browser.wait(
        "the chosen element",
        "document.querySelector('.chosen').textContent.includes('serialNumber')",
    )?;
    visit.browser.click(".chosen .copy")?;
    visit.browser.wait("the value to be copied", "document.querySelector('.chosen .copied')").map(drop)
}

fn a_field_leads_to_its_bytes(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(STRONG)?])?;
    let place = "[...document.querySelectorAll('.proof .field')].find((it) => it.textContent.startsWith('SID extension'))";
    visit
        .browser
        .value(&format!("void {place}.querySelector('.place').setAttribute('data-wanted', '')"), &[])?;
    visit.browser.click("[data-wanted]")?;
    visit.browser.wait(
        "the bytes of the SID",
        "document.querySelector('.chosen')?.textContent.includes('1.3.6.1.4.1.311.25.2')
        || document.querySelector('.hex .content')",
    )?;
    visit.browser.back()?;
    visit.browser.wait("the answer again", "walk.answer()").map(drop)
}

fn a_chain_leads_to_the_issuer(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case("intake/pkcs7/der.p7b")?])?;
    visit.browser.click(".tabs a[href$='/chain']")?;
    visit.browser.wait("the chain", "document.querySelectorAll('.links > li').length === 3")?;
    visit.browser.click("[data-issuer='0-0-1'] a")?;
    visit
        .browser
        .wait("the issuer", "document.querySelector('h1').textContent === 'Chain of Corp Issuing CA 1'")?;
    same("the address", &visit.browser.text("location.hash")?.as_str(), &"#/item/2/chain")?;
    visit.browser.back()?;
    visit
        .browser
        .wait("the first again", "document.querySelector('h1').textContent.endsWith('alice@corp.example')")
        .map(drop)
}

fn back_leads_to_the_previous_item(visit: &mut Visit<'_>) -> Outcome<()> {
    // Browsers keep fifty history entries per window. When earlier walks have used them up, Chromium first drops
    // entries that were made without user input, which are those of this walk.
    let before = visit.browser.window()?;
    let fresh = visit.browser.open_window()?;
    visit.browser.steer(&fresh)?;
    way_back(visit)?;
    visit.nothing_went_wrong()?;
    visit.browser.close_window()?;
    visit.browser.steer(&before)
}

fn way_back(visit: &Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(STRONG)?, File::case(WEAK)?])?;
    same("the address", &visit.browser.text("location.hash")?.as_str(), &"#/item/1")?;
    same("the second", &visit.select(1)?.verdict.as_deref(), &Some("weak"))?;
    visit.browser.wait("its address", "location.hash === '#/item/2'")?;
    visit.go_to("#/codes")?;
    visit.browser.back()?;
    visit.browser.wait("the second again", "walk.answer()?.verdict === 'weak'")?;
    visit.browser.back()?;
    visit
        .browser
        .wait("the first again", "walk.answer()?.verdict === 'strong' && location.hash === '#/item/1'")
        .map(drop)
}

fn back_leads_to_the_link_that_was_followed(visit: &mut Visit<'_>) -> Outcome<()> {
    let link = "main a[href='#/code/kdc/19']";
    let focused = format!("document.activeElement.matches(\"{link}\")");
    visit.open_at("#/inspect?scenario=kdc&enforcement=2")?;
    visit.drop_files(&[File::case(STRONG)?])?;
    visit.browser.click(link)?;
    visit
        .browser
        .wait("the code", "location.hash === '#/code/kdc/19' && document.querySelector('main h1')")?;
    visit.browser.back()?;
    visit.browser.wait("the link again", &focused)?;
    visit.browser.wait("its place", "scrollY > 0")?;
    // Any other way to the same place starts at the top.
    visit.go_to("#/policy")?;
    visit.go_to("#/inspect?scenario=kdc&enforcement=2")?;
    let top = "walk.answer() && document.activeElement.id === 'main' && scrollY === 0";
    visit.browser.wait("the top", top).map(drop)
}

fn addresses_open_their_views(visit: &mut Visit<'_>) -> Outcome<()> {
    let begins = [
        ("#/code/kdc/39", "No strong certificate mapping"),
        ("#/codes", "Error codes and events"),
        ("#/policy", "Name-based strong mappings"),
        ("#/about", "What Strongmap promises"),
        ("#/item/4/bytes", "Will this certificate still log on?"),
        ("#/no/such/place", "Page not found"),
    ];
    for (address, title) in begins {
        visit.browser.open("about:blank")?;
        visit.browser.open(&format!("{}{address}", visit.site.url()))?;
        visit.settle()?;
        let heading = visit.browser.wait("the heading", "document.querySelector('main h1')?.textContent")?;
        same(address, &heading.as_str(), &Some(title))?;
        holds(
            visit.browser.text("document.title")?.contains("Strongmap"),
            "the title does not name the page",
        )?;
    }
    Ok(())
}

fn ten_mixed_files(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    let paths = [
        STRONG,
        "intake/der/one.cer",
        "intake/pkcs7/der.p7b",
        LOCKED,
        "intake/list/pem.crl",
        "intake/key/rsa.pem",
        "intake/ldif/user.ldf",
        "intake/base64/utf16-le.txt",
        "intake/hex/certutil.txt",
    ];
    let mut files = paths.iter().map(|path| File::case(path)).collect::<Outcome<Vec<_>>>()?;
    files.push(File { name: "note.txt".to_owned(), bytes: b"nothing".to_vec() });
    visit.drop_files(&files)?;
    let items = visit.items()?;
    for file in &files {
        holds(
            items.iter().any(|it| it.is_in(&file.name)),
            format_args!("{} is missing: {items:?}", file.name),
        )?;
    }
    for place in 0..items.len() {
        holds(!visit.select(place)?.headline.is_empty(), format_args!("item {place} has no headline"))?;
    }
    Ok(())
}

fn reading_is_stopped(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    // The worker is kept from answering, so that there is time to stop it.
    visit.browser.value("walk.mute('slow.pem')", &[])?;
    let files =
        [File::case(STRONG)?, File::case(WEAK)?.named("slow.pem"), File::case(WEAK)?.named("later.pem")];
    visit.browser.value("walk.drop(arguments[0])", &[browser::visit::handed(&files)])?;
    visit.press_button("Stop")?;
    let rest = "document.querySelector('.reading-rest')?.textContent.startsWith('Stopped.')";
    visit.browser.wait("the rest to be told", rest)?;
    visit.settle()?;
    visit.drop_files(&[File::case(WEAK)?.named("again.pem")])?;
    visit.browser.wait("the page to go on", "walk.items().some((it) => it.file === 'again.pem')").map(drop)
}

fn an_item_is_removed(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(STRONG)?, File::case(WEAK)?])?;
    visit.browser.click("[data-remove='0-0-0']")?;
    visit.browser.wait("one item", "walk.settled() && walk.items().length === 1")?;
    same("the other", &visit.answer()?.verdict.as_deref(), &Some("weak"))?;
    same("its address", &visit.browser.text("location.hash")?.as_str(), &"#/item/1")
}

fn the_timeline_marks_today(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(WEAK)?])?;
    visit.browser.click(".tabs a[href$='/time']")?;
    visit.browser.wait("the periods", "document.querySelectorAll('[data-period]').length > 1")?;
    same("today", &visit.browser.value("document.querySelectorAll('.period.now').length", &[])?, &1.into())
}

fn the_list_is_filtered(visit: &mut Visit<'_>) -> Outcome<()> {
    visit.open()?;
    visit.drop_files(&[File::case(STRONG)?, File::case(WEAK)?, File::case("intake/request/pem.csr")?])?;
    visit.browser.click(".list [data-sign=refused]")?;
    visit
        .browser
        .wait("the refused one", "walk.items().length === 1 && walk.items()[0].file === 'broken.pem'")?;
    visit.browser.click(".list [data-sign=refused]")?;
    visit.browser.wait("all of them", "walk.items().length === 3").map(drop)
}
