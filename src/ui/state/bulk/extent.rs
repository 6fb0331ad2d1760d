//! How much of the page is drawn at a time.

use super::WINDOW;

/// How many lines of the list are drawn at a time: more than are visible at once.
pub(super) const LINES: usize = 20;

/// How much of the first item and of a list with new lines is drawn. Drawing everything at once would freeze the page
/// for a moment and delay the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// The answer, and the visible lines of the list.
    Answer,
    /// What happens, and what to do.
    Story,
    /// The form for the situation.
    Situation,
    /// The proof.
    Proof,
    /// This many lines of the list.
    Lines(usize),
    /// Everything.
    #[default]
    All,
}

impl Extent {
    pub(super) const fn next(self) -> Self {
        match self {
            Self::Answer => Self::Story,
            Self::Story => Self::Situation,
            Self::Situation => Self::Proof,
            Self::Proof => Self::Lines(2 * LINES),
            Self::Lines(count) if count + LINES < WINDOW => Self::Lines(count + LINES),
            Self::Lines(_) | Self::All => Self::All,
        }
    }

    /// How many lines of the list are drawn, at most.
    pub(super) const fn lines(self) -> usize {
        match self {
            Self::Answer | Self::Story | Self::Situation | Self::Proof => LINES,
            Self::Lines(count) => count,
            Self::All => WINDOW,
        }
    }
}
