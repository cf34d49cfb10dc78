//! Writes the page for a web host, as a folder, or for a stick, as one file.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secondheart_laboratory::record::{FileSet, OutputFolder, PendingFile, Storage};

use super::page::{FILES, File, INDEX, MARK, SCRIPT, STYLE, file};
use crate::failure::Failure;

/// Writes one file for a name that ends in `.html`, a folder for any other.
pub(super) fn write(place: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let ending = place.extension().and_then(OsStr::to_str);
    if ending.is_some_and(|ending| ["html", "htm"].contains(&ending.to_lowercase().as_str())) {
        write_file(place)?;
        writeln!(out, "{}: open it in a browser", place.display())?;
    } else {
        write_folder(place)?;
        writeln!(out, "{}: copy it to any web host", place.display())?;
    }
    Ok(())
}

fn write_folder(place: &Path) -> Result<(), Failure> {
    if place.exists() && !place.is_dir() {
        return Err(refused(place, "it is a file"));
    }
    if !is_page(&place.join(INDEX)) {
        let there = |file: &&File| place.join(file.name).symlink_metadata().is_ok();
        if let Some(foreign) = FILES.iter().find(there) {
            let name = foreign.name;
            return Err(refused(
                place,
                &format!("{name} there is not of a page of secondheart"),
            ));
        }
    }
    let names = FILES.each_ref().map(|file| file.name);
    let folder = OutputFolder::prepare(place)?.free_for(&names)?;
    let mut set = FileSet::new(Storage::Folder(folder));
    for file in &FILES {
        set.add(file.name, file.bytes)?;
    }
    set.commit()?;
    Ok(())
}

fn write_file(place: &Path) -> Result<(), Failure> {
    if place.is_file() && !is_page(place) {
        return Err(refused(
            place,
            "it is there and is not a page of secondheart",
        ));
    }
    let page = in_one_file().map_err(|reason| refused(place, reason))?;
    let mut pending = PendingFile::begin(place)?;
    pending.fill(|file| file.write_all(page.as_bytes()))?;
    pending.commit()?;
    Ok(())
}

fn refused(place: &Path, reason: &str) -> Failure {
    Failure::Page {
        place: place.display().to_string(),
        reason: reason.to_owned(),
    }
}

/// Whether the file is the first of a page that this program wrote.
fn is_page(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| {
        let start = &bytes[..bytes.len().min(4096)];
        String::from_utf8_lossy(start).contains(MARK)
    })
}

/// The first file with all others in it: the program and the style as they are, the rest in base64,
/// each in an element whose `id` is `part:` and its name (`lab/src/engine/source.ts`).
fn in_one_file() -> Result<String, &'static str> {
    const BROKEN: &str = "the page in this program is not complete";
    let text = |name: &str| {
        let bytes = file(name).map(|file| file.bytes);
        bytes
            .and_then(|b| std::str::from_utf8(b).ok())
            .ok_or(BROKEN)
    };
    let (index, script, style) = (text(INDEX)?, text(SCRIPT)?, text(STYLE)?);
    let (before_style, rest) = index
        .split_once(&format!("<link rel=\"stylesheet\" href=\"{STYLE}\">"))
        .ok_or(BROKEN)?;
    let (before_script, rest) = rest
        .split_once(&format!("<script src=\"{SCRIPT}\" defer></script>"))
        .ok_or(BROKEN)?;
    let (body, end) = rest.rsplit_once("</body>").ok_or(BROKEN)?;
    let mut page = format!("{before_style}<style>{style}</style>{before_script}{body}");
    for file in &FILES {
        if ![INDEX, SCRIPT, STYLE].contains(&file.name) {
            let name = file.name;
            let held = STANDARD.encode(file.bytes);
            let _ = writeln!(
                page,
                "<script type=\"text/plain\" id=\"part:{name}\">{held}</script>"
            );
        }
    }
    // The policy of the page allows the script by the hash of just these bytes.
    let _ = write!(page, "<script>{script}</script>\n</body>{end}");
    Ok(page)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_the_mark_by_which_it_is_known_again() {
        let page = in_one_file().unwrap();
        assert!(page[..4096.min(page.len())].contains(MARK));
    }
}
