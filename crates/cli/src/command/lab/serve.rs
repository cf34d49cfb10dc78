//! Serves the page to a browser on this machine, and to nobody else.
//!
//! It listens on the loopback address only. A request must name that address as its host: a page of
//! another host whose name was pointed here would not. What can be asked for are the names of the
//! files, not paths.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::thread;

use tiny_http::{Header, Method, Request, Response, Server};

use super::page::{self, File};
use crate::failure::Failure;

/// Port without `--port`: a browser keeps what a reader chose by address and port.
const USUAL_PORT: u16 = 7272;
/// How many ports from the usual one are tried.
const TRIED: u16 = 20;
/// Requests answered at once; a browser asks for six at a time.
const THREADS: usize = 4;

/// What every answer says: the type is as told, no other page may hold or read this one, and a
/// browser asks again whether a file has changed.
const HEADERS: [(&str, &str); 5] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Content-Security-Policy", "frame-ancestors 'self'"),
    ("Cache-Control", "no-cache"),
];

/// Serves the page until Ctrl-C.
pub(super) fn serve(port: Option<u16>, open: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let listener = listen(port)?;
    let address = format!("http://{}/", listener.local_addr()?);
    let server = Server::from_listener(listener, None).map_err(io::Error::other)?;
    let server = Arc::new(server);
    let stopped = server.clone();
    // Where no handler can be set, Ctrl-C ends the program at once, as it does anywhere.
    let _ = ctrlc::set_handler(move || (0..THREADS).for_each(|_| stopped.unblock()));
    writeln!(out, "The lab: {address}\nCtrl-C ends it.")?;
    out.flush()?;
    if open && open::that_detached(&address).is_err() {
        writeln!(
            out,
            "No browser could be opened: open the address yourself."
        )?;
        out.flush()?;
    }
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| server.incoming_requests().for_each(answer));
        }
    });
    Ok(())
}

/// Listens on the port asked for, or on the first free one of the usual ones.
fn listen(asked: Option<u16>) -> Result<TcpListener, Failure> {
    let bind = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    if let Some(port) = asked {
        return bind(port).map_err(|error| Failure::Port {
            port,
            reason: match error.kind() {
                io::ErrorKind::AddrInUse => "another program uses it".to_owned(),
                io::ErrorKind::PermissionDenied => "this user may not use it".to_owned(),
                _ => error.to_string(),
            },
        });
    }
    let ports = USUAL_PORT..USUAL_PORT + TRIED;
    let free = ports.clone().find_map(|port| bind(port).ok());
    free.ok_or_else(|| Failure::NoPort {
        first: ports.start,
        last: ports.end - 1,
    })
}

fn answer(request: Request) {
    let response = respond(&request);
    // A browser that has gone needs no answer.
    let _ = request.respond(response);
}

type Answer = Response<io::Cursor<Vec<u8>>>;

fn respond(request: &Request) -> Answer {
    let given = |name: &'static str| {
        let header = request.headers().iter().find(|h| h.field.equiv(name));
        header.map(|h| h.value.as_str())
    };
    if !given("Host").is_some_and(is_loopback) {
        return told(
            403,
            "This server answers to 127.0.0.1 and localhost only.\n",
        );
    }
    if !matches!(request.method(), Method::Get | Method::Head) {
        return with_headers(
            told(405, "Only GET and HEAD are answered.\n"),
            [("Allow", "GET, HEAD")],
        );
    }
    let path = request.url().split(['?', '#']).next().unwrap_or_default();
    let name = match path.strip_prefix('/') {
        Some("") => page::INDEX,
        Some(name) => name,
        None => path,
    };
    let Some(file) = page::file(name) else {
        return told(404, "There is no such file.\n");
    };
    let tag = tag(file);
    let headers = [("Content-Type", file.content_type), ("ETag", &tag)];
    let known = given("If-None-Match").is_some_and(|known| known.contains(tag.as_str()));
    let answer = if known {
        Response::from_data([]).with_status_code(304)
    } else {
        // Sent with its length, not in pieces.
        Response::from_data(file.bytes).with_chunked_threshold(usize::MAX)
    };
    with_headers(with_headers(answer, HEADERS), headers)
}

/// Whether a host is this machine, by whichever port.
fn is_loopback(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "80"));
    port.parse::<u16>().is_ok() && (name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost"))
}

fn told(status: u16, words: &str) -> Answer {
    let answer = Response::from_data(words).with_status_code(status);
    let plain = [("Content-Type", "text/plain; charset=utf-8")];
    with_headers(with_headers(answer, HEADERS), plain)
}

fn with_headers<const N: usize>(answer: Answer, headers: [(&str, &str); N]) -> Answer {
    let made = headers
        .iter()
        .filter_map(|(name, value)| Header::from_bytes(*name, *value).ok());
    made.fold(answer, Response::with_header)
}

/// A word that changes with the contents of a file.
fn tag(file: &File) -> String {
    let mut hasher = DefaultHasher::new();
    file.bytes.hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_names_of_this_machine_are_hosts() {
        for host in ["127.0.0.1", "127.0.0.1:7272", "localhost:80", "LocalHost"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "example.org",
            "127.0.0.1.example.org",
            "localhost.example.org:7272",
            "127.0.0.1:x",
            "127.0.0.1:80:80",
            "0.0.0.0",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
