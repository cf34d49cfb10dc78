//! The files of the page, as `lab/build` left them.

/// A file of the page.
pub(super) struct File {
    pub(super) name: &'static str,
    pub(super) content_type: &'static str,
    pub(super) bytes: &'static [u8],
}

macro_rules! file {
    ($name:literal, $content_type:literal) => {
        File {
            name: $name,
            content_type: $content_type,
            bytes: include_bytes!(concat!("../../../../../lab/built/", $name)),
        }
    };
}

/// The file that a browser asks for first.
pub(super) const INDEX: &str = "index.html";
/// The program and the style sheet that the first file names.
pub(super) const SCRIPT: &str = "lab.js";
pub(super) const STYLE: &str = "lab.css";

/// All that a web host needs.
pub(super) const FILES: [File; 8] = [
    file!("index.html", "text/html; charset=utf-8"),
    file!("lab.js", "text/javascript; charset=utf-8"),
    file!("lab.css", "text/css; charset=utf-8"),
    file!("worker.js", "text/javascript; charset=utf-8"),
    file!("secondheart.wasm", "application/wasm"),
    file!("starts.bin", "application/octet-stream"),
    file!("lists.json", "application/json"),
    file!("claims.json", "application/json"),
];

/// The file of that name.
pub(super) fn file(name: &str) -> Option<&'static File> {
    FILES.iter().find(|file| file.name == name)
}

/// Words that the first file of every version of the page has, and no other page.
pub(super) const MARK: &str = r#"<meta name="generator" content="secondheart lab">"#;
