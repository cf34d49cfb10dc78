//! The page: what the server gives and refuses, and what an export holds.

#![cfg(feature = "lab")]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::command::{secondheart, stderr, stdout};
use crate::secondheart_program;

/// Files of the page, and their types.
const FILES: [(&str, &str); 8] = [
    ("index.html", "text/html; charset=utf-8"),
    ("lab.js", "text/javascript; charset=utf-8"),
    ("lab.css", "text/css; charset=utf-8"),
    ("worker.js", "text/javascript; charset=utf-8"),
    ("secondheart.wasm", "application/wasm"),
    ("starts.bin", "application/octet-stream"),
    ("lists.json", "application/json"),
    ("claims.json", "application/json"),
];

fn built(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lab/built");
    fs::read(folder.join(name)).unwrap()
}

/// A server on a free port, ended when it is dropped.
struct Lab {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    port: u16,
}

impl Lab {
    fn start(arguments: &[&str]) -> Self {
        let mut command = secondheart_program();
        command.arg("lab").args(arguments);
        Self::run(command)
    }

    fn run(mut command: std::process::Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let address = line.strip_prefix("The lab: http://127.0.0.1:").unwrap();
        let port = address.trim_end().trim_end_matches('/').parse().unwrap();
        Self { child, out, port }
    }

    /// The head and the body of the answer to a request whose first line is given.
    fn ask(&self, first: &str, host: &str, more: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let host = if host.is_empty() {
            String::new()
        } else {
            format!("Host: {host}\r\n")
        };
        let request = format!("{first} HTTP/1.1\r\n{host}{more}Connection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        (head, answer.split_off(end + 4))
    }

    fn get(&self, path: &str) -> (String, Vec<u8>) {
        self.ask(&format!("GET {path}"), "127.0.0.1", "")
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn served() -> Lab {
    Lab::start(&["--no-open", "--port", "0"])
}

/// A place for an export, removed when it is dropped.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let name = format!("secondheart-lab-{}-{name}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn every_file_of_the_page_is_served_whole_and_with_its_type() {
    let lab = served();
    for (name, content_type) in FILES {
        let (head, body) = lab.get(&format!("/{name}"));
        assert!(head.starts_with("HTTP/1.1 200 "), "{name}: {head}");
        assert!(
            head.contains(&format!("Content-Type: {content_type}\r\n")),
            "{head}"
        );
        assert!(head.contains("X-Content-Type-Options: nosniff"), "{head}");
        assert!(body == built(name), "{name} arrives as it is: {head}");
    }
    assert_eq!(lab.get("/").1, built("index.html"));
    assert_eq!(lab.get("/?a=b").1, built("index.html"));
    let (head, body) = lab.ask("HEAD /secondheart.wasm", "localhost", "");
    let length = format!("Content-Length: {}", built("secondheart.wasm").len());
    assert!(head.contains(&length) && body.is_empty(), "{head}");
}

#[test]
fn a_file_that_the_browser_has_is_not_sent_again() {
    let lab = served();
    let (head, _) = lab.get("/lab.js");
    let tag = head
        .lines()
        .find_map(|line| line.strip_prefix("ETag: "))
        .unwrap();
    let (head, body) = lab.ask(
        "GET /lab.js",
        "localhost",
        &format!("If-None-Match: {tag}\r\n"),
    );
    assert!(
        head.starts_with("HTTP/1.1 304 ") && body.is_empty(),
        "{head}"
    );
    let (head, _) = lab.ask("GET /lab.js", "localhost", "If-None-Match: \"other\"\r\n");
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
}

#[test]
fn nothing_but_the_files_of_the_page_is_served() {
    let lab = served();
    for path in [
        "/../Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "//etc/passwd",
        "/%2e%2e/engine.json",
        "/./index.html",
        "/index.html/",
        "/engine.json",
        "/Cargo.toml",
        "\\index.html",
    ] {
        let (head, _) = lab.get(path);
        assert!(head.starts_with("HTTP/1.1 404 "), "{path}: {head}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let (head, _) = lab.ask(&format!("{method} /"), "localhost", "Content-Length: 0\r\n");
        assert!(head.starts_with("HTTP/1.1 405 "), "{method}: {head}");
    }
}

#[test]
fn a_request_for_another_host_is_refused() {
    let lab = served();
    let port = lab.port;
    for host in [
        "example.org",
        "127.0.0.1.example.org",
        "0.0.0.0",
        "localhost.evil",
        "",
    ] {
        let (head, body) = lab.ask("GET /", host, "");
        let refused = head.starts_with("HTTP/1.1 403 ") || head.starts_with("HTTP/1.1 400 ");
        assert!(refused && body != built("index.html"), "{host}: {head}");
    }
    for host in [format!("localhost:{port}"), format!("127.0.0.1:{port}")] {
        let (head, _) = lab.ask("GET /", &host, "");
        assert!(head.starts_with("HTTP/1.1 200 "), "{host}: {head}");
    }
}

#[test]
fn a_busy_port_is_one_message() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port().to_string();
    let text = stderr(&secondheart(&["lab", "--no-open", "--port", &port]), 2);
    assert_eq!(
        text,
        format!(
            "  \u{d7} port {port} cannot be used: another program uses it\n  help: `--port 0` takes \
             any free port, and prints which\n"
        )
    );
}

#[test]
fn without_a_port_two_pages_are_served_beside_each_other() {
    let (one, other) = (Lab::start(&["--no-open"]), Lab::start(&["--no-open"]));
    assert!(
        one.port >= 7272 && other.port > one.port,
        "{} {}",
        one.port,
        other.port
    );
    assert_eq!(other.get("/").1, built("index.html"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_without_an_error() {
    let mut lab = served();
    lab.get("/");
    let id = lab.child.id().to_string();
    let killed = std::process::Command::new("kill")
        .args(["-INT", &id])
        .status();
    assert!(killed.unwrap().success());
    assert_eq!(lab.child.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    lab.out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "Ctrl-C ends it.\n");
}

#[cfg(target_os = "linux")]
#[test]
fn the_browser_is_opened_with_the_address_unless_it_must_not_be() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Place::new("browser");
    fs::create_dir_all(&folder.0).unwrap();
    let asked = folder.0.join("asked");
    let opener = folder.0.join("xdg-open");
    fs::write(
        &opener,
        format!("#!/bin/sh\necho \"$1\" > '{}'\n", asked.display()),
    )
    .unwrap();
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.path());
    let start = |arguments: &[&str]| {
        let mut command = secondheart_program();
        command.arg("lab").args(arguments).env("PATH", &path);
        Lab::run(command)
    };
    let quiet = start(&["--no-open", "--port", "0"]);
    quiet.get("/");
    assert!(!asked.exists());
    let lab = start(&["--port", "0"]);
    let address = format!("http://127.0.0.1:{}/\n", lab.port);
    let told = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        fs::read_to_string(&asked).is_ok_and(|text| text == address)
    });
    assert!(told, "{address}");
}

#[test]
fn a_folder_is_written_whole_and_again_but_not_over_another_page() {
    let place = Place::new("folder");
    let text = stdout(&secondheart(&["lab", "--export", place.path()]));
    assert!(text.contains(place.path()), "{text}");
    let whole = || {
        for (name, _) in FILES {
            assert_eq!(fs::read(place.0.join(name)).unwrap(), built(name), "{name}");
        }
    };
    whole();
    // An older page is replaced, and what else is there stays.
    fs::write(place.0.join("lab.js"), "older").unwrap();
    fs::write(place.0.join("robots.txt"), "own").unwrap();
    stdout(&secondheart(&["lab", "--export", place.path()]));
    whole();
    assert_eq!(fs::read(place.0.join("robots.txt")).unwrap(), b"own");
    let names = fs::read_dir(&place.0).unwrap().count();
    assert_eq!(names, FILES.len() + 1, "nothing is left over");

    fs::write(place.0.join("index.html"), "<title>mine</title>").unwrap();
    fs::write(place.0.join("lab.js"), "mine").unwrap();
    let text = stderr(&secondheart(&["lab", "--export", place.path()]), 2);
    assert!(
        text.contains("index.html there is not of a page of secondheart"),
        "{text}"
    );
    assert_eq!(fs::read(place.0.join("lab.js")).unwrap(), b"mine");
}

/// The elements of an exported file: name and contents in base64.
fn held(page: &str) -> Vec<(&str, &str)> {
    page.split("<script type=\"text/plain\" id=\"part:")
        .skip(1)
        .map(|rest| {
            rest.split("</script>")
                .next()
                .unwrap()
                .split_once("\">")
                .unwrap()
        })
        .collect()
}

fn decoded(text: &str) -> Vec<u8> {
    let digit = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => panic!("{c} is no digit of base64"),
    };
    let mut bytes = Vec::new();
    for four in text.trim_end_matches('=').as_bytes().chunks(4) {
        let bits = four
            .iter()
            .fold(0_u32, |bits, c| bits << 6 | u32::from(digit(*c)));
        let bits = bits << (6 * (4 - four.len()));
        bytes.extend(&bits.to_be_bytes()[1..four.len()]);
    }
    bytes
}

#[test]
fn one_file_holds_every_part_and_asks_no_other_host() {
    let place = Place::new("page.html");
    stdout(&secondheart(&["lab", "--export", place.path()]));
    let page = fs::read_to_string(&place.0).unwrap();
    let held = held(&page);
    assert_eq!(held.len(), FILES.len() - 3);
    for (name, text) in &held {
        assert_eq!(decoded(text), built(name), "{name}");
    }
    for name in ["lab.js", "lab.css"] {
        let part = String::from_utf8(built(name)).unwrap();
        assert!(page.contains(&part), "{name}");
    }
    // Nothing is asked from elsewhere: neither by an element nor by what the policy allows.
    let script = String::from_utf8(built("lab.js")).unwrap();
    let style = String::from_utf8(built("lab.css")).unwrap();
    let frame = page.replace(&script, "").replace(&style, "");
    for asks in ["src=", "<link rel=\"stylesheet\"", "href=\"http", "@import"] {
        assert!(!frame.contains(asks), "{asks}");
    }
    assert!(!style.contains("url(http") && !style.contains("@import"));
    let (_, policy) = frame
        .split_once("Content-Security-Policy\" content=\"")
        .unwrap();
    let policy = policy.split('"').next().unwrap();
    assert!(policy.starts_with("default-src 'self'; "), "{policy}");
    assert!(
        !policy.contains("http") && !policy.contains('*'),
        "{policy}"
    );
}

#[test]
fn one_file_replaces_an_older_page_and_nothing_else() {
    let place = Place::new("own.html");
    fs::write(&place.0, "<title>mine</title>").unwrap();
    let text = stderr(&secondheart(&["lab", "--export", place.path()]), 2);
    assert!(
        text.contains("it is there and is not a page of secondheart"),
        "{text}"
    );
    assert_eq!(fs::read(&place.0).unwrap(), b"<title>mine</title>");
    fs::remove_file(&place.0).unwrap();
    stdout(&secondheart(&["lab", "--export", place.path()]));
    let first = fs::read(&place.0).unwrap();
    fs::write(&place.0, [&first[..1000], b"cut"].concat()).unwrap();
    stdout(&secondheart(&["lab", "--export", place.path()]));
    assert_eq!(fs::read(&place.0).unwrap(), first);
}

#[test]
fn a_place_that_cannot_take_the_page_is_told() {
    let place = Place::new("a-file");
    fs::write(&place.0, "").unwrap();
    let text = stderr(&secondheart(&["lab", "--export", place.path()]), 2);
    assert!(text.contains("it is a file"), "{text}");
    let below = format!("{}/page.html", place.path());
    let text = stderr(&secondheart(&["lab", "--export", &below]), 2);
    assert!(text.contains("cannot be written to"), "{text}");
    let text = stderr(
        &secondheart(&["lab", "--export", "x.html", "--port", "1"]),
        2,
    );
    assert!(text.contains("cannot be used with"), "{text}");
}
