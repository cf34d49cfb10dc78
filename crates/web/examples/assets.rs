//! Writes what the page ships beside the module, so that it need not search or read for it:
//! `starts.bin`, the steady starts of the usual person lying and standing (others are found in a
//! second), and `lists.json`, the answer to `catalogue`.
//!
//! `cargo run --release -p secondheart-web --example assets -- FOLDER`

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use secondheart_body::{Parameters, Posture, Subject};
use secondheart_laboratory::start::HeldStarts;
use secondheart_web::{Engine, Host};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("give the folder to write into")?;
    let folder = Path::new(&folder);
    let parameters = Parameters::shipped()?;
    let mut starts = HeldStarts::default();
    for posture in [Posture::SUPINE, Posture::STANDING] {
        starts.find(&parameters, &Subject::default(), posture)?;
    }
    fs::write(folder.join("starts.bin"), starts.to_bytes())?;

    let mut engine = Engine::new(Host {
        now_s: || 0.0,
        progress: |_, _| (),
    });
    let lists = Value::Object(engine.answer(br#"{"do":"catalogue"}"#).json);
    fs::write(folder.join("lists.json"), lists.to_string())?;
    Ok(())
}
