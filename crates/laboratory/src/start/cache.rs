//! Steady starts remembered between runs.
//!
//! Finding a start takes longer than many protocols. It depends on parameters, subject, posture,
//! the build of engine and body, and the processor; under a hash of these it is kept in the user's
//! cache folder (`XDG_CACHE_HOME` or `~/.cache`, then `secondheart`). If the cache is missing,
//! unreadable or foreign, the start is found again, with the same bits. The cache keeps the starts
//! that were used last, at most [`MOST_KEPT`]. `SECONDHEART_CACHE=off` turns it off.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use secondheart_body::{Body, BodyError, Parameters, Posture, Snapshot, Subject};

use super::held::HeldStarts;
use crate::record::{PendingFile, RecordError, clear_leftovers};

/// Mark of what was built, from `build.rs`.
const BUILD: &str = env!("SECONDHEART_BUILD");

/// Ending of the files.
const ENDING: &str = "steady";

/// Starts that are kept: some 46 kB each, 12 MB in all.
const MOST_KEPT: usize = 256;

/// Where steady starts are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    folder: Option<PathBuf>,
    held: HeldStarts,
}

impl Cache {
    /// The user's cache folder, unless the environment turns it off or names none.
    pub fn of_user() -> Self {
        if std::env::var_os("SECONDHEART_CACHE").is_some_and(|value| value == "off") {
            return Self::off();
        }
        let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let base = named("XDG_CACHE_HOME").map(PathBuf::from);
        let base = base.or_else(|| named("HOME").map(|home| Path::new(&home).join(".cache")));
        let folder = base.filter(|base| base.is_absolute());
        Self {
            folder: folder.map(|base| base.join("secondheart")),
            held: HeldStarts::default(),
        }
    }

    /// Keeps starts in a folder, which is made when the first start is kept.
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: Some(folder.to_path_buf()),
            held: HeldStarts::default(),
        }
    }

    /// Finds the starts that come with a program, and keeps no others.
    pub fn holding(held: HeldStarts) -> Self {
        Self { folder: None, held }
    }

    /// Keeps no starts and finds none.
    pub fn off() -> Self {
        Self::holding(HeldStarts::default())
    }

    /// A body at its steady start in a posture.
    pub fn body(
        &self,
        parameters: &Parameters,
        subject: &Subject,
        posture: Posture,
    ) -> Result<Body, BodyError> {
        if let Some(body) = self.held.body(parameters, subject, posture) {
            return Ok(body);
        }
        let Some(folder) = &self.folder else {
            return Body::with(parameters, subject, posture);
        };
        let key = key(&program(), parameters, subject, posture);
        let file = folder.join(format!("{key:032x}.{ENDING}"));
        if let Some(snapshot) = read(&file, key) {
            let mut session = Body::unsettled(parameters, subject, posture)?;
            if session.restore(&snapshot).is_ok() {
                touch(&file);
                return Ok(session);
            }
        }
        let session = Body::with(parameters, subject, posture)?;
        // Without a cache that can be written the start is found again the next time.
        if write(folder, &file, key, &session.snapshot()).is_ok() {
            evict(folder, MOST_KEPT);
        }
        Ok(session)
    }
}

/// The hash of everything that the start depends on.
pub(super) fn key(
    program: &str,
    parameters: &Parameters,
    subject: &Subject,
    posture: Posture,
) -> u128 {
    let text = format!("{program}{subject:?} {posture:?}");
    let mut hash = hash(SEED, text.as_bytes());
    for (path, parameter) in parameters.iter() {
        hash = self::hash(hash, path.as_bytes());
        hash = self::hash(hash, &parameter.value.to_bits().to_le_bytes());
    }
    hash
}

/// What was built, and the processor: other vector instructions may round otherwise.
fn program() -> String {
    #[cfg(target_arch = "x86_64")]
    let vectors = (
        std::arch::is_x86_feature_detected!("avx2"),
        std::arch::is_x86_feature_detected!("fma"),
        std::arch::is_x86_feature_detected!("avx512f"),
    );
    #[cfg(not(target_arch = "x86_64"))]
    let vectors = ();
    format!("{BUILD} {vectors:?} ")
}

/// FNV-1a of 128 bits: offset basis and prime (Fowler, Noll & Vo).
const SEED: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

fn hash(seed: u128, bytes: &[u8]) -> u128 {
    // The length keeps adjacent texts distinct: "ab" "c" and "a" "bc".
    let length = bytes.len().to_le_bytes();
    let all = length.iter().chain(bytes);
    all.fold(seed, |hash, byte| {
        (hash ^ u128::from(*byte)).wrapping_mul(PRIME)
    })
}

/// The file holds the key, the snapshot, and the hash of the snapshot.
fn read(file: &Path, key: u128) -> Option<Snapshot> {
    let bytes = fs::read(file).ok()?;
    let (head, rest) = bytes.split_at_checked(16)?;
    let (body, tail) = rest.split_at_checked(rest.len().checked_sub(16)?)?;
    if head != key.to_le_bytes() || tail != hash(SEED, body).to_le_bytes() {
        return None;
    }
    Snapshot::from_bytes(body).ok()
}

fn write(folder: &Path, file: &Path, key: u128, snapshot: &Snapshot) -> Result<(), RecordError> {
    // If the folder cannot be made, the file cannot be begun in it.
    let _ = fs::create_dir_all(folder);
    let body = snapshot.to_bytes();
    let mut pending = PendingFile::begin(file)?;
    pending.fill(|out| {
        out.write_all(&key.to_le_bytes())?;
        out.write_all(&body)?;
        out.write_all(&hash(SEED, &body).to_le_bytes())
    })?;
    pending.commit().map(|_| ())
}

/// Notes that a start was used, so that it is not the oldest.
fn touch(file: &Path) {
    // Without permission to note the use, the start only looks older.
    let _ = OpenOptions::new()
        .write(true)
        .open(file)
        .and_then(|file| file.set_modified(SystemTime::now()));
}

/// Removes the starts that were used longest ago until `most` are left, and what killed runs left.
fn evict(folder: &Path, most: usize) {
    clear_leftovers(folder);
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let starts = entries.flatten().filter_map(|entry| {
        let path = entry.path();
        let used = entry.metadata().ok()?.modified().ok()?;
        (path.extension()? == ENDING).then_some((used, path))
    });
    let mut starts: Vec<(SystemTime, PathBuf)> = starts.collect();
    starts.sort();
    let surplus = starts.len().saturating_sub(most);
    for (_, path) in &starts[..surplus] {
        // Another run may have removed it.
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
