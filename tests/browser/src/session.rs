//! A browser that is controlled over WebDriver: <https://www.w3.org/TR/webdriver2/>.

use crate::driver::{self, Driver};
use crate::environment::{Browser, Environment};
use crate::lookout::BlockingProxy;
use crate::outcome::{Failure, Outcome, While as _};
use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// How long to wait for a condition. Only a walk that fails waits as long as this.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A browser with one window.
#[derive(Debug)]
pub struct Session {
    driver: Driver,
    path: String,
    browser: Browser,
    process: Option<u64>,
}

/// An element of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element(String);

/// The key under which WebDriver returns elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Keys without a character, as WebDriver numbers them.
pub mod key {
    /// Tab.
    pub const TAB: char = '\u{e004}';
    /// Enter.
    pub const ENTER: char = '\u{e007}';
    /// Escape.
    pub const ESCAPE: char = '\u{e00c}';
    /// The modifier key for cutting and pasting.
    pub const COMMAND: char = if cfg!(target_os = "macos") { '\u{e03d}' } else { '\u{e009}' };
    /// Arrow down.
    pub const DOWN: char = '\u{e015}';
    /// End.
    pub const END: char = '\u{e010}';
    /// Home.
    pub const HOME: char = '\u{e011}';
    /// Shift.
    pub const SHIFT: char = '\u{e008}';
}

impl Session {
    /// Starts the browser, and routes its requests to all other hosts to the lookout.
    ///
    /// # Errors
    /// If driver or browser do not start.
    pub fn start(environment: &Environment, lookout: &BlockingProxy) -> Outcome<Self> {
        let driver = Driver::start(environment)?;
        let wanted = json!({ "capabilities": { "alwaysMatch": capabilities(environment, lookout) } });
        let answer = driver.ask("POST", "/session", Some(&wanted))?;
        let id = answer
            .get("sessionId")
            .and_then(Value::as_str)
            .ok_or_else(|| Failure("the driver names no session".to_owned()))?;
        let given = answer.get("capabilities").cloned().unwrap_or_default();
        let process = ["moz:processID", "goog:processID"].iter().find_map(|name| given.get(name)?.as_u64());
        Ok(Self { path: format!("/session/{id}"), driver, browser: environment.browser, process })
    }

    /// The id of the process that all of its processes descend from.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.driver.process()
    }

    /// Which browser this is.
    #[must_use]
    pub const fn browser(&self) -> Browser {
        self.browser
    }

    /// Opens a URL, and waits until everything the document names is loaded.
    ///
    /// # Errors
    /// If the browser cannot go there.
    pub fn open(&self, url: &str) -> Outcome<()> {
        self.post("/url", &json!({ "url": url })).map(drop)
    }

    /// Reloads the page.
    ///
    /// # Errors
    /// If the browser cannot.
    pub fn reload(&self) -> Outcome<()> {
        self.post("/refresh", &json!({})).map(drop)
    }

    /// Goes one step back in the history.
    ///
    /// # Errors
    /// If the browser cannot.
    pub fn back(&self) -> Outcome<()> {
        self.post("/back", &json!({})).map(drop)
    }

    /// The handle of the current window.
    ///
    /// # Errors
    /// If the browser cannot tell.
    pub fn window(&self) -> Outcome<String> {
        let name = self.driver.ask("GET", &format!("{}/window", self.path), None)?;
        Ok(name.as_str().unwrap_or_default().to_owned())
    }

    /// Opens another window, and returns its handle. The first one stays the current one.
    ///
    /// # Errors
    /// If the browser cannot.
    pub fn open_window(&self) -> Outcome<String> {
        let opened = self.post("/window/new", &json!({ "type": "tab" }))?;
        Ok(opened.get("handle").and_then(Value::as_str).unwrap_or_default().to_owned())
    }

    /// Makes another window the current one.
    ///
    /// # Errors
    /// If there is no such window.
    pub fn steer(&self, window: &str) -> Outcome<()> {
        self.post("/window", &json!({ "handle": window })).map(drop)
    }

    /// Closes the current window.
    ///
    /// # Errors
    /// If the browser cannot.
    pub fn close_window(&self) -> Outcome<()> {
        self.driver.ask("DELETE", &format!("{}/window", self.path), None).map(drop)
    }

    /// The value of a JavaScript expression in the page; `arguments` are its arguments.
    ///
    /// # Errors
    /// If it throws.
    pub fn value(&self, expression: &str, arguments: &[Value]) -> Outcome<Value> {
        self.post("/execute/sync", &json!({ "script": format!("return ({expression});"), "args": arguments }))
    }

    /// The same as text; empty if it is not a string.
    ///
    /// # Errors
    /// If it throws.
    pub fn text(&self, expression: &str) -> Outcome<String> {
        Ok(self.value(expression, &[])?.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until a JavaScript expression is truthy, and returns its value.
    ///
    /// # Errors
    /// If that does not happen in time.
    pub fn wait(&self, what: &str, expression: &str) -> Outcome<Value> {
        self.wait_for(PATIENCE, what, expression)
    }

    /// The same for what takes long, such as thousands of files.
    ///
    /// # Errors
    /// If that does not happen in time.
    pub fn wait_long(&self, what: &str, expression: &str) -> Outcome<Value> {
        self.wait_for(PATIENCE * 10, what, expression)
    }

    fn wait_for(&self, patience: Duration, what: &str, expression: &str) -> Outcome<Value> {
        let begin = Instant::now();
        loop {
            let value = self.value(expression, &[])?;
            if !matches!(value, Value::Null | Value::Bool(false)) && value != json!(0) && value != json!("") {
                return Ok(value);
            }
            if begin.elapsed() > patience {
                return Err(Failure(format!("waited in vain for {what}\n  {expression}")));
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The first element that a CSS selector finds.
    ///
    /// # Errors
    /// If there is none.
    pub fn find(&self, selector: &str) -> Outcome<Element> {
        let found = self.post("/element", &json!({ "using": "css selector", "value": selector }))?;
        let id = found.get(ELEMENT).and_then(Value::as_str);
        id.map(|id| Element(id.to_owned())).ok_or_else(|| Failure(format!("{selector} is no element")))
    }

    /// Clicks on the middle of an element, as with a mouse.
    ///
    /// # Errors
    /// If there is none, or if something covers it.
    pub fn click(&self, selector: &str) -> Outcome<()> {
        self.on_element(selector, "click", &json!({}))
    }

    /// Types into an element. For a file input: selects the files at these paths, one per line.
    ///
    /// # Errors
    /// If there is none, or if it takes no text.
    pub fn type_into(&self, selector: &str, text: &str) -> Outcome<()> {
        self.on_element(selector, "value", &json!({ "text": text }))
    }

    /// Acts on an element. If the page has rendered it anew in between, it is looked up once more: nothing was done
    /// with it then.
    fn on_element(&self, selector: &str, act: &str, body: &Value) -> Outcome<()> {
        let begin = Instant::now();
        loop {
            let Element(id) = self.find(selector)?;
            match self.post(&format!("/element/{id}/{act}"), body) {
                Err(Failure(because)) if is_gone(&because) && begin.elapsed() < PATIENCE => {}
                done => return done.map(drop),
            }
        }
    }

    /// Presses and releases a key, wherever the focus is.
    ///
    /// # Errors
    /// If the browser cannot.
    pub fn press(&self, key: char) -> Outcome<()> {
        self.press_with(&[], key)
    }

    /// Presses and releases a key while others are held.
    ///
    /// # Errors
    /// If the browser cannot.
    pub fn press_with(&self, held: &[char], key: char) -> Outcome<()> {
        let down = held.iter().chain([&key]).map(|key| json!({ "type": "keyDown", "value": key }));
        let up =
            [&key].into_iter().chain(held.iter().rev()).map(|key| json!({ "type": "keyUp", "value": key }));
        let actions: Vec<Value> = down.chain(up).collect();
        let keyboard = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.post("/actions", &keyboard).map(drop)
    }

    /// Sets the size of the window.
    ///
    /// # Errors
    /// If the browser cannot.
    pub fn resize(&self, width: u32, height: u32) -> Outcome<()> {
        self.post("/window/rect", &json!({ "width": width, "height": height })).map(drop)
    }

    /// The errors that the browser itself wrote to the console since the last call. Firefox does not report them;
    /// there, the helper in the page records what it sees.
    ///
    /// # Errors
    /// If the browser cannot.
    pub fn console_errors(&self) -> Outcome<Vec<String>> {
        if self.browser != Browser::Chromium {
            return Ok(Vec::new());
        }
        let lines = self.post("/se/log", &json!({ "type": "browser" }))?;
        let lines = lines.as_array().map(Vec::as_slice).unwrap_or_default();
        let word = |line: &Value, name| line.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let errors = lines.iter().filter(|line| word(line, "level") == "SEVERE");
        Ok(errors.map(|line| word(line, "message")).collect())
    }

    /// A screenshot of the window, as PNG.
    ///
    /// # Errors
    /// If the browser cannot.
    pub fn picture(&self) -> Outcome<Vec<u8>> {
        bytes(&self.driver.ask("GET", &format!("{}/screenshot", self.path), None)?)
    }

    /// Renders the page as in a window of this width.
    ///
    /// # Errors
    /// If the browser cannot, as Firefox.
    pub fn widen(&self, width: u32) -> Outcome<()> {
        let view = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", &view).map(drop)
    }

    /// A screenshot of the whole page at its full height, as PNG.
    ///
    /// # Errors
    /// If the browser cannot, as Firefox.
    pub fn full_picture(&self) -> Outcome<Vec<u8>> {
        self.drawn(&json!({ "format": "png", "captureBeyondViewport": true }))
    }

    /// A screenshot of the top of the page, as PNG.
    ///
    /// # Errors
    /// If the browser cannot, as Firefox.
    pub fn top_picture(&self, width: u32, height: u32) -> Outcome<Vec<u8>> {
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        self.drawn(&json!({ "format": "png", "captureBeyondViewport": true, "clip": clip }))
    }

    fn drawn(&self, how: &Value) -> Outcome<Vec<u8>> {
        let picture = self.devtools("Page.captureScreenshot", how)?;
        bytes(picture.get("data").unwrap_or(&Value::Null))
    }

    /// Renders the page as for a system that is set to light or dark.
    ///
    /// # Errors
    /// If the browser cannot, as Firefox.
    pub fn prefer(&self, scheme: &str) -> Outcome<()> {
        self.emulate("", &[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")])
    }

    /// Renders the page as for a medium, such as `print`, and with these media features.
    ///
    /// # Errors
    /// If the browser cannot, as Firefox.
    pub fn emulate(&self, medium: &str, features: &[(&str, &str)]) -> Outcome<()> {
        let features: Vec<Value> =
            features.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        let wanted = json!({ "media": medium, "features": features });
        self.devtools("Emulation.setEmulatedMedia", &wanted).map(drop)
    }

    /// Drops a file or folder of this machine on the middle of the window, as a user does.
    ///
    /// # Errors
    /// If the browser cannot, as Firefox.
    pub fn drop_path(&self, path: &Path) -> Outcome<()> {
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": 400, "y": 300, "data": {
                "items": [], "files": [path.display().to_string()], "dragOperationsMask": 1,
            } });
            self.devtools("Input.dispatchDragEvent", &event)?;
        }
        Ok(())
    }

    /// The page as it is printed, as PDF.
    ///
    /// # Errors
    /// If the browser cannot.
    pub fn printed(&self) -> Outcome<Vec<u8>> {
        bytes(&self.post("/print", &json!({}))?)
    }

    /// Moves the pointer to the middle of an element.
    ///
    /// # Errors
    /// If there is none.
    pub fn point_at(&self, selector: &str) -> Outcome<()> {
        let Element(id) = self.find(selector)?;
        let to = json!({ "type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": { ELEMENT: id } });
        let mouse = json!({ "actions": [{ "type": "pointer", "id": "mouse", "actions": [to] }] });
        self.post("/actions", &mouse).map(drop)
    }

    fn devtools(&self, command: &str, parameters: &Value) -> Outcome<Value> {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    fn post(&self, path: &str, body: &Value) -> Outcome<Value> {
        self.driver.ask("POST", &format!("{}{path}", self.path), Some(body))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let ended = self.driver.ask("DELETE", &self.path, None);
        // A browser that did not end by itself is killed; the driver ends with its own handle.
        if let (Err(_), Some(process)) = (ended, self.process) {
            driver::end(process);
        }
    }
}

/// Whether an error says that an element is no longer on the page.
fn is_gone(because: &str) -> bool {
    because.contains("stale element reference")
}

fn bytes(picture: &Value) -> Outcome<Vec<u8>> {
    Base64::decode_vec(picture.as_str().unwrap_or_default()).or_fail("the picture is not readable")
}

fn capabilities(environment: &Environment, lookout: &BlockingProxy) -> Value {
    // The pages of the walks come from 127.0.0.1; other local names go to the lookout too. Of several rules that match,
    // Chromium uses the last.
    let apart: &[&str] = match environment.browser {
        Browser::Chromium => &["<-loopback>", "127.0.0.1"],
        Browser::Firefox => &["127.0.0.1"],
    };
    let address = lookout.address();
    let mut wanted = json!({
        "proxy": { "proxyType": "manual", "httpProxy": address, "sslProxy": address, "noProxy": apart },
        "timeouts": { "script": 30_000, "pageLoad": 60_000, "implicit": 0 },
        "unhandledPromptBehavior": "dismiss and notify",
    });
    let (name, options) = match environment.browser {
        Browser::Chromium => ("goog:chromeOptions", chromium(environment)),
        Browser::Firefox => ("moz:firefoxOptions", firefox(environment)),
    };
    if let Some(wanted) = wanted.as_object_mut() {
        wanted.insert(name.to_owned(), options);
        if environment.browser == Browser::Chromium {
            wanted.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        }
    }
    wanted
}

fn chromium(environment: &Environment) -> Value {
    let mut words = vec![
        "--headless=new",
        "--window-size=1280,900",
        "--hide-scrollbars",
        "--disable-gpu",
        // Containers often have little shared memory.
        "--disable-dev-shm-usage",
        // Everything that the browser would request by itself.
        "--component-updater=url-source=http://127.0.0.1:9/",
        "--disable-background-networking",
        "--disable-client-side-phishing-detection",
        "--disable-component-extensions-with-background-pages",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-extensions",
        "--disable-features=AutofillServerCommunication,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,Translate",
        "--disable-field-trial-config",
        "--disable-quic",
        "--disable-sync",
        "--gaia-url=http://127.0.0.1:9/",
        "--metrics-recording-only",
        "--no-default-browser-check",
        "--no-first-run",
        "--no-pings",
    ];
    if is_root() {
        // Its sandbox does not work as root.
        words.push("--no-sandbox");
    }
    json!({ "binary": environment.program, "args": words })
}

fn firefox(environment: &Environment) -> Value {
    json!({
        "binary": environment.program,
        "args": ["-headless", "--width=1280", "--height=900"],
        "prefs": {
            "network.proxy.allow_hijacking_localhost": true,
            // Tab reaches links too, on every system.
            "accessibility.tabfocus": 7,
            // axe measures colors, so no transition between them may be running.
            "ui.prefersReducedMotion": 1,
            // Everything that the browser would request by itself; its driver turns off most.
            "app.normandy.enabled": false,
            "app.update.enabled": false,
            "browser.discovery.enabled": false,
            "browser.newtabpage.activity-stream.feeds.topsites": false,
            "browser.region.network.url": "",
            "browser.region.update.enabled": false,
            "browser.safebrowsing.downloads.enabled": false,
            "browser.safebrowsing.malware.enabled": false,
            "browser.safebrowsing.phishing.enabled": false,
            "browser.search.update": false,
            "browser.topsites.contile.enabled": false,
            "datareporting.healthreport.uploadEnabled": false,
            "datareporting.policy.dataSubmissionEnabled": false,
            "dom.push.connection.enabled": false,
            "extensions.getAddons.cache.enabled": false,
            "extensions.systemAddon.update.enabled": false,
            "extensions.update.enabled": false,
            "media.gmp-manager.updateEnabled": false,
            "network.captive-portal-service.enabled": false,
            "network.connectivity-service.enabled": false,
            "network.trr.mode": 5,
            "services.settings.server": "http://127.0.0.1:9/v1",
            "toolkit.telemetry.enabled": false,
            "toolkit.telemetry.server": "",
        },
    })
}

fn is_root() -> bool {
    let answer = Command::new("id").arg("-u").output();
    answer.is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}
