//! Walks over the built page in real browsers, steered over WebDriver.
//!
//! ```text
//! walks/         what a visitor does, and what must come of it
//!   Visit        the page as a walk sees it
//!     Session    a browser, steered through its driver
//!     Site       serves the page from a sub-folder, and keeps a record of every request
//!     Lookout    stands where the rest of the world would be: nobody may ask it anything
//! ```
//!
//! `cargo xtask test` builds the page, finds the browsers, and runs all walks in each of them.
//! `cargo xtask pictures` has the same browser take the pictures for the documents.

pub mod environment;
pub mod lookout;
pub mod many;
pub mod outcome;
pub mod session;
pub mod site;
pub mod visit;

mod driver;
mod http;
mod listener;

pub use environment::{Browser, Environment};
pub use lookout::Lookout;
pub use outcome::{Failure, Outcome};
pub use session::Session;
pub use site::{Content, Manners, Site};
pub use visit::Visit;
