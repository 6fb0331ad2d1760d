//! The page: a report becomes what a person sees, and what a person does becomes actions.
//!
//! ```text
//! browser event -> Action -> State::apply -> Effect -> browser, worker
//!                               |
//!                               v
//!                             Page
//! ```
//!
//! [`State`] and the views know no browser, so they are tested on the host. Only [`browser`] does.

pub mod app;
pub mod browser;
pub mod page;
pub mod queue;
pub mod seam;
pub mod state;

mod answer_view;
mod code_view;
mod drop_zone;
mod icon;
mod list_view;
mod proof_view;
mod situation_view;
mod story_view;

pub use state::{Action, Effect, State};
