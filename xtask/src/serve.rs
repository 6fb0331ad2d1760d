//! `cargo xtask serve`: builds the page, and serves it for development.

use std::net::{Ipv4Addr, TcpListener};

use crate::arguments::Arguments;
use crate::page::Builder;
use crate::program::{Failure, Outcome};
use crate::workspace;

pub(crate) const HELP: &str = "\
Builds the page, serves it on this machine, and rebuilds it on every change.
Reload the page in the browser yourself: a script that reloads it would violate the page's own policy.

Usage: cargo xtask serve [--port N] [--release]

  --port N    the port on 127.0.0.1 [default: 8080, or the next free one]
  --release   build as published: smaller and faster, but slower to build";

pub(crate) fn run(mut arguments: Arguments) -> Outcome<()> {
    let release = arguments.flag("--release");
    let asked = arguments.option("--port")?;
    arguments.none_left()?;
    let port = match asked {
        Some(text) => asked_port(&text)?,
        None => free_port()?,
    };

    let builder = Builder::prepare(release)?;
    let folder = workspace::scratch("serve")?;
    builder.build(&folder)?;
    println!("\nThe page is built. Trunk prints its URL when it is ready, and serves the page until Ctrl+C.");
    builder.server(&folder, port)?.become_it()
}

const USUAL: u16 = 8080;

fn asked_port(text: &str) -> Outcome<u16> {
    let port =
        text.parse().map_err(|_| Failure(format!("--port needs a number up to 65535, not `{text}`")))?;
    if is_free(port) {
        Ok(port)
    } else {
        Err(Failure(format!("port {port} is in use; choose another with --port")))
    }
}

fn free_port() -> Outcome<u16> {
    (USUAL..USUAL + 100)
        .find(|port| is_free(*port))
        .ok_or_else(|| Failure(format!("ports from {USUAL} on are in use; choose one with --port")))
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}
