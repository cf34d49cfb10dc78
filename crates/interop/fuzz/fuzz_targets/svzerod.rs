//! The reader and the builder of networks under any bytes: `cargo +nightly fuzz run svzerod` in
//! `crates/interop`. What runs on a stable compiler is `tests/all/fuzz.rs`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use secondheart_interop::svzerod;

fuzz_target!(|text: &str| {
    if let Ok(model) = svzerod::read("fuzz.json", text) {
        let _ = svzerod::Circuit::of(&model);
    }
});
