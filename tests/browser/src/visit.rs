//! The page as a walk sees it, from its first load to the final check for errors.

use crate::environment::Environment;
use crate::lookout::BlockingProxy;
use crate::outcome::{Failure, Outcome, While as _};
use crate::session::{PATIENCE, Session};
use crate::site::{Content, FOLDER, Faults, HELPER, Site};
use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// One visit, on a server of its own: another port is another origin, which knows nothing of earlier visits.
#[derive(Debug)]
pub struct Visit<'a> {
    /// What `cargo xtask` passed.
    pub environment: &'a Environment,
    /// The browser.
    pub browser: &'a Session,
    /// The server.
    pub site: Site,
    lookout: &'a BlockingProxy,
    expected: Vec<&'static str>,
}

/// A file to drop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The answer that the page gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whom the certificate is for.
    pub name: String,
    /// The verdict, as the contract spells it.
    pub verdict: Option<String>,
    /// The headline.
    pub headline: String,
    /// The sentence after the headline.
    pub sentence: String,
    /// The ids of the near misses.
    pub near_misses: Vec<String>,
    /// The ids of the questions.
    pub questions: Vec<String>,
    /// Links to the codes that are shown.
    pub codes: Vec<String>,
}

/// One entry of the list of everything dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file it came from.
    pub file: String,
    /// The other files that contain it, one per line.
    pub copies: String,
    /// Its answer in short.
    pub headline: String,
    /// Whether it is the one that is shown.
    pub current: bool,
}

impl Entry {
    /// Whether it is in a file, possibly among others.
    #[must_use]
    pub fn is_in(&self, file: &str) -> bool {
        self.file.ends_with(file) || self.copies.contains(file)
    }
}

impl<'a> Visit<'a> {
    /// Prepares a visit to a server without faults, without opening the page.
    ///
    /// # Errors
    /// If there is nothing to serve.
    pub fn prepare(
        environment: &'a Environment,
        browser: &'a Session,
        lookout: &'a BlockingProxy,
    ) -> Outcome<Self> {
        // The page of the visit before may still be loading, and its server is gone.
        browser.open("about:blank")?;
        browser.console_errors()?;
        let site = Site::serve(&environment.page, Faults::Good, Content::Watched)?;
        Ok(Self { environment, browser, site, lookout, expected: Vec::new() })
    }

    /// Opens the page, and waits until it can be used.
    ///
    /// # Errors
    /// If it never can.
    pub fn open(&self) -> Outcome<()> {
        self.browser.open(&self.site.url())?;
        self.settle()
    }

    /// Opens an address within the page as a new visitor would: the page is loaded anew.
    ///
    /// # Errors
    /// If it never can be used.
    pub fn open_at(&self, hash: &str) -> Outcome<()> {
        // The same URL with another fragment would not load the page again.
        self.browser.open("about:blank")?;
        self.browser.open(&format!("{}{hash}", self.site.url()))?;
        self.settle()
    }

    /// Replaces the server by one with other manners.
    ///
    /// # Errors
    /// If there is nothing to serve.
    pub fn served(&mut self, manners: Faults) -> Outcome<()> {
        self.site = Site::serve(&self.environment.page, manners, Content::Watched)?;
        Ok(())
    }

    /// Replaces the server by one that serves the files as they are published.
    ///
    /// # Errors
    /// If there is nothing to serve.
    pub fn published(&mut self, manners: Faults) -> Outcome<()> {
        self.site = Site::serve(&self.environment.page, manners, Content::Published)?;
        Ok(())
    }

    /// Opens a page that has no helper in it, injects the helper, and waits until the page can be used.
    ///
    /// # Errors
    /// If it never can.
    pub fn open_published(&self, url: &str) -> Outcome<()> {
        self.browser.open(url)?;
        self.join()
    }

    /// Injects the helper into a page that has none, and waits until the page can be used.
    ///
    /// # Errors
    /// If it never can.
    pub fn join(&self) -> Outcome<()> {
        let helper = format!("(() => {{ if (!window.walk) {{ {HELPER} }} return true; }})()");
        // A page that is about to be replaced by another takes the helper with it.
        self.browser.wait("the page to be done", &format!("{helper} && window.walk.settled()")).map(drop)
    }

    /// Expects an error on purpose: messages that contain this word are no fault of the page.
    pub fn expect(&mut self, word: &'static str) {
        self.expected.push(word);
    }

    /// Waits until the page has read and judged everything.
    ///
    /// # Errors
    /// If it never does.
    pub fn settle(&self) -> Outcome<()> {
        self.browser.wait("the page to be done", "window.walk?.settled()").map(drop)
    }

    /// Drops files on the window.
    ///
    /// # Errors
    /// If the page never judges them.
    pub fn drop_files(&self, files: &[File]) -> Outcome<()> {
        self.browser.value("walk.drop(arguments[0])", &[handed(files)])?;
        self.judged()
    }

    /// Drags something over the window and away again: the window shows that it can be dropped, in between.
    ///
    /// # Errors
    /// If it does not.
    pub fn shows_where_to_drop(&self) -> Outcome<()> {
        let veil = "document.querySelector('.drop-veil.shown')";
        self.browser.value("walk.drag('dragenter')", &[])?;
        self.browser.wait("the window to show that it takes files", veil)?;
        self.browser.value("walk.drag('dragleave')", &[])?;
        self.browser.wait("that to vanish", &format!("!{veil}")).map(drop)
    }

    /// Waits until there is an answer to everything that was dropped or pasted.
    ///
    /// # Errors
    /// If it never comes.
    pub fn judged(&self) -> Outcome<()> {
        self.browser.wait("an answer", "walk.settled() && walk.answer() !== null").map(drop)
    }

    /// The answer that is shown, once no other is pending.
    ///
    /// # Errors
    /// If there is none.
    pub fn answer(&self) -> Outcome<Answer> {
        let answer = self.browser.wait("an answer", "walk.settled() && walk.answer()")?;
        let words = |name| {
            let list = answer.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        Ok(Answer {
            name: word(&answer, "name"),
            verdict: answer.get("verdict").and_then(Value::as_str).map(str::to_owned),
            headline: word(&answer, "headline"),
            sentence: word(&answer, "sentence"),
            near_misses: words("near_misses"),
            questions: words("questions"),
            codes: words("codes"),
        })
    }

    /// The list of everything dropped.
    ///
    /// # Errors
    /// If the browser cannot tell.
    pub fn items(&self) -> Outcome<Vec<Entry>> {
        let items = self.browser.value("walk.items()", &[])?;
        let items = items.as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(items
            .iter()
            .map(|item| Entry {
                file: word(item, "file"),
                copies: word(item, "copies"),
                headline: word(item, "headline"),
                current: item.get("current").and_then(Value::as_bool).unwrap_or_default(),
            })
            .collect())
    }

    /// Selects an item of the list, and returns its answer.
    ///
    /// # Errors
    /// If it never comes up.
    pub fn select(&self, place: usize) -> Outcome<Answer> {
        self.browser.value("walk.select(arguments[0])", &[json!(place)])?;
        self.browser.wait("the item to be shown", &format!("walk.items()[{place}].current"))?;
        self.answer()
    }

    /// Waits until the proxy has seen each of these requests, and removes them from the record.
    ///
    /// # Errors
    /// If it has not.
    pub fn overheard(&self, beginnings: &[&str]) -> Outcome<()> {
        let begin = Instant::now();
        let mut heard: Vec<String> = Vec::new();
        let all = |heard: &[String]| {
            beginnings.iter().all(|beginning| heard.iter().any(|line| line.starts_with(beginning)))
        };
        while !all(&heard) {
            if begin.elapsed() > PATIENCE {
                return Err(Failure(format!("of {beginnings:?} only {heard:?} was seen")));
            }
            thread::sleep(Duration::from_millis(20));
            heard.extend(self.lookout.take());
        }
        Ok(())
    }

    /// Presses the button with these words.
    ///
    /// # Errors
    /// If there is none.
    pub fn press_button(&self, words: &str) -> Outcome<()> {
        let mark = "[...document.querySelectorAll('button, summary')]\
            .find((button) => button.getClientRects().length > 0 && button.textContent.trim() === arguments[0])\
            ?.setAttribute('data-wanted', arguments[0])";
        self.browser.value(mark, &[json!(words)])?;
        self.browser.click(&format!("[data-wanted='{words}']"))
    }

    /// Opens an address within the page, and waits for its view.
    ///
    /// # Errors
    /// If it never is.
    pub fn go_to(&self, address: &str) -> Outcome<()> {
        self.browser.value("void (location.hash = arguments[0])", &[json!(address)])?;
        let place = address.rsplit('/').next().unwrap_or_default();
        let there = format!(
            "walk.settled() && location.hash.endsWith('{place}') && document.querySelector('main h1')"
        );
        self.browser.wait("the view", &there).map(drop)
    }

    /// The accessibility problems of what is shown, as text.
    ///
    /// # Errors
    /// If axe cannot run.
    pub fn accessibility_problems(&self) -> Outcome<Vec<String>> {
        let axe = &self.environment.axe;
        let script =
            std::fs::read_to_string(axe).or_fail(format_args!("{} cannot be read", axe.display()))?;
        self.site.put("axe-of-the-walks.js", script);
        let found = self.browser.value("walk.axe()", &[])?;
        let found = found.as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(found.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }

    /// What the page saved since the last call: the names of files, and their content as text.
    ///
    /// # Errors
    /// If nothing was saved.
    pub fn saved(&self) -> Outcome<Vec<(String, String)>> {
        self.browser.wait("a file", "walk.saved.length")?;
        let saved = self.browser.value("walk.takeSaved()", &[])?;
        let saved = saved.as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(saved.iter().map(|file| (word(file, "name"), word(file, "text"))).collect())
    }

    /// Checks that nothing went wrong on this visit.
    ///
    /// # Errors
    /// If anything did.
    pub fn nothing_went_wrong(&self) -> Outcome<()> {
        let mut wrongs = self.noted()?;
        wrongs.extend(self.browser.console_errors()?);
        for request in self.site.take() {
            if !request.path.starts_with(FOLDER) {
                wrongs.push(format!("asked for {} outside of the folder of the page", request.path));
            } else if request.status != 200 {
                wrongs.push(format!("asked for {}, which is missing", request.path));
            }
        }
        wrongs.retain(|wrong| !self.expected.iter().any(|expected| wrong.contains(expected)));
        // What leaves the origin is never expected.
        wrongs.extend(
            self.lookout.take().iter().map(|request| format!("asked the rest of the world: {request}")),
        );
        if wrongs.is_empty() { Ok(()) } else { Err(Failure(wrongs.join("\n"))) }
    }

    fn noted(&self) -> Outcome<Vec<String>> {
        let noted = self.browser.value("window.walk ? [...walk.wrongs, walk.trouble()] : []", &[])?;
        let noted = noted.as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(noted.iter().filter_map(Value::as_str).filter(|it| !it.is_empty()).map(str::to_owned).collect())
    }
}

impl File {
    /// A test case, by its path below `tests/cases`.
    ///
    /// # Errors
    /// If there is none.
    pub fn case(path: &str) -> Outcome<Self> {
        let place = cases().join(path);
        let bytes = std::fs::read(&place).or_fail(format_args!("{} cannot be read", place.display()))?;
        let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, bytes })
    }

    /// The same file under another name.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// The folder of all cases.
#[must_use]
pub fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("cases")
}

/// Files in the form that the helper in the page takes.
#[must_use]
pub fn handed(files: &[File]) -> Value {
    let file = |file: &File| json!({ "name": file.name, "base64": Base64::encode_string(&file.bytes) });
    files.iter().map(file).collect()
}

fn word(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}
