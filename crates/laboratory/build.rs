//! Gives the build a mark, `SECONDHEART_BUILD`, that changes with everything a steady start depends
//! on when the program is compiled: sources and data of engine and body, their dependencies, the
//! compiler, the target and the profile.
//!
//! In a checkout the sources lie beside this crate. A package from a registry has no neighbours; its
//! version stands for them, because the workspace pins engine and body to exactly its own version
//! and a published version never changes.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Relative to this crate; files or whole folders.
const COMPUTED_WITH: [&str; 7] = [
    "../engine/Cargo.toml",
    "../engine/src",
    "../body/Cargo.toml",
    "../body/src",
    "../body/data",
    "../../Cargo.toml",
    "../../Cargo.lock",
];

/// Variables that Cargo sets for build scripts.
const SETTINGS: [&str; 6] = [
    "CARGO_PKG_VERSION",
    "TARGET",
    "OPT_LEVEL",
    "PROFILE",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_CFG_TARGET_FEATURE",
];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    // A page keeps no starts between visits, and its module need not change with every comment.
    if env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-env=SECONDHEART_BUILD=page");
        return Ok(());
    }
    let mut mark = Mark::default();
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    // Beside a package lie packages of other programs.
    let neighbour = fs::read_to_string(package.join("../body/Cargo.toml")).unwrap_or_default();
    if neighbour.contains("name = \"secondheart-body\"") {
        for name in COMPUTED_WITH {
            let path = package.join(name);
            if path.exists() {
                println!("cargo::rerun-if-changed={}", path.display());
                mark.path(name, &path)?;
            }
        }
    }
    for name in SETTINGS {
        mark.bytes(env::var(name).unwrap_or_default().as_bytes());
    }
    if let Some(compiler) = env::var_os("RUSTC") {
        let version = std::process::Command::new(compiler).arg("-vV").output()?;
        mark.bytes(&version.stdout);
    }
    println!("cargo::rustc-env=SECONDHEART_BUILD={:016x}", mark.0);
    Ok(())
}

/// FNV-1a of 64 bits (Fowler, Noll & Vo).
struct Mark(u64);

impl Default for Mark {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Mark {
    /// Takes a text with its length, which keeps neighbours apart.
    fn bytes(&mut self, bytes: &[u8]) {
        let length = (bytes.len() as u64).to_le_bytes();
        for byte in length.iter().chain(bytes) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Takes a file, or all files of a folder in the order of their names.
    fn path(&mut self, name: &str, path: &Path) -> io::Result<()> {
        self.bytes(name.as_bytes());
        if path.is_file() {
            self.bytes(&fs::read(path)?);
            return Ok(());
        }
        let mut entries = fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            self.path(&entry.file_name().to_string_lossy(), &entry.path())?;
        }
        Ok(())
    }
}
