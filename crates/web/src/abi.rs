//! The exports of the WebAssembly module, and what it imports from the module `host`.
//!
//! The caller asks for room with `input`, writes a request there, and calls `call`; the answer then
//! lies at `output`. A fault is told to `host.fault` before the module stops.
//!
//! The only `unsafe` are the attributes of the exports, which have names of their own, and the calls
//! of the imports, which take numbers alone and cannot touch the memory of the module.

#![allow(unsafe_code, reason = "exports and imports of the module; see above")]

use std::cell::RefCell;
use std::panic;

use crate::{Engine, Host};

#[link(wasm_import_module = "host")]
unsafe extern "C" {
    fn now() -> f64;
    fn progress(done_s: f64, total_s: f64);
    fn fault(address: *const u8, length: usize);
}

struct Module {
    engine: Engine,
    input: Vec<u8>,
    output: Vec<u8>,
}

thread_local! {
    static MODULE: RefCell<Module> = RefCell::new(Module::new());
}

impl Module {
    fn new() -> Self {
        panic::set_hook(Box::new(|information| {
            let text = information.to_string();
            // SAFETY: the host reads a text that lives until the call returns.
            unsafe { fault(text.as_ptr(), text.len()) }
        }));
        let host = Host {
            // SAFETY: the host returns a number.
            now_s: || unsafe { now() },
            // SAFETY: the host takes two numbers.
            progress: |done_s, total_s| unsafe { progress(done_s, total_s) },
        };
        Self {
            engine: Engine::new(host),
            input: Vec::new(),
            output: Vec::new(),
        }
    }
}

/// Makes room for a request of `length` bytes; gives the address.
#[unsafe(no_mangle)]
extern "C" fn input(length: usize) -> *mut u8 {
    MODULE.with_borrow_mut(|module| {
        module.input.clear();
        module.input.resize(length, 0);
        module.input.as_mut_ptr()
    })
}

/// Answers the request; gives the length of the answer.
#[unsafe(no_mangle)]
extern "C" fn call() -> usize {
    MODULE.with_borrow_mut(|module| {
        module.output = module.engine.answer(&module.input).to_bytes();
        module.output.len()
    })
}

/// Address of the answer.
#[unsafe(no_mangle)]
extern "C" fn output() -> *const u8 {
    MODULE.with_borrow(|module| module.output.as_ptr())
}
