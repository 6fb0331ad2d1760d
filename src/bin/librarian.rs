//! Looks up codes, away from the page and from the worker that reads.

use strongmap::ui::{browser, librarian};

fn main() {
    browser::serve(|request, _| librarian::answer(request));
}
