//! What the worker does: keeps what was read, and answers requests. It knows no browser, so it is tested on the host.

use super::seam::{Form, Password, Reply, Request, Source};
use crate::address::{Preset, share};
use crate::certificate::Certificate;
use crate::chain::Signature;
use crate::configuration::Configuration;
use crate::examination::{self, Findings, Found, Judgment, Kind};
use crate::export;
use crate::intake::File;
use crate::moment::Moment;
use crate::report::{self, Reader, Report, bytes, compare, history, workbench};
use crate::situation::Situation;

/// Everything that was read, and what was made of it last.
#[derive(Debug)]
pub struct Desk {
    findings: Findings,
    sources: Vec<Source>,
    judgments: Vec<Judgment>,
    situation: Situation,
    minutes_east: fn(Moment) -> Option<i64>,
}

impl Desk {
    /// An empty desk, and how to tell the visitor's clocks from UTC.
    #[must_use]
    pub fn new(minutes_east: fn(Moment) -> Option<i64>) -> Self {
        Self {
            findings: Findings::default(),
            sources: Vec::new(),
            judgments: Vec::new(),
            situation: Situation::default(),
            minutes_east,
        }
    }

    /// Answers a request; the bytes are those of the file that came with it.
    pub fn answer(&mut self, request: Request, bytes: &[u8]) -> Reply {
        match request {
            Request::Read { file, name, password } => self.read(file, &name, password.as_ref(), bytes),
            Request::Judge { situation, without } => self.judge(*situation, &without),
            Request::Bytes { item } => {
                Reply::Bytes { item, dump: self.findings.items.get(item).and_then(bytes::dump) }
            }
            Request::Compare { before, after } => Reply::Compared {
                before,
                after,
                comparison: self
                    .item(before)
                    .zip(self.item(after))
                    .and_then(|(old, new)| compare::compare(old, new, &self.reader())),
            },
            Request::Map { item, lines } => {
                let bench =
                    self.item(item).and_then(|(found, _)| workbench::bench(found, &lines, &self.situation));
                Reply::Mapped { item, bench }
            }
            Request::History { item } => Reply::History {
                item,
                periods: history::history(&self.findings, &self.judgments, item, &self.situation),
            },
            Request::Policy { item, lines } => {
                let item = item.and_then(|item| self.item(item));
                let issuer = item.and_then(|(_, judgment)| self.issuer(judgment));
                Reply::Policed { policy: workbench::policy(&lines, item.map(|(found, _)| found), issuer) }
            }
            Request::Export { form, items, story, way } => Reply::Exported {
                name: form.file_name(),
                kind: form.file_type().1.to_owned(),
                text: self.export(form, &items, story),
                way,
            },
            Request::Share { item, with_situation } => {
                let preset = with_situation.then(|| Preset::of(&self.situation));
                let found = self.findings.items.get(item).filter(|found| found.kind == Kind::Certificate);
                Reply::Shared { link: found.and_then(|found| share::write(&found.der, preset.as_ref())) }
            }
            Request::Configure { text } => {
                let (configuration, problems) = Configuration::read(&text);
                Reply::Configured { configuration: Box::new(configuration), problems }
            }
            // Codes are looked up by the other worker, which alone carries their pages.
            Request::LookUp { .. } | Request::Page { .. } | Request::Browse => Reply::Ready,
        }
    }

    fn read(&mut self, file: usize, name: &str, password: Option<&Password>, bytes: &[u8]) -> Reply {
        let passwords: Vec<&str> = password.iter().map(|password| password.reveal()).collect();
        let found = examination::read(&[File { name, bytes }], &passwords).items;
        let begin = self.sources.partition_point(|source| source.file < file);
        let end = self.sources.partition_point(|source| source.file <= file);
        let sources = (0..found.len()).map(|item| Source { file, item });
        self.sources.splice(begin..end, sources);
        self.change(|items| drop(items.splice(begin..end, found)));
        // What was judged before belongs to other places now.
        self.judgments.clear();
        Reply::Read
    }

    /// Changes the items. Who issued whom is looked for anew; signatures that were verified are remembered.
    fn change(&mut self, act: impl FnOnce(&mut Vec<Found>)) {
        self.findings.add(Findings::default());
        act(&mut self.findings.items);
    }

    fn judge(&mut self, situation: Situation, without: &[Source]) -> Reply {
        // What was put away does not come back: it is dropped for good, and dropped again should it be read again.
        let keep: Vec<bool> = self.sources.iter().map(|source| !without.contains(source)).collect();
        if keep.contains(&false) {
            let mut kept = keep.iter();
            self.change(|items| items.retain(|_| kept.next().copied().unwrap_or(true)));
        }
        let mut kept = keep.iter();
        self.sources.retain(|_| kept.next().copied().unwrap_or(true));
        self.judgments = examination::judge(&self.findings, &situation);
        self.situation = situation;
        let report = self.report();
        Reply::Judged { report, sources: self.sources.clone() }
    }

    fn report(&self) -> Report {
        report::report(&self.findings, &self.judgments, &self.reader())
    }

    fn reader(&self) -> Reader<'_> {
        Reader { situation: &self.situation, minutes_east: self.minutes_east }
    }

    fn item(&self, place: usize) -> Option<(&Found, &Judgment)> {
        self.findings.items.get(place).zip(self.judgments.get(place))
    }

    fn issuer(&self, judgment: &Judgment) -> Option<&Certificate> {
        let link = judgment.chain.first().filter(|link| link.signature != Signature::Wrong)?;
        self.findings.items.get(link.issuer)?.certificate.as_ref()
    }

    fn export(&self, form: Form, items: &[usize], story: usize) -> String {
        let report = self.report();
        let chosen: Vec<&report::Item> = items.iter().filter_map(|item| report.items.get(*item)).collect();
        match form {
            Form::Ticket => export::ticket::write(&chosen, story, &self.situation),
            Form::Markdown => export::markdown::write(&chosen, story, &self.situation),
            Form::Csv => export::csv::write(&chosen),
            Form::Powershell => export::powershell::write(&chosen, story),
            Form::Picture => chosen
                .first()
                .and_then(|item| item.stories.get(story).or_else(|| item.stories.first()))
                .map(export::picture::write)
                .unwrap_or_default(),
            Form::Json => items
                .iter()
                .filter_map(|item| self.item(*item))
                .map(|(found, judgment)| export::json::line(&export::json::item(found, judgment)))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::seam::Way;

    fn desk() -> Desk {
        Desk::new(|_| None)
    }

    fn read(desk: &mut Desk, file: usize, name: &str, bytes: &[u8]) {
        let request = Request::Read { file, name: name.to_owned(), password: None };
        assert_eq!(desk.answer(request, bytes), Reply::Read);
    }

    fn judged(desk: &mut Desk, without: Vec<Source>) -> (Report, Vec<Source>) {
        let situation = Situation { today: Some(Moment::day(2026, 11, 20)), ..Situation::default() };
        match desk.answer(Request::Judge { situation: Box::new(situation), without }, &[]) {
            Reply::Judged { report, sources } => (report, sources),
            other => panic!("{other:?}"),
        }
    }

    fn alice() -> forge::Leaf {
        forge::Leaf::user("alice").upn("alice@corp.example")
    }

    #[test]
    fn a_file_read_again_takes_the_place_of_what_was_read_before() {
        let mut desk = desk();
        read(&mut desk, 0, "a.pem", (alice().pem() + &alice().pem()).as_bytes());
        read(&mut desk, 1, "b.txt", b"nothing");
        read(&mut desk, 0, "a.pem", alice().pem().as_bytes());
        let (report, sources) = judged(&mut desk, vec![]);
        assert_eq!(
            report.items.iter().map(|item| item.file.as_str()).collect::<Vec<_>>(),
            ["a.pem", "b.txt"]
        );
        assert_eq!(sources, [Source { file: 0, item: 0 }, Source { file: 1, item: 0 }]);
    }

    #[test]
    fn what_is_put_away_is_gone_and_the_others_keep_their_names() {
        let mut desk = desk();
        read(&mut desk, 0, "a.pem", (alice().pem() + &forge::Leaf::user("bob").pem()).as_bytes());
        let first = Source { file: 0, item: 0 };
        let (report, sources) = judged(&mut desk, vec![first]);
        assert_eq!(report.items.len(), 1);
        assert_eq!(sources, [Source { file: 0, item: 1 }]);
        read(&mut desk, 0, "a.pem", (alice().pem() + &forge::Leaf::user("bob").pem()).as_bytes());
        assert_eq!(judged(&mut desk, vec![first]).1, sources, "also after the file was read again");
    }

    #[test]
    fn every_form_is_written_and_nothing_is_asked_of_what_is_not_there() {
        let mut desk = desk();
        read(&mut desk, 0, "a.pem", alice().pem().as_bytes());
        judged(&mut desk, vec![]);
        for form in Form::ALL {
            let request = Request::Export { form, items: vec![0, 7], story: 0, way: Way::Copy };
            let Reply::Exported { name, text, .. } = desk.answer(request, &[]) else { panic!() };
            assert!(!text.is_empty() && name.starts_with("strongmap-"), "{form:?}");
        }
        assert_eq!(desk.answer(Request::Bytes { item: 9 }, &[]), Reply::Bytes { item: 9, dump: None });
        let nothing = desk.answer(Request::Compare { before: 0, after: 9 }, &[]);
        assert_eq!(nothing, Reply::Compared { before: 0, after: 9, comparison: None });
    }

    #[test]
    fn a_renewal_with_a_sid_mends_the_mapping() {
        let mut desk = desk();
        read(&mut desk, 0, "old.pem", alice().pem().as_bytes());
        read(
            &mut desk,
            1,
            "new.pem",
            alice().sid("S-1-5-21-1496966362-3320961333-4044918980-1105").pem().as_bytes(),
        );
        judged(&mut desk, vec![]);
        let Reply::Compared { comparison: Some(comparison), .. } =
            desk.answer(Request::Compare { before: 0, after: 1 }, &[])
        else {
            panic!()
        };
        assert_eq!(comparison.headline, "The second one mends it");
        assert!(comparison.rows.iter().any(|row| row.label == "SID extension" && !row.same));
        assert!(comparison.rows.iter().any(|row| row.label == "User principal name" && row.same));
    }

    #[test]
    fn a_pasted_string_is_explained_to_the_character() {
        let mut desk = desk();
        read(&mut desk, 0, "a.pem", alice().pem().as_bytes());
        judged(&mut desk, vec![]);
        let Reply::Mapped { bench: Some(bench), .. } =
            desk.answer(Request::Map { item: 0, lines: vec!["X509:<SKI>00".into(), "x590:".into()] }, &[])
        else {
            panic!()
        };
        assert!(bench.forms.iter().any(|form| form.recommended && form.strong));
        assert!(bench.forms.iter().all(|form| form.command.contains("altSecurityIdentities = 'X509:<")));
        assert!(bench.pasted.iter().all(|pasted| !pasted.differences.is_empty()));
    }
}
