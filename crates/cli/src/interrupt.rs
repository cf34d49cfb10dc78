//! What Ctrl-C and a request to terminate do.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::INTERRUPTED;

/// Before the run starts, Ctrl-C exits at once; during it, the run stops cleanly.
pub(crate) struct Interrupt {
    /// Set once the run has been asked to end.
    pub(crate) pressed: Arc<AtomicBool>,
    in_run: Arc<AtomicBool>,
}

impl Interrupt {
    /// Installs the signal handler.
    pub(crate) fn heard() -> Self {
        let own = Self {
            pressed: Arc::new(AtomicBool::new(false)),
            in_run: Arc::new(AtomicBool::new(false)),
        };
        let (pressed, in_run) = (own.pressed.clone(), own.in_run.clone());
        // Where no handler can be set, Ctrl-C ends the program at once, as it does anywhere.
        let _ = ctrlc::set_handler(move || {
            pressed.store(true, Ordering::Relaxed);
            if !in_run.load(Ordering::SeqCst) {
                std::process::exit(i32::from(INTERRUPTED));
            }
        });
        own
    }

    /// Marks the start of the run, which checks the flag from now on.
    pub(crate) fn running(&self) {
        self.in_run.store(true, Ordering::SeqCst);
    }
}
