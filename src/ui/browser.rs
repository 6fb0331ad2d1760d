//! Files, clipboard, clock, storage, workers: the only room that knows it is in a browser.

use super::seam::{Reply, Request};
use super::state::{Arrival, Edition, Theme};
use crate::moment::Moment;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{
    Blob, BlobPropertyBag, ClipboardEvent, DataTransfer, DedicatedWorkerGlobalScope, Document, DragEvent,
    Element, ErrorEvent, Event, EventTarget, FileList, FilePropertyBag, FileReaderSync, HtmlAnchorElement,
    HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, InputEvent, KeyboardEvent,
    MessageEvent, Node, NodeList, ScrollIntoViewOptions, ScrollLogicalPosition, Url, Window, Worker,
};
use zeroize::Zeroizing;

mod address;
mod folder;
mod picture;

pub use address::{arrival, base, declared_configuration, readdress};
pub use picture::draw;

/// A file the visitor gave, not yet read.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalFile {
    file: web_sys::File,
    // Its path below the folder that was given; empty for a file given by itself.
    path: String,
}

impl LocalFile {
    /// A text as if it had been dropped.
    #[must_use]
    pub fn from_text(name: &str, text: &str) -> Option<Self> {
        let parts = js_sys::Array::of1(&JsValue::from_str(text));
        let options = FilePropertyBag::new();
        options.set_type("text/plain");
        web_sys::File::new_with_str_sequence_and_options(&parts, name, &options).ok().map(Self::from)
    }

    /// Its name, or the path below the folder that was chosen.
    #[must_use]
    pub fn name(&self) -> String {
        if self.path.is_empty() { self.file.name() } else { self.path.clone() }
    }

    /// Whether it is too large for the memory of a page.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        self.file.size() > MOST_BYTES
    }
}

impl From<web_sys::File> for LocalFile {
    fn from(file: web_sys::File) -> Self {
        let path = folder::path_of(&file);
        Self { file, path }
    }
}

/// How many bytes of a file a page reads at most. Reading takes several times as much, and a page has few gigabytes.
const MOST_BYTES: f64 = 256.0 * 1024.0 * 1024.0;

/// Something that happens in the window.
#[derive(Clone, Debug)]
pub enum Happening {
    /// Files were dropped, chosen or pasted.
    Files(Vec<LocalFile>),
    /// Text was dropped or pasted.
    Text(String),
    /// Something is dragged over the window, or no longer.
    Dragging(bool),
    /// The address changed.
    Navigated(Arrival),
}

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

fn element(name: &str) -> Option<Element> {
    document()?.get_element_by_id(name)
}

/// The clock of the visitor's machine.
#[must_use]
pub fn now() -> Option<Moment> {
    // A date holds whole milliseconds within a range far below that of the target.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the clock of a browser ends long before an i64 does"
    )]
    let seconds = (js_sys::Date::now() / 1000.0) as i64;
    Some(Moment::from_unix(seconds))
}

/// How many minutes the visitor's clocks are ahead of UTC at a moment.
#[must_use]
pub fn minutes_east(moment: Moment) -> Option<i64> {
    #[expect(clippy::cast_precision_loss, reason = "seconds of ten thousand years fit a float exactly")]
    let milliseconds = moment.unix() as f64 * 1000.0;
    let behind = js_sys::Date::new(&JsValue::from_f64(milliseconds)).get_timezone_offset();
    #[expect(clippy::cast_possible_truncation, reason = "a zone is less than a day from UTC")]
    behind.is_finite().then_some(-behind as i64)
}

/// Watches the whole window for files, text and addresses, for as long as the page lives.
pub fn watch(tell: impl Fn(Happening) + 'static) {
    let Some(window) = window() else { return };
    let tell = Rc::new(tell);
    let depth = Rc::new(RefCell::new(0_i32));

    // A drag enters and leaves every element it crosses; only the sum says whether it is over the window.
    let (told, count) = (Rc::clone(&tell), Rc::clone(&depth));
    listen(&window, "dragenter", move |event| {
        event.prevent_default();
        *count.borrow_mut() += 1;
        told(Happening::Dragging(true));
    });
    let (told, count) = (Rc::clone(&tell), Rc::clone(&depth));
    listen(&window, "dragleave", move |_| {
        *count.borrow_mut() -= 1;
        if *count.borrow() <= 0 {
            *count.borrow_mut() = 0;
            told(Happening::Dragging(false));
        }
    });
    listen(&window, "dragover", |event| event.prevent_default());
    let told = Rc::clone(&tell);
    listen(&window, "drop", move |event| {
        event.prevent_default();
        *depth.borrow_mut() = 0;
        told(Happening::Dragging(false));
        if let Some(transfer) = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer) {
            take(&transfer, &told);
        }
    });
    let told = Rc::clone(&tell);
    listen(&window, "paste", move |event| {
        if is_text_field(event) {
            return;
        }
        if let Some(transfer) = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data) {
            event.prevent_default();
            take(&transfer, &told);
        }
    });
    let told = Rc::clone(&tell);
    listen(&window, "change", move |event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = input.filter(|input| input.type_() == "file") {
            told(Happening::Files(files(input.files())));
            // Choosing the same file again is a change only if nothing is chosen before.
            input.set_value("");
        }
    });
    listen(&window, "click", |event| close_menus(event.target()));
    listen(&window, "keydown", |event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
            close_menus(None);
        }
    });
    listen(&window, "beforeprint", |_| unfold_for_print(true));
    listen(&window, "afterprint", |_| unfold_for_print(false));
    listen(&window, "hashchange", move |_| {
        let anchor = address::hash().strip_prefix('#').is_some_and(|name| element(name).is_some());
        // An anchor on the page, such as the one that skips to the content, is no address of ours.
        if !anchor {
            tell(Happening::Navigated(arrival()));
        }
    });
}

/// Closes every menu but the one in which was clicked.
fn close_menus(clicked: Option<EventTarget>) {
    let clicked = clicked.and_then(|target| target.dyn_into::<Node>().ok());
    for menu in all("details.menu[open]") {
        if !menu.contains(clicked.as_ref()) {
            let _ = menu.remove_attribute("open");
        }
    }
}

/// Paper shows everything: what is folded is unfolded for it, and folded again.
fn unfold_for_print(unfold: bool) {
    if unfold {
        for folded in all("main details:not([open]):not(.menu)") {
            let _ = folded.set_attribute("open", "");
            let _ = folded.set_attribute("data-unfolded", "");
        }
    } else {
        for unfolded in all("details[data-unfolded]") {
            let _ = unfolded.remove_attribute("open");
            let _ = unfolded.remove_attribute("data-unfolded");
        }
    }
}

fn all(selector: &str) -> Vec<Element> {
    let list = document().and_then(|document| document.query_selector_all(selector).ok());
    let list = list.as_ref();
    (0..list.map_or(0, NodeList::length))
        .filter_map(|place| list?.get(place))
        .filter_map(|node| node.dyn_into::<Element>().ok())
        .collect()
}

fn take(transfer: &DataTransfer, tell: &Rc<impl Fn(Happening) + 'static>) {
    // The browser takes back what was dropped once this turn is over: folders have to be asked for now.
    if let Some(entries) = folder::entries(transfer) {
        let tell = Rc::clone(tell);
        wasm_bindgen_futures::spawn_local(async move {
            tell(Happening::Files(folder::all_files(entries).await));
        });
        return;
    }
    let files = files(transfer.files());
    if !files.is_empty() {
        tell(Happening::Files(files));
    } else if let Ok(text) = transfer.get_data("text/plain")
        && !text.trim().is_empty()
    {
        tell(Happening::Text(text));
    }
}

fn files(list: Option<FileList>) -> Vec<LocalFile> {
    let list = list.as_ref();
    (0..list.map_or(0, FileList::length)).filter_map(|place| list?.get(place)).map(LocalFile::from).collect()
}

fn is_text_field(event: &Event) -> bool {
    let target = event.target();
    let target = target.as_ref();
    target.is_some_and(|target| {
        target.has_type::<HtmlTextAreaElement>()
            || target.dyn_ref::<HtmlInputElement>().is_some_and(|input| input.type_() != "file")
    })
}

fn listen(window: &Window, name: &str, act: impl Fn(&Event) + 'static) {
    let closure = Closure::<dyn Fn(Event)>::new(move |event: Event| act(&event));
    // The window outlives the page's program; if it refuses a listener, there is nothing to fall back to.
    let _ = window.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// The text of the field in which something was typed.
#[must_use]
pub fn value_of(event: &InputEvent) -> String {
    field_value(event)
}

/// The text of the field that was left after a change.
#[must_use]
pub fn changed_value(event: &Event) -> String {
    field_value(event)
}

fn field_value(event: &Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    match target.dyn_into::<HtmlTextAreaElement>() {
        Ok(area) => area.value(),
        Err(other) => other.dyn_into::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default(),
    }
}

/// What was chosen in a list.
#[must_use]
pub fn choice_of(event: &Event) -> String {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok())
        .map(|select| select.value())
        .unwrap_or_default()
}

/// Puts text on the clipboard, and says whether it is there.
pub fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    let Some(window) = window() else { return done(false) };
    let promise = window.navigator().clipboard().write_text(text);
    wasm_bindgen_futures::spawn_local(async move {
        done(wasm_bindgen_futures::JsFuture::from(promise).await.is_ok());
    });
}

const THEME: &str = "strongmap-theme";

/// Shows colours, and remembers them.
pub fn paint(theme: Theme) {
    let root = document().and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.name()),
        };
    }
    if let Some(Ok(Some(storage))) = window().map(|window| window.local_storage()) {
        let _ = match theme {
            Theme::System => storage.remove_item(THEME),
            Theme::Light | Theme::Dark => storage.set_item(THEME, theme.name()),
        };
    }
}

/// The colours of the last visit.
#[must_use]
pub fn remembered_theme() -> Theme {
    let storage = window().and_then(|window| window.local_storage().ok().flatten());
    match storage.and_then(|storage| storage.get_item(THEME).ok().flatten()).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

const TELLING: &str = "strongmap-situation";

/// Keeps what the visitor told for the next visit, or forgets it. Done only when asked for.
pub fn remember(telling: Option<&str>) {
    if let Some(Ok(Some(storage))) = window().map(|window| window.local_storage()) {
        let kept = match telling {
            Some(telling) => storage.set_item(TELLING, telling),
            None => storage.remove_item(TELLING),
        };
        // A full or forbidden store keeps nothing; the visit goes on without it.
        let _ = kept;
    }
}

/// What the visitor told at the last visit and asked to keep.
#[must_use]
pub fn remembered() -> Option<String> {
    window()?.local_storage().ok()??.get_item(TELLING).ok()?
}

/// Saves a text as a file, made here.
pub fn save(name: &str, kind: &str, text: &str) {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    if let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) {
        save_blob(name, &blob);
    }
}

fn save_blob(name: &str, blob: &Blob) {
    let Ok(address) = Url::create_object_url_with_blob(blob) else { return };
    let link = document().and_then(|document| document.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
        link.set_href(&address);
        link.set_download(name);
        link.click();
    }
    // The download has its own hold on the bytes once it was begun.
    after_drawing(move || {
        let _ = Url::revoke_object_url(&address);
    });
}

/// Opens the dialogue for printing.
pub fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// Brings something into view by its name in the document, moving no more than needed.
pub fn reveal(name: &str) {
    let element = document().and_then(|document| document.get_element_by_id(name));
    if let Some(element) = element {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        options.set_inline(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The byte under the pointer.
#[must_use]
pub fn byte_of(event: &Event) -> Option<usize> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    element.get_attribute("data-byte")?.parse().ok()
}

/// Whether a box was ticked.
#[must_use]
pub fn ticked(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    target.is_some_and(|input| input.checked())
}

/// The text of the first field of a form that was sent off; the field is emptied.
#[must_use]
pub fn sent(event: &Event) -> String {
    event.prevent_default();
    let form = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let field = form.and_then(|form| form.query_selector("input").ok().flatten());
    let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) else {
        return String::new();
    };
    let text = field.value();
    field.set_value("");
    text
}

/// Moves the focus to the answer, which brings it into view and has it read aloud.
pub fn announce() {
    focus("answer");
}

/// Moves the focus to something by its name in the document.
pub fn focus(name: &str) {
    let element = document().and_then(|document| document.get_element_by_id(name));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Moves the focus to the top of a new view, so that it is read from there.
pub fn arrive() {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
    let main = document().and_then(|document| document.get_element_by_id("main"));
    if let Some(main) = main.and_then(|main| main.dyn_into::<HtmlElement>().ok()) {
        let _ = main.focus();
    }
}

/// Goes to an address within the page.
pub fn go_to(address: &str) {
    if let Some(window) = window() {
        let _ = window.location().set_hash(address);
    }
}

/// Calls back once everything that is due has been drawn.
pub fn after_drawing(act: impl FnOnce() + 'static) {
    let Some(window) = window() else { return };
    let closure = Closure::once_into_js(act);
    let _ = window.set_timeout_with_callback(closure.unchecked_ref());
}

/// Names the page in its title.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// The place in the document where the page goes. Until now it held a first frame that nobody could use.
#[must_use]
pub fn root() -> Option<Element> {
    let page = document()?.get_element_by_id("page")?;
    let _ = page.remove_attribute("inert");
    Some(page)
}

/// Shows a kind message when the page's own program fails, over whatever was shown.
pub fn show_trouble() {
    if let Some(trouble) = document().and_then(|document| document.get_element_by_id("trouble")) {
        trouble.set_text_content(Some(
            "Strongmap stumbled and cannot go on. Load the page again; nothing you dropped has left this browser.",
        ));
        let _ = trouble.remove_attribute("hidden");
    }
}

// What `www/start.js` offers: it alone knows where the parts of the page are and how they came here.
#[wasm_bindgen]
extern "C" {
    /// Promises a worker that runs the program of this name. Each program is fetched and compiled once.
    #[wasm_bindgen(js_namespace = strongmap, js_name = startWorker)]
    fn start_worker(program: &str) -> js_sys::Promise;
    #[wasm_bindgen(js_namespace = strongmap, js_name = remark)]
    fn remark_of_start() -> String;
    #[wasm_bindgen(js_namespace = strongmap, js_name = whenNewer)]
    fn call_when_newer(tell: &JsValue);
    #[wasm_bindgen(js_namespace = strongmap, js_name = loadNewer)]
    fn load_newer_build();
    #[wasm_bindgen(js_namespace = strongmap, js_name = forget)]
    fn forget_page() -> js_sys::Promise;
}

/// Removes everything that the browser keeps of this page, and says when it is gone.
pub fn forget_everything(done: impl FnOnce() + 'static) {
    let promise = forget_page();
    wasm_bindgen_futures::spawn_local(async move {
        // What the browser does not give up it keeps; what it does is gone by now.
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        done();
    });
}

/// What the page knows of itself.
#[must_use]
pub fn edition() -> Edition {
    let attribute =
        |selector: &str, name: &str| document()?.query_selector(selector).ok()??.get_attribute(name);
    Edition {
        build: attribute("meta[name=strongmap-build]", "content"),
        licences: attribute("link[rel=license]", "href"),
    }
}

/// A sentence about how the page came here, where there is something to say.
#[must_use]
pub fn remark() -> Option<String> {
    Some(remark_of_start()).filter(|remark| !remark.is_empty())
}

/// Calls back once a newer build is at hand.
pub fn when_newer(tell: impl Fn() + 'static) {
    call_when_newer(&Closure::<dyn Fn()>::new(tell).into_js_value());
}

/// Begins anew with the newer build.
pub fn load_newer() {
    load_newer_build();
}

/// What a worker tells the page.
#[derive(Debug)]
pub enum Told {
    /// It answered.
    Replied(Reply),
    /// It died at work.
    Died,
    /// It never came to work: a part of the page did not arrive.
    Missing,
}

/// A worker that reads, judges and looks up.
#[derive(Debug)]
pub struct Examiner(Rc<Line>);

/// What is between the page and a worker, from before it is there.
struct Line {
    worker: RefCell<Option<Worker>>,
    // What was asked before the worker listens; a message that comes too early would be lost. Absent once it does.
    early: RefCell<Option<Vec<JsValue>>>,
    // Whether the worker is no longer wanted, even should it come only now.
    ended: Cell<bool>,
    tell: Box<dyn Fn(Told)>,
}

impl Examiner {
    /// Starts a worker that runs the program of this name. Any number may run the same.
    #[must_use]
    pub fn start(program: &str, tell: impl Fn(Told) + 'static) -> Self {
        let line = Rc::new(Line {
            worker: RefCell::new(None),
            early: RefCell::new(Some(Vec::new())),
            ended: Cell::new(false),
            tell: Box::new(tell),
        });
        let (coming, promise) = (Rc::clone(&line), start_worker(program));
        wasm_bindgen_futures::spawn_local(async move {
            match wasm_bindgen_futures::JsFuture::from(promise).await {
                Ok(worker) => coming.begin(worker.unchecked_into()),
                Err(_) => coming.tell(Told::Missing),
            }
        });
        Self(line)
    }

    /// Asks the worker. A file crosses as a handle.
    pub fn ask(&self, request: &Request, file: Option<&LocalFile>) {
        let envelope = js_sys::Array::new();
        envelope.push(&to_js(request));
        if let Some(LocalFile { file, .. }) = file {
            envelope.push(file);
        }
        if let Some(early) = self.0.early.borrow_mut().as_mut() {
            return early.push(envelope.into());
        }
        if let Some(worker) = self.0.worker.borrow().as_ref() {
            send(worker, &envelope);
        }
    }
}

impl Drop for Examiner {
    fn drop(&mut self) {
        self.0.ended.set(true);
        if let Some(worker) = self.0.worker.take() {
            worker.terminate();
            worker.set_onmessage(None);
            worker.set_onerror(None);
        }
    }
}

impl Line {
    /// The worker is there. It listens once it has said its first word.
    fn begin(self: Rc<Self>, worker: Worker) {
        if self.ended.get() {
            return worker.terminate();
        }
        // A line that is no longer held has nobody to tell.
        let (replied, failed) = (Rc::downgrade(&self), Rc::downgrade(&self));
        let message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(line) = replied.upgrade() {
                line.hear(&event.data());
            }
        });
        let error = Closure::<dyn Fn(ErrorEvent)>::new(move |event: ErrorEvent| {
            // What failed is told in the page; the console is for faults of the page itself.
            event.prevent_default();
            if let Some(line) = failed.upgrade() {
                let listens = line.early.borrow().is_none();
                line.tell(if listens { Told::Died } else { Told::Missing });
            }
        });
        worker.set_onmessage(Some(message.into_js_value().unchecked_ref()));
        worker.set_onerror(Some(error.into_js_value().unchecked_ref()));
        self.worker.replace(Some(worker));
    }

    fn hear(&self, said: &JsValue) {
        match postcard::from_bytes(&js_sys::Uint8Array::new(said).to_vec()) {
            Ok(Reply::Ready) => {
                let early = self.early.take().unwrap_or_default();
                if let Some(worker) = self.worker.borrow().as_ref() {
                    early.iter().for_each(|envelope| send(worker, envelope));
                }
            }
            Ok(reply) => self.tell(Told::Replied(reply)),
            Err(_) => self.tell(Told::Died),
        }
    }

    fn tell(&self, told: Told) {
        if !self.ended.get() {
            (self.tell)(told);
        }
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a line to a worker")
    }
}

fn send(worker: &Worker, envelope: &JsValue) {
    // A message that cannot be cloned is a fault of ours; the answer that never comes would tell nobody.
    if worker.post_message(envelope).is_err() {
        show_trouble();
    }
}

/// Serves requests inside the worker.
pub fn serve(mut answer: impl FnMut(Request, &[u8]) -> Reply + 'static) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let replies = scope.clone();
    let closure = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let envelope = js_sys::Array::from(&event.data());
        let Ok(request) = serde_wasm_bindgen::from_value::<Request>(envelope.get(0)) else { return };
        // A private key may be among them: nothing of them stays in this memory.
        let bytes = envelope.get(1).dyn_ref::<web_sys::File>().and_then(bytes_of).unwrap_or_default();
        reply(&replies, &answer(request, &bytes));
    });
    scope.set_onmessage(Some(closure.as_ref().unchecked_ref()));
    closure.forget();
    reply(&scope, &Reply::Ready);
}

/// A reply crosses as bytes: the page then holds no code that reads each of its types out of objects.
fn reply(scope: &DedicatedWorkerGlobalScope, reply: &Reply) {
    let bytes = postcard::to_allocvec(reply).unwrap_or_default();
    let bytes = js_sys::Uint8Array::from(bytes.as_slice());
    let _ = scope.post_message_with_transfer(&bytes, &js_sys::Array::of1(&bytes.buffer()));
}

fn bytes_of(file: &web_sys::File) -> Option<Zeroizing<Vec<u8>>> {
    let buffer = FileReaderSync::new().ok()?.read_as_array_buffer(file).ok()?;
    let view = js_sys::Uint8Array::new(&buffer);
    let bytes = Zeroizing::new(view.to_vec());
    view.fill(0, 0, view.length());
    Some(bytes)
}

/// A missing value crosses as `null`, which is what tells "known to be absent" from "nobody said".
fn to_js(value: &impl Serialize) -> JsValue {
    value.serialize(&Serializer::new().serialize_missing_as_null(true)).unwrap_or(JsValue::NULL)
}
