//! Reads and judges, away from the page so that it never freezes.

use strongmap::examination::{self, Findings};
use strongmap::intake::File;
use strongmap::report;
use strongmap::ui::browser;
use strongmap::ui::seam::{Reply, Request};

fn main() {
    let mut findings = Findings::default();
    browser::serve(move |request, bytes| match request {
        Request::Read { name } => {
            let file = File { name: &name, bytes };
            findings.items.extend(examination::read(&[file], &[]).items);
            Reply::Read
        }
        Request::Judge { situation } => {
            let judgments = examination::judge(&findings, &situation);
            Reply::Judged { report: report::report(&findings, &judgments, &situation) }
        }
    });
}
