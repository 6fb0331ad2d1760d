//! Converts SVG pictures to PNG.

use super::{document, save_blob};
use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

/// Pixels per unit of the SVG, so that the picture is sharp on paper and on high-resolution screens.
const SCALE: u32 = 2;

/// Draws an SVG picture and saves it as PNG.
pub fn draw(name: &str, svg: &str) {
    let (name, svg) = (name.to_owned(), svg.to_owned());
    wasm_bindgen_futures::spawn_local(async move {
        // If the browser cannot draw it, nothing is saved; the picture is also available as SVG.
        let _ = drawn(&name, &svg).await;
    });
}

async fn drawn(name: &str, svg: &str) -> Option<()> {
    let image = HtmlImageElement::new().ok()?;
    // The Content Security Policy allows images from `data:` URLs and from the page itself only.
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{}", js_sys::encode_uri_component(svg)));
    JsFuture::from(image.decode()).await.ok()?;
    let (width, height) = (image.natural_width() * SCALE, image.natural_height() * SCALE);
    let canvas: HtmlCanvasElement = document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context
        .draw_image_with_html_image_element_and_dw_and_dh(
            &image,
            0.0,
            0.0,
            f64::from(width),
            f64::from(height),
        )
        .ok()?;
    let name = name.to_owned();
    let save = Closure::once_into_js(move |blob: Option<Blob>| {
        if let Some(blob) = blob {
            save_blob(&name, &blob);
        }
    });
    canvas.to_blob(save.unchecked_ref::<Function>()).ok()
}
