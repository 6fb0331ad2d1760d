//! Which worker reads which file next, and what happens to a file that crashes its worker.
//!
//! Several workers read; each keeps what it read. Small files are sent to them in batches, long files in parts that end
//! where a record ends. When everything is read, items that concern those of other workers are lent to these, and
//! everything is judged. When a worker crashes, only the file it crashed on is set aside; everything else it kept is
//! read again.

use super::seam::{self, Password, Source};
use part::{Fate, Part};
use std::rc::Rc;

mod part;

pub use part::Done;

/// The files of a visit, in the order in which they were added, and the workers that read them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    names: Rc<Vec<String>>,
    /// Sorted by file and part.
    parts: Vec<Part>,
    readers: Vec<Reader>,
    kin: Kin,
    /// No part before this one is waiting.
    waiting_from: usize,
    /// Whether no further work is started.
    paused: bool,
    /// Whether items that are already read are judged although reading is paused.
    judges_in_pause: bool,
    password: Option<(usize, Password)>,
}

/// A worker that reads. The first is number one.
#[derive(Clone, Debug, Default, PartialEq)]
struct Reader {
    doing: Doing,
    /// Where judging continues; `None` if everything is judged.
    judged: Option<usize>,
    /// Whether to start judging again after the current step.
    anew: bool,
    /// Whether it keeps any items.
    holds: bool,
    /// Whether the list lacks rows of them, so that it does not know which items concern others.
    unlisted: bool,
    borrowed: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
enum Doing {
    #[default]
    Nothing,
    /// These parts; whether it sends rows at once.
    Reading(Vec<usize>, bool),
    Judging,
    Lending,
}

/// The progress of lending items to workers whose own items they concern.
#[derive(Clone, Debug, Default, PartialEq)]
enum Kin {
    #[default]
    Known,
    Due,
    Asked,
    /// The loans that remain: the lender, the borrower and the items.
    Lending(Vec<(usize, usize, Vec<Source>)>),
}

/// What to request next, and from which worker.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Have a worker read, and send rows at once or when everything is judged.
    Read(usize, Vec<seam::Part>, bool),
    /// Have a worker judge, from this place on.
    Judge(usize, usize),
    /// Ask which items concern those of other workers.
    Kin,
    /// Have a worker forget what was lent to it.
    Return(usize),
    /// Have the first worker lend items to the second.
    Lend(usize, usize, Vec<Source>),
}

/// The progress.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files and parts that are finished.
    pub done: usize,
    /// All files and parts known so far.
    pub all: usize,
    /// Files and parts that were not read because the user stopped.
    pub stopped: usize,
    /// Whether everything was read and is being judged.
    pub judging: bool,
    /// Whether reading is paused.
    pub paused: bool,
}

/// The length of a part of a file in bytes. Reading a part takes several times as much memory, which a page never gives
/// back.
pub const PART: u64 = 1 << 20;

/// The size up to which a file that cannot be split is read. Reading takes several times as much memory, and a page has
/// only a few gigabytes.
pub const MAX: u64 = 256 << 20;

/// The limits of a batch; a single file may exceed the second.
const BATCH: usize = 32;
const BATCH_BYTES: u64 = 1 << 20;

/// The number of files for which one worker is enough.
const FEW: usize = 48;

impl Queue {
    /// Adds files by their names and sizes.
    pub fn add(&mut self, files: Vec<(String, u64)>) {
        let names = Rc::make_mut(&mut self.names);
        for (name, size) in files {
            let file = u32::try_from(names.len()).unwrap_or(u32::MAX);
            names.push(name);
            self.parts.push(Part::of(file, size));
        }
        self.kin = Kin::Due;
    }

    /// How many workers there should be, up to a maximum.
    #[must_use]
    pub fn wanted(&self, most: usize) -> usize {
        let waiting = self.parts.iter().skip(self.waiting_from).filter(|part| part.fate == Fate::Waiting);
        let (count, bytes) = waiting.fold((0, 0), |(count, bytes), part| (count + 1, bytes + part.left));
        if count > FEW || bytes > 2 * PART { most.max(1) } else { 1 }
    }

    /// Adds a worker, and returns its number.
    pub fn hire(&mut self) -> usize {
        self.readers.push(Reader::default());
        self.readers.len()
    }

    /// How many workers there are.
    #[must_use]
    pub fn readers(&self) -> usize {
        self.readers.len()
    }

    /// Forgets everything but the workers, which start anew.
    pub fn clear(&mut self) {
        *self = Self { readers: vec![Reader::default(); self.readers.len()], ..Self::default() };
    }

    /// No worker could be started: nothing is read, and the files are forgotten.
    pub fn give_up(&mut self) {
        *self = Self::default();
    }

    /// Has the part of an item read again, with a password to try.
    pub fn again(&mut self, source: Source, password: Password) {
        if let Some(at) = self.place(source.file, source.part)
            && let Some(part) = self.parts.get_mut(at)
        {
            part.fate = Fate::Waiting;
            part.tries = true;
            self.password = Some((at, password));
            self.waiting_from = self.waiting_from.min(at);
            self.kin = Kin::Due;
        }
    }

    /// Has everything judged again, even while reading is paused.
    pub fn judge(&mut self) {
        self.judges_in_pause = self.paused;
        for reader in self.readers.iter_mut().filter(|reader| reader.holds) {
            reader.anew = reader.doing == Doing::Judging;
            reader.judged = Some(0);
        }
    }

    /// The worker that keeps the list is gone, and with it what it was asked. Everything is judged again for the new
    /// list, before that is asked anything.
    pub fn relist(&mut self) {
        if self.kin == Kin::Asked {
            self.kin = Kin::Due;
        }
        self.judge();
        self.readers.iter_mut().for_each(|reader| reader.unlisted = reader.holds);
    }

    /// Has what was read judged although reading is paused.
    pub fn judge_in_pause(&mut self) {
        self.judges_in_pause = self.paused;
    }

    /// Whether everything that was read is judged. While reading is paused, the rest does not count.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let works = |it: &Reader| it.doing != Doing::Nothing || it.judged.is_some();
        let is_lost = |part: &Part| part.listed && part.fate == Fate::Waiting;
        !self.readers.iter().any(works)
            && !self.parts.iter().any(is_lost)
            && (self.paused || self.kin == Kin::Known && !self.has_more())
    }

    /// Items were removed: which items concern others has changed.
    pub fn dropped(&mut self) {
        self.kin = Kin::Due;
        self.judge();
    }

    /// The next requests, for all idle workers.
    pub fn due(&mut self) -> Vec<Next> {
        // Only what the user waits for can be paused.
        if self.paused && self.progress().judging {
            self.pause(false);
        }
        if self.paused {
            return if self.judges_in_pause { self.judge_next(|_| true) } else { Vec::new() };
        }
        let mut next = Vec::new();
        if matches!(self.kin, Kin::Known | Kin::Due) {
            for reader in 1..=self.readers.len() {
                next.extend(self.read_next(reader));
            }
        }
        let all_idle = self.readers.iter().all(|reader| reader.doing == Doing::Nothing);
        if all_idle && self.kin == Kin::Due {
            let several = self.readers.iter().filter(|reader| reader.holds).count() > 1;
            if several && self.readers.iter().any(|reader| reader.unlisted) {
                next.extend(self.judge_next(|reader| reader.unlisted));
                return next;
            }
            self.kin = Kin::Known;
            self.judge();
            if several {
                self.kin = Kin::Asked;
                next.push(Next::Kin);
            }
        }
        if all_idle && let Kin::Lending(loans) = &mut self.kin {
            match loans.pop() {
                Some((from, to, items)) => {
                    self.begin(from, Doing::Lending);
                    self.begin(to, Doing::Lending);
                    next.push(Next::Lend(from, to, items));
                }
                None => self.kin = Kin::Known,
            }
        }
        if self.kin == Kin::Known && !self.is_reading() {
            next.extend(self.judge_next(|_| true));
        }
        next
    }

    /// Has the idle workers judge, as far as they are wanted.
    fn judge_next(&mut self, wanted: impl Fn(&Reader) -> bool) -> Vec<Next> {
        let idle = self.readers.iter_mut().zip(1..);
        let idle = idle.filter(|(reader, _)| reader.doing == Doing::Nothing && wanted(reader));
        idle.filter_map(|(reader, number)| {
            let from = reader.judged?;
            reader.doing = Doing::Judging;
            Some(Next::Judge(number, from))
        })
        .collect()
    }

    fn is_reading(&self) -> bool {
        self.readers.iter().any(|reader| matches!(reader.doing, Doing::Reading(..)))
    }

    fn begin(&mut self, number: usize, doing: Doing) {
        if let Some(reader) = self.reader(number) {
            reader.doing = doing;
        }
    }

    fn reader(&mut self, number: usize) -> Option<&mut Reader> {
        self.readers.get_mut(number.checked_sub(1)?)
    }

    fn read_next(&mut self, number: usize) -> Option<Next> {
        if self.reader(number)?.doing != Doing::Nothing {
            return None;
        }
        let keeper = u8::try_from(number).ok()?;
        let mut batch = Vec::new();
        let mut bytes = 0;
        let mut skipped = false;
        for (at, part) in self.parts.iter().enumerate().skip(self.waiting_from) {
            if part.fate != Fate::Waiting || part.keeper != 0 && part.keeper != keeper {
                skipped |= part.fate == Fate::Waiting;
                if batch.is_empty() && !skipped {
                    self.waiting_from = at + 1;
                }
                continue;
            }
            let alone = part.suspect || self.password.as_ref().is_some_and(|(locked, _)| *locked == at);
            let size = if part.whole { part.left } else { part.left.min(PART) };
            if !batch.is_empty() && (alone || bytes + size > BATCH_BYTES) {
                break;
            }
            bytes += size;
            batch.push(at);
            if alone || batch.len() == BATCH {
                break;
            }
        }
        if batch.is_empty() {
            return None;
        }
        let slices: Vec<seam::Part> = batch.iter().filter_map(|at| self.slice(*at, keeper)).collect();
        // If nothing else is waiting, the final answer comes at once.
        let goes_on = slices.iter().any(|slice| slice.goes_on);
        let preview = self.readers.len() > 1 || goes_on || self.has_more();
        self.begin(number, Doing::Reading(batch, preview));
        Some(Next::Read(number, slices, preview))
    }

    fn slice(&mut self, at: usize, keeper: u8) -> Option<seam::Part> {
        let password = self.password.take_if(|(locked, _)| *locked == at).map(|(_, password)| password);
        let part = self.parts.get_mut(at)?;
        part.fate = Fate::Reading;
        part.keeper = keeper;
        let goes_on = part.goes_on();
        let length = if goes_on { PART } else { part.left };
        Some(seam::Part {
            file: part.file as usize,
            part: part.part as usize,
            name: self.names.get(part.file as usize).cloned().unwrap_or_default(),
            from: part.from,
            to: part.from.saturating_add(length),
            offset: part.text,
            goes_on,
            password,
        })
    }

    /// A worker has cut a part after this many bytes; the next part begins there.
    pub fn cut(&mut self, file: usize, part: usize, bytes: u64, text: u64) {
        let Some(at) = self.place(file, part) else { return };
        let Some(first) = self.parts.get(at).copied() else { return };
        let next = first.next(bytes, text);
        if bytes == 0 || self.place(file, part + 1).is_some() {
            return;
        }
        self.parts.insert(at + 1, next);
        for reader in &mut self.readers {
            if let Doing::Reading(batch, _) = &mut reader.doing {
                batch.iter_mut().filter(|place| **place > at).for_each(|place| *place += 1);
            }
        }
        if let Some((locked, _)) = &mut self.password
            && *locked > at
        {
            *locked += 1;
        }
        self.waiting_from = self.waiting_from.min(at + 1);
    }

    /// A file cannot be split and has to be read as a whole. Returns whether that is possible.
    pub fn uncut(&mut self, file: usize, part: usize) -> bool {
        let Some(at) = self.place(file, part) else { return false };
        let Some(found) = self.parts.get_mut(at) else { return false };
        let possible = found.left <= MAX;
        found.whole = true;
        if possible {
            found.fate = Fate::Waiting;
        } else {
            found.set_aside();
        }
        self.waiting_from = self.waiting_from.min(at);
        possible
    }

    /// A file, or a part of it, could not be opened, and is set aside.
    pub fn unread(&mut self, file: usize, part: usize) {
        if let Some(part) = self.place(file, part).and_then(|at| self.parts.get_mut(at)) {
            part.set_aside();
        }
    }

    /// A worker has read its batch, and found this many certificates. Returns the parts that were read.
    pub fn read(&mut self, number: usize, certificates: usize) -> Vec<Done> {
        let Some(reader) = self.reader(number) else { return Vec::new() };
        let Doing::Reading(batch, preview) = std::mem::take(&mut reader.doing) else { return Vec::new() };
        reader.holds = true;
        reader.unlisted |= !preview;
        reader.judged = Some(0);
        let mut done = Vec::new();
        for (nth, at) in batch.into_iter().enumerate() {
            if let Some(part) = self.parts.get_mut(at) {
                // A file that could not be split waits again.
                if part.fate == Fate::Reading {
                    done.push(Done { file: part.file as usize, part: part.part as usize, tried: part.tries });
                    part.fate = Fate::Read;
                    part.suspect = false;
                    part.listed = true;
                    part.tries = false;
                }
                part.certificates =
                    if nth == 0 { u32::try_from(certificates).unwrap_or(u32::MAX) } else { 0 };
            }
        }
        self.kin = Kin::Due;
        done
    }

    /// A worker has judged a step, and continues from there, if there is more.
    pub fn judged(&mut self, number: usize, next: Option<usize>) {
        if let Some(reader) = self.reader(number) {
            reader.doing = Doing::Nothing;
            reader.judged = if std::mem::take(&mut reader.anew) { Some(0) } else { next };
            reader.unlisted &= reader.judged.is_some();
        }
    }

    /// The loans are known. Workers return what they borrowed before.
    pub fn kin(&mut self, loans: Vec<(usize, usize, Vec<Source>)>) -> Vec<Next> {
        const AT_ONCE: usize = 1_000;
        let pieces = loans.into_iter().flat_map(|(from, to, items)| {
            let pieces: Vec<Vec<Source>> = items.chunks(AT_ONCE).map(<[Source]>::to_vec).collect();
            pieces.into_iter().map(move |items| (from, to, items))
        });
        self.kin = Kin::Lending(pieces.collect());
        let mut next = Vec::new();
        for (number, reader) in (1..).zip(&mut self.readers) {
            if std::mem::take(&mut reader.borrowed) {
                next.push(Next::Return(number));
            }
        }
        next
    }

    /// A loan has been sent to its borrower.
    pub fn lent(&mut self, number: usize) {
        if let Some(reader) = self.reader(number) {
            reader.borrowed = true;
        }
        for reader in self.readers.iter_mut().filter(|reader| reader.doing == Doing::Lending) {
            reader.doing = Doing::Nothing;
        }
    }

    /// A worker crashed. The file it was reading is set aside; if there were several, each is read alone next.
    /// Everything else it kept waits again. If a single part is to blame, returns its name, its file and its number.
    pub fn felled(&mut self, number: usize) -> Option<(String, usize, usize)> {
        let keeper = u8::try_from(number).ok()?;
        let doing = std::mem::take(&mut self.reader(number)?.doing);
        let mut blamed = match doing {
            Doing::Reading(batch, _) => batch,
            Doing::Judging | Doing::Lending => {
                let mut kept = self.parts.iter().enumerate();
                let last = kept.rfind(|(_, part)| part.keeper == keeper && part.fate == Fate::Read);
                last.map(|(at, _)| at).into_iter().collect()
            }
            Doing::Nothing => Vec::new(),
        };
        self.leave(number);
        let culprit = if blamed.len() == 1 { blamed.pop() } else { None };
        for at in blamed {
            if let Some(part) = self.parts.get_mut(at) {
                part.suspect = true;
            }
        }
        let part = self.parts.get_mut(culprit?)?;
        part.set_aside();
        let (file, part) = (part.file as usize, part.part as usize);
        let name = self.names.get(file).cloned().unwrap_or_default();
        let is_split = self.place(file, 1).is_some();
        let name = if is_split { format!("Part {} of {name}", part + 1) } else { name };
        Some((name, file, part))
    }

    /// A worker is gone, and with it what it kept, which waits again.
    fn leave(&mut self, number: usize) {
        if let Some(reader) = self.reader(number) {
            *reader = Reader::default();
        }
        for part in self.parts.iter_mut().filter(|part| usize::from(part.keeper) == number) {
            if matches!(part.fate, Fate::Read | Fate::Reading) {
                part.fate = Fate::Waiting;
            }
            part.keeper = 0;
        }
        // Loans from it or to it are void.
        for reader in self.readers.iter_mut().filter(|reader| reader.doing == Doing::Lending) {
            reader.doing = Doing::Nothing;
        }
        self.waiting_from = 0;
        self.kin = Kin::Due;
    }

    /// Pauses or resumes.
    pub fn pause(&mut self, paused: bool) {
        self.paused = paused;
        self.judges_in_pause = false;
    }

    /// Stops: what is waiting is not read. If nothing is waiting, what is being read is abandoned too; returns the
    /// numbers of the workers to replace. What they had read before is read again.
    pub fn stop(&mut self) -> Vec<usize> {
        self.paused = false;
        let mut waited = false;
        for part in self.parts.iter_mut().filter(|part| part.fate == Fate::Waiting && part.is_open()) {
            waited = true;
            part.tries = false;
            // If the password was not tried yet, a worker still keeps what was read without it.
            part.fate = match (part.listed, part.keeper) {
                (false, _) => Fate::Stopped,
                (true, 0) => Fate::Waiting,
                (true, _) => Fate::Read,
            };
        }
        self.password = None;
        self.kin = Kin::Due;
        if waited {
            return Vec::new();
        }
        let busy: Vec<usize> =
            (1..).zip(&self.readers).filter(|(_, it)| self.can_stop(it)).map(|(it, _)| it).collect();
        for number in &busy {
            let doing = self.reader(*number).map(|reader| std::mem::take(&mut reader.doing));
            let Some(Doing::Reading(batch, _)) = doing else { continue };
            for at in batch {
                let Some(part) = self.parts.get_mut(at) else { continue };
                part.tries = false;
                if !part.listed {
                    part.fate = Fate::Stopped;
                    // One of them may be why the user stopped: if they are read after all, then one at a time.
                    part.suspect = true;
                }
            }
            self.leave(*number);
        }
        busy
    }

    /// Whether a worker reads something that the user waits for.
    fn can_stop(&self, reader: &Reader) -> bool {
        let Doing::Reading(batch, _) = &reader.doing else { return false };
        batch.iter().any(|at| self.parts.get(*at).is_some_and(Part::is_open))
    }

    /// Resumes what was not read because the user stopped.
    pub fn resume(&mut self) {
        self.paused = false;
        for part in self.parts.iter_mut().filter(|part| part.fate == Fate::Stopped) {
            part.fate = Fate::Waiting;
        }
        self.waiting_from = 0;
        self.kin = Kin::Due;
    }

    fn place(&self, file: usize, part: usize) -> Option<usize> {
        self.parts.binary_search_by_key(&(file, part), |it| (it.file as usize, it.part as usize)).ok()
    }

    /// The number of the worker that keeps an item.
    #[must_use]
    pub fn keeper(&self, source: Source) -> Option<usize> {
        let part = self.parts.get(self.place(source.file, source.part)?)?;
        // What is read again with a password is kept until then.
        let is_kept = part.fate == Fate::Read || part.tries && part.keeper != 0;
        is_kept.then_some(usize::from(part.keeper))
    }

    /// Whether the beginning of the first file was read. Its items are shown first, whichever worker is faster.
    #[must_use]
    pub fn has_first(&self) -> bool {
        self.first().is_some_and(|part| part.fate == Fate::Read)
    }

    /// Whether the beginning of the first file is being read, which takes no time: the file is long, and is read in parts.
    #[must_use]
    pub fn reads_first(&self) -> bool {
        self.first().is_some_and(|part| part.fate == Fate::Reading && part.goes_on())
    }

    fn first(&self) -> Option<&Part> {
        self.parts.iter().find(|part| part.fate != Fate::SetAside)
    }

    /// The name of a file.
    #[must_use]
    pub fn name(&self, file: usize) -> Option<&str> {
        self.names.get(file).map(String::as_str)
    }

    /// How many files were added.
    #[must_use]
    pub fn files(&self) -> usize {
        self.names.len()
    }

    /// How many certificates were read, including those that were removed.
    #[must_use]
    pub fn certificates(&self) -> usize {
        self.parts.iter().filter(|part| part.listed).map(|part| part.certificates as usize).sum()
    }

    /// How many certificates are judged. The position of a worker counts all its items, so this is an estimate if there
    /// are others than certificates.
    #[must_use]
    pub fn judged_certificates(&self) -> usize {
        let held = |number: usize| {
            let read = self.parts.iter().filter(|part| part.fate == Fate::Read);
            let held = read.filter(|part| usize::from(part.keeper) == number);
            held.map(|part| part.certificates as usize).sum::<usize>()
        };
        let judged = |(number, reader): (usize, &Reader)| {
            let held = held(number);
            reader.judged.map_or(held, |judged| judged.min(held))
        };
        (1..).zip(&self.readers).map(judged).sum()
    }

    /// The progress.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let open = self.parts.iter().filter(|part| part.is_open()).count();
        Progress {
            done: self.parts.len() - open,
            all: self.parts.len(),
            stopped: self.parts.iter().filter(|part| part.fate == Fate::Stopped).count(),
            judging: open == 0,
            paused: self.paused,
        }
    }

    /// Whether anything is waiting to be read.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.parts.iter().skip(self.waiting_from).any(|part| part.fate == Fate::Waiting)
    }

    /// Whether any work is in progress or waiting.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.kin != Kin::Known
            || self.readers.iter().any(|it| it.doing != Doing::Nothing || it.judged.is_some())
            || self.has_more()
    }
}

#[cfg(test)]
mod tests;
