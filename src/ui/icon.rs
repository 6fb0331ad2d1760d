//! Signs and icons as inline SVG, so that nothing has to be fetched.

use crate::export::picture;
use crate::report::Sign;
use crate::rules::{Station, Weight};
use yew::prelude::*;

/// The sign of a verdict. Each has its own shape, so that color is never the only distinction.
pub(super) fn sign(sign: Sign) -> Html {
    let (class, shape) = match sign {
        Sign::Good => ("good", html! { <path d="M7 12.5l3.4 3.4L17 9" /> }),
        Sign::Refused => ("refused", html! { <path d="M8 8l8 8M16 8l-8 8" /> }),
        Sign::Warning => ("warning", html! { <path d="M12 6.5v7M12 17.2v.1" /> }),
        Sign::CannotTell => {
            ("cannot-tell", html! { <path d="M9.2 9.2a2.9 2.9 0 1 1 4 2.9c-.9.4-1.2 1-1.2 2M12 17.2v.1" /> })
        }
        Sign::NotConcerned => ("not-concerned", html! { <path d="M7.5 12h9" /> }),
    };
    html! {
        <svg class={classes!("sign", class)} viewBox="0 0 24 24" aria-hidden="true">
            <circle cx="12" cy="12" r="11" />
            { shape }
        </svg>
    }
}

/// The sign as a word, for screen readers.
pub(super) const fn word(sign: Sign) -> &'static str {
    match sign {
        Sign::Good => "Good",
        Sign::Refused => "Refused",
        Sign::Warning => "Warning",
        Sign::CannotTell => "Cannot tell",
        Sign::NotConcerned => "Not concerned",
    }
}

/// The CSS class that gives a sign its color.
pub(super) const fn class(sign: Sign) -> &'static str {
    match sign {
        Sign::Good => "good",
        Sign::Refused => "refused",
        Sign::Warning => "warning",
        Sign::CannotTell => "cannot-tell",
        Sign::NotConcerned => "not-concerned",
    }
}

/// The logo: a certificate's seal tied to an account.
pub(super) fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
            <rect x="1" y="1" width="30" height="30" rx="8" />
            <circle cx="11.5" cy="16" r="4.5" />
            <path d="M16 16h9M21 16v4M25 16v3" />
        </svg>
    }
}

/// The sign of a finding, by its severity.
pub(super) fn weight(weight: Weight) -> Html {
    sign(match weight {
        Weight::Block => Sign::Refused,
        Weight::Warn => Sign::Warning,
        Weight::Note => Sign::NotConcerned,
    })
}

/// The glyph of a machine on the path of the logon, the same as in the exported picture.
pub(super) fn station(station: Station) -> Html {
    html! {
        <svg class="glyph" viewBox="0 0 24 24" aria-hidden="true"><path d={picture::glyph(station)} /></svg>
    }
}

/// The icon for copying: two sheets.
pub(super) fn copy() -> Html {
    html! {
        <svg class="small-icon" viewBox="0 0 16 16" aria-hidden="true">
            <rect x="5.5" y="5.5" width="8" height="8.5" rx="1.6" />
            <path d="M10.5 3.2V3a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6.5a1 1 0 0 0 1 1h.2" />
        </svg>
    }
}

/// The icon for removing: a cross.
pub(super) fn cross() -> Html {
    html! {
        <svg class="small-icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg>
    }
}

/// The icon for done: a check mark.
pub(super) fn check() -> Html {
    html! {
        <svg class="small-icon" viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8.5l3.2 3.2L13 4.8" /></svg>
    }
}

/// The icon of a padlock.
pub(super) fn lock() -> Html {
    html! {
        <svg class="small-icon" viewBox="0 0 16 16" aria-hidden="true">
            <rect x="3" y="7" width="10" height="7" rx="1.6" />
            <path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2" />
        </svg>
    }
}

/// The icon for the color scheme: half light, half dark.
pub(super) fn contrast() -> Html {
    html! {
        <svg class="small-icon" viewBox="0 0 16 16" aria-hidden="true">
            <circle cx="8" cy="8" r="6" />
            <path class="filled" d="M8 2a6 6 0 0 1 0 12z" />
        </svg>
    }
}

/// The icon of a tray that files are dropped into.
pub(super) fn tray() -> Html {
    html! {
        <svg class="tray" viewBox="0 0 48 48" aria-hidden="true">
            <path d="M24 6v22M15.5 20L24 28.5 32.5 20" />
            <path d="M7 27v10a4 4 0 0 0 4 4h26a4 4 0 0 0 4-4V27" />
        </svg>
    }
}
