//! What is asked, what was entered, and what follows from it.

use crate::{case, opened, render, shown, visit, with};
use strongmap::report::scenario_title;
use strongmap::situation::Scenario;
use strongmap::ui::state::links::Act;
use strongmap::ui::state::{Action, Arrival, Route};

#[tokio::test(flavor = "current_thread")]
async fn questions_come_first_only_if_nothing_is_decided() {
    let order = |page: &str| page.find("id=\"questions\"").unwrap() < page.find("id=\"story\"").unwrap();
    let weak = render(with(&[("a", &case("mapping/sid-absent/broken.pem"))])).await;
    assert!(!order(&weak));
    let undecided = render(with(&[("a", &case("mapping/sid-near-miss/broken-uri-case.pem"))])).await;
    assert!(undecided.contains("data-verdict=\"undecided\"") && order(&undecided), "{undecided}");
}

#[tokio::test(flavor = "current_thread")]
async fn an_answer_to_a_question_changes_the_verdict() {
    let uri = forge::Leaf::user("alice")
        .upn("alice@corp.example")
        .san_uri_sid("S-1-5-21-1496966362-3320961333-4044918980-1105")
        .pem();
    let files: [(&str, &[u8]); 1] = [("uri.pem", uri.as_bytes())];
    let page = render(visit(&files, vec![])).await;
    assert!(
        page.contains("data-verdict=\"strong\"") && page.contains("data-question=\"dc-version\""),
        "{page}"
    );
    let answered = vec![Action::Answered("dc.version".to_owned(), "2016".into())];
    assert!(render(visit(&files, answered)).await.contains("data-verdict=\"weak\""));
}

#[tokio::test(flavor = "current_thread")]
async fn entered_values_without_an_option_of_their_own_are_shown() {
    let check = async |hash: &str, key: &str, expect: &str| {
        let weak = case("mapping/sid-absent/broken.pem");
        let state = visit(&[("weak.pem", &weak)], vec![Action::Linked(Act::Arrived(Arrival::of(hash)))]);
        assert_eq!(shown(&render(state).await, key), expect, "{hash}");
    };
    check("#/inspect", "dc.version", "unknown").await;
    check("#/inspect?dc=2016", "dc.version", "Server 2016").await;
    check("#/inspect?dc=2019,2022", "dc.version", "Server 2019, Server 2022").await;
    check("#/inspect", "scenario", "all that fit the certificate").await;
    check("#/inspect?scenario=kdc", "scenario", scenario_title(Scenario::Kdc)).await;
    let both = [Scenario::WifiUser, Scenario::Kdc].map(scenario_title).join(", ");
    check("#/inspect?scenario=wifi-user,kdc", "scenario", &both).await;
    check("#/inspect?enforcement=not-set", "dc.enforcement", "not set").await;
    check("#/inspect?enforcement=7", "dc.enforcement", "unknown").await;
}

#[tokio::test(flavor = "current_thread")]
async fn a_registry_value_can_be_entered_as_not_set() {
    let weak = case("mapping/sid-absent/broken.pem");
    let files: [(&str, &[u8]); 1] = [("weak.pem", &weak)];
    let then = |more: &[(&str, &str)]| {
        let old = [("dc.version", "2016"), ("dc.updated", "2023-01"), ("account.created", "2026-01-01")];
        let answers = old.iter().chain(more);
        visit(&files, answers.map(|(key, text)| Action::Answered((*key).into(), (*text).into())).collect())
    };
    for (key, question) in [("dc.enforcement", "dc-enforcement"), ("dc.backdating_seconds", "backdating")] {
        let asked = format!("data-question=\"{question}\"");
        let open = render(then(&[])).await;
        // At its question and in the situation panel; the third select is AllowNtAuthPolicyBypass.
        for (offer, places) in
            [("data-not-set=\"dc.backdating_seconds\"", 2), ("<option value=\"not set\">not set</option>", 3)]
        {
            assert_eq!(open.matches(offer).count(), places, "{offer}\n{open}");
        }
        let told = then(&[(key, "not set")]);
        let page = render(told.clone()).await;
        assert!(open.contains(&asked) && !page.contains(&asked), "{question}\n{open}");
        assert!(open.contains(">3 entered</span>") && page.contains(">4 entered</span>"), "{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn invalid_input_is_reported_at_its_field() {
    let page = render(visit(
        &[("strong.pem", &case("mapping/sid-absent/met.pem"))],
        vec![Action::Answered("account.sid".into(), "S-1".into())],
    ))
    .await;
    for field in ["situation-account.sid", "ask-account-sid"] {
        let tied = format!("aria-invalid=\"true\" aria-describedby=\"{field}-refused\"");
        let refusal = format!("id=\"{field}-refused\"");
        assert_eq!((page.matches(&tied).count(), page.matches(&refusal).count()), (1, 1), "{field}\n{page}");
    }
}

#[tokio::test(flavor = "current_thread")]
async fn an_answer_says_that_it_relies_on_the_entered_account() {
    let other = "S-1-5-21-1496966362-3320961333-4044918980-1106";
    let answered = |key: &str, text: &str| Action::Answered(key.to_owned(), text.into());
    let strong = case("mapping/sid-absent/met.pem");
    let files: [(&str, &[u8]); 1] = [("alice.pem", &strong)];
    let untold = render(visit(&files, vec![answered("dc.version", "2016")])).await;
    assert!(untold.contains("data-verdict=\"strong\"") && !untold.contains("data-told-account"), "{untold}");
    let told = render(visit(&files, vec![answered("account.sid", other)])).await;
    let line = format!("Based on the SID you entered: {other}");
    assert!(told.contains("data-verdict=\"mismatch\"") && told.contains(&line), "{told}");
    let domains = "S-1-5-21-1496966362-3320961333-4044918980";
    let told = render(visit(&files, vec![answered("account.sid", domains)])).await;
    let line = format!("The SID you entered is ignored, because no domain account can have it: {domains}");
    assert!(told.contains("data-verdict=\"strong\"") && told.contains(&line), "{told}");
    let named = render(visit(&files, vec![answered("account.sam", "alice")])).await;
    assert!(named.contains("the account details you entered. sAMAccountName: alice"), "{named}");
    let forgotten = vec![answered("account.sid", other), Action::AccountForgotten];
    let forgotten = render(visit(&files, forgotten)).await;
    assert!(forgotten.contains("data-verdict=\"strong\"") && !forgotten.contains("data-told-account"));
}

#[tokio::test(flavor = "current_thread")]
async fn entered_facts_are_shown_by_name() {
    let account = b"dn: CN=alice,DC=corp,DC=example\nobjectClass: user\nsAMAccountName: alice\n";
    let page = render(visit(&[("alice.ldif", account)], vec![])).await;
    assert!(page.contains("<dt>sAMAccountName</dt>") && !page.contains("<dt>account.sam</dt>"), "{page}");
    let mapping = "X509:<SKI>00";
    let answered = Action::Answered("account.alt_security_identities".into(), vec![mapping].into());
    let weak = case("mapping/sid-absent/broken.pem");
    let page = render(visit(&[("weak.pem", &weak)], vec![answered])).await;
    assert!(page.contains("altSecurityIdentities: X509:&lt;SKI&gt;00"), "{page}");
    assert!(
        page.contains("altSecurityIdentities, one per line"),
        "the field says how it is filled in: {page}"
    );
    let near = case("mapping/sid-near-miss/broken-uri-date.pem");
    let page = render(visit(&[("near.pem", &near)], vec![])).await;
    assert!(page.contains("<code>2022-09-24</code>") && !page.contains('`'), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_certain_answer_does_not_ask_for_certainty() {
    let page = render(with(&[("weak.pem", &case("mapping/sid-absent/broken.pem"))])).await;
    assert!(page.contains("Sure: documented by Microsoft"), "{page}");
    assert!(page.contains(" could change this</h2>") && !page.contains("make this certain"), "{page}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_ca_certificate_asks_nothing_about_accounts() {
    let root = forge::Ca::root("Corp Root").der();
    for route in [Route::Inspect, Route::Time] {
        let page = render(visit(&[("root.cer", &root)], vec![opened(route)])).await;
        for words in
            ["id=\"questions\"", "mappings does the account have", "No usable UPN in the certificate"]
        {
            assert!(!page.contains(words), "{words}\n{page}");
        }
    }
}
