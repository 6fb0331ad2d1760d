//! A proxy in place of all other hosts.
//!
//! The browser is told to use it for everything but 127.0.0.1. So whatever leaves the origin of the page ends here, is
//! recorded, and goes no further.

use crate::listener::{self, Listener};
use crate::outcome::Outcome;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

/// The proxy that forwards nothing.
#[derive(Debug)]
pub struct BlockingProxy {
    listener: Listener,
    seen: Arc<Mutex<Vec<String>>>,
}

impl BlockingProxy {
    /// Starts listening.
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
            // The caller gets nothing in any case, even if this answer is lost.
            let _ = stream
                .write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        })?;
        Ok(Self { listener, seen })
    }

    /// Host and port, as browsers expect it.
    #[must_use]
    pub fn address(&self) -> String {
        self.listener.address.to_string()
    }

    /// The first line of every request since the last call.
    #[must_use]
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
