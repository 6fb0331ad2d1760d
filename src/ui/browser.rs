//! Files, clipboard, clock, storage, workers: the only room that knows it is in a browser.

use super::state::{Arrival, Edition, Theme};
use crate::moment::Moment;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use trail::Trail;
use wasm_bindgen::prelude::*;
use web_sys::{
    Blob, BlobPropertyBag, Document, Element, Event, EventTarget, FilePropertyBag, FocusEvent, FocusOptions,
    HtmlAnchorElement, HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, InputEvent,
    KeyboardEvent, NodeList, ScrollIntoViewOptions, ScrollLogicalPosition, Url, Window,
};

mod address;
mod picture;
mod trail;
mod worker;

pub use address::{arrival, base, declared_configuration, readdress};
pub use picture::draw;
pub use trail::Followed;
pub use worker::{Examiner, Told, serve};

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
        let file = web_sys::File::new_with_str_sequence_and_options(&parts, name, &options).ok()?;
        Some(Self { file, path: String::new() })
    }

    /// Its name, or the path below the folder that was chosen.
    #[must_use]
    pub fn name(&self) -> String {
        if self.path.is_empty() { self.file.name() } else { self.path.clone() }
    }

    /// How many bytes it has.
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

/// Something that happens in the window.
#[derive(Clone, Debug)]
pub enum Happening {
    /// Files were dropped, chosen or pasted.
    Files(Vec<LocalFile>),
    /// Text was dropped or pasted.
    Text(String),
    /// Something is dragged over the window, or no longer.
    Dragging(bool),
    /// The address changed; on the way back, with the link that had led away from it.
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
    let told = Rc::clone(&tell);
    let given = Closure::<dyn Fn(JsValue)>::new(move |given| told(happening(&given)));
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
        // An anchor on the page, such as the one that skips to the content, is no address of ours.
        if !anchor {
            let followed = trail.borrow_mut().step(address::left(event), &hash);
            tell(Happening::Navigated(arrival(), followed));
        }
    });
}

/// Closes every menu but the one in which was clicked; that one too if something in it was chosen, unless it stays to
/// say that it was copied. The focus does not vanish with a menu.
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

/// What was given, as `www/start.js` tells it: whether something is dragged over the window, a text, or files with
/// their paths.
fn happening(given: &JsValue) -> Happening {
    if let Some(dragging) = given.as_bool() {
        return Happening::Dragging(dragging);
    }
    if let Some(text) = given.as_string() {
        return Happening::Text(text);
    }
    let pairs = js_sys::Array::from(given);
    let pairs = pairs.iter().map(|pair| js_sys::Array::from(&pair));
    let files = pairs.map(|pair| LocalFile {
        file: pair.get(0).unchecked_into(),
        path: pair.get(1).as_string().unwrap_or_default(),
    });
    Happening::Files(files.collect())
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

/// Whether the focus leaves the form of the field that had it.
#[must_use]
pub fn leaves_form(event: &FocusEvent) -> bool {
    let node = |target: Option<EventTarget>| target.and_then(|target| target.dyn_into::<Element>().ok());
    let form = node(event.target()).and_then(|field| field.closest("form").ok().flatten());
    form.is_none_or(|form| !form.contains(node(event.related_target()).as_deref()))
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
    let copied = copy_text(text);
    wasm_bindgen_futures::spawn_local(async move {
        let copied = wasm_bindgen_futures::JsFuture::from(copied).await;
        done(copied.is_ok_and(|copied| copied.is_truthy()));
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

/// Keeps what the visitor told for the next visit, or forgets it. Done only when asked for. Whether it is kept: a full
/// or forbidden store keeps nothing.
pub fn remember(telling: Option<&str>) -> bool {
    let storage = window().and_then(|window| window.local_storage().ok().flatten());
    storage.is_some_and(|storage| match telling {
        Some(telling) => storage.set_item(TELLING, telling).is_ok(),
        None => storage.remove_item(TELLING).is_ok(),
    })
}

/// What the visitor told at the last visit and asked to keep.
#[must_use]
pub fn remembered() -> Option<String> {
    window()?.local_storage().ok()??.get_item(TELLING).ok()?
}

/// A file that is made here, piece by piece. The browser keeps the pieces, not the page's memory.
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
    if let Some(element) = element(name) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        options.set_inline(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Brings an entry of a list into view by its name in the document. Only the list is scrolled: on a small window it
/// stands above what is read.
pub fn reveal_within(name: &str) {
    let Some(entry) = element(name) else { return };
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

/// How far something lies before or behind what is seen of a frame, part of which may be out of the window.
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

/// Moves the focus to the answer, which has it read aloud, and brings it into view. Who types keeps the focus and the
/// place.
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

/// So much of the window is left below the headline of an answer that is told, in pixels: it says little by itself.
const ROOM: f64 = 48.0;

/// Whether the focus is in a field for text.
#[must_use]
pub fn is_typing() -> bool {
    is_in_text_field()
}

fn focus_where_it_is(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Moves the focus to something by its name in the document.
pub fn focus(name: &str) {
    if let Some(element) = element(name).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Moves the focus there if nothing has it any more.
pub fn refocus(name: &str) {
    let focused = document().and_then(|document| document.active_element());
    if focused.is_none_or(|focused| focused.tag_name().eq_ignore_ascii_case("body")) {
        focus(name);
    }
}

/// Moves the focus to the top of a new view, so that it is read from there; on the way back to the link that
/// had led away, if that is drawn already.
pub fn arrive(followed: Option<&Followed>) {
    if let Some(link) = followed.and_then(Followed::link) {
        return return_to(&link);
    }
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
    if let Some(main) = element("main").and_then(|main| main.dyn_into::<HtmlElement>().ok()) {
        // The top of the page is above it: with it in view, the field for codes would not be.
        focus_where_it_is(&main);
    }
    // On a small window a long list stands above it.
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

/// Goes to an address within the page.
pub fn go_to(address: &str) {
    if let Some(window) = window() {
        let _ = window.location().set_hash(address);
    }
}

/// Calls back once everything that is due has been drawn.
pub fn after_drawing(act: impl FnOnce() + 'static) {
    after(0, act);
}

/// Calls back once everything that is due has been painted, or before long where nothing is: a window that nobody sees
/// paints nothing.
pub fn after_painting(act: impl FnOnce() + 'static) {
    const LONG: i32 = 1_000;
    let Some(window) = window() else { return };
    let act = Cell::new(Some(act));
    let once = Rc::new(move || act.take().into_iter().for_each(|act| act()));
    let late = Rc::clone(&once);
    after(LONG, move || late());
    // This is told before a frame is painted; what is told later than that comes behind it.
    let closure = Closure::once_into_js(move || after_drawing(move || once()));
    let _ = window.request_animation_frame(closure.unchecked_ref());
}

/// Calls back after so many milliseconds.
pub fn after(milliseconds: i32, act: impl FnOnce() + 'static) {
    let Some(window) = window() else { return };
    let closure = Closure::once_into_js(act);
    let function = closure.unchecked_ref();
    let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(function, milliseconds);
}

/// Milliseconds since the page began.
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

/// How many workers may read at a time: one for each core but one, which is left to the page, and two where there are
/// two. There are no more than four, since each needs memory of its own.
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

/// Scrolls something to one of its rows, by its name in the document.
pub fn scroll_to_row(name: &str, row: usize) {
    if let Some(element) = element(name) {
        let top = row_height(&element).saturating_mul(row);
        element.set_scroll_top(i32::try_from(top).unwrap_or(i32::MAX));
    }
}

/// How many rows are above what is seen of the element that was scrolled. What stands above the rows in it is left out.
#[must_use]
pub fn rows_above(event: &Event) -> usize {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return 0 };
    let top = usize::try_from(element.scroll_top()).unwrap_or_default();
    top.checked_div(row_height(&element)).unwrap_or_default()
}

/// How high each row is, in pixels; nought where all of them are there, and each is as high as it needs to be.
fn row_height(element: &Element) -> usize {
    element.get_attribute("data-row").and_then(|height| height.parse().ok()).unwrap_or_default()
}

/// Names the page in its title.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// The place in the document where the page goes. Until now it held the first frame, which takes files and no more.
#[must_use]
pub fn root() -> Element {
    enter()
}

/// The page was drawn for the first time.
pub fn drawn() {
    tell_drawn();
}

/// Shows a kind message when the page's own program fails, over whatever was shown.
pub fn show_trouble() {
    if let Some(trouble) = element("trouble") {
        trouble.set_text_content(Some(
            "Strongmap stopped because of an error. Reload the page. Nothing you dropped has left this browser.",
        ));
        let _ = trouble.remove_attribute("hidden");
    }
}

// What `www/start.js` offers: it alone knows where the parts of the page are and how they came here, and takes what a
// visitor gives from the first moment on, long before this program has come.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = strongmap, js_name = enter)]
    fn enter() -> Element;
    #[wasm_bindgen(js_namespace = strongmap, js_name = whenGiven)]
    fn call_when_given(tell: &JsValue);
    #[wasm_bindgen(js_namespace = strongmap, js_name = drawn)]
    fn tell_drawn();
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
        // What the browser does not give up it keeps, and nothing can be done about it.
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
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
