//! Starts the page.

use strongmap::ui::{app::App, browser};

fn main() {
    std::panic::set_hook(Box::new(|_| browser::show_trouble()));
    if let Some(root) = browser::root() {
        yew::Renderer::<App>::with_root(root).render();
    }
}
