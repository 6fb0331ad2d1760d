//! A file or a part of one: where it begins, and what has become of it.

use super::PART;

/// A file, or a part of a long one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) file: u32,
    pub(super) part: u32,
    /// Where it begins in the file, and in the decoded text, both in bytes.
    pub(super) from: u64,
    pub(super) text: u64,
    /// The length of the file from there.
    pub(super) left: u64,
    pub(super) fate: Fate,
    /// The number of the worker that read it or will read it; zero if any may.
    pub(super) keeper: u8,
    pub(super) certificates: u32,
    /// Whether it extends to the end of the file, whatever its length.
    pub(super) whole: bool,
    /// Whether its batch crashed a worker or was stopped while it was read, so that it is read alone next.
    pub(super) suspect: bool,
    /// Whether it was read: its items are in the list, even if the worker that kept them is gone and it is read again.
    pub(super) listed: bool,
    /// Whether it is read again to try a password.
    pub(super) tries: bool,
}

impl Part {
    /// A file of this size.
    pub(super) const fn of(file: u32, size: u64) -> Self {
        Self {
            file,
            part: 0,
            from: 0,
            text: 0,
            left: size,
            fate: Fate::Waiting,
            keeper: 0,
            certificates: 0,
            whole: false,
            suspect: false,
            listed: false,
            tries: false,
        }
    }

    /// The next part of the same file, after this many bytes of the file and of its decoded text.
    pub(super) const fn next(&self, bytes: u64, text: u64) -> Self {
        Self {
            part: self.part + 1,
            from: self.from + bytes,
            text: self.text + text,
            whole: self.whole,
            suspect: self.suspect,
            ..Self::of(self.file, self.left.saturating_sub(bytes))
        }
    }

    /// Whether the file is longer than a part, and split.
    pub(super) const fn goes_on(&self) -> bool {
        !self.whole && self.left > PART
    }

    /// Whether the user waits for what is in it.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.fate, Fate::Waiting | Fate::Reading) && (!self.listed || self.tries)
    }

    pub(super) fn set_aside(&mut self) {
        self.fate = Fate::SetAside;
        self.listed = false;
        self.tries = false;
    }
}

/// A part that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// The index of the file.
    pub file: usize,
    /// The index of the part within the file.
    pub part: usize,
    /// Whether a password was tried, so that it may contain other items than before.
    pub tried: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Waiting,
    Reading,
    Read,
    /// The user stopped before it was read.
    Stopped,
    /// It crashed its worker, or it could not be opened or split.
    SetAside,
}
