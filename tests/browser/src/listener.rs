//! A local port, with a thread for each connection.

use crate::outcome::{Outcome, While as _};
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Listens on a free port until it is dropped.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) address: SocketAddr,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    pub(crate) fn start(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> Outcome<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).or_fail("no port of this machine is free")?;
        let address = listener.local_addr().or_fail("the port is unknown")?;
        let ended = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&ended);
        let answer = Arc::new(answer);
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if told.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(stream) = stream else { continue };
                let answer = Arc::clone(&answer);
                // Browsers open more connections than they use; an idle one must not hold up the others.
                thread::spawn(move || {
                    if stream.set_read_timeout(Some(Duration::from_secs(30))).is_ok() {
                        answer(stream);
                    }
                });
            }
        });
        Ok(Self { address, ended, thread: Some(thread) })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // The thread checks whether to end when a connection comes in.
        let called = TcpStream::connect(self.address).is_ok();
        if let (true, Some(thread)) = (called, self.thread.take()) {
            // It cannot have panicked over anything that still matters.
            let _ = thread.join();
        }
    }
}

/// The lines of a request up to the empty one; `None` if the caller stops sending or sends too much.
pub(crate) fn head(stream: &TcpStream) -> Option<Vec<String>> {
    const MAX: u64 = 64 * 1024;
    let mut lines = Vec::new();
    for line in BufReader::new(stream.take(MAX)).lines() {
        let line = line.ok()?;
        if line.is_empty() {
            return (!lines.is_empty()).then_some(lines);
        }
        lines.push(line);
    }
    None
}
