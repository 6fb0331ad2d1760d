//! Just enough HTTP to see exactly what a server sends: a client that decodes or guesses would hide it.

use browser::outcome::While as _;
use browser::{Failure, Outcome};
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// The answer of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The names in lower case.
    headers: Vec<(String, String)>,
    /// The bytes as they were sent, also compressed ones.
    pub body: Vec<u8>,
}

/// Requests a path from a server of this machine, accepting one coding of the body (`identity`, `gzip`, `br`).
///
/// # Errors
/// If it does not answer in HTTP.
pub fn ask(server: SocketAddr, path: &str, coding: &str) -> Outcome<Answer> {
    let doing = || format!("the server does not answer {path}");
    let mut stream = TcpStream::connect(server).or_fail(doing())?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).or_fail(doing())?;
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: {server}\r\nAccept-Encoding: {coding}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).or_fail(doing())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).or_fail(doing())?;
    Answer::parse(&bytes).ok_or_else(|| Failure(format!("{path} is answered with something else than HTTP")))
}

impl Answer {
    /// The value of a header; several of one name are joined, as servers may do themselves.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        let values: Vec<&str> =
            self.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
        let headers: Option<Vec<_>> = lines
            .map(|line| {
                let (name, value) = line.split_once(':')?;
                Some((name.to_ascii_lowercase(), value.trim().to_owned()))
            })
            .collect();
        let mut answer = Self { status, headers: headers?, body: bytes.get(end + 4..)?.to_vec() };
        if answer.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
            answer.body = unchunked(&answer.body)?;
        }
        Some(answer)
    }
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 4 + size..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        let check = |text: &str, expect: Option<(u16, &str)>| {
            let answer = Answer::parse(text.as_bytes());
            let found =
                answer.map(|answer| (answer.status, String::from_utf8_lossy(&answer.body).into_owned()));
            assert_eq!(found, expect.map(|(status, body)| (status, body.to_owned())), "{text}");
        };
        check("HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody", Some((200, "body")));
        check("HTTP/1.0 404 No\r\n\r\n", Some((404, "")));
        check(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n",
            Some((200, "abcde")),
        );
        check("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc\r\n", None);
        check("SSH-2.0", None);
    }

    #[test]
    fn headers_of_one_name_are_joined() {
        let answer = Answer::parse(b"HTTP/1.1 200 OK\r\nVary: A\r\nVARY:B\r\n\r\n").unwrap();
        assert_eq!(answer.header("vary").as_deref(), Some("A, B"));
        assert_eq!(answer.header("server"), None);
    }
}
