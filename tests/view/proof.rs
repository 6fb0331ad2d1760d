//! What an answer is based on: fields, bytes, the chain, mappings, and how two certificates compare.

use crate::{case, of, opened, render, visit, with};
use strongmap::ui::seam::Source;
use strongmap::ui::state::{Action, Route};

#[tokio::test(flavor = "current_thread")]
async fn most_of_hundreds_of_names_are_folded() {
    let names = |count: usize| {
        (0..count).fold(forge::Leaf::server("host"), |leaf, number| {
            leaf.dns(&format!("host-{number}.corp.example"))
        })
    };
    let many = render(with(&[("a.cer", &names(400).der())])).await;
    let (shown, folded) = many.split_once("class=\"more-fields\"").unwrap();
    assert!(
        shown.contains("host-5.corp") && !shown.contains("host-50.corp") && folded.contains("host-399.corp")
    );
    assert!(!render(with(&[("a.cer", &names(12).der())])).await.contains("more-fields"));
}

/// A browser would take a minute for the tens of thousands that a forged file may have.
#[tokio::test(flavor = "current_thread")]
async fn rendered_names_and_extensions_are_limited() {
    const COUNT: usize = 3_000;
    let names = (0..COUNT).map(|it| format!("host-{it}.corp.example"));
    let leaf = names.fold(forge::Leaf::server("vpn.corp.example"), |leaf, name| leaf.dns(&name));
    let leaf = (0..COUNT).fold(leaf, |leaf, it| leaf.extension(&format!("1.2.3.{it}"), false, []));
    let page = render(with(&[("a.cer", &leaf.der())])).await;
    for (what, of) in [("DNS name", "class=\"field\""), ("an extension", "data-extension=")] {
        assert!((900..3_000).contains(&page.matches(of).count()), "{what}: {}", page.matches(of).count());
    }
    assert!(page.contains(" more are not shown."), "the rest is told");
}

#[tokio::test(flavor = "current_thread")]
async fn every_field_can_be_copied_and_leads_to_its_bytes() {
    let weak = case("mapping/sid-absent/broken.pem");
    let page = render(visit(&[("alice.pem", &weak)], vec![])).await;
    for words in [
        "aria-label=\"Copy Thumbprint\"",
        "data-offset=",
        "expires in 8 weeks",
        " assumptions</summary>",
        "documented by Microsoft · domain controllers updated to November 2026",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(!page.contains("nothing to see"));
}

#[tokio::test(flavor = "current_thread")]
async fn an_answer_names_what_it_rests_on() {
    let page = render(with(&[("alice.pem", &case("mapping/sid-absent/broken.pem"))])).await;
    let (_, decision) = page.split_once("data-grounds").unwrap();
    let (decision, findings) = decision.split_once("</details>").unwrap();
    let kb = "<em>Microsoft KB5014754: certificate-based authentication changes on Windows domain \
              controllers</em>, <code>https://support.microsoft.com/help/5014754</code>";
    assert!(decision.contains(kb), "{decision}");
    let (_, finding) = findings.split_once("data-rule=\"sid-absent\"").unwrap();
    let (finding, _) = finding.split_once("</details>").unwrap();
    for words in ["Explanation and sources", " for “", kb, "Richard Hicks", "<p>"] {
        assert!(finding.contains(words), "{words}\n{finding}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn the_timeline_lists_every_period() {
    let old = forge::Leaf::user("alice").valid("2021-01-01T00:00:00Z", "2027-01-01T00:00:00Z").der();
    let page = render(visit(&[("a.cer", &old)], vec![opened(Route::Time)])).await;
    for words in [
        "2021-01-01 to 2022-05-09",
        "2022-05-10 to 2025-02-10",
        "data-period=\"2025-02-11 to 2027-01-01\"",
        "the day checked",
        "#/code/kdc/39",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let note = render(visit(&[("a.txt", b"nothing")], vec![opened(Route::Time)])).await;
    assert!(note.contains("No timeline to show"), "{note}");
}

#[tokio::test(flavor = "current_thread")]
async fn bytes_and_structure_are_shown_together() {
    let der = forge::Leaf::user("alice").upn("alice@corp.example").der();
    let page = render(visit(&[("a.cer", &der)], vec![opened(Route::Bytes), Action::ByteChosen(4)])).await;
    for words in
        ["role=\"tree\"", "tbsCertificate", "data-byte=\"4\"", "data-chosen=\"4\"", "alice@corp.example"]
    {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(!page.contains("data-left-out"), "all of it is told apart");
    let note = visit(&[("note.txt", b"nothing")], vec![opened(Route::Bytes)]);
    assert!(render(note).await.contains("No bytes to show"));
    let nested = (0..38).fold(Vec::new(), |inner, _| forge::der::sequence(&[inner]));
    let der = forge::Leaf::user("alice").extension("1.2.3.4", false, nested).der();
    let page = render(visit(&[("a.cer", &der)], vec![opened(Route::Bytes)])).await;
    assert!(page.contains("There are deeper elements: only 40 levels are shown."), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_chain_has_its_own_view() {
    let bundle = case("intake/pkcs7/der.p7b");
    let files: [(&str, &[u8]); 1] = [("bundle.p7b", &bundle)];
    let page = render(visit(&files, vec![opened(Route::Chain)])).await;
    for words in [
        "Chain of alice@corp.example",
        "href=\"#/item/0-0-1/chain\"",
        "data-issuer=\"0-0-2\"",
        "Corp Root CA",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    let root =
        render(visit(&files, vec![opened(Route::Chain), Action::Selected(Source { item: 2, ..of(0) })]))
            .await;
    assert!(root.contains("Items here that it issued"), "{root}");
    let note = render(visit(&[("a.txt", b"nothing")], vec![opened(Route::Chain)])).await;
    assert!(note.contains("No chain to show"), "{note}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_renewal_is_compared() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let files: [(&str, &[u8]); 2] = [("old.pem", &old), ("new.pem", &new)];
    let actions = vec![Action::Selected(of(1)), opened(Route::Compare), Action::OtherChosen(Some(of(0)))];
    let page = render(visit(&files, actions)).await;
    for words in [
        "The later one fixes it",
        "<h2>What changed",
        "<h2>What stayed the same",
        "SID extension",
        "needs a new mapping",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

/// A renewed server certificate with hundreds of names makes no page of hundreds of lines.
#[tokio::test(flavor = "current_thread")]
async fn of_many_names_those_that_differ_are_shown() {
    let server = |names: std::ops::Range<usize>| {
        names
            .fold(forge::Leaf::server("host"), |leaf, number| leaf.dns(&format!("{number}.corp.example")))
            .der()
    };
    let (old, new) = (server(0..200), server(50..203));
    let files: [(&str, &[u8]); 2] = [("old.cer", &old), ("new.cer", &new)];
    let actions = vec![Action::Selected(of(1)), opened(Route::Compare), Action::OtherChosen(Some(of(0)))];
    let page = render(visit(&files, actions)).await;
    for words in [
        "<div>9.corp.example</div><details><summary>40 more</summary>",
        "and 150 that both have",
        "<div>202.corp.example</div>",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(!page.contains("<div>100.corp.example</div>"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_mismatching_mapping_is_marked_where_it_differs() {
    let weak = case("mapping/sid-absent/broken.pem");
    let actions = vec![opened(Route::Map), Action::IdentitiesTyped("X509:<SKI>00".to_owned())];
    let page = render(visit(&[("alice.pem", &weak)], actions)).await;
    for words in [
        "data-explained=\"1\"",
        "<mark>",
        "character ",
        "Set-ADUser",
        "<h2>Weak mapping strings",
        "recommended",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn policy_lines_are_checked_without_a_certificate_too() {
    let actions = vec![opened(Route::Policy), Action::PolicyTyped("nonsense".to_owned())];
    let page = render(visit(&[], actions)).await;
    assert!(page.contains("cannot use this line") && page.contains("data-policy=\"1\""), "{page}");
    assert!(page.contains("<a href=\"#/\">Select a certificate</a>"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn duplicates_are_offered_once_for_comparison() {
    let (old, new) = (case("mapping/sid-absent/broken.pem"), case("mapping/sid-absent/met.pem"));
    let files: [(&str, &[u8]); 3] = [("new.pem", &new), ("old.pem", &old), ("old.pem", &old)];
    let page = render(visit(&files, vec![Action::Selected(of(0)), opened(Route::Compare)])).await;
    assert_eq!(page.matches(" · old.pem</option>").count(), 1, "{page}");
    let page = render(visit(&[("old.pem", &old)], vec![opened(Route::Compare)])).await;
    assert!(page.contains("Add a second certificate") && !page.contains("id=\"other\""), "{page}");
}
