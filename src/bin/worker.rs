//! Reads and judges, away from the page so that it never freezes.

use strongmap::ui::browser;
use strongmap::ui::desk::Desk;

fn main() {
    let mut desk = Desk::new(browser::minutes_east);
    browser::serve(move |request, files, tell| desk.answer(request, files, tell));
}
