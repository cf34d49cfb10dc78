//! Answers a file of requests, one in a line, as the module of the page does, and writes all answers
//! one after the other. The page's test compares them with those of the module, byte for byte.
//!
//! `cargo run --release -p secondheart-web --example answers -- REQUESTS ANSWERS [STARTS]`

use std::error::Error;
use std::{env, fs};

use secondheart_web::{Engine, Host};

fn main() -> Result<(), Box<dyn Error>> {
    let files: Vec<String> = env::args().skip(1).collect();
    let [requests, answers, starts @ ..] = files.as_slice() else {
        return Err("give the file of requests and the file of answers".into());
    };
    let mut engine = Engine::new(Host {
        now_s: || 0.0,
        progress: |_, _| (),
    });
    if let Some(starts) = starts.first() {
        let mut request = 15_u32.to_le_bytes().to_vec();
        request.extend(br#"{"do":"starts"}"#);
        request.extend(fs::read(starts)?);
        engine.answer(&request);
    }
    let mut all = Vec::new();
    for request in fs::read_to_string(requests)?.lines() {
        all.extend(engine.answer(request.as_bytes()).to_bytes());
    }
    fs::write(answers, all)?;
    Ok(())
}
