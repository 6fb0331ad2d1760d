//! Stands where the rest of the world would be.
//!
//! The browser is told that this is the proxy to everywhere but 127.0.0.1. So whatever leaves the origin of the page
//! ends here, is written down, and goes no further.

use crate::listener::{self, Listener};
use crate::outcome::Outcome;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

/// The proxy that leads nowhere.
#[derive(Debug)]
pub struct Lookout {
    listener: Listener,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Lookout {
    /// Begins to look.
    ///
    /// # Errors
    /// If no port is free.
    pub fn begin() -> Outcome<Self> {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&seen);
        let listener = Listener::start(move |mut stream| {
            let Some(head) = listener::head(&stream) else { return };
            let first = head.into_iter().next().unwrap_or_default();
            record.lock().unwrap_or_else(PoisonError::into_inner).push(first);
            // Whoever asks here gets nothing in any case, even if this answer is lost.
            let _ = stream
                .write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        })?;
        Ok(Self { listener, seen })
    }

    /// Host and port, as browsers want it.
    #[must_use]
    pub fn address(&self) -> String {
        self.listener.address.to_string()
    }

    /// Every request since the last time, as its first line.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
