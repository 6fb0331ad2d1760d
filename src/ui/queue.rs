//! Which file the worker reads next, and what becomes of a file that fells it.
//!
//! Each file stands or falls alone: when the worker dies over a file, that file is set aside, and a new worker reads
//! all the others again.

/// The files of a visit, in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    files: Vec<Entry>,
    doing: Doing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    name: String,
    fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Waiting,
    Read,
    SetAside,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Doing {
    #[default]
    Nothing,
    Reading(usize),
    Judging,
}

/// What to ask of the worker next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Read the file in this place.
    Read(usize),
    /// Judge everything that was read.
    Judge,
}

impl Queue {
    /// Adds a file and tells its place.
    pub fn add(&mut self, name: String) -> usize {
        self.files.push(Entry { name, fate: Fate::Waiting });
        self.files.len() - 1
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Has a file read once more.
    pub fn again(&mut self, place: usize) {
        if let Some(file) = self.files.get_mut(place) {
            file.fate = Fate::Waiting;
        }
    }

    /// What to do next, if the worker has nothing to do. `judge` says whether a judgment is due.
    pub fn next(&mut self, judge: bool) -> Option<Next> {
        if self.doing != Doing::Nothing {
            return None;
        }
        match self.files.iter().position(|file| file.fate == Fate::Waiting) {
            Some(place) => {
                self.doing = Doing::Reading(place);
                Some(Next::Read(place))
            }
            None if judge && self.files.iter().any(|file| file.fate == Fate::Read) => {
                self.doing = Doing::Judging;
                Some(Next::Judge)
            }
            None => None,
        }
    }

    /// The worker has done what it was asked.
    pub fn done(&mut self) {
        if let Doing::Reading(place) = self.doing
            && let Some(file) = self.files.get_mut(place)
        {
            file.fate = Fate::Read;
        }
        self.doing = Doing::Nothing;
    }

    /// The worker died. The file it was at, or the last one it had read, is set aside; the others wait again.
    pub fn felled(&mut self) -> Option<&str> {
        let culprit = match self.doing {
            Doing::Reading(place) => Some(place),
            Doing::Judging => self.files.iter().rposition(|file| file.fate == Fate::Read),
            Doing::Nothing => None,
        };
        self.doing = Doing::Nothing;
        for file in &mut self.files {
            if file.fate == Fate::Read {
                file.fate = Fate::Waiting;
            }
        }
        let file = self.files.get_mut(culprit?)?;
        file.fate = Fate::SetAside;
        Some(&file.name)
    }

    /// Stops: what is not read yet is set aside, and what was read is read again by a new worker. How many files
    /// were set aside.
    pub fn stop(&mut self) -> usize {
        let reading = match self.doing {
            Doing::Reading(place) => Some(place),
            Doing::Nothing | Doing::Judging => None,
        };
        self.doing = Doing::Nothing;
        let mut aside = 0;
        for (place, file) in self.files.iter_mut().enumerate() {
            match file.fate {
                Fate::Waiting => {
                    file.fate = Fate::SetAside;
                    aside += 1;
                }
                Fate::Read if reading != Some(place) => file.fate = Fate::Waiting,
                Fate::Read | Fate::SetAside => {}
            }
        }
        aside
    }

    /// The name of the file in a place.
    #[must_use]
    pub fn name(&self, place: usize) -> Option<&str> {
        self.files.get(place).map(|file| file.name.as_str())
    }

    /// How many files are done with, and how many there are.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (self.files.iter().filter(|file| file.fate != Fate::Waiting).count(), self.files.len())
    }

    /// Whether the worker has something to do.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.doing != Doing::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(names: &[&str]) -> Queue {
        let mut queue = Queue::default();
        for name in names {
            queue.add((*name).to_owned());
        }
        queue
    }

    #[test]
    fn files_are_read_one_after_the_other_and_then_judged() {
        let mut queue = queue(&["a", "b"]);
        assert_eq!(queue.next(true), Some(Next::Read(0)));
        assert_eq!(queue.next(true), None, "one at a time");
        queue.done();
        assert_eq!(queue.next(true), Some(Next::Read(1)));
        queue.done();
        assert_eq!(queue.progress(), (2, 2));
        assert_eq!(queue.next(false), None);
        assert_eq!(queue.next(true), Some(Next::Judge));
        queue.done();
        assert!(!queue.is_busy());
    }

    #[test]
    fn a_file_that_fells_the_worker_is_set_aside_and_the_others_are_read_again() {
        let mut queue = queue(&["good", "bad", "later"]);
        queue.next(true);
        queue.done();
        queue.next(true);
        assert_eq!(queue.felled(), Some("bad"));
        assert_eq!(queue.next(true), Some(Next::Read(0)));
        queue.done();
        assert_eq!(queue.next(true), Some(Next::Read(2)));
        queue.done();
        assert_eq!(queue.next(true), Some(Next::Judge));
    }

    #[test]
    fn a_judgment_that_fells_the_worker_costs_the_file_read_last() {
        let mut queue = queue(&["good", "bad"]);
        for _ in 0..2 {
            queue.next(true);
            queue.done();
        }
        queue.next(true);
        assert_eq!(queue.felled(), Some("bad"));
        assert_eq!(queue.next(true), Some(Next::Read(0)));
    }

    #[test]
    fn what_was_read_before_a_stop_is_kept_and_the_rest_set_aside() {
        let mut queue = queue(&["read", "reading", "waiting"]);
        queue.next(true);
        queue.done();
        queue.next(true);
        assert_eq!(queue.stop(), 2);
        assert_eq!(queue.next(true), Some(Next::Read(0)));
        queue.done();
        assert_eq!(queue.next(true), Some(Next::Judge));
    }

    #[test]
    fn an_idle_worker_that_dies_costs_no_file() {
        let mut queue = queue(&["a"]);
        queue.next(true);
        queue.done();
        assert_eq!(queue.felled(), None);
        assert_eq!(queue.next(true), Some(Next::Read(0)));
        assert_eq!(Queue::default().next(true), None, "nothing to judge");
    }
}
