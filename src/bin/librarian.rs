//! Looks up codes, away from the page and from the worker that reads.

use strongmap::ui::seam::Parcel;
use strongmap::ui::{browser, librarian};

fn main() {
    browser::serve(|request, _, tell| tell(librarian::answer(request), Parcel::default()));
}
