//! Reads, judges and looks up, away from the page so that it never freezes.

use strongmap::catalog::Family;
use strongmap::examination::{self, Findings};
use strongmap::intake::File;
use strongmap::report::{self, code};
use strongmap::ui::browser;
use strongmap::ui::seam::{Reply, Request};

fn main() {
    let mut findings = Findings::default();
    browser::serve(move |request, bytes| match request {
        Request::Read { name } => {
            let file = File { name: &name, bytes };
            findings.add(examination::read(&[file], &[]));
            Reply::Read
        }
        Request::Judge { situation } => {
            let judgments = examination::judge(&findings, &situation);
            Reply::Judged {
                report: report::report(&findings, &judgments, &report::Reader::somewhere(&situation)),
            }
        }
        Request::LookUp { query } => Reply::LookedUp { hits: code::look_up(&query), query },
        Request::Page { link } => Reply::Page { page: code::page(&link).map(Box::new), link },
        Request::Browse => Reply::Codes { hits: Family::ALL.into_iter().flat_map(code::family).collect() },
    });
}
