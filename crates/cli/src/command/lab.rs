//! The lab: a page with a simulated body, served on this machine or written for another.

mod export;
mod page;
mod serve;

use std::io::Write;

use crate::arguments::LabArguments;
use crate::failure::Failure;

pub(super) fn execute(arguments: &LabArguments, out: &mut dyn Write) -> Result<(), Failure> {
    match &arguments.export {
        Some(place) => export::write(place, out),
        None => serve::serve(arguments.port, !arguments.no_open, out),
    }
}
