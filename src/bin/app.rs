//! Starts the page.

use strongmap::ui::{app::App, browser};

fn main() {
    std::panic::set_hook(Box::new(|_| browser::show_trouble()));
    yew::Renderer::<App>::with_root(browser::root()).render();
}
