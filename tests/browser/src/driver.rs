//! The process of a driver, which ends when its handle is dropped.

use crate::environment::{Browser, Environment};
use crate::http;
use crate::outcome::{Failure, Outcome, While as _};
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// A driver that listens.
#[derive(Debug)]
pub(crate) struct Driver {
    child: Child,
    address: SocketAddr,
}

impl Driver {
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn start(environment: &Environment) -> Outcome<Self> {
        let mut command = Command::new(&environment.driver);
        match environment.browser {
            Browser::Chromium => command.arg("--port=0"),
            // Its other port would be the same for every driver on this machine.
            Browser::Firefox => command.args(["--port", "0", "--websocket-port", "0"]),
        };
        let mut child = command
            // Only with this does Firefox use the settings server that it is told to use.
            .env("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .or_fail(format_args!("{} cannot be run", environment.driver.display()))?;
        let output = child.stdout.take();
        // From here on, the process is ended whatever happens.
        let mut driver = Self { child, address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)) };

        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            let lines = output.into_iter().flat_map(|output| BufReader::new(output).lines());
            for line in lines.map_while(Result::ok) {
                if let Some(port) = port_in(&line) {
                    // Nobody receives any more once the port is known; the rest is read so that the driver can write.
                    let _ = tell.send(port);
                }
            }
        });
        let port = told
            .recv_timeout(Duration::from_secs(30))
            .map_err(|_| Failure(format!("{} tells no port", environment.driver.display())))?;
        driver.address.set_port(port);
        Ok(driver)
    }

    /// Sends a request, and returns the value of the answer.
    pub(crate) fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Outcome<Value> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let (status, mut answer) = http::ask(self.address, method, path, &body)?;
        let value = answer.get_mut("value").map(Value::take).unwrap_or_default();
        if status == 200 {
            return Ok(value);
        }
        let word = |name| value.get(name).and_then(Value::as_str).unwrap_or_default();
        // What follows the first line is the driver's own stack.
        let message = word("message").lines().next().unwrap_or_default();
        Err(Failure(format!("the browser refuses {method} {path}: {}: {message}", word("error"))))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Both fail only for a process that has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Ends a process that is not a child of this one.
pub(crate) fn end(process: u64) {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("taskkill");
        command.args(["/F", "/T", "/PID"]);
        command
    } else {
        let mut command = Command::new("kill");
        command.arg("-KILL");
        command
    };
    // It fails for a process that has ended by itself, as it should have.
    let _ = command.arg(process.to_string()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// The port in the line with which a driver reports that it listens.
fn port_in(line: &str) -> Option<u16> {
    let told = line
        .split_once("started successfully on port ")
        .or_else(|| line.split_once("Listening on 127.0.0.1:"))?
        .1;
    told.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_of_a_driver_is_read() {
        check("ChromeDriver was started successfully on port 41235.", Some(41235));
        check("1700000000000\tgeckodriver\tINFO\tListening on 127.0.0.1:40375", Some(40375));
        check("Starting ChromeDriver 150.0 on port 0", None);
        check("1700000000000\tMarionette\tINFO\tListening on port 34567", None);
    }

    fn check(line: &str, expect: Option<u16>) {
        assert_eq!(port_in(line), expect, "{line}");
    }
}
