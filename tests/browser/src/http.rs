//! Just enough HTTP to talk to a driver on this machine.

use crate::outcome::{Failure, Outcome, While as _};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Longer than anything a driver is asked to wait for.
const PATIENCE: Duration = Duration::from_secs(120);

/// Sends a request, and returns the status and the body as JSON.
pub(crate) fn ask(address: SocketAddr, method: &str, path: &str, body: &str) -> Outcome<(u16, Value)> {
    let doing = || format!("the driver does not answer {method} {path}");
    let mut stream = TcpStream::connect(address).or_fail(doing())?;
    stream.set_read_timeout(Some(PATIENCE)).or_fail(doing())?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json; charset=utf-8\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).or_fail(doing())?;
    stream.write_all(body.as_bytes()).or_fail(doing())?;

    let mut reader = BufReader::new(stream);
    let status = status_of(&line(&mut reader).or_fail(doing())?).ok_or_else(|| {
        Failure(format!("the driver answers {method} {path} with something else than HTTP"))
    })?;
    let mut length = None;
    loop {
        let line = line(&mut reader).or_fail(doing())?;
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
    let mut body = Vec::new();
    reader.take(length.unwrap_or(u64::MAX)).read_to_end(&mut body).or_fail(doing())?;
    let body = serde_json::from_slice(&body)
        .or_fail(format_args!("the driver answers {method} {path} with something else than JSON"))?;
    Ok((status, body))
}

fn line(reader: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}

fn status_of(line: &str) -> Option<u16> {
    line.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_read() {
        check("HTTP/1.1 200 OK", Some(200));
        check("HTTP/1.0 404", Some(404));
        check("SSH-2.0", None);
        check("HTTP/1.1", None);
    }

    fn check(line: &str, expect: Option<u16>) {
        assert_eq!(status_of(line), expect, "{line}");
    }
}
