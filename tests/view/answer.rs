//! The answer to one item.

use crate::{case, of, opened, render, visit, with};
use forge::container::zip::{Method, archive};
use strongmap::report::Item;
use strongmap::ui::seam::Password;
use strongmap::ui::state::{Action, Effect, Extent, Route, State};

#[tokio::test(flavor = "current_thread")]
async fn a_weak_certificate_is_refused_in_words() {
    let page = render(with(&[("alice.pem", &case("mapping/sid-absent/broken.pem"))])).await;
    for words in [
        "data-verdict=\"weak\"",
        "Not strongly mapped",
        "A domain controller will refuse this certificate",
        "alice@corp.example",
        "#/code/ras/853",
        "#/code/nps/16",
        "#/code/kdc/39",
        "#/code/krb/66",
        "What to do",
        "<h3>Add an explicit mapping to the account</h3><span class=\"quiet\"> · quick fix</span>",
        "<span class=\"quiet\"> · permanent fix</span>",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn a_strong_certificate_is_accepted() {
    let page = render(with(&[("alice.pem", &case("mapping/sid-absent/met.pem"))])).await;
    for words in
        ["data-verdict=\"strong\"", "Strongly mapped", "S-1-5-21-1496966362-3320961333-4044918980-1105"]
    {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(!page.contains("#/code/kdc/39"));
}

#[tokio::test(flavor = "current_thread")]
async fn a_truncated_file_gets_no_verdict() {
    let whole = case("mapping/sid-absent/met.pem");
    let lines: Vec<&str> = str::from_utf8(&whole).unwrap().lines().collect();
    let cut = lines[..lines.len() - 6].join("\n");
    let page = render(with(&[("alice.pem", cut.as_bytes())])).await;
    for words in [
        "data-verdict=\"undecided\"",
        "Cannot tell: </span>The file is incomplete",
        "not readable",
        "Whether it works cannot be determined.",
        "data-remedy=\"Copy the complete file again\"",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    for words in
        ["documented by Microsoft", "#/code/", ">none</span>", "Reissue", "id=\"questions\"", "Fails here"]
    {
        assert!(!page.contains(words), "{words}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_unknown_file_says_so_and_the_others_stay() {
    let state =
        with(&[("note.txt", b"no certificate in here"), ("alice.pem", &case("mapping/sid-absent/met.pem"))]);
    let page = render(state.clone()).await;
    assert!(page.contains("note.txt") && page.contains("2 items"), "{page}");
    let files: [(&str, &[u8]); 2] =
        [("note.txt", b"no certificate in here"), ("alice.pem", &case("mapping/sid-absent/met.pem"))];
    let state = visit(&files, vec![Action::Selected(of(1))]);
    assert!(render(state).await.contains("data-verdict=\"strong\""));
}

/// A certificate that is refused in one scenario only is shown in that scenario, with what to do about it.
#[tokio::test(flavor = "current_thread")]
async fn the_scenario_that_decides_is_shown_first() {
    let laptop = forge::Leaf::computer("laptop-17.corp.example").der();
    let mut state = with(&[("laptop.cer", &laptop)]);
    let pressed = |page: &str, name: &str| {
        let (_, chip) = page.split_once(&format!("data-scenario=\"{name}\"")).unwrap();
        chip.split_once('>').unwrap().0.contains("aria-pressed=\"true\"")
    };
    let page = render(state.clone()).await;
    assert!(pressed(&page, "wifi-computer") && page.contains("What to do"), "{page}");
    assert!(page.contains("NAME stands for the account's sAMAccountName"), "{page}");
    state.apply(Action::StoryChosen(0));
    let page = render(state).await;
    assert!(pressed(&page, "device-tunnel") && !page.contains("What to do"), "{page}");
}

/// Beyond the end of a truncated file there may be anything.
#[tokio::test(flavor = "current_thread")]
async fn fields_beyond_the_cut_are_not_shown_as_missing() {
    let whole = forge::Leaf::user("alice").upn("alice@corp.example").der();
    let key = strongmap::certificate::read(&whole).certificate.public_key.unwrap().span;
    let within = key.offset + key.length - 9;
    for (length, purposes, bits) in
        [(whole.len(), "Client authentication", true), (within, "not readable", false)]
    {
        let page = render(with(&[("a.cer", &whole[..length])])).await;
        let of = |label: &str| {
            page.split_once(&format!("<dt>{label}</dt>")).unwrap().1.split_once("</dd>").unwrap().0
        };
        assert!(of("Extended key usage (EKU)").contains(purposes), "{}", of("Extended key usage (EKU)"));
        assert_eq!(of("CA certificate").contains("cannot issue"), bits, "{}", of("CA certificate"));
        assert_eq!(of("Key").contains(" bits"), bits, "{}", of("Key"));
        assert_eq!(of("Thumbprint").contains("Copy"), bits, "{}", of("Thumbprint"));
    }
}

const EVENT_39: &str = "Log Name:      System
Source:        Microsoft-Windows-Kerberos-Key-Distribution-Center
Event ID:      39
Description:
The Key Distribution Center (KDC) encountered a user certificate that was valid but could not be mapped to a user in a \
secure way (such as via explicit mapping, key trust mapping, or a SID).
  User: alice
  Certificate Issuer: Corp Issuing CA 1
  Certificate Serial Number: 2B0000006695B87AB9E4342FA8B4DB00000066
";

#[tokio::test(flavor = "current_thread")]
async fn a_text_without_a_certificate_is_explained() {
    let utf_16: Vec<u8> = EVENT_39.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let denied = "Network Policy Server denied access to a user.\nReason Code:\t16\n";
    let ended = "CoId={1234}: The user dialed a connection which has failed. The error code returned on failure is 13801.";
    for (text, label, link) in [
        (EVENT_39.as_bytes(), "KDC event 39", "#/code/kdc/39"),
        (&utf_16, "KDC event 39", "#/code/kdc/39"),
        (denied.as_bytes(), "NPS reason 16", "#/code/nps/16"),
        (ended.as_bytes(), "error 13801", "#/code/ike/13801"),
        (b"IKE authentication credentials are unacceptable", "error 13801", "#/code/ike/13801"),
    ] {
        let state = visit(&[("pasted text", text)], vec![]);
        assert!(
            state.title().starts_with(&format!("This looks like the text of {label}: ")),
            "{}",
            state.title()
        );
        let page = render(state).await;
        let (words, link) =
            (format!("\">This looks like the text of {label}</h1>"), format!("href=\"{link}\""));
        for words in [words.as_str(), &link, "data-meant", "Drop the certificate as well"] {
            assert!(page.contains(words), "{words}\n{page}");
        }
        assert!(!page.contains("What can be read:"), "{page}");
    }
    let page = render(visit(&[("note.txt", b"no certificate in here")], vec![])).await;
    for words in ["</span>Not recognized</h1>", "Some of its words match these codes", "data-meant"] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    for nothing in [&b"hello world nothing here"[..], b"\x00\x01\x02\xff13801\x00\x01\x02\x03"] {
        let page = render(visit(&[("note", nothing)], vec![])).await;
        assert!(page.contains("What can be read:") && !page.contains("data-meant"), "{page}");
    }
    let weak = case("mapping/sid-absent/broken.pem");
    let files: [(&str, &[u8]); 2] = [("event.txt", EVENT_39.as_bytes()), ("weak.pem", &weak)];
    let beside = render(visit(&files, vec![Action::Selected(of(1)), Action::Selected(of(0))])).await;
    let expect = "The page of the code says which of your certificates lead to it.";
    assert!(beside.contains(expect) && !beside.contains("Drop the certificate as well"), "{beside}");
    let other = render(visit(&files, vec![Action::Selected(of(0)), Action::Selected(of(1))])).await;
    assert!(other.contains("data-verdict=\"weak\"") && !other.contains("data-meant"), "{other}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_locked_part_is_shown_before_a_key() {
    let locked = case("intake/pkcs12/aes.pfx");
    let page = render(visit(&[("aes.pfx", &locked)], vec![])).await;
    assert!(page.contains("data-password"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_locked_file_asks_for_its_password_and_opens() {
    let locked = case("intake/pkcs12/aes.pfx");
    let files: [(&str, &[u8]); 1] = [("aes.pfx", &locked)];
    let lines = visit(&files, vec![]).bulk.list.lines.clone();
    let place = lines.iter().find(|line| line.headline.contains("ocked")).unwrap().source;
    let page = render(visit(&files, vec![Action::Selected(place)])).await;
    assert!(page.contains("data-password") && page.contains("not kept"), "{page}");
    let opened = visit(&files, vec![Action::Unlocked(place, Password::new("corp".to_owned()))]);
    let opened_page = render(opened.clone()).await;
    assert!(
        opened_page.contains("data-verdict=\"") && !opened_page.contains("An authority<"),
        "{opened_page}"
    );
    let refused = visit(&files, vec![Action::Unlocked(place, Password::new("Corp".to_owned()))]);
    let refused = render(refused).await;
    for words in [
        "id=\"password-refused\" role=\"alert\"",
        "aria-invalid=\"true\"",
        "aria-describedby=\"password-refused\"",
    ] {
        assert!(refused.contains(words), "{words}\n{refused}");
    }
    assert!(opened.bulk.list.kinds.iter().any(|(kind, _)| kind == "certificate"));
    assert!(!render(opened).await.contains("corp\""), "the password is nowhere on the page");
}

/// The state and the item that is shown after a password was tried on the locked file of this name.
#[track_caller]
fn unlocked(files: &[(&str, &[u8])], name: &str, password: &str) -> (State, Item) {
    let lines = visit(files, vec![]).bulk.list.lines.clone();
    let place = lines.iter().find(|line| line.file == name).unwrap().source;
    let password = Password::new(password.to_owned());
    let state = visit(files, vec![Action::Selected(place), Action::Unlocked(place, password)]);
    let item = state.item().cloned().unwrap();
    (state, item)
}

#[test]
fn what_a_password_opened_is_shown() {
    let (weak, aes) = (case("mapping/sid-absent/broken.pem"), case("intake/pkcs12/aes.pfx"));
    let other = case("intake/pkcs12/umlaut-password.pfx");
    let inside = |files: &[(&str, &[u8])]| {
        let files: Vec<_> = files.iter().map(|(name, bytes)| (*name, Method::Stored, *bytes)).collect();
        archive(&files)
    };
    let zip = inside(&[("first.pem", &weak), ("other.pfx", &other), ("alice.pfx", &aes)]);
    let files: [(&str, &[u8]); 1] = [("all.zip", &zip)];
    let (_, item) = unlocked(&files, "all.zip/alice.pfx", "corp");
    assert_eq!((item.file.as_str(), item.kind.as_str()), ("all.zip/alice.pfx", "certificate"));
    assert!(item.answer.verdict.is_some(), "an authority beside it");
    let (state, item) = unlocked(&files, "all.zip/other.pfx", "corp");
    assert_eq!((item.file.as_str(), item.kind.as_str()), ("all.zip/other.pfx", "locked"));
    assert_eq!(state.bulk.came.refused, state.selected);
    // The file that opens instead comes first, and moves the other one.
    let zip = inside(&[("alice.pfx", &aes), ("other.pfx", &other)]);
    let (state, item) = unlocked(&[("all.zip", &zip)], "all.zip/other.pfx", "corp");
    assert_eq!((item.file.as_str(), item.kind.as_str()), ("all.zip/other.pfx", "locked"));
    assert_eq!(state.bulk.came.refused, state.selected);
}

#[tokio::test(flavor = "current_thread")]
async fn only_failures_are_shown_as_blocking() {
    for (file, stops) in [("rules/sid-absent/broken.pem", true), ("rules/server-name-case/broken.pem", false)]
    {
        let page = render(visit(&[("a.pem", &case(file))], vec![])).await;
        assert_eq!(page.contains("What blocks it"), stops, "{page}");
        assert_eq!(page.contains("Worth knowing"), !stops, "{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_answer_comes_before_its_proof() {
    let all: String = (0..300).map(|at| forge::Leaf::user(&format!("u{at}")).pem()).collect();
    let mut state = visit(&[("all.pem", all.as_bytes())], vec![]);
    assert_eq!(state.bulk.extent, Extent::All, "everything was drawn in the end");
    let whole = render(state.clone()).await;
    state.bulk.extent = Extent::Answer;
    let parts = [
        "data-verdict=",
        "id=\"story\"",
        "class=\"situation\"",
        "id=\"proof\"",
        "data-entry=\"0-0-39\"",
        "data-entry=\"0-0-59\"",
        "data-entry=\"0-0-79\"",
        "data-entry=\"0-0-99\"",
    ];
    for drawn in 1..=parts.len() {
        let page = render(state.clone()).await;
        for (place, part) in parts.iter().enumerate() {
            assert_eq!(page.contains(part), place < drawn, "{part} in step {drawn}");
        }
        assert!(page.contains("data-entry=\"0-0-9\""), "what is seen of the list is there at once");
        assert_eq!(page.contains("aria-busy=\"true\""), drawn < parts.len());
        let more = state.apply(Action::Painted).contains(&Effect::TellPainted);
        assert_eq!(more, drawn + 1 < parts.len(), "step {drawn}");
    }
    assert_eq!(render(state).await, whole);
}

#[tokio::test(flavor = "current_thread")]
async fn one_later_item_is_shown_and_several_are_announced() {
    let (strong, weak) = (case("mapping/sid-absent/met.pem"), case("mapping/sid-absent/broken.pem"));
    let chain = case("intake/pkcs7/der.p7b");
    let other = forge::Leaf::user("zoe").upn("zoe@corp.example").pem();
    let two = format!("{other}{}", forge::Leaf::user("yan").upn("yan@corp.example").pem());
    let files: [(&str, &[u8]); 5] = [
        ("first.pem", &weak),
        ("second.pem", &strong),
        ("chain.p7b", &chain),
        ("two.pem", two.as_bytes()),
        ("first.pem", &weak),
    ];
    for (come, view, shown, said) in [
        (vec![1], Route::Inspect, 1, None),
        (vec![2], Route::Inspect, 1, Some("3 items added. The answer for")),
        (vec![3], Route::Inspect, 0, Some("2 items added. The answer for")),
        (vec![4], Route::Inspect, 0, None),
        (vec![3, 4], Route::Inspect, 0, Some("2 items added, 1 already in the list.")),
        (vec![1], Route::Table, 0, Some("1 item added.")),
    ] {
        let later: Vec<(&str, &[u8])> = come.iter().map(|at| files[*at]).collect();
        let named = |files: &[(&str, &[u8])]| files.iter().map(|(name, _)| ((*name).to_owned(), 1)).collect();
        let received = |files: &[(&str, &[u8])]| Action::Received(named(files));
        let turns = vec![received(&files[..1]), opened(view), received(&later)];
        let state = visit(&[&files[..1], &later].concat(), turns);
        assert_eq!(state.selected.unwrap().file, shown, "{come:?}");
        let page = render(state).await;
        assert_eq!(page.contains("data-added"), said.is_some(), "{come:?}");
        assert!(page.contains(said.unwrap_or_default()), "{come:?}: {page}");
    }
}
