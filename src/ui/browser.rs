//! Files, clipboard, clock, storage and workers: the only module that depends on the browser.

use super::state::{Arrival, Edition, Theme};
use crate::moment::Moment;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use trail::Trail;
use wasm_bindgen::prelude::*;
use web_sys::{
    Blob, BlobPropertyBag, Document, Element, Event, EventTarget, FilePropertyBag, FocusEvent,
    HtmlAnchorElement, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, InputEvent,
    KeyboardEvent, NodeList, ScrollIntoViewOptions, ScrollLogicalPosition, Url, Window,
};

mod address;
mod focus;
mod picture;
mod trail;
mod worker;

pub use address::{arrival, base, declared_configuration, readdress};
use focus::focus_where_it_is;
pub use focus::{Focused, focus, refocus};
pub use picture::draw;
pub use trail::Followed;
pub use worker::{Told, WorkerHandle, serve};

/// A file from the user, not read yet.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalFile {
    file: web_sys::File,
    // Its path below the folder that was selected or dropped; empty for a single file.
    path: String,
}

impl LocalFile {
    /// A text as a file.
    #[must_use]
    pub fn from_text(name: &str, text: &str) -> Option<Self> {
        let parts = js_sys::Array::of1(&JsValue::from_str(text));
        let options = FilePropertyBag::new();
        options.set_type("text/plain");
        let file = web_sys::File::new_with_str_sequence_and_options(&parts, name, &options).ok()?;
        Some(Self { file, path: String::new() })
    }

    /// Its name, or its path below the selected folder.
    #[must_use]
    pub fn name(&self) -> String {
        if self.path.is_empty() { self.file.name() } else { self.path.clone() }
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a browser counts bytes in whole numbers below 2^53"
        )]
        let size = self.file.size() as u64;
        size
    }
}

/// An event of the window.
#[derive(Clone, Debug)]
pub enum WindowEvent {
    /// Files were dropped, selected or pasted.
    Files(Vec<LocalFile>),
    /// The browser could not open these files or folders in a folder that was dropped.
    Unopened(Vec<String>),
    /// Text was dropped or pasted.
    Text(String),
    /// Something is dragged over the window, or no longer.
    Dragging(bool),
    /// The URL changed; on the way back, with the link that was followed from there.
    Navigated(Arrival, Option<Followed>),
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

/// The current time, by the clock of this computer.
#[must_use]
pub fn now() -> Option<Moment> {
    // A JavaScript date is a whole number of milliseconds, far within the range of an i64.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the clock of a browser ends long before an i64 does"
    )]
    let seconds = (js_sys::Date::now() / 1000.0) as i64;
    Some(Moment::from_unix(seconds))
}

/// The offset of local time from UTC at a moment, in minutes; positive to the east.
#[must_use]
pub fn minutes_east(moment: Moment) -> Option<i64> {
    #[expect(clippy::cast_precision_loss, reason = "seconds of ten thousand years fit a float exactly")]
    let milliseconds = moment.unix() as f64 * 1000.0;
    let behind = js_sys::Date::new(&JsValue::from_f64(milliseconds)).get_timezone_offset();
    #[expect(clippy::cast_possible_truncation, reason = "a zone is less than a day from UTC")]
    behind.is_finite().then_some(-behind as i64)
}

/// Listens on the whole window for files, text and changes of the URL, as long as the page lives.
pub fn watch(tell: impl Fn(WindowEvent) + 'static) {
    let Some(window) = window() else { return };
    let tell = Rc::new(tell);
    let tell_again = Rc::clone(&tell);
    let given = Closure::<dyn Fn(JsValue)>::new(move |given| tell_again(happening(&given)));
    call_when_given(&given.into_js_value());
    listen(&window, "click", |event| close_menus(event.target()));
    listen(&window, "keydown", |event| {
        if event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.key() == "Escape") {
            close_menus(None);
        }
    });
    listen(&window, "beforeprint", |_| unfold_for_print(true));
    listen(&window, "afterprint", |_| unfold_for_print(false));
    let trail = RefCell::new(Trail::begin());
    listen(&window, "hashchange", move |event| {
        let hash = address::hash();
        let anchor = hash.strip_prefix('#').is_some_and(|name| element(name).is_some());
        // The URL fragment of an element on the page, such as the link that skips to the content, is not a route.
        if !anchor {
            let followed = trail.borrow_mut().step(address::left(event), &hash);
            tell(WindowEvent::Navigated(arrival(), followed));
        }
    });
}

/// Closes every menu except the one that was clicked in. That one closes too if an entry was selected, except an entry
/// that copies, which then shows that it did. If the focus was in a closed menu, it moves to the button that opens it.
fn close_menus(clicked: Option<EventTarget>) {
    let clicked = clicked.and_then(|target| target.dyn_into::<Element>().ok());
    let chosen =
        clicked.as_ref().and_then(|clicked| clicked.closest("button:not([data-way=copy])").ok().flatten());
    for menu in all("details.menu[open]") {
        let has = |it: Option<&Element>| it.is_some_and(|it| menu.contains(Some(it)));
        if has(chosen.as_ref()) || !has(clicked.as_ref()) {
            let focused = document().and_then(|document| document.active_element());
            let _ = menu.remove_attribute("open");
            if let Some(Ok(summary)) = menu
                .first_element_child()
                .filter(|_| has(focused.as_ref()))
                .map(|it| it.dyn_into::<HtmlElement>())
            {
                let _ = summary.focus();
            }
        }
    }
}

/// Opens every `details` element for printing, and closes them again afterwards.
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

/// What the user provided, as `www/start.js` passes it: whether something is dragged over the window, a text, or files
/// with their paths.
fn happening(given: &JsValue) -> WindowEvent {
    if let Some(dragging) = given.as_bool() {
        return WindowEvent::Dragging(dragging);
    }
    if let Some(text) = given.as_string() {
        return WindowEvent::Text(text);
    }
    if !js_sys::Array::is_array(given) {
        let paths = js_sys::Reflect::get(given, &JsValue::from_str("unopened")).unwrap_or_default();
        return WindowEvent::Unopened(
            js_sys::Array::from(&paths).iter().filter_map(|it| it.as_string()).collect(),
        );
    }
    let pairs = js_sys::Array::from(given);
    let pairs = pairs.iter().map(|pair| js_sys::Array::from(&pair));
    let files = pairs.map(|pair| LocalFile {
        file: pair.get(0).unchecked_into(),
        path: pair.get(1).as_string().unwrap_or_default(),
    });
    WindowEvent::Files(files.collect())
}

fn listen(window: &Window, name: &str, act: impl Fn(&Event) + 'static) {
    let closure = Closure::<dyn Fn(Event)>::new(move |event: Event| act(&event));
    // The window lives longer than this program, so the listener is never removed. If adding it fails, there is no
    // fallback.
    let _ = window.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// The text of the field that received input.
#[must_use]
pub fn value_of(event: &InputEvent) -> String {
    field_value(event)
}

/// The text of the field that was changed.
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

/// Whether the focus leaves the form of the field that had it.
#[must_use]
pub fn leaves_form(event: &FocusEvent) -> bool {
    let node = |target: Option<EventTarget>| target.and_then(|target| target.dyn_into::<Element>().ok());
    let form = node(event.target()).and_then(|field| field.closest("form").ok().flatten());
    form.is_none_or(|form| !form.contains(node(event.related_target()).as_deref()))
}

/// The selected value of a `select` element.
#[must_use]
pub fn choice_of(event: &Event) -> String {
    event
        .target()
        .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok())
        .map(|select| select.value())
        .unwrap_or_default()
}

/// Copies text to the clipboard, and reports whether that succeeded.
pub fn copy(text: &str, done: impl FnOnce(bool) + 'static) {
    let copied = copy_text(text);
    wasm_bindgen_futures::spawn_local(async move {
        let copied = wasm_bindgen_futures::JsFuture::from(copied).await;
        done(copied.is_ok_and(|copied| copied.is_truthy()));
    });
}

const THEME: &str = "strongmap-theme";

/// Applies a color scheme, and stores it for the next visit.
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

/// The color scheme stored by the last visit.
#[must_use]
pub fn remembered_theme() -> Theme {
    let storage = window().and_then(|window| window.local_storage().ok().flatten());
    match storage.and_then(|storage| storage.get_item(THEME).ok().flatten()).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

const STORED: &str = "strongmap-situation";

/// Stores what the user entered for the next visit, or removes it. Only done when the user asks for it. Returns whether
/// it is stored: storage that is full or blocked stores nothing.
pub fn remember(text: Option<&str>) -> bool {
    let storage = window().and_then(|window| window.local_storage().ok().flatten());
    storage.is_some_and(|storage| match text {
        Some(text) => storage.set_item(STORED, text).is_ok(),
        None => storage.remove_item(STORED).is_ok(),
    })
}

/// What the user entered at the last visit and asked to keep.
#[must_use]
pub fn remembered() -> Option<String> {
    window()?.local_storage().ok()??.get_item(STORED).ok()?
}

/// A file to download, built piece by piece. The browser keeps the pieces, not the memory of this program.
#[derive(Debug, Default)]
pub struct Download(Vec<Blob>);

impl Download {
    /// Adds a piece.
    pub fn add(&mut self, bytes: &[u8]) {
        let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
        self.0.extend(Blob::new_with_u8_array_sequence(&parts).ok());
    }

    /// Saves it.
    pub fn save(self, name: &str, kind: &str) {
        let parts: js_sys::Array = self.0.iter().collect();
        let options = BlobPropertyBag::new();
        options.set_type(kind);
        if let Ok(blob) = Blob::new_with_blob_sequence_and_options(&parts, &options) {
            save_blob(name, &blob);
        }
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
    // A download that has started keeps its own reference to the bytes.
    after_drawing(move || {
        let _ = Url::revoke_object_url(&address);
    });
}

/// Opens the print dialog.
pub fn print() {
    if let Some(window) = window() {
        let _ = window.print();
    }
}

/// Scrolls an element into view by its id, no further than needed.
pub fn reveal(name: &str) {
    if let Some(element) = element(name) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        options.set_inline(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Scrolls the row of an entry of a list into view, by the id of the entry. Only the list is scrolled: in a narrow
/// window it is above the text that is being read.
pub fn reveal_within(name: &str) {
    let Some(entry) = element(name).and_then(|entry| entry.closest("li").ok()?) else { return };
    let list = entry.closest(".list").ok().flatten();
    let (width, height) = window_size();
    let mut around = entry.parent_element();
    while let Some(frame) = around.take_if(|_| list.is_some()) {
        let (it, seen) = (entry.get_bounding_client_rect(), frame.get_bounding_client_rect());
        frame.scroll_by_with_x_and_y(
            beyond(it.left(), it.right(), seen.left(), seen.right(), width),
            beyond(it.top(), it.bottom(), seen.top(), seen.bottom(), height),
        );
        around = frame.parent_element().filter(|_| list.as_ref() != Some(&frame));
    }
}

/// How far a range extends before or after the visible part of a frame. The frame can be partly outside the window.
fn beyond(begin: f64, end: f64, first: f64, last: f64, window: f64) -> f64 {
    let within = (first.max(0.0), last.min(window));
    let (first, last) = if within.0 < within.1 { within } else { (first, last) };
    (begin - first).min(0.0) + (end - last).max(0.0)
}

fn window_size() -> (f64, f64) {
    let number = |value: Result<JsValue, JsValue>| value.ok().and_then(|value| value.as_f64());
    let size = window().and_then(|it| number(it.inner_width()).zip(number(it.inner_height())));
    size.unwrap_or_default()
}

/// The offset of the byte under the pointer.
#[must_use]
pub fn byte_of(event: &Event) -> Option<usize> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    element.get_attribute("data-byte")?.parse().ok()
}

/// Whether a check box is selected.
#[must_use]
pub fn ticked(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    target.is_some_and(|input| input.checked())
}

/// The text of the first field of a submitted form. Clears the field.
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

/// Moves the focus to the answer, so that a screen reader reads it, and scrolls it into view. While the user is typing,
/// focus and position stay.
pub fn announce() {
    let Some(answer) = element("answer").filter(|_| !is_typing()) else { return };
    if let Some(heading) = answer.dyn_ref::<HtmlElement>() {
        focus_where_it_is(heading);
    }
    let Some(card) = answer.closest("section").ok().flatten() else { return };
    let (_, height) = window_size();
    let (top, bottom) = (card.get_bounding_client_rect().top(), answer.get_bounding_client_rect().bottom());
    if top < 0.0 || bottom > height - ROOM {
        card.scroll_into_view();
    }
}

/// Space in pixels that must remain in the window below the headline of the answer: the headline alone says little.
const ROOM: f64 = 48.0;

/// Whether the focus is in a text field.
#[must_use]
pub fn is_typing() -> bool {
    is_in_text_field()
}

/// Moves the focus to the top of a new view, so that a screen reader starts there. On the way back, moves it to the
/// link that was followed, if that is already drawn.
pub fn arrive(followed: Option<&Followed>) {
    if let Some(link) = followed.and_then(Followed::link) {
        return return_to(&link);
    }
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
    if let Some(main) = element("main").and_then(|main| main.dyn_into::<HtmlElement>().ok()) {
        // The header is above it: scrolled into view, `main` would push the search field out of sight.
        focus_where_it_is(&main);
    }
    // In a narrow window a long list is above it.
    reveal("answer");
}

fn return_to(link: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    link.scroll_into_view_with_scroll_into_view_options(&options);
    if let Some(link) = link.dyn_ref::<HtmlElement>() {
        focus_where_it_is(link);
    }
}

/// Navigates to a URL within the page.
pub fn go_to(address: &str) {
    if let Some(window) = window() {
        let _ = window.location().set_hash(address);
    }
}

/// Calls back once all pending changes are drawn.
pub fn after_drawing(act: impl FnOnce() + 'static) {
    after(0, act);
}

/// Calls back once all pending changes are painted. A hidden window never paints: then it calls back at once, or after a
/// second if the window is hidden meanwhile.
pub fn after_painting(act: impl FnOnce() + 'static) {
    const LONG: i32 = 1_000;
    let Some(window) = window() else { return };
    if window.document().is_some_and(|document| document.hidden()) {
        return act();
    }
    let act = Cell::new(Some(act));
    let once = Rc::new(move || act.take().into_iter().for_each(|act| act()));
    let late = Rc::clone(&once);
    after(LONG, move || late());
    // An animation frame callback runs before the frame is painted; a task queued from there runs after it.
    let closure = Closure::once_into_js(move || after_drawing(move || once()));
    let _ = window.request_animation_frame(closure.unchecked_ref());
}

/// Calls back after this many milliseconds.
pub fn after(milliseconds: i32, act: impl FnOnce() + 'static) {
    let Some(window) = window() else { return };
    let closure = Closure::once_into_js(act);
    let function = closure.unchecked_ref();
    let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(function, milliseconds);
}

/// Milliseconds since the page began to load.
#[must_use]
pub fn uptime() -> u64 {
    let now = window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a page lives for less than 2^53 milliseconds, and not before its begin"
    )]
    let milliseconds = now as u64;
    milliseconds
}

/// The number of workers that may read at the same time: one for each core but one, which is left to the page; two with
/// two cores; at most four, since each needs memory of its own.
#[must_use]
pub fn cores() -> usize {
    let cores = window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    if cores >= 5.0 {
        4
    } else if cores >= 4.0 {
        3
    } else if cores >= 2.0 {
        2
    } else {
        1
    }
}

/// Scrolls an element to one of its rows, by its id.
pub fn scroll_to_row(name: &str, row: usize) {
    if let Some(element) = element(name) {
        #[expect(clippy::cast_precision_loss, reason = "a hundred thousand rows are far below 2^53")]
        let top = row_height(&element).unwrap_or_default() * row as f64;
        #[expect(clippy::cast_possible_truncation, reason = "the conversion saturates")]
        element.set_scroll_top(top.round() as i32);
    }
}

/// The number of rows above the visible part of the element that was scrolled, not counting what is above the rows.
#[must_use]
pub fn rows_above(event: &Event) -> usize {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return 0 };
    let rows = row_height(&element).map_or(0.0, |height| f64::from(element.scroll_top()) / height);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the conversion saturates, and part of a row counts as visible"
    )]
    let rows = rows as usize;
    rows
}

/// The height of each row in pixels, which depends on the size of letters that the user prefers. `None` where all rows
/// are drawn, each as high as its content needs.
fn row_height(element: &Element) -> Option<f64> {
    let row = element.closest(".long").ok()??.query_selector(".entry-row, tbody tr:not(.gap)").ok()??;
    Some(row.get_bounding_client_rect().height()).filter(|height| *height > 0.0)
}

/// Sets the title of the document.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// The element that the page is rendered into. Until now it held the first frame, which only accepts files.
#[must_use]
pub fn root() -> Element {
    enter()
}

/// Reports that the page was drawn for the first time.
pub fn drawn() {
    tell_drawn();
}

/// Shows a message over everything else when this program fails.
pub fn show_trouble() {
    tell_stopped();
}

// What `www/start.js` offers. It alone knows where the parts of the page are and how they were loaded, and it accepts
// input from the first moment, before this program is loaded.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = strongmap, js_name = enter)]
    fn enter() -> Element;
    #[wasm_bindgen(js_namespace = strongmap, js_name = whenGiven)]
    fn call_when_given(tell: &JsValue);
    #[wasm_bindgen(js_namespace = strongmap, js_name = drawn)]
    fn tell_drawn();
    #[wasm_bindgen(js_namespace = strongmap, js_name = stopped)]
    fn tell_stopped();
    #[wasm_bindgen(js_namespace = strongmap, js_name = remark)]
    fn remark_of_start() -> String;
    #[wasm_bindgen(js_namespace = strongmap, js_name = whenNewer)]
    fn call_when_newer(tell: &JsValue);
    #[wasm_bindgen(js_namespace = strongmap, js_name = loadNewer)]
    fn load_newer_build();
    #[wasm_bindgen(js_namespace = strongmap, js_name = copy)]
    fn copy_text(text: &str) -> js_sys::Promise;
    #[wasm_bindgen(js_namespace = strongmap, js_name = isTyping)]
    fn is_in_text_field() -> bool;
    #[wasm_bindgen(js_namespace = strongmap, js_name = forget)]
    fn forget_page() -> js_sys::Promise;
}

/// Removes everything that the browser keeps of this page.
pub fn forget_everything() {
    let promise = forget_page();
    wasm_bindgen_futures::spawn_local(async move {
        // If the browser fails to remove something, nothing can be done about it.
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
    });
}

/// The build of this page and the link to its licenses.
#[must_use]
pub fn edition() -> Edition {
    let attribute =
        |selector: &str, name: &str| document()?.query_selector(selector).ok()??.get_attribute(name);
    Edition {
        build: attribute("meta[name=strongmap-build]", "content"),
        licences: attribute("link[rel=license]", "href"),
    }
}

/// A remark on how the page was loaded, if there is one.
#[must_use]
pub fn remark() -> Option<String> {
    Some(remark_of_start()).filter(|remark| !remark.is_empty())
}

/// Calls back once a newer build is available.
pub fn when_newer(tell: impl Fn() + 'static) {
    call_when_newer(&Closure::<dyn Fn()>::new(tell).into_js_value());
}

/// Reloads the page with the newer build.
pub fn load_newer() {
    load_newer_build();
}
