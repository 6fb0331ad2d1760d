//! The page: shows reports to the user, and turns what the user does into actions.
//!
//! ```text
//! browser event -> Action -> State::apply -> Effect -> browser, worker
//!                               |
//!                               v
//!                             Page
//! ```
//!
//! [`State`] and the views do not depend on the browser, so they are tested on the host. Only [`browser`] does.

pub mod app;
pub mod browser;
pub mod desk;
pub mod ledger;
pub mod librarian;
pub mod page;
pub mod queue;
pub mod seam;
pub mod state;

mod about_view;
mod answer_view;
mod bytes_view;
mod chain_view;
mod code_view;
mod compare_view;
mod custom_view;
mod drop_zone;
mod field_view;
mod icon;
mod link_view;
mod list_view;
mod map_view;
mod out_view;
mod overview_view;
mod policy_view;
mod proof_view;
mod prose;
mod situation_view;
mod story_view;
mod table_view;
mod time_view;

pub use state::{Action, Effect, State};
