//! Nothing shown can act: texts that try to are put in every text of certificates, files and situations, and come out
//! of the page, the exports, the commands and the command line as plain text.
//!
//! The readers of HTML, PowerShell and CSV are written for this test and share nothing with the writers; a third-party
//! parser reads the Markdown.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[path = "inert/markup.rs"]
mod markup;
#[path = "inert/powershell.rs"]
mod powershell;

use forge::payload::{self, MARK, NEUTRAL};
use markup::Part;
use powershell::Token;
use serde_json::{Value, json};
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::OnceLock;
use strongmap::export::powershell::Script;
use strongmap::moment::Moment;
use strongmap::remedy::{Command, Shell};
use strongmap::report::Item;
use strongmap::ui::desk::Desk;
use strongmap::ui::page::{Page, Props};
use strongmap::ui::seam::{Form, Parcel, Reply, Request, Source, Table};
use strongmap::ui::state::links::Act;
use strongmap::ui::state::{Action, Arrival, Effect, Route, State};
use yew::{Callback, LocalServerRenderer};

/// Files to drop, with the text in every place that can hold one.
fn files(text: &str) -> Vec<(String, Vec<u8>)> {
    let pem = |leaf: forge::Leaf| leaf.pem().into_bytes();
    vec![
        (text.to_owned(), pem(payload::user(text))),
        (format!("computer {text}.pem"), pem(payload::computer(text))),
        (format!("server {text}.pem"), pem(payload::server(text))),
        (format!("authority {text}.cer"), payload::authority(text).der()),
        (format!("{text}.sst"), payload::store(text)),
        (format!("{text}.ldif"), payload::account(text).into_bytes()),
        (format!("{text}.zip"), text.as_bytes().to_vec()),
    ]
}

/// A situation with the text in every place that can hold one.
fn situation(text: &str) -> Value {
    json!({
        "account": {
            "sam": text, "upn": text, "dns": text, "username_hint": text,
            "alt_security_identities": [text, format!("X509:<I>{text}<SR>00"), format!("X509:<S>CN={text}")],
        },
        "dc": { "realm": text, "upn_suffixes": [text], "name_policy": [text, format!("{text}; 1.2.3; UpnSuffix={text}")] },
        "server_name": text,
        "client": { "server_names": [text] },
        "rras": { "root_name": text, "ekus": [text] },
        "nps": { "required_policy_oids": [text] },
    })
}

/// A visit in which everything is dropped and entered.
struct Visit {
    state: State,
    /// The first keeps the list, the other one reads.
    desks: [Desk; 2],
    files: Vec<(String, Vec<u8>)>,
    /// Everything that was found, in order.
    sources: Vec<Source>,
}

impl Visit {
    fn new(text: &str) -> Self {
        let mut state = State::new(Some(Moment::day(2026, 11, 20)));
        state.bulk.cores = 1;
        state.bulk.queue.hire();
        let desks = [Desk::new(|_| None), Desk::new(|_| None)];
        let mut visit = Self { state, desks, files: files(text), sources: Vec::new() };
        let named = visit.files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64)).collect();
        visit.act(Action::Remembered(situation(text).to_string()));
        visit.act(Action::Received(named));
        visit.sources = visit.state.bulk.list.lines.iter().map(|line| line.source).collect();
        // With the neutral text, the certificate in the store is the user's, and counts as a duplicate.
        assert_eq!(visit.sources.len() + visit.state.bulk.list.duplicates, visit.files.len());
        visit
    }

    /// Applies an action, and what the workers reply to it.
    fn act(&mut self, action: Action) {
        let mut actions = VecDeque::from([action]);
        while let Some(action) = actions.pop_front() {
            let mut answers = Vec::new();
            for effect in self.state.apply(action) {
                let (seat, request, handed) = match effect {
                    Effect::Read(seat, parts, situation, preview) => {
                        if parts.iter().any(|part| part.file >= self.files.len()) {
                            continue;
                        }
                        let bytes = parts.iter().map(|part| self.files[part.file].1.clone()).collect();
                        (seat, Request::Read { parts, situation, preview }, bytes)
                    }
                    Effect::Ask(seat, request, parcel) => (seat, request, vec![parcel.0.to_vec()]),
                    Effect::ListSoon => {
                        answers.push(Action::ListDue);
                        continue;
                    }
                    Effect::GoTo(address) => {
                        answers.push(Action::Linked(Act::Arrived(Arrival::of(&address))));
                        continue;
                    }
                    _ => continue,
                };
                let told = &mut |reply, parcel| answers.push(Action::Replied(seat, Box::new(reply), parcel));
                self.desks[seat].answer(request, &handed, told);
            }
            answers.into_iter().rev().for_each(|answer| actions.push_front(answer));
        }
    }

    fn export(&mut self, form: Form) -> String {
        let (seat, request) = match form {
            Form::Csv => {
                let situation = Box::new(self.state.situation.clone());
                (0, Request::Table { table: Table::Items, listing: None, situation })
            }
            _ => (
                1,
                Request::Export { form, items: self.sources.clone(), story: None, first: true, last: true },
            ),
        };
        let mut text = String::new();
        self.desks[seat].answer(request, &[], &mut |_, parcel| {
            text = match form {
                Form::Powershell => Parcel::unpack::<Script>(&parcel.0).unwrap().write(),
                _ => String::from_utf8(parcel.0.to_vec()).unwrap(),
            }
        });
        text
    }

    /// The complete report on every item.
    fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        for item in self.sources.clone() {
            self.desks[1].answer(Request::Open { item }, &[], &mut |reply, _| match reply {
                Reply::Opened { item: Some(item), .. } => items.push(*item),
                other => panic!("{other:?}"),
            });
        }
        items
    }

    /// The page in every state that shows something of what was dropped or entered.
    async fn pages(&mut self, text: &str) -> Vec<String> {
        let mut pages = Vec::new();
        for source in self.sources.clone() {
            self.act(Action::Selected(source));
            pages.push(render(self.state.clone()).await);
        }
        self.act(Action::Selected(self.sources[0]));
        self.act(Action::OtherChosen(Some(self.sources[1])));
        self.act(Action::IdentitiesTyped(format!("X509:<S>{text}")));
        self.act(Action::PolicyTyped(text.to_owned()));
        self.act(Action::QueryTyped(text.to_owned()));
        for route in [
            Route::Table,
            Route::Overview,
            Route::Chain,
            Route::Bytes,
            Route::Compare,
            Route::Map,
            Route::Time,
            Route::Policy,
            Route::Codes,
            Route::Code(text.to_owned()),
        ] {
            self.act(opened(route));
            pages.push(render(self.state.clone()).await);
        }
        self.act(Action::Received(vec![(text.to_owned(), 1)]));
        self.act(Action::Crashed(1));
        self.act(Action::Troubled(text.to_owned()));
        pages.push(render(self.state.clone()).await);
        pages
    }
}

/// What one visit for each payload produces, made once for all tests.
struct Taken {
    name: &'static str,
    text: &'static str,
    exports: Vec<(&'static str, String)>,
    commands: Vec<String>,
    remedies: BTreeSet<String>,
}

impl Taken {
    fn new(name: &'static str, text: &'static str) -> Self {
        let mut visit = Visit::new(text);
        let exports = Form::ALL.map(|form| (form.name(), visit.export(form))).into();
        let items = visit.items();
        let looks = remedies(&items).filter(|it| it.runs_as_it_is());
        let remedies = looks.flat_map(|it| it.text.lines().map(str::to_owned)).collect();
        Self { name, text, exports, commands: commands(&mut visit), remedies }
    }

    fn export(&self, form: Form) -> &str {
        &self.exports.iter().find(|(name, _)| *name == form.name()).unwrap().1
    }
}

/// The URL of a view is opened.
fn opened(route: Route) -> Action {
    Action::Linked(Act::Arrived(Arrival::At(route)))
}

fn taken() -> &'static [Taken] {
    static TAKEN: OnceLock<Vec<Taken>> = OnceLock::new();
    TAKEN.get_or_init(|| payload::ALL.iter().map(|(name, text)| Taken::new(name, text)).collect())
}

async fn render(state: State) -> String {
    let props = Props { state: Rc::new(state), act: Callback::noop() };
    LocalServerRenderer::<Page>::with_props(props).hydratable(false).render().await
}

/// Whether a character is invisible, reorders others, or controls a terminal.
fn is_unseen(character: char) -> bool {
    matches!(u32::from(character),
        0..=0x1f | 0x7f..=0x9f | 0xad | 0x61c | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xe0000..=0xe0fff)
}

fn unseen(text: &str) -> Option<char> {
    text.chars().find(|it| is_unseen(*it) && *it != '\n')
}

/// The names of elements, and of attributes by element.
fn vocabulary(page: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for part in markup::parts(page) {
        if let Part::Element(name, attributes) = part {
            found.extend(attributes.into_iter().map(|(attribute, _)| (name.clone(), attribute)));
            found.insert((name, String::new()));
        }
    }
    found
}

/// What only some answers have on the page, so that the neutral visit need not show it.
const SOMETIMES: [(&str, &str); 5] =
    [("li", "data-defect"), ("mark", ""), ("p", "data-near-miss"), ("strong", ""), ("em", "")];

#[tokio::test(flavor = "current_thread")]
async fn no_text_becomes_a_part_of_the_page() {
    let mut known: BTreeSet<(String, String)> = BTreeSet::new();
    for page in Visit::new(NEUTRAL).pages(NEUTRAL).await {
        known.extend(vocabulary(&page));
    }
    known.extend(SOMETIMES.map(|(element, attribute)| (element.to_owned(), attribute.to_owned())));
    let mut wrong = BTreeSet::new();
    for (name, text) in payload::ALL {
        let mut seen = false;
        for page in Visit::new(text).pages(text).await {
            let new: Vec<_> = vocabulary(&page).difference(&known).cloned().collect();
            if !new.is_empty() {
                wrong.insert(format!("{name}: {new:?}"));
            }
            for part in markup::parts(&page) {
                match part {
                    Part::Element(element, attributes) => {
                        for (attribute, value) in attributes {
                            wrong.extend(fault_of(name, &element, &attribute, &value));
                        }
                    }
                    // A field shows its input as it was typed.
                    Part::Text(inside, text) if inside != "textarea" => {
                        seen |= text.contains(MARK);
                        if let Some(character) = unseen(&text) {
                            wrong.insert(format!("{name}: {inside} shows {character:?} in {text:?}"));
                        }
                    }
                    Part::Text(..) => {}
                    Part::Other(other) => {
                        wrong.insert(format!("{name}: {other}"));
                    }
                }
            }
        }
        assert!(seen, "{name} is not shown at all");
    }
    assert!(wrong.is_empty(), "{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

/// What is wrong with an attribute.
fn fault_of(name: &str, element: &str, attribute: &str, value: &str) -> Option<String> {
    let fault = format!("{name}: {element} {attribute}={value:?}");
    let speaks = ["aria-label", "title", "label", "value", "placeholder", "aria-description"]
        .contains(&attribute)
        || attribute.starts_with("data-");
    let wrong = match attribute {
        "href" => !value.starts_with('#') || value.contains(MARK),
        "src" | "style" | "srcdoc" | "action" | "formaction" | "ping" | "srcset" => true,
        _ if attribute.starts_with("on") => true,
        // A field shows its input as it was typed.
        "value" => false,
        _ => (!speaks && value.contains(MARK)) || unseen(value).is_some(),
    };
    wrong.then_some(fault)
}

#[test]
fn no_cell_is_a_formula_however_the_table_is_cut() {
    for taken in taken() {
        let (name, table) = (taken.name, taken.export(Form::Csv));
        let rows = cut(table, ',');
        assert!(rows.len() > files(taken.text).len(), "{name}");
        for row in &rows {
            assert_eq!(row.len(), rows[0].len(), "{name}: {row:?}");
        }
        // Spreadsheets with other regional settings split at other characters, and see other cells.
        for separator in [',', ';', '\t', '|'] {
            for cell in cut(table, separator).iter().flatten() {
                let begin = cell.trim_start_matches(['"', ' ', '\u{a0}']);
                assert!(
                    !begin.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']),
                    "{name}: {cell:?}"
                );
                assert_eq!(unseen(cell), None, "{name}: {cell:?}");
            }
        }
    }
}

/// Splits a table into rows and cells as a spreadsheet does: a cell that begins with a quote ends with one.
fn cut(table: &str, separator: char) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut signs = table.chars().peekable();
    while let Some(sign) = signs.next() {
        let row = rows.last_mut().unwrap();
        let cell = row.last_mut().unwrap();
        match sign {
            '"' if quoted && signs.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            _ if quoted => cell.push(sign),
            _ if sign == separator => row.push(String::new()),
            '\r' if signs.next_if_eq(&'\n').is_some() => rows.push(vec![String::new()]),
            _ => cell.push(sign),
        }
    }
    rows.pop_if(|row| row.len() == 1 && row[0].is_empty());
    rows
}

#[test]
fn markdown_shows_nothing_but_text() {
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
    for taken in taken() {
        let (name, written) = (taken.name, taken.export(Form::Markdown));
        assert_eq!(unseen(written), None, "{name}");
        let (mut words, mut cells) = (String::new(), 0);
        for event in Parser::new_ext(written, Options::all()) {
            match event {
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
                Event::Start(Tag::TableRow | Tag::TableHead) => cells = 0,
                Event::Start(Tag::TableCell) => cells += 1,
                Event::End(TagEnd::TableRow | TagEnd::TableHead) => {
                    assert_eq!(cells, 2, "{name}: a row of another table before {words}");
                }
                Event::Start(
                    Tag::Paragraph
                    | Tag::Heading { .. }
                    | Tag::BlockQuote(None)
                    | Tag::List(_)
                    | Tag::Item
                    | Tag::Table(_)
                    | Tag::Strong
                    | Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(_)),
                )
                | Event::End(_)
                | Event::SoftBreak
                | Event::Rule => {}
                other => panic!("{name}: {other:?} in\n{written}"),
            }
        }
        assert!(words.contains(MARK), "{name}");
        // Renderers that turn bare URLs into links look for these.
        for address in ["://", "www.", "mailto:", "@zqact"] {
            let outside: Vec<&str> =
                written.lines().filter(|line| without_code(line).contains(address)).collect();
            assert!(outside.is_empty() || in_fences(written, &outside), "{name}: {outside:?}");
        }
    }
}

/// A line without its code spans, in which nothing becomes a link.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// Whether lines are in code blocks only.
fn in_fences(written: &str, lines: &[&str]) -> bool {
    let mut fence: Option<&str> = None;
    for line in written.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if ticks == open && line == ticks => fence = None,
            None if ticks.len() >= 3 => fence = Some(ticks),
            None if lines.contains(&line) => return false,
            _ => {}
        }
    }
    true
}

#[test]
fn pasting_a_command_does_what_it_says_and_nothing_else() {
    // A command that several payloads have in common holds none of them: its words are ours.
    let of_two = |command: &String| taken().iter().filter(|it| it.commands.contains(command)).count() > 1;
    let mut known: BTreeSet<String> =
        commands(&mut Visit::new(NEUTRAL)).iter().flat_map(|it| code_of(it)).collect();
    known.extend(
        ["Set-ADComputer", "Get-ADComputer", "Set-ADUser", "Get-ADUser", "-Remove"].map(str::to_owned),
    );
    for Taken { name, text, commands, .. } in taken() {
        let mut found = false;
        for command in commands.iter().filter(|command| !of_two(command)) {
            for token in powershell::tokens(command) {
                match token {
                    Token::Code(word) => {
                        assert!(known.contains(&word), "{name}: {word:?} would run in {command}")
                    }
                    Token::Expanding(text) => assert!(!text.contains(MARK), "{name}: {command}"),
                    Token::Literal(value) => found |= value == *text,
                    other => panic!("{name}: {other:?} in {command}"),
                }
            }
            assert_eq!(unseen(command), None, "{name}: {command}");
            assert!(!command.contains('\n'), "{name}: {command}");
        }
        assert!(found, "{name}: no command names the account as it is called");
    }
}

fn code_of(command: &str) -> impl Iterator<Item = String> {
    powershell::tokens(command).into_iter().filter_map(|token| match token {
        Token::Code(word) => Some(word),
        _ => None,
    })
}

/// Every command of every item, in every scenario and in the workbench.
fn commands(visit: &mut Visit) -> Vec<String> {
    let mut found = Vec::new();
    for source in visit.sources.clone() {
        visit.act(Action::Selected(source));
        visit.act(opened(Route::Map));
        found.extend(
            visit
                .state
                .bench
                .iter()
                .flatten()
                .flat_map(|bench| bench.forms.iter().map(|form| form.command.clone())),
        );
    }
    for command in remedies(&visit.items()) {
        match command.shell {
            Shell::Powershell => found.push(command.text.clone()),
            // Commands for other programs are constant, and hold nothing of what was dropped.
            Shell::Certutil | Shell::Reg | Shell::Intune => {
                assert!(!command.text.contains(MARK), "{}", command.text);
            }
        }
    }
    found
}

fn remedies(items: &[Item]) -> impl Iterator<Item = &Command> {
    let stories = items.iter().flat_map(|item| &item.stories);
    stories.flat_map(|story| &story.remedies).flat_map(|remedy| &remedy.commands)
}

#[test]
fn a_script_of_remedies_runs_nothing_but_commands_that_look() {
    for taken in taken() {
        let (name, script) = (taken.name, taken.export(Form::Powershell));
        assert_eq!(unseen(&script.replace("\r\n", "\n")), None, "{name}");
        for line in script.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
            let comment = line == "#" || line.starts_with("# ");
            assert!(line.is_empty() || comment || taken.remedies.contains(line), "{name}: {line:?}");
        }
    }
}

#[test]
fn a_plan_runs_nothing_but_its_own_lines() {
    let own: BTreeSet<String> = Visit::new(NEUTRAL).export(Form::Plan).lines().map(str::to_owned).collect();
    for taken in taken() {
        let (name, plan) = (taken.name, taken.export(Form::Plan));
        assert_eq!(unseen(&plan.replace("\r\n", "\n")), None, "{name}");
        for line in plan.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
            if line.is_empty() || line == "#" || line.starts_with("# ") || own.contains(line) {
                continue;
            }
            for token in powershell::tokens(line) {
                match token {
                    Token::Code(word) => {
                        let known = ["Add-StrongMapping", "-Filter", "-Identity"].contains(&word.as_str());
                        assert!(known, "{name}: {word:?} would run in {line}");
                    }
                    Token::Literal(_) => {}
                    other => panic!("{name}: {other:?} in {line}"),
                }
            }
        }
    }
}

#[test]
fn a_ticket_is_plain_text() {
    for taken in taken() {
        let (name, ticket) = (taken.name, taken.export(Form::Ticket));
        assert_eq!(unseen(ticket), None, "{name}: {ticket:?}");
        assert!(ticket.contains(MARK), "{name}");
    }
}

#[test]
fn json_is_valid_and_gives_every_text_back() {
    for taken in taken() {
        let (name, written) = (taken.name, taken.export(Form::Json));
        assert_eq!(unseen(written), None, "{name}");
        let items: Vec<Value> = written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let first = &items[0];
        assert_eq!(first["file"], taken.text, "{name}");
        let names = first["certificate"]["san"].as_array().unwrap();
        for kind in ["upn", "other"] {
            let of_kind = names.iter().find(|it| it["type"] == kind);
            assert_eq!(of_kind.unwrap()["value"], taken.text, "{name}: {kind}");
        }
    }
}

#[test]
fn a_picture_holds_shapes_and_words_only() {
    for taken in taken() {
        let (name, picture) = (taken.name, taken.export(Form::Picture));
        for part in markup::parts(picture) {
            match part {
                Part::Element(element, attributes) => {
                    let known = ["svg", "title", "rect", "text", "path", "circle"];
                    assert!(known.contains(&element.as_str()), "{name}: {element}");
                    for (attribute, value) in attributes {
                        assert!(!attribute.starts_with("on") && attribute != "style", "{name}: {attribute}");
                        assert!(!attribute.contains("href") && !value.contains(MARK), "{name}: {attribute}");
                    }
                }
                Part::Text(_, text) => assert_eq!(unseen(&text), None, "{name}: {text:?}"),
                Part::Other(other) => panic!("{name}: {other}"),
            }
        }
    }
}

/// Windows allows no files with such names.
#[cfg(unix)]
#[test]
fn nothing_speaks_to_the_terminal() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("inert");
    for (place, (name, text)) in payload::ALL.iter().enumerate() {
        let own = folder.join(place.to_string());
        std::fs::create_dir_all(&own).unwrap();
        for (file, bytes) in files(text) {
            let short: String = file.replace(['/', '\0'], "_").chars().take(60).collect();
            std::fs::write(own.join(std::ffi::OsStr::from_bytes(short.as_bytes())), bytes).unwrap();
        }
        let mut told = situation(text);
        told[text] = json!(1);
        let file = folder.join(format!("{place}.json"));
        std::fs::write(&file, told.to_string()).unwrap();
        let text = text.replace('\0', "_");
        let own = own.to_str().unwrap();
        let short: String = text.replace('/', "_").chars().take(60).collect();
        let [refused, valid] = ["refused", "valid"].map(|kind| folder.join(format!("{kind} {short}")));
        std::fs::write(&refused, json!({ "organisation": 1, "codes": { &text: text } }).to_string()).unwrap();
        let ours: String = text.chars().filter(|it| !it.is_control()).take(200).collect();
        std::fs::write(&valid, json!({ "organisation": ours }).to_string()).unwrap();
        let calls: [&[&str]; 9] = [
            &["config", refused.to_str().unwrap()],
            &["config", valid.to_str().unwrap()],
            &["overview", "--situation", file.to_str().unwrap(), own],
            &["overview", "--markdown", own, &format!("missing {text}")],
            &["map", "--situation", file.to_str().unwrap(), own, &format!("missing {text}")],
            &["examine", &format!("--{text}"), own],
            &["map", "--situation", &format!("missing {text}"), own],
            &["code", &text],
            &[&text],
        ];
        for call in calls {
            stays_silent(name, call);
        }
    }
    stays_silent("all", &["examine", folder.to_str().unwrap()]);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Nothing that a call prints may control the terminal.
#[cfg(unix)]
fn stays_silent(name: &str, call: &[&str]) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_strongmap")).args(call).output().unwrap();
    assert!(!output.stdout.is_empty() || !output.stderr.is_empty(), "{name}: {call:?}");
    for (stream, bytes) in [("output", output.stdout), ("errors", output.stderr)] {
        let said = String::from_utf8(bytes).unwrap();
        if let Some(line) = said.lines().find(|line| unseen(line).is_some()) {
            panic!("{name}: {call:?} {stream}: {line:?}");
        }
        assert!(!said.contains("panicked"), "{name}: {call:?} {said}");
    }
}
