//! The URL of the page, and the configuration file next to it.

use super::{document, window};
use crate::configuration;
use crate::ui::seam::Source;
use crate::ui::state::Arrival;
use crate::ui::state::links::Declaration;
use wasm_bindgen::prelude::*;
use web_sys::{Event, HashChangeEvent, Response, Window};

/// What the URL requests.
#[must_use]
pub fn arrival() -> Arrival {
    Arrival::of(&hash()).exactly(kept().and_then(|kept| kept.parse().ok()))
}

/// What the history entry holds for this URL, if it was shown during this visit: the item, or an empty string.
fn kept() -> Option<String> {
    let kept = window()?.history().ok()?.state().ok()?.as_string()?;
    kept.strip_prefix(&visit()).map(str::to_owned)
}

/// Whether this entry of the history was shown before, during this visit.
pub(super) fn is_known() -> bool {
    kept().is_some()
}

/// Marks the current entry of the history as shown.
pub(super) fn note() {
    keep("", None);
}

fn keep(kept: &str, address: Option<&str>) {
    if let Some(Ok(history)) = window().map(|window| window.history()) {
        // A frame without a URL of its own refuses this; there nobody sees the URL.
        let _ = history.replace_state_with_url(&JsValue::from_str(&(visit() + kept)), "", address);
    }
}

/// A prefix that distinguishes this visit from others: the history lives longer than a visit.
fn visit() -> String {
    let began = window().and_then(|window| window.performance()).map_or(0.0, |it| it.time_origin());
    format!("{began} ")
}

pub(super) fn hash() -> String {
    window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// The fragment of the URL before it changed.
pub(super) fn left(event: &Event) -> String {
    let url = event.dyn_ref::<HashChangeEvent>().map(HashChangeEvent::old_url).unwrap_or_default();
    url.find('#').map(|place| url.split_at(place).1.to_owned()).unwrap_or_default()
}

/// The URL of the page without its fragment, if it is on a server.
#[must_use]
pub fn base() -> Option<String> {
    let location = window()?.location();
    let host = location.host().ok().filter(|host| !host.is_empty())?;
    let protocol = location.protocol().ok().filter(|it| it == "https:" || it == "http:")?;
    Some(format!("{protocol}//{host}{}", location.pathname().ok()?))
}

/// Replaces the URL of the current history entry. The entry also holds which item is shown, since numbers change when
/// an item is removed.
pub fn readdress(address: &str, item: Option<Source>) {
    keep(&item.map(|item| item.to_string()).unwrap_or_default(), Some(address));
}

/// Passes on the configuration that the administrator of the page declared: the block in the page, or the file next to
/// it. If none is declared, nothing is requested and `tell` is not called.
pub fn declared_configuration(tell: impl FnOnce(Declaration) + 'static) {
    let Some((window, document)) = window().zip(document()) else { return };
    if let Some(block) = document.get_element_by_id(configuration::BLOCK) {
        return tell(Declaration::Text(block.text_content().unwrap_or_default()));
    }
    let declared = document.query_selector("meta[name=strongmap-config]").ok().flatten();
    let declared = declared.and_then(|meta| meta.get_attribute("content")).unwrap_or_default();
    if declared.trim().is_empty() || base().is_none() {
        return;
    }
    let Some(name) = configuration::name_beside(&declared).map(str::to_owned) else {
        return tell(Declaration::Missing(format!(
            "“{declared}” is not the name of a file in the folder of the page."
        )));
    };
    wasm_bindgen_futures::spawn_local(async move {
        tell(match text_of(&window, &name).await {
            Ok(text) => Declaration::Text(text),
            Err(because) => Declaration::Missing(format!("{name} {because}")),
        });
    });
}

async fn text_of(window: &Window, name: &str) -> Result<String, String> {
    let lost = |_| "could not be loaded.".to_owned();
    let answer = wasm_bindgen_futures::JsFuture::from(window.fetch_with_str(name)).await.map_err(lost)?;
    let answer: Response = answer.dyn_into().map_err(lost)?;
    if !answer.ok() {
        return Err(format!("could not be loaded: the server answered {}.", answer.status()));
    }
    let text = wasm_bindgen_futures::JsFuture::from(answer.text().map_err(lost)?).await.map_err(lost)?;
    text.as_string().ok_or_else(|| lost(JsValue::NULL))
}
