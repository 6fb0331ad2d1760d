//! Reads and judges in a worker, so that the page never freezes.

use strongmap::ui::browser;
use strongmap::ui::desk::Desk;

fn main() {
    let mut desk = Desk::new(browser::minutes_east);
    browser::serve(move |request, files, tell| desk.answer(request, files, tell));
}
