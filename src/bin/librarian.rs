//! Looks up codes in a worker of its own, apart from the page and from the workers that read.

use strongmap::ui::seam::Parcel;
use strongmap::ui::{browser, librarian};

fn main() {
    browser::serve(|request, _, tell| tell(librarian::answer(request), Parcel::default()));
}
