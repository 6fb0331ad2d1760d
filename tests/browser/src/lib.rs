//! Browser tests of the built page (walks), run in real browsers over WebDriver.
//!
//! ```text
//! walks/         what a user does, and what must follow
//!   Visit        the page as a walk sees it
//!     Session    a browser, controlled through its driver
//!     Site       serves the page from a sub-folder, and keeps a record of every request
//!     BlockingProxy    a proxy in place of all other hosts, which no request may reach
//! ```
//!
//! `cargo xtask test` builds the page, finds the browsers, and runs all walks in each of them.
//! `cargo xtask pictures` takes the pictures for the documents with the same browser.

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
pub use lookout::BlockingProxy;
pub use outcome::{Failure, Outcome};
pub use session::Session;
pub use site::{Content, Faults, Site};
pub use visit::Visit;
